{
    "name": "Supervision: 国际教育学院",
    "version": "19.0.1.0.0",
    "category": "Productivity/Supervision",
    "summary": "Supervision rules of a college inside a university",
    "author": "duban_supervision maintainers",
    "license": "LGPL-3",
    "depends": [
        "duban_supervision",
        "duban_supervision_after",
        "duban_supervision_archive",
        "duban_supervision_exchange",
        "duban_supervision_meeting",
    ],
    "data": ["data/regulation.xml"],
    "demo": ["demo/duban_demo.xml"],
}
