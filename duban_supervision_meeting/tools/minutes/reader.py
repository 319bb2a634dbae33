"""From the text of minutes to proposals: each with its wording, its place, and what was read about it."""

import re

from . import dates, head, kinds, lines, passed, tables, tails, who
from .characters import KEPT, PHRASED, punctuated
from .clauses import groups, spans
from .headings import DECIDED_LIST, RESULT, Headings
from .layout import TAIL, paragraphs
from .named import Named
from .result import Item, Reading
from .units import Units
from .words import ABOUT, ACT, COUNT, ENUMERATION, OPENING, SIGNATURE

LEAD_IN = re.compile(
    r"[^，。；：:（）()【】—]{2,10}——(?=[^—]{8,})|[^，。；：:（）()【】]{1,22}[：:](?!\d(?!\d{0,3}[年月日]|[、．.](?!\d)))"
)
#: 讨论：, 汇报：: what was said before the meeting settled it
TALK = re.compile(
    r"(?:会议|议题)?(?:情况)?(?:汇报|讨论|发言|背景|介绍)(?:情况|内容|要点|说明|摘要)?|(?:基本|有关|存在)(?:情况|问题)|主要问题|原因(?:分析)?|情况说明|汇报事项"
)
#: 下列事项予以销号：… what stands before the colon is part of it
SETTLES = re.compile(
    r"(?:予以|同意|决定|批准|通过)[^，：:]{0,8}(?:销号|取消|废止|撤销|终止|停止|续签|立项|结项|延期)[：:]|了[^，：:]*[：:]"
)
#: what only names a matter
TITLE_OF = re.compile(r"[^，。；]{2,40}(?:问题|方面|事项|情况|工作|整改)[。：:]?")
#: who only looks on does not lead where a label says who does
WATCHES = re.compile(r"(?:监督|督促|把关)$")
#: openings of what the meeting itself settled
CHARGING = ("决定", "同意", "要求", "明确", "议定", "确定", "责成", "商定", "研究决定")
#: 会议同意…，由人事处组织实施
CHARGED = re.compile(r"(?:^会议(?:同意|决定|批准|通过)|[，,]由(?!于|此|来)).")
#: no sentence of minutes is longer; one that is, is shown and left to a person
MAX_SENTENCE = 1500


