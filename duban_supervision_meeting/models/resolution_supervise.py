"""From decided items to matters: registered, filed and assigned in one go where nothing is missing."""

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.duban_supervision import clock


class DubanResolution(models.Model):
    _inherit = "duban.resolution"

    def _matter_values(self):
        """Values of the matter that this one item becomes; what the minutes do not say is left out."""
        meeting = self.meeting_id
        # minutes of last year become a matter under the rules that count today
        regulation = self.env["duban.regulation"]._in_force(meeting.company_id)
        body = meeting.body_id._under(regulation)
        categories = regulation._setting("category_ids").filtered(
            lambda c: not c.parent_id
        )
        category = categories.filtered(lambda c: body and body in c.body_ids)[:1]
        if not category and len(categories) == 1:
            category = categories
        words = self.name.strip()
        values = {
            "name": words if len(words) < 61 else f"{words[:60]}…",
            "content": words,
            "basis": "，".join(
                filter(None, (meeting.name, meeting.minutes_number, self.heading))
            ),
            "source_item": self.heading or False,
            "source_category_id": category.id,
            "meeting_id": meeting.id,
            "resolution_id": self.id,
            "lead_unit_id": self.lead_unit_id.id,
            "responsible_leader_id": self.responsible_leader_id.id,
            "co_unit_ids": [fields.Command.set(self.co_unit_ids.ids)],
        }
        if not self.co_unit_ids:
            values["co_unit_none"] = True
        if self.date_due and self.date_due >= clock.today(self):
            values["date_deadline"] = self.date_due
            values["deadline_ground"] = "，".join(
                filter(None, (meeting.name, self.due_text))
            )
        return {name: value for name, value in values.items() if value}

    def _carry_over_past_date(self, matter):
        """Minutes that are entered late: the date stays the decided one though it has passed, nobody typed it now."""
        if self.date_due and self.date_due < clock.today(self):
            ground = "，".join(filter(None, (self.meeting_id.name, self.due_text)))
            matter._engine_write(
                {"date_deadline": self.date_due, "deadline_ground": ground}
            )

    def action_supervise(self):
        """Make a matter of each of these items, file and assign it.

        Those that miss something stay drafts, and what they miss is asked for all of them at once; the others go on.

        :raise UserError: an item has a matter, or was settled otherwise
        :return: the matters, or the dialog over those that wait
        """
        for row in self:
            if row.status != "open":
                raise UserError(
                    self.env._("“%s” is not open any more.", row.display_name)
                )
        matters = self.env["duban.matter"].create(
            [row._matter_values() for row in self]
        )
        for row, matter in zip(self, matters, strict=True):
            row._carry_over_past_date(matter)
        self.meeting_id._reconcile_todos()
        matters._take_objective()
        return matters._go_on(matters)

    def action_one_more(self):
        """A further matter of this one item, where each is one matter (一事一立): its form, begun from the minutes.

        :raise UserError: the item is settled otherwise
        """
        self.ensure_one()
        if self.status not in ("open", "supervised"):
            raise UserError(self.env._("“%s” is not open any more.", self.display_name))
        values = self._matter_values()
        for name in ("lead_unit_id", "co_unit_ids", "co_unit_none"):
            values.pop(name, None)
        return {
            "type": "ir.actions.act_window",
            "res_model": "duban.matter",
            "views": [[False, "form"]],
            "context": {f"default_{name}": value for name, value in values.items()},
        }


class DubanMeeting(models.Model):
    _inherit = "duban.meeting"

    def action_supervise_open(self):
        """Make matters of the open tasks that name a unit of the institution; the others stay open.

        :raise UserError: there is none
        """
        self.ensure_one()
        tasks = self.resolution_ids.filtered(
            lambda row: row.status == "open" and row.kind == "task" and row.lead_unit_id
        )
        if not tasks:
            raise UserError(
                self.env._(
                    "No open task names its lead unit. Choose the units, or say why an item is not supervised."
                )
            )
        return tasks.action_supervise()

    def action_read(self):
        """Open the minutes of this meeting to be read."""
        self.ensure_one()
        action = self.env["ir.actions.client"]._for_xml_id(
            "duban_supervision_meeting.duban_reading_action"
        )
        action["context"] = {"meeting_id": self.id}
        return action

    def action_next_page(self):
        """The page for the next meeting of this one meeting's body."""
        self.ensure_one()
        return self.env["duban.meeting.page"].action_next(self.body_id.id)


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _source_paper(self):
        """Two decided items of one agenda point are two tasks, not one that is filed twice (WUT-12.1e, PLUS-M2)."""
        paper = super()._source_paper()
        if paper and self.resolution_id:
            others = ["|", ("resolution_id", "=", False)]
            paper += [*others, ("resolution_id", "=", self.resolution_id.id)]
        return paper

    def _limit_unread(self):
        """Those of these drafts whose decision sets a limit that nobody has made a date of.

        The term of the regulation is for decisions that set none (WUT-22.2a).
        """
        return self.filtered(
            lambda matter: (
                matter.state == "draft"
                and matter.resolution_id.due_text
                and not matter.date_deadline
                and not matter.is_long_cycle
            )
        )
