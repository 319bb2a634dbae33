"""The frozen contents of a bulletin, how they are drafted from the data, and who received it."""

import hashlib

from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.matter.states import CLOSED_STATES, STATES

from .figure_line import LINE_FIELDS
from .statistics import NEVER_COUNTED, RELEASED


def _mark(text):
    """By which a drafted text is known again; the text itself may be more than its readers are to see."""
    return hashlib.sha256((text or "").strip().encode()).hexdigest()


class DubanBulletinLine(models.Model):
    """Completion of one unit in the period, as it stood when the bulletin was drafted."""

    _name = "duban.bulletin.line"
    _description = "Completion of a unit"
    _inherit = ["duban.figure.line"]
    _order = "bulletin_id, sequence, id"
    _document = "bulletin_id"

    bulletin_id = fields.Many2one(
        "duban.bulletin", required=True, index=True, ondelete="cascade"
    )


class DubanBulletinItem(models.Model):
    """One matter, result or feedback as listed in a report. Of a sensitive matter only the number (CORE-12)."""

    _name = "duban.bulletin.item"
    _description = "Entry of a report"
    _inherit = ["duban.document.part"]
    _order = "bulletin_id, sequence, id"
    _document = "bulletin_id"

    bulletin_id = fields.Many2one(
        "duban.bulletin", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    kind = fields.Selection(
        [
            ("matter", "Matter"),
            ("result", "Result"),
            ("feedback", "Feedback"),
            ("released", "Released"),
        ],
        required=True,
    )
    matter_id = fields.Many2one("duban.matter", index=True, ondelete="set null")
    number = fields.Char()
    name = fields.Char("Matter title")
    category = fields.Char()
    unit = fields.Char()
    date = fields.Date()
    date_deadline = fields.Date("Due date")
    state = fields.Selection(STATES)
    is_overdue = fields.Boolean("Overdue")
    urging_count = fields.Integer("Times urged")
    text = fields.Text("Progress or result")


class DubanBulletinRecipient(models.Model):
    """Who was told of a bulletin, and when."""

    _name = "duban.bulletin.recipient"
    _description = "Recipient of a bulletin"
    _inherit = ["duban.document.part"]
    _order = "bulletin_id, role desc, id"
    _document = "bulletin_id"

    bulletin_id = fields.Many2one(
        "duban.bulletin", required=True, index=True, ondelete="cascade"
    )
    role = fields.Selection(
        [("scope", "Scope"), ("cc", "Copy"), ("person", "Person")], required=True
    )
    department_id = fields.Many2one("hr.department", "Unit", ondelete="restrict")
    user_ids = fields.Many2many(
        "res.users",
        "duban_bulletin_recipient_user_rel",
        string="Notified",
        context={"active_test": False},
    )
    date = fields.Datetime("Sent", required=True, default=fields.Datetime.now)


class DubanBulletin(models.Model):
    _inherit = "duban.bulletin"

    def _fill(self, asked=False):
        """Compute table, figures and list of this one bulletin anew (as superuser).

        :param asked: the office asked for the draft and sees it: a text that it emptied is drafted again as well
        """
        Statistics = self.env["duban.statistics"]
        units = self.subject_unit_ids or None
        limits = {"units": units, "categories": self.category_ids or None}
        period = (self.company_id, self.date_from, self.date_to)
        by_unit = self._ordered(Statistics._figures(*period, by="unit", **limits))
        totals = Statistics._totals(by_unit)
        self.line_ids.unlink()
        self.item_ids.unlink()
        self.env["duban.bulletin.line"].create(
            [
                {
                    "bulletin_id": self.id,
                    "sequence": position,
                    "department_id": row["id"],
                    "name": row["name"] or "—",
                    **{name: row[name] for name in LINE_FIELDS},
                }
                for position, row in enumerate(by_unit)
            ]
        )
        figures = {"states": totals["states"], "exempted": self._count_exempted()}
        if self.kind not in ("regular", "irregular"):
            for by in ("category", "grade"):
                rows = Statistics._figures(*period, by=by, **limits)
                figures[by] = [
                    {
                        "name": row["name"] or "—",
                        **{name: row[name] for name in LINE_FIELDS},
                    }
                    for row in rows
                    if row["task_count"]
                ]
        drafts = {
            "introduction": self._draft_introduction(totals),
            "good_practice": self._draft_good_practice(by_unit),
            "problems": self._draft_problems(by_unit),
        }
        # what stands as it was drafted says the figures of that day: it is drawn up anew; what the office wrote stays,
        # and what it took out stays out
        drafted = (self.figures or {}).get("drafted", {})
        texts, figures["drafted"] = {}, {}
        for name, text in drafts.items():
            mark = drafted.get(name, _mark(""))
            if _mark(self[name]) == mark or (asked and not self[name]):
                texts[name], mark = text, _mark(text)
            figures["drafted"][name] = mark
        self.write({"figures": figures, "date_filled": fields.Datetime.now(), **texts})
        self._fill_items()

    # ------------------------------------------------------------------
    # The list below the table
    # ------------------------------------------------------------------

    def _matter_domain(self):
        """Matters of the company, units and categories reported on, under the office of the regulation."""
        Statistics = self.env["duban.statistics"]
        # by the rules of the period, as the figures above it, whenever it is drawn up (CORE-31)
        rules = Statistics._regulation_of(self.company_id, self.date_to)
        special = Statistics._special_offices(rules)
        domain = Domain("company_id", "=", self.company_id.id) & Domain(
            "state", "not in", NEVER_COUNTED
        )
        domain &= Domain("office_id", "not in", special.ids)
        if self.subject_unit_ids:
            domain &= Statistics._holder_domain(
                self.company_id, self.date_to, self.subject_unit_ids.ids
            )
        if self.category_ids:
            domain &= Domain(
                "source_category_id", "in", self.category_ids._versions().ids
            )
        return domain

    def _count_exempted(self):
        within = Domain("date_ended", ">=", self.date_from) & Domain(
            "date_ended", "<=", self.date_to
        )
        return self.env["duban.matter"].search_count(
            self._matter_domain() & within & Domain("state", "=", "exempted")
        )

    def _fill_items(self):
        rows = []
        then = ()
        if self.item_kind != "none":
            then = (self._overdue_matters(), self._holders())
        if self.item_kind == "matters":
            rows += self._matter_items(*then)
        if self.item_kind in ("feedback", "both"):
            rows += self._feedback_items(*then)
        if self.item_kind in ("results", "both"):
            rows += self._result_items(*then)
        self.env["duban.bulletin.item"].create(
            [
                {"bulletin_id": self.id, "sequence": position, **row}
                for position, row in enumerate(rows)
            ]
        )

    def _matter_items(self, late, held):
        """Each matter that the figures count; those released in the period stand apart, as no figure counts them."""
        Matter = self.env["duban.matter"]
        order = "source_category_id, id"
        matters = Matter.search(self._counted_domain(), order=order)
        released = Matter.search(
            self._matter_domain()
            & Domain("state", "in", RELEASED)
            & Domain("date_ended", ">=", self.date_from)
            & Domain("date_ended", "<=", self.date_to),
            order=order,
        )
        feedbacks = self.env["duban.feedback"].search(
            self._feedback_domain() & Domain("matter_id", "in", matters.ids),
            order="date, id",
        )
        # what the unit that stands beside it reported, not the one before or after it
        latest = {
            feedback.matter_id: feedback.name
            for feedback in feedbacks
            if self._reporter(feedback)
            == held.get(feedback.matter_id.id, feedback.matter_id.lead_unit_id)
        }
        return [
            self._item(
                kind,
                matter,
                matter.date_filed,
                self._result_by_then(matter) or latest.get(matter),
                late,
                held,
            )
            for kind, rows in (("matter", matters), ("released", released))
            for matter in rows
        ]

    def _feedback_domain(self):
        domain = Domain("kind", "!=", "co_unit") & Domain(
            "review_state", "!=", "returned"
        )
        rules = self.env["duban.statistics"]._regulation_of(self.company_id, self.date_to)  # fmt: skip
        if rules.feedback_review_required:
            domain &= Domain("review_state", "=", "accepted")
        return domain & Domain("date", "<=", self.date_to)

    def _feedback_items(self, late, held):
        feedbacks = self.env["duban.feedback"].search(
            self._feedback_domain()
            & Domain("date", ">=", self.date_from)
            & Domain("matter_id", "any", self._matter_domain()),
            order="date, id",
        )
        return [
            self._item(
                "feedback",
                row.matter_id,
                row.date,
                row.name,
                late,
                held,
                self._reporter(row),
            )
            for row in feedbacks
        ]

    def _result_items(self, late, held):
        matters = self.env["duban.matter"].search(
            self._matter_domain()
            & Domain("state", "in", CLOSED_STATES)
            & Domain("date_closed", ">=", self.date_from)
            & Domain("date_closed", "<=", self.date_to),
            order="date_closed, id",
        )
        return [
            self._item(
                "result",
                matter,
                matter.date_closed,
                matter._result_text(),
                late,
                held,
            )
            for matter in matters
        ]

    # -- a report is written after its period: the list says what the figures above it say

    def _holders(self):
        """{matter id: unit} of those that another unit took over after the period, as the figures count (CORE-21)."""
        units = self.env["hr.department"]
        return {key: units.browse(unit) for key, unit in self._moved().items()}

    def _reporter(self, feedback):
        """The unit that gave one feedback."""
        return feedback.department_id or feedback.matter_id.lead_unit_id

    def _state_by_then(self, matter):
        """The state of one matter at the end of the period, as the figures count it (LZU-7.2)."""
        ended = (
            matter.date_closed if matter.state in CLOSED_STATES else matter.date_ended
        )
        later = ended and ended > self.date_to
        return "in_progress" if later else matter.state

    def _result_by_then(self, matter):
        """What one matter had achieved at the end of the period."""
        later = matter.date_result and matter.date_result > self.date_to
        return False if later else matter._result_text()

    def _urgings_by_then(self, matter):
        """How often one matter was urged up to the end of the period."""
        if self.date_to >= clock.today(self):
            return matter.urging_count
        days = [
            clock.local(matter, row.date).date() for row in matter._urging_records()
        ]
        return sum(day <= self.date_to for day in days)

    def _item(self, kind, matter, date, text, late, held, unit=None):
        """Values of one entry. What a sensitive matter is about never leaves its access list.

        :param late: the matters that were overdue at the end of the period
        :param held: {matter id: unit} of those that had another lead unit then
        :param unit: whose entry it is; default: the unit that had the matter then
        """
        item = {
            "kind": kind,
            "matter_id": matter.id,
            "number": matter.number,
            "date": date,
            "state": self._state_by_then(matter),
            "is_overdue": matter in late,
            "urging_count": self._urgings_by_then(matter),
        }
        if matter.confidentiality != "normal":
            return item
        return {
            **item,
            "name": matter.name,
            "category": matter.source_category_id.name,
            "unit": (unit or held.get(matter.id) or matter.lead_unit_id).name,
            "date_deadline": matter._deadline_on(self.date_to, corrected=True),
            "text": text,
        }
