"""Which meeting it was: its name, which one of them, its date, the number and the date of the minutes."""

import re
from datetime import date

from .dates import number
from .words import ABOUT

DAY = re.compile(r"(20\d{2})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*[日号]?")
CHINESE_DAY = re.compile(
    r"二[〇零○O0]([一二三四五六七八九〇零○])([一二三四五六七八九〇零○])年([一二三四五六七八九十]{1,2})月([一二三"
    r"四五六七八九十]{1,3})日"
)
SHORT_DAY = re.compile(r"(?<![\d年])(\d{1,2})月(\d{1,2})[日号]")
NUM = r"[〇零一二三四五六七八九十百\d]{1,4}"
YEARED = (
    r"(?:(?:20\d{2}(?![届级])|二[〇零○]\w{2})(?:[-—–－~至](?:20)?\d{2,4})?\s*"
    r"(?:学年度?|年度?)?(?:第?[一二]学期)?的?)"
)
ORDINAL = re.compile(
    rf"(?:(?:{YEARED})?(?:第{NUM}届)?第\s*{NUM}\s*次|(?:{YEARED})第?\s*{NUM}\s*次|第{NUM}届{NUM}次|[一二三四五六七"
    rf"八九十]届{NUM}次|(?:{YEARED})?第{NUM}(?:周|期|轮)(?=[一-龥]{{2,14}}会))"
)
MINUTES = re.compile(
    r"[一-龥]{0,16}[〔\[［【（(]\s*20\d{2}\s*[〕\]］】）)]\s*第?\s*\d{1,4}\s*[号期]|^[（(]?20\d{2}年第\d{1,3}[号期](?=[）)]?$)|[一-龥]{2,10}\s?20\d{2}[-—]\d"
    r"{1,4}号"
)
#: 编号：LL-2026-022
LABELLED = re.compile(
    r"(?:纪要|会议|文件|文)?(?:编号|文号|字号)\s*[：:]\s*([^\s，。；]{3,30})$"
)
ISSUE = re.compile(
    r"(?<=[（(\s])(?:总)?第\s*(?:[\d]{1,4}|[一二三四五六七八九十百]{1,4})\s*期|^(?:总)?第\s*(?:\d{1,4}|"
    r"[一二三四五六七八九十百]{1,4})\s*[期号]"
)
ENDING = r"(?:会议|会|例会|办公会|联席会|全会|协调会|推进会|调度会|碰头会|专题会|座谈会|常委会|常务会)"
ORGANISATION = re.compile(
    r"^(?:中共|中国共产党)?[一-龥]{2,16}?(?:大学|学院|学校|中学|小学|集团|公司|医院|研究院|研究所|(?:区|"
    r"县|市|省)(?=人民政府|政府|委))(?:委员会|党委|人民政府|党总支)?"
)
HELD = re.compile(
    r"(?:召开|举行|主持召开|主持|组织召开)(?:了)?(?:学校|学院|全校|本学期|本年度|我校)?"
)


def _iso(year, month, day):
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def days(text):
    """Full dates in ``text``: [(start, end, date)]."""
    found = []
    for each in DAY.finditer(text):
        found.append((each.start(), each.end(), _iso(*each.groups())))
    digits = {char: str(index) for index, char in enumerate("〇一二三四五六七八九")} | {
        "零": "0",
        "○": "0",
    }
    for each in CHINESE_DAY.finditer(text):
        year = 2000 + int(digits[each[1]]) * 10 + int(digits[each[2]])
        found.append(
            (each.start(), each.end(), _iso(year, number(each[3]), number(each[4])))
        )
    return sorted(each for each in found if each[2])


def _clean(name):
    """A meeting's name without its ordinal, brackets and blanks."""
    name = ORDINAL.sub("", re.sub(r"\s", "", name))
    name = re.sub(r"^[【\[（(《〔][^】\]）)》〕]*[】\]）)》〕]", "", name)
    name = re.sub(rf"^{YEARED}", "", name)
    name = re.sub(r"^(?:20\d\d年)?\d{1,2}月\d{1,2}日(?:（[^）]*）)?", "", name)
    name = re.sub(rf"^第{NUM}届", "", name)
    name = re.sub(r"[（(][^（）()]*[）)]$", "", name).strip("的：:，。“”")
    return re.sub(r"会议会议$", "会议", name)


