"""The workbook of units and people to fill in, and as it stands."""

from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class People(Controller):
    @route(
        "/duban/people/<any(template,current):kind>.xlsx",
        type="http",
        auth="user",
        readonly=True,
    )
    def workbook(self, kind, company=None):
        """The workbook of the company whose id is given; refused to whoever does not maintain the directory."""
        allowed = request.env.user.company_ids
        chosen = (
            allowed.filtered(lambda row: str(row.id) == company) or request.env.company
        )
        lists = request.env["duban.people.list"].with_company(chosen)
        content = lists._workbook(kind)
        name = (
            "人员名单模板.xlsx" if kind == "template" else f"{chosen.name}人员名单.xlsx"
        )
        return request.make_response(
            content, [("Content-Type", XLSX), ("Content-Disposition", content_disposition(name))]
        )  # fmt: skip
