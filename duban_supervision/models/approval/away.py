"""A leader who is away, and whoever stands in cannot decide: gone as well, recused, the applicant (CORE-20, CORE-29).

Two leaders may stand in for each other. The step does not wait with the office, which may not decide it: the office is
asked to name who does.
"""

from odoo import models


class DubanApprovalLine(models.Model):
    _inherit = "duban.approval.line"

    def _is_stranded(self, stand_ins):
        """Whether the approver of this one step is away and nobody who stands in may decide it (as superuser).

        :param stand_ins: ``duban.delegation._stand_ins()``
        """
        if self.approver_id not in stand_ins:
            return False
        deputy = stand_ins[self.approver_id]
        return not self.matter_id._can_act(deputy) or self._decides_for(deputy) is None


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _settle_todo(self, todo, stand_ins):
        """See there; a step that nobody can decide is the office's to name a decider for."""
        kind, _sep, rest = todo.key.partition(":")
        if kind == "approve":
            line = self.env["duban.approval.line"].browse(int(rest))
            if line._is_stranded(stand_ins):
                todo = todo._replace(
                    key=f"decider:{line.id}",
                    user=self._office_contact(),
                    summary=line._decider_words(),
                )
        return super()._settle_todo(todo, stand_ins)

    def _is_objection_decider(self):
        """See there; the office where the leader in charge, who decides by the rules, is not there."""
        deciders = super()._is_objection_decider()
        left = (self - deciders)._is_office()
        # sudo: which rule counts, and whether the leader is there; who may is asked above
        return deciders | left.sudo().filtered(
            lambda matter: (
                matter._rule("objection_decider") == "leader_in_charge"
                and not matter._leader_is_there()
            )
        ).with_env(self.env)

    def _leader_is_there(self):
        """Whether the leader in charge of this one matter, or who stands in, can act on it (as superuser)."""
        leader = self.leader_in_charge_id
        stand_ins = self.env["duban.delegation"]._stand_ins()
        return self._can_act(stand_ins.get(leader, leader))
