"""The demo story: six matters of four grades in six stages, one of them overdue. Called by the demo data only."""

from odoo import Command

from odoo.addons.duban_supervision.demo_story import Demo, Story

ADDON = "duban_supervision_abaf"


class Played(Demo):
    addon = ADDON

    def _play(self):
        """Run decisions through filing, assignment, urging, completion and archive, by the demo people."""
        story = Story(self.env, self._ref("company"), "abaf")
        team = self._ref("unit_office") | self._ref("unit_discipline")
        story.adopt(
            f"{ADDON}.regulation",
            office_id=self._ref("unit_office").id,
            office_leader_id=self._ref("user_leader2").id,
            principal_leader_ids=[
                Command.set(
                    (self._ref("user_principal") | self._ref("user_president")).ids
                )
            ],
            discipline_office_id=self._ref("unit_discipline").id,
            organisation_office_id=self._ref("unit_organisation").id,
            team_fixed_unit_ids=[
                Command.set((team | self._ref("unit_organisation")).ids)
            ],
        )
        story.load_calendars()
        self._semester(story)
        self._closed(story)
        self._overdue_and_urged(story)
        self._extension_waits_for_the_leader(story)
        self._long_term(story)
        self._result_waits_for_review(story)
        self._in_approval(story)

    def _semester(self, story):
        self.env["duban.semester"].create(
            {
                "name": "本学期",
                "company_id": story.company.id,
                "date_from": story.day(-90),
                "date_to": story.day(60),
            }
        )

    def _proposal(self, story, user, unit, grade, mode, name, content, **values):
        """Proposed by the unit and submitted to the three leaders."""
        matter = story.by(user)["duban.matter"].create(
            {
                "name": name,
                "content": content,
                "handling_requirement": "按时限办结，及时反馈进展，办结后提交书面报告。",
                "source_category_id": self._ref("category_key_work").id,
                "source_kind_id": self._ref("category_annual_plan").id,
                "form_id": self._ref(f"form_{mode}").id,
                "grade_id": self._ref(f"grade_{grade}").id,
                "lead_unit_id": self._ref(unit).id,
                "principal_leader_id": self._ref("user_principal").id,
                **values,
            }
        )
        matter.action_submit_filing()
        return matter

    def _approve(self, story, matter, opinion="同意"):
        """The three leaders, each in turn and in their own name."""
        # sudo: demo data: whose turn it is
        while line := matter.sudo()._current_line():
            login = line.approver_id.login.removeprefix("abaf.")
            story.by(login, line).action_approve(opinion)

    def _assigned(self, story, matter):
        self._approve(story, matter)
        office = story.by("office", matter)
        office.action_file()
        if office._demands("form_id", "record_before_assign"):
            office.env["duban.record"].create(
                {
                    "matter_id": office.id,
                    "kind_id": self._ref("record_kind_phone").id,
                    "person_id": office.unit_head_id.id,
                    "summary": "电话告知承办要求和时限。",
                }
            )
        office.action_assign()
        return office

    def _accept(self, story, matter, head, worker, *milestones):
        story.accept(matter, head, worker, *milestones, measures="专人负责，逐项落实。")

    def _result(self, story, matter, worker, text):
        worker = story.by(worker, matter)
        report = worker.env["ir.attachment"].create(
            {
                "name": "办理情况书面报告.txt",
                "raw": text.encode(),
                "res_model": "duban.matter",
                "res_id": worker.id,
            }
        )
        worker.write(
            {
                "result": text,
                "result_measures": "成立专班，分项推进。",
                "result_progress": "各项任务全部完成。",
                "result_effect": "达到预期效果，师生反映良好。",
                "result_next_steps": "完善制度，长期坚持。",
                "result_attachment_ids": [Command.set(report.ids)],
            }
        )
        worker.action_submit_result()

    def _closed(self, story):
        """一级, from proposal to the archive of both holders; registered by 组织人事部 and 纪委办公室."""
        with story.on(-40):
            matter = self._proposal(
                story,
                "staff",
                "unit_teaching",
                "g1",
                "phone",
                "报送实训室安全检查整改情况",
                "按省教育厅通知要求，三日内完成实训室安全隐患整改并报送情况。",
                source_category_id=self._ref("category_instruction").id,
                source_kind_id=False,
                source_leader_id=self._ref("user_principal").id,
                source_document="省教育厅关于开展实训室安全检查的通知",
            )
            self._assigned(story, matter)
            self._accept(story, matter, "head", "staff", ("完成整改", -39))
            story.feed_back(
                matter, "office", "电话反馈：八处隐患已整改六处。", medium="oral"
            )
            self._result(story, matter, "staff", "八处隐患全部整改完成，情况已报送。")
        with story.on(-38):
            self._close(story, matter)
        with story.on(-36):
            for clerk in ("organisation", "discipline"):
                story.by(clerk, matter).action_register_document("completion")
            for clerk, holder, volume in (
                ("office", "office", "党政办-督办-03"),
                ("head", "subject", "教务-督办-01"),
            ):
                story.by(clerk)["duban.archive.record"].create(
                    {"matter_id": matter.id, "holder": holder, "volume": volume}
                )

    def _close(self, story, matter):
        office = story.by("office", matter)
        office.action_pass_review("材料齐全，符合办结要求。")
        self._approve(story, matter, "同意销号")
        story.report_back(
            matter,
            "事项已办结，情况属实。",
            leader_ids=[
                Command.set(
                    (self._ref("user_principal") | self._ref("user_president")).ids
                )
            ],
        )
        office.action_close()

    def _overdue_and_urged(self, story):
        """二级, past its due date; urged by a numbered notice that waits for registration."""
        with story.on(-26):
            matter = self._proposal(
                story,
                "staff",
                "unit_teaching",
                "g2",
                "written",
                "更新教学用机房",
                "完成教学用机房设备更新、安装和调试。",
                source_category_id=self._ref("category_decision").id,
                source_kind_id=False,
                decision_body_id=self._ref("body_president_meeting").id,
                co_unit_ids=[
                    Command.set(
                        (self._ref("unit_logistics") | self._ref("unit_it")).ids
                    )
                ],
            )
            self._assigned(story, matter)
        with story.on(-25):
            for head, handler in (("co", "costaff"), ("it", "it")):
                user = story.user(head)
                # sudo: demo data: the unit's line; the step is taken as its head
                line = matter.sudo().unit_line_ids.filtered(
                    lambda row, user=user: row.role == "co" and row.head_id == user
                )
                story.by(head, line).handler_id = story.user(handler)
            self._accept(
                story, matter, "head", "staff", ("完成采购", -18), ("安装调试", -12)
            )
        with story.on(-21):
            story.feed_back(matter, "staff", "采购方案已审定，进入询价。")
        with story.on(-7):
            story.by("office", matter).action_urge(
                "机房更新已超过完成时限，请说明原因并抓紧落实。",
                new_limit=story.day(3),
            )

    def _extension_waits_for_the_leader(self, story):
        with story.on(-10):
            matter = self._proposal(
                story,
                "co",
                "unit_logistics",
                "g3",
                "onsite",
                "学生宿舍增设淋浴室",
                "制定宿舍淋浴室增设方案和管理办法，组织实施。",
            )
            self._assigned(story, matter)
        with story.on(-9):
            self._accept(story, matter, "co", "costaff", ("完成方案", -2), ("施工", 15))
        with story.on(-4):
            story.by("office")["duban.record"].create(
                {
                    "matter_id": matter.id,
                    "kind_id": self._ref("record_kind_onsite").id,
                    "method_id": self._ref("onsite_method_verification").id,
                    "ground_id": self._ref("onsite_ground_wide").id,
                    "place": "学生三公寓",
                    "attendee_ids": [
                        Command.set((story.user("co") | story.user("costaff")).ids)
                    ],
                    "summary": "现场核查施工准备情况。",
                    "finding_done": "yes",
                    "finding_solved": "no",
                    "finding_solved_note": "给排水改造尚未落实。",
                    "finding_improved": "yes",
                    "rectification_opinion": "尽快确定给排水改造方案，落实施工单位。",
                    "rectification_deadline": story.day(6),
                }
            )
        with story.on(-1):
            worker = story.by("costaff")
            file = worker["ir.attachment"].create(
                {
                    "name": "延期督办申请.txt",
                    "raw": "因连续降雨无法施工，申请延期。".encode(),
                }
            )
            worker["duban.request"].create(
                {
                    "matter_id": matter.id,
                    "kind": "extension",
                    "reason_kind": "force_majeure",
                    "reason": "连续降雨，室外管网无法施工。",
                    "date_requested": story.day(45),
                    "attachment_ids": [Command.set(file.ids)],
                }
            ).action_submit()

    def _long_term(self, story):
        """四级, without end date, feedback every 30 days."""
        with story.on(-50):
            matter = self._proposal(
                story,
                "it",
                "unit_it",
                "g4",
                "written",
                "学生基础信息统计一张表改革",
                "统一学生基础信息口径，分阶段实现一表填报。",
                source_kind_id=self._ref("category_development_plan").id,
            )
            self._assigned(story, matter)
            self._accept(story, matter, "it", "it", ("完成字段梳理", -20))
        with story.on(-22):
            story.feed_back(matter, "it", "已完成六个部门的字段梳理。")

    def _result_waits_for_review(self, story):
        with story.on(-9):
            matter = self._proposal(
                story,
                "staff",
                "unit_teaching",
                "g2",
                "written",
                "更换学生教室破旧充电柜",
                "排查并更换学生教室破旧充电柜。",
            )
            self._assigned(story, matter)
            self._accept(story, matter, "head", "staff", ("完成排查", -6))
        with story.on(-5):
            story.feed_back(matter, "staff", "已排查全部教室，需更换二十六组。")
        with story.on(-1):
            self._result(story, matter, "staff", "二十六组充电柜全部更换完成。")

    def _in_approval(self, story):
        with story.on(0):
            self._proposal(
                story,
                "staff",
                "unit_teaching",
                "g3",
                "written",
                "修订教学督导办法",
                "调研并修订教学督导办法，提交院长办公会议审议。",
            )
