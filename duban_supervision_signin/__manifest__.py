{
    "name": "Supervision: sign in with the school's account (督办统一身份认证)",
    "version": "19.0.1.0.0",
    "category": "Productivity/Supervision",
    "summary": "CAS 2 and 3; the school's account finds the person by staff number",
    "author": "duban_supervision maintainers",
    "license": "LGPL-3",
    "depends": ["duban_supervision"],
    "external_dependencies": {"python": ["python-cas", "requests"]},
    "data": [
        "security/ir.model.access.csv",
        "views/duban_sign_in_views.xml",
        "views/login_page.xml",
    ],
}
