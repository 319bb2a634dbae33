"""Minutes of a 党委常委会 under the regulation of 武汉理工大学: proposals, matters, the next page."""

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_meeting.test_reading import INPUTS, encoded
from tests.duban_supervision_wut.common import WutCommon
from tests.journal import Journal, said

FILE = "s4-changweihui.txt"


@tagged("post_install", "-at_install")
class TestJournal(Journal, WutCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = ("党委办公室", "党委组织部", "党委宣传部", "党委教师工作部", "人事处", "研究生院", "党委巡察办",
                 "国资处", "财务处")  # fmt: skip
        units = cls.env["hr.department"].create(
            [{"name": name, "company_id": cls.company.id} for name in names]
        )
        cls.by_name = {unit.name: unit for unit in units}
        units.write(
            {
                "manager_id": cls.employee_of(cls.head_b).id,
                "leader_in_charge_id": cls.leader2.id,
            }
        )

    def log_proposals(self, found):
        """What the screen proposes, with names instead of ids."""
        unit = {row["id"]: row["name"] for row in found["units"]}
        people = {row["id"]: row["name"] for row in found["leaders"]}
        bodies = {row["id"]: row["name"] for row in found["bodies"]}
        head = dict(found["meeting"])
        head["body_id"] = bodies.get(head.get("body_id"))
        self.lines.append(
            f"-- 会议：{said({key: value for key, value in head.items() if value})}"
        )
        for item in found["items"]:
            row = dict(item)
            for key in ("places", "key", "id", "number", "sequence"):
                row.pop(key, None)
            for key in ("lead_unit_id", "co_unit_ids", "lead_offered", "co_offered"):
                ids = row.get(key) or []
                row[key] = "、".join(
                    unit.get(each, "?")
                    for each in (ids if isinstance(ids, list) else [ids])
                )
            row["leader_id"] = people.get(row.get("leader_id"))
            self.lines.append(
                f"　{said({key: value for key, value in row.items() if value})}"
            )

    @clause(
        "PLUS-M2",
        "PLUS-M3",
        "PLUS-M5",
        "WUT-12.1a",
        "WUT-12.1e",
        "WUT-22.2a",
        "WUT-23.1f",
    )
    def test_minutes_become_matters_and_the_next_meeting_s_page(self):
        """What is read is confirmed by a person: tasks with their units, what is only information with its reason.

        A head may not read minutes. The matters of the tasks are filed and assigned in one go, what they lack is asked
        once; one is closed, one reports, and the page for the next meeting says how it is with each, is published and
        reports to the body.
        """
        self.at("2026-06-26")
        Meeting = self.env["duban.meeting"]
        text = (INPUTS / FILE).read_text(encoding="utf-8")
        self.assert_refused(
            lambda: Meeting.with_user(self.head_a).read_minutes(text=text)
        )
        self.log("head_a 读纪要被拒绝")
        Meeting = Meeting.with_user(self.office_user)
        found = Meeting.read_minutes(name=FILE, data=encoded(FILE))
        self.log("office_user 读入常委会纪要")
        self.log_proposals(found)
        reason = self.env.ref("duban_supervision_meeting.reason_information").id
        items = []
        for item in found["items"]:
            if item["kind"] == "task" and not item["lead_unit_id"]:
                item["lead_unit_id"] = self.by_name["党委巡察办"].id
            if item["kind"] != "task":
                item["reason_id"] = reason
            items.append(item)
        meeting = Meeting.browse(
            Meeting.confirm_minutes(
                {**found["meeting"], "body_id": self.body("standing_committee").id},
                items,
                name=FILE,
                data=encoded(FILE),
            )
        )
        meeting.date_issued = "2026-06-26"
        self.log("office_user 确认各项")
        action = meeting.action_supervise_open()
        self.log("office_user 全部列入督办")
        dialog = (
            self.env["duban.supervise.wizard"]
            .with_user(self.office_user)
            .browse(action["res_id"])
        )
        self.log_rows("尚缺", dialog, "matter_ids", "asks_date", "problems")
        for matter in dialog.matter_ids:
            matter.write(
                {"date_deadline": "2026-08-31", "deadline_ground": "常委会规定的时限"}
            )
        dialog.action_go_on()
        self.log("office_user 填写纪要所定时限的日期，继续立项交办")
        self.log_rows("议定事项", meeting.resolution_ids, "sequence", "kind", "status", "name", "lead_unit_id",
                      "co_unit_ids", "date_due", "responsible_leader_id", "matter_ids")  # fmt: skip
        self.at("2026-07-20")
        self.run_patrol()
        self.log("7月20日夜间巡检")
        page = (
            self.env["duban.meeting.page"]
            .with_user(self.office_user)
            .browse(
                Meeting.env["duban.meeting.page"]
                .with_user(self.office_user)
                .action_next(meeting.body_id.id)["res_id"]
            )
        )
        self.log("office_user 起草下次会议的落实情况")
        page.line_ids[:1].omitted = True
        page.action_publish()
        self.log("office_user 发布落实情况")
        self.log_home()
        self.log_messages()
        self.assert_journal("minutes")
