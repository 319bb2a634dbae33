"""Every button of the matter's form in every state, for every role: shown to whom the procedure names, to nobody else.

The table below is the contract's (sections 2.3 and 2.4), not the engine's; view and engine are both compared with it.
"""

import ast
import re

from lxml import etree

from odoo import Command
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from tests.clauses import clause
from tests.duban_supervision.test_chain_order import ChainCommon

OFFICE = {"office_user", "office_user2"}
HEAD = {"head_a"}
LEAD = {"head_a", "worker_a", "liaison_a"}
CO = {"head_b", "worker_b"}
#: in charge, responsible, principal: they instruct; the leader of the office signs and instructs nobody
LEADERS = {"leader", "leader2", "secretary", "president"}
ADMIN = {"admin"}
EVERYBODY = sorted(
    OFFICE | LEAD | CO | LEADERS | ADMIN | {"office_leader", "outsider", "head_c", "discipline_user"}
)  # fmt: skip
RUNNING = ("assigned", "in_progress", "overdue", "explained", "confirmed")
REVIEW = ("result_submitted",)
CLOSING = ("closing_1", "closing_2", "closing_3", "closing_done")
FILING = ("filing_1", "filing_2", "filing_3", "filing_done")
HANDLED = ("filed", *RUNNING, *REVIEW, *CLOSING)
OPEN = ("draft", *FILING, *HANDLED)
ENDED = ("closed", "archived")
#: who decides in turn
TURN = {"1": "office_leader", "2": "leader2", "3": "leader"}


def decides(stage):
    return {TURN[stage[-1]]} if stage[-1] in TURN else set()


def on(stages, people):
    return {stage: people for stage in stages}


#: button -> {stage: who sees it}
BUTTONS = {
    "action_submit_filing": on(["draft"], OFFICE),
    "action_ask:approve_step": {s: decides(s) for s in (*FILING[:3], *CLOSING[:3])},
    "action_ask:return_filing": {s: decides(s) for s in FILING[:3]},
    "action_recall_filing": on(FILING, OFFICE),
    "action_ask:reject_filing": on(["filing_3"], {"leader"}),
    "action_ask:return_closing": {s: decides(s) for s in CLOSING[:3]},
    "action_file": on(["filing_done"], OFFICE),
    "action_ask:file": {},
    "action_assign": on(["filed"], OFFICE),
    "action_ask:assign": {},
    "action_ask:pause": on(("assigned", "in_progress"), OFFICE),
    "action_ask:prolong_pause": {},
    "action_ask:resume": {},
    "action_ask:call_help": on(RUNNING, LEAD | CO),
    "action_ask:answer_help": {},
    "action_ask:judge_light": on(RUNNING, LEAD | OFFICE | LEADERS),
    "action_accept": on(["assigned"], LEAD),
    "action_claim": {},
    "action_confirm_result": on(("in_progress", "overdue", "explained"), HEAD),
    "action_submit_result": {
        **on(("in_progress", "overdue", "explained"), LEAD - HEAD),
        "confirmed": LEAD,
    },
    "action_add:feedback:progress": on(RUNNING[1:], LEAD),
    "action_ask:pass_review": on(REVIEW, OFFICE),
    "action_ask:return_result": on(REVIEW, OFFICE),
    "action_report_back": on(CLOSING, OFFICE),
    "action_close": on(["closing_done"], OFFICE),
    "action_ask:archive": on(["closed"], OFFICE),
    "action_add:feedback:co_unit": on(RUNNING, CO),
    "action_add:oral_feedback:oral": {},
    "action_ask:urge": on(RUNNING, OFFICE),
    "action_ask:warn": {},
    "action_add:record:record": on(HANDLED, OFFICE),
    "action_add:request:extension": on(RUNNING, LEAD),
    "action_add:request:exemption": on(RUNNING, LEAD),
    "action_add:request:inability": on(RUNNING, LEAD),
    "action_add:request:cannot_finish": on(RUNNING, LEAD),
    "action_ask:justify": on(("overdue", "explained", "confirmed"), LEAD),
    "action_ask:judge_justification": on(("explained",), OFFICE),
    "action_add:adjustment": on(("filed", *RUNNING), OFFICE),
    "action_add:progress_request": on(RUNNING, OFFICE),
    "action_add:recusal": on(HANDLED, OFFICE),
    "action_add:disagreement": on(RUNNING, LEAD | CO),
    "action_ask:take_over": {},
    "action_ask:merge": on(("filed", *RUNNING), OFFICE),
    "action_ask:unmerge": on(("merged",), ADMIN),
    "action_add:record:instruction": on(HANDLED, LEADERS),
    "action_ask:register": {},
    "action_ask:change_team": {},
    "action_ask:route": on(OPEN, OFFICE),
    "action_add:recheck": on(ENDED, OFFICE),
    "action_ask:reopen": on(ENDED, OFFICE),
    "action_add:archive_record:office": on(["closed"], OFFICE),
    "action_add:archive_record:subject": {},
    "action_ask:confirm_custody": on((*REVIEW, *CLOSING, *ENDED), LEAD),
    "action_receive": {},
    "action_ask:object": on(["assigned"], LEAD),
    "action_ask:decide_objection": {},
    "action_ask:reassign": on(("filed", *RUNNING, *REVIEW), OFFICE),
    "action_ask:name_person": {},
    "action_ask:withdraw_filing": on(HANDLED, OFFICE),
}


