"""Sentences, their clauses and who acts in each; where one item ends and the next begins."""

import re
from dataclasses import dataclass, field

from . import dates
from .units import CHARGED, COLLECTIVE, DESCRIBED, LEADER, Party
from .words import (
    ACT,
    COUNT,
    DECISION,
    HELP,
    INFORMATION_START,
    LEAD,
    OPENING,
    REPEAL,
)

PAIRS = {
    "（": "）",
    "(": ")",
    "“": "”",
    "《": "》",
    "【": "】",
    "〔": "〕",
    "[": "]",
    "‘": "’",
}
#: what stands before whoever acts
BEFORE = re.compile(
    r"(?:同时|并且|并|其中|另外|此外|具体|下一步|会后|原则上|为此|一是|二是|以及|再|继续|统一|主要|仍|"
    r"暂|拟|需要|须|需|应|后续|今后|目前|近期|(?:并)?(?:提出|要求)[：:]|[三四五六七八九]是|第[一二三四五六]是?(?=[，,])|[一二三四五六](?=要)"
    r"|[，,@])*"
    r"(?:会议(?=责成|要求|明确|决定|委托|授权|指定))?(?:请|由|要求|责成|委托|授权|指定|明确|安排|决定|"
    r"确定|交由|督促(?=各))*"
)
ATTRIBUTE = re.compile(
    r"(?:联系|提出|提供|反映|推荐|申报|报送|提交|汇报|介绍)的(?!基础)"
)
#: 请郝副所长组织、科研管理处执笔
BESIDE = re.compile(rf"(?:{LEAD}|组织|带队|统筹|协调|挂帅|指导|督办)?[、和与]")
#: 学籍管理由国际处划归教务处: who had it until now
MOVED_TO = re.compile(
    r"(?:划归|划转|划入|转入|转由|调整为|调整至|调整到|变更为|改由|改为|移交给|移交至|并入|升格)"
)
HANDED = re.compile("由[^，；]{2,16}(?:划归|划转|划入)")
#: who is to do it, named behind what is to be done
ASKED_TO = re.compile(
    r"@(?=[一-龥])|(?<!划)归(?![口还档集属类并纳因结功根于谁])(?=[^，；。]{2,12}(?:$|[，；]|管|负责|承担|落实))|由(?!于|此|来|衷)|(?<![申邀聘提报商函呈敬诚约烦务恳宴回])请(?![示求假教客柬愿])|(?:责成|委托|授权|指定|交由|退回|发回|转交)(?=[一-龥])"
)
HELPED = re.compile(r"(?:会同|商请|商|联合|协同|会商)(?=[一-龥])")
TOGETHER = re.compile(r"与(?=[一-龥])")
CO = re.compile(rf"{HELP}")
#: with these the work is put on whoever is named next
GIVEN = re.compile(r"(?:请|由|责成|委托|授权|指定)$")
#: a leader who is asked for this is not made responsible
ONLY_ASKED = re.compile(
    r"(?:审|批|阅|签|主持|担任|兼任|[、，]|讲|出席|参加|作|关注|指示|知悉|听取|$)"
)
IN_CHARGE = re.compile(LEAD)


def depth_free(text):
    """``text`` with everything inside brackets and quotes as ``＿``, of the same length."""
    found, stack = [], []
    for index, char in enumerate(text):
        if stack:
            if char == stack[-1]:
                stack.pop()
            elif char in PAIRS and len(stack) < 20:
                stack.append(PAIRS[char])
            found.append("＿")
        elif char in PAIRS and PAIRS[char] in text[index + 1 : index + 400]:
            stack.append(PAIRS[char])
            found.append("＿")
        else:
            found.append(char)
    return "".join(found)


