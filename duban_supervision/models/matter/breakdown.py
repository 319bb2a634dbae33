"""A whole and its parts (分解): the parent shows how far its children are; figures count one or the other (CORE-33)."""

from odoo import api, fields, models

from .matter import OPEN_STATES

#: ends of a child that leave nothing to do for the whole
LEFT_OUT = ("rejected", "withdrawn", "merged")


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    count_breakdown = fields.Selection(
        [("children", "The parts"), ("parents", "The whole")],
        "Figures of a broken-down matter count",
        default="children",
        required=True,
        help="A matter that was broken down and its parts are never counted both.",
    )


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    children_done = fields.Char(
        "Parts done",
        compute="_compute_children",
        help="Ended parts of all parts, e.g. 2/3.",
    )
    children_light = fields.Selection(
        [("normal", "Normal"), ("soon", "Due soon"), ("overdue", "Overdue")],
        "Worst light of the parts",
        compute="_compute_children",
    )

    @api.depends("child_ids.state", "child_ids.date_deadline")
    def _compute_children(self):
        for matter in self:
            children = matter.sudo().child_ids.filtered(
                lambda child: child.state not in LEFT_OUT
            )
            # sudo: how many and how late, no more; the parts themselves are read by whom they concern
            running = children.filtered(lambda child: child.state in OPEN_STATES)
            matter.children_done = (
                f"{len(children) - len(running)}/{len(children)}" if children else False
            )
            lights = set(running.mapped("light"))
            matter.children_light = next(
                (light for light in ("overdue", "soon") if light in lights),
                "normal" if children else False,
            )
