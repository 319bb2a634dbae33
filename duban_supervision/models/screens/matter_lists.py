"""What lists, searches, dialogs and the timeline are told about matters."""

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import clock, inputs
from ..matter.roles import HANDED_OVER
from ..matter.states import OPEN_STATES
from .matter_ask import _form_of

#: parts that are added in a dialog: name -> (model, context key of its kind)
PARTS = {
    "feedback": ("duban.feedback", "kind"),
    "oral_feedback": ("duban.feedback", "medium"),
    "record": ("duban.record", "purpose"),
    "request": ("duban.request", "kind"),
    "adjustment": ("duban.adjustment", None),
    "recusal": ("duban.recusal", None),
    "disagreement": ("duban.disagreement", None),
    "archive_record": ("duban.archive.record", "holder"),
    "recheck": ("duban.recheck", None),
    "progress_request": ("duban.progress.request", None),
}


#: parts that go to somebody as soon as they are saved: their button says so
SENT = ("feedback", "oral_feedback", "record", "progress_request")


def _name_of(model):
    """What a model is called, in the user's language."""
    # sudo: names of models are no secret, but not everybody reads the list of models
    return model.env["ir.model"].sudo()._get(model._name).name


#: more feedback dates than a timeline can show (a five-year plan with a monthly grid)
MOST_FEEDBACK_DATES = 24


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    # ------------------------------------------------------------------
    # Filters
    # ------------------------------------------------------------------
    # Filters that need words which the fields do not have: mine, of my unit, waiting for me.

    is_mine = fields.Boolean(
        "My matter",
        compute="_compute_is_mine",
        search="_search_is_mine",
        export_string_translation=False,
    )

    is_my_unit = fields.Boolean(
        "My unit",
        compute="_compute_is_mine",
        search="_search_is_my_unit",
        export_string_translation=False,
    )

    waits_for_me = fields.Boolean(
        "Waits for me",
        compute="_compute_is_mine",
        search="_search_waits_for_me",
        export_string_translation=False,
    )

    @api.depends_context("uid")
    def _compute_is_mine(self):
        for name in ("is_mine", "is_my_unit", "waits_for_me"):
            matched = self.filtered_domain(
                getattr(self, f"_search_{name}")("in", [True])
            )
            for matter in self:
                matter[name] = matter in matched

    def _true_only(self, operator, value, domain):
        return domain if operator == "in" and set(value) == {True} else NotImplemented

    def _search_is_mine(self, operator, value):
        uid = self.env.uid
        names = (*HANDED_OVER, "unit_line_ids.handler_id")
        domain = fields.Domain.OR(fields.Domain(name, "=", uid) for name in names)
        return self._true_only(operator, value, domain)

    def _search_is_my_unit(self, operator, value):
        units = self.env.user.duban_unit_ids
        # what was handed over to another unit is found by its name or number, not among one's own
        domain = fields.Domain(
            "unit_line_ids",
            "any",
            [("department_id", "in", units.ids), ("role", "!=", "former")],
        )
        return self._true_only(operator, value, domain)

    def _search_waits_for_me(self, operator, value):
        # any!: the to-dos are one's own; the rules of the matter still decide what is found.
        domain = fields.Domain(
            "activity_ids",
            "any!",
            [("duban_key", "!=", False), ("user_id", "=", self.env.uid)],
        )
        return self._true_only(operator, value, domain)

    # ------------------------------------------------------------------
    # Search
    # ------------------------------------------------------------------
    # The search screen: filters of functions that the regulation does not provide are not there (CORE-19).

    @api.model
    def _filter_features(self):
        """{name of a search filter: feature that the regulation must have}. Hook."""
        return {
            "urged": "urging_enabled",
            "no_answer": "urging_enabled",
            "disputed": "disagreement_enabled",
            "is_key": "field:is_key",
            "group_key": "field:is_key",
            "is_long_cycle": "field:is_long_cycle",
            "is_difficult": "field:is_difficult",
            "look_back": "recheck_enabled",
        }

    @api.model
    def _hidden_filters(self):
        """Names of the filters that the regulation in force has no use for."""
        regulation = self.env["duban.regulation"]._in_force()
        features = regulation._feature_names() if regulation else ()
        return tuple(
            name
            for name, feature in self._filter_features().items()
            if feature not in features
        )

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self._hidden_filters()) if view_type == "search" else key

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "search":
            for name in self._hidden_filters():
                for node in arch.xpath(f".//filter[@name='{name}']"):
                    node.getparent().remove(node)
        return arch, view

    # ------------------------------------------------------------------
    # Dialogs
    # ------------------------------------------------------------------

    def action_ask(self, action=None):
        """Open the dialog in which ``action`` (a key of ``duban.action.wizard._asks``) is completed.

        :return: window action
        """
        return self._open_ask(self, action)

    def _open_ask(self, records, action):
        """Window action of the wizard for ``action`` on ``records`` (matters or parts of matters).

        Buttons in lists cannot carry arguments; they name the action in the context (``duban_ask``).
        """
        action = inputs.text(self.env, action or self.env.context.get("duban_ask"))
        wizard = self.env["duban.action.wizard"]
        if action in ("approve", "approve_step") and len(records) == 1:
            action = records._ask_key(action)
        ask = wizard._asks().get(action)
        if not ask:
            raise UserError(self.env._("Unknown action: %s", action))
        defaults = {}
        if len(records) == 1:
            if ask.check:
                getattr(records, ask.check)()
            if ask.defaults:
                defaults = getattr(records, ask.defaults)()
        return {
            "type": "ir.actions.act_window",
            "name": wizard._ask_title(ask, records),
            "res_model": "duban.action.wizard",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_action": action,
                "default_res_model": records._name,
                "default_res_ids": records.ids,
                **{f"default_{name}": value for name, value in defaults.items()},
                **self._suggested_people(records, action),
            },
        }

    def _suggested_people(self, records, action):
        """Whom the box for a person suggests first, as context of ``res.users.name_search``."""
        if action == "name_decider":
            return {"duban_leaders_first": True}
        if records._name == "duban.matter" and len(records) == 1:
            return {"duban_unit_first": records.lead_unit_id.id}
        return {}

    def action_add(self, part=None, kind=None):
        """Open a new part of this matter in a dialog.

        :param part: key of ``PARTS``
        :param kind: value of the part's kind field, e.g. ``extension`` for a request
        :return: window action
        """
        self.ensure_one()
        part = inputs.text(self.env, part)
        if part not in PARTS:
            raise UserError(self.env._("Unknown action: %s", part))
        model, kind_field = PARTS[part]
        context = {"default_matter_id": self.id, "duban_dialog": True}
        if part in SENT:
            context["duban_send"] = True
        if kind_field and kind:
            context[f"default_{kind_field}"] = kind
        Model = self.env[model]
        name = _name_of(Model)
        if kind_field and kind:
            selection = dict(Model._fields[kind_field]._description_selection(self.env))
            name = " · ".join(filter(None, (name, selection.get(kind))))
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": context,
        }

    def action_report_back(self):
        """Open a report of these matters back to who decided them: the deciding body is preset where all have the same.

        :return: window action
        """
        body = self.decision_body_id
        return {
            "type": "ir.actions.act_window",
            "name": _name_of(self.env["duban.report.back"]),
            "res_model": "duban.report.back",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "duban_dialog": True,
                "default_matter_ids": self.ids,
                "default_regulation_id": self.regulation_id[:1].id,
                "default_company_id": self.company_id[:1].id,
                "default_target_id": body.id
                if len(body) == 1 and body.is_target
                else False,
                **(self._report_back_defaults() if len(self) == 1 else {}),
            },
        }

    def _report_back_defaults(self):
        """What a report about this one matter begins with: its result, and who has to hear of it before closing."""
        return {
            "default_content": self._result_text(),
            "default_leader_ids": self._leaders_to_report_to().ids,
        }

    def action_why_deadline(self):
        """Open the history of the due date: each date with its ground (CORE-8)."""
        self.ensure_one()
        view = self.env.ref("duban_supervision.duban_matter_view_form_deadline")
        return {
            **_form_of(self),
            "name": self.env._("Why this date"),
            "views": [(view.id, "form")],
            "target": "new",
        }

    def action_open_form(self):
        """Open this matter in its form, from a list of parts or of to-dos."""
        return _form_of(self)

    # ------------------------------------------------------------------
    # Timeline
    # ------------------------------------------------------------------
    # Plan against progress: what was to be done by when, and what was done when, as points in time for the form.

    timeline = fields.Json(
        compute="_compute_timeline",
        export_string_translation=False,
        help="Milestones, feedback and due dates as {points: [{lane, date, day, name, note, style, at}], today}.",
    )

    @api.depends_context("uid", "lang")
    @api.depends(
        "date_deadline",
        "state",
        "due_date_ids",
        "plan_line_ids.date",
        "plan_line_ids.name",
        "feedback_ids",
        "pause_ids",
    )
    def _compute_timeline(self):
        today = clock.today(self)
        for matter in self:
            matter.timeline = matter._timeline(today) if matter.id else False

    def _timeline(self, today):
        """The timeline of this one matter, or ``False`` when there is nothing to set against each other.

        ``at`` is the place of a point in per cent between the first and the last date.
        """
        points = (
            self._timeline_stages()
            + self._timeline_plan(today)
            + self._timeline_progress()
            + self._timeline_due()
        )
        if not any(point["lane"] != "stage" for point in points):
            return False
        days = [point["when"] for point in points]
        if self.state in OPEN_STATES:
            days.append(today)
        first, last = min(days), max(days)
        length = max((last - first).days, 1)

        def place(day):
            return round(100 * (day - first).days / length, 1)

        points.sort(key=lambda point: point["when"])
        for point in points:
            day = point.pop("when")
            point.update(
                date=day.isoformat(),
                day=self._screen_date(day),
                # on the strip there is little room, and the year goes without saying
                short=self._screen_date(day).rpartition("年")[2]
                if day.year == today.year
                else self._screen_date(day),
                at=place(day),
            )
        return {
            "points": points,
            "first": self._screen_date(first),
            "last": self._screen_date(last),
            "today": place(today) if first <= today <= last else None,
            "today_iso": today.isoformat(),
            "today_day": self._screen_date(today),
        }

    def _timeline_point(self, lane, when, name, style, note=""):
        return {
            "lane": lane,
            "when": when or date.min,
            "name": name,
            "style": style,
            "note": note or "",
        }

    def _timeline_stages(self):
        """Where it began and ended."""
        labels = self.fields_get(
            ["date_assigned", "date_result", "date_closed"], ["string"]
        )
        return [
            self._timeline_point("stage", self[name], labels[name]["string"], "stage")
            for name in labels
            if self[name]
        ] + [
            self._timeline_point("stage", day, words, "stage", pause.ground)
            for pause in (self.pause_ids if self.pause_count else ())
            for day, words in (
                (pause.date_from, self.env._("Clock stopped")),
                (pause.date_to, self.env._("Clock went on")),
            )
            if day
        ]

    def _timeline_plan(self, today):
        """Milestones, and the days on which feedback is due by rule."""
        states = dict(
            self.plan_line_ids._fields["state"]._description_selection(self.env)
        )
        points = [
            self._timeline_point(
                "plan", line.date, line.name, line.state, states[line.state]
            )
            for line in self.plan_line_ids
            if line.date and not line.is_proposal
        ]
        planned = {point["when"] for point in points}
        # sudo: dates that the rules give; who reads the matter may know them
        matter = self.sudo()
        given = matter.feedback_ids.filtered(lambda row: row.kind != "co_unit")
        missed = set(matter._missed_feedback_dates())
        ended = self.date_result or self.date_closed
        days = [
            day
            for day in matter._expected_feedback_dates()
            if day not in planned and not (ended and day > ended)
        ]
        if len(days) > MOST_FEEDBACK_DATES:
            days = [day for day in days if day in missed or day >= today][:1]
        for day in days:
            if day in missed:
                style = "missing"
            else:
                done = day < today or matter._feedback_satisfies(day, given)
                style = "done" if done else "planned"
            points.append(
                self._timeline_point(
                    "plan", day, self.env._("Feedback due"), style, states[style]
                )
            )
        return points

    def _timeline_progress(self):
        """What was reported when."""
        return [
            self._timeline_point(
                "progress",
                row.date,
                row.name,
                "returned"
                if row.review_state == "returned"
                else "late"
                if row.is_late
                else "done",
                self.env._("Late") if row.is_late else row.department_id._duban_name(),
            )
            for row in self.feedback_ids
        ]

    def _timeline_due(self):
        """Every due date the matter had; the last one counts."""
        rows = self.due_date_ids.filtered("date").sorted("id")
        kinds = dict(rows._fields["kind"]._description_selection(self.env))
        former = self.env._("Former due date")
        points = [
            self._timeline_point("due", row.date, former, "former", kinds[row.kind])
            for row in rows
        ]
        if points:
            style = "overdue" if self.is_overdue else "due"
            points[-1].update(name=self.env._("Due date"), style=style)
        return points

    # ------------------------------------------------------------------
    # Visits of the home page
    # ------------------------------------------------------------------

    @api.model
    def home_seen(self):
        """The home board is before the user's eyes: the next one tells what changed since now."""
        self.env["duban.home.visit"]._note()
        return True

    @api.model
    @api.readonly
    def get_home(self):
        """The home board of the current user (``home.py``).

        :return: dict with ``roles``; ``tiles`` (figures that open their list), ``lists`` and ``charts``, each with the
            words to show when there is nothing; ``first_steps`` for administrators
        """
        return self.env["duban.home"]._board()
