"""A to-do lands on its work: one table says what the dialog of each kind shows, asks for and offers.

Three shapes, one table: the wizard of an act (``ask``) on the matter or on the part that the to-do names, the dialog of
a new part (``opens``), or the form of the step, cut out of the matter's own form (``steps`` and ``fills``;
``step_page.py``). What the dialog offers is still decided by the table of steps, and refused by it.
"""

from typing import NamedTuple

from odoo import api, fields, models

from ... import clock

STEP_VIEW = "duban_supervision.duban_matter_view_form_step"


class Landing(NamedTuple):
    """The dialog of one kind of to-do.

    :param ask: key of the wizard's table
    :param part: model of the record that the key of the to-do names, where it is not the matter that is asked about
    :param opens: step of the table beside the states whose own dialog is opened
    :param steps: steps of the table that the form of the step offers as buttons, the first highlighted
    :param shows: fields that say what it is about, read only
    :param fills: fields to fill in there, with the elements that the rules demand of the steps
    :param who: who may beside its receiver, where no step of the table says so (a predicate of the matter)
    """

    ask: str = ""
    part: str = ""
    opens: str = ""
    steps: tuple = ()
    shows: tuple = ()
    fills: tuple = ()
    who: str = ""


#: what whoever takes a matter on has to know of it
TASK = (
    "content",
    "basis",
    "objective",
    "co_unit_ids",
    "leader_in_charge_id",
    "deadline_text",
)
#: what the lead unit says at the end
RESULT = (
    "result",
    "achievements",
    "problems",
    "result_measures",
    "result_progress",
    "result_effect",
    "result_next_steps",
    "self_assessment",
    "co_summary",
    "result_attachment_ids",
)
#: what is filled in before a matter is filed, in the order in which a clerk thinks: decision, units, date
FILING = (
    "name",
    "source_category_id",
    "source_kind_id",
    "decision_body_id",
    "meeting_name",
    "meeting_date",
    "minutes_number",
    "source_item",
    "source_document",
    "source_leader_id",
    "instruction_date",
    "content",
    "basis",
    "lead_unit_id",
    "co_unit_ids",
    "co_unit_none",
    "form_id",
    "grade_id",
    "date_deadline",
    "deadline_ground",
    "check_accuracy",
    "check_timeliness",
    "check_operability",
    "duplicate_override",
)
ANSWERED = (
    "number",
    "purpose",
    "user_id",
    "date",
    "summary",
    "problem",
    "rectification_opinion",
    "rectification_deadline",
    "new_limit",
    "attachment_ids",
)
#: acts that send a matter back, and those after which that is settled
RETURNING = ("return_filing", "return_result", "return_closing")
HANDED_IN = ("submit_filing", "file", "submit_result", "pass_review", "close")
PROGRESS = ("handler_id", "last_progress", "urging_count")


