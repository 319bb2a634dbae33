# ruff: noqa: E501  a pattern is read best in one line
"""The forms in which offices write time, as patterns over folded text (see ``text.fold``).

Every pattern is tried at one place only and has no repetition inside a repetition, so that reading stays linear.
The order matters: of two that fit at a place the first is taken.
"""

import re

#: 2026秋季学期, 2026第一季度: a year without 年 that only says whose
OF_YEAR = (
    r"(?<=(?:19|20)\d\d)(?=第?[一二1-4]?学期|前?第?[1-4一二三四]个?季|[上下]半年|[春秋寒暑国元劳儿青教端清校毕]|中秋|"
    r"[五十七八六]一|五四|三八|新学期|开学|期[中末])"
)
#: a year named, or said from the last one that was named
YEAR = (
    rf"(?:(?P<y>\d{{4}}|[一二三四五六七八九〇]{{4}}|\d\d)(?:年度?|{OF_YEAR})|(?P<s>次年|翌年|明年|来年|下一年度?|下年度?|后年|"
    r"今年|本年度?|当年|去年|上年)的?)?"
)
NAMED_YEAR = YEAR.removesuffix("?")
BARE_YEAR = r"(?P<y>(?:19|20)\d\d)"
M = r"(?P<m>\d{1,2}|十[一二]?|[一二三四五六七八九])"
M2 = M.replace("P<m>", "P<m2>")
D = r"(?P<d>\d{1,2}|[一二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|卅[一]?|[一二三四五六七八九])"
D2 = D.replace("P<d>", "P<d2>")
NUM = r"(?P<n>\d{1,3}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九半])"
NUM2 = (
    r"(?P<n2>\d{1,3}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
)
TO = r"(?:-{1,2}|~{1,2}|至|到|与?和?至)"
PART = r"(?P<part>上旬|中旬|下旬|上中旬|中上旬|中下旬|月?底|月?末|月?初|中)?"
Q = r"(?P<q>[1-4一二三四])"
#: a number of days must not be read out of a longer number
END = r"(?![\d%])"

