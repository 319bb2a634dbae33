{
    "name": "Supervision: the institution's own face (督办系统外观)",
    "version": "19.0.1.0.0",
    "category": "Productivity/Supervision",
    "summary": "Name, logo and icon of the institution on the sign-in page, the browser's tab and the phone",
    "author": "duban_supervision maintainers",
    "license": "LGPL-3",
    "depends": ["duban_supervision"],
    "data": [
        "security/ir.model.access.csv",
        "views/duban_face_views.xml",
        "views/pages.xml",
    ],
    "assets": {
        "web.assets_backend": ["duban_supervision_face/static/src/**/*"],
        "web.assets_tests": ["duban_supervision_face/static/tests/**/*"],
    },
}
