{
    "name": "Supervision: Xi'an International Studies University (西安外国语大学)",
    "version": "19.0.1.0.0",
    "category": "Productivity/Supervision",
    "summary": "Six-step procedure, work plan within a week and the 督办单 of 西安外国语大学",
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
        "report/report_slip_templates.xml",
        "report/report_slip.xml",
        "views/duban_matter_views.xml",
    ],
    "demo": ["demo/duban_demo.xml"],
    "assets": {
        "web.assets_tests": ["duban_supervision_xisu/static/tests/tours/**/*"],
    },
}
