"""What hangs on a matter: each guard by itself, both sides of each day, what is left after a refusal."""

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.clauses import clause
from tests.common import SupervisionCommon


class PartsCommon(SupervisionCommon):
    """A matter of unit A with B as co-unit, in progress since Monday 2024-03-04, due on the 18th."""

    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.matter_ = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])

    def new(self, model, user=None, **values):
        values = {"matter_id": self.matter_.id, **values}
        return self.env[model].with_user(user or self.office_user).create(values)

    def refused(self, model, user=None, **values):
        self.assert_refused(lambda: self.new(model, user, **values))


@tagged("post_install", "-at_install")
class TestDisagreementGuards(PartsCommon):
    @clause("XISU-9.1b")
    def test_level_by_level(self):
        for user in (self.office_user, self.head_c, self.leader, self.outsider):
            self.refused("duban.disagreement", user, name="分工不明")
        self.refused("duban.disagreement", self.head_b, name="分工", state="leader")
        row = self.new("duban.disagreement", self.head_b, name="分工不明")
        self.assertEqual((row.state, row.assigned_id), ("head", self.head_a))
        for user in (self.worker_a, self.head_b, self.leader):
            self.assert_refused(row.with_user(user).action_record_head, "已商定", True)
        lead = row.with_user(self.head_a)
        # neither up nor to the leader before the head has tried
        self.assert_refused(lead.action_escalate)
        self.assert_refused(row.with_user(self.leader).action_record_leader, "由A办")
        self.assert_refused(lead.action_record_head, " ")
        lead.action_record_head("未能商定")
        self.assertEqual((row.state, row.head_failed), ("head", True))
        for user in (self.head_b, self.office_user, self.leader):
            self.assert_refused(row.with_user(user).action_escalate)
        lead.action_escalate()
        self.assertEqual((row.state, row.assigned_id), ("leader", self.leader))
        self.assert_refused(lead.action_escalate)
        self.assert_refused(lead.action_record_head, "又商定", True)
        for user in (self.head_a, self.head_b, self.leader2, self.president):
            self.assert_refused(row.with_user(user).action_record_leader, "由A办")
        self.assert_refused(row.with_user(self.leader).action_record_leader, "")
        self.at("2024-03-06")
        row.with_user(self.leader).action_record_leader("由教务处办理")
        self.assertEqual(
            (row.state, row.leader_outcome, str(row.date_escalated), str(row.date_settled)),
            ("settled", "由教务处办理", "2024-03-04", "2024-03-06"),
        )  # fmt: skip
        self.assertFalse(row.assigned_id)
        self.assert_refused(row.with_user(self.leader).action_record_leader, "再改")
        for user in (self.head_a, self.office_user):
            self.assert_refused(row.with_user(user).write, {"name": "改"})
            self.assert_refused(row.with_user(user).unlink)

    @clause("XISU-9.1b")
    def test_settled_by_the_head_it_goes_no_further(self):
        row = self.new("duban.disagreement", self.head_a, name="分工不明")
        row.with_user(self.head_a).action_record_head("已商定", True)
        self.assertEqual((row.state, row.head_failed), ("settled", False))
        self.assert_refused(row.with_user(self.head_a).action_escalate)
        self.assert_refused(row.with_user(self.office_user).action_record_leader, "由A")
        closed = self.closed()
        self.assert_refused(
            lambda: (
                self.env["duban.disagreement"]
                .with_user(self.head_a)
                .create({"matter_id": closed.id, "name": "太晚"})
            )
        )


