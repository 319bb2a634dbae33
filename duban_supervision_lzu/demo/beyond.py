"""What no text prescribes and an institution may switch on, tried out on the demo plan of 兰州大学.

Standing clocks, calls for help, judged lights, warning notices, scores, re-checks by risk and the burden of units are
off in the regulation as it is shipped; the demo switches them on, and has a task that was carried over from last year,
so that each of their screens shows something.
"""

from datetime import date

from odoo import Command

SETTINGS = {
    "pause_enabled": True,
    "help_enabled": True,
    "help_answer_days": 2,
    "judged_light_enabled": True,
    "judged_green": "按计划推进，无须协调",
    "judged_yellow": "有困难，不协调将逾期",
    "judged_red": "已确定不能按期完成",
    "burden_shown": True,
    "burden_week_max": 20,
    "warning_notices_enabled": True,
    "score_enabled": True,
    "score_cycle": "month",
    "score_ranking": "place",
    "score_objection_days": 5,
    "score_answer_days": 3,
    "recheck_enabled": True,
    "recheck_random": True,
    "recheck_by_risk": True,
    "recheck_months": "3,6,12",
}
#: (event, name, points, limit)
SCORES = (
    ("base", "基础分", 80, 100),
    ("on_time", "按期销号", 3, 12),
    ("late", "逾期，每日", -0.2, 6),
    ("urged", "被督促提醒", -1, 0),
    ("warned", "被预警", -2, 0),
    ("result_returned", "成果被退回", -1.5, 0),
)
#: (factor, weight, each time)
RISKS = (
    ("base", 1, False),
    ("late", 2, False),
    ("returned", 1, True),
    ("money", 2, False),
    ("unit_record", 2, True),
)
#: (colour, name, condition, value, further values)
WARNINGS = (
    ("yellow", "黄色预警", "percent", 30, {}),
    ("orange", "橙色预警", "percent", 10, {"talk": "leader_in_charge"}),
    (
        "red",
        "红色预警",
        "after",
        1,
        {"copy_discipline": True, "talk": "principal", "proposes_accountability": True},
    ),
)


