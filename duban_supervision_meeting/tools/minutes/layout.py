"""From lines to paragraphs: page furniture taken out, broken lines joined, the number before each told apart."""

import re
from collections import Counter
from dataclasses import dataclass, field

from .characters import phrased, tidy
from .dates import number as value
from .units import ENDINGS, LAST
from .words import THINGS

CHINESE = "一二三四五六七八九十"
#: (rank, pattern): the smaller the rank, the higher the heading
MARKERS = (
    (0, re.compile(rf"第[{CHINESE}百\d]{{1,4}}(?:项议题|个议题|议题|项)[、：:，. ]*")),
    (0, re.compile(rf"[【\[〔]\s*议题\s*[{CHINESE}\d]{{1,3}}\s*[】\]〕][、：:，. ]*")),
    (0, re.compile(rf"议题[{CHINESE}\d]{{1,3}}[、：:，. ]*")),
    (1, re.compile(rf"[{CHINESE}]{{1,3}}[、.．]\s*")),
    (1, re.compile(r"[#＃]\s?\d{1,2}(?!\d)[、.．]?\s*")),
    (2, re.compile(rf"[（(][{CHINESE}]{{1,3}}[）)][、.]?\s*")),
    (3, re.compile(rf"\d{{1,2}}[.](?={THINGS})")),
    (
        3,
        re.compile(
            r"\d{1,2}(?:\.\d{1,2}){1,3}(?![\d%万亿元个米月日])[、.．]?\s*(?=\D)"
        ),
    ),
    (3, re.compile(r"\d{1,2}\s?(?:[、．]|[.](?!\d)|\ufe0f?\u20e3)\s*")),
    (3, re.compile(r"(?:[0-9]\ufe0f?\u20e3){1,2}\s*|\U0001f51f\s*")),
    (4, re.compile(rf"第[{CHINESE}](?:[，,、：:]|是)\s*")),
    (4, re.compile(r"[（(]\d{1,2}[）)][、.]?\s*|\d{1,2}[)）]\s*")),
    (4, re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]\s?[、.．)）]\s*(?=[一-龥“《\d])")),
    (4, re.compile(r"[（(][A-Za-zＡ-Ｚａ-ｚ][）)][、.]?\s*")),
    (5, re.compile(r"[①-⑳⑴-⒇⒈-⒛❶-❿➀-➓㈠-㈩]\s*")),
    (6, re.compile(r"[•●○■□◆◇▲△▶►★☆✓✔✅➤➢⇒※·∙*+\-–]\s*(?=[^\s\-–—])")),
    (
        6,
        re.compile(
            r"[\u2600-\u27bf\U0001f300-\U0001faff\u23e9-\u23ff\u2b50][\ufe0f ]*"
        ),
    ),
)
#: 3、4号楼, 一、二期: two things, unless the numbers before say that it is the next one
TWO_THINGS = re.compile(
    rf"(?:(\d{{1,2}})、\d{{1,2}}|([{CHINESE}]{{1,3}})、[{CHINESE}]{{1,2}})(?:号[楼门]?|栋|幢|楼|层|期|届|年级|区)"
)
PLAIN_NUMBER = re.compile(
    r"\s*\d{1,2}[ \u3000\t]+(?=[一-龥“《])(?![年月日号时点周天个项人名万元所次栋层期届年级种类条台套份])"
)
SYMBOLS = re.compile(
    r"[\u2600-\u2775\u2795-\u27bf\U0001f300-\U0001faff\u23e9-\u23ff\u2b50]+$"
)
NOT_A_NUMBER = re.compile(rf"[^\d{CHINESE}]")
PAGE_NUMBER = re.compile(
    r"[—\-–－·•~ ]*(?:第\s*)?\d{1,3}\s*(?:页)?\s*(?:[/／,，]?\s*共?\s*\d{1,3}\s*页?)?[—\-–－·•~ ]*"
)
PAGED = re.compile(
    r"[\s\u3000](?:[—\-–－·]\s*\d{1,3}\s*[—\-–－·]|第\s*\d{1,3}\s*页(?:\s*[/，,]?\s*共\s*\d{1,3}\s*页)?|\d{1,3}\s*/\s*\d{1,3})\s*$"
)
END = re.compile(r"[。！？；：!?;:…”）)】〕》]$|(?<=[一-龥])\.$")
#: the number of the minutes, a line of its own
NUMBERED = re.compile(r"[一-龥]{0,16}[〔\[【（(]20\d{2}[〕\]】）)]第?\d{1,4}[号期]")
#: words with which a line of its own begins
OPENS = re.compile(
    r"各位(?:老师|同事|领导|好)|(?:另外|此外|备注|注)[：:，,]|以上(?:事项|内容|请)"
)
LABEL = re.compile(
    r"^[【\[〔（(]?(?:会议)?(?:时\s*间|地\s*点|主\s*持(?:人)?|参\s*加|参\s*会|出\s*席|列\s*席|缺\s*席|"
    r"请\s*假|记\s*录|"
    r"责任|牵头|配合|协办|主办|承办|落实|完成时|时限|主送|抄送|分送|发送|签发|整理|附件|报送|抄报|审核|编辑)"
    r"[^，。；]{0,10}?[：:】]"
)
TAIL = re.compile(
    r"^(?:——|--|[（(【\[〔])\s*(?:责任|牵头|配合|协办|主办|承办|落实|完成时|时限|办结)"
    r"|^(?:责任|牵头|配合|协办|主办|承办|落实|完成|办结|时限)[一-龥]{0,6}[：:]|^——"
)


