"""The patrol looks after the to-dos of special notices: their own scheduled action goes."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    cron = env.ref(
        "duban_supervision_lzu.ir_cron_notice_todos", raise_if_not_found=False
    )
    if cron:
        cron.unlink()
