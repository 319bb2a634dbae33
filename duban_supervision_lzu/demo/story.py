"""The demo story of 兰州大学: one year's plan, and a task in each stage. Called by the demo data only."""

from odoo import Command

from odoo.addons.duban_supervision.demo_story import Demo, Story

from .beyond import Beyond

ADDON = "duban_supervision_lzu"
#: task, category, lead unit, person, co-units, measures, days from today to the due date
ITEMS = (
    (
        "更新教学用机房",
        "congress",
        "network",
        "network_liaison",
        ("teaching",),
        "分批招标采购，暑期完成安装调试并验收",
        60,
    ),
    (
        "学生宿舍增设淋浴室",
        "congress",
        "logistics",
        "co_staff",
        ("students",),
        "完成三栋宿舍的设计、施工和验收",
        -9,
    ),
    (
        "本科教学工作合格评估材料公示",
        "meeting",
        "teaching",
        "staff",
        (),
        "公示五个工作日，收集处理异议",
        -40,
    ),
    (
        "学生基础信息“一张表”改革",
        "school",
        "students",
        "students_liaison",
        ("network", "teaching"),
        "梳理字段，接口上线，停用重复填报",
        45,
    ),
    (
        "更换学生教室破旧充电柜",
        "congress",
        "logistics",
        "co_staff",
        ("teaching",),
        "摸底登记，统一采购更换",
        20,
    ),
    (
        "开展大课间活动",
        "school",
        "students",
        "students_liaison",
        (),
        "制定方案，分学院组织实施",
        10,
    ),
)