def spans(text, marks, start=0, end=None):
    """Parts of ``text`` between any of the characters ``marks`` outside of brackets: [(start, end, mark)]."""
    end = len(text) if end is None else end
    flat = depth_free(text[start:end])
    found, begin = [], 0
    for index, char in enumerate(flat):
        # a decimal or grouped figure is no end
        if char in marks:
            found.append((start + begin, start + index, char))
            begin = index + 1
    found.append((start + begin, end, ""))
    return [each for each in found if text[each[0] : each[1]].strip()]


@dataclass
class Clause:
    """Between two commas."""

    start: int
    end: int
    parties: list = field(default_factory=list)


@dataclass
class Group:
    """What becomes one item, or nothing: clauses that belong together."""

    clauses: list
    opening: str = ""
    opened: int | None = None
    #: words of the sentence that limit this group's work too: 甲负责…、乙负责…，6月底前完成
    limit: str = ""

    @property
    def start(self):
        return self.clauses[0].start

    @property
    def end(self):
        return self.clauses[-1].end

    @property
    def parties(self):
        return [party for clause in self.clauses for party in clause.parties]


def _role(text, end, by):
    """What the units that end at ``end`` are: ``co``, ``lead`` or ``actor``."""
    rest = re.sub(r"^[（(][^（）()]{1,20}[）)]", "", text[end:])
    helped = CO.match(rest)
    if helped and not rest[helped.end() :].lstrip("的"):
        return "co"
    if (
        re.fullmatch(
            r"[^，]{0,4}(?:做好|提供|给予|予以)[^，]{0,10}(?:支持|协助|配合|支撑|后勤保障|资金保障|服务保障)",
            rest,
        )
        and not by
    ):
        return "co"
    if not by and re.fullmatch("(?:负责)?(?:予以)?(?:指导|监督|把关)", rest):
        return "co"  # 请消防大队指导, 学工部把关: they help whoever does it
    if re.fullmatch("[^，]{0,8}(?:帮忙|帮着|搭把手)[^，]{0,6}", rest):
        return "co"  # 化工学院出两个人帮忙核对
    if IN_CHARGE.match(rest):
        return "lead"
    return "actor"


#: X牵头组织 and no more: what is led stands in the clauses that follow
MATTER_OF = re.compile(
    r"(?:情况|问题|工作|事项|方案|名单|经费|材料|数据|结果|手续|清单|进展|意见)$"
)
ONLY_LEADS = re.compile(rf"{LEAD}(?:组织|实施|落实|推进)?")
SAME_UNIT = re.compile(r"该(?:学院|单位|部门|中心|处|部|院|系|科|校|公司)")


#: of which one was named before
BARE = {"学院", "中心", "研究院", "委员会", "办公室", "医院", "公司"}


def _named_before(units, text, position):
    """The unit whom 该学院 means: the last one that the text names before it."""
    names = units.known and list(
        units.known.finditer(text[max(0, position - 120) : position])
    )
    return names[-1].group() if names else None


def _beside(units, clause, start, position):
    """The units that do what the leader before ``position`` only leads: at most one party."""
    beside = BESIDE.match(clause, position)
    names, last = units.many(clause, beside.end()) if beside else ([], 0)
    if not names:
        return []
    role = _role(clause, last, False)
    return [Party(start + beside.end(), start + last, names, role)]


def _at_beginning(units, clause, start, position):
    """Who acts at ``position`` of a clause that begins at ``start`` of the text: at most one party."""
    found = []
    leader = LEADER.match(clause, position)
    given = GIVEN.search(clause[:position])
    asked = given and given.group() != "由"
    asked = asked and not ONLY_ASKED.match(clause[leader.end() :] if leader else "")
    if leader and (asked or CHARGED.match(clause, leader.end())):
        found.append(
            Party(start, start + leader.end(), [], "lead", bool(given), leader.group())
        )
        found += _beside(units, clause, start, leader.end())
    elif not leader or not given:
        names, last = units.many(clause, position, bool(given))
        if leader and names and position + len(names[0]) > leader.end() + 3:
            names = []  # 尹副校长代表学校与管委会: no unit begins with a leader
        if names and not given and ATTRIBUTE.match(clause, last):
            names = []  # 校企合作处联系的企业: the companies act
        described = None if names else DESCRIBED.match(clause + "，", position)
        if described:
            names, last = [described.group()], described.end()
        if not names:
            names, last = _sends(units, clause, position)
        if names:
            found.append(
                Party(
                    start + position,
                    start + last,
                    names,
                    _role(clause, last, False),
                    clause[position - 1 : position] == "请",
                )
            )
    return found


