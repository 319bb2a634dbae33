"""Another supervising office: disciplinary matters and classified ones move to it (P21, WUT-26)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import inputs
from ..access.engine import DOOR
from ..access.matter_writing import REVIEW_FIELDS, on_write
from ..reminding.todo import Todo, todos_in
from ..rules.regulation_trail import KEY, SILENT
from .matter_rules import STUB_FIELDS
from .states import OPEN_STATES

#: what a matter is routed for -> (field of the regulation that names the office, values that say so on the matter)
ROUTES = {
    "classified": ("secrecy_office_id", {"confidentiality": "classified"}),
    "disciplinary": ("discipline_office_id", {"is_disciplinary": True}),
    "ordinary": ("office_id", {"is_disciplinary": False}),
}


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    classified_stub = fields.Boolean(
        "Classified matters as stubs",
        default=True,
        help="A classified matter is kept without title, content and files: office, units and dates only.",
    )

    def write(self, vals):
        """Where another unit becomes the office, the matters of the former one are its own from now on (CORE-20).

        What is classified or disciplinary its own office hands over, with a ground: nobody else decides who reads it.
        """
        if "office_id" not in vals or self.env.context.get(KEY) is SILENT:
            return super().write(vals)
        before = [(row, row._setting("office_id")) for row in self]
        result = super().write(vals)
        for row, old in before:
            company, new = row._setting("company_id"), row._setting("office_id")
            if company and new and new != old:
                company.env["duban.matter"]._follow_office(company, old, new)
                if old not in row._offices():
                    row._papers_follow_office(company, old, new)
        return result

    @api.model
    def _catch_up_with_office(self, company, new):
        """What is still with offices that ``company`` named before ``new`` goes over, without a message (CORE-20)."""
        Matter = company.env["duban.matter"].with_context(active_test=False)
        domain = [("company_id", "=", company.id), ("is_routed", "=", False)]
        [(offices,)] = Matter._read_group(domain, aggregates=["office_id:recordset"])
        for old in new and offices - new:
            Matter._follow_office(company, old, new, tell=False)
            if old not in self._in_force(company)._offices():
                self._papers_follow_office(company, old, new)

    @api.model
    def _papers_follow_office(self, company, old, new):
        """What the office ``old`` drew up is read and gone on with by the office ``new``."""
        engine = self.pool["duban.engine.values"]
        for model in company.env.values():
            field = model._fields.get("office_id")
            if (
                not isinstance(model, engine)
                or model._abstract
                or model._name == "duban.matter"
                or not field
                or not field.store
                or field.related
            ):
                continue
            domain = [("company_id", "=", company.id), ("office_id", "=", old.id)]
            rows = model.with_context(active_test=False).search(domain)
            rows._engine_write({"office_id": new.id})


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    received_by_id = fields.Many2one(
        "res.users", "Received by", readonly=True, copy=False
    )
    is_routed = fields.Boolean(
        "Supervised by another office",
        readonly=True,
        copy=False,
        help="The ordinary supervision office, the registrar and administrators no longer see it.",
    )

    # ------------------------------------------------------------------
    # Where a matter belongs
    # ------------------------------------------------------------------

    @api.model
    def _route_of(self, values):
        """The route (key of ``ROUTES``) of a matter with these values; classified weighs more than disciplinary."""
        if values.get("confidentiality") == "classified":
            return "classified"
        return "disciplinary" if values.get("is_disciplinary") else "ordinary"

    def _present_route(self, **changed):
        """The route of this one matter as it is, or with the values ``changed``."""
        present = {name: self[name] for name in ("confidentiality", "is_disciplinary")}
        return self._route_of({**present, **changed})

    @api.model
    def _office_of_route(self, regulation, route):
        """The office (``hr.department``) that supervises matters of ``route`` under ``regulation``.

        :raise UserError: when the regulation names none
        """
        name = ROUTES[route][0]
        office = regulation._setting(name)
        if not office and route != "ordinary":
            raise UserError(
                self.env._(
                    "“%(regulation)s” does not say which unit is the %(office)s. An administrator enters it.",
                    regulation=regulation._setting("name"),
                    office=regulation._fields[name]._description_string(self.env),
                )
            )
        return office

    def _route_registered(self):
        """New matters that were registered as disciplinary or classified are at once the other office's."""
        # sudo: where it belongs follows from what was registered; who registered may not see it afterwards
        for route, routed in self.sudo().grouped(lambda m: m._present_route()).items():
            if route != "ordinary":
                routed = routed.filtered(lambda m: m._rule("routing_enabled"))
                routed._route(route, self.env._("Registered as such"))

    @api.model
    def _prepare_route(self, vals, regulation):
        """The office and the stub that the values of a new draft lead to, in place."""
        route = self._route_of(vals)
        if route == "ordinary" or not regulation._setting("routing_enabled"):
            return
        if route == "classified" and regulation._setting("classified_stub"):
            self._make_stub(vals)
        office = self._office_of_route(regulation, route)
        if office in self.env.user.duban_unit_ids:
            # The other office registers its own matters; anybody else hands them over, see _route_registered().
            vals["office_id"] = office.id

    @api.model
    def _make_stub(self, vals):
        vals.update(dict.fromkeys(STUB_FIELDS, False))
        vals["name"] = self.env._("Classified matter")

    # ------------------------------------------------------------------
    # Moving
    # ------------------------------------------------------------------

    def action_route(self, route=None, ground=None):
        """Hand over to the office that supervises such matters, or back to the ordinary one (P21).

        Whoever does this usually loses sight of the matter in the same moment.

        :param route: ``disciplinary``, ``classified`` or ``ordinary``
        :param ground: text, required
        :raise UserError: routing is not provided, no ground, already there
        :return: an action that opens the list of matters
        """
        self._require_rule("routing_enabled")
        self._assert_may(
            "_is_office", self.env._("Only the supervising office hands a matter over.")
        )
        if not isinstance(route, str) or route not in ROUTES:
            raise UserError(self.env._("Say to which office the matter goes."))
        if not inputs.text(self.env, ground):
            raise UserError(self.env._("Please state the ground."))
        for matter in self:
            if matter.state not in OPEN_STATES:
                raise UserError(
                    self.env._("%s is not open any more.", matter.display_name)
                )
            if matter.office_id == self._office_of_route(matter.regulation_id, route):
                raise UserError(
                    self.env._(
                        "%(matter)s is already supervised by %(office)s.",
                        matter=matter.display_name,
                        office=matter.office_id.name,
                    )
                )
        # sudo: the acting person was checked and will not see the matter afterwards.
        self.sudo()._route(route, ground)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Supervised matters"),
            "res_model": "duban.matter",
            "views": [[False, "list"], [False, "kanban"], [False, "form"]],
            "target": "main",
        }

    def action_receive(self):
        """The office to which a matter was handed over takes it on (接收, WUT-26.1c).

        :raise AccessError: for anyone but that office
        """
        self._assert_may(
            "_is_office",
            self.env._(
                "Only the office to which the matter was handed over receives it."
            ),
        )
        waiting = self._where(lambda row: row._waits_for_receipt())
        waiting._engine_write({"received_by_id": self.env.uid})
        self.env["duban.act"]._append(waiting, "receive")
        waiting._reconcile_todos()
        return True

    def _waits_for_receipt(self):
        """Whether this one open matter was handed over to an office that has not received it yet."""
        return self.is_routed and not self.received_by_id and self.state in OPEN_STATES

    @todos_in(*OPEN_STATES)
    def _todos_receipt(self):
        if not self._waits_for_receipt():
            return []
        return [
            Todo(
                "receive",
                "notice",
                self._office_contact(),
                None,
                self.env._("Handed over to your office: receive it"),
            )
        ]

    def _check_waits_for_receipt(self, data):
        if not all(matter._waits_for_receipt() for matter in self):
            raise UserError(self._no_transition_message(data["action"]))

    def _route(self, route, ground):
        """Carry out the move (as superuser): office, flags, pending decisions, access list, followers, to-dos."""
        for regulation, matters in self.grouped("regulation_id").items():
            office = self._office_of_route(regulation, route)
            if not office._office_staff():
                raise UserError(
                    self.env._(
                        "Nobody at %s can receive the matter: an administrator gives somebody there the right of the "
                        "supervision office first.",
                        office.name,
                    )
                )
            changes = {}
            for matter in matters.with_context(tracking_disable=DOOR):
                vals = {
                    **ROUTES[route][1],
                    "is_routed": route != "ordinary",
                    "received_by_id": False,
                    "extra_access_user_ids": [(5,)],
                }
                if route == "ordinary":
                    vals["confidentiality"] = matter._ordinary_level()
                if (
                    route == "classified"
                    and matter._rule("classified_stub")
                    and not matter._is_stub()
                ):
                    matter._make_stub(vals)
                level = matter.confidentiality
                changes[matter.id] = matter._give_to_office(office, vals)
                if level != matter.confidentiality:
                    changes[matter.id]["confidentiality"] = [
                        level,
                        matter.confidentiality,
                    ]
            self.env["duban.act"]._append(matters, "route", ground, changes=changes)
            matters._settle_at_office()

    def _give_to_office(self, office, vals):
        """``office`` supervises this one matter from now on (as superuser): its officer, its steps that wait.

        :param vals: what else is written
        :return: what changed, for the act
        """
        old = self.office_id
        self._engine_write({**vals, "office_id": office.id})
        if not self.officer_id or office not in self.officer_id.duban_unit_ids:
            self._engine_write({"officer_id": False})
            self._engine_write({"officer_id": self._office_contact().id})
        self._waiting_lines_follow(old, office)
        return {"office_id": [old.name or None, office.name or None]}

    def _waiting_lines_follow(self, old, office):
        """What the office ``old`` was to decide on these matters ``office`` decides (as superuser)."""
        lines = self.approval_line_ids.filtered(
            lambda line: (
                line.approver_unit_id == old and line.state in ("waiting", "pending")
            )
        )
        lines.write({"approver_unit_id": office.id})

    def _settle_at_office(self):
        """Who reads, follows and is asked, after the office changed (as superuser)."""
        self._refresh_access()
        self._forget_strangers()
        self._reconcile_todos()

    @api.model
    def _follow_office(self, company, old, new, tell=True):
        """The matters of the offices ``old`` are those of ``new``, which the institution names instead (as superuser).

        What is open goes over with an act, of which the new office is told; what ended can be read and gone on with.

        :param tell: whether the new office is told, which has not had them for long
        """
        matters = self.with_context(active_test=False).search(
            [
                ("company_id", "=", company.id),
                ("office_id", "in", old.ids),
                ("is_routed", "=", False),
            ]
        )
        matters = matters.with_env(self.env)
        note = self.env._("The institution names another unit as this office.")
        ended = matters.filtered(lambda matter: matter.state not in OPEN_STATES)
        opened = (matters - ended).with_context(tracking_disable=DOOR)
        changes = {matter.id: matter._give_to_office(new, {}) for matter in opened}
        act = "route" if tell else "edit"
        self.env["duban.act"]._append(opened, act, note, changes=changes)
        opened._settle_at_office()
        # who was in charge of what ended stays said; all of it at once, which may be the ledger of years
        names = {"office_id": [old.name or None, new.name or None]}
        ended.with_context(tracking_disable=DOOR)._engine_write({"office_id": new.id})
        ended._waiting_lines_follow(old, new)
        changes = dict.fromkeys(ended.ids, names)
        self.env["duban.act"]._append(ended, "edit", note, changes=changes)
        ended._refresh_access()
        ended._forget_strangers()
        ended.filtered(lambda matter: matter.state == "closed")._reconcile_todos()

    def _ordinary_level(self):
        """How this one matter is protected once the ordinary office supervises it (as superuser).

        It is classified no more; that it is sensitive, or a petition, nobody took back (WUT-8.1a, CORE-12).
        """
        level = self.confidentiality
        if level == "classified":
            # what it was before it was handed over as such
            acts = self.act_ids.filtered(lambda act: act.action == "route")
            changes = [act.changes or {} for act in acts.sorted("seq")]
            pairs = [row["confidentiality"] for row in changes if "confidentiality" in row]  # fmt: skip
            befores = [old for old, new in pairs if new == "classified"]
            level = befores[-1] if befores else "normal"
        if self.is_petition:
            level = self._higher_level(level, "sensitive")
        implied = self._implied_level(level)
        return level if implied == "classified" else implied

    def _reminder_name(self):
        """Messages leave the house as mails, where no rule hides them: a disciplinary matter is named by its number."""
        if self.is_disciplinary:
            return self.number or self.env._("Supervised matter %s", self.id)
        return super()._reminder_name()

    def _drop_mail_copies(self):
        """Mails that named the matters while they were everybody's: their copies in the queue go, the messages stay
        with whoever may read the matter (``mail_message.py``)."""
        digests = self.env["duban.digest"].search(
            [("reminder_ids.matter_id", "in", self.ids)]
        )
        messages = self.env["mail.message"].search(
            [("model", "=", digests._name), ("res_id", "in", digests.ids)]
        )
        self.env["mail.mail"].search(
            [("mail_message_id", "in", messages.ids), ("state", "!=", "outgoing")]
        ).unlink()

    def _forget_strangers(self):
        """Whoever can no longer read the matter follows it no longer and keeps neither a finished to-do of it nor one
        that people planned themselves (open to-dos of the suite move with the matter)."""
        self._drop_mail_copies()
        Activity = self.env["mail.activity"].with_context(active_test=False)
        done = Activity.search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )
        for user in self.message_partner_ids.user_ids | done.user_id:
            own = self.with_user(user).with_context(
                allowed_company_ids=user.company_ids.ids
            )
            hidden = self - own._filtered_access("read").with_env(self.env)
            hidden.message_unsubscribe(user.partner_id.ids)
            hidden.request_ids.message_unsubscribe(user.partner_id.ids)
            gone = done.filtered(
                lambda row, user=user, ids=set(hidden.ids): (
                    row.user_id == user
                    and row.res_id in ids
                    and not (row.active and row.duban_key)
                )
            )
            gone.with_context(duban_door=DOOR).unlink()
            done -= gone

    # ------------------------------------------------------------------
    # Guards
    # ------------------------------------------------------------------

    @on_write("before", "name", *STUB_FIELDS)
    def _check_stub_stays(self, vals):
        """No content comes to a stub, whoever writes: neither by hand nor by what the engine carries out (WUT-26.1b).

        :raise UserError: naming the stub
        """
        names = {"name", *STUB_FIELDS}
        if self._door_is_open():
            # what its office says at a step about the result; the step has it as its note as well
            names -= REVIEW_FIELDS
        if any(vals.get(name) for name in names):
            self._check_no_stub()

    @on_write("before", "confidentiality", "is_disciplinary")
    def _check_route_unchanged(self, vals):
        """Where a matter would change its office, it is handed over with its ground, not edited."""
        if self._door_is_open():
            return
        # sudo: whether the office would change, for whoever edits the matter
        for matter in self.sudo():
            if not matter._rule("routing_enabled"):
                continue
            if matter._present_route(**vals) != matter._present_route():
                raise UserError(
                    self.env._(
                        "This would make another office responsible for %s. Use “Hand over to another office” and "
                        "state the ground.",
                        matter.display_name,
                    )
                )

    def _check_no_stub(self):
        # sudo: only whether it is a stub, also for who attaches a file
        for matter in self.sudo():
            if matter._is_stub():
                raise UserError(
                    self.env._(
                        "Classified content does not belong into this system. %s is a stub: units and dates only.",
                        matter.display_name,
                    )
                )

    def web_save(self, vals, specification, next_id=None):
        """Who registers a matter for another office cannot read it back: a message and an empty answer, no error."""
        if self or self._route_of(vals) == "ordinary":
            return super().web_save(vals, specification, next_id=next_id)
        matter = self.create(vals)
        if matter._filtered_access("read"):
            return matter.with_context(bin_size=True).web_read(specification)
        self.env.user._bus_send(
            "simple_notification",
            {
                "type": "success",
                "message": self.env._(
                    "Handed over to %s, which supervises it from now on.",
                    matter.sudo().office_id.name,  # sudo: to which office it went
                ),
            },
        )
        return []


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        matters = [
            vals["res_id"]
            for vals in vals_list
            if vals.get("res_model") == "duban.matter" and vals.get("res_id")
        ]
        if matters:
            self.env["duban.matter"].browse(matters)._check_no_stub()
        return super().create(vals_list)

    def write(self, vals):
        """A file that was uploaded before is not put on a stub either, e.g. with a message."""
        # sudo: where the file belongs now
        if vals.get("res_id") and (
            vals.get("res_model") == "duban.matter"
            or not vals.get("res_model")
            and "duban.matter" in self.sudo().mapped("res_model")
        ):
            self.env["duban.matter"].browse(vals["res_id"])._check_no_stub()
        return super().write(vals)