FORMS = [
    (name, re.compile(pattern))
    for name, pattern in (
        # -- what is no day at all
        ("clock", r"(?:上午|下午|中午|晚上?|凌晨|早上?)?(?:\d{1,2}|十[一二]?|[一二三四五六七八九])(?::\d\d(?::\d\d)?|[时点](?:整|半|\d{1,2}分?)?(?!间|限|段|要))"),
        # -- school years and plans of several years
        ("school_year", r"(?P<y>20\d\d)(?:年?(?:-|~|至|/))(?P<y2>20\d\d|\d\d)学年度?(?:第?(?P<half>[一二12上下])学期|(?P<season>[春秋])季?学期)?(?P<edge>末|初|内|结束|开学)?"),
        ("of_school_year", r"(?:(?P<y>20\d\d)年?|(?P<this>本|这|该|当前|新|下|上|整|全)个?|(?<![大中小教办]))学年度?(?:第?(?P<half>[一二12上下])学期|(?P<season>[春秋])季?学期)?(?P<edge>期?末|年?底|初|内|中|结束|开学|开始|终)?"),
        ("plan", r"[\"“]?十(?P<plan>[一二三四五六七八九])五[\"”]?(?:规划|时期|期间|期末|末|内|收官)?"),
        # -- cycles
        ("every", r"(?:每|逐|按)(?:隔)?(?P<n>\d{1,2}|[一二三四五六七八九十])?个?(?P<unit>工作日|学年|年度?|半年|半月|双周|学期|季度?|月份?|星期|周|旬|天|日)(?!计划|要求|安排|进度)(?:的)?"
                  r"(?:(?P<m>\d{1,2}|十[一二]?|[一二三四五六七八九])月份?(?:(?P<d>\d{1,2})[日号]|(?P<mpart>[上中下]旬|底|末|初))?|(?:(?<=周)|(?<=星期))(?P<weekday>[一二三四五六日天])(?![次回])|(?:(?P<nth>末|首|次|第[一二三四五六1-6]个?)个?月份?)?(?:月?(?P<day>\d{1,2})[日号]|(?P<part>[上中下]旬|月?底|月?末|月?初|最后一个?(?:工作日|周|天)))?)?"),
        ("once_per", r"(?:一|每)?(?P<unit>年|半年|季度?|月|学期|周)(?:一|[1１])(?:次|报|调度|通报|总结|评|考核?|督查?|小结|汇总|更新|轮)"),
        # -- spans of time
        ("span", r"(?<!第)" + NUM + r"(?:" + TO + NUM2 + r")?(?P<unit>个?工作日|个?自然日|天|个?星期|个?礼拜|周(?!年)|个半?月|个学期|个季度|小时)(?:时间)?(?:之内|以内|内|左右|时间)?"),
        ("span", r"(?<![第年月\d])" + NUM + r"(?:" + TO + NUM2 + r")?(?P<unit>日|年)(?:之内|以内|内)"),
        ("span", NUM + TO + NUM2 + r"(?P<unit>年)(?!度|\d|底|末)(?:之内|以内|内|左右|时间)?"),
        ("span", r"半(?P<n>)(?P<unit>个?月|年)(?:之内|以内|内)"),
        # -- ranges with one unit at the end
        ("days", YEAR + M + r"(?:月|\.)" + D + r"[日号]?" + TO + D2 + r"[日号]"),
        ("days", r"(?P<y>20\d\d|2\d)(?P<sep>[-./])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})[日号]?" + TO + r"(?P<d2>\d{1,2})(?![\d./年月\-])[日号]?"),
        ("thirds", YEAR + M + r"月份?(?:[上中下]旬?|月?初|\d{1,2}[日号])(?:" + TO + r"|[、和与及])(?P<part>[上中下]旬|月?底|月?末)"),
        # -- whole days
        ("ymd", r"(?P<y>\d{4}|[一二三四五六七八九〇]{4}|\d\d)年" + M + r"月" + D + r"(?P<tail>[日号]|(?![\d月个次项周季年人万%学]))"),
        ("slashed", r"(?P<y>\d{4})(?P<sep>[-./])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})" + TO + r"(?P<m2>\d{1,2})(?P=sep)(?P<d2>\d{1,2})(?![\d./年\-])[日号]?"),
        ("ymd", r"(?P<y>\d{4})(?P<sep>[-./、])" + r"(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?!\d|月)[日号]?"),
        ("ymd", r"(?P<y>\d{4})(?P<sep>[-./])(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]?"),
        ("ymd", r"(?P<y>(?:20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)" + END + r"(?!\d)"),
        ("ymd", r"(?P<y>2\d)(?P<sep>[-./])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?!\d)[日号]?"),
        ("dmy", r"(?P<a>\d{1,2})(?P<sep>[-./])(?P<b>\d{1,2})(?P=sep)(?P<y>20\d\d)(?!\d)"),
        ("slashed", r"(?<![\d./\-])(?P<m>\d{1,2})(?P<sep>[./])(?P<d>\d{1,2})" + TO + r"(?P<m2>\d{1,2})(?P=sep)(?P<d2>\d{1,2})(?![\d./])[日号]?"),
        ("months", YEAR + M + r"(?:" + TO + r"|、)" + M2 + r"月份?" + PART + r"(?!\d)"),
        ("months", BARE_YEAR + r"[./年]" + M + TO + M2 + r"月份?" + PART + r"(?!\d)"),
        ("months_dotted", BARE_YEAR + r"[./]" + M + r"(?:-|~|至|到)" + M2 + r"(?![\d日号./\-])"),
        ("quarters", YEAR + r"第?(?P<q1>[1-4一二三四])(?:" + TO + r"|、)第?" + Q + r"季度" + r"(?P<part>底|末|初)?"),
        ("years", r"(?P<y1>20\d\d)年?" + TO + r"(?P<y>20\d\d)(?:年度?(?P<ypart>底|末|内)?(?!\d|[一二三四五六七八九十]{1,2}月)|(?![\d./\-年月]))"),
        # -- semesters, weeks, holidays
        ("week", YEAR + r"(?:(?P<season>[春秋])季?学期|本学期|下学期)?(?:第" + NUM + r"(?:个)?(?:教学)?周|(?P<n3>\d{1,2})教学周)(?!年)(?:周?[一二三四五六日末])?"),
        ("semester", YEAR + r"(?:(?P<season>[春秋])季?|(?P<this>本|这|该|当前|新|下|上|整)个?|第?(?P<half>[一二12])|全)学期(?P<edge>期?末|初|内|结束|开学|中)?(?:时)?"),
        ("holiday", YEAR + r"(?P<which>寒假|暑假|暑期|寒期|放假|学期末|期末|期中|学期初|新学期开学|[春秋]季开学|开学|毕业季|考试周)(?P<edge>期间|结束|开始|内|中|初|放假)?"),
        ("feast", YEAR + r"(?P<feast>国庆、?中秋|国庆节?|元旦节?|五一(?:劳动节|节)?|劳动节|十一(?=前|期间|假|长假|国庆)|七一|八一|六一(?:儿童节|国际儿童节)?|儿童节|五四(?:青年节)?|青年节|三八(?:妇女)?节|教师节|春节|元宵节?|中秋节?|端午节?|清明节?|校庆日?|年会)(?:放假|小?长假|假期)?"),
        # -- quarters and halves
        ("quarter", YEAR + r"第?" + Q + r"个?季度?(?P<part>底|末|初|[上中下]旬)?"),
        ("quarter", BARE_YEAR + r"[.\-/ ]?[Qq](?P<q>[1-4])(?P<part>)"),
        ("quarter", YEAR + r"[Qq](?P<q>[1-4])(?P<part>)(?!\d)"),
        ("quarters", YEAR + r"前(?P<q1>)" + Q + r"个?季度(?P<part>底|末)?"),
        ("half", r"(?:" + BARE_YEAR + r")?(?P<half>上|下)半年(?P<part>底|末|初)?"),
        ("half", YEAR + r"(?P<half>上|下)半年(?P<part>底|末|初)?"),
        # -- days and months without a year of their own
        ("ymd", YEAR + M + r"月" + D + r"(?P<tail>[日号]|(?![\d月个次项周季年人万%学]))"),
        ("ym", r"(?P<y>\d{4}|[一二三四五六七八九〇]{4}|\d\d)年" + M + r"月份?(?:的)?" + PART),
        ("ym", BARE_YEAR + r"(?P<sep>[-./])(?P<m>\d{1,2})(?!\d)月?份?" + PART),
        ("ym", r"(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])" + END + r"(?!\d)(?P<part>)"),
        ("ym", r"(?<![\d./\-])(?P<m>\d{1,2})[./\-](?P<y>20\d\d)(?![\d./\-])年?(?P<part>)"),
        ("lunar", r"(?:农历|阴历|正月|腊月|冬月)(?:[初正腊]?[一二三四五六七八九十廿]{0,3}月?[初廿]?[一二三四五六七八九十]{0,2})?"),
        ("ym", YEAR + M + r"月份?(?:的)?" + PART),
        ("month_day", r"(?<![\d./\-])(?P<m>\d{1,2})(?P<sep>[./\-])(?P<d>\d{1,2})(?![\d./年月%\-]|个|周|天|季)[日号]?"),
        # -- years
        ("year", NAMED_YEAR + r"度?(?P<ypart>年?底|年?末|年内|内|年终|岁末|全年度?|年中|终|年?初)"),
        ("year", r"(?P<y>20\d\d)(?:年度?(?P<ypart>底|末|内|全年|终|中|初)?(?!\d)|(?![\d./\-年]))"),
        ("year", r"(?P<s>今年|本年度?|当年|明年|次年|翌年|来年|下一年度?|下年度?|后年)(?P<ypart>)"),
        ("year", r"(?P<ypart>年底|年末|年度?内|年终|岁末|全年度?|年中|年初)"),
        # -- said from today
        ("relative", r"(?P<rel>今天|今日|当天|当日|明天|明日|后天|大后天|本月份?|当月|这个月|下个?月|本季度?|当季度?|下季度?|本半年|月(?=底|末|内|中旬|下旬|上旬)|季度?(?=末|底|内))" + r"(?:" + D + r"[日号]|(?P<part>内|底|末|上旬|中旬|下旬|初))?"),
        ("weekday", r"(?P<rel>下下|下|本|这|上)?个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])?(?P<part>内|底|末)?"),
        ("day_only", r"(?<![\d月年])" + D + r"[日号](?!常|内|之内|以内|程|志|楼|院|线|馆|门|文|令)"),
        # -- no day
        ("long", r"长期|持续(?!(?:推进|开展|进行|实施)?[至到])|常态化?|经常性|长效|不间断|永久|常年|一直|始终|贯穿全过程|长远|常抓不懈|无期限|不设期限|全过程"),
        ("soon", r"立行立改|即知即改|立查立改|立整立改|边查边改|即时整改|立即|即刻|马上|尽快|尽早|及时|抓紧|即时|即行|限期|随时|近期|短期|中长期|中期|适时|择机|会后"),
        ("event", r"待定|另行通知|另定|视情况?|根据.{0,12}(?:安排|要求|进度|部署|通知)|按照?.{0,12}(?:安排|要求|进度|部署|通知|规定|计划)|下次会议|下一次会议|验收|党代会|教代会|职代会|批复"),
        ("done", r"已(?:经|于|按时|全部|基本)?(?:完成|办结|整改|结项|销号|落实)|(?<!未)(?<!待)办结$|已结|销号"),
        ("none", r"^(?i:/|-+|无|暂无|n/?a|\\|不限|无限制|——)$"),
    )
]  # fmt: skip
#: a form begins with one of these, any other character is passed over at once
FIRST = re.compile(
    r"[\d一二三四五六七八九十〇廿卅第每逐按半上下前本这该当新整全寒暑放学期开毕考春秋国元五劳七八教中端清校年儿青"
    r"Qq次翌明来后今去农阴正腊冬岁月季大周星礼长持常经不永始贯无立即边马尽及抓限随近短适择会待另视根验党职批已办销"
    r"/\-\\n暂\"“早晚凌]",
    re.I,
)

