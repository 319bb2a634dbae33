"""What happens to people and units while matters run, and that nobody falls between (CORE-20 to CORE-25, CORE-29).

Heads recuse themselves, liaisons leave, deputies come and go, units are merged, matters are given to others, objected
to, withdrawn, corrected to wrong dates. After every step: whoever has a to-do may take the step that it points to;
nothing is left with somebody who is not in charge any more; whoever an act concerns was told of it, once, and nobody
else was.
"""

import contextlib
from datetime import timedelta

from odoo.exceptions import AccessError, MissingError, UserError

from .walker_told import WalkerTold

#: kinds of to-do that only the people of the lead unit, or who stands in for one of them, may have
OF_THE_LEAD = frozenset(
    "accept result statement overdue confirm feedback milestone request urging warning instruction inspection".split()
)
OF_A_CO_UNIT = frozenset({"co", "co_handler", "joint"})
OF_THE_OFFICE = frozenset({"assign", "file", "close", "judge", "period", "vacant"})


class Undo(Exception):
    """Takes back what was only tried."""


class DutyWalker(WalkerTold):
    """Beside ``Walker``; ``self.chance`` draws."""

    def begin(self):
        result = super().begin()
        self.last_notice = self.last_act = 0
        self.look_at_what_is_there()
        return result

    def look_at_what_is_there(self):
        """From here on acts and notices are new."""
        for name, model in (
            ("last_notice", "duban.reminder"),
            ("last_act", "duban.act"),
        ):
            row = self.env[model].sudo().search([], order="id desc", limit=1)
            setattr(self, name, row.id or 0)

    def let_pass(self, days, hour=2):
        """Absences begin and end by the patrol of the day."""
        result = super().let_pass(days, hour)
        self.env["duban.delegation"].sudo()._patrol()
        return result

    # -- who is there

    def people_of(self, unit):
        """The people of the fixtures in this unit, its head last."""
        fixtures = {
            self.unit_a: self.worker_a | self.liaison_a | self.head_a,
            self.unit_b: self.worker_b | self.head_b,
            self.unit_c: self.worker_c | self.head_c,
        }
        return fixtures.get(unit, unit.member_ids.user_id)

    def lead_people(self, matter):
        """(worker, head) of the lead unit who are there, else who should be."""
        matter = matter.sudo()
        people = self.people_of(matter.lead_unit_id)
        there = people.filtered("active") - matter.recused_user_ids
        return (there or people)[0], (there or people)[-1]

    # -- what happens

    def the_world_turns(self, matter):
        """Something happens to people or units, or to whose matter it is."""
        happenings = [
            self.somebody_is_away,
            self.somebody_is_away,
            self.somebody_is_recused,
            self.a_recusal_is_revoked,
            self.somebody_leaves,
            self.somebody_comes_back,
            self.a_unit_changes_its_people,
            self.units_are_merged,
            self.it_is_reassigned,
            self.it_is_objected_to,
            self.the_objection_is_decided,
            self.it_is_corrected,
            self.it_is_withdrawn,
            self.somebody_is_named,
            self.a_change_is_signed,
            self.they_disagree,
            self.a_disagreement_goes_on,
        ]
        weights = (3, 3, 4, 2, 3, 3, 2, 1, 6, 5, 5, 5, 1, 5, 5, 3, 4)
        act = self.chance.choices(happenings, weights)[0]
        act(matter)
        return f"{act.__name__} ({matter.id})"

    def somebody_is_away(self, _matter):
        person, deputy = self.chance.sample(list(self.people), 2)
        if self.chance.random() < 0.7:
            colleagues = person.duban_unit_ids.member_ids.user_id - person
            if person.duban_led_company_ids:
                colleagues = self.people.filtered("duban_led_company_ids") - person
            deputy = self.chance.choice(list(colleagues or deputy))
        by = self.chance.choice((person, self.office_user, self.admin))
        self.env["duban.delegation"].with_user(by).create(
            {
                "user_id": person.id,
                "deputy_id": deputy.id,
                "date_from": self.day + timedelta(days=self.chance.choice((0, 0, 0, 2, -1))),
                "date_to": self.day + timedelta(days=self.chance.randrange(0, 12)),
            }
        )  # fmt: skip

    def somebody_is_recused(self, matter):
        sudo = matter.sudo()
        concerned = sudo.unit_head_id | sudo.handler_id | sudo.leader_in_charge_id
        person = self.chance.choice(list(concerned or self.people))
        colleagues = (sudo.lead_unit_id.member_ids.user_id | self.leader2) - person
        replacement = self.chance.choice([False, *colleagues])
        self.env["duban.recusal"].with_user(self.office_user).create(
            {
                "matter_id": matter.id,
                "user_id": person.id,
                "ground": "亲属关系",
                "replacement_id": replacement and replacement.id,
            }
        )

    def a_recusal_is_revoked(self, matter):
        matter.sudo().recusal_ids[:1].with_user(self.office_user).action_revoke()

    def somebody_leaves(self, _matter):
        leaving = (
            self.worker_a,
            self.liaison_a,
            self.worker_b,
            self.head_b,
            self.worker_c,
        )
        person = self.chance.choice(leaving)
        person.with_user(self.env.ref("base.user_root")).action_archive()

    def somebody_comes_back(self, _matter):
        gone = self.people.filtered(lambda user: not user.active)
        gone[:1].sudo().action_unarchive()

    def a_unit_changes_its_people(self, _matter):
        unit = self.chance.choice(list(self.units.filtered("active")))
        employees = unit.member_ids
        vals = {"liaison_id": self.chance.choice([False, *employees.user_id.ids])}
        if self.chance.random() < 0.4:
            vals["manager_id"] = self.chance.choice([False, *employees.ids])
        unit.sudo().write(vals)

    def units_are_merged(self, _matter):
        unit, successor = self.chance.sample(list(self.units.filtered("active")), 2)
        self.env["duban.unit.change"].with_user(self.office_user).create(
            {
                "unit_id": unit.id,
                "successor_id": successor.id,
                "ground": "机构调整",
                "archive_unit": len(self.units.filtered("active")) > 2,
            }
        ).action_apply()

    def it_is_reassigned(self, matter):
        unit = self.chance.choice(list(self.units))
        matter.with_user(self.office_user).action_reassign(unit.id, "职责已调整")

    def it_is_objected_to(self, matter):
        unit = self.chance.choice([False, *self.units.ids])
        by = self.chance.choice(self.lead_people(matter))
        matter.with_user(by).action_object("不属本单位职责", unit)

    def the_objection_is_decided(self, matter):
        leader = matter.sudo().leader_in_charge_id
        by = self.chance.choice([self.office_user, self.office_user, *leader])
        matter.with_user(by).action_decide_objection(
            self.chance.random() < 0.5, "经研究决定", self.chance.choice(self.units.ids)
        )

    def it_is_corrected(self, matter):
        vals = {"matter_id": matter.id, "ground": "笔误"}
        days = self.chance.choice((-400, -1, 0, 1, 9, 40, 900, 13000))
        if self.chance.random() < 0.7:
            vals["date_deadline"] = self.day + timedelta(days=days)
        else:
            vals["content"] = "改正后的内容"
        adjustment = (
            self.env["duban.adjustment"].with_user(self.office_user).create(vals)
        )
        corrected = adjustment.date_deadline
        self.assertFalse(
            corrected and corrected < self.day, "a date before today was accepted"
        )

    def it_is_withdrawn(self, matter):
        matter.with_user(self.office_user).action_withdraw_filing("重复立项")

    def somebody_is_named(self, matter):
        role = (matter.sudo()._vacant_roles() or ["handler_id"])[0]
        there = self.people_of(matter.sudo().lead_unit_id)
        person = self.chance.choice(list(there or self.people))
        matter.with_user(self.office_user).action_name_person(role, person.id, "空缺")

    def a_change_is_signed(self, matter):
        lines = matter.sudo()._open_adjustment().approval_line_ids
        line = lines.filtered(lambda row: row.state == "pending")[:1]
        line.with_user(line.approver_id or self.office_user).action_approve("同意")

    def they_disagree(self, matter):
        by = self.chance.choice(self.lead_people(matter))
        self.env["duban.disagreement"].with_user(by).create(
            {"matter_id": matter.id, "name": "经费由谁承担"}
        )

    def a_disagreement_goes_on(self, matter):
        """The head finds no agreement, the unit reports to the leader, the leader settles it."""
        row = matter.sudo().disagreement_ids.filtered(lambda d: d.state != "settled")
        row, by = row[:1], self.lead_people(matter)[1]
        if row.state == "leader":
            row.with_user(matter.sudo().leader_in_charge_id).action_record_leader("定")
        elif row.head_failed:
            row.with_user(by).action_escalate()
        else:
            row.with_user(matter.sudo().unit_head_id).action_record_head(
                "未一致", False
            )

    # -- what must hold

    def check_todos(self, matter, label):
        result = super().check_todos(matter, label)
        for each in matter.exists():
            self.check_nothing_hangs(each.sudo(), label)
            self.check_lateness(each.sudo(), label)
            for todo in self.todos(each):
                self.check_receiver(each.sudo(), todo, label)
        return result

    def check_nothing_hangs(self, matter, label):
        """What was begun by or with one unit ends with it: objections, urgings."""
        label = f"{label}: {matter.display_name} ({matter.state})"
        for objection in matter.objection_ids.filtered(lambda row: row.state == "open"):
            self.assertEqual(matter.state, "assigned", label)
            self.assertEqual(objection.unit_id, matter.lead_unit_id, label)
        if matter.state in (
            "closed",
            "archived",
            "withdrawn",
            "terminated",
            "exempted",
        ):
            disputes = matter.disagreement_ids.mapped("state")
            self.assertLessEqual(set(disputes), {"settled"}, label)
        moved = matter.act_ids.filtered(
            lambda row: row.action in ("reassign", "close", "merge")
        ).sorted("seq")[-1:]
        urged = matter.act_ids.filtered(lambda row: row.action == "record_urging")
        if urged and moved and urged[-1:].seq < moved.seq:
            kinds = {todo.duban_key.partition(":")[0] for todo in self.todos(matter)}
            self.assertNotIn("urging", kinds, label)

    def check_lateness(self, matter, label):
        """Late is who let a date pass without a result, or asked for more time after it: nobody else (CORE-34)."""
        dates = matter.due_date_ids.sorted("id")
        if not dates or matter.act_ids.filtered(lambda row: row.action == "reassign"):
            return  # each unit brings its own lateness along
        results = matter.act_ids.filtered(lambda row: row.action == "submit_result")
        late = False
        for old, new in zip(dates, dates[1:], strict=False):
            done = [
                row.date.date() for row in results if row.date.date() <= new.date_set
            ]
            day = max(done) if done and new.kind == "reopened" else new.date_set
            if new.kind == "extension":
                day = new.request_id.date_applied
            if new.kind == "corrected" or not old.date:
                continue
            passed = day > old.date
            late |= passed
            if passed and new.kind == "reopened":
                self.assertTrue(matter.was_late, f"{label}: {matter.display_name}")
        if matter.was_late:
            self.assertTrue(late, f"{label}: {matter.display_name} was never late")

    def check_receiver(self, matter, todo, label):
        """Whoever has the to-do is in charge and may take the step."""
        user, kind = todo.user_id, todo.duban_key.partition(":")[0]
        label = f"{label}: {matter.display_name} ({matter.state}), {todo.duban_key} of {user.login}"
        if not user:
            # nobody at all is there: not even in the office
            self.assertFalse(
                matter.office_id._office_staff() - matter.recused_user_ids, label
            )
            return
        self.assertTrue(user.active, label)
        self.assertNotIn(user, matter.recused_user_ids, label)
        self.assertIn(matter.company_id, user.company_ids, label)
        units = self.in_charge(matter, kind, todo.duban_key)
        if units is not None:
            stood_in = self.env["duban.delegation"].sudo()._stand_ins()
            people = {
                user,
                *(who for who, deputy in stood_in.items() if deputy == user),
            }
            named = matter.handler_id
            self.assertTrue(
                any(who.duban_unit_ids & units or who == named for who in people),
                f"{label} is not of {units.mapped('name')}",
            )
        if kind != "register":
            # an office registers the number of what it may not read (ABAF-21.1)
            own = matter.with_env(self.env(user=user.id, su=False))
            self.assertTrue(own.has_access("read"), f"{label} may not read it")
        self.check_may(matter, todo, kind, label)

    def in_charge(self, matter, kind, key):
        """The units whose people alone may have this to-do; None: it is a person's, not a unit's."""
        if kind in OF_THE_LEAD:
            return matter.lead_unit_id
        if kind in OF_A_CO_UNIT:
            return self.env["hr.department"].browse(int(key.split(":")[1]))
        if kind in OF_THE_OFFICE:
            return matter.office_id
        return None

    def check_may(self, matter, todo, kind, label):
        """Let the receiver take the step; that something is missing is no matter, that it is not his to take is."""
        step = getattr(self, f"try_{kind}", None)
        if step is None:
            return
        key = todo.duban_key.partition(":")[2]
        self.tried[kind] += 1
        mine = self.env(user=todo.user_id.id, su=False)
        with contextlib.suppress(Undo), self.cr.savepoint():
            try:
                step(matter.with_env(mine), key)
                self.env.flush_all()
            except (AccessError, MissingError) as refusal:
                self.fail(f"{label}: {refusal}")
            except UserError as lacking:
                raise Undo from lacking
            raise Undo
        self.env.invalidate_all()

    # what the to-dos point to; ``matter`` as the receiver sees it

    def try_assign(self, matter, _key):
        matter.action_assign()

    def try_file(self, matter, _key):
        matter.action_file()

    def try_resubmit(self, matter, _key):
        matter.write({"content": "已修改"})
        matter.action_submit_filing()

    def try_accept(self, matter, _key):
        matter.write({"handler_id": matter.env.uid})
        if matter._rule("acceptance_kind") == "claim":
            matter.action_claim()
        else:
            matter.action_accept()

    def try_result(self, matter, _key):
        matter.write({"result": "已办结"})
        matter.action_submit_result()

    try_overdue = try_result

    def try_confirm(self, matter, _key):
        matter.action_confirm_result()

    def try_feedback(self, matter, _key):
        matter.env["duban.feedback"].create(
            {"matter_id": matter.id, "name": "进展", "co_silence": "尚未到配合阶段"}
        )

    try_milestone = try_request = try_feedback

    def try_statement(self, matter, _key):
        matter.env["duban.request"].create(
            {
                "matter_id": matter.id,
                "kind": "cannot_finish",
                "progress": "八成",
                "reason": "设备未到",
                "acceleration": "加派人员",
            }
        ).action_submit()

    def try_co(self, matter, _key):
        matter.env["duban.feedback"].create(
            {"matter_id": matter.id, "kind": "co_unit", "name": "已配合"}
        )

    def try_co_handler(self, matter, key):
        lines = matter.sudo().unit_line_ids.filtered(
            lambda row: row.role == "co" and row.department_id.id == int(key)
        )
        lines.with_env(matter.env).write({"handler_id": matter.env.uid})

    def try_joint(self, matter, _key):
        kind = self.env["duban.option"]._get(self.regulation, "record_kind")[:1]
        matter.env["duban.record"].create(
            {"matter_id": matter.id, "kind_id": kind.id, "summary": "联合督办"}
        )

    try_period = try_joint

    def try_review(self, matter, _key):
        matter.write({"conclusion": "落实到位"})
        matter.action_pass_review("符合要求")

    def try_close(self, matter, _key):
        matter.action_close()

    def try_judge(self, matter, _key):
        matter.action_judge_justification(True, "属实")

    def try_objection(self, matter, _key):
        matter.action_decide_objection(False, "属本单位职责")

    def try_vacant(self, matter, key):
        if int(key) != matter.sudo().lead_unit_id.id:
            matter.env["duban.adjustment"].create(
                {"matter_id": matter.id, "ground": "空缺", "change_co_units": True}
            )
            return
        role = (matter.sudo()._vacant_roles() or ["unit_head_id"])[0]
        matter.action_name_person(role, matter.env.uid, "空缺")
        matter.action_reassign(self.unit_c.id, "无人可办")

    def try_approve(self, matter, key):
        line = matter.env["duban.approval.line"].browse(int(key))
        if line.sudo().records_decision:
            line.sudo().request_id.with_env(matter.env).write(
                {"decision_leader_id": self.secretary.id, "decision_date": self.day}
            )
        line.action_approve("同意")

    def try_decider(self, matter, key):
        line = matter.env["duban.approval.line"].browse(int(key))
        line.action_name_decider(self.secretary.id, "无人审批")

    def try_urging(self, matter, key):
        matter.env["duban.record"].browse(int(key)).action_answer("正在办理")

    try_instruction = try_inspection = try_warning = try_urging

    def try_disagreement(self, matter, key):
        number, step = key.split(":")
        row = matter.env["duban.disagreement"].browse(int(number))
        if step == "head":
            row.action_record_head("已协商", True)
        else:
            row.action_record_leader("已协调")

    def try_archive(self, matter, key):
        matter.env["duban.archive.record"].create(
            {"matter_id": matter.id, "holder": key, "volume": f"T-{matter.id}-{key}"}
        )

    def try_register(self, matter, key):
        document, record = key.split(":")[:2]
        matter.action_register_document(document, int(record) or None)

    def try_receive(self, matter, _key):
        matter.action_receive()

    # -- who was told

    def step(self, act, matter=None):
        result = super().step(act, matter)
        self.check_told(act.__name__)
        return result
