"""Parts of a whole (CORE-33): how far they are, and that none is open under a whole that has ended."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .states import ENDED_STATES, OPEN_STATES

#: ends of a child that leave nothing to do for the whole
LEFT_OUT = ("rejected", "withdrawn", "merged")


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

    @api.constrains("parent_id")
    def _check_no_late_part(self):
        """What is open becomes no part of what has ended (CORE-33)."""
        late = self._where(lambda matter: matter.state in OPEN_STATES)
        late._assert_no_part_of(ENDED_STATES)

    def _check_whole(self, data):
        """Nothing is taken up under a whole that is done: it would not be done any more (CORE-33)."""
        self._assert_no_part_of(("closed", "archived"))

    def _assert_no_part_of(self, states):
        """:raise UserError: naming a whole of these matters that is in one of ``states``."""
        for matter in self._where(lambda row: row.parent_id.state in states):
            raise UserError(
                self.env._(
                    "%(matter)s is part of %(whole)s, which has ended. Reopen that first, or make it no part of it.",
                    matter=matter.display_name,
                    whole=matter.parent_id.display_name,
                )
            )

    def copy_data(self, default=None):
        """What is written anew after an earlier matter is no part of a whole that has ended."""
        ended = self._where(lambda row: row.parent_id.state in ENDED_STATES)
        return [
            {**vals, "parent_id": False} if matter in ended else vals
            for matter, vals in zip(self, super().copy_data(default), strict=True)
        ]