def _without_organisation(name, parts):
    """``name`` without the school or college in front; what is left must still be a meeting's name."""
    for part in parts:
        if name.startswith(part) and re.search(ENDING, name[len(part) :]):
            return name[len(part) :]
    found = ORGANISATION.match(name)
    while found:
        rest = name[found.end() :]
        bare = re.sub(rf"{ENDING}(?:会议)?$", "", rest)
        if len(rest) < 3 or not re.search(ENDING, rest) or (not bare and len(rest) < 4):
            break
        # 学院党政联席会议: what stands before the ending says which meeting it is
        name = rest
        found = ORGANISATION.match(name)
    return name


def _titles(lines):
    """Names in lines that end in 纪要, perhaps broken in two."""
    found = []
    for index, line in enumerate(lines):
        bare = re.sub(r"^[【\[](.+)[】\]]$", r"\1", re.sub(r"\s", "", line))
        bare = re.sub(r"[（(][^（）()]*[）)]$", "", bare)
        mark = re.search(
            r"(?:会议)?(?:纪要|记录|备忘录|决议)$|(?<=会)要点$|(?:议定|决定|决议|议决)事项(?:通知书?|清单|一览表|通报)?$|纪要(?=[（(第〔\[])",
            bare,
        )
        if MINUTES.fullmatch(bare):
            continue  # 常委会纪要〔2026〕8号 is its number
        if not mark or len(bare) > 60 or re.search(r"[。；]|现将", bare):
            continue
        name = bare[: mark.start()]
        if bare[mark.start() :].startswith("会议"):
            # 校长办公会会议纪要 and 常委会会议纪要 name a meeting that ends in 会
            name += (
                ""
                if re.search(r"(?:例|办公|联席|调度|推进|协调|专题)会$", name)
                else "会议"
            )
        before = re.sub(r"\s", "", lines[index - 1]) if index else ""
        if not _clean(name) or name == "会议" or re.fullmatch(ENDING, _clean(name)):
            office = r"(?:办公室|政府|大学|学院|学校|处|部|院|局|公司|委员会)$"
            if re.fullmatch(r"[一-龥]{4,24}", before) and not re.search(office, before):
                name = before + name
        if "会" in name:
            found.append(name)
    return found


def read(paragraphs, name=""):
    """The meeting's values out of the first and last ``paragraphs``.

    :return: {"body", "ordinal", "date", "minutes_number", "date_issue", "organisation"}; what is not found is None
    """
    lines, items = [], set()
    for paragraph in paragraphs[:40]:
        # 一、时间：… is a label as well, whatever its number
        about = ABOUT.match(paragraph.body)
        said = paragraph.body if about else paragraph.text
        if paragraph.rank is not None and not about:
            items.add(said)
        lines += [cell for row in paragraph.rows for cell in row] or [said]
    # the days and counts of what was decided are not the meeting's
    told = [line for line in lines if line not in items]
    top = [line for line in lines[:14] if line]
    last = [paragraph.text for paragraph in paragraphs[-8:]]
    joined = "\n".join(top)
    meeting = dict.fromkeys(
        ("body", "ordinal", "date", "minutes_number", "date_issue", "organisation")
    )
    meeting["minutes_number"] = _minutes_number(top)
    held = _held(told)
    meeting["ordinal"] = _ordinal([each for each in top if each not in items], held)
    meeting["organisation"] = _organisation(top)
    meeting["body"] = _whose(_body(held, _titles(top), lines), held)
    meeting["date_issue"] = _issued(top, last)
    meeting["date"] = _date(lines, held, joined, meeting, items)
    if meeting["date"] and (meeting["date_issue"] or date.max) < meeting["date"]:
        meeting["date_issue"] = None  # no minutes are issued before the meeting
    return meeting


def _minutes_number(top):
    for line in top[:10]:
        found = MINUTES.search(line)
        if found and not re.search(r"[，。]", line[: found.start()]) and len(line) < 60:
            return re.sub(r"\s", "", found.group())
    for line in top[:8]:
        found = LABELLED.match(line)
        if found:
            return re.sub(r"\s", "", found[1])
    for line in top[:8]:
        found = ISSUE.search(line)
        if found and len(line) < 40:
            return re.sub(r"\s", "", found.group())
    return None


def _held(lines):
    """The sentence that says that the meeting was held."""
    for line in lines[:20]:
        if len(line) > 16 and re.search(r"主持|召开|举行|召集|专题研究|出席", line):
            if re.search(rf"\d月|年|日|{ORDINAL.pattern}", line):
                return line
    return ""