@tagged("post_install", "-at_install")
class TestArchiveRecordGuards(PartsCommon):
    @clause("WUT-18.1a", "SIE-18.1a")
    def test_each_holder_has_its_own_and_not_too_early(self):
        archive = "duban.archive.record"
        self.refused(archive, holder="office", volume="2024-1")
        self.refused(archive, self.worker_a, holder="unit", note="原件")
        self.closed(self.matter_)
        for user, holder in (
            (self.worker_a, "office"),
            (self.head_b, "unit"),
            (self.office_user, "unit"),
            (self.head_b, "subject"),
            (self.discipline_user, "office"),
        ):
            self.refused(archive, user, holder=holder, volume="x")
        own = self.new(archive, self.worker_a, holder="unit", note="原件")
        self.assertEqual((own.department_id, own.user_id), (self.unit_a, self.worker_a))
        row = self.new(archive, holder="office", volume="2024-1")
        self.assertEqual(row.department_id, self.office)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            with self.cr.savepoint():
                self.new(archive, holder="office", volume="2024-2")
        self.env.invalidate_all()
        self.assert_refused(row.write, {"holder": "subject"})
        row.volume = "2024-3"
        for user in (self.worker_a, self.discipline_user, self.admin):
            self.assert_refused(row.with_user(user).write, {"volume": "x"})
            self.assert_refused(row.with_user(user).unlink)
        self.matter_.with_user(self.office_user).action_archive_matter()
        self.assertEqual(self.matter_.sudo().state, "archived")
        self.assert_refused(row.write, {"volume": "2024-4"})
        self.assertEqual(row.volume, "2024-3")

    @clause("WUT-18.1a", "SIE-18.1a")
    def test_custody_is_confirmed_once(self):
        self.assert_refused(
            self.matter_.with_user(self.worker_a).action_confirm_custody
        )
        self.submitted(self.matter_)
        for user in (self.head_b, self.office_user, self.leader):
            self.assert_refused(self.matter_.with_user(user).action_confirm_custody)
        lead = self.matter_.with_user(self.worker_a)
        lead.action_confirm_custody()
        rows = self.matter_.sudo().archive_record_ids
        self.assertEqual(rows.mapped("holder"), ["unit"])
        with (
            self.assertRaisesRegex(Exception, "already confirmed"),
            self.cr.savepoint(),
        ):
            lead.with_context(lang="en_US").action_confirm_custody()
        self.env.invalidate_all()
        self.assertEqual(self.matter_.sudo().archive_record_ids, rows)


@tagged("post_install", "-at_install")
class TestProgressRequestGuards(PartsCommon):
    @clause("LZU-5.1")
    def test_asked_by_the_office_of_who_works_on_it(self):
        ask = "duban.progress.request"
        for user in (self.worker_a, self.head_b, self.leader, self.discipline_user):
            self.refused(ask, user, date_due="2024-03-08")
        self.refused(ask, date_due="2024-03-03")
        today = self.new(ask, date_due="2024-03-04")
        row = self.new(ask, date_due="2024-03-08")
        self.assert_refused(row.write, {"date_due": "2024-03-01"})
        closed, filed = self.closed(), self.filed()
        for other in (closed, filed):
            self.refused(ask, matter_id=other.id, date_due="2024-03-08")
        # late from the day after, and answered on the day it is not late
        self.assertFalse(row.is_late)
        for day, late in (("2024-03-08", False), ("2024-03-09", True)):
            self.at(day)
            self.env.invalidate_all()
            self.assertEqual(row.is_late, late, day)
        self.at("2024-03-08")
        self.feedback(self.matter_, progress_request_id=row.id)
        self.at("2024-03-20")
        self.env.invalidate_all()
        self.assertEqual((row.state, row.is_late), ("answered", False))
        self.assertEqual((today.state, today.is_late), ("open", True))
        # it was answered in time; more that is said of it later does not make it late
        self.feedback(self.matter_, progress_request_id=row.id)
        self.env.invalidate_all()
        self.assertEqual((row.state, row.is_late), ("answered", False))
        self.assert_refused(row.unlink)
        self.assert_refused(row.sudo().unlink)
        self.assert_refused(row.write, {"name": "改"})
        self.assertTrue(today.sudo().unlink())
        feedback = row.feedback_ids
        feedback.with_user(self.office_user).action_return_feedback("不实")
        self.assertEqual(row.state, "open")


