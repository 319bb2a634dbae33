"""Text for comparing: folded character by character, so that every place leads back to the words as they stand."""

import re
import unicodedata

#: characters that stand for another one in time limits
SAME = {
    "—": "-", "–": "-", "‒": "-", "―": "-", "‐": "-", "‑": "-", "−": "-", "─": "-", "〜": "~", "∼": "~",
    "【": "(", "】": ")", "〔": "(", "〕": ")", "[": "(", "]": ")", "{": "(", "}": ")",
    "○": "〇", "◯": "〇", "零": "〇", "两": "二", "俩": "二", "壹": "一", "贰": "二", "叁": "三", "肆": "四",
    "伍": "五", "陆": "六", "柒": "七", "捌": "八", "玖": "九", "拾": "十", "。": ";", "；": ";", "，": ",",
    "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\v": "\n",
}  # fmt: skip
#: 2026-04-30 17:30:00: the blank parts the day from the hour
HOUR_BEHIND = re.compile(r"\s+\d{1,2}[:：]\d\d")
#: 2026.12.30 2027.6.30, 6.30 12.30: the blank parts two days; within 2026.1 2.31 it does not
YEAR_BEHIND = re.compile(r"\s{1,9}20\d\d(?:[年./-]\d|[01]\d(?:[0-3]\d)?(?!\d))")
DAY_BEHIND = re.compile(r"\s{1,9}\d{1,2}[./-]\d{1,2}(?![\d./-])")
DAY_BEFORE = re.compile(
    r"(?:\d[./-]\d{1,2}[./-]\d{1,2}|(?<![\d./-])\d{1,2}[./]\d{1,2})$"
)
#: 2026年⏎10月, 6月⏎30日, 月⏎底: a narrow column breaks the line within a date
BROKEN = re.compile(
    r"(?<=年)[^\S\n]*\n\s*(?=(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*月)|(?<=月)[^\S\n]*\n\s*(?=\d{1,2}\s*[日号])"
    r"|(?<=\d)[^\S\n]*\n\s*(?=[年月日号])|(?<=[年月日号])[^\S\n]*\n\s*(?=[底末初前内])"
    r"|(?<=[上下])[^\S\n]*\n\s*(?=半年)|(?<=[季])[^\S\n]*\n\s*(?=度|学期|开学)|(?<=[春秋])[^\S\n]*\n\s*(?=季)"
    r"|(?<=学)[^\S\n]*\n\s*(?=期)|(?<=[学季][期度])[^\S\n]*\n\s*(?=[底末初前内结开])|(?<=[第每])[^\S\n]*\n\s*(?=[\d一二三四五六七八九十季月年])"
)
INVISIBLE = set("\u200b\u200c\u200d\u2060\ufeff\u00ad")
NUMERALS = {char: n for n, char in enumerate("〇一二三四五六七八九")}
SIGNED = {"廿": 20, "卅": 30}


def fold(text):
    """``text`` in half-width characters without blanks, and where each of them stands.

    Numbers in circles and brackets (①, ⑵, ㈠, ⒈) number paragraphs: they part, they are not digits.

    :return: (folded text, list of positions in ``text``, one more than the folded text is long)
    """
    folded, places = [], []
    broken = {at for found in BROKEN.finditer(text) for at in range(*found.span())}
    for place, char in enumerate(text):
        if char in INVISIBLE or place in broken:
            continue
        if unicodedata.category(char) == "No":
            parts = "\n"
        elif char in SAME:
            parts = SAME[char]
        else:
            parts = unicodedata.normalize("NFKC", char)
        for part in parts:
            part = SAME.get(part, part)
            if part.isspace() and part != "\n":
                if folded and folded[-1].isdigit() and _parts(text, place, folded):
                    folded.append(",")
                    places.append(place)
                continue
            folded.append(part)
            places.append(place)
    places.append(len(text))
    return "".join(folded), places


def _parts(text, place, folded):
    """Whether a blank behind a figure parts two times."""
    if HOUR_BEHIND.match(text, place) or YEAR_BEHIND.match(text, place):
        return True
    return bool(
        DAY_BEHIND.match(text, place) and DAY_BEFORE.search("".join(folded[-11:]))
    )


def number(word):
    """The whole number that digits or Chinese numerals mean: 12, 十二, 二十五, 廿五, 二〇二六; None without any."""
    if not word:
        return None
    if word.isdigit():
        return int(word)
    if word[0] in SIGNED:
        return SIGNED[word[0]] + (number(word[1:]) or 0)
    if "十" in word:
        left, _ten, right = word.partition("十")
        return (number(left) if left else 1) * 10 + (number(right) or 0)
    if all(char in NUMERALS for char in word):
        return int("".join(str(NUMERALS[char]) for char in word))
    return None
