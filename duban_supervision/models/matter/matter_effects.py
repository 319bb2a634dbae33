"""What follows a step: the effects that the workflow table names.

Run as superuser with the door open, after the state changed and before the act is written.
"""

from collections import defaultdict

from odoo import fields, models

from ... import clock
from ..documents.document_mixin import in_chinese


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _effect_start_filing_chain(self, data):
        for matter in self:
            matter._start_chain("filing")

    def _effect_file(self, data):
        """Number, freeze the rules, fix the due dates that are known, enter the ledger (T6)."""
        today = clock.today(self)
        for regulation, matters in self.grouped("regulation_id").items():
            ruleset = self.env["duban.ruleset"]._freeze(regulation)
            pattern = ruleset.content["settings"]["number_pattern"]
            unnumbered = matters.filtered(lambda matter: not matter.number).sorted("id")
            if not pattern:
                unnumbered = self.browse()  # the regulation knows no numbers
            numbers = (
                self.env["duban.number"]._take(
                    regulation.company_id,
                    "matter",
                    today.year,
                    pattern,
                    len(unnumbered),
                )
                if unnumbered
                else []
            )
            matters.write({"ruleset_id": ruleset.id})
            for matter, number in zip(unnumbered, numbers, strict=True):
                matter.number = number
        self._sync_unit_lines()
        self._fix_deadline("filed")
        self._refresh_access()

    def _effect_assign(self, data):
        """Fix the due date counted from assignment, keep a record per channel (T7)."""
        today = clock.today(self)
        self._fix_deadline("assigned")
        records = []
        by_due = defaultdict(lambda: self.browse())
        for matter in self:
            days = matter._rule("plan_due_days")
            if days:
                due = self.env["duban.calendar.year"]._add_days(
                    today, days, matter._rule("plan_due_day_type"), matter.company_id
                )
                by_due[due] |= matter
            recipients = "、".join(
                matter.unit_line_ids.filtered(
                    lambda line: line.role in ("lead", "co")
                ).department_id.mapped("name")
            )
            records += [
                {
                    "matter_id": matter.id,
                    "purpose": "assignment",
                    "channel_id": channel.id,
                    "contact": recipients,
                    "summary": matter.channel_note
                    if not channel.is_system and matter.channel_note
                    # kept and read by everybody: in the language of documents, not of who assigns
                    else in_chinese(self).env._("Assigned through %s", channel.name),
                }
                for channel in matter.channel_ids
            ]
        for due, matters in by_due.items():
            matters.write({"date_plan_due": due})
        self.env["duban.record"].create(records)

    def _effect_accept(self, data):
        today = clock.today(self)
        late = self.filtered(
            lambda matter: matter.date_plan_due and today > matter.date_plan_due
        )
        late.write({"plan_late": True})

    def _effect_submit_result(self, data):
        self.write({"review_passed": False})

    def _effect_return_result(self, data):
        for matter in self:
            vals = {
                "return_count": matter.return_count + 1,
                "review_passed": False,
                "head_confirmed": False,
                "head_confirmed_by_id": False,
            }
            if matter.urging_count:
                vals["returned_after_urging"] = True
            matter.write(vals)
            if data.get("date_deadline"):
                matter._set_deadline(
                    fields.Date.to_date(data["date_deadline"]),
                    "redetermined",
                    data["note"],
                    approver=self.env.user,
                )

    def _effect_pass_review(self, data):
        for matter in self:
            vals = {"review_passed": True}
            if data.get("note"):
                vals["review_opinion"] = data["note"]
            if matter._chain("closing"):
                vals["state"] = "closing_approval"
            matter.write(vals)
            if vals.get("state"):
                matter._start_chain("closing")

    def _effect_return_closing(self, data):
        self.write({"review_passed": False})

    def _effect_close(self, data):
        """Freeze the heads (CORE-7): unit lines keep who was responsible at closing."""
        self._cancel_requests()
        self._post_units(self.env._("Closed"))

    def _effect_end(self, data):
        self._conclude(data)
        self.approval_line_ids.filtered(
            lambda line: line.state in ("waiting", "pending")
        ).write({"state": "cancelled"})
        self._cancel_requests()

    def _conclude(self, data):
        """Every matter that was on the ledger ends with a conclusion, where the rules ask for one (XISU-12.3d).

        The decision or ground that ends it is the conclusion, unless the office wrote one.
        """
        for matter in self:
            if (
                not matter.ruleset_id
                or matter.state not in ("exempted", "terminated", "withdrawn")
                or not matter._rule("conclusion_required")
                or (matter.conclusion or "").strip()
            ):
                continue
            if not (data.get("note") or "").strip():
                matter._raise_missing([matter._label("conclusion")])
            matter.conclusion = data["note"]

    def _cancel_requests(self):
        """Nothing is left to decide on an ended matter: a later consent would move the due date of what is closed."""
        self.request_ids.filtered(
            lambda request: request.state == "submitted"
        )._cancel_by_engine()

    def _effect_archive(self, data):
        """Archived when every record that the regulation demands exists (ABAF-16.7: both)."""
        today = clock.today(self)
        for matter in self:
            holders = set(
                matter.archive_record_ids.filtered(
                    lambda r: (r.volume or "").strip()
                ).mapped("holder")
            )
            wanted = (
                {"office", "subject"}
                if matter._rule("archive_records") == "dual"
                else {"office"}
            )
            matter.write(
                {"state": "archived", "date_archived": today}
                if wanted <= holders
                else {"date_archived": False}
            )

    def _effect_reopen(self, data):
        for matter in self:
            matter.write(
                {
                    "date_closed": False,
                    "closed_by_id": False,
                    "date_ended": False,
                    "date_result": False,
                    "review_passed": False,
                    "head_confirmed": False,
                }
            )
            matter._set_deadline(
                fields.Date.to_date(data["date_deadline"]),
                "reopened",
                data["note"],
                approver=self.env.user,
            )

    def _post_units(self, text):
        """Note in the chatter; the to-dos and the digest tell people, so nobody gets a mail per event."""
        for matter in self:
            matter._message_log(body=f"{matter.number or ''} {text}")
