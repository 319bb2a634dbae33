"""The page on which a decision is written, made for a phone: what is asked, an opinion, two buttons."""

from odoo.exceptions import UserError
from odoo.http import Controller, request, route


class Opinion(Controller):
    @route(
        "/duban/opinion/<int:line_id>",
        type="http",
        auth="user",
        methods=["GET", "POST"],
    )
    def decide(self, line_id, decision=None, opinion=None, **_rest):
        """Show the step to decide; with ``decision`` (``approve`` or ``return``) take it as the person."""
        line = request.env["duban.approval.line"].browse(line_id).exists()
        values = {
            "error": "",
            "done": "",
            "opinion": opinion or "",
            "line": line,
            "matter": False,
        }
        if line and line.has_access("read"):
            values["matter"] = line.matter_id
            if request.httprequest.method == "POST" and decision in (
                "approve",
                "return",
            ):
                values.update(self._decided(line, decision, (opinion or "").strip()))
        values["can_decide"] = bool(values["matter"]) and line.can_decide
        return request.render("duban_supervision_gateway.opinion_page", values)

    def _decided(self, line, decision, opinion):
        try:
            with request.env.cr.savepoint():
                if decision == "approve":
                    line.action_approve(opinion or None)
                    return {"done": request.env._("Agreed")}
                line.action_return(opinion)
                return {"done": request.env._("Returned")}
        except UserError as error:
            return {"error": str(error)}