def _ordinal(top, held):
    found_ones = []
    for text in [*top[:8], held]:
        if len(text) > 60 and text is not held:
            continue
        for found in ORDINAL.finditer(text):
            around = text[max(0, found.start() - 30) : found.end() + 30]
            if re.search("会", around) or re.fullmatch(
                r"[（(]?[^，。]{2,16}[）)]?", text.strip()
            ):
                found_ones.append(re.sub(r"\s", "", found.group()))
    # 第四次 in the title, 2026年第4次 in the sentence: the fuller one, else the first
    count = found_ones and number(re.findall(NUM, found_ones[0])[-1])
    for each in found_ones[1:]:
        if number(re.findall(NUM, each)[-1]) == count and re.match(YEARED, each):
            return found_ones[0] if re.match(YEARED, found_ones[0]) else each
    return found_ones[0] if found_ones else None


def _organisation(top):
    for line in top[:5]:
        found = re.match(
            # 云川大学校长办公室, 云川大学院长办公会: the 大学 ends before the 校 and the 院
            r"(?:中共|中国共产党)?([一-龥]{2,14}(?:大学|(?<!大)(?<!大学)(?:学院|学校)))",
            re.sub(r"\s", "", line),
        )
        if found:
            return found.group(1)
    return None


def _body(held, titles, lines):
    """The most telling of the names that the label, the opening sentence and the titles give."""
    for line in lines[:12]:
        label = re.match(r"(?:会议名称|会\s*议|名\s*称)\s*[：:]\s*(.+)", line)
        if label:
            return _without_organisation(
                _clean(re.sub(r"(?:会议)?纪要$", "", label[1])), []
            )
    for label, value in zip(lines[:16], lines[1:17], strict=False):
        if re.fullmatch(r"会议名称|会议|名称", re.sub(r"\s", "", label)):
            return _without_organisation(
                _clean(re.sub(r"(?:会议)?纪要$", "", value)), []
            )
    parts = [part for title in titles for part in _parts(title)]
    names = [_without_organisation(_clean(title), parts) for title in titles]
    counted = None
    for mark in HELD.finditer(held):
        rest = re.split(r"[，。；：]", held[mark.end() :])[0]
        match = re.match(
            rf"[一-龥（）]{{0,24}}?{ENDING}(?:会议|会)?(?=$|[（(])", _clean(rest)
        )
        if match:
            name = _without_organisation(match.group(), parts)
            counted = name if ORDINAL.search(rest) else counted
            names.append(name)
            break
    else:
        match = re.search(
            rf"(?:{ORDINAL.pattern})([一-龥]{{2,16}}?会(?:议)?)(?=[，。由在于召]|$)",
            held,
        )
        if match:
            names.append(match.group(1))
    names = [re.sub(rf"^第{NUM}届", "", name) for name in names]
    names = [name for name in names if name not in ("", "会议", "会")]
    if counted and len(counted) > 3:
        fuller = [
            name
            for name in names
            if _short(name).endswith(_short(counted))
            and len(name) <= 30
            and not re.search("(?:委员会|大学|学院)$", name.removesuffix(counted))
        ]
        return max([counted, *fuller], key=len)
    #: 专题会议 says less than 新校区建设专题会议
    fuller = [
        name
        for name in names
        if _short(name).endswith(_short(names[-1])) and len(name) <= 30
    ]
    return max(fuller or names[:1], key=len, default=None)


def _short(name):
    """现场办公会 is what the title calls 现场办公会议."""
    return re.sub("会议$", "会", name)


def _whose(name, held):
    """全体会议 of 学生工作委员会: a name that says nothing alone gets the committee that met."""
    organ = re.search(
        r"(?:^|[，。日午])([^，。日午]{2,16}(?:委员会|领导小组|专班|工作组))(?:主持)?(?:召开|举行)",
        held,
    )
    if organ and name in ("全体会议", "全会", "会议", "扩大会议", "例会", "工作例会"):
        return organ[1] + name
    return name


def _parts(name):
    """Colleges in front of a title: 外国语学院党政联席会议 is the meeting of 外国语学院."""
    found = re.match(
        r"[一-龥]{2,14}?(?:学院|大学|学校|系|研究院|书院)(?=[一-龥]{2,})", name
    )
    return [found.group()] if found else []


