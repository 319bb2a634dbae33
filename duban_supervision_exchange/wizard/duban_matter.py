"""What a matter knows of files: rows it was imported from, and steps that happened before it was."""

import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.matter.steps import Transition

from .duban_import_fill import CHECKLIST, DECIDES, VALUE_OF

#: what a form of supervision may demand at filing, and where that stands
DEMANDED = {"date": "date_deadline", "period": "period_months"}


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    # ------------------------------------------------------------------
    # Steps before the import
    # ------------------------------------------------------------------

    is_history = fields.Boolean(
        "Kept from an earlier ledger",
        readonly=True,
        copy=False,
        help="It ended before this system was used.",
    )

    def _get_transitions(self):
        return {
            **super()._get_transitions(),
            ("draft", "keep_as_history"): Transition(
                "archived", "_is_office", ("_check_history",), ("_effect_history",)
            ),
        }

    def _days_told(self):
        return {
            **super()._days_told(),
            "keep_as_history": ("date_filed", "date_closed"),
        }

    def _action_names(self):
        return [
            *super()._action_names(),
            ("keep_as_history", self.env._("Keep as history")),
        ]

    def _check_history(self, data):
        """History has ended: a day of the future is none, and only a row of a file is kept so."""
        today = clock.today(self)
        for matter in self:
            if not matter.import_fingerprint or not data.get("ended"):
                raise UserError(
                    self.env._("Only rows of an imported ledger are kept as history.")
                )
            if data["ended"] > today:
                raise UserError(
                    self.env._(
                        "%s has not ended yet: its last day lies in the future.",
                        matter.display_name,
                    )
                )

    def _effect_history(self, data):
        """The days of the old ledger, without number: numbers of this year are for what is filed this year."""
        ruleset = {
            regulation: self.env["duban.ruleset"]._freeze(regulation)
            for regulation in self.regulation_id
        }
        days = {"date_filed": data["begun"], "date_closed": data["ended"]}
        # the trail says the days that it was told: a verification reads them there (CORE-28)
        said = {name: [None, fields.Date.to_string(day)] for name, day in days.items()}
        data["changes"] = dict.fromkeys(self.ids, said)
        for matter in self:
            matter.write(
                {
                    **days,
                    "is_history": True,
                    "ruleset_id": ruleset[matter.regulation_id].id,
                    "date_ended": data["ended"],
                    "date_archived": data["ended"],
                    "result": data["result"],
                }
            )
        self._sync_unit_lines()
        self._refresh_access()

    def _expected_todos(self):
        """Nobody is reminded of history."""
        return [] if self.is_history else super()._expected_todos()

    def _registrable(self):
        """What was put on record elsewhere was so when the old ledger was kept."""
        return [] if self.is_history else super()._registrable()

    # ------------------------------------------------------------------
    # Gaps of an import
    # ------------------------------------------------------------------

    def _import_asks_first(self):
        """Whether somebody has to approve this one draft before it is filed."""
        return (
            self._chain("filing")
            and not self._chain_complete("filing")
            and not self._has_recorded_instruction()
        )

    def _import_steps(self):
        """The steps that this one draft is to take."""
        if self._chain("filing"):
            return ("file", "submit_filing", "assign")
        return ("file", "assign")

    def _import_gaps(self):
        """(field, kind of answer) of what this one draft lacks for being filed and assigned."""
        needed = {}
        for step in self._import_steps():
            needed.update(self._required_fields(step))
        missing = [
            name
            for name, other in needed.items()
            if self._is_missing(name) and not (other and not self._is_missing(other))
        ]
        missing += [name for name in self._missing_for_form() if name not in missing]
        rule = self._term_rule()
        if (
            (rule.get("kind", "explicit") == "explicit" or self._term_over(rule))
            and not self.date_deadline
            and "date_deadline" not in missing
        ):
            missing.append("date_deadline")
        if "deadline_ground" not in missing and self._lacks_ground():
            missing.append("deadline_ground")
        gaps = [(name, self._import_gap_kind(name)) for name in missing]
        if self._rule("filing_checklist_required") and not all(
            self[name] for name in CHECKLIST
        ):
            gaps.append((CHECKLIST[0], "checklist"))
        return gaps

    def _import_gaps_after(self, gaps):
        """What this one draft lacks as soon as one of its ``gaps`` is answered, so that it is asked together with it.

        :return: {(field, kind of answer): (field that decides, ids of its answers that ask for it)}
        """
        open_ = {name for name, _kind in gaps}
        # a sub-source is no answer to the category
        kinds = self.regulation_id.category_ids.filtered("parent_id")
        own = {
            "category": self.source_category_id.id,
            "option": self.form_id.id,
            "grade": self.grade_id.id,
        }
        found = {}
        for decides, column in DECIDES.items():
            if decides not in open_ or self[decides]:
                continue
            others = own.keys() - {column}
            for row in self._rules()["requirements"]:
                if (
                    row[column]
                    and (column != "category" or row[column] not in kinds.ids)
                    and row["action"] in self._import_steps()
                    and all(row[other] in (False, own[other]) for other in others)
                ):
                    names = {row["field"], row.get("alternative") or row["field"]}
                    if names <= self._fields.keys():
                        found.setdefault((row["field"], decides), []).append(
                            (row[column], names)
                        )
        if "form_id" in open_:
            for option in self.env["duban.option"]._get(self.regulation_id, "form"):
                for demand in DEMANDED.keys() & set(
                    self._option_rule(option)["demands"]
                ):
                    name = DEMANDED[demand]
                    found.setdefault((name, "form_id"), []).append((option.id, {name}))
        after = {}
        for (name, decides), rows in found.items():
            kind = self._import_gap_kind(name)
            ids = [row for row, names in rows if all(map(self._is_missing, names))]
            if ids and name not in open_ and kind != "other":
                after.setdefault((name, kind), (decides, sorted(set(ids))))
        return after

    def _lacks_ground(self):
        """Whether the due date of this one draft leaves the regulation's term without saying why."""
        try:
            self._check_deadline_ground(self.date_deadline, self._term_rule())
        except UserError:
            # filing would refuse it in these words; here it is one more thing to fill in for all
            return True
        return False

    @api.model
    def _import_gap_kind(self, name):
        """Where the answer to a missing field stands; ``other`` when only each matter can answer it."""
        if name == "co_unit_ids":
            return "co_none"
        field = self._fields[name]
        kind = field.comodel_name if field.type == "many2one" else field.type
        return kind if kind in VALUE_OF and not field.readonly else "other"

    def _import_gap_label(self, name, decides="", ids=()):
        """What the question about ``name`` is called; with the answers to ``decides`` on which it depends, if some."""
        if decides:
            rows = self.env[self._fields[decides].comodel_name].browse(ids)
            return self.env._(
                "%(field)s (for %(answers)s)",
                field=self._label(name),
                answers="、".join(rows.mapped("name")),
            )
        if name == CHECKLIST[0]:
            return self.env._("The filing checklist is met by every matter")
        if name == "co_unit_ids":
            return self.env._("%s: there are none", self._label(name))
        return self._label(name)

    # ------------------------------------------------------------------
    # Drafts of an import
    # ------------------------------------------------------------------

    import_fingerprint = fields.Char(
        readonly=True,
        copy=False,
        help="The imported row; the same row is not imported twice.",
    )
    #: of two imports at the same moment the second waits for the first and finds its row there
    _import_once = models.UniqueIndex(
        "(company_id, import_fingerprint) WHERE import_fingerprint IS NOT NULL",
        "This row was imported already.",
    )

    # ------------------------------------------------------------------
    # Units' own files
    # ------------------------------------------------------------------

    def _progress_stamp(self):
        """Fingerprint of what a unit's sheet shows of this one matter; another one makes its row stale."""
        # sudo: a fingerprint only
        feedback = self.sudo().feedback_ids
        text = f"{self.id}:{self.state}:{self.date_deadline}:{max(feedback.ids, default=0)}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]
