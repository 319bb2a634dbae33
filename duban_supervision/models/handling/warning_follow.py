"""三色预警 that leads somewhere (PLUS-V2): a due colour is a to-do with its paper drafted, the copied read the paper.

The levels themselves and the paper stand in ``warning_level.py`` and ``matter_notices.py``.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from ... import clock
from ..documents.document_mixin import in_chinese
from ..matter.states import RUNNING_STATES
from ..reminding.todo import Todo, todos_in

#: office of the regulation that gets a copy → switch of the level
COPIES = {
    "discipline_office_id": "copy_discipline",
    "supervisory_office_id": "copy_supervisory",
    "organisation_office_id": "copy_organisation",
}


class DubanWarningLevel(models.Model):
    _inherit = "duban.warning.level"

    number_pattern = fields.Char(
        "Number of this colour",
        help="{year}, {n}: papers of this colour are counted by themselves; empty: the common series.",
    )
    copy_discipline = fields.Boolean(
        "Copy: discipline office", help="The office that the regulation names today."
    )
    copy_supervisory = fields.Boolean(
        "Copy: supervisory office", help="The office that the regulation names today."
    )
    copy_organisation = fields.Boolean(
        "Copy: organisation and personnel office",
        help="The office that the regulation names today.",
    )
    proposes_accountability = fields.Boolean(
        "Proposes accountability",
        help="A matter with a notice of this colour is on the list of candidates for accountability.",
    )

    @api.constrains("number_pattern")
    def _check_number_pattern(self):
        for level in self.filtered("number_pattern"):
            try:
                one, two = (level.number_pattern.format(year=2000, n=n) for n in (1, 2))
            except (KeyError, IndexError, ValueError, AttributeError):
                one = two = ""
            if one == two:
                raise ValidationError(
                    self.env._(
                        "The number pattern “%s” must contain {n} and may contain {year}.",
                        level.number_pattern,
                    )
                )

    def _as_rule(self):
        names = ("number_pattern", "proposes_accountability", *COPIES.values())
        return {**super()._as_rule(), **{name: self[name] for name in names}}


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    document_warnings = fields.Text("Warning notices", compute="_compute_document")

    # -- the to-do, on the day

    def _warning_waiting(self):
        """(level, day since when) of the gravest notice that is due on this one matter and not issued; or None."""
        if self.state not in RUNNING_STATES or not self._rule(
            "warning_notices_enabled"
        ):
            return None
        level = self._warning_levels_due()[-1:]
        if not level or level in self._warnings().level_id:
            return None
        return level, self._warning_days()[level.id]

    def _warning_days(self):
        """{id of a level: first day on which it counts, or None} for this one matter as things are."""
        days, previous = {}, None
        for rule in self._rules().get("warning_levels", ()):
            days[rule["id"]] = self._warning_day(rule, previous)
            previous = rule["id"]
        return days

    @todos_in(*RUNNING_STATES)
    def _todos_warning(self):
        waiting = self._warning_waiting()
        if not waiting:
            return []
        level, day = waiting
        return [
            Todo(
                f"warn:{level.id}",
                "warn",
                self._office_contact(),
                day,
                self.env._("%s is due: issue the notice", level.name),
            )
        ]

    def _next_changes(self, today):
        days = super()._next_changes(today)
        if (
            self.state in RUNNING_STATES
            and self.date_deadline
            and not self.paused_since
            and self._rule("warning_notices_enabled")
        ):
            days += [
                day for day in self._warning_days().values() if day and day > today
            ]
        return days

    def _warning_defaults(self):
        """What the dialog begins with: the colour that is due, and the paper drafted."""
        # sudo: the colour that is due and its draft; the dialog's step asks who may issue it
        matter = self.sudo()
        waiting = not matter.paused_since and matter._warning_waiting()
        if not waiting:
            return {}
        level = waiting[0]
        return {"level_id": level.id, "text": matter._warning_draft(level)}

    def _warning_draft(self, level):
        """The text of the notice of ``level`` on this one matter, written from what is on record."""
        matter = in_chinese(self)
        env, today = matter.env, clock.today(self)
        left = (self.date_deadline - today).days
        values = {
            "assigned": self._format_date(self.date_assigned),
            "due": self._format_date(self.date_deadline),
            "days": abs(left),
        }
        if left < 0:
            head = env._(
                "Assigned on %(assigned)s, due on %(due)s, %(days)s days late.",
                **values,
            )
        else:
            head = env._(
                "Assigned on %(assigned)s, due on %(due)s, %(days)s days left.",
                **values,
            )
        # what the unit that is warned reported and was urged to, not the one before it
        last = self._feedback_of_lead().sorted(lambda row: (row.date, row.id))[-1:]
        progress = (
            env._(
                "Last progress, %(day)s: %(text)s",
                day=self._format_date(last.date),
                text=last.name,
            )
            if last
            else env._("No progress was reported so far.")
        )
        times = len(self._records_of_lead("urging"))
        urged = env._("Urged %s times.", times) if times else ""
        limit = self._add_working_days_safe(
            today, self._warning_rule(level)["answer_days"]
        )
        ask = env._(
            "By %s report in writing on progress, causes and what will be done.",
            self._format_date(limit),
        )
        return "\n".join(filter(None, (head, progress, urged, ask)))

    def _warning_to_issue(self, level_id):
        """No colour is issued while the clock stands."""
        self._check_not_paused()
        return super()._warning_to_issue(level_id)

    # -- number and copies

    def _warning_series(self, rule):
        """(pattern, counter) of the number of a notice by ``rule`` on this one matter."""
        if rule.get("number_pattern"):
            # counted by what is printed: a level of another version goes on, no number stands on two papers
            return rule["number_pattern"], f"warning:{rule['number_pattern']}"
        return super()._warning_series(rule)

    def _warning_values(self, level, content):
        """Copies go to the units of the level, and to the offices that the regulation names today."""
        vals = super()._warning_values(level, content)
        rule = self._warning_rule(level)
        organisation = self.regulation_id._organisation()
        units = level.cc_unit_ids
        for office, switch in COPIES.items():
            if rule.get(switch):
                units |= organisation[office]
        return {**vals, "cc_unit_ids": [(6, 0, units.ids)]}

    # -- the ledger

    def _document_value_warnings(self):
        """Each notice: colour, number, date, whether it was answered."""
        return "\n".join(
            self._document_join(
                row.level_id.name,
                row.number,
                self._format_date(clock.local(self, row.date).date()),
                self.env._("answered") if row.answer else self.env._("not answered"),
            )
            for row in self.record_ids.filtered(
                lambda row: row.purpose == "warning"
            ).sorted("id")
        )


class DubanNumber(models.Model):
    _inherit = "duban.number"

    @api.model
    def _count_by_pattern(self):
        """Counters of notices that were kept for each level go on for what the level, or rules frozen, print (PLUS-V2).

        Of two that print the same the higher one goes on: no number is given again.
        """
        patterns = {}
        for ruleset in self.env["duban.ruleset"].search([("content", "!=", False)]):
            for rule in ruleset.content.get("warning_levels") or []:
                patterns.setdefault(rule["id"], set()).add(rule.get("number_pattern"))
        for level in self.env["duban.warning.level"].search(
            [("number_pattern", "!=", False)]
        ):
            patterns.setdefault(level.id, set()).add(level.number_pattern)
        old = self.search([("kind", "like", "warning:%")]).filtered(
            lambda row: row.kind.removeprefix("warning:").isdigit()
        )
        for row in old:
            level_id = int(row.kind.removeprefix("warning:"))
            for pattern in filter(None, patterns.get(level_id, ())):
                key = {
                    "company_id": row.company_id.id,
                    "kind": f"warning:{pattern}",
                    "year": row.year,
                }
                new = self.search([(name, "=", value) for name, value in key.items()])
                new = new or self.create({**key, "last": 0})
                new.last = max(new.last, row.last)
        old.unlink()


class DubanRecord(models.Model):
    _inherit = "duban.record"

    warned_unit_id = fields.Many2one(
        "hr.department",
        "Unit warned",
        compute="_compute_warned_unit_id",
        store=True,
        index="btree_not_null",
    )

    @api.depends("level_id")
    def _compute_warned_unit_id(self):
        """The lead unit when the notice was issued."""
        for record in self:
            unit = record.matter_id.lead_unit_id
            record.warned_unit_id = unit if record.level_id else False

    # -- who is copied reads the paper, and no more of the matter

    @api.model
    def _copied_domain(self):
        """Notices that were copied to the user's units, of matters that are not protected."""
        open_matters = Domain("confidentiality", "=", "normal")
        open_matters &= Domain("is_routed", "=", False)
        open_matters &= Domain("company_id", "in", self.env.companies.ids)
        open_matters &= Domain("recused_user_ids", "not in", [self.env.uid])
        return (
            Domain("purpose", "=", "warning")
            & Domain("cc_unit_ids", "in", self.env.user.duban_unit_ids.ids)
            # any!: the copy is what opens the paper, not the matter's own rules
            & Domain("matter_id", "any!", open_matters)
        )

    @api.model
    def _part_domain(self, among=None):
        domain = super()._part_domain(among)
        regulations = self.env["duban.regulation"]
        if any(
            "warning_notices_enabled" in rules._feature_names()
            for company in self.env.companies
            if (rules := regulations._in_force(company))
        ):
            domain |= self._copied_domain()
        return domain

    def _copied_to_me(self):
        """Those of these records that the user reads because they were copied to an own unit."""
        me = self.env.user
        units = me.duban_unit_ids
        # sudo: to whom it was copied, and whether the matter is protected; only which records they are comes back
        mine = self.sudo().filtered(
            lambda row: (
                row.purpose == "warning"
                and row.cc_unit_ids & units
                and row.matter_id.confidentiality == "normal"
                and not row.matter_id.is_routed
                and row.matter_id.company_id in self.env.companies
                and me not in row.matter_id.recused_user_ids
            )
        )
        return mine.with_env(self.env)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if not result or operation != "read":
            return result
        forbidden = result[0]
        # sudo(False): as the user; superuser code was let through above
        hidden = forbidden - forbidden._copied_to_me()
        if not hidden:
            return None
        return hidden, lambda: AccessError(
            self.env._("You have no access to this supervised matter.")
        )


class DubanReminder(models.Model):
    _inherit = "duban.reminder"

    def _line(self):
        """Who was copied is led to the paper: the matter itself stays closed."""
        line = super()._line()
        record = self.record_id
        if (
            self.kind == "warned"
            and record
            and record.with_user(self.user_id)._copied_to_me()
            and not self.matter_id.with_user(self.user_id).has_access("read")
        ):
            line["url"] = f"/odoo/{record._name}/{record.id}"
        return line


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_rendering_context(self, report, docids, data):
        """A notice is printed for who was copied, too; it names the matter, which that person does not read."""
        context = super()._get_rendering_context(report, docids, data)
        docs = context.get("docs")
        if report.model == "duban.record" and docs and not self.env.su:
            docs.check_access("read")
            if docs.matter_id - docs.matter_id._filtered_access("read"):
                # sudo: each paper may be read by the user, checked right above; it prints the matter's title and unit
                context["docs"] = docs.sudo()
        return context
