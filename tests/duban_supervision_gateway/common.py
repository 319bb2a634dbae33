"""Fixtures of gateways: staff numbers and mobiles, a queue that is sent without a scheduler."""

from unittest.mock import patch

from tests.common import SupervisionCommon


class GatewayCommon(SupervisionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        users = cls.env["res.users"].search([("company_id", "=", cls.company.id)])
        for number, user in enumerate(users.sorted("id")):
            user.staff_number = f"20{number:04d}"
            user.employee_ids.mobile_phone = f"138{number:08d}"
        cls.env["ir.config_parameter"].sudo().set_param(
            "web.base.url", "https://duban.example.edu.cn"
        )

    def gateway(self, service, **values):
        return self.env["duban.gateway"].create(
            {"name": "测试通道", "company_id": self.company.id, "base_url": service.url, "is_on": True, "per_minute": 0,
             **values}
        )  # fmt: skip

    def send(self):
        """The scheduled action, without its commits."""
        with patch.object(
            self.registry["ir.cron"], "_commit_progress", lambda *args, **kwargs: 1e9
        ):
            self.env["duban.gateway.message"]._cron_send()

    def messages(self, gateway, **values):
        domain = [
            ("gateway_id", "=", gateway.id),
            *((name, "=", value) for name, value in values.items()),
        ]
        return self.env["duban.gateway.message"].sudo().search(domain, order="id")