@tagged("post_install", "-at_install")
class TestFeedbackGuards(PartsCommon):
    @clause("WUT-23.1d", "SIE-16.2d")
    def test_by_whom_and_on_what(self):
        other = self.accepted(name="另一事项")
        foreign = {
            "plan_line_id": other.sudo().plan_line_ids[:1].id,
            "progress_request_id": self.env["duban.progress.request"]
            .with_user(self.office_user)
            .create({"matter_id": other.id, "date_due": "2024-03-08"})
            .id,
        }
        for name, value in foreign.items():
            self.assert_refused(lambda n=name, v=value: self.feedback(self.matter_, **{n: v}))  # fmt: skip
        for values in ({"name": " "}, {"kind": "cannot_finish"}, {"percentage": 101}, {"percentage": -1}):  # fmt: skip
            self.assert_refused(lambda v=values: self.feedback(self.matter_, **v))
        for user in (self.head_b, self.office_user, self.leader, self.outsider):
            self.assert_refused(lambda u=user: self.feedback(self.matter_, u))
        for user in (self.worker_a, self.head_c, self.office_user):
            self.refused("duban.feedback", user, kind="co_unit", name="已配合")
        self.assertFalse(self.matter_.sudo().feedback_ids)
        row = self.feedback(self.matter_, percentage=100)
        self.assertEqual((row.department_id, row.author_id), (self.unit_a, self.worker_a))  # fmt: skip
        self.assertFalse(row.entered_for_id)
        for user in (self.worker_a, self.office_user):
            self.assert_refused(row.with_user(user).write, {"name": "改"})
            self.assert_refused(row.with_user(user).unlink)
        self.assert_refused(lambda: self.feedback(self.assigned()))
        self.assert_refused(lambda: self.feedback(self.closed()))

    @clause("WUT-23.1d", "SIE-16.2d")
    def test_a_co_unit_is_late_from_the_day_after(self):
        line = self.matter_.sudo().unit_line_ids.filtered(lambda row: row.role == "co")
        line.report_due = "2024-03-06"
        for day, late in (("2024-03-06", False), ("2024-03-07", True)):
            self.at(day)
            row = self.new("duban.feedback", self.head_b, kind="co_unit", name="已配合")
            self.assertEqual(row.is_late, late, day)
            self.assertEqual((row.department_id, row.review_state), (self.unit_b, "accepted"))  # fmt: skip
            self.assert_refused(row.with_user(self.office_user).action_return_feedback, "不")  # fmt: skip
        self.assertEqual(str(line.date_reported), "2024-03-07")

    @clause("WUT-16.1b", "WUT-23.1a", "SIE-16.2a")
    def test_reviewed_and_marked_by_the_office_only(self):
        row = self.feedback(self.matter_)
        for user in (self.worker_a, self.head_a, self.leader, self.discipline_user):
            self.assert_refused(row.with_user(user).action_accept_feedback)
            self.assert_refused(row.with_user(user).action_return_feedback, "不实")
            self.assert_refused(row.with_user(user).action_mark, None)
        office = row.with_user(self.office_user)
        self.assert_refused(office.action_return_feedback, " ")
        self.assert_refused(office.action_mark, "nothing_like_it")
        count = self.matter_.sudo().return_count
        office.action_return_feedback("不实")
        self.assertEqual(
            (row.sudo().review_state, row.sudo().reviewed_by_id, self.matter_.sudo().return_count),
            ("returned", self.office_user, count + 1),
        )  # fmt: skip
        office.action_accept_feedback()
        self.assertEqual(
            (row.sudo().review_state, self.matter_.sudo().return_count), ("accepted", count + 1)
        )  # fmt: skip

    @clause("WUT-23.1e", "SIE-16.2e", "CORE-15")
    def test_reviewed_once_and_the_same_way_once(self):
        """A second clerk who presses the same button is told so; nothing is counted or written down again."""
        row = self.feedback(self.matter_)
        first, second = (
            row.with_user(u) for u in (self.office_user, self.office_user2)
        )
        count = self.matter_.sudo().return_count
        first.action_return_feedback("不实")
        trail = self.matter_.sudo().trail_length
        for again in (first, second):
            self.assert_refused(again.action_return_feedback, "还是不实")
        self.assertEqual(
            (row.sudo().review_note, self.matter_.sudo().return_count, self.matter_.sudo().trail_length),
            ("不实", count + 1, trail),
        )  # fmt: skip
        anew = self.feedback(self.matter_)
        anew.with_user(self.office_user).action_accept_feedback()
        self.assert_refused(anew.with_user(self.office_user2).action_accept_feedback)
        self.assertEqual(anew.sudo().reviewed_by_id, self.office_user)