class Minutes(Headings, Named, tables.Rows):
    """One set of minutes being read."""

    def __init__(self, blocks, names=(), meeting_date=None):
        self.units = Units(names)
        #: as the source has it; what is read has Chinese punctuation at the same places
        self.shown, self.paragraphs = paragraphs(blocks, lines.stands(self.units))
        for paragraph in self.paragraphs:
            paragraph.text = punctuated(paragraph.text)
            paragraph.rows = [[*map(punctuated, row)] for row in paragraph.rows]
        self.shown = self.shown.replace(PHRASED, " ").replace(KEPT, " ")
        self.text = "\n".join(paragraph.text for paragraph in self.paragraphs)
        self.meeting = head.read(self.paragraphs)
        self.base = meeting_date or self.meeting["date"] or self.meeting["date_issue"]
        self.items, self.unread = [], []
        self.heading, self.owner, self.listed = "", [], False
        #: under 马副院长强调 everything is said only
        self.said = False
        #: under 上周工作 everything is over, unless a day for it is named
        self.past = False
        #: under 各科室通报工作 what charges nobody is told
        self.told = False
        #: under 施工单位汇报 what names nobody is told only
        self.reported = self.problems = False
        #: under 决议： everything is settled that nobody is to do
        self.resolved = False
        self.until = -1
        #: the rank of the heading that was met last
        self.under = None
        #: the verb that opened an earlier sentence of this paragraph, while it only says
        self.saying = ""

    # ------------------------------------------------------------------
    # Paragraphs
    # ------------------------------------------------------------------

    def proposals(self):
        """The proposals, as a ``Reading``."""
        rows = [paragraph for paragraph in self.paragraphs if paragraph.rows]
        values = {id(paragraph): cells for paragraph, cells in tables.rows(rows)}
        begun, told = False, 0
        for index, paragraph in enumerate(self.paragraphs):
            if index < told:
                continue
            if paragraph.rows:
                self._row(paragraph, values.get(id(paragraph), {}))
                continue
            if not begun and not self._begins(paragraph, index):
                # 会议议定：ends the head, if it is told in the same line or not
                begun = bool(lines.DECIDED.search(paragraph.text))
                continue
            begun = True
            following = self.paragraphs[index + 1 : index + 2]
            tail, told = self._tail_after(index + 1)
            self._paragraph(paragraph, following[0] if following else None, tail)
        self.items.sort(key=lambda item: item.start)
        for item in self.items:
            item.text = self.shown[item.start : item.end]
        return Reading(
            self.shown, self.meeting, self.items, self.unread, passed.places(self)
        )

    def _begins(self, paragraph, index):
        """Whether the head of the minutes is over with ``paragraph``."""
        text = paragraph.text
        if text.endswith(("：", ":")) and self.units.is_unit(text):
            return True
        if paragraph.rank is not None and (
            paragraph.rank < 6
            or not ABOUT.match(paragraph.body)
            and re.search(r"了|：$|[前内]|完成", text)
        ):
            return True
        if not ABOUT.match(text) and lines.begins(self.units, text):
            return True
        if (
            ABOUT.match(text)
            or index == 0
            or len(text) < 24
            and not text.endswith("。")
        ):
            return False
        if re.search(r"主持召开|纪要如下|现将", text) and not re.search(
            "。.*(?:由|同意|听取了|通报了|传达了)", text
        ):
            return False
        return bool(re.search(r"[。；]", text)) or len(text) >= 24

    def _tail_of(self, paragraph):
        """Values of a paragraph that only says who and when, else None."""
        body = paragraph.body
        tail = tails.labelled(body, self.units)
        if tail is None and TAIL.match(body):
            tail = tails.loose(self.units, body.strip("—- （）()【】[]。"))
        if tail is None and re.match(r"[（(【\[]", body):
            brackets = tails.cut(self.units, body)
            if (
                brackets
                and brackets[0][0] == 0
                and brackets[-1][1] >= len(body.rstrip("。 "))
            ):
                tail = brackets[0][2]
        return tail

    def _tail_after(self, index):
        """(values of the paragraphs from ``index`` on that are tails, index after them)."""
        merged = None
        while index < len(self.paragraphs) and not self.paragraphs[index].rows:
            tail = self._tail_of(self.paragraphs[index])
            if tail is None:
                break
            merged = tails.together(merged, tail)
            index += 1
        return merged, index

    def _paragraph(self, paragraph, following, tail):
        body = paragraph.body
        self.saying = ""
        start = paragraph.start + len(paragraph.marker)
        if ABOUT.match(body):
            return
        if paragraph.rank is None and SIGNATURE.fullmatch(body):
            return
        if tail is None and self._is_heading(paragraph, following):
            self._enter(paragraph)
            return
        if paragraph.rank is not None and paragraph.rank <= self.until:
            # 三、… after 二、院长讲话: what was said there is over
            self.said = self.past = self.reported = self.resolved = False
            self.problems = self.told = False
        listed = self.listed or paragraph.rank is not None
        owner = self.owner
        lead_in = LEAD_IN.match(body)
        if (
            lead_in
            and not OPENING.match(body)
            and len(lead_in.group()) < len(body)
            and not SETTLES.search(lead_in.group())
            and not 0 <= tails.label_within(body) < lead_in.end()
            and not self._who_and_when(body[lead_in.end() :].rstrip("。"))
        ):
            name = lead_in.group().rstrip("：:—")
            if TALK.fullmatch(name) and not re.search(
                "会议(?:决定|议定|同意|要求|明确)", body
            ):
                return
            start += lead_in.end()
            self.resolved = bool(RESULT.fullmatch(name))
            listed = listed or self.resolved
            if self.units.is_unit(name):
                owner = self.units.many(name, 0)[0]
        start += self._topic(start, paragraph)
        self._sentences(
            start, paragraph.start + len(paragraph.text), listed, owner, tail
        )
        if body.endswith(("：", ":")):
            self.listed = bool(DECIDED_LIST.search(body))

    # ------------------------------------------------------------------
    # Sentences
    # ------------------------------------------------------------------

    def _sentences(self, start, end, listed=False, owner=(), after=None):
        """Items of the text between two places; tails inside and ``after`` it belong to what stands before them."""
        position = start
        for left, right in tails.own_work(self.units, self.text[start:end]):
            self._told(position, start + left, listed, owner)
            self._told(start + left + 1, start + right - 1, listed)
            position = start + right
        self._told(position, end, listed, owner, after)

    def _told(self, start, end, listed=False, owner=(), after=None):
        """Items of a stretch of text in which no bracket tells the work of somebody else."""
        text = self.text[start:end]
        position = 0
        found = tails.cut(self.units, text)
        for index, (left, right, values) in enumerate(found):
            following = found[index + 1][0] if index + 1 < len(found) else len(text)
            named = TITLE_OF.fullmatch(text[position:left].strip())
            if named and len(text[right:following].strip("。；;，, ")) > 8:
                # “…”问题。责任部门：…。对…逐项清理: what is to be done stands behind who does it
                self._piece(start + right, start + following, listed, owner, values)
                position = following
                continue
            self._piece(start + position, start + left, listed, owner, values)
            position = right
            while position < len(text) and text[position] in "。；;，, ":
                position += 1
        if position < len(text):
            self._piece(start + position, end, listed, owner, after)

    def _piece(self, start, end, listed, owner, tail):
        """Sentences from ``start`` to ``end``; what follows them in a tail is about all that names nobody else."""
        found = []
        for left, right, _mark in spans(self.text, "。！？!?", start, end):
            found += self._sentence(left, right, listed or bool(tail), owner, tail)
        if tail is None:
            return
        tasks = [item for item in found if item.kind == kinds.TASK]
        open_ones = [item for item in tasks if not item.lead_unit and not item.leader]
        if len(open_ones) > 1 and len(open_ones) == len(tasks):
            # one job told in several sentences: its units and date stand behind the last
            self._join(open_ones)
            open_ones = open_ones[:1]
        if not tasks and found and tail["lead"] and found[-1].kind == kinds.DECIDED:
            # 同意…（责任单位：…，10月底前）: whoever has a unit and a day behind it has something to do
            if tail["due"] and dates.whole(tail["due"], self.base)["due_text"]:
                found[-1].kind = kinds.TASK
                self._read_limit(found[-1])
                open_ones = found[-1:]
        if not tasks and not found:
            item = self._whole(start, end)
            open_ones = [item] if item else []
        for item in open_ones or tasks[-1:]:
            self._apply(item, tail)
        if tail["due"] and not open_ones:
            self._limit_before(tasks, tail)

    def _limit_before(self, tasks, tail):
        """Put the limit of a tail behind the last of ``tasks`` on those too that 、 alone parts from it."""
        for before, after in reversed(list(zip(tasks, tasks[1:], strict=False))):
            if self.text[before.end : after.start] != "、" or before.due_text:
                break
            self._apply(before, tails._empty() | {"due": tail["due"]})

    def _join(self, items):
        first, last = items[0], items[-1]
        for item in items[1:]:
            self.items.remove(item)
        first.end = last.end
        first.text = self.text[first.start : first.end]
        self._read_limit(first)

    def _whole(self, start, end):
        left, right = self._trimmed(start, end)
        if right - left < 4:
            return None
        return self._item(left, right, kinds.TASK)

    def _sentence(self, left, right, listed, owner, tail):
        if right - left > MAX_SENTENCE:
            self.unread.append((left, right))
            return []
        named = self._named(left, right)
        if named:
            return named
        made = []
        previous = None
        for group in groups(self.units, self.text, left, right):
            if self.said and not group.opening:
                group.opening = "强调"
            self._goes_on_saying(group)
            enumerated = bool(
                ENUMERATION.match(self.text[group.start : group.end].lstrip())
            )
            heir = owner or (previous if not group.parties else [])
            kind = kinds.kind_of(
                self.text, group, listed or enumerated, bool(heir) or tail is not None
            )
            asked = self._limited(group) or self._charged(group)
            over = not asked if self.told else not self._limited(group)
            if self.past and kind == kinds.TASK and over:
                kind = kinds.INFORMED
            if self.reported and not group.parties:
                continue
            if self.problems and not asked:
                continue
            if self.past and kind is None and listed and kinds.did(self.text, group):
                kind = kinds.INFORMED
            if self.resolved:
                kind = kinds.resolved(self.text, group, kind)
            if kind is None:
                continue
            item = self._made(group, kind)
            if item.kind == kinds.TASK:
                self._assign(item, group, owner, heir)
                if item.lead_unit:
                    previous = [item.lead_unit]
            made.append(item)
        return made

    def _assign(self, item, group, owner, heir):
        """Put on the task ``item`` who has to do it and by when, as ``group`` says.

        :param owner: units that a heading or a label names
        :param heir: who leads where nobody is named
        """
        if not item.due_text and group.limit:
            self._read_limit(item, group.limit)
        who.assign(self.units, item, group)
        if not item.lead_unit and not item.leader:
            item.leader, heir = who.person(self.text, item.text, heir)
        if not item.lead_unit and not item.leader and heir:
            item.lead_unit, *rest = heir
            item.co_units = rest + [u for u in item.co_units if u not in rest]
        if owner and item.lead_unit not in owner and WATCHES.search(item.text):
            # 药剂科：近效期药品清理，院办监督
            item.co_units.insert(0, item.lead_unit)
            item.lead_unit = owner[0]
        first = group.clauses[0]
        if owner and item.lead_unit not in owner and not first.parties:
            begun = self.text[first.start : first.end]
            if ACT.match(begun) or dates.limits(begun):
                # 教学运行科 / 6月24日前公布安排，不足部分由各学院补充: the first part is the heading's own
                if item.lead_unit:
                    item.co_units.insert(0, item.lead_unit)
                item.lead_unit = owner[0]
        if owner and self._only_a_place(item, group, owner):
            # 物业中心：南院3号楼…
            item.co_units = [u for u in item.co_units if u not in owner]
            item.lead_unit = owner[0]

    def _goes_on_saying(self, group):
        """程校长强调，…。各单位要…: what names nobody of its own and no day is said as well."""
        if group.opened is not None or group.opening:
            self.saying = group.opening if group.opening in kinds.SAID_ONLY else ""
        elif self.saying and kinds.of_everybody(group) and not self._limited(group):
            group.opening = self.saying

    def _only_a_place(self, item, group, owner):
        """Whether who leads ``item`` is read by the form of the name alone, beside ``owner`` whom a label names."""
        known = self.units.names
        named = [p for p in group.parties if item.lead_unit in p.units]
        return bool(
            known
            and owner[0] in known
            and item.lead_unit not in known
            and not kinds.of_everybody(group)
            and not any(p.by or p.role == "lead" for p in named)
        )

    def _charged(self, group):
        """Whether somebody is charged in so many words: 由…, …牵头, or the meeting decided it."""
        return (
            group.opening in CHARGING
            or any(party.by or party.role == "lead" for party in group.parties)
            or bool(group.parties)
            and bool(CHARGED.search(self.text[group.start : group.end]))
        )

    def _limited(self, group):
        """Whether a day is named by which it is to be done."""
        limits = dates.limits(self.text[group.start : group.end])
        return any(kind != "asked" for _at, _words, kind in limits)

    def _made(self, group, kind):
        start = group.start
        if group.opened is not None and kind in (kinds.DECIDED, kinds.REPEALED):
            # 会议决定 and 会议认为 are part of what was decided
            opening = OPENING.match(self.text, group.opened)
            if re.search("会议", opening.group()) and group.opening in (
                "决定",
                "认为",
                "确定",
                "议定",
            ):
                start = group.opened + opening.group().index("会议")
        start, end = self._trimmed(start, group.end)
        return self._item(start, end, kind)

    def _trimmed(self, start, end):
        text = self.text
        while True:
            lead = (
                re.match(
                    r"[\s。；;，,、]+|(?:同时|此外|另外|其中|经研究|经讨论|会上|为此|对此|下一步)[，,]",
                    text[start:end],
                )
                or ENUMERATION.match(text[start:end])
                or re.match(rf"(?:[（(]?[①-⑳][）)]?|{COUNT})\s*", text[start:end])
            )
            if not lead or not lead.group():
                break
            start += lead.end()
        ending = re.search(
            r"[，,]?(?:经)?(?:会议)?(?:研究|讨论)?(?:决定|议定|确定|明确|要求)?(?:如下|以下事项)?[：:]$",
            text[start:end],
        )
        if ending:
            end -= len(ending.group())
        topic = re.match(
            r"[^，。；：:“”《》（）()]{1,22}[：:](?!\d(?!\d{0,3}[年月日]))",
            text[start:end],
        )
        if (
            topic
            and not OPENING.match(text[start:end])
            and end - start - topic.end() > 5
        ):
            start += topic.end()
        while end > start and text[end - 1] in " 。；;，,、！!\t":
            end -= 1
        return start, end

    def _item(self, start, end, kind):
        item = Item(self.text[start:end], start, end, kind, heading=self.heading)
        if kind == kinds.TASK:
            self._read_limit(item)
        self.items.append(item)
        return item

    def _read_limit(self, item, words=None):
        found = dates.due(depth_masked(words or item.text), self.base)
        item.due_text, item.due, item.due_also = (
            found["due_text"],
            found["due"],
            found["due_also"],
        )

    # ------------------------------------------------------------------
    # Tails
    # ------------------------------------------------------------------

    def _apply(self, item, tail):
        """Put the values of a tail on ``item``."""
        if item.kind != kinds.TASK:
            return
        if tail["lead"]:
            item.lead_unit, *rest = tail["lead"]
            item.co_units = rest + [u for u in item.co_units if u not in tail["lead"]]
        item.co_units += [
            u for u in tail["co"] if u not in item.co_units and u != item.lead_unit
        ]
        if tail["leader"]:
            item.leader = tail["leader"]
        if tail["due"]:
            found = dates.whole(tail["due"], self.base)
            if found["due_text"]:
                item.due_text, item.due, item.due_also = (
                    found["due_text"],
                    found["due"],
                    found["due_also"],
                )


def depth_masked(text):
    """``text`` without what stands in titles: 《2026年底前…方案》 limits nothing."""
    return re.sub(
        r"《[^》]*》|“(?![七五十六]一”|五四”)[^”]*”",
        lambda found: "＿" * len(found.group()),
        text,
    )


def read_blocks(blocks, names=(), meeting_date=None):
    """Read ``blocks`` of ``source.extract``.

    :param names: names of the institution's units, in full and short
    :param meeting_date: the day of the meeting where it is known already
    """
    return Minutes(blocks, names, meeting_date).proposals()
