"""Numbers of warning notices are counted by what is printed, no more by the row of one version of the rules;
registrations say as which of the offices they were made, older ones by who is which office now."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["duban.number"]._count_by_pattern()
    env["duban.registration"]._keep_roles()
