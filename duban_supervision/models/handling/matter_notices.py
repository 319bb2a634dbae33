"""Notices about a matter: registrations (备案) and warning notices (三色预警)."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ... import clock, inputs
from ..matter.states import CLOSED_STATES, OPEN_STATES, RUNNING_STATES
from ..reminding.todo import Todo, todos_in

#: states in which documents of a matter are put on the record of other offices
REGISTERED_STATES = (*OPEN_STATES, "closed", "archived")


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    # ------------------------------------------------------------------
    # Registrations
    # ------------------------------------------------------------------

    registration_ids = fields.One2many(
        "duban.registration", "matter_id", "Registrations"
    )

    def _registration_units(self, document, automatic=None):
        """Offices (departments) that register ``document`` of this one matter.

        :param automatic: True or False: only those registered by the act itself, or only the others
        """
        roles = self._registration_roles(document, automatic)
        return self.env["hr.department"].union(*roles.values())

    def _registrable(self):
        """Documents of this one matter that exist and can be registered: list of (document, record, date)."""
        none = self.env["duban.record"]
        found = [("filing", none, self.date_filed)] if self.date_filed else []
        found += [
            ("urging", record, clock.local(self, record.date).date())
            for record in self.record_ids
            if record.purpose == "urging"
        ]
        if self.state in CLOSED_STATES:
            found.append(("completion", none, self.date_closed))
        return found

    def _registered(self, document, record, since):
        """Registrations of one document of this one matter; a completion before it was reopened does not count."""
        return self.registration_ids.filtered(
            lambda row: (
                row.document == document
                and row.record_id == record
                and (document != "completion" or (since and row.date >= since))
            )
        )

    def _registrations_due(self):
        """What still waits for its registration on this one matter: list of (document, record, date, unit)."""
        if self.state not in REGISTERED_STATES:
            return []
        return [
            (document, record, date, unit)
            for document, record, date in self._registrable()
            for unit in self._waiting_to_register(document, record, date)
        ]

    def _register_defaults(self):
        """The dialog starts from the first document that waits for an office of the user."""
        own = self.env.user.duban_unit_ids
        # sudo: what is registered already, read only
        for document, record, _date, unit in self.sudo()._registrations_due():
            if unit in own:
                return {"document": document, "record_id": record.id}
        return {}

    def action_register_document(self, document=None, record_id=None, note=None):
        """Put a document of the matter on the record of the user's own office (备案).

        Nobody signs for another office (ABAF-21.1b): an office that may not read a protected matter registers its
        number.

        :param document: ``filing``, ``urging`` or ``completion``
        :param record_id: id of the urging record, for ``urging``
        :param note: text
        :raise AccessError: the user's office registers nothing of the kind
        :raise UserError: there is nothing (left) to register
        """
        document = inputs.text(self.env, document)
        record = self.env["duban.record"].browse(
            inputs.one_id(self.env, record_id) or []
        )
        own = self.env.user.duban_unit_ids
        for matter in self:
            # sudo: the rules and what is registered already; the own office may register what it may not read
            sudo = matter.sudo()
            record = record.with_env(sudo.env)
            units = sudo._registration_units(document) & own
            if not units and not self.env.su:
                raise AccessError(
                    self.env._("Your office does not register this document.")
                )
            due = {
                unit
                for kind, row, _date, unit in sudo._registrations_due()
                if (kind, row) == (document, record)
            }
            units = units.filtered(lambda unit, due=due: unit in due)
            if not units:
                raise UserError(
                    self.env._(
                        "There is nothing to register on %s.", matter.display_name
                    )
                )
            sudo._put_on_record(document, record, units, note)
            self.env["duban.act"]._append(
                matter,
                f"registration_{document}",
                "、".join([*units.mapped("name"), *filter(None, [record.number])]),
            )
        self._reconcile_todos()
        return True

    def _put_on_record(self, document, record, units, note=None):
        """Write the registrations of one document of this one matter, in the name of the acting user."""
        roles = self._registration_roles(document)
        return self.env["duban.registration"]._engine_create(
            [
                {
                    "matter_id": self.id,
                    "document": document,
                    "record_id": record.id,
                    "department_id": unit.id,
                    "office": next(
                        (name for name in roles if roles[name] == unit), None
                    ),
                    "user_id": self.env.uid,
                    "date": clock.today(self),
                    "note": note,
                }
                for unit in units
            ]
        )

    def _register_by_act(self, document, record=None):
        """Registrations that filing, urging and closing make by themselves."""
        record = record or self.env["duban.record"]
        for matter in self:
            units = matter._registration_units(document, automatic=True)
            matter._put_on_record(document, record, units)

    def _effect_register_filing(self, data):
        self._register_by_act("filing")

    def _effect_register_completion(self, data):
        self._register_by_act("completion")

    @todos_in(*REGISTERED_STATES)
    def _todos_registration(self):
        summaries = {
            "filing": self.env._("Register the filing"),
            "urging": self.env._("Register the urging notice %s"),
            "completion": self.env._("Register the completion"),
        }
        todos, vacant = [], {}
        for document, record, date, unit in self._registrations_due():
            contact = self._registration_contact(unit)
            if not contact:
                vacant.setdefault(
                    unit,
                    Todo(
                        f"vacant:{unit.id}",
                        "notice",
                        self._office_contact(),
                        date,
                        self.env._(
                            "%s has nobody who registers: have its head named in the directory of departments",
                            unit.name,
                        ),
                    ),
                )
                continue
            summary = summaries[document]
            if document == "urging":
                summary %= record.number or ""
            todos.append(
                Todo(
                    f"register:{document}:{record.id or 0}:{unit.id}",
                    "register",
                    contact,
                    date,
                    summary,
                )
            )
        return [*todos, *vacant.values()]

    def _registration_contact(self, unit):
        """Who registers for ``unit``: its head, else somebody who works there; may be empty."""
        unit = unit.sudo()  # sudo: who works where is in the directory
        people = (unit.manager_id.user_id, unit.liaison_id, *unit.member_ids.user_id)
        return self._first_who_can_act(people, unit)

    # ------------------------------------------------------------------
    # Warning notices
    # ------------------------------------------------------------------

    def _is_registrar(self):
        """Matters with a document that waits to be put on the record of the user's own office."""
        own = self.env.user.duban_unit_ids
        return self._where(
            lambda matter: (
                own
                # sudo: what is registered already, read only; the own office may register what it may not read
                and any(unit in own for *_rest, unit in matter._registrations_due())
            )
        )

    def _warnings(self):
        """Warning notices to the present lead unit of this one matter for its present due date, in order.

        A new date starts afresh, and so does another unit that keeps the date (CORE-21).
        """
        return self.record_ids.filtered(
            lambda row: (
                row.purpose == "warning"
                and row.warned_deadline == self.date_deadline
                and row.warned_unit_id == self.lead_unit_id
            )
        ).sorted("id")

    def _warning_levels_due(self):
        """Levels (``duban.warning.level``, mildest first) whose condition this one matter meets today."""
        if not self.date_deadline:
            return self.env["duban.warning.level"]
        due, previous = [], None
        for rule in self._rules().get("warning_levels", ()):
            if self._warning_is_due(rule, previous):
                due.append(rule["id"])
            previous = rule["id"]
        # sudo: levels are rules of the regulation, everybody's
        return self.env["duban.warning.level"].sudo().browse(due).exists()

    def _warning_is_due(self, rule, previous):
        """Whether one level counts today. ``previous``: id of the level before, or None."""
        day = self._warning_day(rule, previous)
        return bool(day) and clock.today(self) >= day

    def _warning_day(self, rule, previous):
        """The first day on which one level counts on this one matter as things are; None: not by time alone."""
        days, deadline = [], self.date_deadline
        limits = self._warnings().filtered(
            # what 改派 settled was asked of nobody any more
            lambda row: (
                row.level_id.id == previous
                and row.new_limit
                and row._waits_for_answer()
            )
        )
        if rule["or_unanswered"] and limits:
            days.append(fields.Date.add(min(limits.mapped("new_limit")), days=1))
        if not (rule["without_report"] and self.date_last_feedback):
            if rule["condition"] == "percent":
                left = rule["value"] * (deadline - self.date_assigned).days // 100
                days.append(fields.Date.subtract(deadline, days=left))
            else:
                sign = -1 if rule["condition"] == "before" else 1
                days.append(self._add_working_days_safe(deadline, sign * rule["value"]))
        return min(days, default=None)

    def _warning_series(self, rule):
        """(pattern, counter) of the number of a notice by ``rule`` on this one matter. Hook."""
        return self._rule("warning_number_pattern"), "warning"

    def action_warn(self, level_id=None, content=None, insist=None):
        """Issue a warning notice to the lead unit of each of these matters.

        :param level_id: id of a ``duban.warning.level``; default: the gravest one that is due and not issued yet
        :param content: what is required; default: a sentence with the due date
        :param insist: why it cannot wait, where the unit was asked as often as the week allows (PLUS-L2)
        :raise AccessError: for anyone but the supervision office
        :raise UserError: the regulation has no such notices, or none (left) is due
        :return: the notices (``duban.record``)
        """
        self._is_office()._check_burden(insist)
        self._require_rule("warning_notices_enabled")
        self._assert_may("_is_office")
        level_id, content = (
            inputs.one_id(self.env, level_id),
            inputs.text(self.env, content),
        )
        vals_list = [
            matter._warning_values(matter._warning_to_issue(level_id), content)
            # sudo: whoever issues was checked; the condition is read from the matter's own records
            for matter in self.sudo()
        ]
        records = self.env["duban.record"]._engine_create(vals_list)
        return records.with_env(self.env)

    def _warning_to_issue(self, level_id):
        """The level to issue on this one matter now.

        :raise UserError: with the reason why there is none
        """
        if self.state not in RUNNING_STATES:
            raise UserError(
                self.env._("%s is not being handled by its unit.", self.display_name)
            )
        due = self._warning_levels_due()
        if level_id:
            due &= due.browse(level_id)
        if not due:
            raise UserError(
                self.env._("No warning notice is due on %s.", self.display_name)
            )
        level = due[-1]
        issued = self._warnings().filtered(lambda row: row.level_id == level)
        if issued:
            raise UserError(
                self.env._(
                    "%(level)s was already issued on %(matter)s: %(number)s.",
                    level=level.name,
                    matter=self.display_name,
                    number=issued[0].display_name,
                )
            )
        return level

    def _warning_rule(self, level):
        """What ``level`` said when this one matter was filed, as plain data."""
        frozen = self._rules().get("warning_levels", ())
        found = [rule for rule in frozen if rule["id"] == level.id]
        # Frozen before answers and talks were: as the level says now.
        # sudo: levels are rules of the regulation, everybody's
        return {**level.sudo()._as_rule(), **(found[0] if found else {})}

    def _warning_values(self, level, content):
        today = clock.today(self)
        rule = self._warning_rule(level)
        pattern, series = self._warning_series(rule)
        number = (
            self.env["duban.number"]._take(
                self.company_id, series, today.year, pattern
            )[0]
            if pattern
            else False
        )
        leaders = {
            "leader_in_charge": self.leader_in_charge_id,
            "principal": self.principal_leader_id
            or self.regulation_id.principal_leader_ids[:1],
        }
        return {
            "matter_id": self.id,
            "purpose": "warning",
            "level_id": level.id,
            "number": number,
            "warned_deadline": self.date_deadline,
            "person_id": self.unit_head_id.id,
            "channel_id": self._system_channel().id,
            "summary": content
            or self.env._(
                "Due on %s. Report progress, causes and what will be done.",
                self._format_date(self.date_deadline),
            ),
            "new_limit": self._add_working_days_safe(today, rule["answer_days"]),
            "cc_unit_ids": [(6, 0, level.cc_unit_ids.ids)],
            "talk_leader_id": leaders.get(rule["talk"], self.env["res.users"]).id,
        }

    def _todos_records(self):
        todos = super()._todos_records()
        for record in self.record_ids.filtered(lambda row: row.purpose == "warning"):
            if record._waits_for_answer():
                todos.append(
                    Todo(
                        f"warning:{record.id}",
                        "urging",
                        self._lead_worker(),
                        record.new_limit,
                        self.env._("Answer the warning notice"),
                    )
                )
            if record.talk_leader_id and not record.date_talk:
                todos.append(
                    Todo(
                        f"talk:{record.id}",
                        "notice",
                        record.talk_leader_id,
                        record.new_limit,
                        self.env._("Talk to the head of the unit and record it"),
                    )
                )
        return todos

    # ------------------------------------------------------------------
    # What people are told, in words
    # ------------------------------------------------------------------

    def _is_told_in_words(self):
        """Whether messages may say of this one matter more than its number."""
        return self.confidentiality == "normal" and not self.is_routed

    def _notice_words(self, kind, key, user):
        """What a notice says of this one matter to ``user``, who need not open it to know; see ``informing``."""
        if not self._is_told_in_words():
            return []
        words = getattr(self, f"_words_{kind}", None)
        return words(key, user) if words else []

    def _words_assigned(self, _key, user):
        """Whose matter it is, what the reader's unit has to do with it, and until when it is accepted."""
        words = [f"{self._label('lead_unit_id')}：{self.lead_unit_id.name}"]
        for role, name in (("co", "co_unit_ids"), ("joint", "joint_unit_ids")):
            lines = self.unit_line_ids.filtered(lambda row, role=role: row.role == role)
            mine = lines.department_id & user.duban_unit_ids
            if mine:
                words.append(f"{self._label(name)}：{'、'.join(mine.mapped('name'))}")
        return words + self._words_of_acceptance(user)

    _words_urgent = _words_assigned

    def _words_reassigned(self, _key, user):
        """From which unit to which."""
        units = self._former_lines()[-1:].department_id | self.lead_unit_id
        return [" → ".join(units.mapped("name")), *self._words_of_acceptance(user)]

    def _words_of_acceptance(self, user):
        """Until when ``user`` accepts, if it is the lead unit's and still to be accepted."""
        if self.state != "assigned" or self.lead_unit_id not in user.duban_unit_ids:
            return []
        claim = self._rule("acceptance_kind") == "claim"
        step = self.env["duban.label"]._word(
            self.regulation_id,
            f"action:action_{'claim' if claim else 'accept'}",
            self.env._("Claim") if claim else self.env._("Accept"),
        )
        day = self._format_date(self._acceptance_date())
        return [self.env._("%(step)s by %(day)s", step=step, day=day)]

    def _words_to_decide(self, key, _user):
        """What is decided, and which step of it."""
        number = key.partition(":")[2]
        line = self.approval_line_ids.filtered(lambda row: str(row.id) == number)
        if not line:
            return []
        return [
            f"{line._purpose_words()}：{line.name}",
            *line._chain_subject()._words_of_change(),
        ]

    _words_decision_dropped = _words_to_decide

    def _words_merged(self, _key, _user):
        """Into which matter; one that is protected says its number only."""
        survivor = self.merged_into_id
        name = survivor.display_name if survivor.confidentiality == "normal" else ""
        return [self.env._("into %s", name or survivor.number)] if survivor else []

    def _words_head_changed(self, key, user):
        return self._words_corrected(key, user)

    def _words_co_arranged(self, _key, user):
        """Until when the reader's unit reports to the lead unit."""
        lines = self.unit_line_ids.filtered(
            lambda row: row.role == "co" and row.department_id in user.duban_unit_ids
        )
        label = lines._fields["report_due"]._description_string(self.env)
        days = filter(None, lines.mapped("report_due"))
        return [f"{label}：{self._format_date(day)}" for day in days]

    def _words_rechecked(self, key, _user):
        """Whether it was implemented; what was found goes along as the note."""
        act = self.act_ids.filtered(lambda row: key == f"act:{row.id}")
        outcomes = self.env["duban.recheck"]._fields["outcome"]._description_selection(self.env)  # fmt: skip
        words = dict(outcomes).get((act.action or "").removeprefix("recheck_"))
        return [words] if words else []

    def _words_corrected(self, key, _user):
        """Which elements were changed; a date with both values."""
        number = key.partition(":")[2]
        act = self.act_ids.filtered(lambda row: str(row.id) == number)
        words = []
        for name, (old, new) in (act.changes or {}).items():
            text = self._label(name)
            kind = name in self._fields and self._fields[name].type
            if kind == "date":
                # older acts of a meeting's date have it in words
                old, new = (
                    d
                    if "年" in (d or "")
                    else self._format_date(fields.Date.to_date(d))
                    for d in (old, new)
                )
            if kind in ("date", "many2one", "many2many"):
                text = f"{text} {old or '—'} → {new or '—'}"
            words.append(text)
        return ["、".join(words)] if words else []

    _words_absorbed = _words_released = _words_changed = _words_corrected
