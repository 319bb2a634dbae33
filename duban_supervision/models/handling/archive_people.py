"""Who registers the volume of the initiating unit after closing, when its head is gone (ABAF-14.2, CORE-20).

The office may not register for another unit: where nobody there can, it is asked to have a head named.
"""

from odoo import models

from ..access.matter_access import ENDED_STATES


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _unit_of_todo(self, key):
        """See there; the volume of the initiating unit is registered by that unit alone."""
        if key == "archive:subject":
            return self.subject_unit_id or self.lead_unit_id
        return super()._unit_of_todo(key)

    def _vacancy_words(self, unit):
        """See there; after its end a matter gets no new people, the directory does."""
        if self.state not in ENDED_STATES:
            return super()._vacancy_words(unit)
        return self.env._(
            "%s has nobody who can register its volume: have its head named in the directory of departments",
            unit.name,
        )