#: what stands before a day that is not the limit
FORMER = re.compile(r"(?:原(?:定|计划|来|为|时限|期限|完成时限)?[:为]?|调整前[:为]?|上次(?:时限)?[:为]?)(?:于|在)?$")  # fmt: skip
#: what stands before or after the beginning of something
FROM = re.compile(r"(?:自|从|始于)$")
BEGIN = re.compile(r"\)?(?:份|以来|[日号])?(?:起(?!草)|开始(?!前)|启动(?!前)|之日起|开工(?!前)|着手)")  # fmt: skip
BETWEEN = re.compile(r"^(?:份|[日号])?(?:起|开始|启动)?(?:-{1,2}|~{1,2}|至|到|直至|直到)(?:于)?$")  # fmt: skip
#: 前 of a limit; 前提交 and 前提出 begin with it, 前提 alone does not
EARLIER_THAN = r"(?:之前|以前|前(?!期|置|往|来|提(?![交出供请])|端|景|述|后))"
BEFORE = re.compile(rf"[)\"”’]?{EARLIER_THAN}")
AFTER = re.compile(r"\)?(?:之后|以后|后(?!勤|续|期))")
SOMETHING_BEFORE = re.compile(
    rf"(?!底|末|内|中|初|份|上|下|[^,;()]{{0,4}}完成)[^\d,;()\n前后]{{2,12}}(?:{EARLIER_THAN}|之后|以后|后)(?=$|[,;)\n完])"
)
ABOUT = re.compile(r"\)?(?:前后|左右)")
#: a range of which no form took the end: 12月10日-30, 6月至项目结束
UNREAD_END = re.compile(
    rf"(?:份|[日号])?(?:{TO}(?=\d|[上中下]旬|月?[底末]|今|[^,;]{{0,4}}(?:结束|完工|竣工)|[;,)\n]|$)|至(?![少关于]))"
)
#: what stands between a day and the one it was moved to: 延期至, 调整为, →
MOVED = re.compile(
    r"(?:(?:调整|变更|修改|改期?|延期?|延长|顺延|延后|后延|推迟|推后|展期|放宽|提前)(?:后?[为至到成]|后?:)|(?:调整|变更|延期|顺延|展期)后?|"
    r"现(?:定|改)?[为于至]?:?|→|=>|->)(?:于|在)?$"
)
#: before such a word nothing but why and by whom: a subject of its own (验收延期至) is another stage
MOVED_SO = re.compile(
    r"(?:因.{1,14}|经.{1,16}|根据.{1,14})?[现已后又再拟将由均统一第二三四次申请建议同意批准计划完成办结时限间日的]{0,12}$"
)
#: asked for and not yet granted
APPLIED = re.compile(r"申请|拟|建议|请示|计划|待批|报批")
#: 由12月10日延期
MOVED_FROM = re.compile(r"(?:延期|顺延|展期|推迟|延后|调整|变更|改)")
OTHER = re.compile(r"或者?$|/$")
#: a day that no form took
LEFT = re.compile(r"\d[月日号](?!常)|\d年(?!级)|\d{4}[./-]")
#: the number of a paragraph: before a year, or with a mark that no date has
PARAGRAPH = re.compile(r"\(\d{1,2}\)|\d{1,2}(?:[、)]|[.](?=20\d\d年))")
LIMIT_WORD = re.compile(rf"[)\"”’]?(?:{EARLIER_THAN}|之内|以内|内|止|截止|为止)")
#: what may stand between a day and its 前: the day of the week, the hour
HOUR = re.compile(
    r"(?:\((?:周|星期|礼拜)?[一二三四五六日天]\))?(?:上午|下午|中午|晚上?|早上?)?(?:上班|下班|\d{1,2}(?::\d\d|[时点](?:半|整|\d{1,2}分?)?))?"
    rf"(?={EARLIER_THAN})"
)
#: 每月第一个工作日, 每季度首周: a part of what comes back that no form took
UNREAD_PART = re.compile(r"第|首(?!次)|末|次(?!性)|前(?=[\d一二三四五])|最后")
ENDS = re.compile(r"末|内|收官")
EVENT = re.compile(
    r"(?:之日|之后|后|起|自.{1,10}|开学|放假|到校|返校|入学|验收|批准|批复|通过|签订|中标|结束)$"
)
CLAUSE = re.compile(r"[;,\n、()]|(?<!\d)\.(?!\d)")
