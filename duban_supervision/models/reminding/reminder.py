"""Reminders: who was told what, when, and what they did about it.

A reminder is one step of one event on one record to one person. The unique index makes "exactly once" a fact of the
database: the patrol may run twice, be killed, or catch up after missed days. People get them bundled in one digest per
working day, the urgent ones at once (``digest.py``).
"""

from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ... import clock
from ...again import each_by_itself
from ..matter.states import OPEN_STATES

KINDS = [
    ("due_soon", "Due soon"),
    ("feedback_due", "Feedback due soon"),
    ("overdue", "Overdue"),
    ("unaccepted", "Not accepted"),
    ("feedback_missing", "Feedback missing"),
    ("unanswered", "Request not answered"),
    ("no_progress", "No obvious progress"),
    ("undecided", "Waiting for a decision"),
    ("not_reported", "Not reported back"),
    ("rectify", "Rectification overdue"),
    ("report_due", "Report of the semester"),
    ("accepted", "Accepted by the unit"),
    ("feedback_given", "Progress reported"),
    ("pause_over", "Still standing still"),
    ("help_unanswered", "Call for help not answered"),
    ("urgent", "Urgent matter assigned"),
    ("urged", "Urged"),
    ("warned", "Warning notice"),
]
#: what an act tells the people it concerns (``informing.py``)
NOTICES = [
    ("assigned", "Assigned"),
    ("reassigned", "Reassigned to another unit"),
    ("to_decide", "For your decision"),
    ("decided", "Decided"),
    ("decision_dropped", "Not for your decision any more"),
    ("filing_returned", "Proposal returned"),
    ("filing_recalled", "Proposal taken back"),
    ("filing_refused", "Not filed"),
    ("filing_withdrawn", "Filing withdrawn"),
    ("corrected", "Corrected"),
    ("co_reported", "A co-unit reported"),
    ("co_reminded", "Reminded to report"),
    ("co_arranged", "Task of your unit set"),
    ("co_explained", "Feedback of your unit explained"),
    ("plan_proposed", "Milestones proposed by a co-unit"),
    ("plan_adopted", "Proposal taken into the plan"),
    ("progress_asked", "Progress asked for"),
    ("handed_over", "Handed over"),
    ("feedback_returned", "Feedback returned"),
    ("result_returned", "Result returned"),
    ("closing_returned", "Returned by a leader"),
    ("instructed", "Instruction of a leader"),
    ("rectify_asked", "Rectification asked for"),
    ("rectify_returned", "Report on rectification returned"),
    ("talk_asked", "Reminder talk asked for"),
    ("case_decided", "Case decided"),
    ("going_on", "Goes on after a later decision"),
    ("answered", "Answered by the unit"),
    ("closed", "Closed"),
    ("reopened", "Reopened"),
    ("ended", "Supervision ended"),
    ("merged", "Merged into another matter"),
    ("absorbed", "Another matter merged into it"),
    ("unmerged", "Merging undone"),
    ("released", "Merged matter taken out again"),
    ("changed", "Adjusted"),
    ("leader_asked", "Asked of you"),
    ("fed_back", "Fed back to your unit"),
    ("routed", "Handed over to your office"),
    ("objected", "Objection of the unit"),
    ("objection_decided", "Objection decided"),
    ("delay_explained", "Reason for the delay given"),
    ("delay_judged", "Reason for the delay judged"),
    ("paused", "Clock stopped"),
    ("resumed", "Clock went on"),
    ("help_called", "Call for help"),
    ("help_answered", "Call for help answered"),
    ("help_settled", "Call for help settled"),
    ("judged", "Judged"),
    ("recused", "Recusal"),
    ("recusal_revoked", "Recusal revoked"),
    ("person_named", "Person named"),
    ("feedback_marked", "Feedback marked"),
    ("rechecked", "Re-check recorded"),
    ("head_changed", "Head or liaison of the unit changed"),
    ("disputed", "Disagreement opened"),
    ("dispute_escalated", "Disagreement reported to the leader"),
    ("dispute_judged", "Disagreement: outcome"),
    ("rescheduled", "Due date or content changed"),
    ("unit_dropped", "Unit no longer takes part"),
    ("unit_moved", "Unit dissolved or merged"),
    ("handover", "Handover to confirm"),
    ("deputy", "Deputy appointed"),
    ("score_published", "Score published"),
    ("score_objected", "Objection to a score"),
    ("score_decided", "Objection to a score decided"),
    ("goal_approved", "Goal of the plan approved"),
    ("goal_changed", "Goal of the plan changed"),
    ("goal_carried", "Goal of the plan carried over"),
]
#: raised by an act, not by the patrol: they do not wait for the digest
AT_ONCE = ("urgent", "urged", "warned", *(kind for kind, _name in NOTICES))
#: says what was decided, changed or ended; what the reader has to do about it is a to-do of its own
INFORMING = frozenset(
    "decided decision_dropped co_reported filing_recalled filing_refused filing_withdrawn corrected closed ended "
    "objection_decided delay_judged paused resumed help_answered help_settled judged deputy recused recusal_revoked "
    "person_named feedback_marked rechecked rescheduled "
    "unit_dropped unit_moved head_changed dispute_judged merged absorbed unmerged released score_published "
    "score_decided goal_approved goal_changed goal_carried handed_over co_explained plan_proposed plan_adopted "
    "answered case_decided going_on accepted feedback_given".split()
)
#: about a day by which something is owed that may be another than the due date
OWED = ("feedback_due", "feedback_missing", "unanswered", "rectify")
#: how many days back people are told of what also stands on their lists
HEARD_DAYS = 7
#: about what is still to come: once its day has passed, another kind says so
COMING = ("due_soon", "feedback_due")