#: 各科半年总结7月1日前发综合科: what they hand in is named between
SENDS = re.compile(
    rf"({COLLECTIVE})[^，。；的由请]{{2,16}}(?:发|交|报|送|报送|提交|上报)(?:给|到|至)?"
    r"[一-龥]{1,8}(?:[科处部办室院]|中心|委员会)"
)


def _sends(units, clause, position):
    """(units, end) of 各科 where they send something to another unit; ([], position) if they do not."""
    found = SENDS.match(clause, position)
    if found and dates.limits(found.group()):
        return [found[1]], found.end(1)
    return [], position


def parties(units, text, start, end):
    """Who acts in the clause ``text[start:end]``."""
    clause = text[start:end]
    flat = depth_free(clause)
    position = BEFORE.match(clause).end()
    for limit, words, _kind in dates.limits(clause):
        if limit <= position <= limit + len(words) or limit == 0:
            skip = re.match(r"[，,]?", clause[limit + len(words) :]).end()
            position = max(position, limit + len(words) + skip)
            position = BEFORE.match(clause, position).end()
            break
    found = _at_beginning(units, clause, start, position)
    for mark in re.finditer(ASKED_TO, flat):
        at = mark.end()
        if found and at <= found[-1].end - start:
            continue
        leader = LEADER.match(clause, at)
        beside = _beside(units, clause, start, leader.end()) if leader else []
        asked = leader and mark.group() in ("请", "由", "授权", "委托", "责成", "指定")
        if leader and (
            beside
            or CHARGED.match(clause, leader.end())
            or asked
            and not ONLY_ASKED.match(clause[leader.end() :])
        ):
            found.append(
                Party(
                    start + at, start + leader.end(), [], "lead", True, leader.group()
                )
            )
            found += beside
            continue
        names, last = units.many(clause, at, True)
        if names and MOVED_TO.match(clause, last):
            continue
        same = None if names else SAME_UNIT.match(clause, at)
        if same and (name := _named_before(units, text, start + at)):
            names, last = [name], same.end()
        if names:
            role = _role(clause, last, True)
            found.append(Party(start + at, start + last, names, role, True))
    if not found:
        acting = units.within(clause, position)
        if acting:
            begin, names, last = acting
            role = _role(clause, last, False)
            found.append(Party(start + begin, start + last, names, role))
    for party in found:
        name = party.units and party.units[0] in BARE - units.names
        name = name and _named_before(units, text, party.start)
        if name and name.endswith(party.units[0]):
            party.units[0] = name  # 机械工程学院3门课程…，学院要制定方案
    if len(found) > 1 and found[1].by and not found[0].by:
        between = text[found[0].end : found[1].start - 1]
        if MATTER_OF.search(between):
            del found[0]  # 各单位落实情况由办公室汇总: the units are what it is about
    return found


def groups(units, text, start, end):
    """The groups of one sentence ``text[start:end]``."""
    opening = OPENING.match(text, start, end)
    verb, begin = (opening.group(1), opening.end()) if opening else ("", start)
    if (
        opening
        and text[opening.end() - 1] not in "，,：:"
        and not verb.startswith(
            (
                "要求",
                "明确",
                "责成",
                "决定",
                "议定",
                "确定",
                "研究",
                "讨论",
                "强调",
                "指出",
                "认为",
                "希望",
                "提出",
            )
        )
    ):
        begin, verb = start, ""
    found = []
    for left, right, _mark in spans(text, "；;", begin, end):
        counted = COUNTED.match(text, left, right)
        left = counted.end() if counted else left
        segment = _segment(units, text, left, right)
        for group in segment:
            group.opening = verb
        if found and not counted and not _stands(text, segment[0], found[-1]):
            found[-1].clauses += segment[0].clauses
            segment = segment[1:]
        found += segment
    if opening and found:
        found[0].opened = start
    return found


