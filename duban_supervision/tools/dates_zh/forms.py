"""What one form means, with the years it leaves out."""

import calendar as months
from dataclasses import replace
from datetime import date, timedelta

from . import patterns
from .forms_school import SchoolForms
from .meaning import Meaning, later, later_month, month_end
from .reading import Cycle
from .text import number

NEXT = {"次年", "翌年", "明年", "来年", "下一年", "下一年度", "下年", "下年度"}
UNITS = {
    "年": "year",
    "年度": "year",
    "学年": "year",
    "半年": "half_year",
    "半月": "week",
    "双周": "week",
    "学期": "semester",
    "季": "quarter",
    "季度": "quarter",
    "月": "month",
    "月份": "month",
    "星期": "week",
    "周": "week",
    "旬": "week",
    "天": "day",
    "日": "day",
    "工作日": "day",
}
#: how many months each takes
MONTHS_OF = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
#: the last day of 上旬 and 中旬; the others end with the month
DAYS_OF_PARTS = {"初": 1, "上旬": 10, "中旬": 20}
WEEKDAYS = {char: n for n, char in enumerate("一二三四五六日", 1)} | {"天": 7, "末": 7}


class Forms(SchoolForms):
    """Makes the meaning of one match."""

    def __init__(self, match, folded, today, year, calendar, named):
        self.match = match
        self.groups = match.groupdict()
        self.today = today
        self.plan = year
        self.calendar = calendar
        self.named = named
        self.before = bool(patterns.BEFORE.match(folded, match.end()))
        self.after = bool(patterns.AFTER.match(folded, match.end()))
        self.about = bool(patterns.ABOUT.match(folded, match.end()))

    def make(self, name):
        try:
            meaning = getattr(self, f"_{name}")()
        except ValueError:
            return Meaning(ask="day")
        if meaning and meaning.due and self.after:
            return replace(meaning, due=None, ask="start", options=())
        if meaning and meaning.due and self.about:
            # 9月前后: nobody can say which day that is
            return replace(
                meaning, due=None, ask="which", options=(meaning.due,), is_limit=True
            )
        return meaning

    def n(self, group):
        return number(self.groups.get(group))

    # -- years ----------------------------------------------------------

    def own_year(self):
        """The year that the words name, or None."""
        year = self.n("y")
        if year is not None:
            return year if year > 99 else 2000 + year
        said = self.groups.get("s")
        if not said:
            return None
        base = self.named or self.plan or self.today.year
        if said in NEXT:
            return base + 1
        if said == "后年":
            return base + 2
        return base - 1 if said in ("去年", "上年") else self.plan or self.today.year

    def day(self, month, day):
        """The day in the year named here, named before, of the plan, or the next one; and its year if named."""
        own = self.own_year()
        year = own or self.named or self.plan
        if year:
            return date(year, month, day), own
        found = date(self.today.year if (month, day) != (2, 29) else 2028, month, day)
        return (
            found if found >= self.today else found.replace(year=found.year + 1)
        ), None

    def end(self, month):
        """The last day of a month, in the same way."""
        own = self.own_year()
        year = own or self.named or self.plan
        if not 1 <= (month or 0) <= 12:
            raise ValueError("month")
        if not year:
            year = self.today.year
            if month_end(year, month) < self.today:
                year += 1
        return month_end(year, month), own

    def period(self, first, last, own, part=None):
        """A period ends with its last day; 12月前 may mean its first day as well."""
        if self.before and not part:
            eve = first - timedelta(days=1)
            return Meaning(
                ask="which", options=(eve, last), first=first, year=own, is_limit=True
            )
        return Meaning(
            due=last,
            first=first,
            year=own,
            year_named=bool(own),
            is_limit=bool(part) and part != "range",
        )

    # -- days -----------------------------------------------------------

    def _clock(self):
        return Meaning()

    def _ymd(self):
        due, own = self.day(self.n("m"), self.n("d"))
        return Meaning(due=due, first=due, year=own, year_named=bool(own))

    def _dmy(self):
        a, b, year = self.n("a"), self.n("b"), self.n("y")
        if a > 12 or a == b:
            due = date(year, b, a)
        elif b > 12:
            due = date(year, a, b)
        else:
            return Meaning(ask="which", options=(date(year, a, b), date(year, b, a)))
        return Meaning(due=due, first=due, year=year, year_named=True)

    def _days(self):
        first, own = self.day(self.n("m"), self.n("d"))
        due = first.replace(day=self.n("d2"))
        if due < first:
            # 12月28日-3日: of the next month, or mistyped
            options = (first, later_month(due))
            return Meaning(ask="which", options=options, is_limit=True)
        return Meaning(due=due, first=first, year=own, year_named=bool(own))

    def _slashed(self):
        first, own = self.day(self.n("m"), self.n("d"))
        due = first.replace(month=self.n("m2"), day=self.n("d2"))
        if due < first:
            due = later(due)
        return Meaning(due=due, first=first, year=own, year_named=bool(own))

    def _month_day(self):
        month, day = self.n("m"), self.n("d")
        if self.groups["sep"] == "-" and month < day <= 12:
            # 9-12 alone: the twelfth of September, or September to December
            return Meaning(
                ask="which", options=(self.day(month, day)[0], self.end(day)[0])
            )
        if self.groups["sep"] == "-" and month > 12:
            return None
        return self._ymd()

    def _day_only(self):
        if self.plan:
            return Meaning(ask="unclear", is_limit=True)
        day = self.n("d")
        month = (
            self.today
            if day >= self.today.day
            else month_end(self.today.year, self.today.month) + timedelta(1)
        )
        return Meaning(due=month.replace(day=day))

    # -- months, quarters, years -------------------------------------------

    def _ym(self):
        month, part = self.n("m"), self.groups.get("part")
        last, own = self.end(month)
        if part:
            last = self.in_month(last, part)
        return self.period(last.replace(day=1), last, own, part)

    @staticmethod
    def in_month(last, part):
        if part in ("上旬", "初", "月初"):
            return last.replace(day=10)
        if part in ("中旬", "上中旬", "中上旬", "中"):
            return last.replace(day=20)
        return last

    def _months(self):
        first, own = self.end(self.n("m"))
        if not 1 <= self.n("m2") <= 12:
            raise ValueError("month")
        last = month_end(first.year, self.n("m2"))
        if last < first:
            last = later(last)
        part = self.groups.get("part")
        if part:
            last = self.in_month(last, part)
        return self.period(
            first.replace(day=1), last, own or last.year, part or "range"
        )

    def _thirds(self):
        """12月中旬至下旬, 12月上、中旬, 12月10日至月底: with the end of the range."""
        last, own = self.end(self.n("m"))
        part = self.groups["part"]
        return self.period(last.replace(day=1), self.in_month(last, part), own, part)

    def _months_dotted(self):
        return self._months()

    def _quarter(self):
        last, own = self.end(self.n("q") * 3)
        part = self.groups.get("part")
        first = date(last.year, last.month - 2, 1)
        if part and part.endswith("旬"):
            # 三季度中旬: of which month nobody can say
            return Meaning(ask="which", options=(last,), first=first, is_limit=True)
        return self.period(
            first,
            last if part != "初" else month_end(last.year, last.month - 2),
            own,
            part,
        )

    def _quarters(self):
        last, own = self.end(self.n("q") * 3)
        part = self.groups.get("part") or "range"
        return self.period(date(last.year, 1, 1), last, own, part)

    def _half(self):
        first = self.groups["half"] == "上"
        last, own = self.end(6 if first else 12)
        return self.period(
            date(last.year, 1 if first else 7, 1), last, own, self.groups.get("part")
        )

    def _year(self):
        own, part = self.own_year(), self.groups.get("ypart")
        year = own or self.named or self.plan or self.today.year
        if part in ("年中", "中"):
            last = date(year, 6, 30)
            if last < self.today and not (own or self.named or self.plan):
                # as 6月底 said in July
                year += 1
                last = last.replace(year=year)
        elif part and "初" in part:
            return self._year_begins(year, own)
        else:
            last = date(year, 12, 31)
        return self.period(date(year, 1, 1), last, own, part)

    def _year_begins(self, year, own=None):
        """年初 is January to some and March to others."""
        options = (date(year, 1, 31), date(year, 3, 31))
        return Meaning(ask="which", options=options, first=date(year, 1, 1), year=own)

    def _years(self):
        year = self.n("y")
        return self.period(date(self.n("y1"), 1, 1), date(year, 12, 31), year, "range")

    def _plan(self):
        # the 14th five-year plan ended in 2025
        last = date(2025 + 5 * (number("十" + self.groups["plan"]) - 14), 12, 31)
        if patterns.ENDS.search(self.match[0]):
            return Meaning(
                due=last, first=last.replace(year=last.year - 4), is_limit=True
            )
        return Meaning(ask="which", options=(last,))

    # -- spans and cycles ----------------------------------------------------

    def _span(self):
        unit = self.groups["unit"].lstrip("个").replace("自然日", "天")
        count = self.n("n2") or self.n("n")
        half = self.match[0].startswith("半")
        if unit == "年" and (count or 0) > 10:
            return None
        if self.plan or self.after or (self.named and not self.before) and unit == "年":
            return Meaning(ask="span", is_limit=True)
        if self.from_event():
            return Meaning(ask="event", is_limit=True)
        return Meaning(**self.counted(unit, count, half), is_limit=True)

    def from_event(self):
        """自反馈之日起两个月内, 汇总后两天内: counted from a day that is not known."""
        before = self.match.string[max(0, self.match.start() - 12) : self.match.start()]
        return bool(patterns.EVENT.search(before))

    def counted(self, unit, count, half):
        today = self.today
        if half and unit in ("月", "半月"):
            return {"due": today + timedelta(days=15)}
        if unit in ("天", "日", "小时"):
            days = count if unit != "小时" else -(-count // 24)
            return {"due": today + timedelta(days=days)}
        if unit in ("周", "星期", "礼拜"):
            return {"due": today + timedelta(days=7 * count)}
        if unit == "工作日" and self.calendar and self.calendar.add_workdays:
            due = self.calendar.add_workdays(today, count)
            return {"due": due} if due else {"ask": "span"}
        number_of_months = {
            "月": count,
            "季度": (count or 0) * 3,
            "年": (count or 0) * 12,
        }.get(unit)
        if half and unit == "年":
            number_of_months = 6
        if not number_of_months:
            return {"ask": "span"}
        year, month = divmod(today.year * 12 + today.month - 1 + number_of_months, 12)
        last = months.monthrange(year, month + 1)[1]
        return {"due": date(year, month + 1, min(today.day, last))}

    def _every(self):
        said, unit = self.groups["unit"], UNITS[self.groups["unit"]]
        every = self.n("n") or (2 if said in ("双周", "半月") else 1)
        month, day, part = (
            self.n("m"),
            self.n("d") or self.n("day"),
            self.groups.get("part"),
        )
        if weekday := self.groups.get("weekday"):
            return Meaning(cycle=Cycle("week", every, day=WEEKDAYS[weekday]))
        if part:
            day = DAYS_OF_PARTS.get(part.removeprefix("月"), -1)
        nth = self.groups.get("nth") or ("首" if part == "初" and unit in ("quarter", "half_year") else "")  # fmt: skip
        if nth:
            month = self.nth_month(nth, MONTHS_OF.get(unit, 0))
        elif part == "初" and unit == "year":
            return self._year_begins(self.plan or self.today.year)
        elif part and part.endswith("旬") and unit != "month":
            # 每季度上旬: of which month nobody can say
            return Meaning(ask="unclear", is_limit=True)
        if nth and not month:
            return Meaning(ask="unclear", is_limit=True)
        if month and (unit == "year" or not nth):
            due = self.month_of_cycle(month, day if day != -1 else None)
            return Meaning(due=due, cycle=Cycle("year", every, month, day or due.day))
        return Meaning(cycle=Cycle(unit, every, month, day))

    @staticmethod
    def nth_month(said, length):
        """Which month of a quarter (``length`` 3), half-year or year: 首月, 第二个月, 末月; None without such a one.

        次月 is the first one of the next quarter.
        """
        month = {"首": 1, "次": 1, "末": length}.get(said) or number(said.strip("第个"))
        return month if month and month <= length else None

    def month_of_cycle(self, month, day):
        if day:
            return self.day(month, day)[0]
        last = self.end(month)[0]
        part = self.groups.get("mpart")
        return self.in_month(last, part) if part else last

    def _once_per(self):
        return Meaning(cycle=Cycle(UNITS[self.groups["unit"]]))

    # -- said from today ---------------------------------------------------

    def _relative(self):
        said, part = self.groups["rel"], self.groups.get("part")
        if self.plan:
            return Meaning(ask="span", is_limit=True)
        days = {"今": 0, "当天": 0, "当日": 0, "明": 1, "后": 2, "大": 3}
        for key, count in days.items():
            if said.startswith(key) and "月" not in said:
                return Meaning(due=self.today + timedelta(days=count), is_limit=True)
        step = 1 if said.startswith("下") else 0
        if "季" in said:
            quarter = (self.today.month - 1) // 3 + step
            last = month_end(self.today.year + quarter // 4, quarter % 4 * 3 + 3)
        else:
            index = self.today.month - 1 + step
            last = month_end(self.today.year + index // 12, index % 12 + 1)
        if self.n("d"):
            return Meaning(due=last.replace(day=self.n("d")), is_limit=True)
        if part:
            last = self.in_month(last, part)
        return self.period(last.replace(day=1), last, None, part)

    def _weekday(self):
        said, weekday = self.groups["rel"], self.groups.get("weekday")
        previous = self.match.string[self.match.start() - 1 : self.match.start()]
        if (
            not said
            and (not weekday or (previous and previous in "(日号"))
            or said == "上"
        ):
            # 11月15日（周日）: the date says it all
            return None
        if self.plan:
            return Meaning(ask="span", is_limit=True)
        monday = self.today - timedelta(days=self.today.weekday())
        monday += timedelta(days=7 * {"下下": 2, "下": 1}.get(said, 0))
        if weekday:
            due = monday + timedelta(days=WEEKDAYS[weekday] - 1)
            if not said and due < self.today:
                due += timedelta(days=7)
            return Meaning(due=due, is_limit=True)
        return Meaning(
            due=monday + timedelta(days=6),
            also=(monday + timedelta(days=4),),
            is_limit=True,
        )

    # -- no day --------------------------------------------------------------

    def _long(self):
        return Meaning()

    def _soon(self):
        return Meaning(ask="soon")

    def _event(self):
        return Meaning(ask="event")

    def _done(self):
        return Meaning()

    def _none(self):
        return Meaning()
