{
    "name": "Supervision: packages for archive and inspection (督办归档与迎检)",
    "version": "19.0.1.0.0",
    "category": "Productivity/Supervision",
    "summary": "All matters of a period with dossiers, lists, metadata and fingerprints, to be checked offline",
    "author": "duban_supervision maintainers",
    "license": "LGPL-3",
    "depends": [
        "duban_supervision",
        "duban_supervision_after",
        "duban_supervision_exchange",
    ],
    "external_dependencies": {"python": ["lxml", "xlsxwriter"]},
    "data": [
        "security/ir.model.access.csv",
        "security/duban_package_security.xml",
        "views/duban_package_views.xml",
    ],
}
