"""Kept is kept (CORE-27): one predicate says what nobody changes or removes any more, by whatever way in.

Files, messages and to-dos stand beside the records of the suite; their guards (``ir_attachment.py``,
``mail_message.py``, ``mail_activity.py``) ask ``kept()`` and the key of the engine, never ``env.su``: the web
client's own routes act as superuser for whoever calls them.
"""

from odoo import models
from odoo.exceptions import UserError

from .engine import DOOR

#: a matter that came to its end; what stands on it only grows
ENDED_STATES = ("closed", "archived", "exempted", "terminated", "merged", "rejected")


def by_key(env):
    """Whether the engine itself is at work: an object cannot travel over RPC."""
    return env.context.get("duban_door") is DOOR


def own_model(env, name):
    """Whether ``name`` is a model of the suite that is installed."""
    return (name or "").startswith("duban.") and name in env


def kept(records):
    """The records in ``records`` (one model of the suite, any rights) that are kept."""
    records = records.sudo().exists()
    if hasattr(records, "_is_kept"):
        return records._is_kept()
    if "matter_id" in records._fields:
        return records.filtered(lambda row: row.matter_id._is_kept())
    # a handover, a meeting, a notice: what left its draft
    if "state" in records._fields:
        return records.filtered(lambda row: row.state != "draft")
    return records.browse()


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _is_kept(self):
        """Matters in ``self`` that were submitted or filed: what stands on them stays."""
        return self.filtered(lambda row: row.date_filed or row.state != "draft")

    def _assert_not_ended(self):
        """Refuse a change of what already came to its end; reopening is an act of its own (CORE-14).

        :raise UserError: naming the first matter that ended
        """
        for matter in self:
            if matter.sudo().state in ENDED_STATES:
                raise UserError(
                    self.env._(
                        "%s has ended and is not changed any more. Reopen it first, or add a file or a note.",
                        matter.display_name,
                    )
                )


class DubanMatterPart(models.AbstractModel):
    _inherit = "duban.matter.part"

    def _is_kept(self):
        """Parts in ``self`` of matters that are kept."""
        return self.filtered(lambda row: row.matter_id._is_kept())


class DubanOfficeAct(models.AbstractModel):
    _inherit = "duban.office.act"

    def _is_kept(self):
        """Acts in ``self`` that were done."""
        return self.filtered(lambda row: row._is_final())
