"""Whom the minutes mean by a unit's name: found, offered and remembered as in the import of ledgers."""

import re

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.duban_supervision_exchange.tools.ledgers import UnitFinder, folded

#: 各学院, 有关单位: nobody answers for these alone
COLLECTIVE = re.compile(r"^(?:各|有关|相关|全[校院体]|其他|所有)")


class DubanMeeting(models.Model):
    _inherit = "duban.meeting"

    @api.model
    def _supervised_units(self):
        return self.env["hr.department"].search(
            [
                ("is_supervised_unit", "=", True),
                ("company_id", "in", (self.env.company.id, False)),
            ]
        )

    @api.model
    def _units_chosen(self, *ids):
        """The units that a person chose; only those of the institution that are supervised.

        :raise UserError: another one
        """
        chosen = {key for key in ids if key}
        found = self._supervised_units().filtered(lambda unit: unit.id in chosen)
        if len(found) != len(chosen):
            raise UserError(
                self.env._("Choose units of the institution that are supervised.")
            )
        return found

    @api.model
    def _kept_unit_names(self):
        """{name as written: units} that the institution confirmed before: short and former names, groups."""
        rows = self.env["duban.import.memory"].search(
            [("company_id", "=", self.env.company.id), ("kind", "=", "unit")]
        )
        return {row.name: row.unit_ids for row in rows if row.unit_ids}

    @api.model
    def _reading_unit_names(self):
        """Names by which the reader knows a unit when it sees one: in full, and as kept."""
        return [*self._supervised_units().mapped("name"), *self._kept_unit_names()]

    @api.model
    def _unit_finder(self):
        """The finder of the import of ledgers over this institution's units."""
        units = self._supervised_units()
        kept = {
            folded(name): tuple(found.ids)
            for name, found in self._kept_unit_names().items()
            if found <= units
        }
        return UnitFinder([(unit.id, unit.name) for unit in units], kept)

    @api.model
    def _units_called(self, name, finder):
        """The units that ``name`` means for certain, and the ones that it may mean.

        :param finder: ``_unit_finder()``
        :return: ([ids], [ids to offer]); several certain ones are a group that the institution keeps
        """
        found = finder.find(name)
        if found.keys:
            return list(found.keys), []
        if len(name) > 1 and not COLLECTIVE.match(name):
            # 教务 is 教务处, 后勤 is 后勤保障处, where only one unit begins so
            begun = [
                key
                for key, full in finder.choices.items()
                if full.startswith(folded(name))
            ]
            if len(begun) == 1:
                return begun, []
        return [], [key for key, _likeness in found.suggestions[:3]]

    @api.model
    def _proposed_units(self, item, finder):
        """Who leads and who helps according to one ``item`` of the reader, for the screen."""
        leads, offered = (
            self._units_called(item["lead_unit"], finder)
            if item["lead_unit"]
            else ([], [])
        )
        lead = leads[0] if len(leads) == 1 else False
        co_units, co_offered = [], []
        for name in item["co_units"]:
            found, near = self._units_called(name, finder)
            co_units += [key for key in found if key not in (lead, *co_units)]
            co_offered += [
                key for key in near if key not in (lead, *co_units, *co_offered)
            ]
        return {
            "lead_unit_id": lead,
            "lead_offered": leads if len(leads) > 1 else offered,
            "co_unit_ids": co_units,
            "co_offered": co_offered,
        }

    def _remember_units(self):
        """A name that the minutes have for a unit and a person said whose it is: known from now on.

        Called on the meeting whose items were entered.
        """
        finder, Memory = self._unit_finder(), self.env["duban.import.memory"]
        for row in self.resolution_ids:
            name, unit = row.lead_text or "", row.lead_unit_id
            if not unit or len(name) < 2 or COLLECTIVE.match(name):
                continue
            if not self._units_called(name, finder)[0]:
                Memory._keep(self.company_id, "unit", name, unit_ids=unit)
