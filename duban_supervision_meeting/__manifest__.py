{
    "name": "Supervision: meetings and their decisions (会议议定事项)",
    "version": "19.0.1.0.0",
    "category": "Productivity/Supervision",
    "summary": "Meetings, what they decided and what became of it; minutes that become matters",
    "author": "duban_supervision maintainers",
    "license": "LGPL-3",
    "depends": ["duban_supervision"],
    "external_dependencies": {"python": ["python-docx", "pdfplumber"]},
    "data": [],
    "installable": True,
}
