{
    "name": "Supervision: OAuth accounts are staff numbers (督办 OAuth 登录)",
    "version": "19.0.1.0.0",
    "category": "Productivity/Supervision",
    "summary": "Who signs in through Odoo's OAuth for the first time is found by staff number",
    "author": "duban_supervision maintainers",
    "license": "LGPL-3",
    "depends": ["duban_supervision", "duban_supervision_signin", "auth_oauth"],
    "auto_install": ["duban_supervision_signin", "auth_oauth"],
    "external_dependencies": {"python": ["requests"]},
    "data": ["views/auth_oauth_views.xml"],
}
