"""Three years of an institution, day by day: what its people do (PLUS-P1, C1, S1, R1, V2). See test_three_years.py."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

from tests.duban_supervision.killing import KilledRuns
from tests.duban_supervision.test_patrol import PatrolCommon
from tests.duban_supervision_after.test_recheck_risk import RiskCommon
from tests.duban_supervision_after.test_score import ScoreCommon
from tests.duban_supervision_plan.common import PlanCommon
from tests.stopped import Stopped

YEARS = (2024, 2025, 2026)
#: the State Council's notices, copied from them and not from the calendar under test: days off, worked weekends
OFF = {
    2024: ((1, 1, 1), (2, 10, 17), (4, 4, 6), (5, 1, 5), (6, 10, 10), (9, 15, 17), (10, 1, 7)),
    2025: ((1, 1, 1), (1, 28, 31), (2, 1, 4), (4, 4, 6), (5, 1, 5), (5, 31, 31), (6, 1, 2), (10, 1, 8)),
    2026: ((1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21), (9, 25, 27), (10, 1, 7)),
}  # fmt: skip
WORKED = {
    2024: {(2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12)},
    2025: {(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)},
    2026: {(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)},
}
ON_DESK = ("assigned", "in_progress", "result_submitted")


def is_working(day):
    """By the notices; other years Monday to Friday."""
    if (day.month, day.day) in WORKED.get(day.year, ()):
        return True
    off = OFF.get(day.year, ())
    if any(month == day.month and a <= day.day <= b for month, a, b in off):
        return False
    return day.weekday() < 5


def working_days(after, last):
    """How many working days lie after one date, up to and with another."""
    return sum(
        is_working(after + timedelta(days=n)) for n in range(1, (last - after).days + 1)
    )


def add_working_days(day, count):
    while count:
        day += timedelta(days=1)
        count -= is_working(day)
    return day


class YearsLife(KilledRuns, ScoreCommon, RiskCommon, PlanCommon, PatrolCommon):
    """The people of the institution at work; ``self.chance`` decides what happens, ``self.counts`` what happened."""

    @classmethod
    def _plain_regulation(cls):
        regulation = super()._plain_regulation()
        regulation.write({"pause_enabled": True, "warning_notices_enabled": True})
        for position, (colour, name, condition, value) in enumerate(
            (
                ("yellow", "黄色预警", "percent", 30),
                ("orange", "橙色预警", "percent", 10),
                ("red", "红色预警", "after", 1),
            )
        ):
            cls.env["duban.warning.level"].create(
                {
                    "regulation_id": regulation.id,
                    "sequence": position,
                    "name": name,
                    "colour": colour,
                    "title": "预警通知单",
                    "condition": condition,
                    "value": value,
                    "number_pattern": f"{name[0]}〔{{year}}〕{{n}}号",
                    "without_report": colour == "yellow",
                }
            )
        return regulation

    @classmethod
    def calendar_a(cls, years=(2023, *YEARS, 2027, 2028)):
        return super().calendar_a(years)

    def at(self, day, clock="10:00"):
        """One clock that is moved: starting a thousand of them takes longer than the years."""
        if not hasattr(self, "_moved"):
            freezer = Stopped("2024-01-01")
            self._moved = freezer.start()
            self.addCleanup(freezer.stop)
        hour, minute = clock.split(":")
        year, month, day_ = map(int, str(day).split("-"))
        moment = date(year, month, day_)
        utc = int(hour) - 8
        self._moved.move_to(f"{moment} {utc:02d}:{minute}:00")

    def load_calendars(self):
        Year = self.env["duban.calendar.year"]
        years = Year.search([("company_id", "=", self.company.id)])
        years.filtered(lambda row: row.year in YEARS).action_load()
        for n in range(3 * 365 + 1):
            day = date(YEARS[0], 1, 1) + timedelta(days=n)
            found = Year._is_working_day(day, self.company)
            self.assertEqual(found, is_working(day), day)

    # ------------------------------------------------------------------
    # The plan
    # ------------------------------------------------------------------

    def make_plan(self):
        self.plan_ = self.goal("“十五五”规划", level="plan", year=2024, year_to=2028)
        self.plan_.action_approve()
        self.goals = self.plan_

    def begin_year(self, year, count):
        """Three work points and ``count`` tasks of one year, besides what was carried over."""
        units = self.unit_a | self.unit_b | self.unit_c
        office = self.env["duban.goal"].with_user(self.office_user)
        points = [
            self.goal(f"{year}年要点{n}", self.plan_, level="year", year=year, weight=n + 1)
            for n in range(3)
        ]  # fmt: skip
        tasks = office.create(
            [
                {
                    "name": f"{year}年任务{n}",
                    "parent_id": points[n % 3].id,
                    "lead_unit_id": units[n % 3].id,
                    "weight": self.chance.randint(1, 5),
                    "date_deadline": date(year, self.chance.randint(4, 12), 20),
                }
                for n in range(count)
            ]
        )
        for point in points:
            point.action_approve()
        self.goals |= office.union(*points) | tasks
        self.counts["goals"] += len(points) + len(tasks)

    def running(self, year):
        goals = self.env["duban.goal"].with_user(self.office_user)
        return goals.search(
            [
                ("year", "=", year),
                ("state", "=", "running"),
                ("level", "!=", "plan"),
                ("company_id", "=", self.company.id),
            ]
        )

    def work_on_plan(self, year):
        """Once a month the office writes how far the tasks without matters are; some are finished."""
        for task in self.running(year).filtered(lambda row: row.level == "task"):
            dice = self.chance.random()
            if task.matter_ids:
                if task.is_finished and dice < 0.7:
                    task.action_finish("完成")
            elif dice < 0.4:
                task.action_report(
                    "进展",
                    min(100, int(task.own_progress) + self.chance.randint(0, 25)),
                )
            elif dice < 0.47:
                task.action_finish("完成")

    def close_plan_year(self, year):
        running = self.running(year)
        dropped = {
            goal: ("drop", None)
            for goal in running
            if goal.level == "task"
            and not goal.matter_ids
            and self.chance.random() < 0.05
        }
        self.decide(year, dropped, reason=f"{year}年未完成")
        self.assertFalse(self.running(year))
        new = self.running(year + 1)
        self.goals |= new
        carried = new.filtered(lambda row: row.carried_from_id)
        self.counts["goals carried"] += len(carried)
        self.counts["goals given up"] += len(dropped)

    # ------------------------------------------------------------------
    # Matters
    # ------------------------------------------------------------------

    def begin(self, count, year):
        units = list(self.workers)
        tasks = self.running(year).filtered(lambda row: row.level == "task")
        for _n in range(count):
            unit = self.chance.choice(units)
            co = self.chance.choice(units)
            values = {"lead_unit_id": unit.id, "co_unit_ids": [(6, 0, (co - unit).ids)]}
            mine = tasks.filtered(lambda row, unit=unit: row.lead_unit_id == unit)
            if mine and self.chance.random() < 0.6:
                values["goal_id"] = self.chance.choice(mine).id
            if self.chance.random() < 0.2:
                values["grade_id"] = self.key_grade.id
            self.matters |= self.assigned(name=f"事项{len(self.matters)}", **values)

    def work(self, day):
        self.day = day
        # the states of all in one query, without their other columns
        states = self.matters.sudo().search_fetch([("id", "in", self.matters.ids)], ["state"])  # fmt: skip
        on_desk = states.filtered(lambda row: row.state in ON_DESK)
        for matter in self.matters & on_desk:
            worker = self.workers[matter.lead_unit_id]
            if matter.paused_since:
                self._while_it_stands(matter)
            elif matter.state == "assigned":
                self._accept(matter, worker)
            elif matter.state == "in_progress":
                self._handle(matter, worker)
            elif self.chance.random() < 0.5:
                self._review(matter)
        if on_desk:
            self._office_todos()

    def _accept(self, matter, worker):
        if self.chance.random() < 0.4:
            line = {
                "matter_id": matter.id,
                "name": "节点",
                "date": max(matter.date_deadline, self.day),
            }
            if not matter.plan_line_ids:
                self.env["duban.plan.line"].with_user(worker).create(line)
            matter.with_user(worker).write({"handler_id": worker.id})
            matter.with_user(worker).action_accept()

    def _handle(self, matter, worker):
        """What may happen on one day to a matter that is being handled; mostly nothing."""
        dice, in_time = self.chance.random(), self.day <= matter.date_deadline
        office = matter.with_user(self.office_user)
        if dice < 0.05:
            # not the words that a re-check found untrue
            matter.with_user(worker).write({"result": f"{self.day}已完成"})
            matter.with_user(worker).action_submit_result()
        elif dice < 0.10:
            row = self.feedback(matter, worker)
            if self.chance.random() < 0.15:
                row.with_user(self.office_user).action_mark(
                    self.chance.choice(("false", "late"))
                )
        elif dice < 0.12 and in_time:
            expected = self.day + timedelta(days=self.chance.randint(3, 45))
            reason = self.chance.choice(("superior", "funds", "partner"))
            office.action_pause(reason, "等待批复", str(expected))
            self.counts["clocks stopped"] += 1
        elif dice < 0.13:
            office.action_urge(f"请抓紧（{self.day}）")
            self.counts["urgings"] += 1
        elif dice < 0.145 and in_time and not matter.sudo().request_ids:
            self._extend(matter, worker)
        elif dice < 0.148:
            unit = self.chance.choice(list(self.workers))
            if unit != matter.lead_unit_id:
                office.action_reassign(unit.id, "职责调整")
                self.counts["reassigned"] += 1
        elif dice < 0.152:
            self._merge(office)

    def _extend(self, matter, worker):
        new = matter.date_deadline + timedelta(days=self.chance.randint(5, 25))
        request = self.extension(matter, str(new), worker)
        request.action_submit()
        line = request.sudo().approval_line_ids.filtered(lambda r: r.state == "pending")
        line.with_user(line.approver_id).action_approve("同意")
        self.counts["extensions"] += 1

    def _merge(self, office):
        others = self.matters.filtered(
            lambda row: (
                row.state == "in_progress"
                and not row.paused_since
                and row.lead_unit_id == office.lead_unit_id
                and row != office
            )
        )
        if others:
            other = others[0].with_user(self.office_user)
            # one date is asked where the two differ: one of them, another where both have passed
            limits = {other.date_deadline, office.date_deadline}
            until = None
            if len(limits) > 1:
                soon = self.day + timedelta(days=7)
                until = max(limits) if max(limits) > self.day else soon
            office.action_merge(other.id, "同一事项", until and str(until))
            self.counts["merged"] += 1

    def _while_it_stands(self, matter):
        pause = matter.sudo()._open_pause()
        dice, office = self.chance.random(), matter.with_user(self.office_user)
        if self.day >= pause.date_expected:
            if dice < 0.3:
                office.action_resume("条件已具备")
            elif dice < 0.4:
                later = self.day + timedelta(days=20)
                office.action_prolong_pause("仍在等待", str(later))
                self.counts["standstills prolonged"] += 1

    def _review(self, matter):
        office = matter.with_user(self.office_user)
        if self.chance.random() < 0.2:
            office.action_return_result("材料不全")
            self.counts["results returned"] += 1
        else:
            office.action_pass_review("同意")
            office.action_close()
            self.counts["closed"] += 1

    def _office_todos(self):
        """The colours that are due are issued, mostly; units answer some."""
        key = ("activity_type_id", "=", self.env.ref("duban_supervision.todo_warn").id)
        mine = [key, ("user_id", "=", self.office_user.id)]
        todos = self.env["mail.activity"].sudo().search_fetch(mine, ["res_id"])
        for matter in self.matters.browse(sorted(set(todos.mapped("res_id")))):
            if matter.company_id != self.company or self.chance.random() < 0.3:
                continue
            office = matter.with_user(self.office_user)
            if not matter.sudo()._warning_waiting():
                continue
            draft = office._warning_defaults()
            notice = office.action_warn(draft["level_id"], draft["text"])
            self.assertIn("预警", notice.level_id.name)
            if self.chance.random() < 0.6:
                worker = self.workers[matter.lead_unit_id]
                notice.with_user(worker).action_answer("已安排")

    # ------------------------------------------------------------------
    # Scores
    # ------------------------------------------------------------------

    def publish_month(self, day):
        """The office publishes the month before; the units object to some of it."""
        last = day.replace(day=1) - timedelta(days=1)
        score = self.score(last.month, year=last.year)
        score.action_publish()
        self.counts["scores published"] += 1
        for row in score.sudo().unit_ids:
            contact = row.department_id.manager_id.user_id
            taken = row.point_ids.filtered(lambda point: point.counted < 0)
            if self.chance.random() < 0.35:
                point = self.chance.choice(taken) if taken else taken
                row.with_user(contact).action_object("情况不符", point.id or None)
                self.counts["objections"] += 1
        return score

    def answer_objections(self):
        """The leader whose turn it is decides sooner or later; else the patrol takes it to the next one."""
        domain = [("state", "=", "open"), ("company_id", "=", self.company.id)]
        for row in self.env["duban.score.objection"].sudo().search(domain):
            decider = row.decider_id
            if self.chance.random() < 0.2:
                self.counts["objections that climbed"] += row.step > 0
                upheld = self.chance.random() < 0.5
                # for a point no more than it took
                back = min(1.25, -row.point_id.counted or 1.25)
                row.with_user(decider).action_decide(
                    "yes" if upheld else "no", back if upheld else None, "经核实"
                )
                self.counts["objections upheld"] += upheld

    def lock_scores(self):
        """What the office has a to-do for is locked; returns what was locked."""
        Activity = self.env["mail.activity"].sudo()
        todos = Activity.search(
            [("duban_key", "=", "score_lock"), ("user_id", "=", self.office_user.id)]
        )
        scores = self.env["duban.score"].with_user(self.office_user).browse(todos.mapped("res_id"))  # fmt: skip
        scores = scores.filtered(lambda row: row.state == "published")
        for score in scores.sorted("date_from"):
            score.action_lock()
            self.counts["scores locked"] += 1
        return scores

    # ------------------------------------------------------------------
    # Re-checks
    # ------------------------------------------------------------------

    def draw(self, year):
        """A tenth of what was closed in the year, by risk."""
        closed = self.matters.filtered(
            lambda row: row.state == "closed" and row.date_closed.year == year
        )
        if not closed:
            return self.env["duban.recheck.sample"]
        size = min(len(closed), max(2, len(closed) // 10))
        self.counts["re-checks drawn"] += size
        dates = {"date_from": f"{year}-01-01", "date_to": f"{year}-12-31"}
        # the seed takes in the moment of the transaction: one that is the same in each run
        with patch.object(
            type(self.env.cr), "now", lambda cr: datetime(year + 1, 1, 5)
        ):
            return self.sample(size, **dates)

    def make_rechecks(self, day):
        """Those that are due are made, two of three within the day; a third did not hold."""
        due = self.env["duban.recheck"].sudo().search(
            [
                ("company_id", "=", self.company.id),
                ("outcome", "=", "open"),
                ("date_planned", "<=", day),
                ("matter_id.state", "in", ("closed", "archived")),
            ]
        )  # fmt: skip
        for row in due.with_user(self.office_user):
            # one of the same matter may have reopened it a moment ago
            if row.matter_id.state not in ("closed", "archived"):
                continue
            dice = self.chance.random()
            if dice < 0.45:
                row.action_record("passed", "查看")
            elif dice < 0.67:
                row.action_record("failed", "又坏了", str(day + timedelta(days=30)))
            else:
                continue
            self.made.append((day.year, dice < 0.45))
