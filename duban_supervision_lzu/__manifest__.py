{
    "name": "Supervision: Lanzhou University (兰州大学督查督办)",
    "version": "19.0.1.0.0",
    "category": "Productivity/Supervision",
    "summary": "Ledger of numbered, claimed and written-off tasks; special notices; annual plan",
    "author": "duban_supervision maintainers",
    "license": "LGPL-3",
    "depends": ["duban_supervision"],
    "data": [
        "security/ir.model.access.csv",
        "security/duban_lzu_security.xml",
        "data/mail_activity_type_data.xml",
        "data/ir_cron_data.xml",
        "data/duban_regulation_data.xml",
        "report/duban_lzu_reports.xml",
        "data/duban_document_data.xml",
    ],
    "post_init_hook": "post_init_hook",
}
