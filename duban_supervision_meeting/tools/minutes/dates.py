"""Time limits as minutes say them: where their words stand in a sentence; what they mean the shared reader says."""

import re
from datetime import date
from functools import lru_cache

from odoo.addons.duban_supervision.tools import dates_zh

from .words import ACT

NUM = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
MANY = r"(?:\d{1,3}|[一二两三四五六七八九十半]{1,3})"
YEAR = r"(?:(?:20\d{2}|二[〇零○]\w{2})年|今年|明年|后年|本年度?|次年|来年|翌年|当年)"
CLOCK = (
    r"(?:(?:上午|下午|中午|晚上|晚|早上|上班|下班|午休)?(?:前)?"
    r"(?:\d{1,2}(?:[:：]\d{2}|[时点](?:\d{1,2}分|半|整)?))?)"
)
WEEKDAY = r"(?:[一二三四五六日天1-6末])"
FEAST = (
    r"(?:国庆(?:节|假期)?|元旦|五一(?:劳动节|节|假期)?|“五一”|“十一”|十一(?!月|[、.])|劳动节|春节|"
    r"中秋(?:节)?|端午(?:节)?|清明(?:节)?|校庆(?:日)?|教师节|七一|“七一”|儿童节|六一|青年节|五四)"
)
TERM = (
    r"(?:(?:秋季|春季|新|本|下|下一|上)?学期(?:开学|结束|期末|末|初)?|开学|放假|放寒假|放暑假|暑假|寒假|"
    r"暑期|期末|期中|考试周|毕业典礼|毕业|迎新|招生|"
    r"下次(?:[一-龥]{0,10}会议?|例会)|下一次[一-龥]{0,10}会议?|(?:下周|下月)例会|会后|会前|检查(?:组)?(?:进校)?|"
    r"专家进校|评估专家进校|进校|冬季供暖|供暖(?:季)?|汛期|雨季|高考|中考|军训|汇总|上线|招标(?:完成)?|"
    r"工程竣工|竣工|验收)"
)
#: what time may be counted from
EVENT = (
    r"(?:收到|接到|接|签订|签署|取得|完成|验收|审批|批准|批复|发布|印发|公示|整改|汇总|反馈|下达|开学|放假|"
    r"结束|通过|中标|到货|到位|开工|竣工|上线|立项|审定|公布|确定|核实|齐全|就位|返校|报到)"
)
EDGE = r"(?:之前|以前|前|之内|以内|内|底前|止|为止|截止)"
#: (name, pattern): the words of a limit; order matters, longer first
PATTERNS = (
    (
        # a range ends with its end; 9月12日至13日, 4月—6月
        "day",
        re.compile(
            rf"(?:{YEAR})?{NUM}月(?:{NUM}[日号])?(?:至|到|—{{1,2}}|–|-|－|~|～)(?:{YEAR})?(?:{NUM}月份?(?:{NUM}[日号]|[上中下]旬|底)?|{NUM}[日号])"
            rf"{EDGE}?"
        ),
    ),
    (
        "asked",
        re.compile(
            rf"自[^，。；]{{1,14}}(?:之日|日)?起{MANY}(?:个)?(?:工作日|日|天|周|星期|个?月|年)(?:之)?内"
            rf"|每(?:天|日){CLOCK}(?:之前|以前|前)|每(?:年|学期|季度|月|周|个?星期|双周)(?:的)?(?:{NUM}月)?(?:第?{NUM}"
            rf"[日号]|{WEEKDAY}|底|末|初|{NUM}个?工作日)?(?:{CLOCK})?(?:之?前|以前)"
            rf"|每(?:月|周|星期|季度|年|学期)(?:{NUM}[日号]|末|底|初|{WEEKDAY}(?![一-龥]?次))"
            rf"|(?:{EVENT}[一-龥]{{0,4}}?)(?:后|之后|以后)(?:的)?{MANY}(?:个)?(?:工作日|日|天|周|个?月|小时)(?:之)?内"
            rf"|{MANY}(?:日|天|周|个月)(?:之)?内(?=答复|回复|响应|到场)"
            rf"|{MANY}个?工作日(?:之)?内"
        ),
    ),
    (
        "day",
        re.compile(
            rf"(?:{YEAR})?{NUM}月份?{NUM}[日号](?:（[^（）]{{1,6}}）)?{CLOCK}{EDGE}?"
            rf"|(?:{YEAR})[./-]\d{{1,2}}[./-]\d{{1,2}}{EDGE}?|20\d{{2}}[./-]\d{{1,2}}[./-]\d{{1,2}}{EDGE}?|"
            rf"(?<![\d.:：])(?:0?[1-9]|1[0-2])[./](?:[12]\d|3[01]|0?[1-9])(?![\d.%万亿]){EDGE}"
            rf"|(?:本月|下月|当月|次月|下个月|这个月){NUM}[日号]{CLOCK}{EDGE}?"
            rf"|(?<![\d月]){NUM}[日号]{CLOCK}(?:之前|以前|前)"
        ),
    ),
    (
        "part",
        re.compile(
            rf"(?:{YEAR})?(?:{NUM}月份?|本月|下月|下个月|这个月)(?:上中旬|中上旬|中下旬|上旬|中旬|下旬|初|底|末){EDGE}?"
            rf"|(?:{YEAR})?{NUM}月份?(?:之内|以内|内|中|之前|以前|前)"
            rf"|(?<=[于在])(?:{YEAR})?{NUM}月份(?=[就对组开召完])"
            rf"|(?:{YEAR})?{NUM}月份?(?=(?:完成|定稿|提交|印发|发布|上线|投入|启用|交付|上会|拿出|出台|竣工|验收|举办)(?![了的]))"
            rf"|(?:本月|这个月|当月|下月|下个月|次月)(?:份)?(?:之内|以内|内|前|之前)"
            rf"|(?<![一-龥\d])(?:月底|月末|月内|月中)(?:之前|以前|前)?|(?<=[于在到要])(?:月底|月末|月内)(?:之前|"
            rf"以前|前)?|(?<![个\d一二三四五六七八九十])(?:月底前|月末前|月内)|(?:上|中|下)旬(?:前|内)?"
        ),
    ),
    (
        "quarter",
        re.compile(
            rf"(?:{YEAR})?(?:第?[一二三四1-4]季度|本季度|下季度|上半年|下半年)(?:末|底|内|之内|以内|结束)?{EDGE}?"
        ),
    ),
    (
        "year",
        re.compile(
            rf"(?:{YEAR})(?:年)?(?:底|末|内|年底|年末|之内|以内){EDGE}?|(?<!\d)(?:年底|年末|岁末)(?:之前|"
            rf"以前|前)?|年内|年度内"
        ),
    ),
    (
        "week",
        re.compile(
            rf"(?:本|这|这个|下|下个|下下|下下个|当)(?:周|星期|礼拜){WEEKDAY}?{CLOCK}{EDGE}?|(?<![上每两双单一二三"
            rf"四五六七八九十0-9])(?:周|星期|礼拜){WEEKDAY}{CLOCK}(?:之前|以前|前)|(?<=[于在])(?:周|"
            rf"星期){WEEKDAY}{CLOCK}(?:之?前)?"
        ),
    ),
    (
        "span",
        re.compile(
            rf"(?:会后|接下来|未来|今后|最近)?{MANY}(?:个)?(?:天|日|周|星期|礼拜|月|年|季度)(?:的时间)?(?:之内|"
            rf"以内|内)(?!上报|报告|到达)"
        ),
    ),
    (
        "near",
        re.compile(
            rf"(?:今天|今日|今晚|今早|明天|明日|明早|明晚|后天|大后天|当天|当日){CLOCK}(?:之前|以前|前|内|之内)?"
        ),
    ),
    (
        "feast",
        re.compile(rf"(?:{YEAR})?{FEAST}(?:放假|假期|长假)?(?:之前|以前|前|期间)"),
    ),
    (
        "asked",
        re.compile(
            rf"(?:{YEAR})?{TERM}(?:{CLOCK})?(?:之前|以前|前|之内|以内|内|时(?![间限段刻节长机])|结束前|开始前|召开前)|下次[一-龥]{{0,1"
            rf"0}}会议?|下一次[一-龥]{{0,10}}会议?"
        ),
    ),
    (
        "asked",
        re.compile(
            r"(?<![一-龥\d])年前|立行立改|即知即改|长期坚持|长期|持续推进|常态化推进|尽快|尽早|立即|即刻|马上|近期(?:内)?|"
            r"抓紧(?:时间)?(?!抓)|会后(?!续)|第一时间|适时|择期|有条件时|条件成熟时|早日"
        ),
    ),
)
#: kinds that are a limit even without 前 or 内
PLAIN = ("day", "part", "week", "near", "quarter")
RANGE = re.compile(r"[日号月](?:至|到|—|–|-|－|~|～)")
#: what makes a limit of a day that stands without 前
AT_LATEST = re.compile(
    r"(?:最迟|最晚|至迟|不迟于|不晚于|力争|争取|确保|务必|必须)(?:于|在)?$"
)
#: 材料齐全后5日内, 春季开学一个月内: counted from a day that is not known
FROM_AN_EVENT = re.compile(
    r"(?<!会)后$|(?<!即)日起$|之日$|(?:开学|放假|到校|返校|验收|批复|批准|通过|签订|中标|结束)$"
)
NOT_A_LIMIT_AFTER = re.compile(
    r"^(?:年初|起(?!草)|开始|至|到(?!位)|—|-|－|~|以来|的|印发|下发的|发布的|，?星期|召开的|会议|议定|前后$|以后|"
    r"之后|后(?!勤)|制定的|份$)"
)
NOT_A_LIMIT_BEFORE = re.compile(
    r"(?:临近|接近|将近|已近|时近|到了|自|从|截至|截止到?|截止|自从|于?20\d\d年?|原定(?:于)?|原计划(?:于|在)?|原要求|原|定于.{0,3}|(?<!直)至|—|(?<!直)到)$"
)
#: 时限延至9月12日, 延期至7月底完成: the limit itself is moved; 开放时间延长至 is none
MOVED = re.compile(
    r"(?:时限|期限|限期|完成时间|办结时间|验收时间|交付时间|竣工时间|上线时间)[^，。；]{0,4}(?:延|推迟|顺延|改|调整|放宽|提前)(?:长|期|后)?[至到为]$"
    r"|(?:[日号月旬周天年底初末即]|星期.|周.)起[，,]?[至到]$|(?:延期|延后|延迟|推迟|顺延|后延|推后|暂延|再延|提前)(?:完成|办理|办结|交付|验收|竣工|报送|提交)?(?:到|至)$"
)
#: 进校前一周: counted back from a day that is not known
BEFORE_AN_EVENT = re.compile(
    rf"[一-龥]前(?:的)?{MANY}(?:个)?(?:工作日|日|天|周|星期|礼拜|月)(?:之?内)?$"
)
#: 把上半年…, 汇总一季度…: of which time something is told, not by when
OF_A_TIME = re.compile(r"(?:[把将对]|总结|汇总|汇报|通报|核对|分析)$")
#: behind the day on which something is held
HELD = re.compile("(?:正式|集中|统一)?(?:进行|举行|召开|举办|开幕)")
#: 延长到8月底完成: what is moved is when it is done
MOVED_IF_DONE = re.compile(r"(?:延长|延|改|改期|调整|变更)(?:为|至|到)$")
DONE_THEN = re.compile(r"(?:前|底|止)?(?:完成|办结|交付|验收|竣工|完工|投用|上线)")
UNDERWAY = re.compile(
    r"^、(?=\d{1,2}月)|^[一-龥]{0,5}会(?:议)?(?:上)?(?:讨论|研究|汇报|再?定|审议|通报)|^由|^(?:必须|务必|一定|要|应|须)|^(?:[，,]?(?:分别|各|全部|正式|顺利|如期)*(?:上午|下午|中午|晚上|晚|起)?(?:完成|收尾|搞定|[弄做办清理]完|交齐|开(?=[，,。；]|$)|来|去|上门|到场|到货|召开|举行|举办|开工|开始|启动|上线|投入|进场|交|"
    r"报|提交|印发|拿出|给|发|组织|开展|进行|"
    r"实施|到位|竣工|交付|开通|启用|出|定稿|封顶|汇报|反馈|落实|办结|前|结束|公布|公示|下达|搬|验收|"
    r"评审|答辩|通过|将|把|向|统一|集中|对))|^[，,。；;）)】]|^$"
)