@dataclass
class Paragraph:
    """One paragraph of the text that is shown, ``start`` its place there."""

    text: str
    start: int = 0
    marker: str = ""
    rank: int | None = None
    page: int = 0
    rows: list = field(default_factory=list)

    @property
    def body(self):
        """The text after its number."""
        return self.text[len(self.marker) :]


def marker_of(text):
    """(number at the beginning of ``text``, its rank), ("", None) without one."""
    for rank, pattern in MARKERS:
        found = pattern.match(text)
        if found and found.end() < len(text) + 1:
            return found.group(), rank
    return "", None


def _without_furniture(blocks):
    """``blocks`` without page numbers and lines that return on each page."""
    folded = [
        re.sub(r"\d+", "#", re.sub(r"\s", "", block.get("text", "")))
        for block in blocks
    ]
    counts = Counter(text for text in folded if text)
    pages = {block["page"] for block in blocks if "page" in block}
    numbers = {
        index
        for index, block in enumerate(blocks)
        if block.get("wrapped")
        and block.get("text")
        and PAGE_NUMBER.fullmatch(block["text"])
        and (block.get("edge") or re.search(r"[—页/\-–－]", block["text"]))
    }
    # the line of every page's foot and its number in one: 会议纪要 - 2 -
    numbers |= {
        index
        for index, block in enumerate(blocks)
        if block.get("wrapped")
        and counts[folded[index]] > 1
        and PAGED.search(block.get("text", ""))
    }
    near = {index + step for index in numbers for step in (-3, -2, -1, 0, 1, 2, 3)}
    drop = set(numbers)
    for index, block in enumerate(blocks):
        if not block.get("wrapped") or counts[folded[index]] < 2 or not folded[index]:
            continue
        again = block.get("edge") if len(pages) > 1 else index in near
        if again or (len(pages) > 1 and index in near):
            drop.add(index)
    kept = []
    for index, block in enumerate(blocks):
        if index in drop:
            # a blank line around furniture is the page's, not the text's
            while kept and kept[-1].get("text") == "":
                kept.pop()
            kept.append({"gap": True})
        elif block.get("text") == "" and kept and kept[-1].get("gap"):
            continue
        else:
            kept.append(block)
    return [block for block in kept if not block.get("gap")]


class _Style:
    """How one file breaks its lines.

    :param stands: tells of a line and what goes before it whether it is a decision of its own
    """

    def __init__(self, blocks, stands=None):
        self.stands = stands or (lambda before, body: False)
        lines = [block for block in blocks if block.get("text") and "indent" in block]
        lengths = sorted(len(block["text"]) for block in lines) or [0]
        self.width = lengths[int(len(lengths) * 0.9)]
        self.geometric = any("full" in block for block in lines)
        indented = [block for block in lines if block["indent"] >= 1.5]
        plain = [block for block in lines if block["indent"] < 0.8]
        self.indented = bool(indented) and len(indented) >= 0.15 * len(lines)
        #: lines that neither follow an end nor begin something: only a file that wraps has many
        loose = [
            not marker_of(after["text"])[0]
            and not LABEL.match(after["text"])
            and not OPENS.match(after["text"])
            for before, after in zip(lines, lines[1:], strict=False)
            if not END.search(before["text"])
            and len(before["text"]) >= 0.5 * self.width
        ]
        self.wraps = self.width < 90 and sum(loose) >= max(2, 0.25 * len(loose))
        if not any(re.search("[。；;]", block["text"]) for block in lines):
            # nobody ends a sentence: only lines that are all full go on in the next one
            full = [size for size in lengths if size >= 0.9 * self.width]
            self.wraps = self.wraps and 2 * len(full) > len(lengths)
        #: all paragraphs are indented and nothing else: then a line that is not goes on
        self.pure = self.indented and not any(
            END.search(before["text"]) and after["indent"] < 0.8
            for before, after in zip(plain, plain[1:], strict=False)
        )

    def joins(self, before, line, text):
        """Whether ``line`` goes on with the paragraph that ends in the line ``before``."""
        last, body = before["text"], line["text"]
        wrapped = (
            self.geometric
            and self.indented
            and before["full"]
            and line["indent"] < 0.8
            and re.search("[；;，,、]$", last)
        )
        if marker_of(body)[0] or LABEL.match(body) or TAIL.match(body):
            # 责任领导：…；｜责任部门：…: the label is only where the line broke
            return bool(wrapped and not marker_of(body)[0])
        if NUMBERED.fullmatch(text):
            return False
        if OPENS.match(body) and not re.search(
            r"[，、：:（(的和与及由将把对向请]$", last
        ):
            return False
        if self.geometric:
            return before["full"] and (line["indent"] < 1.2 or before["indent"] > 6)
        if self.indented and line["indent"] >= 1.5:
            return False
        if re.search(r"[，、]$", last):
            return True
        if self.stands(text, body):
            return False
        if not self.wraps:
            return False
        if END.search(last) and not re.search(r"[）)”》]$", last):
            # a wrapped line may end where a sentence does
            return self.pure and len(last) >= 0.85 * self.width
        if LABEL.match(text):
            return len(last) >= 0.8 * self.width
        if (
            marker_of(text)[1] in (0, 1)
            and len(text) < 26
            and not re.search("[，。]", text)
        ):
            return len(last) >= 0.95 * self.width
        return len(last) >= 0.5 * self.width


