"""Every term of every addon has its Chinese."""

from pathlib import Path

import polib

from odoo.modules import Manifest
from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import TranslationModuleReader


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    def test_no_term_is_untranslated(self):
        modules = self.env["ir.module.module"].search(
            [("name", "=like", "duban_supervision%"), ("state", "=", "installed")]
        )
        self.assertGreaterEqual(len(modules), 6)
        for module in modules.mapped("name"):
            with self.subTest(module=module):
                terms = {
                    row[4] for row in TranslationModuleReader(self.cr, modules=[module])
                }
                path = f"{Manifest.for_addon(module).path}/i18n/zh_CN.po"
                # An institution that is one file has no terms of its own.
                entries = polib.pofile(path) if Path(path).exists() else ()
                chinese = {entry.msgid for entry in entries if entry.translated()}
                # Terms of Odoo's own fields are translated by Odoo.
                missing = {
                    term for term in terms - chinese if not self._is_standard(term)
                }
                self.assertFalse(sorted(missing))

    def _is_standard(self, term):
        """Whether Odoo's base or mail translate the term themselves."""
        if not hasattr(type(self), "_standard"):
            standard = set()
            for module in ("base", "mail"):
                path = f"{Manifest.for_addon(module).path}/i18n/zh_CN.po"
                standard |= {entry.msgid for entry in polib.pofile(path)}
            type(self)._standard = standard
        return term in type(self)._standard