def number(text):
    """一 … 九十九, 两, digits; half is 0.5."""
    if text.isdigit():
        return int(text)
    if text == "半":
        return 0.5
    digits = {char: index for index, char in enumerate("〇一二三四五六七八九")} | {
        "两": 2,
        "零": 0,
    }
    if "十" in text:
        tens, _ten, ones = text.partition("十")
        return digits.get(tens, 1) * 10 + digits.get(ones, 0)
    value = 0
    for char in text:
        value = value * 10 + digits.get(char, 0)
    return value


def resolve(kind, words, base):
    """The day that ``words`` of ``kind`` mean for a meeting on ``base``.

    :return: (day or None when a person must be asked, [other days that a reader may mean])
    """
    if not base and (own := re.match(r"(20\d{2})[年./-]", words)):
        base = date(int(own[1]), 1, 1)  # it says its year itself, whenever they met
    if not base or kind == "asked" or "期间" in words:
        return None, []
    if re.search(r"\d月初|[一二三四五六七八九十]月初", words):
        return None, []  # nobody can say which day the beginning of a month ends
    # a week after the meeting is counted from the meeting; brackets only repeat the day
    words = re.sub(r"^(?:会后|接下来|未来|今后|最近)|（[^（）]*）", "", words)
    words = re.sub("明(?=[早晚])", "明天", re.sub("今(?=[早晚])", "今天", words))
    if words.endswith("月中"):
        words = words + "旬"
    reading = dates_zh.read(words, base)
    if reading.ask or reading.cycle:
        return None, list(reading.options)
    return reading.due, list(reading.also)


