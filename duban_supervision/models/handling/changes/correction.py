"""What was filed wrongly is put right in the open (CORE-24), and what leaders signed is signed again (CORE-38).

更正 is an adjustment with its ground and both values; where leaders signed the filing, a change of what they signed
waits for the same leaders (a new round of their chain) and counts only then. 撤销立项 takes a matter off the ledger:
its number stays used, the figures leave it out, all concerned are told.
"""

import textwrap

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from .... import clock
from ...matter.matter_deadline import PAST_DATES

#: what a correction may change beside the content; the due date is handled by itself
CORRECTED_FIELDS = (
    "name",
    "content",
    "basis",
    "handling_requirement",
    "form_id",
    "grade_id",
    "term_days",
    "source_document",
    "minutes_number",
    "meeting_name",
    "meeting_date",
    "minutes_issue_date",
)


class DubanAdjustment(models.Model):
    _inherit = "duban.adjustment"

    state = fields.Selection(
        [
            ("signing", "Waiting for signatures"),
            ("applied", "In force"),
            ("refused", "Not agreed"),
            ("ended", "Ended undecided"),
        ],
        default="applied",
        required=True,
        readonly=True,
    )
    handling_requirement = fields.Text("New handling requirements")
    form_id = fields.Many2one(
        "duban.option",
        "New form",
        domain="[('list_code', '=', 'form'), ('regulation_id', '=', regulation_id)]",
    )
    grade_id = fields.Many2one(
        "duban.grade", "New grade", domain="[('regulation_id', '=', regulation_id)]"
    )
    term_days = fields.Integer("New term in days")
    source_document = fields.Char("Right source document")
    minutes_number = fields.Char("Right number of the minutes")
    meeting_name = fields.Char("Right name of the meeting")
    meeting_date = fields.Date("Right date of the meeting")
    minutes_issue_date = fields.Date("Right issue date of the minutes")
    date_deadline = fields.Date("Right due date")
    far_date_confirmed = fields.Boolean("The far due date is meant")
    deadline_is_far = fields.Boolean(
        compute="_compute_deadline_is_far", export_string_translation=False
    )
    approval_line_ids = fields.One2many(
        "duban.approval.line", "adjustment_id", "Signatures", readonly=True
    )
    regulation_id = fields.Many2one(related="matter_id.regulation_id")
    features = fields.Json(
        related="matter_id.features", export_string_translation=False
    )
    deadline_now = fields.Date("Due date now", related="matter_id.date_deadline")

    @api.depends("date_deadline")
    def _compute_deadline_is_far(self):
        for row in self:
            row.deadline_is_far = row.matter_id._is_far(row.date_deadline)

    @api.constrains("date_deadline", "minutes_issue_date", "meeting_date")
    def _check_dates(self):
        """A corrected date is a possible one, an improbable one is asked for once (CORE-25)."""
        today = clock.today(self)
        for row in self:
            if row.date_deadline and row.date_deadline < today:
                raise UserError(self.env._("The due date lies before today."))
            row._check_later_date()
            if row.deadline_is_far and not row.far_date_confirmed:
                raise UserError(row.matter_id._far_words(row.date_deadline))

    def _check_later_date(self):
        """An assigned matter gets more time by an extension; a correction may only undo an impossible date.

        While it is only filed nobody works to the date yet: a slip of the pen is put right either way.

        :raise UserError:
        """
        matter = self.matter_id
        wrong = (
            matter.date_filed
            and matter.date_deadline
            and matter.date_deadline <= matter.date_filed
        )
        if (
            self.date_deadline
            and matter.date_deadline
            and self.date_deadline > matter.date_deadline
            and matter.state != "filed"
            and matter._rule("extension_enabled")
            and not wrong
        ):
            raise UserError(
                self.env._(
                    "%s is assigned: more time is granted by an extension that its unit applies for. "
                    "A correction after the assignment only brings the date forward. "
                    "If the date was filed wrongly, withdraw the filing and file it anew.",
                    matter.display_name,
                )
            )

    def _changed_names(self):
        """Names of the matter's fields that this one adjustment changes."""
        names = {name for name in CORRECTED_FIELDS if self[name]}
        if self.date_deadline:
            names.add("date_deadline")
        if self.lead_unit_id:
            names.add("lead_unit_id")
        if self.change_co_units:
            names |= {"co_unit_ids", "unit_line_ids"}
        return names

    def _apply(self):
        """Apply, or first ask those who signed what is changed (as superuser, the person was checked)."""
        matter = self.matter_id
        names = self._changed_names()
        if not names:
            raise UserError(self.env._("Nothing is changed."))
        self._check_possible()
        if not self.approval_line_ids and matter._needs_new_signature(names):
            if matter._open_adjustment():
                raise UserError(
                    self.env._(
                        "A change of %s waits for its signatures already.",
                        matter.display_name,
                    )
                )
            self.state = "signing"
            self.changes = self._replaced()
            matter._start_chain("filing", adjustment=self)
            self.env["duban.act"]._append(matter, "propose_adjustment", self.ground)
            matter._reconcile_todos()
            return None
        return super()._apply()

    def _signed_matter(self):
        """The matter as this one change would leave it: whoever would be in charge of its unit signs (AMB-37)."""
        matter, unit = self.matter_id, self.lead_unit_id
        if not unit:
            return matter
        vals = matter._comes_with(unit, matter.lead_unit_id)
        return matter._as_if({**vals, "lead_unit_id": unit.id})

    def _values(self):
        """{field of the matter: value} that this one adjustment writes."""
        vals = super()._values()
        for name in CORRECTED_FIELDS:
            value = self[name]
            if name not in vals and value:
                vals[name] = value.id if isinstance(value, models.BaseModel) else value
        matter = self.matter_id
        if "grade_id" in vals and not matter._as_if(vals)._term_fits():
            vals.setdefault("term_days", 0)
        if self.date_deadline and not (matter.date_assigned or matter._is_stub()):
            # what is stated instead of what was stated at filing (ABAF-18.5)
            vals["deadline_ground"] = self.ground
        return vals

    def _replaced(self):
        """{field of the matter: [value now]} of what this one adjustment would replace; records by their ids, which
        are the same in every language and after a unit was renamed."""
        names = self._changed_names() & (self._values().keys() | {"date_deadline", "lead_unit_id"})  # fmt: skip
        matter = self.matter_id
        return {
            name: sorted(matter[name].ids)
            if matter._fields[name].relational
            else [value]
            for name, value in matter._trail_values(names).items()
        }

    def _overtaken(self):
        """Let this one change lapse where what it replaces is another now than when it was proposed.

        What was granted or decided meanwhile is not taken back by signatures that were not asked about it.

        :return: names of what was changed
        """
        before = self.changes or {}
        moved = [
            name
            for name, now in self._replaced().items()
            if before.get(name, now) != now
        ]
        if moved:
            matter = self.matter_id
            self._lapse(
                self.env._(
                    "%(change)s: not in force, %(fields)s of %(matter)s changed after it was proposed. "
                    "Propose it anew if need be.",
                    change=self.approval_line_ids[:1]._purpose_words(),
                    fields="、".join(matter._label(name) for name in moved),
                    matter=matter.number or matter.display_name,
                )
            )
        return moved

    def _check_possible(self):
        """What this one adjustment would change can be: asked when it is proposed, before anybody signs it.

        :raise UserError: an impossible date (CORE-25), a term that is out of its range or over (AMB-52), or content of
            a stub (WUT-26.1b)
        """
        matter, vals = self.matter_id, self._values()
        matter._check_stub_stays(vals)
        then = matter._as_if(vals)
        then._check_typed_dates(vals.keys() & set(PAST_DATES))
        if not self.date_deadline:
            then._date_anew(vals)

    def _after_apply(self, vals):
        """The due date follows what was corrected; its history keeps both (CORE-8)."""
        matter = self.matter_id
        old, day, kind = matter.date_deadline, self.date_deadline, "corrected"
        if not day:
            anew = matter._date_anew(vals)
            day, kind = (old, kind) if anew is None else (anew, "regraded")
        if day != old:
            if self.far_date_confirmed:
                matter._engine_write({"far_date_confirmed": True})
            matter._set_deadline(day, kind, self.ground, approver=self._signed_by())
            self.changes = {
                **(self.changes or {}),
                "date_deadline": [
                    fields.Date.to_string(old) or None,
                    fields.Date.to_string(day) or None,
                ],
            }
        return super()._after_apply(vals)

    def _words_of_change(self):
        """What this one change would change, and why: for those who are asked to sign it."""
        words, matter = [], self.matter_id
        if self.lead_unit_id:
            old = matter.lead_unit_id.name or "—"
            words.append(f"{old} → {self.lead_unit_id.name}")
        if self.date_deadline:
            shown = [
                # without a date the rule in words: 长期 where it sets no end (AMB-42)
                matter.deadline_text or "—",
                matter._format_date(self.date_deadline),
            ]
            words.append(f"{matter._label('date_deadline')} {' → '.join(shown)}")
        names = self._changed_names() - {
            "lead_unit_id",
            "date_deadline",
            "unit_line_ids",
        }
        words += [self._new_words(name) for name in sorted(names)]
        return [*words, self.ground]

    def _new_words(self, name):
        """What the field ``name`` of the matter becomes by this one change, in a line: it is signed as it is said."""
        value = self[name]
        if isinstance(value, models.BaseModel):
            value = "、".join(value.mapped("display_name"))
        elif self._fields[name].type == "date":
            value = self.matter_id._format_date(value)
        return f"{self.matter_id._label(name)}：{textwrap.shorten(str(value or '—'), 100, placeholder='…')}"

    def _signed_by(self):
        """Who agreed to this one adjustment last, else who made it."""
        line = self.approval_line_ids.filtered(lambda row: row.state == "approved")
        line = line.sorted("sequence")[-1:]
        return line.on_behalf_id or line.decided_by_id or self.user_id

    def _lapse(self, words=None):
        """Their matters went on before these changes were signed (as superuser): nobody signs them any more (CORE-14).

        :param words: what made them obsolete, else the state that their matter is in by now

        Who proposed or signed one hears it, whoever is still asked by the step that is cancelled (CORE-23).
        """
        for row in self:
            matter = row.matter_id
            signers = row.approval_line_ids.decided_by_id
            row.approval_line_ids.filtered(
                lambda line: line.state in ("waiting", "pending")
            ).write({"state": "cancelled"})
            row.write({"state": "ended", "changes": False})
            said = words or self.env._(
                "%(change)s: not signed any more, %(matter)s is “%(state)s”.",
                change=row.approval_line_ids[:1]._purpose_words(),
                matter=matter.number or matter.display_name,
                state=matter._state_label(),
            )
            if row.lead_unit_id:
                matter._upheld_objections()._end("dropped", said)
            self.env["duban.act"]._append(matter, "adjustment_lapsed", row.ground)
            # the engine says so: who signed last believes to have put it in force
            matter.with_user(SUPERUSER_ID)._tell(
                "decided",
                {matter: row.user_id | signers | matter._told_office()},
                f"adjustment:{row.id}",
                said,
            )

    def _chain_decided(self, approved, opinion):
        """Outcome of the signatures (as superuser): in force, or not agreed."""
        for row in self:
            matter = row.matter_id
            if approved and row._overtaken():
                matter._reconcile_todos()
                continue
            if approved:
                # still as it was signed; from here on it prints what is signed now
                matter._keep_signed_sheet()
                row.state = "applied"
                row._apply()
            else:
                row.write({"state": "refused", "changes": False})
                if row.lead_unit_id:
                    matter._keep_unit(opinion)
            verdict = self.env._("granted") if approved else self.env._("not granted")
            if "returned" in row.approval_line_ids.mapped("state"):
                verdict = self.env._("returned")
            said = (opinion or "").strip()
            last = row.approval_line_ids.filtered("decided_by_id").sorted("sequence")
            matter._tell(
                "decided",
                {matter: row.user_id | matter._told_office()},
                f"adjustment:{row.id}",
                self.env._(
                    "%(request)s: %(verdict)s (%(who)s). %(opinion)s",
                    request=row.approval_line_ids[:1]._purpose_words(),
                    verdict=verdict,
                    who=last[-1:]._signer_name(),
                    opinion="" if said == verdict else said,
                ).strip(),
            )
            matter._reconcile_todos()


class DubanApprovalLine(models.Model):
    _inherit = "duban.approval.line"

    adjustment_id = fields.Many2one(
        "duban.adjustment",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="The change that is signed anew.",
    )

    def _chain_subject(self):
        """What this one chain is for, where it is not the matter itself."""
        return self.adjustment_id or super()._chain_subject()

    def _purpose_words(self):
        """Who signs a change again is told that it is one (CORE-38)."""
        if not self.adjustment_id:
            return super()._purpose_words()
        if self.adjustment_id.lead_unit_id:
            return self.env._("Reassignment")
        return self.env._("Correction")