def another(matter):
    """A unit that has nothing to do with the matter."""
    company = matter.sudo().company_id
    units = matter.env["hr.department"].sudo()
    return units.search([("name", "=", "科研处"), ("company_id", "=", company.id)])


#: one of each role, to whom each step is refused where the table does not name it
OUTSIDE = (
    "office_user2", "head_a", "head_b", "leader", "leader2", "admin", "discipline_user",
)  # fmt: skip
#: the stages in which that is tried
TRIED = (
    "filing_2", "filing_done", "filed", "assigned", "explained", "result_submitted", "closing_2", "closed",
)  # fmt: skip
#: who may take a step again, by calling it, after the button has gone: a reason that was judged is judged anew
AGAIN = {"action_ask:judge_justification": OFFICE}
#: the steps behind the buttons, taken for real by everybody whom the table does not name
STEPS = {
    "action_submit_filing": lambda matter: matter.action_submit_filing(),
    "action_ask:approve_step": lambda matter: matter.action_approve_step("同意"),
    "action_ask:return_filing": lambda matter: matter.action_return_filing("依据不足"),
    "action_recall_filing": lambda matter: matter.action_recall_filing(),
    "action_ask:reject_filing": lambda matter: matter.action_reject_filing("不予立项"),
    "action_ask:return_closing": lambda matter: matter.action_return_closing("佐证不足"),
    "action_file": lambda matter: matter.action_file(),
    "action_assign": lambda matter: matter.action_assign(),
    "action_ask:pause": lambda matter: matter.action_pause("funds", "经费未到", "2024-12-31"),
    "action_ask:prolong_pause": lambda matter: matter.action_prolong_pause("未到", "2024-12-31"),
    "action_ask:resume": lambda matter: matter.action_resume(),
    "action_ask:call_help": lambda matter: matter.action_call_help("risk", "经费未到", "拨款", "2024-12-31"),
    "action_ask:answer_help": lambda matter: matter.action_answer_help(None, "已协调"),
    "action_ask:judge_light": lambda matter: matter.action_judge_light("red", "经费未到"),
    "action_accept": lambda matter: matter.action_accept(),
    "action_confirm_result": lambda matter: matter.action_confirm_result(),
    "action_ask:pass_review": lambda matter: matter.action_pass_review("符合要求"),
    "action_ask:return_result": lambda matter: matter.action_return_result("不全"),
    "action_close": lambda matter: matter.action_close(),
    "action_ask:archive": lambda matter: matter.action_archive_matter("2024-1"),
    "action_ask:urge": lambda matter: matter.action_urge("请抓紧办理"),
    "action_ask:judge_justification": lambda matter: matter.action_judge_justification(True),
    "action_ask:unmerge": lambda matter: matter.action_unmerge("并错"),
    "action_ask:route": lambda matter: matter.action_route("disciplinary", "执纪"),
    "action_ask:reopen": lambda matter: matter.action_reopen("未落实", "2025-06-30"),
    "action_ask:confirm_custody": lambda matter: matter.action_confirm_custody("合同"),
    "action_ask:object": lambda matter: matter.action_object("非本单位职责"),
    "action_ask:reassign": lambda matter: matter.action_reassign(another(matter).id, "职责调整"),
    "action_ask:withdraw_filing": lambda matter: matter.action_withdraw_filing("立项有误"),
}  # fmt: skip


class Names(dict):
    """What an expression of a view sees."""

    def __getattr__(self, name):
        return self[name]


