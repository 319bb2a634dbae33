"""Who holds an office is the institution's, no more a version's: all versions say what the one in force says.

Categories of one code are one over the versions, also those that came by an update: what figures are grouped by is
counted anew.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    # after all addons: they have offices of their own
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["duban.regulation"]._one_organisation()
    matters = env["duban.matter"].with_context(active_test=False).search([])
    env.add_to_compute(matters._fields["category_group_id"], matters)
    matters.flush_recordset(["category_group_id"])
