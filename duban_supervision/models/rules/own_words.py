"""Sentences in the institution's own words.

Messages, to-dos and screens are written once, in Chinese with the core's words (承办单位, 办结期限, 督办部门).
Where the regulation in force calls a thing otherwise, its word stands in their place. What is quoted (“…”, 《…》) is a
name or somebody's title and stays as it was written.
"""

import re
from functools import lru_cache

from odoo import api, models
from odoo.exceptions import UserError
from odoo.http import request

#: the core's word in Chinese: the key of the regulation's word for the same
CORE = {
    "承办单位": "field:lead_unit_id",
    "协办单位": "field:co_unit_ids",
    "办结期限": "field:date_deadline",
    "办结时限": "field:date_deadline",
    "督办部门": "field:office_id",
    "督办机构": "field:office_id",
    "反馈进展": "action:action_feedback",
    "接办": "action:action_accept",
    "办结销号": "action:action_close",
}
#: what stands for the core's word where the regulation has that step under another name
ELSE = {"接办": "action:action_claim"}
QUOTED = re.compile(r"(“[^”]*”|《[^》]*》)")
WORDS = re.compile("|".join(map(re.escape, CORE)))
#: what of a view is read by people
SAID = ("string", "help", "placeholder", "title", "confirm", "aria-label")
OURS = "odoo.addons.duban_supervision"


class DubanLabel(models.Model):
    _inherit = "duban.label"

    @api.model
    def _own(self, text, regulation):
        """``text`` (Chinese; anything else comes back as it is) with the words of ``regulation`` (may be empty)."""
        if not text or not regulation or not (self.env.lang or "").startswith("zh"):
            return text
        return self._own_by(text, self._words(regulation.id))

    @api.model
    def _own_by(self, text, words):
        """The same with the words {key: label} of a regulation."""
        if not WORDS.search(text):
            return text
        own = {
            word: words.get(key) or words[ELSE[word]]
            for word, key in CORE.items()
            if words.get(key) or words.get(ELSE.get(word))
        }
        pattern = _pattern(frozenset(own) | frozenset(own.values()))
        parts = QUOTED.split(text)
        parts[::2] = [
            pattern.sub(lambda match: own.get(match[0], match[0]), part)
            for part in parts[::2]
        ]
        return "".join(parts)


@lru_cache(64)
def _pattern(words):
    """Finds any of the words, the longest first: an own word that holds the core's is left whole."""
    # no word at all finds nothing
    longest = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest)) or "(?!)")


class DubanLabelMixin(models.AbstractModel):
    _inherit = "duban.label.mixin"

    @api.model
    def _label_nodes(self, node, words):
        """Also what a view says besides the names of its fields and buttons: groups, pages, banners, questions."""
        if (self.env.lang or "").startswith("zh"):
            own = self.env["duban.label"]._own_by
            for name in SAID:
                if node.get(name):
                    node.set(name, own(node.get(name), words))
            if node.text:
                node.text = own(node.text, words)
            for child in node.iterchildren():
                if child.tail:
                    child.tail = own(child.tail, words)
        return super()._label_nodes(node, words)

    @api.model
    def _label_descriptions(self, descriptions, words):
        result = super()._label_descriptions(descriptions, words)
        if (self.env.lang or "").startswith("zh"):
            own = self.env["duban.label"]._own_by
            for description in descriptions.values():
                for name in ("string", "help"):
                    if description.get(name):
                        description[name] = own(description[name], words)
        return result


def raised_here(exception):
    """Whether a step of the suite raised it: what other apps say is theirs."""
    names, step = [], exception.__traceback__
    while step:
        names.append(step.tb_frame.f_globals.get("__name__", ""))
        step = step.tb_next
    # the ORM raises what a check of ours hands it
    while names and names[-1].startswith("odoo.orm."):
        names.pop()
    return bool(names) and names[-1].startswith(OURS)


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        if isinstance(exception, UserError) and exception.args and request.env.uid:
            if raised_here(exception):
                cls._duban_say_own(exception)
        return super()._handle_error(exception)

    @classmethod
    def _duban_say_own(cls, exception):
        """Put the words of the user's institution into a refusal."""
        # the step that failed may have left its own cursor unusable
        with request.env.registry.cursor(readonly=True) as cr:
            env = request.env(cr=cr)
            companies = env.context.get("allowed_company_ids")
            company = env["res.company"].browse(companies[:1] if companies else [])
            # sudo: the words of one's own institution are no secret
            regulation = (
                env["duban.regulation"]
                .sudo()
                ._in_force((company & env.user.company_ids) or env.user.company_id)
            )
            said = env["duban.label"]._own(exception.args[0], regulation)
        exception.args = (said, *exception.args[1:])