@tagged("post_install", "-at_install")
class TestRecordGuards(PartsCommon):
    def kind(self, *demands):
        """A kind of record that asks for something."""
        listing = self.env["duban.option.list"].search(
            [("regulation_id", "=", self.regulation.id), ("code", "=", "record_kind")]
        )
        return self.env["duban.option"].create(
            {
                "list_id": listing.id,
                "code": "asks_" + "_".join(demands),
                "name": "、".join(demands),
                "demand_ids": self.demands(*demands),
            }
        )

    @clause("XISU-11.3", "LZU-5.2")
    def test_what_each_kind_asks_for(self):
        """Each demand alone refuses the record without it, and is satisfied by it alone."""
        both = [Command.set((self.unit_a | self.unit_b).ids)]
        one = [Command.set(self.unit_b.ids)]
        cases = (
            ("staff", {}, {"staff_ids": [Command.set(self.office_user.ids)]}),
            ("place", {"findings": "好"}, {"place": "机房"}),
            ("finding", {"place": "机房"}, {"findings": "好"}),
            ("person", {"contact": "张三"}, {"person_id": self.head_a.id}),
            ("attendees", {"attendee_unit_ids": one}, {"attendee_unit_ids": both}),
            ("call", {"contact": " "}, {"contact": "张三"}),
            ("call", {}, {"person_id": self.head_a.id}),
        )
        kinds = {name: self.kind(name) for name in {case[0] for case in cases}}
        # the rules of a filed matter are frozen: one that was filed afterwards
        self.matter_ = self.accepted(name="现场督办的事项")
        for demand, without, with_ in cases:
            values = {"kind_id": kinds[demand].id, "summary": "现场了解"}
            self.refused("duban.record", **values, **without)
            row = self.new("duban.record", **values, **with_)
            self.assertEqual(row.user_id, self.office_user)
            if demand == "attendees":
                self.assertEqual(row.attendee_ids, self.head_a | self.head_b)

    @clause("CORE-30", "XISU-11.3")
    def test_each_kind_asks_for_what_it_asked_for_at_filing(self):
        """More or less tomorrow is for what is filed tomorrow; a kind that was added since says what it says now."""
        more, less = self.kind(), self.kind("place", "finding")
        filed = self.accepted(name="之前立项的")
        whole = {"place": "机房", "findings": "好"}
        more.sudo().demand_ids = self.demands("place", "finding")
        less.sudo().demand_ids = self.demands("place")
        added = self.kind("finding")
        new = self.accepted(name="之后立项的")

        def assert_asks(matter, kind, *names):
            values = {"matter_id": matter.id, "kind_id": kind.id, "summary": "现场了解"}
            for name in names:
                left = {key: text for key, text in whole.items() if key != name}
                self.refused("duban.record", **values, **left)
            given = {name: whole[name] for name in names}
            self.assertTrue(self.new("duban.record", **values, **given))

        assert_asks(filed, more)
        assert_asks(filed, less, "place", "findings")
        assert_asks(filed, added, "findings")
        assert_asks(new, more, "place", "findings")
        assert_asks(new, less, "place")
        assert_asks(new, added, "findings")

    @clause("CORE-25")
    def test_of_what_was_done_while_it_was_supervised(self):
        self.refused("duban.record", summary="明天", date="2024-03-04 16:00:00")
        self.new("duban.record", summary="今天", date="2024-03-04 02:00:00")
        # filed on the 4th: the 3rd in Shanghai ends at 16:00 of Greenwich
        self.refused("duban.record", summary="早了", date="2024-03-03 15:59:59")
        self.new("duban.record", summary="当天", date="2024-03-03 16:00:00")
        for summary in (False, "", "  "):
            self.refused("duban.record", summary=summary)
        draft = self.matter()
        self.refused("duban.record", matter_id=draft.id, summary="未立项")

    @clause("CORE-27")
    def test_who_records_and_that_it_stays(self):
        for user, purpose in (
            (self.worker_a, "record"),
            (self.worker_a, "urging"),
            (self.head_b, "coordination"),
            (self.head_b, "remind_co"),
            (self.leader, "urging"),
            (self.leader, "record"),
            (self.head_a, "instruction"),
            (self.office_user, "assignment"),
            (self.discipline_user, "reminder"),
        ):
            self.refused("duban.record", user, purpose=purpose, summary="话")
        row = self.new("duban.record", summary="现场了解", problem="缺钱")
        for user in (self.office_user, self.worker_a, self.admin):
            self.assert_refused(row.with_user(user).write, {"summary": "改"})
            self.assert_refused(row.with_user(user).unlink)
        self.assert_refused(
            row.with_user(self.worker_a).write, {"problem_solved": True}
        )
        row.write({"problem_solved": True, "coordination_result": "已解决"})
        self.assert_refused(row.write, {"problem_solved": False, "problem": "没有"})

    @clause("ABAF-16.4b", "CORE-10")
    def test_urged_once_a_day_in_the_same_words(self):
        first = self.new("duban.record", purpose="urging", summary="请抓紧 办理")
        count = self.matter_.sudo().urging_count
        self.refused("duban.record", purpose="urging", summary="请抓紧办理")
        self.assertEqual(self.matter_.sudo().urging_count, count)
        self.new("duban.record", purpose="urging", summary="请于周五前办理")
        self.at("2024-03-05")
        again = self.new("duban.record", purpose="urging", summary="请抓紧办理")
        self.assertEqual((self.matter_.sudo().urging_count, again.urging_position), (count + 2, 3))  # fmt: skip
        told = again.sudo().reminder_ids.user_id
        self.assertEqual(told, self.worker_a)
        for user in (self.head_b, self.outsider, self.discipline_user):
            self.assert_refused(first.with_user(user).action_answer, "在办")
        self.assert_refused(first.with_user(self.worker_a).action_answer, " ")
        first.with_user(self.worker_a).action_answer("在办")
        self.assertEqual(
            (first.sudo().answer, str(first.sudo().date_answered)), ("在办", "2024-03-05")
        )  # fmt: skip