@tagged("post_install", "-at_install")
class TestButtons(ChainCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.regulation.write(
            {
                "head_confirmation_required": True,
                "exemption_enabled": True,
                "cannot_finish_report_enabled": True,
                "leader_instruction_enabled": True,
                "routing_enabled": True,
                "archive_enabled": True,
                "content_lock": "filed",
                "pause_enabled": True,
                "help_enabled": True,
                "judged_light_enabled": True,
            }
        )

    def setUp(self):
        super().setUp()
        #: the form as each user gets it
        self.archs = {}

    # -- the way through the states

    def decide(self, number, call="action_approve", text="同意"):
        line = self.matter_.sudo().approval_line_ids.filtered(
            lambda row: row.state == "pending"
        )
        getattr(self.as_user(line, getattr(self, TURN[str(number)])), call)(text)

    def stages(self):
        """The life of one matter, stage by stage."""
        self.at("2024-03-04")
        self.matter_ = self.matter(
            co_unit_ids=[Command.set(self.unit_b.ids)],
            principal_leader_id=self.secretary.id,
        )
        office = self.matter_.with_user(self.office_user)
        lead = self.matter_.with_user(self.worker_a)
        yield "draft"
        office.action_submit_filing()
        yield from self.chain("filing")
        office.action_file()
        yield "filed"
        office.action_assign()
        yield "assigned"
        self.plan(self.matter_, "2024-03-15")
        lead.action_accept()
        yield "in_progress"
        self.at("2024-03-20")
        yield "overdue"
        lead.action_give_justification("设备到货延迟")
        yield "explained"
        office.action_judge_justification(False)
        lead.write({"result": "已全部更新"})
        self.matter_.with_user(self.head_a).action_confirm_result()
        yield "confirmed"
        lead.action_submit_result()
        yield "result_submitted"
        office.action_pass_review("符合要求")
        yield from self.chain("closing")
        office.action_close()
        yield "closed"
        record = self.env["duban.archive.record"].with_user(self.office_user)
        record.create({"matter_id": self.matter_.id, "holder": "office", "volume": "1"})
        office.action_archive_matter()
        yield "archived"

    def chain(self, purpose):
        for number in (1, 2, 3):
            yield f"{purpose}_{number}"
            self.decide(number)
        yield f"{purpose}_done"

    # -- reading the view

    def arch(self, user):
        if user not in self.archs:
            Matter = self.env["duban.matter"].with_user(user)
            views = Matter.get_views([(False, "form")])["views"]
            self.archs[user] = etree.fromstring(views["form"]["arch"])
        return self.archs[user]

    @staticmethod
    def key(button):
        arguments = ast.literal_eval(button.get("args") or "[]")
        return ":".join([button.get("name"), *arguments])

    @staticmethod
    def names_in(expression):
        return {
            node.id
            for node in ast.walk(ast.parse(expression or "False", mode="eval"))
            if isinstance(node, ast.Name)
        }

    @staticmethod
    def holds(expression, names):
        return bool(safe_eval(expression or "False", dict(names)))

    def values(self, record=None, names=(), **values):
        """Values of ``record`` as the browser has them; without a record those of a new matter."""
        if record is None:
            return super().values(**values)
        found = Names(id=record.id)
        for name in names - {"id", "parent"}:
            value = record[name]
            if record._fields[name].type == "json":
                value = value or []
            found[name] = value.ids if hasattr(value, "ids") else value
        return found

    def shown(self, user):
        """{key of a header button: how many of it ``user`` sees on the matter}."""
        record = self.as_user(self.matter_, user)
        buttons = self.arch(user).findall(".//header/button[@type='object']")
        names = set().union(*(self.names_in(b.get("invisible")) for b in buttons))
        values = self.values(record, names)
        found = {self.key(button): 0 for button in buttons}
        for button in buttons:
            if not self.holds(button.get("invisible"), values):
                found[self.key(button)] += 1
        return found

    # -- the comparison

    def compare(self, stage):
        for name in EVERYBODY:
            user = getattr(self, name)
            matter = self.as_user(self.matter_, user)
            if not matter.has_access("read"):
                for key, stages in BUTTONS.items():
                    self.assertNotIn(name, stages.get(stage, ()), (stage, key))
                continue
            shown = self.shown(user)
            self.assertEqual(shown.keys(), BUTTONS.keys())
            for key, stages in BUTTONS.items():
                expected = int(name in stages.get(stage, ()))
                self.assertEqual(shown[key], expected, (stage, name, key))

    def refuse(self, stage):
        """Who does not see a button cannot take its step by calling it either."""
        before = self.state()
        for key, step in STEPS.items():
            named = BUTTONS[key].get(stage, set()) | AGAIN.get(key, set())
            for name in OUTSIDE:
                if name not in named:
                    with self.subTest(stage=stage, name=name, key=key):
                        user = getattr(self, name)
                        self.assert_refused(step, self.matter_.with_user(user))
            self.assertEqual(self.state(), before, (stage, key))

    def state(self):
        self.env.invalidate_all()
        matter = self.matter_.sudo()
        return matter.read(
            ["state", "number", "office_id", "date_deadline", "urging_count", "trail_length"]
        )  # fmt: skip

    @clause("CORE-2", "CORE-3")
    def test_every_button_in_every_state_for_every_role(self):
        for stage in self.stages():
            self.compare(stage)

    @clause("CORE-2", "CORE-3")
    def test_whom_no_button_is_shown_the_step_refuses(self):
        for stage in self.stages():
            if stage in TRIED:
                self.refuse(stage)

    @clause("CORE-2", "CORE-3")
    def test_the_table_hides_every_button_and_says_what_it_opens(self):
        """No button of the header has a rule of its own, and none opens something else than the row says."""
        Matter = self.env["duban.matter"]
        arch = etree.fromstring(
            self.env.ref("duban_supervision.duban_matter_view_form").arch
        )
        table = {action for _state, action in Matter._get_transitions()}
        sides = Matter._get_side_actions()
        for button in arch.xpath("//header/button[not(@special)]"):
            with self.subTest(
                button.get("data-action") or button.get("name"), args=button.get("args")
            ):
                found = re.match(
                    r"'(\w+)' not in allowed_actions", button.get("invisible", "")
                )
                self.assertTrue(found, button.get("invisible"))
                row = sides.get(found[1])
                if row is None:
                    self.assertIn(found[1], table)
                else:
                    opens = (
                        button.get("name"),
                        *ast.literal_eval(button.get("args", "[]")),
                    )
                    self.assertEqual(opens, row.opens)

    def test_on_a_merged_matter_the_administrator_alone_has_one(self):
        self.at("2024-03-04")
        stages = self.stages()
        while next(stages) != "in_progress":
            pass
        survivor = self.matter(name="保留事项")
        survivor.action_submit_filing()
        self.approve(survivor)
        survivor.action_file()
        self.matter_.with_user(self.office_user).action_merge(survivor, "内容相同")
        self.compare("merged")
        self.refuse("merged")

    # -- buttons inside the lists of the form

    def list_buttons(self, user, field, row, key):
        """Whether ``user`` sees the button ``key`` on ``row`` of the list of ``field``."""
        arch = self.arch(user)
        record = self.as_user(self.matter_, user)
        found = []
        for button in arch.findall(f".//field[@name='{field}']//list/button"):
            if self.key(button) != key:
                continue
            expressions = [button.get("invisible"), button.get("column_invisible")]
            parents = {
                node.attr
                for text in expressions
                for node in ast.walk(ast.parse(text or "False", mode="eval"))
                if isinstance(node, ast.Attribute)
            }
            names = self.names_in(expressions[0]) - {"parent"}
            values = self.values(row.with_user(user), names)
            values["parent"] = self.values(record, parents)
            found.append(
                not self.holds(expressions[0], values)
                and not self.holds(expressions[1], values)
            )
        self.assertTrue(found, (field, key))
        return any(found)

    @clause("WUT-23.1d", "SIE-16.2d")
    def test_a_silent_co_unit_is_explained_or_reminded_a_reporting_one_is_not(self):
        stages = self.stages()
        while next(stages) != "in_progress":
            pass
        lines = self.matter_.sudo().unit_line_ids
        co = lines.filtered(lambda line: line.role == "co")
        lead = lines.filtered(lambda line: line.role == "lead")
        people = ("worker_a", "head_a", "head_b", "office_user", "leader")
        for reported in (False, True):
            if reported:
                self.env["duban.feedback"].with_user(self.head_b).create(
                    {"matter_id": self.matter_.id, "kind": "co_unit", "name": "已配合"}
                )
                self.env.invalidate_all()
            for name in people:
                user = getattr(self, name)
                for key, who in (
                    ("action_ask:explain", LEAD),
                    ("action_ask:remind", LEAD | OFFICE),
                ):
                    self.assertEqual(
                        self.list_buttons(user, "unit_line_ids", co, key),
                        not reported and name in who,
                        (name, key, reported),
                    )
                    self.assertFalse(
                        self.list_buttons(user, "unit_line_ids", lead, key)
                    )

    @clause("XISU-10.3a")
    def test_an_urging_is_answered_by_the_lead_unit_until_it_was(self):
        stages = self.stages()
        while next(stages) != "in_progress":
            pass
        record = self.matter_.with_user(self.office_user).action_urge("请抓紧")
        for name in ("worker_a", "head_a", "head_b", "office_user", "leader"):
            self.assertEqual(
                self.list_buttons(
                    getattr(self, name), "record_ids", record, "action_ask:answer"
                ),
                name in LEAD,
                name,
            )
        record.with_user(self.worker_a).action_answer("本周完成")
        self.env.invalidate_all()
        self.assertFalse(
            self.list_buttons(self.worker_a, "record_ids", record, "action_ask:answer")
        )