@lru_cache(maxsize=4096)
def limits(text):
    """The time limits that ``text`` names, in its order: [(start, words, kind)]."""
    taken = []
    for kind, pattern in PATTERNS:
        for found in pattern.finditer(text):
            start, end = found.span()
            if _crosses(taken, start, end):
                continue
            before, after = text[:start][-8:], text[end:]
            words = found.group()
            edged = re.search(r"(?:前|内|止)$", words)
            moved = MOVED.search(text[:start][-16:]) or (
                MOVED_IF_DONE.search(before) and DONE_THEN.match(after)
            )
            if NOT_A_LIMIT_BEFORE.search(before) and not edged and not moved:
                taken.append((start, end, None))
                continue
            if kind in PLAIN and not edged and not AT_LATEST.search(before):
                if NOT_A_LIMIT_AFTER.match(after) or not (
                    UNDERWAY.match(after)
                    or words[-1] in "旬底末份"
                    or (RANGE.search(words) and ACT.match(after))
                ):
                    taken.append((start, end, None))
                    continue
            if re.match(r"(?:起(?!草)|以来|开始|年初)", after) or re.search(
                r"(?:临近|接近|将近|已近|时近|越到)$", before
            ):
                taken.append((start, end, None))
                continue
            if kind == "quarter" and not edged and OF_A_TIME.search(before):
                taken.append((start, end, None))  # 把上半年报销清一下
                continue
            if kind == "span" and re.match(r"\d*小时", words):
                continue
            if kind == "span" and FROM_AN_EVENT.search(before):
                kind_of = "asked"
            else:
                kind_of = kind
            taken.append((start, end, kind_of))
    taken += _shared(text, taken)
    return sorted((start, text[start:end], kind) for start, end, kind in taken if kind)


