"""Supervision records: what the office did while it followed a matter, urging included."""

import hashlib

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ... import clock, inputs
from ..matter.states import ACTIVE_STATES

YES_NO = [("yes", "Yes"), ("no", "No")]
#: purposes of the records by which the office looks after a matter; a unit that takes part may make some of them too
LOOKS = ("record", "reminder", "inquiry", "urging", "coordination", "remind_co")
#: what the unit is told of at once: {purpose: kind of reminder}
TOLD = {"urging": "urged", "warning": "warned"}


class DubanRecord(models.Model):
    _name = "duban.record"
    _description = "Supervision record"
    _inherit = ["duban.matter.part", "duban.label.mixin"]
    _order = "matter_id, date, id"

    purpose = fields.Selection(
        [
            ("record", "Record"),
            ("reminder", "Reminder"),
            ("inquiry", "Inquiry"),
            ("urging", "Urging"),
            ("assignment", "Assignment"),
            ("coordination", "Coordination"),
            ("remind_co", "Reminder to a co-unit"),
            ("instruction", "Instruction of a leader"),
            ("notice", "Notice"),
        ],
        required=True,
        default="record",
    )
    kind_id = fields.Many2one(
        "duban.option", domain="[('list_code', '=', 'record_kind')]"
    )
    channel_id = fields.Many2one(
        "duban.option", domain="[('list_code', '=', 'channel')]"
    )
    method_id = fields.Many2one(
        "duban.option", "On-site method", domain="[('list_code', '=', 'onsite_method')]"
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", "Recorded by", readonly=True, default=lambda self: self.env.user
    )
    person_id = fields.Many2one("res.users", "Person contacted")
    contact = fields.Char(help="Who was contacted, when it is not a user.")
    place = fields.Char()
    staff_ids = fields.Many2many(
        "res.users", "duban_record_staff_rel", context={"active_test": False}
    )
    attendee_unit_ids = fields.Many2many(
        "hr.department",
        "duban_record_unit_rel",
        string="Units attending",
        context={"active_test": False},
    )
    attendee_ids = fields.Many2many(
        "res.users",
        "duban_record_attendee_rel",
        string="Attendees",
        context={"active_test": False},
    )
    summary = fields.Text()
    problem = fields.Text("Problem found")
    problem_solved = fields.Boolean()
    coordination_result = fields.Text()
    requirements = fields.Text("Task requirements made clear")
    measures = fields.Text("Measures worked out")
    findings = fields.Text()
    # -- inspection
    is_inspection = fields.Boolean(compute="_compute_is_inspection")
    ground_id = fields.Many2one(
        "duban.option",
        "Ground of the inspection",
        domain="[('list_code', '=', 'onsite_ground')]",
    )
    finding_done = fields.Selection(YES_NO, "Done fully as required")
    finding_done_note = fields.Text("Done fully: note")
    finding_solved = fields.Selection(YES_NO, "Problem really solved")
    finding_solved_note = fields.Text("Really solved: note")
    finding_improved = fields.Selection(YES_NO, "Situation improved")
    finding_improved_note = fields.Text("Improved: note")
    rectification_opinion = fields.Text("Rectification opinion or next work")
    rectification_deadline = fields.Date("Rectify until")
    answer = fields.Text("Answer of the unit")
    date_answered = fields.Date(readonly=True)
    answer_unit_id = fields.Many2one(
        "hr.department", "Answering unit", readonly=True, copy=False
    )
    attachment_ids = fields.Many2many(
        "ir.attachment", "duban_record_attachment_rel", string="Files"
    )
    # -- the notice at filing: report to the leader in charge, copy to the units (LZU-6.1.2b)
    to_user_ids = fields.Many2many(
        "res.users",
        "duban_record_to_rel",
        string="To",
        readonly=True,
        context={"active_test": False},
    )
    cc_user_ids = fields.Many2many(
        "res.users",
        "duban_record_cc_rel",
        string="Cc",
        readonly=True,
        context={"active_test": False},
    )
    cc_unit_ids = fields.Many2many(
        "hr.department",
        "duban_record_cc_unit_rel",
        string="Cc units",
        readonly=True,
        context={"active_test": False},
    )
    message_id = fields.Many2one("mail.message", readonly=True, ondelete="set null")
    # -- urging
    number = fields.Char("Urging number", readonly=True)
    new_limit = fields.Date("New limit")
    department_id = fields.Many2one(
        "hr.department", "Unit of the author", readonly=True
    )

    reminder_ids = fields.One2many(
        "duban.reminder",
        "record_id",
        "Who was told",
        help="Recipient, channel, time, when it was read and when it was acted upon.",
    )
    urging_position = fields.Integer(
        "Urging no.",
        compute="_compute_urging_position",
        help="Which urging of the matter this is: 1, 2 …",
    )
    is_settled = fields.Boolean(
        "Needs no answer any more",
        readonly=True,
        copy=False,
        help="The unit that was urged accepted the matter or reported progress, handed it over, or the matter ended.",
    )
    once_key = fields.Char(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Day and text of an urging: the same one is not sent twice.",
    )

    _urging_idx = models.Index("(matter_id, date) WHERE purpose = 'urging'")
    # a merge moves records: two matters that were urged together in the same words can be merged
    _urging_once = models.UniqueIndex(
        "(COALESCE(origin_matter_id, matter_id), once_key) WHERE once_key IS NOT NULL",
        "This matter was already urged today in the same words.",
    )

    def _waits_for_answer(self):
        """Whether the unit that leads the matter still owes an answer to this one record."""
        return not self.answer and not self.is_settled

    @api.depends("summary", "number")
    def _compute_display_name(self):
        for record in self:
            record.display_name = (
                record.number or (record.summary or "")[:60] or self.env._("Record")
            )

    @api.depends("purpose", "matter_id.record_ids.purpose")
    def _compute_urging_position(self):
        for record in self:
            urgings = record.matter_id.record_ids.filtered(
                lambda row: row.purpose == "urging"
            )
            ordered = urgings.sorted("id").ids
            record.urging_position = (
                ordered.index(record.id) + 1 if record.id in ordered else 0
            )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for record in records:
            record._check_record()
            if record.purpose in LOOKS:
                unit = record.matter_id._recording_unit(record)
                record._engine_write({"department_id": unit.id})
        if urgings := records.filtered(lambda record: record._is_urging()):
            urgings._count_urging()
        for purpose, group in records.grouped("purpose").items():
            if purpose == "assignment":
                continue  # part of the act of assigning
            notes = {record.matter_id.id: record.summary or "" for record in group}
            self.env["duban.act"]._append(group.matter_id, f"record_{purpose}", notes)
        if any(record.purpose != "assignment" for record in records):
            records.matter_id._reconcile_todos()
        records._tell()
        for record in records.filtered(lambda row: row.purpose == "remind_co"):
            matter, person = record.matter_id, record.person_id
            # who has a part in it, whomever the lead unit wrote down
            if person.duban_unit_ids & matter.co_unit_ids:
                key, asked = f"record:{record.id}", record.summary
                matter._tell("co_reminded", {matter: person}, key, asked)
        for record in records:
            record.matter_id._tell_opinion(record)
        for record in records.filtered(lambda row: row._demands("leader")):
            matter = record.matter_id
            matter._tell(
                "leader_asked",
                {matter: record.person_id},
                f"record:{record.id}",
                f"{record.kind_id.name}：{record.summary or ''}",
            )
        return records

    def _tell(self):
        """Tell the units at once that they were urged; one message per person, whatever the number of matters."""
        # sudo: the message is the system's; who may urge was checked
        records = self.sudo().filtered(lambda row: row.purpose in TOLD)
        stand_ins = self.env["duban.delegation"]._stand_ins() if records else {}
        vals_list = []
        for record in records:
            matter = record.matter_id
            people = self.env["res.users"].union(
                *(
                    matter._todo_receiver(user, stand_ins)
                    for user in record._people_to_tell()
                )
            )
            vals_list += [
                {
                    **matter._reminder_values(
                        TOLD[record.purpose],
                        clock.today(self),
                        step,
                        user,
                        key=f"record:{record.id}",
                    ),
                    "record_id": record.id,
                    # what is asked of the unit; of a protected matter never (CORE-23)
                    "note": matter._event_note(TOLD[record.purpose], record.summary),
                }
                for step, user in enumerate(people, 1)
            ]
        if vals_list:
            self.env["duban.reminder"]._engine_create(vals_list)
            self.env["duban.digest"]._send_soon()

    def _check_date(self):
        """A record tells of what was done: not of tomorrow, and not of a time before the matter was filed (CORE-25).

        :raise UserError: naming the date
        """
        # sudo: dates of the matter, which the refusal names to who records on it
        matter, day = self.matter_id.sudo(), clock.local(self, self.date).date()
        if day > clock.today(self):
            raise UserError(
                self.env._(
                    "%s is still to come: record what was done afterwards.",
                    matter._format_date(day),
                )
            )
        start = matter.date_filed or matter.date_assigned
        if start and day < start:
            raise UserError(
                self.env._(
                    "%(day)s is before %(matter)s was filed on %(filed)s.",
                    day=matter._format_date(day),
                    matter=matter.display_name,
                    filed=matter._format_date(start),
                )
            )
        # its units hear of it now; what was found on site was to be put right from then on
        inputs.not_before(self, "new_limit", clock.today(self))
        inputs.not_before(self, "rectification_deadline", day)

    def _check_named(self):
        """:raise UserError: somebody who was named is another institution's, who would be told of the matter"""
        for name in ("person_id", "staff_ids", "attendee_ids", "attendee_unit_ids"):
            for each in self[name]:
                if not inputs.is_here(each, self.matter_id.company_id):
                    raise inputs.stranger(self.env)

    def _check_record(self):
        matter = self.matter_id
        self._check_date()
        self._check_named()
        urging = self.purpose == "urging" or self._demands("urging_counted")
        if urging:
            matter._require_rule("urging_enabled")
            matter._check_urging()
            self._check_once()
        minutes = self._demands("summary_or_minutes") and self.attachment_ids
        if not (self.summary or "").strip() and not minutes:
            raise UserError(
                self.env._(
                    "Write what was said or done: %s.",
                    self._fields["summary"]._description_string(self.env),
                )
            )
        if self._demands("staff") and not self.staff_ids:
            raise UserError(self.env._("Name the staff who went on site."))
        for flag, name in (
            ("place", "place"),
            ("person", "person_id"),
            ("finding", "findings"),
        ):
            if self._demands(flag) and not self[name]:
                raise UserError(
                    self.env._(
                        "“%(kind)s” needs: %(field)s.",
                        kind=self.kind_id.name,
                        field=self._fields[name]._description_string(self.env),
                    )
                )
        if self._demands("leader") and not self.person_id._is_school_leader(
            self.matter_id.company_id
        ):
            raise UserError(
                self.env._(
                    "“%s” needs the school leader who is asked.", self.kind_id.name
                )
            )
        if self._demands("attendees"):
            if len(self.attendee_unit_ids) < 2:
                raise UserError(
                    self.env._("Name the units that attended (at least two).")
                )
            if not self.attendee_ids:
                heads = self.attendee_unit_ids._duban_head()
                self._engine_write({"attendee_ids": [Command.set(heads.ids)]})
        if self._demands("call") and not (
            self.person_id or (self.contact or "").strip()
        ):
            raise UserError(self.env._("Name the person who was called or written to."))
        if self._demands("inspection"):
            self._check_inspection()
        if self.kind_id and self.kind_id.regulation_id != matter.regulation_id:
            raise UserError(
                self.env._("This kind of record belongs to another regulation.")
            )

    def _once_key(self):
        """What makes this one urging the same as another: day and words, whatever the spaces."""
        words = "".join((self.summary or "").split())
        digest = hashlib.sha256(words.encode()).hexdigest()[:32]
        return f"{clock.today(self)}:{digest}"

    def _check_once(self):
        """A matter is urged once a day in the same words: a double click or a second call counts for nothing.

        Other words are another urging: each has its number and wants its answer (ABAF-A2.b).
        """
        # sudo: the matter's own records; the author was checked
        key, matter = self._once_key(), self.matter_id.sudo()
        earlier = matter.record_ids.filtered(lambda row: row.once_key == key)[:1]
        if earlier:
            raise UserError(
                self.env._(
                    "%(matter)s was already urged today in the same words by %(user)s. "
                    "Write what is new, or wait for the answer.",
                    matter=matter.display_name,
                    user=earlier.user_id.name,
                )
            )
        self._engine_write({"once_key": key})

    def _people_to_tell(self):
        """Who is told of this one record at once. Hook."""
        matter = self.matter_id
        return matter._lead_worker() | matter._told_liaison() | self.person_id

    def _check_author(self):
        matter = self.matter_id
        if self.purpose in ("coordination", "remind_co"):
            matter._assert_may(
                "_is_office_or_lead",
                self.env._(
                    "Only the lead unit or the office coordinates the co-units."
                ),
            )
        elif self.purpose in ("urging", "reminder", "inquiry") or self._demands(
            "urging_counted"
        ):
            matter._assert_may(
                "_is_office", self.env._("Only the supervision office urges.")
            )
        elif self.purpose == "instruction":
            matter._require_rule("leader_instruction_enabled")
            matter._assert_may(
                "_is_instructing_leader",
                self.env._("Only a leader of this field gives instructions here."),
            )
        elif self.purpose in ("assignment", "notice", "warning"):
            raise AccessError(
                self.env._("Assignments and notices are recorded by the system.")
            )
        else:
            matter._assert_may(
                "_is_recorder",
                self.env._(
                    "Only the supervision office and the units supervising jointly add records."
                ),
            )

    def _is_urging(self):
        """Whether this one record counts as an urging, by its purpose or its form."""
        return self.purpose == "urging" or self._demands("urging_counted")

    def _count_urging(self):
        """Number and count these urgings (11.1, 15.1b, 16.4b)."""
        today = clock.today(self)
        for record in self:
            # sudo: who may urge was checked; number and count are the engine's
            matter = record.matter_id.sudo()
            pattern = matter._rule("urging_number_pattern")
            vals = {"purpose": "urging"}
            if pattern:
                vals["number"] = matter.env["duban.number"]._take(
                    matter.company_id, "urging", today.year, pattern
                )[0]
            record._engine_write(vals)
            matter._engine_write(
                {
                    "urging_count": matter.urging_count + 1,
                    "date_last_urged": today,
                    "returned_after_urging": False,
                }
            )

    def _who_writes(self, operation, names=frozenset()):
        self.matter_id._assert_not_ended()
        if operation == "create":
            for record in self:
                record._check_author()
                if record.matter_id.state not in ACTIVE_STATES:
                    raise UserError(
                        self.env._(
                            "%s is not under supervision now.",
                            record.matter_id.display_name,
                        )
                    )
        elif (
            operation != "write"
            or names - {"problem_solved", "coordination_result"}
            or self.matter_id - self.matter_id._is_recorder()
        ):
            raise AccessError(
                self.env._("A record is not changed afterwards. Add another one.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Supervision records are kept."))

    def action_answer(self, answer=None):
        """The unit answers what it was asked, once: of two who answer at the same time the first one's words stand.

        :raise UserError: no ``answer`` (text), the matter has ended, or it was answered already
        """
        if not inputs.text(self.env, answer):
            raise UserError(self.env._("Write the answer."))
        self.matter_id._assert_not_ended()
        for record in self:
            record.matter_id._assert_may("_is_office_or_lead")
            if record.answer:
                raise UserError(
                    self.env._(
                        "This was answered already: “%s”. An answer is not changed afterwards.",
                        record.answer,
                    )
                )
        for record in self:
            # sudo: which unit leads the matter; the person was checked
            unit = record.sudo().matter_id.lead_unit_id
            record._engine_write(
                {
                    "answer": answer,
                    "date_answered": clock.today(self),
                    "answer_unit_id": unit.id,
                }
            )
            self.env["duban.act"]._append(record.matter_id, "answer", answer)
            record.matter_id._tell_answer(record)
        self.matter_id._reconcile_todos()
        return True
