"""A reorganisation at 兰州大学 as one journal: a whole and its parts, a team, a merge undone, a unit that ends."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.journal import Journal

from .common import NoticeCommon


@tagged("post_install", "-at_install")
class TestJournalUnits(Journal, NoticeCommon):
    watched = ("duban.goal", "duban.lzu.overview")

    def part(self, whole, name, **values):
        return self.matter(name=name, parent_id=whole.id, **values)

    @clause(
        "LZU-2.3", "LZU-3.2b", "LZU-5.3", "LZU-5.4", "LZU-6.0", "LZU-6.1.1c", "LZU-6.1.2a", "LZU-6.2e", "CORE-24",
        "CORE-32", "CORE-33", "CORE-2", "CORE-3", "CORE-14",
    )  # fmt: skip
    def test_a_unit_ends(self):
        """A whole has a part of unit A and a part of unit B, supervised by a team with unit C.

        Part B is taken for a twin, merged and taken out again; a task is withdrawn; unit B ends with a task, a notice
        and an item of the plan, which go to unit C; the research task is closed after somebody was on site.
        """
        self.at("2024-09-02")
        whole = self.matter(
            name="校园安全专项整治", form_id=self.option("form", "joint").id, handler_id=self.worker_a.id,
            source_category_id=self.category("superior").id, source_kind_id=self.category("superior_deployment").id,
            decision_body_id=False, date_deadline="2024-12-31",
            team_member_ids=[
                Command.create({"user_id": self.office_user.id, "is_head": True}),
                Command.create({"user_id": self.worker_c.id}),
            ],
        )  # fmt: skip
        whole.action_file()
        self.log("office_user 专项整治入账，与科研处组成督查组")
        source = {
            "source_category_id": self.category("superior").id, "decision_body_id": False,
            "date_deadline": "2024-11-29",
        }  # fmt: skip
        one = self.part(
            whole,
            "教学楼安全整治",
            form_id=self.option("form", "research").id,
            **source,
        )
        two = self.part(
            whole, "锅炉房安全整治", lead_unit_id=self.unit_b.id, handler_id=self.worker_b.id, **source
        )  # fmt: skip
        bare = self.part(whole, "食堂安全整治", measures=False, **source)
        self.assert_refused(bare.action_file)
        (one | two).action_file()
        self.log("office_user 分解为两项入账，第三项缺措施未入账")
        (whole | one).with_user(self.liaison_a).action_claim()
        two.with_user(self.worker_b).action_claim()
        self.log("各单位认领")
        twin = self.matter(
            name="锅炉房安全整治", lead_unit_id=self.unit_b.id, handler_id=self.worker_b.id, date_deadline="2024-10-31"
        )  # fmt: skip
        self.assert_refused(twin.action_file)
        twin.duplicate_override = True
        twin.action_file()
        self.log("office_user 校长办公会同名任务经确认入账")
        self.feedback(two, self.worker_b)
        two.with_user(self.office_user).action_merge(twin.id, "内容相同", "2024-10-31")
        self.log("office_user 将锅炉房部分归并至同名任务")
        self.assert_refused(two.with_user(self.office_user).action_unmerge, "误并")
        two.with_user(self.admin).action_unmerge("范围不同")
        self.log("admin 撤销归并")
        twin.with_user(self.office_user).action_withdraw_filing("会议未议定")
        self.log("office_user 撤销同名任务入账")
        for user in (
            self.worker_a,
            self.head_b,
            self.leader,
            self.worker_c,
            self.admin,
        ):
            for step in (
                lambda row: row.action_reassign(self.unit_out.id, "改"),
                lambda row: row.action_merge(whole.id, "并"),
                lambda row: row.action_close(),
                lambda row: row.action_withdraw_filing("撤"),
                lambda row: row.write({"state": "closed"}),
            ):
                self.assert_refused(step, one.with_user(user))
        self.assert_refused(one.with_user(self.office_user).action_close)
        self.log("非督查室人员不能改派、归并、销号、撤销；督查室不能跳步")
        notice = self.notice(
            name="供暖前检修", lead_unit_id=self.unit_b.id, co_unit_ids=self.units(self.unit_a),
            date_deadline="2024-10-25",
        )  # fmt: skip
        notice.action_issue()
        draft = self.notice(
            name="开水房清洗", lead_unit_id=self.unit_a.id, co_unit_ids=self.units(self.unit_b),
            date_deadline="2024-10-31",
        )  # fmt: skip
        goal = self.env["duban.goal"].with_user(self.office_user).create(
            {"name": "能源管理", "level": "plan", "year": 2024, "year_to": 2026, "lead_unit_id": self.unit_b.id}
        )  # fmt: skip
        goal.action_approve()
        self.log("office_user 向后勤处下发通知、批准规划")
        self.at("2024-09-30")
        self.worker_b.with_user(self.env.ref("base.user_root")).action_archive()
        self.log("worker_b 离职")
        self.assert_refused(self.unit_b.write, {"active": False})
        change = self.env["duban.unit.change"].with_user(self.office_user).create(
            {"unit_id": self.unit_b.id, "successor_id": self.unit_c.id, "ground": "后勤处并入科研处"}
        )  # fmt: skip
        with self.one_transaction():
            change.action_apply()
        self.log("office_user 后勤处并入科研处")
        for day in ("2024-10-10", "2024-10-28"):
            self.at(day, "02:00")
            self.run_patrol()
            self.log("夜间巡检")
        self.log_home()
        self.at("2024-10-28")
        two.with_user(self.head_c).write({"handler_id": self.worker_c.id})
        two.with_user(self.worker_c).action_claim()
        self.log("科研处认领锅炉房部分")
        notice.with_user(self.worker_c).action_report_done("检修完成")
        notice.action_feed_back("已检修")
        notice.action_close()
        self.log("科研处报送检修通知，office_user 反馈、办结")
        self.finish(one, self.worker_a, self.leader, closes=False)
        self.assert_refused(one.with_user(self.office_user).action_close)
        self.log("调研督查任务：未到现场不能销号")
        onsite = {
            "kind_id": self.option("record_kind", "onsite").id, "summary": "查看教学楼", "place": "一号楼",
            "findings": "通道已清理", "date": "2024-10-28 01:00:00",
        }  # fmt: skip
        self.env["duban.record"].with_user(self.worker_c).create(
            {"matter_id": whole.id, "summary": "督查组联合检查", "kind_id": self.option("record_kind", "phone").id}
        )  # fmt: skip
        self.env["duban.record"].with_user(self.office_user).create(
            {"matter_id": one.id, **onsite}
        )
        one.with_user(self.office_user).action_close()
        self.log("督查组记录；office_user 到现场后销号")
        self.finish(whole, self.worker_a, self.leader, closes=False)
        self.assert_refused(whole.with_user(self.office_user).action_close)
        self.log("部分未销号，整体不能销号")
        self.finish(two, self.worker_c, self.leader2)
        self.assert_refused(whole.with_user(self.office_user).action_close)
        self.log("锅炉房部分销号；尚有未入账的部分，整体仍不能销号")
        bare.unlink()
        whole.with_user(self.office_user).action_close()
        self.log("office_user 删去未入账的草稿，整体销号")
        self.assert_refused(
            one.with_user(self.worker_a).write, {"self_assessment": "改"}
        )
        self.assert_refused(one.with_user(self.office_user).write, {"measures": "改"})
        self.log("已销号的不再改动")
        overview = self.env["duban.lzu.overview"].with_user(self.office_user)
        for row in overview.search(
            [("company_id", "=", self.company.id)], order="number, id"
        ):
            self.lines.append(
                f"总览 {row.number} {row.name} {row.lead_unit_id.name} {row.date} {row.state_text}"
            )
        self.log_end(date(2024, 9, 1), date(2024, 12, 31), papers=(notice, draft))
        self.assert_journal("units")

    def finish(self, task, worker, leader, closes=True):
        """Self-assessed with material, reviewed, and closed by the office if it ``closes``."""
        task.with_user(worker).write(
            {"self_assessment": "已整治", "result_attachment_ids": [Command.link(self.file(task, worker).id)]}
        )  # fmt: skip
        task.with_user(worker).action_submit_result()
        office = task.with_user(self.office_user)
        office.action_pass_review("材料齐全")
        self.decide(task, leader)
        if closes:
            office.action_close()
