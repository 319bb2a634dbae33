"""Who holds an office is the institution's, no more a version's: all versions say what the one in force says."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    # after all addons: they have offices of their own
    api.Environment(cr, SUPERUSER_ID, {})["duban.regulation"]._one_organisation()
