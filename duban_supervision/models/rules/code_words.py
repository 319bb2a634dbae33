"""What the codes of a regulation as a whole are called: its lists, its papers, what is told."""

from odoo import api, models

from ..reminding.informing import EVENTS


class DubanRegulation(models.Model):
    _name = "duban.regulation"
    _inherit = ["duban.regulation", "duban.code.choices"]

    def _code_choices(self, name, document):
        if name == "silent_events":
            kinds = self.env["duban.reminder"]._fields["kind"]
            kinds = kinds._description_selection(self.env)
            return {code: words for code, words in kinds if code in EVENTS}
        if name == "request_reasons":
            reasons = self.env["duban.request"]._fields["reason_kind"]
            return dict(reasons._description_selection(self.env))
        return super()._code_choices(name, document)

    @api.model
    def _list_words(self):
        """{code: what it is a list of} of the lists that the engine asks for. Hook: extend through ``super()``."""
        return {
            "form": self.env._("Modes of supervision"),
            "channel": self.env._("Channels of assignment"),
            "record_kind": self.env._("Modes of a supervision record"),
            "recheck_kind": self.env._("Kinds of re-check"),
            "feedback_mark": self.env._("Marks of a feedback"),
            "purpose": self.env._("Purposes of a supervision record"),
            "onsite_ground": self.env._("Grounds of an on-site inspection"),
            "onsite_method": self.env._("Methods of an on-site inspection"),
            "accountability_kind": self.env._("Kinds of accountability"),
            "accountability_ground": self.env._("Grounds of accountability"),
            "accountability_measure": self.env._("Measures of accountability"),
            "accountability_outcome": self.env._("Outcomes of accountability"),
            "accountability_meeting": self.env._("Meetings that decide accountability"),
        }

    @api.model
    def _paper_words(self):
        """{code: title} of the papers of the engine. Hook: extend through ``super()``."""
        return {
            "notice": self.env._("Supervision notice"),
            "ledger": self.env._("Ledger"),
            "request": self.env._("Request"),
            "request_exemption": self.env._("Request: exemption"),
            "request_inability": self.env._("Request: inability to complete"),
            "request_cannot_finish": self.env._("Request: not finishing in time"),
            "records": self.env._("Supervision records"),
            "warning_notice": self.env._("Warning notice"),
            "unit": self.env._("Unit"),
            "bulletin": self.env._("Bulletin"),
            "bulletin_regular": self.env._("Regular bulletin"),
            "bulletin_irregular": self.env._("Irregular bulletin"),
            "bulletin_annual": self.env._("Annual bulletin"),
            "bulletin_summary": self.env._("Bulletin: summary"),
            "bulletin_semester": self.env._("Semester report"),
            "bulletin_semester_addressee": self.env._("Semester report: addressee"),
            "bulletin_closed": self.env._("Bulletin: closed matters"),
            "bulletin_issue": self.env._("Bulletin: issue"),
            "bulletin_scope": self.env._("Bulletin: period"),
            "bulletin_table": self.env._("Bulletin: table"),
            "bulletin_good": self.env._("Bulletin: good practice"),
            "bulletin_problems": self.env._("Bulletin: problems"),
            "assessment": self.env._("Assessment"),
            "assessment_head": self.env._("Assessment of heads"),
            "assessment_handler": self.env._("Assessment of handlers"),
            "assessment_leader": self.env._("Assessment of leaders"),
            "commendation": self.env._("Commendation"),
            "research": self.env._("Research"),
            "score": self.env._("Score"),
        }
