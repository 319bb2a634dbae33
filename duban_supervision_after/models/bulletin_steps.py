"""The steps of a bulletin: draft from the data, approve, publish, tell."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.duban_supervision import clock, inputs
from odoo.addons.duban_supervision.models.reminding.todo import Todo

from .bulletin import BULLETINS

KIND = "mail.mail_activity_data_todo"


class DubanBulletin(models.Model):
    _inherit = "duban.bulletin"

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def action_fill(self):
        """Draft from the data: table, list, and the texts in which the office has written nothing of its own.

        :raise AccessError: for anyone but the supervision office
        :raise UserError: when it is no draft any more
        """
        self._count_anew(asked=True)
        return True

    def _count_anew(self, asked=False):
        """Draft these bulletins anew. ``asked``: see ``_fill``."""
        for bulletin in self:
            bulletin._check_writable({})
            # sudo: lines are the engine's; the numbers are the whole office's, names of sensitive matters stay out.
            bulletin.sudo()._fill(asked)

    def action_submit(self):
        """Ask the leader in charge of the office for approval (only where the regulation says so)."""
        for bulletin in self:
            bulletin._check_office()
            bulletin.regulation_id._require("bulletin_approval")
            if bulletin.state != "draft":
                raise UserError(self.env._("Only a draft is submitted."))
            bulletin._check_complete()
            leader = bulletin.regulation_id._setting("office_leader_id")
            if not leader:
                raise UserError(
                    self.env._(
                        "The regulation names no leader in charge of the office."
                    )
                )
            # sudo: the engine's fields; who may take this step was checked
            sudo = bulletin.sudo()
            if sudo._is_to_be_counted():
                # what is published is what was approved: nothing is drawn up afterwards
                sudo._fill()
            sudo.state = "submitted"
            sudo._reconcile_todos()
        return True

    @api.model
    def _patrol_domain(self):
        return [("state", "=", "submitted")]

    def _expected_todos(self):
        """The leader in charge of the office today, or the deputy, approves what was submitted."""
        leader = self.regulation_id._setting("office_leader_id")
        if self.state != "submitted" or not leader:
            return []
        return [
            Todo(
                "bulletin_approve",
                KIND,
                leader,
                clock.local(self, self.date_filled or self.write_date).date(),
                self.env._("Approve the bulletin"),
            )
        ]

    def _end_asking(self):
        """These bulletins (as superuser) wait for no leader any more, also those submitted under an earlier release."""
        self.activity_ids.filtered(
            lambda row: row.automated and not row.duban_key
        ).unlink()
        self._reconcile_todos()

    def action_approve(self):
        """The leader in charge of the office approves.

        :raise AccessError: for anyone else
        """
        self._check_approver()
        # sudo: the engine's fields; who may take this step was checked
        bulletins = self.sudo()
        bulletins.write(
            {
                "state": "approved",
                "approved_by_id": self.env.uid,
                "date_approved": clock.today(self),
            }
        )
        bulletins._end_asking()
        return True

    def action_return(self, reason=None):
        """The leader returns the draft. ``reason``: text, required."""
        self._check_approver()
        if not inputs.text(self.env, reason):
            raise UserError(self.env._("Please state the reason."))
        # sudo: the engine's fields; who may take this step was checked
        bulletins = self.sudo()
        bulletins.write({"state": "draft"})
        bulletins._end_asking()
        for bulletin in self:
            bulletin._message_log(body=reason)
        return True

    def _check_approver(self):
        for bulletin in self:
            leader = bulletin.regulation_id._setting("office_leader_id")
            acts_for = self.env["duban.delegation"]._acts_for
            if not acts_for(leader, bulletin.company_id):
                raise AccessError(
                    self.env._("Only the leader in charge of the office decides.")
                )
            if bulletin.state != "submitted":
                raise UserError(
                    self.env._("%s does not wait for approval.", bulletin.name)
                )

    def action_publish(self):
        """Number the bulletin, freeze it, open it to its scope and tell the recipients.

        :raise AccessError: for anyone but the supervision office
        :raise UserError: a part, the scope or the approval is missing, or it is already published
        """
        for bulletin in self:
            bulletin._check_office()
            wanted = "approved" if bulletin.regulation_id.bulletin_approval else "draft"
            if bulletin.state == "published":
                raise UserError(self.env._("%s is already published.", bulletin.name))
            if bulletin.state != wanted:
                raise UserError(
                    self.env._(
                        "The leader in charge of the office has not approved %s yet.",
                        bulletin.name,
                    )
                )
            bulletin._check_complete()
            # sudo: the office was checked; number, state and log are the engine's.
            bulletin.sudo()._publish(self.env.user)
        return True

    def _check_complete(self):
        """Whether this one bulletin has what a published one needs (LZU-2.2, LZU-7.2, XISU-10.4)."""
        if self.kind in BULLETINS:
            if self.regulation_id.bulletin_parts_required:
                self._required(["good_practice", "problems"])
            if not self.scope_unit_ids and not self.scope_user_ids:
                raise UserError(
                    self.env._(
                        "Choose the scope: the units or persons who read the bulletin."
                    )
                )
        elif not (
            self.body_id
            or self.addressee
            or self.scope_unit_ids
            or self.scope_user_ids
            or self.cc_unit_ids
        ):
            raise UserError(self.env._("Say to whom the report is made."))

    def _publish(self, user):
        self.ensure_one()
        # what was approved is published as it is
        if self.state == "draft" and self._is_to_be_counted():
            self._fill()
        today = clock.today(self)
        vals = {
            "state": "published",
            "date_published": today,
            "published_by_id": user.id,
        }
        pattern = self.regulation_id.bulletin_number_pattern
        if pattern:
            # Reports have their own counter, so that the issues of the bulletin are gapless.
            counter = "bulletin" if self.kind in BULLETINS else f"bulletin_{self.kind}"
            vals["number"] = self.env["duban.number"]._take(
                self.company_id, counter, today.year, pattern
            )[0]
        self.write(vals)
        # the report that the semester waited for (ABAF-20.1a)
        self.semester_id._reconcile_todos()
        self._tell_recipients()

    def _tell_recipients(self):
        """Log and notify: contact persons of the scope and copy units, and the persons of the scope."""
        Recipient = self.env["duban.bulletin.recipient"]
        rows, users = [], self.scope_user_ids
        for role, units in (("scope", self.scope_unit_ids), ("cc", self.cc_unit_ids)):
            for unit in units:
                contacts = unit._duban_contacts()
                users |= contacts
                rows.append(
                    {
                        "role": role,
                        "department_id": unit.id,
                        "user_ids": [(6, 0, contacts.ids)],
                    }
                )
        rows += [
            {"role": "person", "user_ids": [(6, 0, user.ids)]}
            for user in self.scope_user_ids
        ]
        Recipient.create([{"bulletin_id": self.id, **row} for row in rows])
        if users:
            self.message_post(
                body=self.env._(
                    "%s was published.", f"{self.name} {self.number or ''}".strip()
                ),
                partner_ids=users.partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )


class HrDepartment(models.Model):
    _inherit = "hr.department"

    def _duban_contacts(self):
        """Users who receive what is sent to this one unit: head and liaison, else its members."""
        # sudo: who heads a unit, who is its liaison and who works there are in the directory
        unit = self.sudo()
        users = unit.manager_id.user_id | unit.liaison_id
        return (users or unit.member_ids.user_id).filtered("active")