class DubanScreen(models.AbstractModel):
    _inherit = "duban.screen"

    @api.model
    def _facts(self, names):
        """What is filled of the fields ``names`` of this one record, as ``duban_facts`` shows it.

        :return: list of {"name", "label", "text", "files": [{"id", "name"}]}
        """
        labels = self.fields_get(names, ["string", "selection"])
        facts = []
        for name in names:
            if name not in labels or not self[name]:
                continue
            text, files = self._fact_words(name, labels[name])
            if text or files:
                facts.append(
                    {
                        "name": name,
                        "label": labels[name]["string"],
                        "text": text,
                        "files": files,
                    }
                )
        return facts

    def _shown_facts(self, names=()):
        """What the dialog of a to-do on this one record shows: the fields ``names`` of its landing. Hook."""
        return self._facts(names)

    def _may_choose(self, _action):
        """Whether the dialog of a to-do on this one record offers ``action`` beside its own. Hook."""
        return True

    def _landing_ask(self, landing):
        """Key of the wizard's table for ``landing`` on this one record. Hook."""
        return landing.ask

    def _lands(self, landing):
        """Whether the user may do what ``landing`` opens on this one part, whoever has the to-do. Hook."""
        return bool(getattr(self.matter_id, landing.who)()) if landing.who else False

    def _fact_words(self, name, description):
        """(text, files) of the field ``name`` of this one record."""
        field, value = self._fields[name], self[name]
        if field.comodel_name == "ir.attachment":
            return "", [{"id": file.id, "name": file.name} for file in value]
        if field.relational:
            # sudo: names of units and people, no more
            return "、".join(value.sudo().mapped("display_name")), []
        Matter = self.env["duban.matter"]
        if field.type == "datetime":
            value = clock.local(self, value).date()
        if field.type in ("date", "datetime"):
            return Matter._format_date(value), []
        if field.type == "selection":
            return dict(description["selection"]).get(value, value), []
        if field.type == "boolean":
            return self.env._("Yes"), []
        return str(value), []


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    step_facts = fields.Json(
        compute="_compute_step",
        export_string_translation=False,
        help="What the dialog of a step shows (see duban.screen._facts).",
    )
    step_fills = fields.Json(
        compute="_compute_step",
        export_string_translation=False,
        help="Names of the fields that are filled in for the step.",
    )
    step_offers = fields.Json(
        compute="_compute_step",
        export_string_translation=False,
        help="Names of the steps that the dialog offers, the first highlighted.",
    )

    return_reason = fields.Text(
        "Returned because", compute="_compute_return_reason", compute_sudo=True
    )

    @api.depends("return_count", "state")
    def _compute_return_reason(self):
        """Why it was last returned, as long as it has not been handed in again."""
        acts = self.env["duban.act"].search(
            [
                ("matter_id", "in", self._origin.ids),
                ("action", "in", (*RETURNING, *HANDED_IN)),
            ],
            order="id",
        )
        last = {act.matter_id.id: act for act in acts}
        for matter in self:
            act = last.get(matter._origin.id)
            returned = act and act.action in RETURNING
            matter.return_reason = returned and act.note

    @api.model
    def _landings(self):
        """{kind of a to-do: Landing}. An addon with to-dos of its own adds rows through ``super()``."""
        result = Landing(
            steps=("submit_result", "justify", "extension", "cannot_finish"),
            shows=("content", "objective", "deadline_text", "return_reason", *PROGRESS),
            fills=RESULT,
        )
        filing = Landing(
            steps=("submit_filing", "file"), shows=("return_reason",), fills=FILING
        )
        record = Landing(
            "answer", "duban.record", shows=ANSWERED, who="_is_office_or_lead"
        )
        return {
            # -- the way of the matter
            "resubmit": filing,
            "instructed": filing,
            "file": Landing(
                steps=("file",),
                shows=("source_category_id", "lead_unit_id", *TASK),
            ),
            "assign": Landing(
                steps=("assign",),
                shows=("lead_unit_id", *TASK),
                fills=("channel_ids", "channel_note", "feedback_requirement"),
            ),
            "accept": Landing(
                steps=("accept", "claim", "object"),
                shows=TASK,
                fills=(
                    "handler_id",
                    "liaison_id",
                    "objective",
                    "measures",
                    "plan_line_ids",
                ),
            ),
            "co_handler": Landing(shows=TASK, fills=("unit_line_ids",), who="_is_co"),
            "result": result,
            "overdue": result,
            "confirm": Landing(
                steps=("confirm",), shows=("content", "deadline_text", *RESULT)
            ),
            "review": Landing(
                steps=("pass_review", "return_result"),
                shows=("content", "objective", "deadline_text", "date_result", *RESULT),
                fills=("review_opinion",),
            ),
            "result_notice": Landing(shows=("content", "date_result", *RESULT)),
            "close": Landing(
                steps=("close", "report_back_due", "return_result"),
                shows=(
                    "content",
                    "deadline_text",
                    "date_result",
                    *RESULT,
                    "review_opinion",
                ),
                fills=("conclusion",),
            ),
            "archive": Landing(
                "archive", shows=("result", "conclusion", "date_closed")
            ),
            "archive:office": Landing(opens="archive_record"),
            "archive:subject": Landing(opens="archive_record_subject"),
            "receive": Landing(steps=("receive",), shows=("lead_unit_id", *TASK)),
            # -- decisions and answers
            "approve": Landing("approve", "duban.approval.line"),
            "urging": record,
            "warning": record,
            "instruction": record,
            "inspection": record,
            "talk": Landing("talk", "duban.record", shows=ANSWERED, who="_is_office"),
            "recheck": Landing(
                "recheck_record",
                "duban.recheck",
                shows=("kind_id", "date_planned", "method"),
                who="_is_office",
            ),
            "disagreement": Landing(
                "disagreement_head",
                "duban.disagreement",
                shows=("name", "date_opened", "head_outcome"),
            ),
            "judge": Landing("judge_justification"),
            "objection": Landing("decide_objection"),
            "vacant": Landing("name_person", who="_is_office"),
            "handover": Landing(opens="handover", who="_is_office"),
            "resume": Landing("resume", shows=("paused_since", "deadline_text")),
            "help": Landing("answer_help"),
            "warn": Landing("warn", shows=("lead_unit_id", "deadline_text", *PROGRESS)),
            # -- what is written
            "feedback": Landing(opens="feedback"),
            "milestone": Landing(opens="feedback"),
            "request": Landing(opens="feedback"),
            "co": Landing(opens="co_feedback"),
            "period": Landing(opens="record"),
            "joint": Landing(opens="record"),
            "register": Landing("register"),
            "statement": Landing(opens="cannot_finish"),
        }

    def _lands(self, landing):
        """See there; of the matter itself the steps of the table say who may."""
        if landing.who:
            return bool(getattr(self, landing.who)())
        steps = landing.steps or (landing.opens or landing.ask,)
        return not self._possible_actions().isdisjoint(steps)

    @api.model
    def _landing_of(self, key):
        """The row for the to-do with ``key``, e.g. ``archive:subject``; None where it has none."""
        rows, kind = self._landings(), key
        while kind and kind not in rows:
            kind = kind.rpartition(":")[0]
        return rows.get(kind)

    @api.depends_context("uid", "lang", "duban_todo")
    @api.depends("state", "lead_unit_id", "form_id", "grade_id", "source_category_id")
    def _compute_step(self):
        landing = self._landing_of(self.env.context.get("duban_todo") or "")
        for matter in self:
            stored = matter._origin
            if not landing or not stored:
                matter.step_facts, matter.step_fills, matter.step_offers = [], [], []
                continue
            allowed = stored._possible_actions()
            offers = [step for step in landing.steps if step in allowed]
            matter.step_offers = offers
            fills = stored._step_fills(landing, offers)
            matter.step_fills = fills
            matter.step_facts = stored._facts(
                [name for name in landing.shows if name not in fills]
            )

    def _step_fills(self, landing, offers):
        """Names of what is filled in on this one matter for the steps ``offers`` of ``landing``."""
        names = dict.fromkeys(landing.fills)
        for step in offers[:1]:
            step = {"submit_filing": "file", "claim": "accept"}.get(step, step)
            for name, alternative in self._required_fields(step).items():
                names.update(dict.fromkeys(filter(None, (name, alternative))))
        writable = self._writable_fields()
        if any(line._is_own() for line in self.unit_line_ids):
            # a unit names its handler on its own row, though the rows are not the unit's
            writable = writable | {"unit_line_ids"}
        return sorted(names.keys() & writable)

    def _open_handover(self):
        """Window action: a new handover of whoever left the post on this one matter."""
        self.ensure_one()
        # sudo: who left is said by the to-do already
        left = self.sudo()._people_who_left()[:1]
        return {
            "type": "ir.actions.act_window",
            "name": self.env["ir.model"].sudo()._get("duban.handover").name,
            "res_model": "duban.handover",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_predecessor_id": left.id},
        }

    def _open_step(self, todo):
        """Window action: the form of the step that ``todo`` (mail.activity) asks for, in a dialog."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": todo.summary or todo.display_name,
            "res_model": "duban.matter",
            "res_id": self.id,
            "view_mode": "form",
            "views": [(self.env.ref(STEP_VIEW).id, "form")],
            "target": "new",
            "context": {"duban_todo": todo.duban_key},
        }


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _duban_asked(self, matter, landing):
        """What the wizard of ``landing`` asks about: ``matter``, or the part that this to-do names; may be empty."""
        if not landing.part:
            return matter
        return self.env[landing.part].browse(self._duban_parts()[1]).exists()

    def _duban_may_do(self, matter):
        """Whether the user does this one to-do on ``matter``: its receiver, who stands in, whoever else may."""
        acts_for = self.env["duban.delegation"]._acts_for
        if acts_for(self.user_id, matter.company_id):
            return True
        landing = matter._landing_of(self.duban_key)
        asked = landing and self._duban_asked(matter, landing)
        # what is gone, or has no dialog, opens the matter anyway
        return not asked or asked._lands(landing)

    def _duban_landing(self, matter):
        """Window action of the dialog in which this one to-do on ``matter`` is done; None where there is none.

        The matter is readable by the user.
        """
        landing = matter._landing_of(self.duban_key)
        if not landing:
            return None
        kind, number = self._duban_parts()
        if landing.opens:
            return self._duban_open_part(matter, landing.opens, kind, number)
        if not landing.ask:
            return matter._open_step(self)
        records = self._duban_asked(matter, landing)
        if not records:
            return None
        action = matter._open_ask(records, records._landing_ask(landing))
        action["name"] = self.summary or action["name"]
        action["context"]["default_todo_key"] = self.duban_key
        return action

    def _duban_open_part(self, matter, step, kind, number):
        """Window action of the dialog of a new part of ``matter``, with what the to-do is about filled in."""
        if step == "handover":
            return matter._open_handover()
        method, *arguments = matter._side_table()[step].opens
        action = getattr(matter, method)(*arguments)
        named = {
            "milestone": "plan_line_id",
            "request": "progress_request_id",
            # whoever is of two co-units has one to-do for each
            "co": "department_id",
        }.get(kind)
        if named:
            action["context"][f"default_{named}"] = number
        return action
