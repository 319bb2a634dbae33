"""The demo story of 武汉理工大学, one matter in each stage. Called by the demo data only."""

from odoo import Command

from odoo.addons.duban_supervision.demo_story import Demo, Story

ADDON = "duban_supervision_wut"


class Played(Demo):
    addon = ADDON

    def _take_company(self):
        """Use the university that a college's demo may have brought along."""
        company = self.env["res.company"].search(
            [("name", "=", "武汉理工大学")], limit=1
        )
        if company and not self.env.ref(f"{ADDON}.company", raise_if_not_found=False):
            self.env["ir.model.data"]._update_xmlids(
                [
                    {
                        "xml_id": f"{ADDON}.company",
                        "record": company,
                        "noupdate": True,
                    }
                ]
            )

    def _play(self):
        """Run decisions through the procedure, by the demo people, on the days it happened."""
        story = Story(self.env, self._ref("company"), "wut")
        story.adopt(
            f"{ADDON}.regulation",
            office_id=self._ref("unit_office").id,
            office_leader_id=self._ref("user_president").id,
            principal_leader_ids=[
                Command.set(
                    (self._ref("user_principal") | self._ref("user_president")).ids
                )
            ],
            discipline_office_id=self._ref("unit_discipline").id,
            supervisory_office_id=self._ref("unit_discipline").id,
            organisation_office_id=self._ref("unit_organisation").id,
            secrecy_office_id=self._ref("unit_secrecy").id,
        )
        story.load_calendars()
        self._closed(story)
        self._long_extension_waits_for_the_leader(story)
        self._result_waits_for_review(story)
        self._overdue_and_urged(story)
        self._to_accept(story)
        self._leader_decides_on_filing(story)
        self._before_filing(story)

    def _propose(self, story, unit, name, content, body="president_meeting", **values):
        """A draft of the office on a decision of today's meeting, minutes issued today."""
        today = self.env["duban.matter"]._today()
        return story.by("office")["duban.matter"].create(
            {
                "name": name,
                "content": content,
                "basis": "会议纪要",
                "source_category_id": self._ref("category_school_meeting").id,
                "decision_body_id": self._ref(f"body_{body}").id,
                "meeting_date": today,
                "minutes_number": f"纪要〔{today.year}〕{today.timetuple().tm_yday}号",
                "minutes_issue_date": today,
                "lead_unit_id": self._ref(f"unit_{unit}").id,
                "co_unit_none": "co_unit_ids" not in values,
                **values,
            }
        )

    def _units(self, *names):
        return [Command.set([self._ref(f"unit_{name}").id for name in names])]

    def _accept(self, story, matter, worker, objective, *milestones):
        story.accept(matter, worker, worker, *milestones, objective=objective)

    def _progress(self, story, matter, worker, text, **values):
        """Feedback on the first milestone, accepted by the office."""
        story.feed_back(
            matter, worker, text, milestone=0, accepted_by="officer", **values
        )

    def _closed(self, story):
        """本科教学工作合格评估公示: through to closing and the report to the meeting."""
        with story.on(-49):
            matter = self._propose(
                story,
                "teaching",
                "本科教学工作合格评估公示材料公示",
                "评估公示材料通过审查，同意公示；按规定落实公示工作。",
                source_item="议题二",
            )
            matter.action_file()
            matter.action_assign()
        with story.on(-47):
            self._accept(
                story, matter, "staff", "材料按期公示、无异议", ("完成公示", -40)
            )
        with story.on(-40):
            self._progress(story, matter, "staff", "材料已在校园网公示五个工作日。")
        with story.on(-38):
            story.by("staff", matter).write({"result": "公示期满，未收到异议。"})
            story.by("head", matter).action_submit_result()
        with story.on(-36):
            office = story.by("office", matter)
            office.action_pass_review("符合要求，同意办结")
            story.report_back(
                matter,
                "公示工作已完成，无异议。",
                target_id=self._ref("body_president_meeting").id,
            )
            office.action_close()
            story.by("staff", matter).action_confirm_custody("公示材料、异议处理记录")

    def _long_extension_waits_for_the_leader(self, story):
        """更新教学用机房: an extension of more than three months waits in the leader's to-do list."""
        with story.on(-30):
            matter = self._propose(
                story,
                "network",
                "更新教学用机房",
                "更新教学用机房和教室老旧多媒体设备。",
                body="standing_committee",
                source_item="议题三",
                co_unit_ids=self._units("teaching", "logistics"),
                date_deadline=story.day(28),
                deadline_ground="会议明确的完成时限",
                is_long_cycle=True,
            )
            matter.action_file()
            matter.action_assign()
        with story.on(-28):
            self._accept(
                story,
                matter,
                "network_liaison",
                "六间机房全部更新",
                ("完成招标", -14),
                ("设备到货", 7),
                ("安装调试", 25),
            )
        with story.on(-14):
            story.feed_back(matter, "co_liaison", "场地已腾空。", kind="co_unit")
            self._progress(
                story,
                matter,
                "network_liaison",
                "招标已完成，合同待签。",
                co_silence="本科生院在设备到货后参与验收，目前无反馈事项。",
            )
        with story.on(0):
            request = story.by("network_liaison")["duban.request"].create(
                {
                    "matter_id": matter.id,
                    "kind": "extension",
                    "reason_kind": "objective",
                    "reason": "进口设备到货周期延长，申请顺延四个月。",
                    "date_requested": story.day(28 + 125),
                }
            )
            request.action_submit()

    def _result_waits_for_review(self, story):
        """清明节放假安排: the office reviews."""
        with story.on(-12):
            matter = self._propose(
                story,
                "logistics",
                "假期值班和安全工作安排",
                "做好假期后勤保障和值班安排，各单位配合。",
                body="secretary_meeting",
                source_item="议题一",
                co_unit_ids=self._units("teaching"),
            )
            matter.action_file()
            matter.action_assign()
        with story.on(-10):
            self._accept(
                story, matter, "co_liaison", "值班安排落实到人", ("印发值班表", -4)
            )
        with story.on(-5):
            story.feed_back(matter, "liaison", "教学楼值班已安排。", kind="co_unit")
            self._progress(story, matter, "co_liaison", "值班表已印发。")
        with story.on(-1):
            lead = story.by("co", matter)
            lead.write(
                {
                    "result": "值班安排已落实，设备检修完成。",
                    "co_summary": "本科生院已安排教学楼值班。",
                }
            )
            lead.action_submit_result()

    def _overdue_and_urged(self, story):
        """科研经费管理办法修订: no obvious progress, urged, overdue."""
        with story.on(-35):
            matter = self._propose(
                story,
                "research",
                "修订科研经费管理办法",
                "按上级要求修订科研经费管理办法并提交会议审议。",
                source_item="议题五",
            )
            matter.action_file()
            matter.action_assign()
        with story.on(-33):
            self._accept(
                story,
                matter,
                "research_liaison",
                "办法提交会议审议",
                ("完成初稿", -28),
                ("征求意见", -24),
            )
        with story.on(-8):
            story.by("officer", matter).action_urge(
                "办结时限已过，请说明原因并于三日内反馈进展。",
                channel_id=self._ref("channel_phone").id,
            )

    def _to_accept(self, story):
        """学生宿舍增设淋浴室: assigned yesterday, waits for its liaison."""
        with story.on(-1):
            matter = self._propose(
                story,
                "logistics",
                "学生宿舍增设淋浴室",
                "在三栋学生宿舍增设淋浴室。",
                source_item="议题四",
                co_unit_ids=self._units("network"),
                source_category_id=self._ref("category_annual_key_work").id,
                source_kind_id=self._ref("category_work_points").id,
                decision_body_id=self._ref("body_standing_committee").id,
                plan_year=story.today.year + 1,
            )
            matter.action_file()
            matter.action_assign()

    def _leader_decides_on_filing(self, story):
        """校领导批示交办: waits for the leader's decision on the to-do."""
        with story.on(0):
            matter = self._propose(
                story,
                "teaching",
                "学生基础信息“一张表”改革",
                "整合学生基础信息采集，减少重复填报。",
                source_category_id=self._ref("category_other_important").id,
                source_kind_id=self._ref("category_leader_instruction").id,
                decision_body_id=False,
                meeting_date=False,
                minutes_number=False,
                minutes_issue_date=False,
                basis="师生意见建议",
                date_deadline=story.day(60),
                chosen_leader_id=self._ref("user_leader").id,
            )
            matter.action_submit_filing()

    def _before_filing(self, story):
        """A draft whose elements are still being collected."""
        with story.on(0):
            self._propose(
                story,
                "logistics",
                "更换学生教室破旧充电柜",
                False,
                source_item="议题六",
            )