class Played(Beyond, Demo):
    addon = ADDON

    def _units(self, *names):
        return [Command.set([self._ref(f"unit_{name}").id for name in names])]

    def _play(self):
        """Run a year through the procedure, by the demo people, on the days it happened."""
        story = Story(self.env, self._ref("company"), "lzu")
        regulation = story.adopt(
            f"{ADDON}.regulation",
            office_id=self._ref("unit_office").id,
            office_leader_id=self._ref("user_office_leader").id,
            principal_leader_ids=[
                Command.set(
                    (self._ref("user_principal") | self._ref("user_president")).ids
                )
            ],
            discipline_office_id=self._ref("unit_discipline").id,
            supervisory_office_id=self._ref("unit_supervisory").id,
            organisation_office_id=self._ref("unit_organisation").id,
        )
        story.load_calendars()
        self._switch_on(regulation)
        plan = self._five_years(story)
        tasks = self._plan(story, plan)
        self._closed(story, tasks["本科教学工作合格评估材料公示"])
        self._overdue(story, tasks["学生宿舍增设淋浴室"])
        self._perusal(story, tasks["学生基础信息“一张表”改革"])
        self._round(story, tasks["更新教学用机房"])
        self._review(story, tasks["开展大课间活动"])
        self._merged(story, tasks["更换学生教室破旧充电柜"])
        self._notices(story)
        self._bulletin(story)
        self._beyond(story, tasks)

    def _plan(self, story, above):
        """The plan of the year, decided by the joint meeting, put on the ledger: {task: matter}."""
        with story.on(-70):
            work_points = self._ref("category_school_work_points")
            plan = story.by("office")["duban.goal"].create(
                {
                    "year": story.today.year,
                    "level": "year",
                    "parent_id": above.id,
                    "child_ids": [
                        Command.create(
                            {
                                "name": name,
                                "level": "task",
                                "year": story.today.year,
                                "source_category_id": self._ref(
                                    f"category_{source}"
                                ).id,
                                "source_kind_id": work_points.id
                                if source == "school"
                                else False,
                                "decision_body_id": self._ref(
                                    "body_congress"
                                    if source == "congress"
                                    else "body_president"
                                ).id
                                if source != "school"
                                else False,
                                "lead_unit_id": self._ref(f"unit_{unit}").id,
                                "leader_in_charge_id": self._ref(
                                    f"unit_{unit}"
                                ).leader_in_charge_id.id,
                                "handler_id": self._ref(f"user_{person}").id,
                                "co_unit_ids": self._units(*co_units),
                                "measures": measures,
                                "date_deadline": story.day(days),
                                "is_key": name.startswith("学生基础信息"),
                            }
                        )
                        for name, source, unit, person, co_units, measures, days in ITEMS
                    ],
                }
            )
            meeting = story.by("office")["duban.lzu.meeting"].create(
                {
                    "plan_id": plan.id,
                    "convener_id": self._ref("user_office_leader").id,
                    "unit_ids": self._units(
                        "school", "teaching", "logistics", "network", "students"
                    ),
                    "agenda": "一、审议年度督查计划；二、避免重复督查检查的安排",
                    "minutes": "会议同意将六项重点工作列入年度督查计划，由督查室编号入账。",
                }
            )
            meeting.action_hold()
            plan.action_approve()
            plan.action_create_matters()
        return {item.name: item.matter_ids for item in plan.child_ids}

    def _claim(self, story, matter, person, days=-66):
        with story.on(days):
            story.by(person, matter).action_claim()

    def _report(self, story, matter, person, text):
        """Self-assessment with material."""
        env = story.by(person)
        material = env["ir.attachment"].create(
            {
                "name": "落实情况报告.txt",
                "raw": text.encode(),
                "res_model": "duban.matter",
                "res_id": matter.id,
            }
        )
        matter = matter.with_env(env)
        matter.write(
            {
                "self_assessment": text,
                "result_attachment_ids": [Command.set(material.ids)],
            }
        )
        matter.action_submit_result()

    def _closed(self, story, matter):
        """Closed in time after the leader's review."""
        self._claim(story, matter, "liaison")
        with story.on(-45):
            story.feed_back(matter, "staff", "公示期满，未收到异议。")
            self._report(
                story, matter, "staff", "材料已公示五个工作日，无异议，按期完成。"
            )
        with story.on(-43):
            story.by("office", matter).action_pass_review("材料齐全")
        with story.on(-42):
            story.by("leader", matter).action_approve_step("同意销号")
        with story.on(-41):
            story.by("office", matter).action_close()

    def _overdue(self, story, matter):
        """Past its limit; the unit is split into to-dos of its own."""
        self._claim(story, matter, "co_liaison")
        with story.on(-30):
            story.feed_back(matter, "co_staff", "一号楼已完工，二号楼施工中。")
            story.by("co")["duban.lzu.task"].create(
                {
                    "matter_id": matter.id,
                    "name": "协调二号楼停水时间",
                    "user_id": self._ref("user_co_staff").id,
                    "date_deadline": story.day(3),
                }
            )

    def _perusal(self, story, matter):
        """Important: waits for the perusal of a principal leader."""
        self._claim(story, matter, "students_liaison")
        with story.on(-6):
            story.feed_back(
                matter, "students_liaison", "接口已上线，停用三类重复填报。"
            )
            self._report(
                story, matter, "students_liaison", "改革任务全部完成，师生反映良好。"
            )
        with story.on(-4):
            story.by("office", matter).action_pass_review("材料齐全，报主要领导审阅")

    def _round(self, story, matter):
        """Claimed, and asked for progress by a stage round."""
        self._claim(story, matter, "network_liaison")
        with story.on(-3):
            row = story.by("officer")["duban.progress.round"].create(
                {
                    "name": "本季度重点任务阶段性督查",
                    "kind": "regular",
                    "date_due": story.day(5),
                    "matter_ids": [Command.set(matter.ids)],
                }
            )
            row.action_send()

    def _review(self, story, matter):
        """The leader in charge reviews before closing."""
        self._claim(story, matter, "students_liaison")
        with story.on(-35):
            self._report(story, matter, "students_liaison", "方案已印发。")
            story.by("office", matter).action_return_result("缺少各学院佐证材料")
        with story.on(-2):
            self._report(
                story, matter, "students_liaison", "各学院大课间活动已常态化开展。"
            )
            story.by("office", matter).action_pass_review("材料齐全")

    def _merged(self, story, matter):
        """The same task came again from a meeting and was merged; its unit has not claimed it yet."""
        with story.on(-20):
            office = story.by("office")
            twin = office["duban.matter"].create(
                {
                    "name": "更换教室破旧充电柜",
                    "source_category_id": self._ref("category_dispatch").id,
                    "decision_body_id": self._ref("body_dispatch").id,
                    "meeting_date": story.day(-21),
                    "lead_unit_id": self._ref("unit_teaching").id,
                    "handler_id": self._ref("user_staff").id,
                    "measures": "统计数量，提出更换清单",
                    "date_deadline": story.day(20),
                }
            )
            twin.action_file()
            twin.action_merge(matter.id, "与教代会决议事项内容相同")

    def _notice(self, story, name, trait, **values):
        return story.by("officer")["duban.lzu.notice"].create(
            {
                "name": name,
                "trait_ids": [Command.set(self._ref(f"lzu_trait_{trait}").ids)],
                "source_unit_id": self._ref("unit_school").id,
                "communication_ids": [
                    Command.create(
                        {
                            "partner": "学校办公室、责任单位",
                            "date": self.env["duban.matter"]._today(),
                            "result": "已商定分工和时限",
                        }
                    )
                ],
                **values,
            }
        )

    def _notices(self, story):
        """One notice done that the source unit waits for, one issued and put on the ledger."""
        with story.on(-12):
            done = self._notice(
                story,
                "假期值班和安全检查",
                "urgent",
                requirements="三日内报送值班表，逐日报告安全情况。",
                lead_unit_id=self._ref("unit_logistics").id,
                date_deadline=story.day(-8),
            )
            done.action_issue()
        with story.on(-8):
            story.by("co_liaison", done).action_report_done(
                "值班表已报送，未发生安全事故。"
            )
        with story.on(-5):
            difficult = self._notice(
                story,
                "解决校区间网络专线拥堵",
                "difficult",
                requirements="查清原因，提出扩容方案并实施。",
                lead_unit_id=self._ref("unit_network").id,
                co_unit_ids=self._units("logistics"),
                date_deadline=story.day(30),
                measures="实测流量，制定扩容方案，完成割接",
                handler_id=self._ref("user_network_liaison").id,
                leader_in_charge_id=self._ref("user_leader").id,
                source_category_id=self._ref("category_superior").id,
            )
            difficult.action_issue()
            difficult.action_put_on_ledger()

    def _bulletin(self, story):
        """A bulletin of the last quarter, filled from the data, not published yet."""
        with story.on(0):
            bulletin = story.by("officer")["duban.bulletin"].create(
                {
                    "kind": "regular",
                    "date_from": story.day(-90),
                    "date_to": story.today,
                    "scope_unit_ids": self._units(
                        "teaching", "logistics", "network", "students"
                    ),
                    "good_practice": "教务处提前完成公示任务，学生工作部以接口代替重复填报。",
                    "problems": "个别任务超过完成时限，进展报送不及时。",
                }
            )
            bulletin.action_fill()
