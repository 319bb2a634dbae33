{
    "name": "Supervision: documents as Word files",
    "version": "19.0.1.0.0",
    "category": "Productivity/Supervision",
    "summary": "Every document as .docx, by the school's own template where it has one; red-headed letters",
    "author": "duban_supervision maintainers",
    "license": "LGPL-3",
    "depends": ["duban_supervision"],
    "external_dependencies": {"python": ["python-docx", "docxtpl"]},
    "data": [
        "security/ir.model.access.csv",
        "security/duban_word_security.xml",
        "wizard/duban_word_views.xml",
        "report/duban_official_reports.xml",
        "views/duban_word_template_views.xml",
    ],
    "installable": True,
}