#: 办理时限：2026年4月30日, 完成于…: by when something is to be done, and of the meeting itself
NOT_ISSUED = re.compile(
    r"时\s*间|日\s*期|会议|召开|例会|[，。；]|起|时\s*限|期\s*限|限\s*期|截\s*[止至]|节\s*点|完成|办结|整改|反馈|落实|报送|提交"
)
#: 印发日期：, 签发时间：, 成文日期： name the day of the minutes
ISSUED_ON = re.compile(
    r"(?:印\s*发|印\s*制|签\s*发|发\s*文|成\s*文|发\s*布|纪要)(?:的)?(?:日\s*期|时\s*间)?\s*[：:]?\s*$"
)
#: 办理时限 alone in its line or cell: the day that follows is this one
NAMES_A_DAY = re.compile(
    r"(?:时\s*间|日\s*期|时\s*限|期\s*限|截\s*止|节\s*点|办\s*结|完\s*成)\s*[：:]?$"
)
#: what may stand behind the day on which minutes were issued: 印发　共印30份
AFTER_ISSUED = re.compile(
    r"\s*[）)]?\s*(?:印\s*发?|印\s*制|制\s*发?|发\s*布?|公布|签\s*发)?\s*[（(]?(?:共印?\s*\d+\s*份)?[）)]?"
)


def _issued(top, last):
    """The day on which the minutes were issued: it stands alone or with who issued them, and is no limit of an item."""
    named = [*reversed(last), *top[:8]]
    over = [*reversed([None, *last[:-1]]), None, *top[:7]]
    for line, above in zip(named, over, strict=False):
        found = days(line)
        if not found or len(line) >= 50:
            continue
        start, end, day = found[-1]
        before, after = line[:start], line[end:]
        if ISSUED_ON.search(before):
            return day
        if NOT_ISSUED.search(before) or not AFTER_ISSUED.fullmatch(after):
            continue
        if "\t" in line and not re.search("印|发", after):
            continue  # a row of a table: the day is that of its task
        if not before.strip() and NAMES_A_DAY.search(above or ""):
            continue  # 办理时限 stands in the line or cell before it
        return day
    return None


#: a day alone in its line: 2026年9月15日（星期二）上午
ALONE = re.compile(
    r"[（(]?[^一-龥]*20\d{2}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*[日号]?\s*(?:[（(]?(?:星期|周).[）)]?)?\s*(?:上午|下午|晚上?)?[）)]?"
)


def _date(lines, held, joined, meeting, items=()):
    for line in lines[:20]:
        # 时间：… 来源：… on a web page is the day on which it was put there
        if re.match(
            r"[^一-龥]*(?:会议)?(?:召开)?(?:时\s*间|日\s*期)(?=\s*[^一-龥\s]|\s+)(?!.*(?:来源|作者|点击|浏览|发布))",
            line,
        ):
            found = days(line)
            if found:
                return found[0][2]
            short = SHORT_DAY.search(line)
            if short and _year(meeting, joined):
                return _iso(_year(meeting, joined), *short.groups())
    for index, line in enumerate(lines[:8]):
        if re.fullmatch(r"(?:会议)?(?:时\s*间|日\s*期)", re.sub(r"\s", "", line)):
            found = days(lines[index + 1]) if index + 1 < len(lines) else []
            if found:
                return found[0][2]
    alone = [line for line in lines[1:6] if ALONE.fullmatch(line.strip())]
    if alone and not (held and held not in items and SHORT_DAY.search(held)):
        told = [day for _s, _e, day in days(held)] if held not in items else []
        return (told or [days(alone[0])[0][2]])[0]
    first = next((at for at, line in enumerate(lines) if line in items), 10)
    for line in [held, *lines[: min(first, 10)]]:
        if line and re.search("召开|主持|举行|召集|会|研究", line):
            found = [each for each in days(line) if "印发" not in line]
            if found:
                return found[0][2]
            short = SHORT_DAY.search(line)
            year = _year(meeting, joined)
            if short and year:
                day = _iso(year, *short.groups())
                issued = meeting["date_issue"]
                if day and issued and day > issued:
                    day = _iso(year - 1, *short.groups())
                return day
    for line in lines[:10]:
        # （2026年8月28日） alone under the title
        found = days(line)
        if found and re.fullmatch(r"[（(].{6,14}[）)]", line.strip()):
            return found[0][2]
    return None


def _year(meeting, joined):
    if meeting["date_issue"]:
        return meeting["date_issue"].year
    for text in (meeting["ordinal"] or "", meeting["minutes_number"] or "", joined):
        found = re.search(r"20\d{2}", text)
        if found:
            return int(found.group())
    return None
