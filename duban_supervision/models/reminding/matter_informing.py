"""Whom the acts on a matter, its approvals and its requests concern (CORE-23); the table stands in ``informing.py``."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .informing import ACTS, EVENTS


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    silent_events = fields.Char(
        help="Events of which nobody is told at once, separated by commas, e.g. closed, corrected. "
        "Empty: all are told.",
    )

    def _silent(self):
        """The events of this one regulation that are told to nobody."""
        return {
            word.strip()
            for word in (self.silent_events or "").replace("，", ",").split(",")
            if word.strip()
        }

    @api.constrains("silent_events")
    def _check_silent_events(self):
        for regulation in self:
            unknown = regulation._silent() - EVENTS.keys()
            if unknown:
                raise ValidationError(
                    self.env._(
                        "There is no event %(unknown)s. Events are: %(events)s",
                        unknown=", ".join(sorted(unknown)),
                        events=", ".join(EVENTS),
                    )
                )


class DubanMatter(models.Model):
    _name = "duban.matter"
    _inherit = ["duban.matter", "duban.informing"]

    def _tell_of_acts(self, acts):
        """Tell of ``acts`` (new lines of the trail, all of one action) whom they concern."""
        step = ACTS.get(acts[:1].action)
        if not step:
            return
        matters = acts.matter_id.with_env(self.env)
        # sudo: whom it concerns does not depend on what the acting person may read
        matters.sudo()._read_people()
        urgent = matters.browse()
        if step == "assigned":
            # sudo: only whether it is urgent
            urgent = matters.sudo().filtered("is_urgent").with_env(self.env)
        for event, group in (("urgent", urgent), (step, matters - urgent)):
            lines = acts.filtered(lambda act, ids=group.ids: act.matter_id.id in ids)
            group._tell(
                event,
                {matter: matter._audience(event) for matter in group},
                {act.matter_id.id: f"act:{act.id}" for act in lines},
                {act.matter_id.id: act.note for act in lines},
            )

    def _audience(self, event):
        """Users who hear of ``event`` on this one matter (as superuser)."""
        matter = self.sudo()
        users = self.env["res.users"]
        for who in EVENTS[event]:
            users |= getattr(matter, f"_told_{who}")()
        return users

    # -- who

    def _told_lead(self):
        """Head, liaison or contact, and handler of the lead unit."""
        contact = self._unit_contact(self.lead_unit_id) if self.lead_unit_id else None
        people = (contact, self.unit_head_id, self.liaison_id, self.handler_id)
        return self.env["res.users"].union(*filter(None, people))

    def _told_worker(self):
        return self._lead_worker() | self.unit_head_id

    def _told_units(self, role):
        lines = self.unit_line_ids.filtered(lambda line: line.role == role)
        users = self.env["res.users"]
        for unit in lines.department_id:
            users |= self._unit_contact(unit) or unit.manager_id.user_id
        return users

    def _told_co(self):
        return self._told_units("co")

    def _told_joint(self):
        return self._told_units("joint")

    def _told_former(self):
        """Head and liaison of the unit that was the lead before."""
        line = self.unit_line_ids.filtered(lambda row: row.role == "former")
        return line.sorted("date_to")[-1:].mapped("head_id") | line.sorted("date_to")[
            -1:
        ].mapped("handler_id")

    def _told_leader(self):
        return self.responsible_leader_id | self.leader_in_charge_id

    def _told_office(self):
        return self._office_contact()

    def _told_initiator(self):
        return self.create_uid

    def _told_signers(self):
        """Who approved the filing."""
        return self.approval_line_ids.filtered(
            lambda line: line.purpose == "filing" and line.state == "approved"
        ).decided_by_id

    # -- how

    def _may_hear(self, user):
        if not self._can_act(user):
            return False
        return self.confidentiality == "normal" or user in self.access_user_ids

    def _event_note(self, event, note):
        words = super()._event_note(event, note)
        return (
            words if self.confidentiality == "normal" and not self.is_routed else False
        )

    def _is_silent(self, event):
        return event in self.regulation_id._silent()


class DubanAct(models.Model):
    _inherit = "duban.act"

    @api.model
    def _append(self, matters, action, *args, **kwargs):
        """A line of the trail that is an event is told to whom it concerns (CORE-23)."""
        acts = super()._append(matters, action, *args, **kwargs)
        if acts:
            matters._tell_of_acts(acts)
        return acts


class DubanApprovalLine(models.Model):
    _inherit = "duban.approval.line"

    def _tell_pending(self):
        """Who has to decide these lines is told so; an office sees its own to-do."""
        for line in self.filtered(
            lambda row: row.state == "pending" and row.approver_id
        ):
            line.matter_id._tell(
                "to_decide", {line.matter_id: line.approver_id}, f"line:{line.id}"
            )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._tell_pending()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "pending" or vals.get("approver_id"):
            self._tell_pending()
        return result


class DubanRequest(models.Model):
    _inherit = "duban.request"

    def _chain_decided(self, approved, opinion):
        """The applicant and the unit hear what was decided, with the opinion (CORE-23)."""
        result = super()._chain_decided(approved, opinion)
        for request in self:
            matter = request.matter_id
            verdict = self.env._("granted") if approved else self.env._("not granted")
            matter._tell(
                "decided",
                {matter: request.applicant_id | matter._told_worker()},
                f"request:{request.id}",
                self.env._(
                    "%(request)s: %(verdict)s. %(opinion)s",
                    request=request.display_name,
                    verdict=verdict,
                    opinion=opinion or "",
                ),
            )
        return result
