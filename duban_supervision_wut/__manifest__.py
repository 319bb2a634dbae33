{
    "name": "Supervision: 武汉理工大学",
    "version": "19.0.1.0.0",
    "category": "Productivity/Supervision",
    "summary": "Supervision rules of Wuhan University of Technology",
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
    "assets": {
        "web.assets_tests": ["duban_supervision_wut/static/tests/tours/**/*"],
    },
}
