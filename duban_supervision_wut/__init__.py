from odoo.addons.duban_supervision.hooks import adopt_regulation

from . import demo


def post_init_hook(env):
    """The first institution installed serves the main company."""
    adopt_regulation(env, "duban_supervision_wut.regulation")
