"""What one form means, with the years it leaves out."""

import calendar as months
from dataclasses import dataclass, replace
from datetime import date, timedelta

from . import patterns
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
WEEKDAYS = {char: n for n, char in enumerate("一二三四五六日", 1)} | {"天": 7, "末": 7}
FEASTS = {
    "五一": (5, 1),
    "劳动": (5, 1),
    "国庆": (10, 1),
    "十一": (10, 1),
    "七一": (7, 1),
    "八一": (8, 1),
    "教师": (9, 10),
    "元旦": (1, 1),
}


@dataclass(frozen=True)
class Meaning:
    """``due`` or ``ask`` (see ``Reading``), ``first`` the first day of a period, ``year`` the year it fixes."""

    due: date | None = None
    ask: str = ""
    options: tuple = ()
    cycle: Cycle | None = None
    first: date | None = None
    year: int | None = None
    year_named: bool = False
    is_limit: bool = False
    also: tuple = ()

    @property
    def is_point(self):
        return bool(self.due or self.ask)

    def next_year(self):
        """The same a year later."""
        return replace(self, due=_later(self.due), first=_later(self.first))

    @classmethod
    def of(cls, name, match, folded, today, year, calendar, named):
        """Meaning of a match of the form ``name``; None when the form does not fit after all."""
        return _Maker(match, folded, today, year, calendar, named).make(name)


def _later(day):
    if day is None:
        return None
    last = months.monthrange(day.year + 1, day.month)[1]
    is_end = day.day == months.monthrange(day.year, day.month)[1]
    return day.replace(year=day.year + 1, day=last if is_end else min(day.day, last))


def month_end(year, month):
    return date(year, month, months.monthrange(year, month)[1])


