{
    "name": "Odoo's own Chinese, completed (督办)",
    "version": "19.0.1.0.0",
    "category": "Productivity/Supervision",
    "summary": "Terms and labels of Odoo that its Chinese leaves out, for all apps of the database",
    "author": "duban_supervision maintainers",
    "license": "LGPL-3",
    "depends": ["mail"],
    "data": ["views/login.xml"],
    "assets": {"web.assets_backend": ["duban_supervision_odoo_words/static/src/**/*"]},
}
