"""Fixtures: 兰州大学 with its regulation."""

from itertools import count

from tests.common import SupervisionCommon

NUMBERS = count(1)


#: columns of the ledger, as the regulation has them
LEDGER = (
    "编号",
    "工作任务",
    "任务来源",
    "工作措施",
    "分管领导",
    "责任单位",
    "责任人",
    "配合单位",
    "完成时限",
    "认领情况",
    "工作进展",
    "自评",
    "审核/审阅",
    "销号日期",
)


class LzuCommon(SupervisionCommon):
    regulation_xmlid = "duban_supervision_lzu.regulation"
    institution = "lzu"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit_a.liaison_id = cls.liaison_a
        cls.unit_b.liaison_id = cls.worker_b
        cls.unit_c.liaison_id = cls.worker_c
        cls.unit_out.liaison_id = cls.outsider
        cls.regulation.supervisory_office_id = cls.supervisory

    def values(self, **values):
        """A task of the ledger: its six columns and its source."""
        return {
            "name": f"第{next(NUMBERS)}项工作",
            "measures": "完成招标、安装和验收",
            "source_category_id": self.category("meeting").id,
            "decision_body_id": self.body("president").id,
            "lead_unit_id": self.unit_a.id,
            "handler_id": self.worker_a.id,
            "date_deadline": "2024-12-20",
            **values,
        }

    def claimed_b(self, **values):
        """A task that unit B has claimed."""
        matter = self.filed(
            lead_unit_id=self.unit_b.id, handler_id=self.worker_b.id, **values
        )
        matter.with_user(self.worker_b).action_claim()
        return matter

    def decide(self, matter, user):
        """The pending step of the closing chain, decided by ``user``."""
        return matter.with_user(user).action_approve_step("同意")


class NoticeCommon(LzuCommon):
    """A special notice to 教务处 (unit A), with 后勤处 (unit B), for 图书馆."""

    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def notice(self, **values):
        values = {
            "name": "做好清明假期安排",
            "trait_ids": [(6, 0, self.option("lzu_trait", "urgent").ids)],
            "source_unit_id": self.unit_out.id,
            "requirements": "三日内报送值班表",
            "lead_unit_id": self.unit_a.id,
            "co_unit_ids": [(6, 0, self.unit_b.ids)],
            "date_deadline": "2024-03-08",
            "communication_ids": [
                (
                    0,
                    0,
                    {
                        "partner": "图书馆、教务处",
                        "date": "2024-03-01",
                        "result": "已商定分工",
                    },
                )
            ],
            **values,
        }
        return self.env["duban.lzu.notice"].with_user(self.office_user).create(values)

    def notice_todos(self, notice):
        return notice.sudo().activity_ids.filtered("duban_key")
