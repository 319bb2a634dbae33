"""西安外国语大学 under test."""

from lxml import etree

from odoo.exceptions import UserError
from odoo.tools.safe_eval import safe_eval

from tests.common import SupervisionCommon


class XisuCommon(SupervisionCommon):
    regulation_xmlid = "duban_supervision_xisu.regulation"
    institution = "xisu"

    def values(self, **values):
        """A matter of 其他重要事项 with everything that filing asks for: joint supervision with 组织人事部."""
        return super().values(
            **{
                "source_category_id": self.category("other").id,
                "objective": "九月前全部更新",
                "form_id": self.option("form", "joint").id,
                "joint_unit_ids": [(6, 0, self.organisation.ids)],
                **values,
            }
        )

    def dated(self, day, **values):
        """Values of a matter whose due date the document or meeting states."""
        return {
            "form_id": self.option("form", "special").id,
            "joint_unit_ids": False,
            "date_deadline": day,
            "deadline_ground": "校长办公会规定的期限",
            **values,
        }

    def extension(self, matter, date_requested, user=None, **values):
        """An application that names the leader who decides."""
        return super().extension(
            matter, date_requested, user, **{"decider_id": self.leader.id, **values}
        )

    def request(self, matter, kind="extension", **values):
        """A draft request with its written statement."""
        return super().request(
            matter, kind=kind, **{"statement": "供应商来函说明", **values}
        )

    def patrol(self):
        """The daily job."""
        with self.enter_registry_test_mode():
            self.env.ref("duban_supervision.ir_cron_patrol").method_direct_trigger()

    def search_view(self):
        """The search screen of matters as the office sees it."""
        view = self.env.ref("duban_supervision.duban_matter_view_search")
        Matter = self.env["duban.matter"].with_user(self.office_user)
        return etree.fromstring(Matter.get_view(view.id, "search")["arch"])

    def filter(self, name):
        """Domain of a filter of the search screen."""
        (node,) = self.search_view().xpath(f"//filter[@name='{name}']")
        return safe_eval(node.get("domain"))

    def refused(self, call, *labels):
        """``call`` is refused with a message that names ``labels``."""
        with self.assertRaises(UserError) as error, self.cr.savepoint():
            call()
        for label in labels:
            self.assertIn(label, str(error.exception))

    def record(self, matter, kind="oral_reminder", user=None, **values):
        values = {
            "matter_id": matter.id,
            "kind_id": self.option("record_kind", kind).id,
            "summary": "询问进展",
            **values,
        }
        return (
            self.env["duban.record"].with_user(user or self.office_user).create(values)
        )

    def report_back(self, matter, target="leader"):
        report = self.env["duban.report.back"].with_user(self.office_user).create(
            {
                "regulation_id": self.regulation.id, "company_id": self.company.id, "target_id": self.body(target).id,
                "content": "已全部更新", "matter_ids": [(6, 0, matter.ids)],
            }
        )  # fmt: skip
        report.action_done()
        return report
