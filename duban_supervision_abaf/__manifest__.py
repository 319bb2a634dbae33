{
    "name": "Supervision: Aba Vocational College (阿坝职业学院)",
    "version": "19.0.1.0.0",
    "category": "Productivity/Supervision",
    "summary": "Four grades, three-signature chains, numbered forms and 3+N of 阿坝职业学院督办督查工作办法",
    "author": "duban_supervision maintainers",
    "license": "LGPL-3",
    "depends": [
        "duban_supervision",
        "duban_supervision_after",
        "duban_supervision_archive",
        "duban_supervision_exchange",
        "duban_supervision_meeting",
    ],
    "data": [
        "data/regulation.xml",
        "report/duban_form_reports.xml",
    ],
    "assets": {
        "web.assets_tests": ["duban_supervision_abaf/static/tests/tours/**/*"],
    },
    "demo": ["demo/duban_demo.xml"],
}
