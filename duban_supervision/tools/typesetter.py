"""The PDF engine: Typst in the same process, fed with data (``paper.py``) and one program (``report/document.typ``).

A server without the ``typst`` package or without a Chinese font still does everything but print, and says so.
"""

import json
import os
import threading
from pathlib import Path

try:
    import typst
except ImportError:
    typst = None

PROGRAM = Path(__file__).parent.parent / "report" / "document.typ"
#: environment variable with folders of fonts, separated like a search path
FOLDERS = "DUBAN_FONTS"
#: letters in one cell of a form, lines in one of a list, beyond which its row may be split over pages
SPLIT, LINES = 400, 12
#: fonts by role, the licensed ones of official documents first, then free ones
SONG = (
    "Noto Serif CJK SC",
    "Noto Serif SC",
    "Source Han Serif SC",
    "Source Han Serif CN",
    "SimSun",
    "STSong",
)
HEI = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
)
FAMILIES = {
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK", *SONG, *HEI),
    "body": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "STFangsong", "FZFangSong-Z02S", *SONG, *HEI),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "STKaiti", "LXGW WenKai", "AR PL UKai CN", *SONG, *HEI),
    "label": ("SimHei", "黑体", "FZHei-B01S", "STHeiti", *HEI, *SONG),
}  # fmt: skip
#: one compiler at a time: it keeps what it read of the fonts
_lock = threading.Lock()
_compilers = {}
_families = {}


class NoEngine(Exception):
    """Nothing to set type with; ``args`` name what is missing: "typst" or "fonts"."""


def folders(own=""):
    """Folders to look for fonts in, those of the school first.

    :param str own: folders of the school's licensed fonts, separated like a search path
    """
    given = f"{own or ''}{os.pathsep}{os.environ.get(FOLDERS, '')}".split(os.pathsep)
    return tuple(dict.fromkeys(each for each in given if each and Path(each).is_dir()))


def families(paths=()):
    """Names of all font families that there are, those of the system included."""
    if typst is None:
        raise NoEngine("typst")
    if paths not in _families:
        _families[paths] = frozenset(typst.Fonts(font_paths=list(paths)).families())
    return _families[paths]


def chosen(paths=(), wanted=None):
    """{role: names of the families to print with, the best first}.

    :param dict wanted: {role: names given by the administrator}
    :raise NoEngine: no engine, or no Chinese font at all
    """
    there = {name.lower(): name for name in families(paths)}
    roles = {}
    for role, names in FAMILIES.items():
        names = (*(wanted or {}).get(role, ()), *names)
        roles[role] = list(
            dict.fromkeys(
                there[name.lower()] for name in names if name.lower() in there
            )
        )
    if not all(roles.values()):
        raise NoEngine("fonts")
    return roles


def typeset(document, paths=(), wanted=None):
    """The PDF of ``document``.

    :param dict document: data of ``paper.read`` with ``paper`` (millimetres), ``title`` and ``author``
    :raise NoEngine:
    """
    roles = chosen(paths, wanted)
    for page in document["pages"]:
        _prepare(page["blocks"])
    content = json.dumps({**document, "fonts": roles}, ensure_ascii=False)
    with _lock:
        compiler = _compilers.get(paths)
        if compiler is None:
            compiler = _compilers[paths] = typst.Compiler(
                str(PROGRAM), root=str(PROGRAM.parent), font_paths=list(paths)
            )
        return compiler.compile(sys_inputs={"document": content}, format="pdf")


def _prepare(blocks):
    for block in blocks:
        if block["kind"] == "table":
            block["split"], block["lines"] = SPLIT, LINES
        elif block["kind"] == "keep":
            _prepare(block["blocks"])
