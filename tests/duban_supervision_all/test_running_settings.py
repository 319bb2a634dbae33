"""What the texts do not know is off in each institution: standing still, calls for help, small rules."""

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.duban_supervision_all.test_all_institutions import FIXTURES

#: settings of the regulation that no text knows, with what counts as off
OFF = {
    "pause_enabled": False,
    "pause_max": 0,
    "pause_days_max": 0,
    "help_enabled": False,
    "judged_light_enabled": False,
    "judged_green": False,
    "burden_shown": False,
    "burden_week_max": 0,
    "remark_enabled": False,
    "warning_notices_enabled": False,
    "filing_year_max": 0,
}


@tagged("post_install", "-at_install")
class TestRunningSettings(TransactionCase):
    @clause("PLUS-C1", "PLUS-C2", "PLUS-L2", "PLUS-V2", "PLUS-V3")
    def test_off_in_each_and_changes_nothing(self):
        SupervisionCommon.at(self, "2024-03-08")
        for code, common in FIXTURES.items():
            world = type(f"{common.__name__}Off", (common,), {})
            world.env, world.cr, world.registry = self.env, self.cr, self.registry
            world._create_institution()
            world.unit_a.liaison_id = world.liaison_a
            here = world.__new__(world)
            with self.subTest(institution=code):
                rules = here.regulation
                self.assertEqual({name: rules[name] for name in OFF}, OFF)
                self.assertFalse(any(rules.term_rule_ids.mapped("days_per_unit")))
                self.assertFalse(any(rules.category_ids.mapped("implies_petition")))
                self.assertEqual(
                    set(rules.category_ids.mapped("implies_level")), {"none"}
                )
                values = {"date_deadline": "2024-05-31", "deadline_ground": "会议要求"}
                matter = here.accepted(**values).with_user(here.office_user)
                self.env.invalidate_all()
                offered = set(matter.allowed_actions)
                offered |= set(
                    here.as_user(matter, here.worker_a).allowed_actions or ()
                )
                self.assertFalse(
                    {"pause", "resume", "call_help", "judge_light"} & offered
                )
                self.assertFalse(matter.burden_text)
                self.assertFalse(here.todos(matter, kind="warn"))
                worker = matter.with_user(here.worker_a)
                with self.assertRaises(UserError), self.cr.savepoint():
                    worker.action_call_help("risk", "经费不足", "拨款", "2024-04-01")
                with self.assertRaises(UserError), self.cr.savepoint():
                    worker.action_judge_light("red", "经费不足")
                keys = {row["key"] for row in here.board(here.office_user)["lists"]}
                self.assertFalse({"help", "judged"} & keys)
                with self.assertRaises(UserError), self.cr.savepoint():
                    matter.action_pause("funds", "经费未到", "2024-04-01")
                with self.assertRaises(UserError), self.cr.savepoint():
                    matter.remark = "无"
                self.assertEqual(str(matter.date_deadline), "2024-05-31")
