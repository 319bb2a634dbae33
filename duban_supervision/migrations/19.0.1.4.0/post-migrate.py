"""Registrations say as which of the offices they were made; older ones are told by who is which office now."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["duban.registration"]._keep_roles()
