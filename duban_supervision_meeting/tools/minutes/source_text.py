"""Plain text of any encoding as lines."""

import codecs
import re

from .source import MAX_CHARACTERS, Refused

#: the 100 most frequent characters make up a third of any Chinese text
FREQUENT = set(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方"
    "后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开"
    "它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此"
    "变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老"
    "议校处教负责室期院务会纪要席年月日第"
)
CANDIDATES = ("utf-8", "gb18030", "utf-16-le", "utf-16-be", "big5")


def _share(text):
    """How much of ``text`` is frequent Chinese or ASCII: what the right encoding gives, and no other."""
    sample = re.sub(r"\s", "", text[:20000])
    if not sample:
        return 0
    return sum(
        (char in FREQUENT) + 0.3 * (char < "\x7f") + 0.3 * ("\u3000" <= char < "\u3020")
        for char in sample
    ) / len(sample)


def decode(data):
    """The text of ``data`` in whatever encoding it is.

    :raise Refused: ``damaged`` when it is no text in any of them
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            try:
                return data.decode(name)
            except UnicodeDecodeError:
                raise Refused("damaged") from None
    best, text = 0.0, None
    for name in CANDIDATES:
        try:
            found = data.decode(name)
        except UnicodeDecodeError:
            continue
        share = _share(found)
        if name == "utf-8" and len(found) < len(data):
            share += 1  # several bytes in a row are UTF-8 by intent only
        if share > best:
            best, text = share, found
    if text is None or best < 0.05 or "\x00" in text:
        raise Refused("damaged")
    return text


def blocks(text):
    """Lines of ``text``: pasted text and text files alike.

    :raise Refused: ``long``, ``empty``
    """
    if len(text) > MAX_CHARACTERS:
        raise Refused("long")
    if not text.strip():
        raise Refused("empty")
    found, page = [], 0
    for line in re.split(r"\r\n|\r|\n|\u2028|\u2029", text):
        page += line.count("\f")
        line = line.replace("\f", "").replace("\v", " ")
        lead = re.match(r"[\s\u3000\u200b\ufeff]*", line).group()
        found.append(
            {
                "text": line.strip(),
                "indent": len(lead.replace("\u200b", "").replace("\ufeff", ""))
                + lead.count("\u3000"),
                "wrapped": True,
                "page": page,
            }
        )
    return found
