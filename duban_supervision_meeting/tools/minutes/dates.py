"""Time limits as minutes say them: the words, and the day they mean; what must be asked stays without a day."""

import calendar
import re
from datetime import date, timedelta

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
EDGE = r"(?:之前|以前|前|之内|以内|内|底前|止|为止|截止)"
#: (name, pattern): the words of a limit; order matters, longer first
PATTERNS = (
    (
        "asked",
        re.compile(
            rf"自[^，。；]{{1,14}}(?:之日|日)?起{MANY}(?:个)?(?:工作日|日|天|周|星期|个?月|年)(?:之)?内"
            rf"|每(?:天|日){CLOCK}(?:之前|以前|前)|每(?:年|学期|季度|月|周|个?星期|双周)(?:的)?(?:{NUM}月)?(?:第?{NUM}"
            rf"[日号]|{WEEKDAY}|底|末|初|{NUM}个?工作日)?(?:{CLOCK})?(?:之?前|以前)"
            rf"|每(?:月|周|星期|季度|年|学期)(?:{NUM}[日号]|末|底|初|{WEEKDAY}(?![一-龥]?次))"
            rf"|[一-龥]{{2,8}}(?:后|之后|以后){MANY}(?:个)?(?:工作日|日|天|周|个?月|小时)(?:之)?内"
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
            rf"(?:{YEAR})?(?:{NUM}月份?|本月|下月|下个月|这个月)(?:上旬|中旬|下旬|初|底|末){EDGE}?"
            rf"|(?:{YEAR})?{NUM}月份?(?:之内|以内|内|中|之前|以前|前)"
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
            rf"(?:今天|今日|今晚|明天|明日|后天|大后天|当天|当日){CLOCK}(?:之前|以前|前|内|之内)?"
        ),
    ),
    (
        "feast",
        re.compile(rf"(?:{YEAR})?{FEAST}(?:放假|假期|长假)?(?:之前|以前|前|期间)"),
    ),
    (
        "asked",
        re.compile(
            rf"(?:{YEAR})?{TERM}(?:{CLOCK})?(?:之前|以前|前|之内|以内|内|时|结束前|开始前|召开前)|下次[一-龥]{{0,1"
            rf"0}}会议?|下一次[一-龥]{{0,10}}会议?"
        ),
    ),
    (
        "asked",
        re.compile(
            r"立行立改|即知即改|长期坚持|长期|持续推进|常态化推进|尽快|尽早|立即|即刻|马上|近期(?:内)?|"
            r"抓紧时间|会后(?!续)|第一时间|适时|择期|有条件时|条件成熟时|早日"
        ),
    ),
)
#: kinds that are a limit even without 前 or 内
PLAIN = ("day", "part", "week", "near", "quarter")
NOT_A_LIMIT_AFTER = re.compile(
    r"^(?:起|开始|至|到(?!位)|—|-|－|~|以来|的|印发|下发的|发布的|，?星期|召开的|会议|议定|前后$|以后|"
    r"之后|后(?!勤)|制定的|份$)"
)
NOT_A_LIMIT_BEFORE = re.compile(
    r"(?:自|从|截至|截止到?|截止|自从|于?20\d\d年?|原定(?:于)?|原|定于.{0,3}|至|—|到)$"
)
UNDERWAY = re.compile(
    r"^(?:[，,]?(?:上午|下午|中午|晚上|晚|起)?(?:完成|召开|举行|举办|开工|开始|启动|上线|投入|进场|交|"
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


def _last(year, month):
    return date(year, month, calendar.monthrange(year, month)[1])


def _shift(day, months):
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _year(text, base):
    """The year that the words name, else None."""
    found = re.search(r"(20\d{2})(?:年|[./-])", text)
    if found:
        return int(found.group(1))
    found = re.search(r"二[〇零○](\w)(\w)年", text)
    if found:
        return 2000 + int(number(found.group(1))) * 10 + int(number(found.group(2)))
    if re.search(r"明年|次年|来年|翌年", text):
        return base.year + 1
    if "后年" in text:
        return base.year + 2
    if re.search(r"今年|本年|当年", text):
        return base.year
    return None


def _next(base, year, month, day=None):
    """``month``-``day`` of ``year``, or of the next year that has not passed at ``base``; None if no such day."""
    try:
        if year:
            return _last(year, month) if day is None else date(year, month, day)
        found = _last(base.year, month) if day is None else date(base.year, month, day)
        if found < base:
            found = _next(base, base.year + 1, month, day)
        return found
    except ValueError:
        return None


def _day(words, base):
    found = re.search(r"(?:年|[./-])(\d{1,2})[./-](\d{1,2})", words) or re.search(
        r"(?<!\d)(\d{1,2})[./](\d{1,2})", words
    )
    if found:
        return _next(base, _year(words, base), int(found[1]), int(found[2]))
    found = re.search(rf"({NUM})月份?({NUM})[日号]", words)
    if found:
        return _next(base, _year(words, base), number(found[1]), number(found[2]))
    found = re.search(rf"({NUM})[日号]", words)
    month = _shift(base.replace(day=1), 1 if re.match(r"下|次", words) else 0)
    try:
        day = month.replace(day=number(found[1]))
        if day < base and not re.match(r"本|这|当", words):
            day = _shift(month, 1).replace(day=number(found[1]))
    except ValueError:
        return None
    return day


def _part(words, base):
    found = re.search(rf"({NUM})月", words)
    year = _year(words, base)
    if found:
        last = (
            _next(base, year, number(found[1])) if 0 < number(found[1]) < 13 else None
        )
    elif re.match(r"下|次", words):
        last = _last(*_ym(_shift(base.replace(day=1), 1)))
    else:
        last = _last(base.year, base.month)
    if last is None:
        return None
    for name, day in (("上旬", 10), ("中旬", 20), ("中", 15)):
        if name in words and not (name == "中" and "旬" in words):
            return last.replace(day=day)
    if "初" in words:
        return None  # nobody can say which day the beginning of a month ends
    if found and re.search(r"(?<![底末旬])前$", words) and "月底" not in words:
        # 6月前: before it begins
        return last.replace(day=1) - timedelta(days=1)
    return last


def _ym(day):
    return day.year, day.month


def _quarter(words, base):
    year = _year(words, base)
    if "半年" in words:
        return _next(base, year, 6 if "上" in words else 12)
    found = re.search(r"([一二三四1-4])季度", words)
    if found:
        return _next(base, year, int(number(found[1])) * 3)
    quarter = (base.month - 1) // 3 + (2 if "下" in words else 1)
    return _last(base.year + (quarter - 1) // 4, (quarter - 1) % 4 * 3 + 3)


def _week(words, base):
    """(day, other days a reader may mean)."""
    monday = base - timedelta(days=base.weekday())
    monday += timedelta(weeks=len(re.match(r"下*", words).group()))
    found = re.search(r"(?:周|星期|礼拜)([一二三四五六日天末1-6])", words)
    if not found:
        return monday + timedelta(days=6), [monday + timedelta(days=4)]
    index = {"日": 6, "天": 6, "末": 6}.get(found[1])
    index = int(number(found[1])) - 1 if index is None else index
    day = monday + timedelta(days=index)
    if day < base and not re.match(r"本|这|当|下", words):
        day += timedelta(weeks=1)
    return day, []


def _span(words, base):
    found = re.search(
        rf"({MANY})(?:个)?(天|日|周|星期|礼拜|月|年|季度)", words.replace("会后", "")
    )
    count, unit = number(found[1]), found[2]
    if unit in "天日":
        return base + timedelta(days=int(count))
    if unit in ("周", "星期", "礼拜"):
        return base + timedelta(days=int(count * 7))
    if count == 0.5:
        return _shift(base, 6) if unit == "年" else base + timedelta(days=15)
    return _shift(base, int(count) * {"月": 1, "季度": 3, "年": 12}[unit])


def _near(words, base):
    days = {"今": 0, "当": 0, "明": 1, "后": 2, "大": 3}[words[0]]
    return base + timedelta(days=days)


def _feast(words, base):
    for name, month, day in (
        ("国庆|十一", 9, 30),
        ("元旦", 12, 31),
        ("五一|劳动", 4, 30),
        ("教师节", 9, 9),
        ("七一", 6, 30),
        ("六一|儿童", 5, 31),
        ("五四|青年", 5, 3),
    ):
        if re.search(name, words):
            year = _year(words, base)
            if year and month == 12:
                year -= 1  # 2027年元旦前 is in 2026
            return _next(base, year, month, day)
    return None  # the lunar calendar decides


def resolve(kind, words, base):
    """The day that ``words`` of ``kind`` mean for a meeting on ``base``.

    :return: (day or None, [other days that a reader may mean])
    """
    if not base or kind == "asked" or "期间" in words:
        return None, []
    if kind == "week":
        return _week(words, base)
    if kind == "year":
        return date(_year(words, base) or base.year, 12, 31), []
    found = {
        "day": _day,
        "part": _part,
        "quarter": _quarter,
        "span": _span,
        "near": _near,
        "feast": _feast,
    }[kind](words, base)
    return found, []


def limits(text):
    """The time limits that ``text`` names, in its order: [(start, words, kind)]."""
    taken = []
    for kind, pattern in PATTERNS:
        for found in pattern.finditer(text):
            start, end = found.span()
            if any(start < last and first < end for first, last, _k in taken):
                continue
            before, after = text[:start][-8:], text[end:]
            words = found.group()
            edged = re.search(r"(?:前|内|止)$", words)
            if NOT_A_LIMIT_BEFORE.search(before) and not edged:
                taken.append((start, end, None))
                continue
            if kind in PLAIN and not edged:
                if NOT_A_LIMIT_AFTER.match(after) or not UNDERWAY.match(after):
                    taken.append((start, end, None))
                    continue
            if re.match(r"(?:起|以来|开始)", after):
                taken.append((start, end, None))
                continue
            if kind == "span" and re.match(r"\d*小时", words):
                continue
            taken.append((start, end, kind))
    return sorted((start, text[start:end], kind) for start, end, kind in taken if kind)


def due(text, base):
    """The limit of a task worded ``text`` for a meeting on ``base``.

    :return: {"due_text", "due", "due_also"}: words as in the source, the day or None, other possible days
    """
    found = limits(text)
    if not found:
        return {"due_text": None, "due": None, "due_also": []}
    hard = [each for each in found if each[2] != "asked"] or [
        each for each in found if each[1] not in ("会后", "立即", "第一时间")
    ]
    _start, words, kind = (hard or found)[-1]
    day, also = resolve(kind, words, base)
    return {"due_text": words, "due": day, "due_also": also}


def whole(text, base):
    """The limit in a cell or after a label: all of ``text`` is the words, whatever they mean."""
    text = text.strip(" 。；;，,")
    if not text or re.fullmatch(r"[—\-–－/无]+", text):
        return {"due_text": None, "due": None, "due_also": []}
    found = due(text, base)
    if found["due"] is None:
        for kind, pattern in PATTERNS:
            match = pattern.fullmatch(text)
            if match:
                day, also = resolve(kind, text, base)
                return {"due_text": text, "due": day, "due_also": also}
        month = re.fullmatch(rf"(?:{YEAR})?({NUM})月份?", text)
        if month and base:
            day = _next(base, _year(text, base), number(month[1]))
            return {"due_text": text, "due": day, "due_also": []}
    stripped = re.sub(r"(?:完成|办结|报送|提交)$", "", text)
    return {**found, "due_text": stripped}
