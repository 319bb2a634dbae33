"""The form of a step, cut out of the matter's own form: a field looks, hides and locks there as it does here."""

import re
from copy import deepcopy

from lxml import etree

from odoo import api, models

from .landing import STEP_VIEW

MAIN_VIEW = "duban_supervision.duban_matter_view_form"
#: steps whose own dialog asks for nothing but what their landing fills in: there they are taken at once
AT_ONCE = {"pass_review": "action_pass_review"}


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        step = self.env.ref(STEP_VIEW, raise_if_not_found=False)
        if step and view == step:
            main, _view = super()._get_view(
                self.env.ref(MAIN_VIEW).id, view_type, **options
            )
            self._cut_step_form(arch, main)
        return arch, view

    @api.model
    def _cut_step_form(self, arch, main):
        """Put into the form of the steps (``arch``) what the landings need of the form of the matter (``main``)."""
        landings = self._landings().values()
        group = arch.find(".//group[@name='fills']")
        seen = set()
        for node in main.iter("field"):
            name = node.get("name")
            if name in seen or not self._is_filled_in(node):
                continue
            seen.add(name)
            self._put_field(group, node, name)
        footer = arch.find(".//footer")
        steps = dict.fromkeys(step for row in landings for step in row.steps)
        for step in reversed(steps):
            button = self._button_of(main, step)
            if button is not None:
                for node in self._step_buttons(button, step):
                    footer.insert(0, node)

    @api.model
    def _is_filled_in(self, node):
        """Whether ``node`` is a box of the matter's form, not of a list within it, that somebody fills in."""
        if any(parent.tag == "field" for parent in node.iterancestors()):
            return False
        name = node.get("name")
        if name in ("plan_line_ids", "unit_line_ids"):
            return True
        return "not in writable" in (node.get("readonly") or "")

    @api.model
    def _put_field(self, group, node, name):
        copy = deepcopy(node)
        copy.tail = None
        hidden = f"'{name}' not in (step_fills or [])"
        if self._fields[name].type == "one2many":
            copy.set("nolabel", "1")
            copy.set("colspan", "2")
            block = etree.SubElement(
                group, "div", colspan="2", invisible=hidden, name=f"{name}_block"
            )
            etree.SubElement(block, "label", {"for": name, "class": "fw-bold"})
            block.append(copy)
            return
        own = node.get("invisible")
        copy.set("invisible", f"{hidden} or ({own})" if own else hidden)
        group.append(copy)

    @api.model
    def _button_of(self, main, step):
        """The button of the matter's form that takes ``step``, or None."""
        wanted = re.compile(rf"'{step}' not in allowed_actions")
        for button in main.iterfind(".//header/button"):
            first = re.search(
                r"'(\w+)' not in allowed_actions", button.get("invisible") or ""
            )
            if first and wanted.fullmatch(first.group()):
                return button
        return None

    @api.model
    def _step_buttons(self, button, step):
        """The button twice: highlighted where the step is the first that is offered, and plain beside another."""
        for style, hidden in (("btn-primary", "!="), ("btn-secondary", "==")):
            copy = deepcopy(button)
            copy.tail = None
            copy.attrib.pop("data-hotkey", None)
            if step in AT_ONCE:
                copy.set("name", AT_ONCE[step])
                copy.attrib.pop("args", None)
            names = [
                word
                for word in (button.get("class") or "").split()
                if word.startswith("o_duban")
            ]
            copy.set("class", " ".join([style, *names]))
            copy.set(
                "invisible",
                f"'{step}' not in (step_offers or []) or step_offers[0] {hidden} '{step}'",
            )
            yield copy