#: 1. or （2） before one of several in a sentence
COUNTED = re.compile(rf"\s*{COUNT}\s*")
#: 施工期间安排…: something is to be done besides
BESIDES = re.compile(r"(?:[^，；]{2,8}(?:期间|过程中|同时)[，,]?)")


def _stands(text, group, before):
    """Whether the group after a semicolon is a matter of its own; ``before`` is the one before it."""
    words = text[group.start : group.end]
    settled = not before.parties and DECISION.match(text, before.start, before.end)
    besides = BESIDES.match(words)
    if settled and ACT.match(words, besides.end() if besides else 0):
        return True
    return bool(
        any(party.role != "co" for party in group.parties)
        or REPEAL.search(words)
        or DECISION.search(words)
        or dates.limits(words)
        or re.match(r"[一二三四五六七八九][是要]|第[一二三四五]", words)
        or INFORMATION_START.match(words)
    ) and not re.match(
        r"(?:逾期|对(?:逾期|未)|如|若|凡|否则|确因|特殊情况|有|无)", words
    )


#: 基建处负责建设、财务处负责资金: who is charged behind 、 does other work than who was before it
CHARGED_NEXT = re.compile(r"(?:具体)?(?:负责|牵头|承担|落实|做好|提供)(?=[一-龥]{2})")


#: nobody writes a longer one; what is longer is not taken apart
LONG_CLAUSE = 400


def _enumerated(units, text, start, end):
    """[(start, end)] of what several units are charged with in one clause, parted by 、 alone."""
    found, begin = [], start
    parts = spans(text, "、", start, end) if end - start < LONG_CLAUSE else []
    for before, after in zip(parts, parts[1:], strict=False):
        names, last = units.many(text, after[0])
        told = units.many(text, begin + BEFORE.match(text[begin:end]).end())
        acting = CHARGED_NEXT.search(text, max(begin, told[1]), before[1])
        next_one = CHARGED_NEXT.match(text, last) or (
            found and last < after[1] and not CO.match(text, last, after[1])
        )
        if names and (acting or found) and next_one:
            found.append((begin, before[1]))
            begin = after[0]
    return [*found, (begin, end)]


def _segment(units, text, left, right):
    found, current = [], None
    pieces, parted = [], []
    for a, b, _mark in spans(text, "，,", left, right):
        several = [Clause(begin, end) for begin, end in _enumerated(units, text, a, b)]
        if len(several) > 1:
            parted.append(several)
        pieces += several
    for clause in pieces:
        clause.parties = parties(units, text, clause.start, clause.end)
    for index, clause in enumerate(pieces):
        later = any(
            party.role != "co" for each in pieces[index:] for party in each.parties
        )
        apart = current is not None and (
            _begins(text, current, clause, later)
            or not later
            and _refuses(text, text[current.start : current.end], clause, right)
        )
        if current is not None and not apart:
            current.clauses.append(clause)
        else:
            current = Group([clause])
            found.append(current)
    group_of = {id(clause): group for group in found for clause in group.clauses}
    for several in parted:
        _share(text, [group_of[id(clause)] for clause in several], several)
    return found


def _share(text, those, several):
    """Put on ``those``, groups of the parts ``several`` of one clause, the limit before or behind them all."""
    acting = min([party.start for party in those[0].parties], default=several[0].start)
    common = [text[several[-1].end : those[-1].end], text[those[0].start : acting]]
    words = next((words for words in common if dates.limits(words)), "")
    each = [limit for _at, limit, _kind in dates.limits(words)]
    for index, group in enumerate(those):
        # 分别于5月底前、6月底前: to each its own
        own = "分别" in words and len(each) == len(those)
        group.limit = each[index] if own else words


