"""Deputies: an absent person's approvals go to a colleague between two dates."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ... import clock
from ...again import each_by_itself
from ...tools.remembered import remembered


class DubanDelegation(models.Model):
    _name = "duban.delegation"
    _description = "Delegation"
    _inherit = ["duban.informing", "duban.screen"]
    _order = "date_from desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        "Absent person",
        required=True,
        index=True,
        default=lambda self: self.env.user,
    )
    deputy_id = fields.Many2one("res.users", required=True, index=True)
    date_from = fields.Date(required=True, default=clock.today)
    date_to = fields.Date(required=True)
    reason = fields.Char()
    active = fields.Boolean(default=True)
    is_applied = fields.Boolean(readonly=True, export_string_translation=False)

    @api.constrains("user_id", "deputy_id", "date_from", "date_to")
    def _check_delegation(self):
        for row in self:
            if row.user_id == row.deputy_id:
                raise ValidationError(self.env._("Nobody is their own deputy."))
            if row.date_to < row.date_from:
                raise ValidationError(self.env._("A delegation ends after it begins."))
            # sudo: where the two people work; who enters the absence may not see both
            if not row.sudo()._may_stand_in():
                raise ValidationError(
                    self.env._(
                        "%(deputy)s cannot stand in for %(person)s: a leader is represented by a leader of the "
                        "same institution, the staff of a unit by a colleague of that unit, whoever acts for the "
                        "supervision office by somebody who does so too.",
                        deputy=row.deputy_id.name,
                        person=row.user_id.name,
                    )
                )

    def _may_stand_in(self):
        """Whether the deputy of this one absence could hold what the absent person holds (CORE-29)."""
        person, deputy = self.user_id, self.deputy_id
        if not deputy.active or not person.company_ids & deputy.company_ids:
            return False
        if led := person.duban_led_company_ids:
            return bool(led & deputy.duban_led_company_ids)
        # office for office: a colleague without its right could do nothing of what would come
        offices = person._duban_offices()
        # an office of one person has nobody else: its own to-dos wait, a colleague has the others
        if any(office._office_staff() - person for office in offices):
            return bool(offices & deputy._duban_offices())
        return bool(person.duban_unit_ids & deputy.duban_unit_ids)

    def action_keep(self):
        """What the button “Save” of the form does once it saved: say what holds now, and go back.

        :return: client action
        """
        self.ensure_one()
        format_date = self.env["duban.matter"]._format_date
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(deputy)s stands in for %(person)s from %(first)s to %(last)s.",
                    deputy=self.deputy_id.name,
                    person=self.user_id.name,
                    first=format_date(self.date_from),
                    last=format_date(self.date_to),
                ),
                "next": self.env["ir.actions.act_window"]._for_xml_id(
                    "duban_supervision.duban_delegation_action"
                ),
            },
        }

    def _check_not_past(self):
        """An absence is entered before it is over: what was done meanwhile is not re-written afterwards (CORE-29).

        :raise UserError:
        """
        today = clock.today(self)
        if any(row.date_from < today for row in self):
            raise UserError(self.env._("An absence begins today or later."))

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        self.env.registry.clear_cache()
        rows._check_own()
        rows._check_not_past()
        rows._tell_people()
        rows._move_todos()
        return rows

    def write(self, vals):
        if self.env.su and set(vals) == {"is_applied"}:
            return super().write(vals)  # the patrol's own mark, nothing moves
        self._check_own()
        self._check_begun(vals)
        before = {row: row._terms() for row in self}
        result = super().write(vals)
        self.env.registry.clear_cache()
        self._check_own()
        if {"date_from", "user_id", "deputy_id"} & vals.keys():
            self._check_not_past()
        self.filtered(lambda row: row._terms() != before[row])._tell_people(before)
        self._move_todos()
        return result

    def unlink(self):
        """Both counted with what was told of it: they hear that it does not hold."""
        today = clock.today(self)
        self.filtered(lambda row: row.active and row.date_to >= today)._tell_people(
            called_off=True
        )
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def _check_begun(self, vals):
        """What was decided on somebody's behalf rests on these lines: begun, they end earlier or later or are called
        off, once.

        :raise UserError:
        """
        if self.env.su:
            return
        today = clock.today(self)
        for row in self.filtered(lambda row: row.date_from <= today):
            changed = {
                name
                for name in vals
                if row._fields[name].convert_to_cache(vals[name], row)
                != row._fields[name].convert_to_cache(row[name], row)
            }
            called_off = changed == {"active"} and row.active
            over = row.date_to < today or not row.active
            if over or not called_off and changed - {"date_to", "reason"}:
                raise UserError(
                    self.env._(
                        "This absence has begun (%s), and what was decided on somebody's behalf rests on it. Set its "
                        "last day (today or later), and enter another absence for what comes after.",
                        row.display_name,
                    )
                )
            if "date_to" in changed and fields.Date.to_date(vals["date_to"]) < today:
                raise UserError(
                    self.env._("The last day of an absence is today or later.")
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        """What was decided on somebody's behalf rests on this line: it is kept once the absence has begun."""
        self._check_own()
        today = clock.today(self)
        if any(row.date_from <= today for row in self):
            raise UserError(
                self.env._(
                    "An absence that has begun is kept: set its last day instead of deleting it."
                )
            )

    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", compute_sudo=True
    )

    @api.depends("user_id.company_ids", "user_id.company_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_company_id(self):
        """The institution for which one looks at the absence: who works at several is missing at each."""
        for row in self:
            main, all_ = row.user_id.company_id, row.user_id.company_ids
            here = all_ & self.env.companies
            row.company_id = main if main in here else here[:1] or main

    def _terms(self):
        """What the people of this one absence have to know: who stands in for whom, when, and whether it holds."""
        return (
            self.user_id,
            self.deputy_id,
            self.date_from,
            self.date_to,
            self.active,
        )

    def _tell_people(self, before=None, called_off=False):
        """Both are told who stands in for whom from when to when, as often as that changes (CORE-23, CORE-29).

        :param before: {absence: what ``_terms`` said}; who is not concerned any more hears that, too
        :param called_off: whether these absences do not hold, as those that are archived
        """
        words = self.env["duban.matter"]._format_period
        # sudo: how often people were told, not what
        told = self.env["duban.reminder"].sudo()
        for row in self:
            note = f"{row.user_id.name} → {row.deputy_id.name}，{words(row.date_from, row.date_to)}"
            if called_off or not row.active:
                note = self.env._("Called off: %s", note)
            people = row.user_id | row.deputy_id
            for users in before[row][:2] if before else ():
                people |= users
            turn = told.search_count(
                [("res_model", "=", row._name), ("res_id", "=", row.id)]
            )
            row._tell("deputy", {row: people}, f"deputy:{turn}", note)

    def _hears_for(self, user, stand_ins):
        """The two people themselves hear of an absence, not the deputy of one of them."""
        return user

    def _may_hear(self, user):
        """Who is away at several institutions hears of it, and so does who stands in at one of them."""
        return user.active

    def _event_note(self, event, note):
        return note

    def _reminder_name(self):
        """What a message calls this one absence."""
        return self.env._("Absence and deputies")

    def _reminder_link(self):
        """A message about an absence leads to it, while it is there."""
        return self.exists()

    def _check_own(self):
        """One delegates one's own decisions; office and administrator may enter it for somebody who fell ill.

        :raise AccessError:
        """
        if self.env.su:
            return
        others = self.filtered(lambda row: row.user_id != self.env.user)
        if self.env.user in others.deputy_id:
            raise AccessError(
                self.env._(
                    "Who enters an absence for somebody else does not become the deputy: name another person."
                )
            )
        if self.env.user.has_group("duban_supervision.group_admin"):
            return
        # sudo: which institutions the user's unit is the office of
        regulations = (
            self.env["duban.regulation"]
            .sudo()
            .search([("company_id", "in", others.user_id.company_ids.ids)])
            ._of_own_office()
        )
        # any institution in which the person decides; the main one is the person's own choice
        foreign = others.filtered(
            lambda row: not row.user_id.company_ids & regulations.company_id
        )
        if foreign:
            raise AccessError(
                self.env._(
                    "You can only delegate your own to-dos. The supervision office enters the absence of others."
                )
            )

    @api.model
    def _patrol(self):
        """Move to-dos when an absence began or ended since the last patrol."""
        today = clock.today(self)
        begun = self.search(
            [
                ("is_applied", "=", False),
                ("date_from", "<=", today),
                ("date_to", ">=", today),
            ]
        )
        ended = self.search(
            [
                ("is_applied", "=", True),
                "|",
                ("date_from", ">", today),
                ("date_to", "<", today),
            ]
        )
        each_by_itself(begun | ended, "_move_todos")
        begun.write({"is_applied": True})
        ended.write({"is_applied": False})

    def _move_todos(self):
        # the to-dos of the absent person move, whoever may see the matters
        Matter = self.env["duban.matter"]
        matters = Matter._matters_of_people(self.user_id)
        # a head who is back answers again where somebody was named meanwhile (CORE-20)
        acting = matters.filtered("acting_head_id").lead_unit_id
        Matter._follow_units(
            acting.filtered(lambda unit: unit.manager_id.user_id in self.user_id)
        )
        matters._refresh_access()
        # one matter of somebody who is away does not hold up the others, nor the morning's patrol
        for records in (
            matters,
            *Matter._todos_elsewhere(self.user_id | self.deputy_id),
        ):
            failed = each_by_itself(records, "_reconcile_todos")
            if failed and failed._name == "duban.matter":
                # the next patrol tries again, also what waits and has no day of its own
                failed._engine_write({"date_next_check": clock.today(self)})
        today = clock.today(self)
        # one that begins at once may end before the patrol saw it begin
        now = self.filtered(lambda row: row.date_from <= today <= row.date_to)
        # sudo: the patrol's own mark
        marks = self.sudo()
        (now.filtered("active") - marks.filtered("is_applied")).sudo().write(
            {"is_applied": True}
        )
        called_off = marks.filtered(lambda row: row.is_applied and not row.active)
        called_off.write({"is_applied": False})

    @api.model
    def _active_rows(self, user):
        """Absences of ``user`` that hold today, the last one entered first; never one that was called off, whatever
        a client shows (CORE-29)."""
        today = clock.today(self)
        # sudo: who stands in for whom decides who may act; asked of anybody
        rows = self.sudo().with_context(active_test=True)
        return rows.search(
            [
                ("user_id", "=", user.id),
                ("date_from", "<=", today),
                ("date_to", ">=", today),
            ],
            order="id desc",
        )

    @api.model
    def _holds_at(self, user, deputy, company):
        """Whether ``deputy`` may hold at the institution ``company`` what ``user`` holds there: who leads at two
        of them may be represented by a leader of one only (CORE-29)."""
        leads = user._is_school_leader(company)
        return deputy == user or not leads or deputy._is_school_leader(company)

    @api.model
    def _there_for(self, user, stand_ins, company):
        """Who is there for ``user`` at the institution ``company``: that person or a deputy; empty: nobody who holds
        there what the person holds.

        :param stand_ins: what ``_stand_ins`` gave, read once per batch
        """
        deputy = stand_ins.get(user, user)
        return deputy if self._holds_at(user, deputy, company) else deputy.browse()

    @api.model
    def _is_deputy(self, user, deputy, company):
        """Whether ``deputy`` stands in for ``user`` today at the institution ``company`` (one); the deputy of a deputy
        who is away as well counts too."""
        absent = seen = user
        while user:
            user = self._active_rows(user).deputy_id - seen
            if deputy in user:
                return self._holds_at(absent, deputy, company)
            seen |= user
            user = user[:1]
        return False

    @api.model
    def _acts_for(self, person, company):
        """Whether the current user is ``person`` or stands in today at the institution ``company``: what a leader alone
        may do (CORE-20).

        Roles of units and offices are asked of the matter (``_is_lead``, ``_is_head_or_deputy``, ``_is_office``).
        """
        user = self.env.user
        return bool(person) and (
            person == user or self._is_deputy(person, user, company)
        )

    @api.model
    def _stand_ins(self):
        """{user: who is there instead} of everybody who is absent today.

        A deputy who is away as well is followed to the next one; where a round of deputies ends with nobody who is
        there, the value is an empty user.
        """
        users = self.sudo().env["res.users"]  # sudo: as in ``_active_rows``
        direct = {
            users.browse(user): users.browse(deputy)
            for user, deputy in self._absent_on(clock.today(self))
        }
        stand_ins = {}
        for user in direct:
            seen, deputy = user, direct[user]
            while deputy in direct and deputy not in seen:
                seen |= deputy
                deputy = direct[deputy]
            stand_ins[user] = deputy.browse() if deputy in seen else deputy
        return stand_ins

    @api.model
    @remembered("day")
    def _absent_on(self, day):
        """[(id of who is absent, id of the deputy)] on ``day``: each step asks several times."""
        # sudo: as in ``_active_rows``
        rows = (
            self.sudo()
            .with_context(active_test=True)
            .search_fetch(
                [("date_from", "<=", day), ("date_to", ">=", day)],
                ["user_id", "deputy_id"],
                order="id",
            )
        )
        return [(row.user_id.id, row.deputy_id.id) for row in rows]


class ResUsers(models.Model):
    _inherit = "res.users"

    #: for the rules of what a deputy reads
    duban_absence_ids = fields.One2many(
        "duban.delegation", "user_id", export_string_translation=False
    )
