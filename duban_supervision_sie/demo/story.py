"""The demo story of 国际教育学院, a college below its university. Called by the demo data only."""

from odoo import Command

from odoo.addons.duban_supervision.demo_story import Demo, Story

ADDON = "duban_supervision_sie"


class Played(Demo):
    addon = ADDON

    def _take_university(self):
        """Stand below the university that another demo may have brought along."""
        company = self.env["res.company"].search(
            [("name", "=", "武汉理工大学")], limit=1
        )
        xmlid = f"{ADDON}.company_university"
        if company and not self.env.ref(xmlid, raise_if_not_found=False):
            self.env["ir.model.data"]._update_xmlids(
                [{"xml_id": xmlid, "record": company, "noupdate": True}]
            )

    def _play(self):
        """Run decisions through the procedure, by the demo people, on the days it happened."""
        story = Story(self.env, self._ref("company"), "sie")
        story.adopt(
            f"{ADDON}.regulation",
            office_id=self._ref("unit_office").id,
            principal_leader_ids=[
                Command.set(
                    (self._ref("user_principal") | self._ref("user_secretary")).ids
                )
            ],
        )
        story.load_calendars()
        self._closed(story)
        self._extension_waits_for_the_leader(story)
        self._overdue(story)
        self._to_accept(story)
        self._before_assignment(story)

    def _propose(self, story, unit, name, content, due, **values):
        """A draft of the office on a decision of today's 党政联席会."""
        return story.by("office")["duban.matter"].create(
            {
                "name": name,
                "content": content,
                "basis": "党政联席会决定",
                "source_category_id": self._ref("category_college_meeting").id,
                "decision_body_id": self._ref("body_joint_meeting").id,
                "meeting_date": self.env["duban.matter"]._today(),
                "lead_unit_id": self._ref(f"unit_{unit}").id,
                "date_deadline": due,
                "co_unit_none": "co_unit_ids" not in values,
                **values,
            }
        )

    def _units(self, *names):
        return [Command.set([self._ref(f"unit_{name}").id for name in names])]

    def _accept(self, story, matter, head, worker, objective, *milestones):
        story.accept(matter, head, worker, *milestones, objective=objective)

    def _progress(self, story, matter, worker, text, **values):
        story.feed_back(
            matter, worker, text, milestone=0, accepted_by="officer", **values
        )

    def _closed(self, story):
        with story.on(-40):
            matter = self._propose(
                story,
                "teaching",
                "修订国际学生培养方案",
                "完成本科国际学生培养方案修订。",
                story.day(-15),
                co_unit_ids=self._units("chinese"),
            )
            matter.action_assign()
        with story.on(-38):
            self._accept(
                story, matter, "teaching", "teaching", "方案印发", ("形成初稿", -30)
            )
        with story.on(-25):
            story.feed_back(matter, "chinese", "汉语课程已调整。", kind="co_unit")
            self._progress(story, matter, "teaching", "初稿已征求意见。")
        with story.on(-20):
            lead = story.by("teaching", matter)
            lead.write({"result": "方案已印发执行。", "co_summary": "汉语课程已调整。"})
            lead.action_submit_result()
        with story.on(-18):
            office = story.by("office", matter)
            office.action_pass_review("同意办结")
            story.report_back(
                matter,
                "培养方案已印发执行。",
                target_id=self._ref("body_joint_meeting").id,
            )
            office.action_close()

    def _extension_waits_for_the_leader(self, story):
        with story.on(-20):
            matter = self._propose(
                story,
                "students",
                "新生接站与入住安排",
                "制定国际新生接站、入住和报到方案并组织实施。",
                story.day(21),
                co_unit_ids=self._units("admission"),
            )
            matter.action_assign()
        with story.on(-18):
            self._accept(
                story,
                matter,
                "head",
                "staff",
                "新生全部入住",
                ("印发方案", -7),
                ("完成接站", 18),
            )
        with story.on(-6):
            self._progress(
                story,
                matter,
                "staff",
                "方案已印发，接站人员已落实。",
                co_silence="招生与项目管理科的新生名单七月形成，尚未到反馈时间。",
            )
        with story.on(0):
            request = story.by("staff")["duban.request"].create(
                {
                    "matter_id": matter.id,
                    "kind": "extension",
                    "reason_kind": "objective",
                    "reason": "部分新生签证办理推迟。",
                    "date_requested": story.day(50),
                }
            )
            request.action_submit()

    def _overdue(self, story):
        with story.on(-30):
            matter = self._propose(
                story,
                "admission",
                "招生宣传网页改版",
                "完成学院英文招生网页改版。",
                story.day(-6),
            )
            matter.action_assign()
        with story.on(-28):
            self._accept(story, matter, "co", "co", "新版网页上线", ("完成设计", -14))
        with story.on(-3):
            story.by("officer", matter).action_urge("时限已过，请尽快反馈。")

    def _to_accept(self, story):
        with story.on(-1):
            matter = self._propose(
                story,
                "chinese",
                "汉语水平考试考务安排",
                "做好本学期汉语水平考试考务工作。",
                story.day(30),
                is_urgent=True,
            )
            matter.action_assign()

    def _before_assignment(self, story):
        with story.on(0):
            self._propose(
                story,
                "students",
                "留学生管理规定修订",
                "修订留学生管理规定。",
                False,
                source_category_id=self._ref("category_annual_work").id,
                source_kind_id=self._ref("category_college_plan").id,
                plan_year=story.today.year,
            )
