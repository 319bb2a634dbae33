"""The page on which a decision is written, made for a phone: what is asked, what the signature sets, the buttons."""

from odoo.exceptions import UserError
from odoo.http import Controller, request, route

from .step import HOME


class Opinion(Controller):
    @route(
        "/duban/opinion/<int:line_id>",
        type="http",
        auth="user",
        methods=["GET", "POST"],
    )
    def decide(self, line_id, decision=None, opinion=None, date=None, **_rest):
        """Show the step to decide; with ``decision`` (one of those shown) take it as the person.

        :param date: the due date that the signature sets, where it sets one
        """
        line = request.env["duban.approval.line"].browse(line_id).exists()
        if not line or not line.has_access("read"):
            return request.render("duban_supervision_gateway.gone_page", {"home": HOME})
        values = {"error": "", "done": "", "opinion": opinion or ""}
        facts, decisions = line._shown_facts(), self._decisions(line)
        if request.httprequest.method == "POST" and decision in decisions:
            values.update(self._decided(line, decision, (opinion or "").strip(), date))
        signs_date = "approve" in decisions and line._signs_date()
        decided = line.state in ("approved", "returned", "rejected")
        values.update(
            line=line,
            matter=line.matter_id,
            facts=facts,
            decisions=decisions,
            date_label=line.matter_id._label("date_deadline"),
            date=(date or line._date_defaults()["date"] or "") if signs_date else None,
            can_decide=line.can_decide,
            decided=line._signed_words() if decided else "",
        )
        return request.render("duban_supervision_gateway.opinion_page", values)

    def _decisions(self, line):
        """What of ``line`` is decided here; what has more to say is written where there is room for it."""
        whole = line._ask_key("approve") in ("approve", "approve_date")
        return [
            *(["approve"] if whole else []),
            "return",
            *(["reject"] if line._may_choose("reject") else []),
        ]

    def _decided(self, line, decision, opinion, date):
        try:
            with request.env.cr.savepoint():
                if decision == "approve":
                    day = date if date and line._signs_date() else None
                    line.action_approve(opinion or None, day)
                    return {"done": request.env._("Agreed")}
                if decision == "return":
                    line.action_return(opinion)
                    return {"done": request.env._("Returned")}
                line.action_reject(opinion)
                return {"done": request.env._("Refused")}
        except UserError as error:
            return {"error": str(error)}
