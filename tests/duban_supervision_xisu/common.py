"""西安外国语大学 under test."""

from tests.common import SupervisionCommon


class XisuCommon(SupervisionCommon):
    regulation_xmlid = "duban_supervision_xisu.regulation"
    institution = "xisu"

    @classmethod
    def category(cls, code):
        return cls.regulation.category_ids.filtered(lambda row: row.code == code)

    @classmethod
    def body(cls, code):
        return cls.regulation.decision_body_ids.filtered(lambda row: row.code == code)

    @classmethod
    def option(cls, list_code, code):
        return cls.env["duban.option"]._get(cls.regulation, list_code, code)

    def values(self, **values):
        """A matter of 其他重要事项 with everything that filing asks for: joint supervision with 科研处."""
        return super().values(
            **{
                "source_category_id": self.category("other").id,
                "objective": "九月前全部更新",
                "form_id": self.option("form", "joint").id,
                "joint_unit_ids": [(6, 0, self.unit_c.ids)],
                **values,
            }
        )

    def with_result(self, matter=None, **values):
        """A matter whose lead unit has reported its result."""
        matter = matter or self.accepted()
        worker = matter.with_user(self.worker_a)
        worker.write({"result": "已全部更新", "achievements": "提前完成", "problems": "无", **values})
        worker.action_submit_result()
        return matter

    def reviewed(self, matter=None):
        """A matter whose result has passed the review and has its conclusion."""
        matter = matter if matter and matter.state == "result_submitted" else self.with_result(matter)
        matter.action_pass_review("情况属实，同意办结")
        matter.conclusion = "已落实"
        return matter

    def report_back(self, matter, target="leader"):
        report = self.env["duban.report.back"].with_user(self.office_user).create(
            {
                "regulation_id": self.regulation.id, "target_id": self.body(target).id, "content": "已全部更新",
                "matter_ids": [(6, 0, matter.ids)],
            }
        )  # fmt: skip
        report.action_done()
        return report

    def closed(self, matter=None, **values):
        """A matter run through all six steps."""
        matter = self.reviewed(matter or self.accepted(**values))
        self.report_back(matter)
        matter.action_close()
        return matter
