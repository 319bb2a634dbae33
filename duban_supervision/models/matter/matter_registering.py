"""How a matter comes into being: registering, taking over, the rules it was filed under.

Registering drafts (T1): everything the engine decides is set by the engine; what was filed is not deleted.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ... import clock
from ...tools.triggers import put_trigger
from .states import RUNNING_STATES

#: what figures and lists group matters of all versions by: {field: row of the version that it was filed under}
GROUPED = {
    "category_group_id": "source_category_id",
    "body_group_id": "decision_body_id",
    "form_group_id": "form_id",
    "grade_group_id": "grade_id",
}


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    @api.model_create_multi
    def create(self, vals_list):
        """Register drafts (T1). Everything the engine decides is set by the engine."""
        self = self.with_context(mail_create_nosubscribe=True, mail_create_nolog=True)
        matters = super().create(vals_list)
        matters._check_registration()
        if not self._door_is_open():
            for matter, vals in zip(matters, vals_list, strict=True):
                matter._check_typed_dates(set(vals))
        matters._check_required("register")
        matters._sync_unit_lines()
        matters._refresh_access()
        self.env["duban.act"]._append(matters, "register", is_first=True)
        matters._route_registered()
        matters._warn_duplicates()
        return matters

    @api.model
    def _complete_values(self, vals_list):
        """Rules, office and what the lead unit implies, as the regulation in force says."""
        self._read_heads(vals_list)
        regulations = {}
        for vals in vals_list:
            company_id = vals.get("company_id") or self.env.company.id
            if company_id not in regulations:
                regulations[company_id] = self.env["duban.regulation"]._in_force(
                    self.env["res.company"].browse(company_id)
                )
            regulation = (
                self.env["duban.regulation"].browse(vals.get("regulation_id"))
                or regulations[company_id]
            )
            if not regulation:
                raise UserError(
                    self.env._(
                        "No supervision regulation is in force for %s. An administrator chooses one under "
                        "Supervision › Configuration › Regulations.",
                        self.env["res.company"].browse(company_id).name,
                    )
                )
            if not self.env.su:
                regulation._check_in_force()
            self._prepare_create_vals(vals, regulation)

    @api.model
    def _read_heads(self, vals_list):
        """Read at once the units that these values name, with their heads, instead of one by one."""
        ids = []
        for vals in vals_list:
            ids += [vals.get("lead_unit_id"), vals.get("subject_unit_id")]
            # as a form and the engine write them; whatever else somebody sends is read, or refused, further down
            commands = vals.get("co_unit_ids")
            for command in commands if isinstance(commands, list | tuple) else ():
                match command:
                    case [4, unit, *_]:
                        ids.append(unit)
                    case [6, _, [*units]]:
                        ids += units
        # sudo: which units there are and who heads them is in the directory
        units = self.env["hr.department"].sudo()
        units = units.browse(dict.fromkeys(n for n in ids if n and type(n) is int))
        # the office and who registers are asked for as well, at the latest by the next step
        rules = self.env["duban.regulation"]._in_force()
        units |= rules._setting("office_id")
        units.manager_id.fetch(["user_id"])
        people = units.manager_id.user_id | units.liaison_id | self.env.user
        people |= units.leader_in_charge_id | rules._setting("office_leader_id")
        people.partner_id.mapped("name")

    def _engine_label(self, name):
        return self._label(name)

    @api.model
    def _only_principal(self, regulation):
        """Id of the one principal leader who signs filings, or False: of several, who proposes chooses (ABAF-12.1b)."""
        signs = any(
            row["purpose"] == "filing" and row["role"] == "principal"
            for row in regulation._snapshot()["steps"]
        )
        leaders = signs and regulation._setting("principal_leader_ids").filtered(
            "active"
        )
        return leaders.id if leaders and len(leaders) == 1 else False

    @api.model
    def _prepare_create_vals(self, vals, regulation):
        """Complete the values of a new draft in place: rules, office, what category and lead unit imply."""
        # an item of last year's minutes, a goal, a copy: they name the rows of the version that counted then
        here = regulation._rows_here("duban.matter", vals)
        vals.update({name: row for name, row in here.items() if row})
        self._imply(vals)
        vals["regulation_id"] = regulation.id
        vals["company_id"] = (
            regulation._setting("company_id").id
            or vals.get("company_id")
            or self.env.company.id
        )
        if not vals.get("office_id") or not self.env.su:
            vals["office_id"] = regulation._setting("office_id").id
        if vals.get("lead_unit_id"):
            unit = self.env["hr.department"].browse(vals["lead_unit_id"])
            for name, value in self._lead_unit_defaults(unit).items():
                if not vals.get(name):
                    vals[name] = value
            if regulation.subject_defaults_to_lead and not vals.get("subject_unit_id"):
                vals["subject_unit_id"] = unit.id
        only = not vals.get("principal_leader_id") and self._only_principal(regulation)
        if only:
            vals["principal_leader_id"] = only
        if vals.get("source_category_id") and not vals.get("decision_body_id"):
            category, rules = vals["source_category_id"], regulation._snapshot()
            # as the rules have it, those that are switched off left out
            bodies = rules["categories"].get(str(category), {}).get("bodies")
            bodies = self.env["duban.decision.body"].browse(bodies).filtered("active")
            # Where the body is evidence that filing asks for, saying "none" is respected (WUT-12.1b).
            said = "decision_body_id" in vals and any(
                row["field"] == "decision_body_id"
                and row["category"] in (False, category)
                for row in rules["requirements"]
            )
            if len(bodies) == 1 and not said:
                vals["decision_body_id"] = bodies.id
        if "channel_ids" not in vals:
            channels = (
                self.env["duban.option"]
                ._get(regulation, "channel")
                .filtered("is_default")
            )
            vals["channel_ids"] = [(6, 0, channels.ids)]
        if (
            vals.get("is_petition")
            and vals.get("confidentiality", "normal") == "normal"
        ):
            vals["confidentiality"] = "sensitive"
        if vals.get("confidentiality", "normal") != "normal":
            # Whoever registers a sensitive matter is on its list from the first moment; _refresh_access completes it.
            vals["access_user_ids"] = [(6, 0, [self.env.uid])]
        self._prepare_route(vals, regulation)

    def _check_registration(self):
        """A new matter is a draft, whoever creates it and whatever defaults the client sent."""
        for matter in self:
            if (
                matter.state != "draft"
                or matter.number
                or matter.date_closed
                or matter.date_assigned
                or matter.date_filed
            ):
                raise AccessError(
                    self.env._(
                        "A matter starts as a draft and moves on through the steps of the procedure."
                    )
                )
        if not self.env.su:
            self._assert_may(
                "_is_initiator",
                self.env._(
                    "Only the supervision office (or the initiating unit, where the regulation says so) "
                    "proposes matters."
                ),
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_filed(self):
        if any(matter.number or matter.state != "draft" for matter in self):
            raise UserError(
                self.env._("A matter that was submitted or filed cannot be deleted.")
            )

    # ------------------------------------------------------------------
    # Taking over
    # ------------------------------------------------------------------

    origin_id = fields.Many2one(
        "duban.matter",
        "Taken over from",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    origin_warning = fields.Char(compute="_compute_origin_warning")

    @api.depends("date_deadline", "origin_id.date_deadline")
    def _compute_origin_warning(self):
        for matter in self:
            # sudo: the date only, of a matter whose content this institution took over.
            limit = matter.sudo().origin_id.date_deadline
            late = limit and matter.date_deadline and matter.date_deadline > limit
            matter.origin_warning = late and self.env._(
                "The matter this one serves is due on %s already.",
                matter._format_date(limit),
            )

    def _check_taken_over_somewhere(self, data):
        """An institution whose supervision office the user works for takes over matters of this one (ABAF).

        What moved to the discipline or the secrecy office is copied into nobody else's ledger (WUT-26).
        """
        categories = self._take_over_categories()
        for matter in self:
            if matter.is_routed or not categories.filtered(
                lambda row, own=matter: row.company_id != own.company_id
            ):
                raise UserError(
                    self.env._("%s cannot be taken over this way.", matter.display_name)
                )

    @api.model
    def _take_over_categories(self):
        """Categories that take over matters, of the institutions whose supervision office the user works for."""
        offices = self.env.user._duban_offices()
        if not offices:
            return self.env["duban.source.category"]
        # sudo: the user's own institutions, also one that is not selected at the moment
        regulations = (
            self.env["duban.regulation"]
            .sudo()
            .search([("office_id", "in", offices.ids)])
        )
        return regulations.category_ids.filtered("takes_over")

    def action_take_over(self, category_id=None):
        """Make this matter, assigned to the user's unit, the source of a draft in the user's own institution.

        :param category_id: id of a ``duban.source.category`` that takes over matters
        :return: action that opens the draft
        """
        self.ensure_one()
        self._assert_may(
            "_is_lead", self.env._("Only the lead unit takes over its matter.")
        )
        category = self._take_over_categories().filtered(
            lambda row: row.id == category_id and row.company_id != self.company_id
        )
        if not category or self.state not in RUNNING_STATES or self.is_routed:
            raise UserError(
                self.env._("%s cannot be taken over this way.", self.display_name)
            )
        company = category.company_id
        if company not in self.env.user.company_ids:
            raise AccessError(self.env._("You do not work for %s.", company.name))
        # sudo: the unit's part in it was checked; what is copied is what the unit was assigned
        source = self.sudo()
        matter = self.with_context(
            allowed_company_ids=[company.id, *self.env.companies.ids]
        ).create(
            {
                "name": source.name,
                "content": source.content,
                "basis": source.display_name,
                "company_id": company.id,
                "source_category_id": (category.parent_id or category).id,
                "source_kind_id": category.id if category.parent_id else False,
                "source_document": source.number,
                "plan_year": source.plan_year
                or (source.date_deadline or clock.today(self)).year,
                "date_deadline": source.date_deadline,
                "confidentiality": source.confidentiality,
            }
        )
        matter._engine_write({"origin_id": self.id})
        matter._keep_away_like(source)
        self.env["duban.act"]._append(
            self, "taken_over", self.env._("Taken over by %s", company.name)
        )
        return matter.action_open_form()

    def _keep_away_like(self, source):
        """Who is recused from ``source`` (as superuser) has the same interest in this one draft, taken over from it.

        :raise UserError: the institution of the draft knows no recusals, or nobody of its office would be left
        """
        # sudo: who has an interest was found there; the draft's office did not have to know
        draft = self.sudo()
        people = source.recused_user_ids.filtered(
            lambda user: self.company_id in user.company_ids
        )
        draft.env["duban.recusal"].create(
            [
                {
                    "matter_id": self.id,
                    "user_id": person.id,
                    "ground": self.env._("Recused from %s", source.number),
                }
                for person in people
            ]
        )

    # ------------------------------------------------------------------
    # Another grade
    # ------------------------------------------------------------------
    # A changed grade or term of a running matter: its due date and feedback dates follow, the history keeps both.

    def _recompute_term(self, names):
        """Find the due date anew by the rule that counts now, after the fields ``names`` were written."""
        for matter in self.filtered(
            lambda row: row.date_filed and row.state in ("filed", *RUNNING_STATES)
        ):
            if "grade_id" in names and "term_days" not in names:
                if not matter._term_fits():
                    matter._engine_write({"term_days": 0})
            rule = matter._term_rule()
            # once the unit has the matter, another day of the minutes moves its date by a correction only
            moving = names - {"minutes_issue_date"} if matter.date_assigned else names
            # sudo: the matter's own due dates; who changed the rule's input was checked
            day = matter.sudo()._date_anew(moving)
            if day is not None:
                matter._set_deadline(
                    day,
                    "regraded",
                    matter._rule_ground(rule) if rule else matter.grade_id.name,
                    approver=self.env.user,
                )
            matter._reconcile_todos()

    def _as_if(self, vals):
        """This one matter as it would be with ``vals``; nothing is written."""
        # two of one matter share their values in the cache
        self.new(origin=self).invalidate_recordset(flush=False)
        return self.new(vals, origin=self)

    def _term_fits(self):
        """Whether the term in days of this one matter, if it has one, is possible by its rule."""
        rule = self._term_rule()
        low, high = rule.get("min_days", 0), rule.get("days", 0)
        return not self.term_days or low <= self.term_days <= high

    def _date_anew(self, names):
        """The due date that this one matter gets because the fields ``names`` changed, False for none; None: it stays.

        Only a date that came from the rule moves; one stated with its ground, granted or re-determined stays. What is
        counted from the assignment is not known before it (AMB-04), and a term that starts with the minutes and is
        over by now is never set silently (AMB-52).

        :raise UserError: the term is out of its range, or over
        """
        rule = self._term_rule()
        kind, start = rule.get("kind"), rule.get("start_event")
        moving = {"grade_id", "term_days"}
        if kind == "days" and start == "minutes":
            moving |= {"minutes_issue_date"}
        if not moving & set(names):
            return None
        self._check_term_range(rule)
        last, old = self.due_date_ids.sorted("id")[-1:], self.date_deadline
        counted = kind == "days" and (start == "minutes" or self.date_assigned)
        if last.kind not in ("rule", "regraded", False) or not (
            counted or kind == "open" or not rule
        ):
            return None
        if counted and not (old and old < clock.today(self)):
            self._check_term_over(rule)
        day = counted and self._rule_date(start) or False
        return None if day == old else day

    def _term_over(self, rule):
        """The day on which ``rule`` (dict) ended the term of this one matter before it is filed; None: it did not."""
        by_rule = self._rule_date("minutes", rule) if rule else None
        return by_rule if by_rule and by_rule < clock.today(self) else None

    def _check_term_over(self, rule):
        """No term starts when it is over by ``rule`` (dict) already: another date is set, with its reason (AMB-52).

        :raise UserError: naming the day
        """
        if over := self._term_over(rule):
            raise UserError(
                self.env._(
                    "By the rule “%(rule)s” the term of %(matter)s ended on %(date)s, before today. "
                    "Set %(field)s and state the reason.",
                    rule=rule["name"],
                    matter=self.display_name,
                    date=self._format_date(over),
                    field=self._label("date_deadline"),
                )
            )

    def _check_term_range(self, rule):
        """The term in days of this one matter lies in the range of ``rule`` (dict of the ruleset)."""
        if (
            rule.get("kind") == "days"
            and rule["is_range"]
            and self.term_days
            and not rule["min_days"] <= self.term_days <= rule["days"]
        ):
            raise UserError(
                self.env._(
                    "The term of %(days)s days is outside the range of %(low)s to %(high)s days (%(rule)s).",
                    days=self.term_days,
                    low=rule["min_days"],
                    high=rule["days"],
                    rule=rule["name"],
                )
            )

    def _meeting_words(self):
        """The meeting that decided this one matter: its own name, with its kind where the name does not say it."""
        kind, name = self.decision_body_id.name or "", (self.meeting_name or "").strip()
        if not name or name == kind:
            return kind
        return name if kind in name else f"{kind}（{name}）"

    # ------------------------------------------------------------------
    # Versions of a regulation
    # ------------------------------------------------------------------

    category_group_id = fields.Many2one(
        "duban.source.category",
        "Category, over all versions",
        compute="_compute_groups",
        store=True,
        index="btree_not_null",
    )

    body_group_id = fields.Many2one(
        "duban.decision.body",
        "Deciding body, over all versions",
        compute="_compute_groups",
        store=True,
        index="btree_not_null",
    )
    form_group_id = fields.Many2one(
        "duban.option",
        "Form, over all versions",
        compute="_compute_groups",
        store=True,
    )
    grade_group_id = fields.Many2one(
        "duban.grade",
        "Grade, over all versions",
        compute="_compute_groups",
        store=True,
    )

    @api.depends(
        "source_category_id.origin_id", "decision_body_id", "form_id", "grade_id"
    )
    def _compute_groups(self):
        for matter in self:
            for group, name in GROUPED.items():
                # sudo: the link between versions is no secret
                matter[group] = matter.sudo()[name]._first()

    # ------------------------------------------------------------------
    # Trail
    # ------------------------------------------------------------------

    def init(self):
        """A trigger: nothing that was submitted or filed is deleted, not even by SQL."""
        result = super().init()
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION duban_matter_guard() RETURNS trigger AS $$
            BEGIN
                IF OLD.number IS NOT NULL OR OLD.state <> 'draft' THEN
                    RAISE EXCEPTION 'a filed matter cannot be deleted' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN OLD;
            END $$ LANGUAGE plpgsql
            """
        )
        guard = "duban_matter_guard"
        put_trigger(self.env.cr, guard, self._table, "BEFORE DELETE", guard)
        return result
