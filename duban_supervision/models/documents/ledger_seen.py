"""打印所见: what a list shows by its filters, on A4, with what is overdue marked and each category said once."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: more rows than that are a ledger to export, not a sheet to take along
MOST = 500
#: (key, label, relative width) of the columns
COLUMNS = (
    ("row", "序号", 4),
    ("number", "编号", 9),
    ("name", "事项", 26),
    ("lead_unit_id", "牵头单位", 12),
    ("leader_in_charge_id", "分管领导", 8),
    ("document_due_seen", "办结期限", 12),
    ("last_progress", "最近进展", 24),
    ("urging_count", "催办次数", 5),
)


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    document_due_seen = fields.Char(
        compute="_compute_document_due_seen", export_string_translation=False
    )

    @api.depends("date_deadline", "state", "paused_since")
    def _compute_document_due_seen(self):
        """The due date, and by how many days it has passed: in words, for paper is black."""
        for matter in self:
            day = matter.deadline_text or ""
            late = f"【逾期{-matter.days_left}天】" if matter.is_overdue else ""
            matter.document_due_seen = "\n".join(filter(None, (day, late)))

    @api.model
    def _seen_columns(self):
        """Columns of the sheet in the words of the regulation in force, as the grid of documents takes them."""
        words = self._label_words()
        # the due date with its mark goes by the word of the due date
        named = {"document_due_seen": "date_deadline"}
        return [
            {
                "key": key,
                "label": words.get(f"field:{named.get(key, key)}", label),
                "width": width,
            }
            for key, label, width in COLUMNS
        ]

    @api.model
    @api.readonly
    def action_print_seen(self, domain=None):
        """Print what a list shows: the matters of ``domain`` that the user reads, by category, on A4.

        :param domain: of the list with its filters
        :return: report action
        :raise UserError: nothing, or more than a sheet is for
        """
        try:
            matters = self.search(Domain(domain or []), limit=MOST + 1)
        except (TypeError, ValueError) as error:
            # a client's, as is its domain
            raise UserError(
                self.env._("These filters are not those of the list. Open it again.")
            ) from error
        if not matters:
            raise UserError(self.env._("The list is empty: there is nothing to print."))
        if len(matters) > MOST:
            raise UserError(
                self.env._(
                    "The list has more than %s matters. Narrow it by a filter, or export the ledger.",
                    MOST,
                )
            )
        report = self.env.ref("duban_supervision.action_report_ledger_seen")
        return report.report_action(matters, config=False)
