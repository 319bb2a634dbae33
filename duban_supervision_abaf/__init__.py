from odoo.addons.duban_supervision.hooks import adopt_regulation

from . import demo, models


def post_init_hook(env):
    """Put this regulation in force where none is yet."""
    adopt_regulation(env, "duban_supervision_abaf.regulation")