@tagged("post_install", "-at_install")
class TestReportBackGuards(PartsCommon):
    @clause("WUT-16.1c")
    def test_to_whom_of_what_and_in_words(self):
        self.submitted(self.matter_)
        self.matter_.with_user(self.office_user).action_pass_review("符合")
        whole = {
            "leader_ids": [Command.set(self.president.ids)],
            "matter_ids": [Command.set(self.matter_.ids)],
            "content": "已办结",
        }
        rows = self.env["duban.report.back"].with_user(self.office_user)
        for name in whole:
            values = {key: value for key, value in whole.items() if key != name}
            row = rows.create({"regulation_id": self.regulation.id, **values})
            self.assert_refused(row.action_done)
            self.assertEqual(row.state, "draft")
        row = rows.create({"regulation_id": self.regulation.id, **whole, "content": "  "})  # fmt: skip
        self.assert_refused(row.action_done)
        row.content = "已办结"
        for user in (self.worker_a, self.leader, self.discipline_user):
            self.assert_refused(row.with_user(user).action_done)
        self.assertFalse(self.matter_.sudo().is_reported_back)
        proposed = rows.create({"regulation_id": self.regulation.id})
        proposed.action_propose_matters()
        self.assertEqual(proposed.matter_ids, self.matter_)
        row.action_done()
        self.assertTrue(self.matter_.sudo().is_reported_back)
        proposed.action_propose_matters()
        self.assertFalse(proposed.matter_ids)
        self.assert_refused(row.write, {"content": "改"})

    @clause("CORE-11", "WUT-16.1b", "SIE-16.1b")
    def test_the_ledger_says_what_was_done_not_what_is_planned(self):
        """A report back that is a draft, a re-check that is open: no word of it; what was done stands by its day."""
        matter = self.matter_.sudo()
        rows = self.env["duban.report.back"].with_user(self.office_user)
        values = {
            "regulation_id": self.regulation.id, "matter_ids": [Command.set(matter.ids)], "content": "进展顺利",
        }  # fmt: skip
        leaders = [Command.set((self.president | self.secretary).ids)]
        later = rows.create({**values, "leader_ids": leaders, "date": "2024-03-04"})
        later.date = "2024-03-08"
        first = rows.create({**values, "unit_ids": [Command.set(self.organisation.ids)]})  # fmt: skip
        self.at("2024-03-08")
        cell = lambda name="report_back": matter._document_value(name)  # noqa: E731
        self.assertEqual(cell(), "")
        first.action_done()
        self.assertEqual(cell(), "组织人事部 2024年3月4日")
        later.action_done()
        said = cell().splitlines()
        self.assertEqual(said[0], "组织人事部 2024年3月4日")
        self.assertEqual(len(said), 2)
        for word in ("secretary", "president", "2024年3月8日"):
            self.assertIn(word, said[1])
        self.ends(matter, "closed")
        recheck = self.recheck(matter, "visit")
        self.assertEqual(cell("recheck"), "")
        recheck.action_record("passed", "运行正常")
        self.assertEqual(cell("recheck"), "2024年3月8日 回访 Implemented：运行正常")
