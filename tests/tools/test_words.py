"""What messages and guides call a button or a menu is what stands on the screen."""

import re
import unittest
from functools import cache

import polib

from tools.common import ROOT

#: words of Odoo itself
PLATFORM = {
    "新建",
    "创建",
    "创建员工",
    "添加行",
    "启用",
    "设置",
    "用户",
    "应用",
    "员工",
}
#: where a word comes from that people see on a screen; the home page and dialogs are written in code
SCREENS = re.compile(r"model(_terms)?:|static/|/screens/|/wizard/")
BUTTON = re.compile(r"点击?“([^”%]+)”")
PATH = re.compile(r"“([^”]*(?:→|›)[^”]*)”")


@cache
def terms():
    """[(addon, English, Chinese, places)] of all addons."""
    return [
        (path.parts[-3], entry.msgid, entry.msgstr, " ".join(p for p, _line in entry.occurrences))
        for path in sorted(ROOT.glob("duban_*/i18n/zh_CN.po"))
        for entry in polib.pofile(path)
    ]  # fmt: skip


@cache
def on_screen():
    """Chinese words that stand on some screen."""
    return PLATFORM | {word for _a, _e, word, places in terms() if SCREENS.search(places)}  # fmt: skip


def own_steps():
    """What institutions call their steps: the words of their buttons."""
    return {
        word.strip()
        for path in ROOT.glob("duban_supervision_*/regulation.yaml")
        for word in re.findall(r"\baction:\w+: ([^,}\n]+)", path.read_text("utf-8"))
    }


def named(text):
    """Buttons and menus that a text names."""
    found = BUTTON.findall(text)
    for path in PATH.findall(text):
        found += [part for part in re.split(r"\s*[→›]\s*", path) if "%" not in part]
    return found


class TestWords(unittest.TestCase):
    def test_there_is_something_to_compare(self):
        self.assertEqual(named("请点“交办”，再到“督查督办 → 配置”"), ["交办", "督查督办", "配置"])  # fmt: skip
        self.assertGreater(len(on_screen()), 1000)
        self.assertGreater(sum(len(named(word)) for _a, _e, word, _p in terms()), 20)

    def test_messages(self):
        wrong = [
            f"{addon}: {name} ({word})"
            for addon, _english, word, _places in terms()
            for name in named(word)
            if name not in on_screen()
        ]
        self.assertFalse(wrong, "\n".join(wrong))

    def test_guides(self):
        wrong = [
            f"{path.name}: {name}"
            for path in sorted((ROOT / "docs").glob("*.zh_CN.md"))
            for name in BUTTON.findall(path.read_text(encoding="utf-8"))
            if name not in on_screen() | own_steps()
        ]
        self.assertFalse(wrong, "\n".join(wrong))

    def test_one_english_word_has_one_meaning_each(self):
        """Words that once served several meanings, so that the Chinese was wrong on one of the screens."""
        english = {}
        for addon, word, chinese, _places in terms():
            english.setdefault((addon, word), chinese)
        for word, meaning in (
            ("Take on for the institution", "承接为本单位事项"),
            ("To be checked", "待查"),
            ("Awaited", "待报送"),
            ("Unrestricted", "普通"),
            ("Ordinary", "一般"),
            ("Recognised", "已认可"),
            ("Not recognised", "不予认可"),
            ("Reported to the leaders", "已汇报"),
            ("Sent by", "送达方式"),
        ):
            self.assertEqual(english["duban_supervision", word], meaning)
