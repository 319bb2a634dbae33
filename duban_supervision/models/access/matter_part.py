"""What belongs to a matter is seen by whoever sees the matter, and written by those whom the part names."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.domains import named_ids
from .engine import PLATFORM_PREFIXES


class DubanMatterPart(models.AbstractModel):
    """Mixin for records of a matter: reading follows the matter's record rules, in search, grouping and by id.

    Record rules are evaluated without access checks of their own, so a rule cannot say "whoever reads the matter";
    this mixin says it once for all parts. Writing is closed until the part opens it in ``_who_writes``.
    """

    _name = "duban.matter.part"
    _description = "Part of a matter"
    _inherit = ["duban.follows", "duban.engine.values"]

    matter_id = fields.Many2one(
        "duban.matter", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="matter_id.company_id")

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    @api.model
    def _parent_fields(self):
        return ("matter_id",)

    @api.model
    def _readable_domain(self, domain):
        return self._part_domain(self._matters_named(domain))

    @api.model
    def _part_domain(self, among=None):
        """Parts that the current user may read: those of the matters that are readable.

        :param among: ids, or SQL of ids, of the few matters asked about; None: any
        """
        matters = self.env["duban.matter"]._readable(among)
        return Domain("matter_id", "in", matters)

    @api.model
    def search_fetch(self, domain, field_names=None, *args, **kwargs):
        """A list of parts of a matter that the engine reads comes with its rows: it asks for them at once.

        Odoo asks for the ids first, with what says whose they are, and then for the rows by their ids.
        """
        if self.env.su and field_names and {*field_names} <= {"matter_id", "active"}:
            field_names = None
        return super().search_fetch(domain, field_names, *args, **kwargs)

    @api.model
    def _matters_named(self, domain):
        """Ids or SQL of the few matters a search for these parts is about; None: it may be about any.

        Reading the parts of a page of matters then asks the rules for that page only.
        """
        ids = named_ids(domain, "matter_id")
        if ids is None and (parts := named_ids(domain, "id")) is not None:
            # a part stays with its matter
            known = self._fields["matter_id"]._get_cache(self.env)
            if all(part in known for part in parts):
                return list({known[part] for part in parts} - {None})
            return SQL(
                "(SELECT matter_id FROM %s WHERE id = ANY(%s))",
                SQL.identifier(self._table),
                parts,
            )
        return ids

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    def _who_writes(self, operation, names=frozenset()):
        """Hook: may the current user write these parts? A part that does not define it is the engine's alone.

        Called as the user, after ``create`` and before ``write`` and ``unlink``, never for the engine itself.

        :param operation: ``create``, ``write`` or ``unlink``
        :param names: names of the fields that are written
        :raise UserError: the part or the matter is not in a state for it
        :raise AccessError: somebody else does this
        """
        raise AccessError(
            self.env._("“%s” is written by the system only.", self._said_name())
        )

    def _check_created(self, names):
        self._who_writes("create", names)

    def write(self, vals):
        if not self._by_engine():
            names = {name for name in vals if not name.startswith(PLATFORM_PREFIXES)}
            # sudo: only whether the part stays where it is
            if "matter_id" in vals and any(
                part.matter_id.id != vals["matter_id"] for part in self.sudo()
            ):
                raise AccessError(
                    self.env._("What belongs to one matter is not moved to another.")
                )
            if names:
                self._who_writes("write", names)
        return super().write(vals)

    def unlink(self):
        if not self._by_engine():
            self._who_writes("unlink")
        return super().unlink()
