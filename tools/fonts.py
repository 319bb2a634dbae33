"""Chinese fonts for printed forms, in the cache: Debian's Noto CJK (Song and Hei,
bold too); where no Debian mirror is, the one Hei that the Python packages bring.

A school's own licensed fonts come first: DUBAN_FONTS names their folders.
"""

import os

from . import common, debian
from .common import DiskFull, DubanError, say, step

PATH = "DUBAN_FONTS"
PACKAGES = ["fonts-noto-cjk"]
FILES = ("*.ttc", "*.otf", "*.ttf")


def folders(python):
    """The folders with fonts that Odoo may print with, the best first."""
    own = [each for each in os.environ.get(PATH, "").split(os.pathsep) if each]
    brought = python.parent.parent.glob("lib/python*/site-packages/noto_cjk_sans_otc")
    ours = [target(), *brought]
    return [*own, *(str(each) for each in ours if has_fonts(each))]


def has_fonts(folder):
    """Whether a folder holds any font."""
    return any(next(folder.rglob(each), None) for each in FILES)


def target():
    """Where the unpacked packages are."""
    known = debian.pins()
    return common.cache_dir() / (
        "fonts-" + common.digest(*(f"{each} {known[each]}" for each in PACKAGES))
    )


def get_fonts():
    """Fetch the fonts if they are not there; without them the product starts all the
    same, and says what is missing."""
    folder = target()
    if folder.is_dir():
        return
    mirror = debian.find_mirror()
    if not mirror:
        return
    waiting = "Another process is fetching the fonts."
    with common.locked(common.cache_dir() / "fonts.lock", waiting):
        if folder.is_dir():
            return
        try:
            with (
                step("Getting Chinese fonts from the Debian mirror (57 MB)"),
                common.fresh_folder(folder) as fresh,
            ):
                debian.unpack(mirror, PACKAGES, fresh)
        except DiskFull:
            raise
        except DubanError as error:
            say(f"{error} Printed forms have no Song type until it does.")
