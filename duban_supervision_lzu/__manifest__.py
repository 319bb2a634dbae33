{
    "name": "Supervision: Lanzhou University (兰州大学督查督办)",
    "version": "19.0.1.2.0",
    "category": "Productivity/Supervision",
    "summary": "Ledger of numbered, claimed and written-off tasks; special notices; annual plan",
    "author": "duban_supervision maintainers",
    "license": "LGPL-3",
    "depends": [
        "duban_supervision_after",
        "duban_supervision_archive",
        "duban_supervision_exchange",
        "duban_supervision_meeting",
    ],
    "data": [
        "security/ir.model.access.csv",
        "security/duban_lzu_security.xml",
        "data/mail_activity_type_data.xml",
        "data/regulation.xml",
        "report/duban_lzu_reports.xml",
        "views/duban_matter_views.xml",
        "views/duban_lzu_plan_views.xml",
        "views/duban_lzu_notice_views.xml",
        "views/duban_lzu_menus.xml",
    ],
    "assets": {
        "web.assets_tests": ["duban_supervision_lzu/static/tests/tours/**/*"],
    },
    "demo": ["demo/duban_demo.xml"],
}
