"""Files that addons ship: loaded at installation, brought up to date three-way at each update."""

import importlib

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.modules.module import get_manifest
from odoo.tools import file_open

from ....tools.door import DOOR
from ..regulation_trail import silent
from .regulation_layout import Layout
from .regulation_plan import Plan, merge
from .regulation_yaml import RegulationFileError

FILE = "regulation.yaml"
#: of the head of a regulation, what a new edition of the file does not change in an institution that has it
OWN_HEAD = ("name", "code", "institution", "date_from")


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    shipped_by = fields.Char(
        readonly=True, copy=True, help="Addon whose file this regulation follows."
    )
    shipped = fields.Json(
        readonly=True, copy=True, help="What that addon shipped last, as plain data."
    )

    @api.model
    def _load_shipped(self, module):
        """Load the file of an addon: once as it is, later what changed in it since (``module`` is the addon's name).

        Called by the addon's data. The first institution that is installed serves the main company; one with demo data
        serves the company of its demo.

        :raise ValidationError: the file is not understood
        """
        if not get_manifest(module):
            raise ValidationError(self.env._("There is no addon “%s”.", module))
        with file_open(f"{module}/{FILE}") as file:
            text = file.read()
        try:
            plan = self._read_file(text)
        except RegulationFileError as error:
            raise ValidationError(
                self.env._(
                    "The regulation of %(module)s is not understood:\n%(problems)s",
                    module=module,
                    problems=error,
                )
            ) from error
        xmlid = f"{module}.regulation"
        regulation = self.env.ref(xmlid, raise_if_not_found=False)
        if not regulation:
            regulation = silent(self)._create_shipped(module, plan)
            if not self._has_demo(module) and not self._in_force(self.env.company):
                regulation._adopt(self.env.company, regulation.institution)
        if not regulation.shipped:
            regulation._take_over_xml(module, plan)
        following = self.with_context(active_test=False).search(
            [("shipped_by", "=", module)]
        )
        for each in following | regulation:
            each._follow(plan)
        regulation._name_rows(module)
        return True

    @api.model
    def _play_demo(self, module, method):
        """Run ``method`` of the demo story of an addon. Called by its demo data alone: its Python is no model's."""
        story = importlib.import_module(f"odoo.addons.{module}.demo.story")
        getattr(story.Played(self.env), method)()
        return True

    @api.model
    def _has_demo(self, module):
        # sudo: the list of modules is the administrators'
        found = self.env["ir.module.module"].sudo()._get(module)
        return bool(found.demo)

    @api.model
    def _create_shipped(self, module, plan):
        silent = self.with_context(mail_create_nolog=True, tracking_disable=DOOR)
        regulation = silent.create(
            {**plan.head, "company_id": False, "shipped_by": module}
        )
        self.env["ir.model.data"]._update_xmlids(
            [
                {
                    "xml_id": f"{module}.regulation",
                    "record": regulation,
                    "noupdate": True,
                }
            ]
        )
        regulation._apply(plan)
        regulation.shipped = plan.as_json()
        return regulation.with_context(mail_create_nolog=False, tracking_disable=False)

    def _follow(self, plan):
        """Bring what the addon ships now into this one regulation (three-way), and say what came and what did not."""
        self.ensure_one()
        base = Plan.from_json(self.shipped)
        if base.as_json() == plan.as_json():
            return
        layout = Layout(self.env)
        now = self._plan(layout)
        # Name, code, institution and first day are each institution's own.
        own = {name: now.head[name] for name in OWN_HEAD if name in now.head}
        shipped = Plan.from_json(plan.as_json())
        for each in (base, shipped):
            each.head = {**each.head, **own}
        result, conflicts = merge(base, shipped, now)
        conflicts += result.settle(layout, now)
        changes = self._apply(result)
        self.shipped = plan.as_json()
        self._log_update(changes, conflicts)

    def _log_update(self, changes, conflicts):
        """Say on the regulation what an update brought, and where the institution's own word stays."""
        layout = Layout(self.env)
        lines = [self._change_words(layout, change) for change in changes]
        lines += [
            (
                self.env._("Stays as it is here: %s", place),
                old,
                self.env._("shipped: %s", new or "—"),
            )
            for place, old, new in (
                self._change_words(layout, change) for change in conflicts
            )
        ]
        self.env["duban.regulation.change"]._append(
            (self, place, old, new) for place, old, new in lines
        )
        if lines:
            self.message_post(
                body=self.env._(
                    "Update of the addon: %(count)s changes came, %(conflicts)s stay as this institution has them. "
                    "They stand under Changes.",
                    count=len(changes),
                    conflicts=len(conflicts),
                )
            )

    # ------------------------------------------------------------------
    # Names of rows
    # ------------------------------------------------------------------

    def _name_rows(self, module):
        """Give each row that has no external id of ``module`` one, made of what the row is."""
        layout = Layout(self.env)
        records = self._rows_by_place(layout, self._plan(layout))
        # sudo: external ids are the system's; the addon names its own rows
        data = self.env["ir.model.data"].sudo().search([("module", "=", module)])
        named = {(entry.model, entry.res_id) for entry in data}
        taken = set(data.mapped("name"))
        fresh = []
        for (kind, key), row in records.items():
            if (row._name, row.id) in named:
                continue
            name = _row_name(kind, key)
            number = 1
            while name in taken:
                number += 1
                name = f"{_row_name(kind, key)}_{number}"
            taken.add(name)
            fresh.append(
                {"xml_id": f"{module}.{name}", "record": row, "noupdate": True}
            )
        self.env["ir.model.data"]._update_xmlids(fresh)

    def _take_over_xml(self, module, plan):
        """A regulation that came as XML data shipped what the file says; what an administrator changed since stays."""
        layout = Layout(self.env)
        now = self._plan(layout)
        for place, values in now.rows.items():
            if place in plan.rows and "sequence" in plan.rows[place]:
                values["sequence"] = plan.rows[place]["sequence"]
        now.titles = plan.titles
        self.with_context(tracking_disable=DOOR)._apply(now)
        before = Plan.from_json(plan.as_json())
        # Words that nothing reads are no longer shipped.
        for place, values in now.rows.items():
            if place[0] == "word" and place not in plan.rows:
                if self.env["duban.label"]._key_problem(values["key"]):
                    before.rows[place] = values
        silent(self).write({"shipped_by": module, "shipped": before.as_json()})


def _row_name(kind, key):
    """External name of a row: ``category_meeting``, ``channel_system``, ``cell_notice_matter_number`` …"""
    words = [word for word in key[:-1] if word]
    if kind != "option":
        words.insert(0, {"word": "label", "bar": "procedure"}.get(kind, kind))
    name = "_".join(words).replace("action_action_", "action_")
    plain = (sign if sign.isascii() and sign.isalnum() else "_" for sign in name)
    return "".join(plain).strip("_")
