{
    "name": "Supervision: Excel in and out (督办导入导出)",
    "version": "19.0.1.0.0",
    "category": "Productivity/Supervision",
    "summary": "Import of ledgers, progress in Excel, export of the ledger",
    "author": "duban_supervision maintainers",
    "license": "LGPL-3",
    "depends": ["duban_supervision"],
    "external_dependencies": {
        "python": [
            "lxml",
            "openpyxl",
            "pypinyin",
            "rapidfuzz",
            "xlrd",
            "xlsxwriter",
        ]
    },
    "data": [
        "security/ir.model.access.csv",
        "security/duban_exchange_security.xml",
        "data/ir_cron_data.xml",
        "views/duban_ledger_export_views.xml",
        "wizard/duban_import_views.xml",
        "views/duban_progress_exchange_views.xml",
        "wizard/duban_people_views.xml",
        "setup/duban_setup_views.xml",
        "views/duban_exchange_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["duban_supervision_exchange/static/src/**/*"],
        "web.assets_tests": ["duban_supervision_exchange/static/tests/tours/**/*"],
    },
}
