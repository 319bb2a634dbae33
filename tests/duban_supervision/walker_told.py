"""Who has to hear of what happened on the walk, and who must not."""

import re
from collections import defaultdict

#: act → roles that must hear of it (CORE-23), unless they act themselves or cannot act
MUST_HEAR = {
    "assign": ("head", "co"),
    "reassign": ("head", "co", "joint", "former"),
    "return_result": ("head", "co", "asker"),
    "close": ("head", "leader"),
    "reopen": ("head", "leader"),
    "return_closing": ("office",),
    "merge": ("head", "leader"),
    "absorb": ("head", "leader"),
    "unmerge": ("head", "leader"),
    "release": ("head", "leader"),
    "withdraw_filing": ("head", "leader"),
    "judge_objection": ("head", "asker"),
    "feedback_returned": ("asker",),
    "object": ("office",),
    "justify": ("office",),
}
#: act → its notice; an urgent matter says so
NOTICE = {
    "assign": ("assigned", "urgent"),
    "reassign": ("reassigned",),
    "return_result": ("result_returned",),
    "close": ("closed",),
    "reopen": ("reopened",),
    "return_closing": ("closing_returned",),
    "merge": ("merged",),
    "absorb": ("absorbed",),
    "unmerge": ("unmerged",),
    "release": ("released",),
    "withdraw_filing": ("filing_withdrawn",),
    "judge_objection": ("objection_decided",),
    "feedback_returned": ("feedback_returned",),
    "object": ("objected",),
    "justify": ("delay_explained",),
}


#: two sides of one step: who is on both hears it once
SAID_ONCE = ({"merged", "absorbed"}, {"unmerged", "released"})
#: act that answers → the act that it answers
ANSWERED = {
    "return_result": "submit_result",
    "judge_objection": "object",
    "feedback_returned": "feedback",
}
#: what stands in place of a name that somebody may not read
PLACEHOLDER = re.compile(r"(Record|记录) ?\d+")


class WalkerTold:
    """Checks of the notices of each step; mixed into the walker of duties."""

    def check_told(self, label):
        """Whoever the acts since the last look concern was told of them, once, and nobody else was."""
        Act, Reminder = self.env["duban.act"].sudo(), self.env["duban.reminder"].sudo()
        acts = Act.search(
            [("id", ">", self.last_act), ("matter_id", "in", self.matters.ids)],
            order="id",
        )
        notices = Reminder.search(
            [("id", ">", self.last_notice), ("res_model", "=", "duban.matter")]
        )
        for text in (*acts.mapped("note"), *notices.mapped("note")):
            self.assertNotRegex(text or "", PLACEHOLDER, label)
        by_act = defaultdict(lambda: self.env["res.users"])
        seen = set()
        for row in notices:
            # a patrol after days off tells of each missed day
            same = (row.res_id, row.kind, row.key, row.day, row.user_id)
            self.assertNotIn(same, seen, f"{label}: told twice")
            seen.add(same)
            if row.key.startswith("act:"):
                by_act[int(row.key.partition(":")[2]), row.kind] |= row.user_id
                self.check_hearer(
                    row, Act.browse(int(row.key.partition(":")[2])), label
                )
        for matter, mine in acts.grouped("matter_id").items():
            # what was said before the unit changed was said to the one before
            last = max(
                (act.id for act in mine if act.action in ("reassign", "recuse")),
                default=0,
            )
            for act in mine.filtered(lambda row, last=last: row.id >= last):
                self.check_heard(matter, act, by_act, label)
        self.look_at_what_is_there()

    def check_hearer(self, notice, act, label):
        """Only who has to do with the matter hears of it, and not of the own act."""
        matter, user = notice.matter_id, notice.user_id
        label = f"{label}: {notice.kind} of {matter.display_name} told to {user.login}"
        self.assertNotEqual(user, act.user_id, label)
        self.assertTrue(user.active, label)
        self.assertNotIn(user, matter.recused_user_ids, label)
        if matter.confidentiality != "normal":
            self.assertIn(user, matter.access_user_ids, label)
        stand_ins = self.env["duban.delegation"].sudo()._stand_ins()
        people = {user, *(who for who, deputy in stand_ins.items() if deputy == user)}
        lines = matter.unit_line_ids
        units = matter.lead_unit_id | matter.office_id | matter.subject_unit_id
        units |= lines.department_id
        concerned = matter.create_uid | matter.leader_in_charge_id
        concerned |= matter.responsible_leader_id | matter.principal_leader_id
        concerned |= (
            matter.handler_id | matter.unit_head_id | lines.handler_id | lines.head_id
        )
        concerned |= (
            matter.approval_line_ids.approver_id
            | matter.approval_line_ids.decided_by_id
        )
        for unit in lines.filtered(lambda row: row.role == "former").department_id:
            concerned |= unit.leader_in_charge_id
        self.assertTrue(
            any(who in concerned or who.duban_unit_ids & units for who in people), label
        )

    def check_heard(self, matter, act, by_act, label):
        """Whom the act concerns heard of it."""
        stand_ins = self.env["duban.delegation"].sudo()._stand_ins()
        for role in MUST_HEAR.get(act.action, ()):
            kinds = NOTICE[act.action]
            both = next((pair for pair in SAID_ONCE if pair & {*kinds}), ())
            heard = self.env["res.users"].union(
                *(by_act[act.id, kind] for kind in kinds),
                *(users for (_act, kind), users in by_act.items() if kind in both),
            )
            if role == "head" and act.action == "withdraw_filing":
                if not matter.date_assigned:
                    continue  # its units never heard of it
            for user in self.who_is(matter, role, act):
                receiver = stand_ins.get(user, user)
                if (
                    not receiver
                    or receiver == act.user_id
                    or not receiver.active
                    or receiver in matter.recused_user_ids
                    or matter.confidentiality != "normal"
                    or act.action in (self.regulation.silent_events or "")
                ):
                    continue
                self.assertIn(
                    receiver, heard, f"{label}: {act.action} of {matter.display_name}"
                )

    def who_is(self, matter, role, act):
        if role == "asker":
            asked = matter.act_ids.filtered(
                lambda row: row.action == ANSWERED[act.action] and row.seq < act.seq
            )
            person = asked.sorted("seq")[-1:].user_id
            return person.filtered(
                lambda user: matter.lead_unit_id in user.duban_unit_ids
            )
        if role == "head":
            return matter.unit_head_id
        if role == "leader":
            return matter.leader_in_charge_id
        if role in ("co", "joint"):
            # one of each co-unit is enough; who it is the unit's own rules say
            units = matter.unit_line_ids.filtered(lambda row: row.role == role)
            return self.env["res.users"].union(
                *(matter._unit_contact(unit) for unit in units.department_id)
            )
        if role == "former":
            lines = matter.unit_line_ids.filtered(lambda row: row.role == "former")
            # a lead unit's line is made when it takes over, and two may end on one day
            return lines.sorted("id")[-1:].head_id
        return matter._office_contact()
