from . import demo, models, wizard
from odoo.addons.duban_supervision.hooks import adopt_regulation


def post_init_hook(env):
    adopt_regulation(env, "duban_supervision_lzu.regulation")
