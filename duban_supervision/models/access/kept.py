"""Kept is kept (CORE-27): one predicate says what nobody changes or removes any more, by whatever way in.

Files, messages and to-dos stand beside the records of the suite; their guards (``ir_attachment.py``,
``mail_message.py``, ``mail_activity.py``) ask ``kept()`` and the key of the engine, never ``env.su``: the web
client's own routes act as superuser for whoever calls them.
"""

from odoo import models

from .engine import DOOR


def by_key(env):
    """Whether the engine itself is at work: an object cannot travel over RPC."""
    return env.context.get("duban_door") is DOOR


def kept(records):
    """The records in ``records`` (one model of the suite, any rights) that are kept."""
    # sudo: kept is kept, whoever asks; the caller learns which of its own records are
    records = records.sudo().exists()
    if hasattr(records, "_is_kept"):
        return records._is_kept()
    if "matter_id" in records._fields:
        return records.filtered(lambda row: row.matter_id._is_kept())
    # a handover, a meeting, a notice: what left its draft
    if "state" in records._fields:
        return records.filtered(lambda row: row.state != "draft")
    return records.browse()


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
