"""Runs inside Odoo's Python, which has polib: put freshly exported terms into
`i18n/ADDON.pot` and `i18n/LANGUAGE.po`, keeping what is translated."""

import argparse
import re
import sys
from pathlib import Path

import polib

# These change with every export and say nothing.
DATES = ("POT-Creation-Date", "PO-Revision-Date")
# Fields that Odoo adds to a model; how it translates them is good for us too.
STANDARD_FIELD = re.compile(
    r"model:ir\.model\.fields,.*"
    r"__(id|display_name|(create|write)_(uid|date)|(message|activity|my_activity)_.*)$"
)


def main():
    """Merge each addon, and count what is left to translate."""
    parser = argparse.ArgumentParser()
    parser.add_argument("exported", type=Path)
    parser.add_argument("root", type=Path)
    parser.add_argument("language")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--standard", action="append", default=[])
    parser.add_argument("addons", nargs="*")
    options = parser.parse_args()
    own = sorted(options.root.glob(f"duban_supervision*/i18n/{options.language}.po"))
    memory = Memory(own, options.standard)
    bad = 0
    for addon in options.addons:
        fresh = polib.pofile(str(options.exported / f"{addon}.po"))
        folder = options.root / addon / "i18n"
        missing, changed = refresh(
            fresh, folder, addon, options.language, memory, write=not options.check
        )
        for entry in missing if options.check else ():
            print(f"  untranslated: {entry.msgid!r} ({'; '.join(places(entry))})")
        note = " (files not up to date)" if changed and options.check else ""
        print(f"{addon}: {len(fresh)} terms, {len(missing)} untranslated{note}")
        bad += len(missing) + changed
    sys.exit(1 if bad else 0)


class Memory:
    """What is translated already: in any addon of ours, and by Odoo."""

    def __init__(self, own, standard):
        self.own = self.load(own)
        self.standard = self.load(standard)

    @staticmethod
    def load(paths):
        """{term: translation} of some files."""
        found = {}
        for path in paths:
            for entry in polib.pofile(str(path)).translated_entries():
                found.setdefault(entry.msgid, entry.msgstr)
        return found

    def recall(self, entry):
        """A translation for an entry, or nothing."""
        if entry.msgid not in self.own and all(
            map(STANDARD_FIELD.match, places(entry))
        ):
            return self.standard.get(entry.msgid, "")
        return self.own.get(entry.msgid, "")


def refresh(fresh, folder, addon, language, memory, write):
    """(entries left untranslated, whether files differ from the export)."""
    template_path = folder / f"{addon}.pot"
    po_path = folder / f"{language}.po"
    for entry in fresh:
        entry.msgstr = ""
    translated = polib.pofile(str(po_path)) if po_path.exists() else polib.POFile()
    before = contents(translated)
    translated.merge(fresh)
    translated.metadata = {**fresh.metadata, "Language": language}
    for entry in translated:
        if not entry.obsolete and not entry.msgstr:
            entry.msgstr = memory.recall(entry)
    template = polib.pofile(str(template_path)) if template_path.exists() else []
    changed = contents(translated) != before or contents(template) != contents(fresh)
    if write and changed:
        folder.mkdir(exist_ok=True)
        for file, path in ((fresh, template_path), (translated, po_path)):
            for name in DATES:
                file.metadata.pop(name, None)
            file.wrapwidth = 78
            file.save(str(path))
    missing = [
        entry for entry in translated.untranslated_entries() if not entry.obsolete
    ]
    return missing + translated.fuzzy_entries(), changed


def contents(file):
    """What matters of a file, whatever the order and the dates."""
    return {
        (entry.msgid, entry.msgctxt, entry.msgstr, entry.obsolete, *places(entry))
        for entry in file
    }


def places(entry):
    """Where a term occurs."""
    return sorted(place for place, _line in entry.occurrences)


if __name__ == "__main__":
    main()
