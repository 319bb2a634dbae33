{
    "name": "Supervision: LDAP accounts are staff numbers (督办 LDAP 登录)",
    "version": "19.0.1.0.0",
    "category": "Productivity/Supervision",
    "summary": "Who signs in through Odoo's LDAP is found by staff number and refused in words",
    "author": "duban_supervision maintainers",
    "license": "LGPL-3",
    "depends": ["duban_supervision", "duban_supervision_signin", "auth_ldap"],
    "auto_install": ["duban_supervision_signin", "auth_ldap"],
}
