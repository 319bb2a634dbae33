"""What the results are used for at 兰州大学 as one journal: bulletin, figures, talk, notification, referral."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.journal import Journal

from .common import LzuCommon


@tagged("post_install", "-at_install")
class TestJournalResults(Journal, LzuCommon):
    watched = ("duban.accountability", "duban.bulletin", "duban.assessment")

    def case(self, kind, ground, **values):
        values = {
            "kind_id": self.option("accountability_kind", kind).id,
            "ground_id": self.option("accountability_ground", ground).id,
            "unit_id": self.unit_a.id,
            "person_id": self.head_a.id,
            **values,
        }
        return (
            self.env["duban.accountability"].with_user(self.office_user).create(values)
        )

    @clause(
        "LZU-2.2", "LZU-7.1", "LZU-7.2a", "LZU-7.2b", "LZU-7.3", "LZU-7.4a", "LZU-7.4b", "LZU-7.4c", "LZU-7.4d",
        "CORE-18", "CORE-29", "DOC-8", "DOC-11",
    )  # fmt: skip
    def test_the_results_of_a_year(self):
        """Unit A closes one task and leaves another undone, unit B has one in hand.

        The leader in charge is asked for a talk with the head of A, who is away and reports through a deputy, too
        little at first; what was untrue is notified in a meeting; what had consequences goes to the discipline office.
        The bulletin is copied to three offices, the figures of the year are confirmed and handed over.
        """
        self.at("2024-03-04")
        done = self.accepted(name="更新机房", date_deadline="2024-09-30")
        late = self.accepted(name="六号楼改造", date_deadline="2024-09-30")
        other = self.filed(
            name="修缮食堂", lead_unit_id=self.unit_b.id, handler_id=self.worker_b.id, date_deadline="2025-03-31"
        )  # fmt: skip
        self.log("三项任务入账，教务处认领其中两项")
        self.at("2024-09-20")
        self.submitted(done)
        done.with_user(self.office_user).action_pass_review("材料齐全")
        self.decide(done, self.leader)
        done.with_user(self.office_user).action_close()
        self.log("教务处一项销号")
        self.at("2024-10-09", "02:00")
        self.run_patrol()
        self.log("夜间巡检：一项逾期、一项未认领")
        self.at("2024-10-09")
        talk = self.case(
            "talk", "not_done", leader_id=self.leader.id, facts="六号楼改造停滞", matter_ids=[Command.set(late.ids)]
        )  # fmt: skip
        self.log("office_user 拟对 head_a 提醒谈话")
        self.assert_refused(talk.action_confirm)
        talk.action_propose()
        self.log("office_user 报请 leader 谈话")
        for user in (self.leader2, self.head_a, self.worker_a, self.admin):
            self.assert_refused(
                self.as_user(talk, user).action_record_talk, "谈", "2024-10-25"
            )
        own = self.as_user(talk, self.leader)
        self.assert_refused(own.action_record_talk, "提醒抓紧落实", False)
        own.action_record_talk("提醒抓紧落实", "2024-10-25")
        self.log("leader 谈话并限期整改；他人不能记录，不限期不成")
        talk.action_confirm()
        self.log("office_user 确认")
        self.env["duban.delegation"].with_user(self.head_a).create(
            {
                "user_id": self.head_a.id, "deputy_id": self.liaison_a.id,
                "date_from": "2024-10-21", "date_to": "2024-10-25",
            }
        )  # fmt: skip
        for day in ("2024-10-21", "2024-10-25"):
            self.at(day, "02:00")
            self.run_patrol()
            self.log("head_a 外出期间夜间巡检")
        self.at("2024-10-25")
        self.as_user(talk, self.liaison_a).action_report_rectification("已复工")
        self.log("liaison_a 代报整改")
        talk.action_return_rectification("没有照片")
        self.log("office_user 退回整改报告")
        for day in ("2024-10-28", "2024-10-30"):
            self.at(day, "02:00")
            self.run_patrol()
            self.log("夜间巡检：整改逾期")
        self.log_home()
        self.at("2024-10-31")
        self.as_user(talk, self.head_a).action_report_rectification("已复工，附照片")
        talk.action_record_rectification("现场核实")
        self.log("head_a 再报，office_user 核实")
        untrue = self.case(
            "notify", "untrue", facts="报送进度严重失实", meeting_date="2024-11-04",
            meeting_id=self.option("accountability_meeting", "warning").id,
        )  # fmt: skip
        self.at("2024-11-04")
        self.assert_refused(untrue.action_confirm)
        untrue.is_bad_influence = True
        untrue.action_confirm()
        self.log("全校警示教育大会通报：须造成不良影响")
        serious = self.case(
            "referral", "fraud", facts="伪造验收单", is_serious=True, consequence="造成安全事故",
            competent_unit_ids=[Command.set(self.discipline.ids)],
        )  # fmt: skip
        serious.action_propose()
        self.log("office_user 移送纪委监察处")
        self.assert_refused(serious.action_decide, "诫勉")
        self.assert_refused(self.as_user(serious, self.leader).action_decide, "诫勉")
        self.at("2024-11-20")
        self.as_user(serious, self.discipline_user).action_decide("诫勉", "2024-11-20")
        self.log("discipline_user 处理，他人不能代为决定")
        self.at("2024-12-31")
        bulletin = self.env["duban.bulletin"].with_user(self.office_user).create(
            {
                "kind": "regular", "date_from": "2024-01-01", "date_to": "2024-12-31",
                "scope_unit_ids": self.units(self.unit_a, self.unit_b), "good_practice": "教务处提前完成机房更新",
            }
        )  # fmt: skip
        bulletin.action_fill()
        self.log("office_user 起草《督查通报》")
        bulletin.problems = False
        self.assert_refused(bulletin.action_publish)
        bulletin.problems = "个别单位进度失实"
        gone = [Command.unlink(self.discipline.id)]
        self.assert_refused(bulletin.write, {"cc_unit_ids": gone})
        bulletin.action_publish()
        self.log("office_user 编发《督查通报》：须喜忧兼报，三部门抄送不能去掉")
        self.assert_refused(bulletin.write, {"problems": "无"})
        figures = self.env["duban.assessment"].with_user(self.office_user).create(
            {"year": 2024, "recipient_unit_ids": self.units(self.organisation)}
        )  # fmt: skip
        figures.action_fill()
        figures.action_confirm()
        figures.action_send()
        self.log("office_user 统计2024年度任务，确认并送组织人事部")
        other.with_user(self.worker_b).action_claim()
        self.assert_refused(figures.action_fill)
        self.log("worker_b 认领；已确认的统计不再变动")
        self.log_end(
            date(2024, 1, 1),
            date(2024, 12, 31),
            papers=(talk, untrue, serious, bulletin, figures),
        )
        self.assert_journal("results")
