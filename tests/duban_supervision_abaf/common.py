"""阿坝职业学院: fixtures of its tests."""

from odoo import Command

from tests.common import SupervisionCommon
from tests.journal import Journal


class AbafCommon(SupervisionCommon):
    """A matter is proposed and led by 教务处 (unit A), decided by ``leader``, ``office_leader``, ``secretary``."""

    regulation_xmlid = "duban_supervision_abaf.regulation"
    institution = "abaf"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.discipline.name = "纪委办"
        cls.regulation.team_fixed_unit_ids = [
            Command.set((cls.office | cls.discipline | cls.organisation).ids)
        ]

    def values(self, grade="g2", mode="written", **values):
        return {
            "name": "更新教学用机房",
            "content": "更新教学用机房设备，完成安装调试",
            "handling_requirement": "按期完成并书面反馈",
            "source_category_id": self.category("key_work").id,
            "form_id": self.option("form", mode).id,
            "grade_id": self.grade(grade).id,
            "lead_unit_id": self.unit_a.id,
            "responsible_leader_id": self.leader.id,
            "principal_leader_id": self.secretary.id,
            **values,
        }

    # -- the way of a matter

    def proposed(self, **values):
        """Proposed by a user of the subject unit and submitted into the chain."""
        unit = values.get("lead_unit_id", self.unit_a.id)
        workers = {
            self.unit_a.id: self.worker_a,
            self.unit_b.id: self.worker_b,
            self.unit_c.id: self.worker_c,
        }
        matter = self.matter(user=workers[unit], **values)
        matter.action_submit_filing()
        return matter

    def patrol(self):
        """The daily job."""
        self.run_patrol()

    def approve(self, matter, opinion="同意", steps=3):
        """The three leaders decide in turn, each as themselves."""
        for _step in range(steps):
            line = matter.sudo()._current_line()
            line.with_user(line.approver_id).action_approve(opinion)

    def filed(self, **values):
        matter = self.proposed(**values)
        self.approve(matter)
        matter = matter.with_user(self.office_user)
        matter.action_file()
        return matter

    def assigned(self, **values):
        matter = self.filed(**values)
        if matter._demands("form_id", "record_before_assign"):
            self.record(
                matter,
                kind="phone",
                person_id=self.head_a.id,
                summary="电话告知承办要求",
            )
        matter.action_assign()
        return matter

    def accepted(self, **values):
        matter = self.assigned(**values)
        self.plan(matter, matter.date_deadline or "2023-12-31", measures="分三步推进")
        workers = {self.unit_b: self.worker_b, self.unit_c: self.worker_c}
        for line in matter.unit_line_ids.filtered(lambda row: row.role == "co"):
            # sudo: the head of each unit names one of its people, or takes it on
            head = line.sudo().department_id.manager_id.user_id
            worker = workers.get(line.department_id, head)
            line.with_user(head).handler_id = worker
        matter.with_user(self.worker_a).action_accept()
        return matter

    def report_result(self, matter):
        """The lead unit hands in its written report."""
        worker = matter.with_user(self.worker_a)
        file = (
            self.env["ir.attachment"]
            .with_user(self.worker_a)
            .create({"name": "书面报告.pdf", "raw": b"%PDF-1.4"})
        )
        worker.write(
            {
                "result": "已全部更新",
                "result_measures": "公开招标",
                "result_progress": "安装完成",
                "result_effect": "运行良好",
                "result_next_steps": "做好维护",
                "result_attachment_ids": [Command.set(file.ids)],
            }
        )
        worker.action_submit_result()
        return matter

    def reported_back(self, matter, leaders=None):
        """The office reports the matter to the leaders (default: Party secretary and president)."""
        report = (
            self.env["duban.report.back"]
            .with_user(self.office_user)
            .create(
                {
                    "leader_ids": [
                        Command.set((leaders or self.secretary | self.president).ids)
                    ],
                    "content": "已办结",
                    "matter_ids": [Command.set(matter.ids)],
                }
            )
        )
        report.action_done()
        return report

    def closed(self, **values):
        matter = self.report_result(self.accepted(**values))
        matter.action_pass_review("符合办结要求")
        self.approve(matter)
        self.reported_back(matter)
        matter.action_close()
        return matter

    def record(self, matter, user=None, kind="phone", **values):
        values = {
            "matter_id": matter.id,
            "kind_id": self.option("record_kind", kind).id,
            **values,
        }
        return (
            self.env["duban.record"].with_user(user or self.office_user).create(values)
        )


class AbafJournal(Journal, AbafCommon):
    """Each step is the act of one person, and is written down."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar_b()
        cls.third_c = cls.new_person("third_c", "user", cls.unit_c)

    def decide(self, matter, opinion="同意", decision="approve", by=None, log=True):
        """Whoever's turn it is decides, or ``by`` for that person; the office's steps are office_user's."""
        lines = matter.sudo().approval_line_ids
        line = lines.filtered(lambda row: row.state == "pending")
        user = by or line.approver_id or self.office_user
        getattr(line.with_user(user), f"action_{decision}")(opinion)
        self.send_notices()
        words = {"approve": "同意", "return": "退回", "reject": "不同意"}[decision]
        if log:
            self.log(f"{user.name} {words}（{line.name}）")

    def all_sign(self, matter):
        """The three leaders in turn."""
        for _step in range(3):
            self.decide(matter, log=False)
        self.log("三位领导依次审签、审核、审定")

    def night(self, day, clock="02:00"):
        self.at(day, clock)
        self.run_patrol()
        self.log("夜间巡检")

    def co_feedback(self, matter, user, words):
        Feedback = self.env["duban.feedback"].with_user(user)
        Feedback.create({"matter_id": matter.id, "kind": "co_unit", "name": words})
        self.log(f"{user.name} 向牵头单位反馈")

    def names(self, matter, head, worker):
        line = matter.sudo().unit_line_ids.filtered(
            lambda row: row.role == "co" and row.head_id == head
        )
        line.with_user(head).handler_id = worker
        self.log(f"{head.name} 明确协办承办人 {worker.name}")