#: 各课题组原自行分配的办法不再沿用: what held until now
BEFORE_NOW = re.compile("[^，]{0,8}原(?![则因材创理有来])|此前|之前|上次")
#: who only helps has no work of its own beside whoever it helps
HELPING = re.compile(r"(?:要|应|须|积极|主动|全力|做好)*(?:配合|协助|支援|增援)")
#: 具体工作由教务处负责落实: who leads what was said before it
ITS_WORK = re.compile(
    r"(?:具体|相关|有关|日常|组织|后续)(?:工作|事宜|事项)由[^，；]+?(?:负责|牵头|承担)(?:统筹|组织|协调)*(?:落实|实施|推进|办理)?$"
)


#: 团建取消，费用转为慰问: what becomes of what is no more
INSTEAD = re.compile(r"[一-龥]{2,8}(?:转为|转作|用于|转入)")
#: 同意甲方案，乙项目暂缓: what is refused or put off, told of another thing than before
REFUSED = re.compile(r"(?:不予|暂缓|缓议|不同意|暂不|另行研究|再议|不通过)")
GRANTED = re.compile(
    r"(?<!不)(?:同意|审议通过|原则通过|表决通过|一致通过|讨论通过|批准)"
)
NO_THING = re.compile(
    r"(?:不|暂|再|也|并|待|但|如|若|且|同时|均|都|由|请|将|对|其余(?:不|暂)|报|按|从)"
)


def _refuses(text, words, clause, end):
    """Whether ``clause`` tells of something that is refused, after ``words`` granted something else."""
    said = text[clause.start : end]
    return bool(
        GRANTED.search(words)
        and not REFUSED.search(words)
        and (refused := REFUSED.search(said))
        and refused.start() > 1
        and not NO_THING.match(said)
        and not ACT.match(said)
    )


def _begins(text, current, clause, later):
    """Whether ``clause`` begins another item than ``current``."""
    words = text[current.start : current.end]
    acting = [party for party in current.parties if party.role != "co"]
    own = [party for party in clause.parties if party.role != "co"]
    said = text[clause.start : clause.end]
    if not acting and REPEAL.search(words) and later:
        return True
    if not acting and own and HANDED.search(words):
        return True
    if not acting and not own and REPEAL.search(words) and INSTEAD.match(said):
        return True
    if BEFORE_NOW.match(said) and REPEAL.search(said):
        # …调整为…，原规定不再执行: the change and what it replaces are one
        return not (re.search("调整为|改为|改成|变更为", words) or REPEAL.search(words))
    if INFORMATION_START.match(words) and re.match(
        r"(?:并|会议|同时)?(?:要求|责成|明确)", text[clause.start : clause.end]
    ):
        return True
    if not acting or not own or ITS_WORK.match(said):
        return False
    if HELPING.match(text, own[0].end):
        return False  # 后勤组织安装，学工部协助腾空房间
    if re.match(r"(?:逾期|否则|如|若|未按|确需|确因)", text[clause.start : clause.end]):
        return False
    units = [name for party in acting for name in party.units]
    last = acting[-1]
    only_leads = ONLY_LEADS.fullmatch(text[last.end : current.end])
    if len(acting) == 1 and only_leads:
        # X牵头组织，Y具体负责: one job; 晚会30日举行，X承办，Y做好邀请: two
        return "牵头" not in only_leads.group() and len(current.clauses) > 1
    if own[0].leader and not own[0].units:
        return bool(units) and own[0].by
    if not units:
        # a leader leads, the unit does the work; 授权尹副校长磋商，由发展规划处牵头: each has some
        does = not CHARGED.match(text, last.end) and last.by
        return does and own[0].role == "lead"
    return own[0].units[0] not in units[:1]
