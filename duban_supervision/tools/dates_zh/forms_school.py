"""What the school's own calendar and the feasts make of a form."""

from datetime import date, timedelta

from .meaning import Meaning

FEASTS = {
    "五一": (5, 1),
    "劳动": (5, 1),
    "国庆": (10, 1),
    "十一": (10, 1),
    "七一": (7, 1),
    "八一": (8, 1),
    "六一": (6, 1),
    "儿童": (6, 1),
    "五四": (5, 4),
    "青年": (5, 4),
    "三八": (3, 8),
    "教师": (9, 10),
    "元旦": (1, 1),
}


class SchoolForms:
    """Part of ``Forms``: semesters, teaching weeks, holidays, feasts."""

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

    def _of_school_year(self):
        """学年末, 2026学年: of which school year is known only when it is said on a day within one."""
        year, said = self.n("y"), self.groups.get("this")
        edge, half = self.groups.get("edge") or "", self.groups.get("half")
        if said == "新" and edge.startswith("开") and self.before and not half:
            eve = self.calendar and self.calendar.starts("autumn", self.today, self.plan)  # fmt: skip
            return self.found(eve)
        if not self.calendar or "初" in edge or "中" in edge or edge.startswith("开"):
            return self.asked()
        is_autumn = half in ("一", "1", "上") or self.groups.get("season") == "秋"
        is_whole = not half and not self.groups.get("season")
        is_open = year or self.plan or said in ("新", "下", "上") or self.before and not edge  # fmt: skip
        if is_whole and not is_open and self.calendar.at(self.today):
            return self.found(self.calendar.ends("spring", self.today))
        first = (year or self.plan or self.today.year) - is_autumn
        season = "autumn" if is_autumn else "spring"
        ends = (self.calendar.of(season, each) for each in (first, first + 1))
        return self.asked("calendar", *(row.date_to for row in ends if row))

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
            named = self.own_year()
            year = named or (self.plan if season else None)
            eve = self.calendar.starts(season, self.today, year)
            if season or not (self.plan or named):
                return self.found(eve)
            # which of the two semesters of a year nobody can say
            both = {self.calendar.starts(each, self.today, named) for each in ("spring", "autumn")}  # fmt: skip
            return self.asked("calendar", *sorted(filter(None, both if named else [eve])))  # fmt: skip
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