class Event(NamedTuple):
    """Something a person has to be reminded of.

    :param kind: a key of ``KINDS``
    :param day: the date the event is about (due date, feedback date …); part of its identity
    :param ladder: list of (working days after ``day``, user); negative: before. Step 1 is the first row.
    :param key: tells apart events of one kind and day on one record (``request:12``); empty where there is only one
    :param recent: a step is raised within ``HEARD_DAYS`` or not at all: older ones people have on their lists
    """

    kind: str
    day: object
    ladder: list
    key: str = ""
    recent: bool = False


class DubanReminder(models.Model):
    _name = "duban.reminder"
    _description = "Reminder"
    _inherit = ["duban.matter.part"]
    _order = "id desc"
    _rec_name = "kind"

    #: the record it is about: a matter, or what else the patrol looks at
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    matter_id = fields.Many2one(required=False)
    company_id = fields.Many2one("res.company", related=None, index=True)
    kind = fields.Selection(KINDS + NOTICES, required=True)
    note = fields.Text(
        "Opinion", readonly=True, help="Never that of a protected matter."
    )
    key = fields.Char(required=True, default="", export_string_translation=False)
    day = fields.Date("For the day", required=True)
    step = fields.Integer(
        required=True,
        help="1 the person who works on it, 2 the head, 3 the leader in charge.",
    )
    user_id = fields.Many2one(
        "res.users", "Person", required=True, index=True, ondelete="restrict"
    )
    record_id = fields.Many2one(
        "duban.record",
        "Supervision record",
        index=True,
        ondelete="cascade",
        help="The urging or notice that the person was told of.",
    )
    date = fields.Date("Raised on", required=True)
    date_dropped = fields.Datetime(
        "Dropped on",
        help="Never sent: what it was about had gone, or moved on, before the next digest.",
    )
    digest_id = fields.Many2one("duban.digest", index=True, ondelete="restrict")
    channel = fields.Char("Sent by", compute="_compute_followed")
    delivery_state = fields.Selection(
        [
            ("raised", "Not sent yet"),
            ("waiting", "On its way"),
            ("sent", "Sent"),
            ("failed", "Failed"),
            ("dropped", "Dropped"),
        ],
        "Delivery",
        compute="_compute_followed",
    )
    date_sent = fields.Datetime("Sent on", compute="_compute_followed")
    date_read = fields.Datetime("Read on", compute="_compute_followed")
    date_acted = fields.Datetime(
        "Acted on",
        compute="_compute_acted",
        help="First act of the person on the matter after being told.",
    )

    _once = models.UniqueIndex(
        "(res_model, res_id, kind, key, day, step) WHERE date_dropped IS NULL"
    )
    _unsent_idx = models.Index(
        "(user_id) WHERE digest_id IS NULL AND date_dropped IS NULL"
    )

    @api.depends("digest_id.delivery_ids.state", "digest_id.delivery_ids.date_read")
    def _compute_followed(self):
        for reminder in self:
            # sudo: the lines about this one reminder; whoever reads the reminder may know how it was delivered
            deliveries = reminder.digest_id.sudo().delivery_ids
            states = set(deliveries.mapped("state"))
            sent = deliveries.filtered(lambda row: row.state == "sent")
            reminder.channel = "、".join(
                row._channel_name() for row in sent or deliveries
            )
            reminder.date_sent = min(
                filter(None, sent.mapped("date_sent")), default=False
            )
            reminder.date_read = min(
                filter(None, deliveries.mapped("date_read")), default=False
            )
            if reminder.date_dropped:
                reminder.delivery_state = "dropped"
            elif not reminder.digest_id:
                reminder.delivery_state = "raised"
            else:
                reminder.delivery_state = next(
                    (state for state in ("sent", "waiting") if state in states),
                    "failed",
                )

    def _compute_acted(self):
        """One query: the first act of the person on the matter since the message went out."""
        self.date_acted = False
        told = self.filtered(lambda row: row.digest_id and row.matter_id)
        if not told.ids:
            return
        self.env["duban.reminder"].flush_model(["digest_id", "matter_id", "user_id"])
        self.env["duban.digest"].flush_model()
        self.env["duban.act"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT r.id, min(a.date)
                  FROM duban_reminder r
                  JOIN duban_digest d ON d.id = r.digest_id
                  JOIN duban_act a ON a.matter_id = r.matter_id AND a.date >= d.date_created
                   AND (a.user_id = r.user_id OR a.on_behalf_id = r.user_id)
                 WHERE r.id = ANY(%s)
                 GROUP BY r.id
                """,
                told.ids,
            )
        )
        dates = dict(self.env.cr.fetchall())
        for reminder in told:
            reminder.date_acted = dates.get(reminder.id, False)

    # ------------------------------------------------------------------
    # Who reads it: whoever reads the matter; without a matter the person and the office
    # ------------------------------------------------------------------

    @api.model
    def _without_matter_domain(self):
        """Reminders that are about no matter and that the current user may read."""
        own = Domain("user_id", "=", self.env.uid)
        if self.env.user.has_group("duban_supervision.group_office"):
            # sudo: which institutions the user's units are the office of
            regulations = self.env["duban.regulation"].sudo()
            offices = regulations.search(
                [("office_id", "in", self.env.user.duban_unit_ids.ids)]
            )
            own |= Domain("company_id", "in", offices.company_id.ids)
        return Domain("matter_id", "=", False) & own

    @api.model
    def _part_domain(self, among=None):
        return super()._part_domain(among) | self._without_matter_domain()

    def _hidden_rows(self):
        # sudo: whose a reminder without a matter is, as its own domain says
        about_none = self.sudo().filtered(lambda row: not row.matter_id)
        own = about_none.filtered_domain(self._without_matter_domain())
        alone = about_none.with_env(self.env)
        return (alone - own.with_env(self.env)) | super(
            DubanReminder, self - alone
        )._hidden_rows()

    # ------------------------------------------------------------------
    # Written by the engine, kept
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Reminders are raised by the system."))
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Reminders are kept: they prove who was told what."))

    def _is_at_once(self):
        return self.kind in AT_ONCE

    @api.model
    def _unsent_domain(self, at_once=False):
        operator = "in" if at_once else "not in"
        return [
            ("digest_id", "=", False),
            ("date_dropped", "=", False),
            ("kind", operator, AT_ONCE),
        ]

    @api.model
    def _refresh_unsent(self):
        """Before the digests go out: what waited over days off, or is about something that ended, is checked."""
        today = clock.today(self)
        # sudo: the scheduled action looks at everybody's
        reminders = self.sudo()
        ended = Domain("date", "<", today) | Domain("matter_id.state", "not in", OPEN_STATES)  # fmt: skip
        # an addon went, and its records with it: no message can name them
        strange = Domain("res_model", "not in", list(self.env.registry))
        unsent = Domain("digest_id", "=", False) & Domain("date_dropped", "=", False)
        stale = reminders.search(
            unsent & strange | Domain(self._unsent_domain()) & ended
        )
        for model, rows in stale.grouped("res_model").items():
            if model not in self.env:
                rows.date_dropped = fields.Datetime.now()
                continue
            records = reminders.env[model].browse(set(rows.mapped("res_id"))).exists()
            gone = rows.filtered(lambda row, ids=records.ids: row.res_id not in ids)
            gone.date_dropped = fields.Datetime.now()
            each_by_itself(records, "_raise_reminders")

    # ------------------------------------------------------------------
    # In words
    # ------------------------------------------------------------------

    def _asking_to_act(self):
        """Those of these notices to one person (as superuser) whose record waits for something that this person does.

        Others inform: of a decision, an end, or what others have to do.
        """
        asking = self.filtered(lambda row: row.kind not in INFORMING)
        todos = self.env["mail.activity"].search(
            [
                ("res_model", "=", "duban.matter"),
                ("res_id", "in", asking.matter_id.ids),
                ("user_id", "in", self.user_id.ids),
                ("duban_key", "!=", False),
            ]
        )
        waiting = set(todos.mapped("res_id"))
        return asking.filtered(
            lambda row: (
                row.kind in ("urgent", "urged", "warned")
                or not row.matter_id
                or row.matter_id.id in waiting
            )
        )

    def _subject(self):
        """The record that this one reminder is about (as superuser)."""
        # read together with the subjects of the other lines of the message
        beside = self.browse(self._prefetch_ids).filtered(
            lambda row: row.res_model == self.res_model
        )
        # sudo: the message names it as far as its receiver may read, which ``_names_unreadable`` asks
        subjects = self.env[self.res_model].sudo().browse(beside.mapped("res_id"))
        return subjects.browse(self.res_id).with_prefetch(subjects._prefetch_ids)

    def _line(self):
        """What a message says about this one reminder: dict of name, link, due date in words."""
        subject = self._subject()
        link = subject._reminder_link()
        deadline = "date_deadline" in subject._fields and subject.date_deadline
        return {
            "name": subject._reminder_name(),
            "url": f"/odoo/{link._name}/{link.id}" if link else "",
            "due": self.env["duban.matter"]._format_date(deadline) if deadline else "",
            "text": self._line_text(),
        }

    def _kind_words(self):
        """What this one reminder is, in the words of the regulation that its record stands under."""
        label = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        subject = self._subject()
        if "regulation_id" not in subject._fields:
            return label
        words = self.env["duban.label"]
        if self.kind == "closed":
            # the regulation's own word for the end: 已销号
            label = words._word(subject.regulation_id, "state:closed", label)
        return words._own(label, subject.regulation_id)

    def _kind_with_days(self, label):
        """``label`` of these reminders of one kind with the days that they are about: where there are several, or where
        something was owed by another day than the due date, which a message names anyway."""
        said = set(self.mapped("day"))
        if len(said) < 2:
            subject = self[:1]._subject()
            if self[:1].kind not in OWED or (
                "date_deadline" in subject._fields and subject.date_deadline in said
            ):
                return label
        days = [f"{day.month}月{day.day}日" for day in sorted(said)]
        if (self.env.lang or "").startswith("zh"):
            return f"{label}（{'、'.join(days)}）"
        return f"{label} ({', '.join(days)})"

    def _line_text(self):
        """What else a message says: number and limit of an urging, the words that go along with an ordinary matter."""
        record = self.record_id
        limit = record.new_limit and self.env["duban.matter"]._format_date(
            record.new_limit
        )
        subject = self._subject()
        words = (
            subject._notice_words(self.kind, self.key, self.user_id)
            if isinstance(subject, self.env.registry["duban.informing"])
            else []
        )
        urged = " ".join(
            filter(None, [record.number, limit and self.env._("until %s", limit)])
        )
        stop = "；" if (self.env.lang or "").startswith("zh") else "; "
        return stop.join(filter(None, [urged, *words, self.note]))
