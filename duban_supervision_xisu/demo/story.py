"""The demo story: seven decisions in seven stages, one of them overdue. Called by the demo data only."""

from odoo import Command

from odoo.addons.duban_supervision.demo_story import Demo, Story

ADDON = "duban_supervision_xisu"


class Played(Demo):
    addon = ADDON

    def _play(self):
        """Run real decisions of a university through the six steps, by the demo people."""
        story = Story(self.env, self._ref("company"), "xisu")
        story.adopt(
            f"{ADDON}.regulation",
            office_id=self._ref("unit_office").id,
            principal_leader_ids=[Command.set(self._ref("user_principal").ids)],
        )
        story.load_calendars()
        self._closed(story)
        self._extension_waits_for_the_leader(story)
        self._result_waits_for_review(story)
        self._overdue(story)
        self._to_accept(story)
        self._before_assignment(story)

    def _proposal(self, story, unit, name, content, item, **values):
        """A draft by the office, decided by the 校长办公会 of that day."""
        return story.by("office")["duban.matter"].create(
            {
                "name": name,
                "content": content,
                "objective": values.pop("objective", "按期完成，达到要求"),
                "basis": f"校长办公会会议纪要，{item}",
                "source_category_id": self._ref("category_meeting_decision").id,
                "decision_body_id": self._ref("body_president_meeting").id,
                "meeting_date": self.env["duban.matter"]._today(),
                "source_item": item,
                "form_id": self._ref("form_special").id,
                "lead_unit_id": self._ref(unit).id,
                "responsible_leader_id": self._ref("user_leader").id,
                "check_accuracy": True,
                "check_timeliness": True,
                "check_operability": True,
                **values,
            }
        )

    def _limit(self, story, offset):
        """A due date that the meeting stated."""
        return {
            "date_deadline": story.day(offset),
            "deadline_ground": "校长办公会规定的期限",
        }

    def _accept(self, story, matter, head, worker, *milestones):
        story.accept(matter, head, worker, *milestones, line={"is_key": True})

    def _record(self, story, matter, kind, **values):
        story.by("office")["duban.record"].create(
            {
                "matter_id": matter.id,
                "kind_id": self._ref(f"record_kind_{kind}").id,
                **values,
            }
        )

    def _closed(self, story):
        """Row 1: 公示材料, through all six steps."""
        with story.on(-42):
            matter = self._proposal(
                story,
                "unit_assessment",
                "本科教学工作合格评估公示材料公示",
                "本科教学工作合格评估公示材料通过审查，同意公示，按规定落实。",
                "第二项",
                **self._limit(story, -28),
            )
            matter.action_file()
            matter.action_assign()
        with story.on(-39):
            self._accept(
                story,
                matter,
                "head",
                "staff",
                ("材料定稿", -36),
                ("校内公示", -30),
            )
        with story.on(-36):
            story.feed_back(matter, "staff", "公示材料已定稿", milestone=0)
            self._record(
                story,
                matter,
                "oral_reminder",
                purpose="reminder",
                summary="电话提醒按期公示",
            )
        with story.on(-30):
            story.feed_back(matter, "staff", "已在学校主页公示五个工作日", milestone=1)
            worker = story.by("staff", matter)
            worker.write(
                {
                    "result": "公示材料已按规定公示，无异议。",
                    "achievements": "材料一次通过审查，公示规范。",
                    "problems": "部分支撑材料归集较慢。",
                }
            )
            worker.action_submit_result()
        with story.on(-28) as today:
            office = story.by("office", matter)
            office.action_pass_review("情况属实，同意办结。")
            office.conclusion = "已按要求落实。"
            story.report_back(
                matter,
                "公示工作已完成，无异议。",
                target_id=self._ref("body_president_meeting").id,
                date=today,
            )
            office.action_close()

    def _extension_waits_for_the_leader(self, story):
        """Row 2: 校园封闭管理, with co-units; the extension waits in the leader's to-do list."""
        with story.on(-12):
            matter = self._proposal(
                story,
                "unit_epidemic",
                "校园封闭管理",
                "校园封闭管理，人员非必要不外出；防疫办协调落实，全校各部门配合。",
                "第三项",
                form_id=self._ref("form_joint").id,
                joint_unit_ids=[Command.set(self._ref("unit_students").ids)],
                co_unit_ids=[
                    Command.set(
                        (self._ref("unit_logistics") | self._ref("unit_teaching")).ids
                    )
                ],
                is_key=True,
            )
            matter.action_file()
            matter.action_assign()
        with story.on(-10):
            story.by("co")["duban.plan.line"].create(
                {
                    "matter_id": matter.id,
                    "name": "保障校内物资供应",
                    "date": story.day(-3),
                    "department_id": self._ref("unit_logistics").id,
                }
            )
            self._accept(
                story,
                matter,
                "epidemic",
                "epidemic",
                ("发布出入管理办法", -9),
                ("各校门值守到位", -4),
            )
        with story.on(-9):
            story.feed_back(matter, "epidemic", "出入管理办法已发布", milestone=0)
        with story.on(-7):
            self._record(
                story,
                matter,
                "meeting",
                summary="召集有关部门会商物资供应",
                attendee_unit_ids=[
                    Command.set(
                        (self._ref("unit_epidemic") | self._ref("unit_logistics")).ids
                    )
                ],
                requirements="值守人员与物资供应明确到人",
                measures="由后勤管理处每日汇总",
            )
        with story.on(-1):
            request = story.by("epidemic")["duban.request"].create(
                {
                    "matter_id": matter.id,
                    "kind": "extension",
                    "reason": "属地管控要求延长",
                    "statement": "根据属地要求，封闭管理期限相应延长，申请延期办结。",
                    "date_requested": story.day(30),
                    "decider_id": story.user("leader").id,
                }
            )
            request.action_submit()

    def _result_waits_for_review(self, story):
        """Row 3: 清明节放假; the office itself undertakes it, all units cooperate."""
        with story.on(-9):
            matter = self._proposal(
                story,
                "unit_office",
                "清明节放假安排及相关事宜",
                "做好放假安排及假期疫情防控统筹；全校各部门、单位配合。",
                "第四项",
                co_unit_ids=[
                    Command.set(
                        (
                            self._ref("unit_teaching")
                            | self._ref("unit_students")
                            | self._ref("unit_logistics")
                        ).ids
                    )
                ],
                **self._limit(story, 2),
            )
            matter.action_file()
            matter.action_assign()
        with story.on(-8):
            self._accept(story, matter, "officer", "officer", ("印发放假通知", -5))
        with story.on(-5):
            story.feed_back(matter, "officer", "放假通知已印发", milestone=0)
        with story.on(-2):
            worker = story.by("officer", matter)
            worker.write(
                {
                    "result": "放假安排已印发，值班和疫情防控已统筹到位。",
                    "achievements": "各单位值班表按时报送。",
                    "problems": "个别单位值班电话更新不及时。",
                }
            )
            worker.action_submit_result()

    def _overdue(self, story):
        """Past its due date, urged once."""
        with story.on(-30):
            matter = self._proposal(
                story,
                "unit_logistics",
                "更换学生教室破旧充电柜",
                "排查并更换学生教室破旧充电柜。",
                "第五项",
                **self._limit(story, -6),
            )
            matter.action_file()
            matter.action_assign()
        with story.on(-26):
            self._accept(story, matter, "co", "co", ("完成排查", -20), ("完成更换", -8))
        with story.on(-20):
            story.feed_back(matter, "co", "已完成排查，需更换二十六组", milestone=0)
        with story.on(-4):
            story.by("office", matter).action_urge("请说明未按期完成的原因并抓紧更换。")

    def _to_accept(self, story):
        with story.on(-1):
            matter = self._proposal(
                story,
                "unit_assessment",
                "学生基础信息统计一张表改革",
                "统一学生基础信息统计口径，实现一表填报。",
                "第六项",
                form_id=self._ref("form_periodic").id,
                period_months=1,
                co_unit_ids=[Command.set(self._ref("unit_students").ids)],
            )
            matter.action_file()
            matter.action_assign()

    def _before_assignment(self, story):
        with story.on(0):
            self._proposal(
                story,
                "unit_students",
                "开展大课间活动",
                "组织开展大课间活动，丰富校园文化生活。",
                "第七项",
                **self._limit(story, 60),
            ).action_file()
            self._proposal(
                story,
                "unit_logistics",
                "学生宿舍增设淋浴室",
                "完成学生宿舍淋浴室增设工程。",
                "第八项",
                **self._limit(story, 120),
                is_long_cycle=True,
            )
