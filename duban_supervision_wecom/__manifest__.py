{
    "name": "Supervision: 企业微信 (督办企业微信)",
    "version": "19.0.1.0.0",
    "category": "Productivity/Supervision",
    "summary": "Cards with buttons in 企业微信: accept, approve, answer",
    "author": "duban_supervision maintainers",
    "license": "LGPL-3",
    "depends": [
        "duban_supervision",
        "duban_supervision_gateway",
        "duban_supervision_signin",
    ],
    "external_dependencies": {"python": ["cryptography", "lxml", "requests"]},
    "data": ["views/duban_gateway_views.xml"],
}