def _crosses(taken, start, end):
    return any(start < last and first < end for first, last, _kind in taken)


def _shared(text, taken):
    """Limits that the shared reader finds and no pattern here does."""
    # only the places count here: any day will do
    for reading in dates_zh.find(text, date(2026, 1, 1)):
        words = text[slice(*reading.span)]
        if reading.kind == "date" and re.search("(?<!小时)[前内止]$", words):
            if not _crosses(taken, *reading.span):
                yield (*reading.span, "day")


def due(text, base):
    """The limit of a task worded ``text`` for a meeting on ``base``.

    :return: {"due_text", "due", "due_also"}: words as in the source, the day or None, other possible days
    """
    found = limits(text)
    if not found:
        # 专题党课定于本周四下午，办公室通知各支部: by then, where nothing else is said
        set_for = re.search(r"(?<!原)定于([^，。；]{2,14})", text)
        found = limits(set_for[1] + "前") if set_for else ()
        found = [(at, words.removesuffix("前"), kind) for at, words, kind in found]
    if not found:
        return {"due_text": None, "due": None, "due_also": []}
    if any(re.search("[前内]$", words) for _at, words, _kind in found):
        # 答辩于6月1日至3日进行，5月20日前公布分组: by when it is done, not when it is held
        found = [
            (at, words, kind)
            for at, words, kind in found
            if not HELD.match(text, at + len(words)) or re.search("[前内]$", words)
        ]
    hard = [each for each in found if each[2] != "asked"] or [
        each for each in found if each[1] not in ("会后", "立即", "第一时间")
    ]
    read = [(words, *resolve(kind, words, base)) for _at, words, kind in hard or found]
    # of several stages the last in time; one that must be asked leaves the whole to be asked
    dated = [each for each in read if each[1]]
    last = read[-1] if not read[-1][1] or not dated else max(dated, key=_by_day)
    return {"due_text": last[0], "due": last[1], "due_also": last[2]}


def _by_day(each):
    return each[1]


def whole(text, base):
    """The limit in a cell or after a label: all of ``text`` is the words, whatever they mean."""
    text = text.strip(" 。；;，,")
    if not text or re.fullmatch(r"[—\-–－/无]+", text):
        return {"due_text": None, "due": None, "due_also": []}
    words = re.sub(r"(?:完成|办结|报送|提交)$", "", text)
    if BEFORE_AN_EVENT.search(words):
        return {"due_text": words, "due": None, "due_also": []}
    day, also = resolve("cell", words, base)
    if day is None:
        found = due(text, base)
        if found["due"] and not also:
            day, also = found["due"], found["due_also"]
    return {"due_text": words, "due": day, "due_also": also}
