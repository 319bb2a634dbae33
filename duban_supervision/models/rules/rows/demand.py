"""What choosing an option demands: a catalogue of the engine, which checks each of them in one place."""

from odoo import fields, models


class DubanDemand(models.Model):
    _name = "duban.demand"
    _description = "Demand of an option"
    _inherit = ["duban.screen"]
    _order = "id"

    code = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, translate=True)
    help = fields.Char(translate=True)

    _code_uniq = models.UniqueIndex("(code)")
