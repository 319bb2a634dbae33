from odoo.addons.duban_supervision.hooks import adopt_regulation

from . import demo
from . import models
from . import report


def post_init_hook(env):
    """Put 西安外国语大学's regulation in force where there is none yet."""
    adopt_regulation(env, "duban_supervision_xisu.regulation")