class _Maker:
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

    def make(self, name):
        try:
            meaning = getattr(self, f"_{name}")()
        except ValueError:
            return Meaning(ask="day")
        if meaning and meaning.due and self.after:
            return replace(meaning, due=None, ask="start", options=())
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
            last = _later(last)
        part = self.groups.get("part")
        if part:
            last = self.in_month(last, part)
        return self.period(
            first.replace(day=1), last, own or last.year, part or "range"
        )

    def _months_dotted(self):
        return self._months()

    def _quarter(self):
        last, own = self.end(self.n("q") * 3)
        part = self.groups.get("part")
        first = date(last.year, last.month - 2, 1)
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
        elif part and "初" in part:
            last = date(year, 1, 31)
        else:
            last = date(year, 12, 31)
        return self.period(date(year, 1, 1), last, own, part)

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
        unit = self.groups["unit"]
        every = self.n("n") or (2 if unit in ("双周", "半月") else 1)
        month, day, part = (
            self.n("m"),
            self.n("d") or self.n("day"),
            self.groups.get("part"),
        )
        if weekday := self.groups.get("weekday"):
            return Meaning(cycle=Cycle("week", every, day=WEEKDAYS[weekday]))
        if month:
            due = self.month_of_cycle(month, day)
            return Meaning(due=due, cycle=Cycle("year", every, month, day or due.day))
        if part and part.endswith("初"):
            day = 1
        elif part:
            day = -1
        return Meaning(cycle=Cycle(UNITS[unit], every, day=day))

    def month_of_cycle(self, month, day):
        if day:
            return self.day(month, day)[0]
        last = self.end(month)[0]
        part = self.groups.get("mpart")
        return self.in_month(last, part) if part else last

    def _once_per(self):
        return Meaning(cycle=Cycle(UNITS[self.groups["unit"]]))

    # -- the school's calendar ---------------------------------------------

    def asked(self, reason="calendar", *days):
        return Meaning(ask=reason, options=tuple(d for d in days if d), is_limit=True)

    def found(self, day, first=None):
        return (
            Meaning(due=day, first=first or day, is_limit=True) if day else self.asked()
        )

    def _school_year(self):
        first, second = self.n("y"), self.n("y2")
        if (second if second > 99 else 2000 + second) != first + 1:
            return Meaning(ask="unclear")
        half, season = self.groups["half"], self.groups["season"]
        is_autumn = half in ("一", "1", "上") or season == "秋"
        if not half and not season:
            row = self.calendar and self.calendar.of("spring", first + 1)
            return self.found(row and row.date_to)
        return self.semester(
            "autumn" if is_autumn else "spring", first if is_autumn else first + 1
        )

    def semester(self, season, year):
        row = self.calendar and self.calendar.of(season, year)
        if not row:
            return self.asked()
        edge = self.groups.get("edge") or ""
        if "初" in edge or "中" in edge:
            return self.asked("calendar", row.date_from, row.date_to)
        if "开学" in edge or (self.before and not edge):
            eve = row.date_from - timedelta(days=1)
            if "开学" in edge and self.before:
                return self.found(eve)
            return self.asked("which", eve, row.date_to)
        return self.found(row.date_to, row.date_from)

    def _semester(self):
        year = self.own_year() or self.named or self.plan
        season, said = self.groups.get("season"), self.groups.get("this")
        if season and year:
            return self.semester("spring" if season == "春" else "autumn", year)
        current = self.calendar and self.calendar.at(self.today)
        if said in ("本", "这", "该", "当前") and current and not self.plan:
            return self.semester(current.season, current.date_from.year)
        if said in ("新", "下") and self.calendar and not self.plan:
            for row in self.calendar.semesters:
                if row.date_from > self.today:
                    return self.semester(row.season, row.date_from.year)
        return self.asked("calendar", current and current.date_to)

    def _week(self):
        row = self.calendar and self.calendar.at(self.today)
        season, year = self.groups.get("season"), self.own_year() or self.plan
        if season and year and self.calendar:
            row = self.calendar.of("spring" if season == "春" else "autumn", year)
        elif self.plan or "教学" not in self.match[0] and not season:
            day = row and self.calendar.week(row, self.n("n") or self.n("n3"))
            return self.asked("calendar", day)
        if not row:
            return self.asked()
        return self.found(self.calendar.week(row, self.n("n") or self.n("n3")))

    def _holiday(self):
        which, edge = self.groups["which"], self.groups.get("edge") or ""
        if not self.calendar:
            return self.asked()
        year = self.own_year() or (self.plan if which in ("暑假", "暑期") else None)
        inside = edge in ("期间", "内", "中", "结束") or (not edge and not self.before)
        season = {"寒": "autumn", "暑": "spring"}.get(which[0])
        if season and "初" not in edge:
            if inside:
                other = "spring" if season == "autumn" else "autumn"
                return self.found(self.calendar.starts(other, self.today, year))
            return self.found(self.calendar.ends(season, self.today, year))
        row = self.calendar.at(self.today)
        if "开学" in which and self.before:
            season = {"春": "spring", "秋": "autumn"}.get(which[0])
            eve = self.calendar.starts(
                season, self.today, self.plan if season else None
            )
            return (
                self.found(eve)
                if season or not self.plan
                else self.asked("calendar", eve)
            )
        if which in ("放假", "学期末", "期末") and row and not self.plan:
            return self.found(row.date_to)
        return self.asked("calendar", row and row.date_to)

    def _feast(self):
        name = self.groups["feast"]
        found = next((day for key, day in FEASTS.items() if name.startswith(key)), None)
        if not found:
            return self.asked("event")
        own = self.own_year()
        day = date(own or self.named or self.plan or self.today.year, *found)
        if not own and (day < self.today if not self.plan else name.startswith("元旦")):
            day = day.replace(year=day.year + 1)
        if self.before:
            return Meaning(
                due=day - timedelta(days=1), first=day, year=own, is_limit=True
            )
        return self.asked("which", day)

    def _lunar(self):
        return self.asked("unclear")

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
