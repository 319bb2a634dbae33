{
    "name": "Supervision: messages outside Odoo (督办消息通道)",
    "version": "19.0.1.0.0",
    "category": "Productivity/Supervision",
    "summary": "Tell people through messengers, SMS and the school's portal, configured on screen",
    "author": "duban_supervision maintainers",
    "license": "LGPL-3",
    "depends": ["duban_supervision"],
    "external_dependencies": {"python": ["requests"]},
    "data": [
        "security/ir.model.access.csv",
        "security/duban_gateway_security.xml",
        "data/ir_cron_data.xml",
        "views/duban_gateway_views.xml",
        "views/res_users_views.xml",
        "views/opinion_page.xml",
    ],
}
