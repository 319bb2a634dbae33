"""One call of the web client reads a page of matters: what the rules said of them is not asked again within the call.

Odoo finds the page by the rules, asks them of each of its matters once more before it reads, and again for each list
of parts. Nothing changes in between, as the call only reads.
"""

from odoo import api, models


class Page:
    """The matters that one person was found to read in one call. An object: no client can send one."""

    def __init__(self, env):
        self.reader = self._reader(env)
        self.known = set()

    @staticmethod
    def _reader(env):
        return env.uid, tuple(env.context.get("allowed_company_ids") or ())

    @classmethod
    def of(cls, env):
        """The page that is being read in ``env``; None as superuser, or where somebody else is asked about."""
        page = env.context.get("duban_page")
        its = isinstance(page, cls) and not env.su and page.reader == cls._reader(env)
        return page if its else None


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _begin_page(self):
        if self.env.su or Page.of(self.env):
            return self
        return self.with_context(duban_page=Page(self.env))

    @api.model
    @api.readonly
    def web_search_read(self, *args, **kwargs):
        return super(DubanMatter, self._begin_page()).web_search_read(*args, **kwargs)

    @api.readonly
    def web_read(self, specification):
        page = self._begin_page()
        page._read_names(specification)
        return super(DubanMatter, page).web_read(specification)

    def _read_names(self, specification):
        """Read at once the names that several fields of ``specification`` show, of people and of units."""
        by_model = {}
        for name in specification:
            field = self._fields.get(name)
            if field and field.type == "many2one" and field.store:
                by_model.setdefault(field.comodel_name, []).append(name)
        several = {each: names for each, names in by_model.items() if len(names) > 1}
        if not self or not several:
            return
        self.fetch(list(specification))
        # sudo: the names of what these fields hold are shown to whoever reads the matter
        shown = self.sudo()
        for each, names in several.items():
            self.env[each].sudo().union(*(shown[name] for name in names)).mapped(
                "display_name"
            )

    # ------------------------------------------------------------------
    # What is known
    # ------------------------------------------------------------------

    @api.model
    def search_fetch(self, domain, field_names=None, *args, **kwargs):
        page = Page.of(self.env)
        if not page or field_names is None:
            return super().search_fetch(domain, field_names, *args, **kwargs)
        # what stands in tables of its own comes after, of matters that are known then
        lists = [
            name
            for name in field_names
            if name in self._fields
            and self._fields[name].store
            and not self._fields[name].column_type
        ]
        found = super().search_fetch(
            domain, [name for name in field_names if name not in lists], *args, **kwargs
        )
        page.known.update(found._ids)
        found.fetch(lists)
        return found

    def _check_access(self, operation):
        page = operation == "read" and Page.of(self.env)
        if not page:
            return super()._check_access(operation)
        asked = self.browse(number for number in self._ids if number not in page.known)
        result = super(DubanMatter, asked)._check_access(operation)
        if result is None:
            page.known.update(number for number in asked._ids if number)
        return result

    def exists(self):
        page = Page.of(self.env)
        return self if page and page.known.issuperset(self._ids) else super().exists()

    @api.model
    def _readable(self, among=None):
        page = Page.of(self.env)
        if page and isinstance(among, list) and page.known.issuperset(among):
            return self.browse(among)._as_query(ordered=False)
        return super()._readable(among)
