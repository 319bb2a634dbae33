"""武汉理工大学: its regulation, and values with which a matter of each scope can be filed."""

from tests.common import SupervisionCommon

#: columns of the ledger (附件), as the regulation has them
LEDGER = (
    "序号",
    "编号",
    "类别",
    "来源会议/文件",
    "纪要印发日期",
    "事项内容",
    "承办单位",
    "配合单位",
    "第一责任人",
    "联络员",
    "办结时限",
    "延期情况（申请日、批准人、新时限）",
    "进展情况",
    "催办次数及记录",
    "完成情况",
    "反馈对象及日期",
    "回访复查情况",
    "归档",
)


class WutCommon(SupervisionCommon):
    regulation_xmlid = "duban_supervision_wut.regulation"
    institution = "wut"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit_a.liaison_id = cls.liaison_a
        # 纪委监察处 is one unit there
        cls.regulation.supervisory_office_id = cls.discipline

    def values(self, **values):
        """Scope 1 (a decision of 校长办公会) unless ``scope`` says 2 (annual work) or 3 (other important)."""
        scope = values.pop("scope", 1)
        common = {
            "name": "更新教学用机房",
            "content": "更新教学用机房设备",
            "basis": "校长办公会决定",
            "lead_unit_id": self.unit_a.id,
            "co_unit_none": "co_unit_ids" not in values,
        }
        by_scope = {
            1: {
                "source_category_id": self.category("school_meeting").id,
                "decision_body_id": self.body("president_meeting").id,
                "meeting_date": "2024-03-01",
                "minutes_number": "〔2024〕5号",
                "minutes_issue_date": "2024-03-04",
            },
            2: {
                "source_category_id": self.category("annual_key_work").id,
                "source_kind_id": self.category("work_points").id,
                "decision_body_id": self.body("standing_committee").id,
                "meeting_date": "2024-02-28",
                "plan_year": 2024,
            },
            3: {
                "source_category_id": self.category("other_important").id,
                "source_kind_id": self.category("leader_instruction").id,
                "date_deadline": "2024-06-28",
                "chosen_leader_id": self.leader.id,
            },
        }
        return {**common, **by_scope[scope], **values}
