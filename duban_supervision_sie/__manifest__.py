{
    "name": "Supervision: 国际教育学院",
    "version": "19.0.1.0.0",
    "category": "Productivity/Supervision",
    "summary": "Supervision rules of a college inside a university",
    "author": "duban_supervision maintainers",
    "license": "LGPL-3",
    "depends": ["duban_supervision_after", "duban_supervision_exchange"],
    "data": ["data/duban_regulation_data.xml", "data/duban_document_data.xml"],
    "demo": ["demo/duban_demo.xml"],
    "post_init_hook": "post_init_hook",
}
