{
    "name": "Supervision: documents as Word files",
    "version": "19.0.1.0.0",
    "category": "Productivity/Supervision",
    "summary": "Every printed document of the suite also as .docx, to be laid out further by the office",
    "author": "duban_supervision maintainers",
    "license": "LGPL-3",
    "depends": ["duban_supervision"],
    "external_dependencies": {"python": ["python-docx"]},
    "data": [
        "security/ir.model.access.csv",
        "security/duban_word_security.xml",
        "wizard/duban_word_views.xml",
    ],
    "installable": True,
}