def _joined(blocks, stands=None):
    """Paragraph texts and tables out of ``blocks``."""
    style, found, before = _Style(blocks, stands), [], None
    for block in blocks:
        if "rows" in block:
            found.append(block)
            before = None
        elif not block["text"]:
            before = None
        elif (
            before
            and block.get("wrapped")
            and style.joins(before, block, found[-1]["text"])
        ):
            last = found[-1]["text"]
            glue = (
                " "
                if re.search(r"[A-Za-z]$", last) and block["text"][0].isascii()
                else ""
            )
            found[-1]["text"] = last + glue + block["text"]
            before = block
        else:
            found.append(
                {
                    "text": block["text"],
                    "number": block.get("number"),
                    "page": block.get("page", 0),
                }
            )
            before = block
    return found


def _cell(text):
    """One line of a cell: units under each other stay apart, a word that was wrapped is put together again."""
    found = ""
    # 后勤保障部 保卫部: the blank parts two names
    text = re.sub(
        rf"(?<=[{LAST}])[ \u3000]+(?=[一-龥]{{2,}}(?:{ENDINGS})(?:[ \u3000]|$))",
        "\n",
        text,
    )
    for line in text.split("\n"):
        line = tidy(line)
        apart = re.search(rf"(?:{ENDINGS})$", found) and re.search(
            rf"^[一-龥]{{2,}}.*(?:{ENDINGS})|^(?!公室|科室|织部)[一-龥](?:{ENDINGS})$",
            line,
        )
        found += (" " if apart else "") + line
    return found.strip()


def _two_things(text, marker, rank, before):
    """Whether the number that ``text`` begins with is the first of two things: nothing ``before`` counts up to it."""
    both = TWO_THINGS.match(text)
    if not both or not marker:
        return False
    counted = {value(NOT_A_NUMBER.sub("", p.marker)) for p in before if p.rank == rank}
    mine = value(both[1] or both[2])
    return mine > 1 and mine - 1 not in counted


def paragraphs(blocks, stands=None):
    """The text that is shown and its paragraphs.

    :param stands: see ``_Style``
    :return: (text, [Paragraph]); each paragraph's text stands in the text at its ``start``
    """
    found, position = [], 0
    # a name in front must stay before the characters that make a marker are tidied away
    cleaned = []
    for block in blocks:
        if "rows" not in block:
            text = re.sub(r"(?<=[0-9])\ufe0f?\u20e3", "\u20e3", block["text"])
            plain = PLAIN_NUMBER.match(text)
            if plain and not block.get("number"):
                # 1 校区交通: the blank is all that makes a number of it
                text = text[plain.end() :]
                block = {**block, "number": plain.group().strip()}
            # a page that was set has blanks where nobody meant any
            loose = "full" not in block and not block.get("page")
            block = {**block, "text": tidy(phrased(text) if loose else text)}
        cleaned.append(block)
    for block in _joined(_without_furniture(cleaned), stands):
        if "rows" in block:
            for row in block["rows"]:
                cells = [_cell(cell or "") for cell in row]
                paragraph = Paragraph("\t".join(cells), position, rows=[cells])
                found.append(paragraph)
                position += len(paragraph.text) + 1
            continue
        text = tidy(block["text"])
        number = block.get("number")
        marker, rank = marker_of(text)
        if number:
            shown = number if number.endswith(("、", "）", ")")) else f"{number} "
            _none, rank = marker_of(f"{number} x")
            marker, text = shown, shown + text
            rank = 3 if rank is None else rank
        elif _two_things(text, marker, rank, found):
            marker, rank = "", None
        paragraph = Paragraph(text, position, marker, rank, block.get("page", 0))
        found.append(paragraph)
        position += len(text) + 1
    return "\n".join(paragraph.text for paragraph in found), found
