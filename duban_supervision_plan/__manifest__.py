{
    "name": "Supervision: plan line (督办规划与年度要点)",
    "version": "19.0.1.0.0",
    "category": "Productivity/Supervision",
    "summary": "Plans of several years, work points of a year, tasks and their matters as one tree",
    "author": "duban_supervision maintainers",
    "license": "LGPL-3",
    "depends": [
        "duban_supervision",
        "duban_supervision_after",
        "duban_supervision_exchange",
    ],
    "data": [
        "security/ir.model.access.csv",
        "security/duban_goal_security.xml",
        "views/duban_regulation_views.xml",
        "report/duban_goal_reports.xml",
        "wizard/duban_goal_wizard_views.xml",
        "views/duban_goal_views.xml",
        "views/duban_matter_views.xml",
        "views/duban_plan_menus.xml",
    ],
}
