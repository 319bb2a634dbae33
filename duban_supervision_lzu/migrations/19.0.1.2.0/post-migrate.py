"""Joint meetings that were held stand in the register of meetings."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["duban.lzu.meeting"]._enter_old_meetings()