class Beyond:
    """Part of the demo story: ``Played`` calls it before and after its own matters."""

    def _switch_on(self, regulation):
        regulation.write(SETTINGS)
        rows = {"regulation_id": regulation.id}
        self.env["duban.score.rule"].create(
            [
                {**rows, "sequence": place, "event": event, "name": name}
                | {"points": points, "cap": cap}
                for place, (event, name, points, cap) in enumerate(SCORES)
            ]
        )
        self.env["duban.recheck.weight"].create(
            [
                {**rows, "factor": factor, "weight": weight, "is_each": each}
                for factor, weight, each in RISKS
            ]
        )
        self.env["duban.warning.level"].create(
            [
                {**rows, "sequence": place, "colour": colour, "name": name}
                | {
                    "title": "督查督办预警通知单",
                    "condition": condition,
                    "value": value,
                }
                | {"number_pattern": f"{name[0]}警〔{{year}}〕{{n}}号", **more}
                for place, (colour, name, condition, value, more) in enumerate(WARNINGS)
            ]
        )
        if not regulation.option_list_ids.filtered(lambda row: row.code == "recheck_kind"):  # fmt: skip
            kinds = self.env["duban.option.list"].create(
                {**rows, "code": "recheck_kind", "name": "回头看方式", "is_open": True}
            )
            self.env["duban.option"].create(
                {"list_id": kinds.id, "code": "visit", "name": "实地查看"}
            )

    def _five_years(self, story):
        """The plan of five years, with one work point of last year that was carried over."""
        year = story.today.year
        closing_day = date(year - 1, 12, 3)
        with story.on((closing_day - story.today).days):
            office = story.by("office")
            plan = office["duban.goal"].create(
                {
                    "name": "学校五年发展规划",
                    "level": "plan",
                    "year": year - 1,
                    "year_to": year + 3,
                    "content": "建成覆盖三个校区的数字化教学和生活保障体系。",
                    "child_ids": [
                        Command.create(
                            {
                                "name": "提升数字化水平",
                                "level": "year",
                                "year": year - 1,
                                "child_ids": [
                                    Command.create(self._carried_values(story, year))
                                ],
                            }
                        )
                    ],
                }
            )
            meeting = office["duban.lzu.meeting"].create(
                {
                    "plan_id": plan.child_ids.id,
                    "convener_id": self._ref("user_office_leader").id,
                    "unit_ids": self._units("school", "network"),
                    "agenda": "审议年度督查计划",
                    "minutes": "会议同意列入年度督查计划。",
                }
            )
            meeting.action_hold()
            plan.action_approve()
            task = plan.child_ids.child_ids
            story.by("network_liaison", task).action_report(
                "完成需求调研和方案论证。", 30
            )
            closing = office["duban.goal.closing"].create(
                {"year": year - 1, "reason": "设备招标延后，转入下一年度"}
            )
            closing.action_list()
            closing.action_close()
        return plan

    def _carried_values(self, story, year):
        return {
            "name": "建设统一身份认证平台",
            "level": "task",
            "year": year - 1,
            "source_category_id": self._ref("category_school").id,
            "source_kind_id": self._ref("category_school_work_points").id,
            "lead_unit_id": self._ref("unit_network").id,
            "leader_in_charge_id": self._ref("user_leader").id,
            "handler_id": self._ref("user_network_liaison").id,
            "measures": "完成方案论证、招标和上线",
            "date_deadline": date(year - 1, 12, 20),
        }

    def _beyond(self, story, tasks):
        """What happened lately, on the tasks of the demo plan."""
        standing = tasks["更换学生教室破旧充电柜"]
        with story.on(-15):
            story.by("co_liaison", standing).action_claim()
        with story.on(-4):
            story.by("office", standing).action_pause(
                "funds", "更换经费待省财政厅批复", story.day(16)
            )
        with story.on(-2):
            story.by("network_liaison", tasks["更新教学用机房"]).action_call_help(
                "difficulty",
                "实验楼二层配电容量不足，新设备不能通电",
                "请后勤部门增容配电",
                story.day(6),
                self._ref("unit_logistics").id,
            )
        late = tasks["学生宿舍增设淋浴室"]
        with story.on(-10):
            # the day before it was due: red waits to be issued today
            office = story.by("office", late)
            office.action_judge_light("red", "二号楼停水时间未商定，本月不能完工")
            office.action_warn()
        self._scores(story)
        self._sample(story, tasks["本科教学工作合格评估材料公示"])
        self._semesters(story)

    def _scores(self, story):
        """Two months ago is locked, last month is announced and one unit objects."""
        last = date.fromordinal(story.today.replace(day=1).toordinal() - 1)
        before = date.fromordinal(last.replace(day=1).toordinal() - 1)
        with story.on(-27):
            score = self._score(story, before)
        with story.on(-5):
            story.by("office", score).action_lock()
        with story.on(0):
            score = self._score(story, last)
            unit = self._ref("unit_students")
            row = score.sudo().unit_ids.filtered(lambda line: line.department_id == unit)  # fmt: skip
            taken = row.point_ids.filtered(lambda point: point.counted < 0)[:1]
            story.by("students", row).action_object(
                "佐证材料当日已补报，申请不扣分。", taken.id or None
            )

    def _score(self, story, day):
        """The points of the month of ``day``, announced."""
        score = story.by("office")["duban.score"].create(
            {"year": day.year, "month": day.month, "cycle": "month"}
        )
        score.action_publish()
        return score

    def _semesters(self, story):
        """Two semesters, so that what is asked of units is compared with the one before."""
        year = story.today.year
        self.env["duban.semester"].create(
            [
                {
                    "name": name,
                    "company_id": story.company.id,
                    "date_from": date(year, *first),
                    "date_to": date(year + (last < first), *last),
                }
                for name, first, last in (
                    (f"{year - 1}—{year}学年第二学期", (2, 23), (7, 10)),
                    (f"{year}—{year + 1}学年第一学期", (9, 1), (1, 20)),
                )
            ]
        )

    def _sample(self, story, closed):
        """One closed task is drawn by risk; it is looked at again after 3, 6 and 12 months."""
        with story.on(-3):
            # looked at once without a draw: it held
            office = story.by("office")
            regulation = office["duban.regulation"]._in_force()
            kinds = self.env["duban.option"]
            seen = office["duban.recheck"].create(
                {
                    "matter_id": closed.id,
                    "kind_id": kinds._get(regulation, "recheck_kind")[:1].id,
                }
            )
            seen.action_record("passed", "公示制度仍在执行")
        with story.on(0):
            sample = office["duban.recheck.sample"].create(
                {
                    "date_from": story.day(-90),
                    "date_to": story.today,
                    "size": 1,
                    "kind_id": kinds._get(regulation, "recheck_kind")[:1].id,
                    "by_risk": True,
                }
            )
            sample.action_draw()
