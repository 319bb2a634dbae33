"""Urging (催办): once a day in the same words, told at once, provable afterwards."""

from ast import literal_eval
from datetime import date

from lxml import etree

from odoo import Command
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision.test_digest import DigestCommon
from tests.duban_supervision_after.test_accountability import AccountabilityCommon


@tagged("post_install", "-at_install")
class TestUrging(DigestCommon):
    notices_wait = False

    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.matter_ = self.accepted().with_user(self.office_user)

    def urgings(self, matter=None):
        return (
            (matter or self.matter_)
            .sudo()
            .record_ids.filtered(lambda row: row.purpose == "urging")
        )

    def test_same_words_on_the_same_day_count_once(self):
        Record = self.env["duban.record"]
        self.matter_.action_urge("请抓紧办理")
        again = {
            "matter_id": self.matter_.id, "purpose": "urging", "summary": " 请抓紧\n办理 ",
        }  # fmt: skip
        for call in (
            lambda: self.matter_.action_urge("请抓紧办理"),
            lambda: self.matter_.with_user(self.office_user2).action_urge("请抓紧办理"),
            lambda: Record.with_user(self.office_user).create(again),
        ):
            with (
                self.assertRaisesRegex(UserError, "already urged"),
                self.cr.savepoint(),
            ):
                call()
        self.assertEqual((len(self.urgings()), self.matter_.urging_count), (1, 1))
        self.assertEqual(len(self.todos(self.matter_, kind="urging")), 1)
        self.assertEqual(len(self.reminders(self.matter_, self.worker_a, "urged")), 1)
        acts = self.matter_.sudo().act_ids.filtered(
            lambda a: a.action == "record_urging"
        )
        self.assertEqual(len(acts), 1)

    def test_other_words_or_another_day_is_another_urging(self):
        self.matter_.action_urge("请抓紧办理")
        self.matter_.action_urge("请于周五前报送进展")
        self.at("2024-03-05")
        third = self.matter_.action_urge("请抓紧办理")
        self.assertEqual(self.matter_.urging_count, 3)
        self.assertEqual(third.urging_position, 3)
        self.assertEqual(len(self.todos(self.matter_, kind="urging")), 3)

    def test_a_double_click_is_refused_by_the_database(self):
        first = self.matter_.action_urge("请抓紧办理")
        with self.assertRaises(Exception) as error, self.cr.savepoint():
            self.cr.execute(
                "INSERT INTO duban_record (matter_id, purpose, date, once_key)"
                " SELECT matter_id, purpose, date, once_key FROM duban_record WHERE id = %s",
                (first.id,),
            )
        self.assertIn("urging_once", str(error.exception))

    def test_told_at_once_once_per_person_and_proven(self):
        record = self.matter_.action_urge("请抓紧办理")
        told = record.reminder_ids
        self.assertEqual(told.user_id, self.worker_a | self.head_a)
        self.assertEqual(len(self.digests(self.worker_a, at_once=True)), 1)
        for row in told:
            self.assertTrue(row.digest_id.delivery_ids)
        self.worker_a.notification_type = "inbox"
        self.at("2024-03-05")
        record = self.matter_.action_urge("再次催办")
        mine = record.reminder_ids.filtered(lambda row: row.user_id == self.worker_a)
        self.assertEqual((mine.channel, mine.delivery_state), ("Inbox", "sent"))
        self.at("2024-03-06")
        self.message(mine.digest_id).with_user(self.worker_a).set_message_done()
        self.assertEqual(mine.date_read.date(), date(2024, 3, 6))
        self.assertFalse(mine.date_acted)
        self.at("2024-03-07")
        record.with_user(self.worker_a).action_answer("已安排")
        self.env.invalidate_all()
        self.assertEqual(mine.date_acted.date(), date(2024, 3, 7))
        self.assertEqual(record.answer, "已安排")
        self.assertFalse(
            self.todos(self.matter_).filtered(
                lambda t: t.duban_key == f"urging:{record.id}"
            )
        )
        # the lines are on the record as the office opens it
        shown = self.as_user(record, self.office_user).web_read(
            {
                "urging_position": {},
                "reminder_ids": {"fields": {"delivery_state": {}, "date_read": {}}},
            }
        )[0]
        self.assertEqual(shown["urging_position"], 2)
        self.assertEqual(len(shown["reminder_ids"]), 2)

    @clause("CORE-2", "CORE-27")
    def test_the_first_answer_stands(self):
        """Head and liaison send at the same time, or the unit that leads since answers what the former one answered."""
        asked = {}
        for purpose in ("urging", "inquiry"):
            asked[purpose] = self.env["duban.record"].with_user(self.office_user).create(
                {"matter_id": self.matter_.id, "purpose": purpose, "summary": "进展如何"}
            )  # fmt: skip
        open_ = self.env["duban.record"].with_user(self.office_user).create(
            {"matter_id": self.matter_.id, "purpose": "urging", "summary": "请抓紧"}
        )  # fmt: skip

        def state():
            return [
                (row.answer, str(row.date_answered), row.answer_unit_id)
                for row in map(lambda row: row.sudo(), asked.values())
            ]

        self.at("2024-03-06")
        for row in asked.values():
            row.with_user(self.worker_a).action_answer("已安排")
        said = [("已安排", "2024-03-06", self.unit_a.sudo())] * 2
        self.assertEqual(state(), said)
        self.at("2024-03-20")
        for row in asked.values():
            for user in (self.head_a, self.worker_a, self.office_user):
                self.assert_refused(row.with_user(user).action_answer, "已完成")
        # of several not one is answered when one was
        both = asked["inquiry"] | open_
        self.assert_refused(both.with_user(self.head_a).action_answer, "已完成")
        self.assertFalse(open_.answer)
        self.matter_.with_user(self.office_user).action_reassign(
            self.unit_b.id, "职责调整"
        )
        for row in asked.values():
            self.assert_refused(row.with_user(self.head_b).action_answer, "我单位答复")
        self.assertEqual(state(), said)
        acts = self.matter_.sudo().act_ids
        self.assertEqual(acts.mapped("action").count("answer"), 2)

    def unanswered(self, model, **values):
        """Records of ``model`` that the filter 已催办未答复 of their list shows to the office."""
        Model = self.env[model].with_user(self.office_user)
        arch = etree.fromstring(Model.get_view(view_type="search")["arch"])
        (found,) = arch.xpath("//filter[@name='no_answer']")
        own = [(name, "=", value) for name, value in values.items()]
        return Model.search(Domain(literal_eval(found.get("domain"))) & Domain(own))

    def waits(self, matter=None):
        """Urgings of which somebody is asked, and reminded once their limit has passed, and those on the lists."""
        matter = (matter or self.matter_).sudo()
        records = self.unanswered("duban.record", matter_id=matter.id)
        self.assertEqual(bool(self.unanswered("duban.matter", id=matter.id)), bool(records))  # fmt: skip
        events = [row for row in matter._reminder_events() if row.kind == "unanswered"]
        return len(self.todos(matter, kind="urging")), len(events), len(records)

    @clause("XISU-11.1", "WUT-15.1b", "SIE-15.4")
    def test_progress_since_answers_it(self):
        """What was reported before does not; what is sent back does not; what was asked since waits."""
        self.regulation.feedback_review_required = True
        self.feedback(self.matter_)
        self.at("2024-03-05")
        self.matter_.action_urge("请抓紧办理", new_limit="2024-03-08")
        self.assertEqual(self.waits(), (1, 1, 1))
        feedback = self.feedback(self.matter_, name="已安装60台")
        self.assertEqual(self.waits(), (0, 0, 0))
        feedback.with_user(self.office_user).action_return_feedback("不实")
        self.assertEqual(self.waits(), (1, 1, 1))
        self.at("2024-03-06")
        feedback = self.feedback(self.matter_, name="已安装40台")
        feedback.with_user(self.office_user).action_accept_feedback()
        self.assertEqual(self.waits(), (0, 0, 0))
        self.matter_.action_urge("请报送方案", new_limit="2024-03-08")
        self.assertEqual(self.waits(), (1, 1, 1))
        # words of its own still stand on the record
        first, second = self.urgings().sorted("id")
        for record in (first, second):
            record.with_user(self.worker_a).action_answer("已报")
        self.assertEqual(self.waits(), (0, 0, 0))

    @clause("XISU-11.1", "CORE-23")
    def test_acceptance_and_result_answer_it(self):
        """Nobody is asked for the answer to an urging beside what is to be done about a result that came back."""
        matter = self.assigned().with_user(self.office_user)
        matter.action_urge("请尽快接办", new_limit="2024-03-06")
        self.assertEqual(self.waits(matter), (1, 1, 1))
        self.accept(matter)
        self.assertEqual(self.waits(matter), (0, 0, 0))
        self.feedback(matter)
        matter.action_urge("请上报结果", new_limit="2024-03-06")
        self.assertEqual(self.waits(matter), (1, 1, 1))
        self.submitted(matter)
        matter.action_return_result("材料不全")
        self.assertEqual(self.waits(matter), (0, 0, 0))
        self.assertEqual(self.todos(matter).mapped("duban_key"), ["result"])
        # the progress from before the result came back as well: that is not asked for once more
        feedback = matter.sudo().feedback_ids
        feedback.with_user(self.office_user).action_return_feedback("不实")
        self.assertEqual(self.waits(matter), (0, 0, 0))

    def test_batch_says_what_became_of_each_and_tells_once(self):
        other, ended = self.accepted(), self.submitted(self.accepted())
        twice = self.accepted().with_user(self.office_user)
        twice.action_urge("请抓紧办理")
        before = len(self.digests(self.worker_a, at_once=True))
        matters = self.matter_ | other | ended | twice
        wizard = (
            self.env["duban.action.wizard"]
            .with_user(self.office_user)
            .create(
                {
                    "action": "urge",
                    "res_model": "duban.matter",
                    "res_ids": matters.ids,
                    "text": "请抓紧办理",
                }
            )
        )
        with self.one_transaction():
            wizard.action_confirm()
        self.assertEqual(
            {row["id"]: row["ok"] for row in wizard.results},
            {self.matter_.id: True, other.id: True, ended.id: False, twice.id: False},
        )
        messages = {row["id"]: row["message"] for row in wizard.results}
        self.assertIn("nothing to urge", messages[ended.id])
        self.assertIn("already urged", messages[twice.id])
        self.assertEqual(len(self.urgings(twice)), 1)
        after = self.digests(self.worker_a, at_once=True)
        self.assertEqual(len(after), before + 1, "one message for the whole batch")
        self.assertEqual(after[-1].reminder_ids.matter_id, self.matter_ | other)

    @clause("CORE-23")
    def test_of_several_each_unit_is_urged_for_its_own(self):
        """Whoever heads the unit of the one matter hears nothing of another unit's; whom the office names is urged on
        each of them, beside the units."""
        other = self.assigned(lead_unit_id=self.unit_b.id, name="后勤事项")
        both = (self.matter_ | other).with_user(self.office_user)
        unit_a, unit_b = self.worker_a | self.head_a, self.head_b
        for words, named, people in (
            ("请抓紧办理", None, (unit_a, unit_b)),
            ("请周五前办结", self.head_c, (self.worker_a | self.head_c, unit_b | self.head_c)),
        ):  # fmt: skip
            records = both.action_urge(words, person_id=named and named.id)
            self.assertEqual(records.matter_id, both)
            for matter, head, told in zip(
                both, (self.head_a, self.head_b), people, strict=True
            ):
                record = records.filtered(lambda row, own=matter: row.matter_id == own)
                self.assertEqual(record.person_id, named or head)
                self.assertEqual(record.reminder_ids.user_id, told)
                urged = self.reminders(matter, kind="urged")
                self.assertFalse(record.reminder_ids - urged)
                self.assertEqual(urged.record_id & records, record)

    @clause("CORE-29", "CORE-23")
    def test_whoever_is_away_is_not_urged_the_deputy_is(self):
        """Head and handler alike, on the days of the absence only; one who stands in for both hears it once."""
        for person, day in (
            (self.worker_a, "2024-03-05"),
            (self.head_a, "2024-03-06"),
            (self.worker_a, "2024-03-08"),
            (self.head_a, "2024-03-08"),
        ):
            self.env["duban.delegation"].with_user(person).create(
                {"user_id": person.id, "deputy_id": self.liaison_a.id, "date_from": day, "date_to": day}
            )  # fmt: skip
        both = self.worker_a | self.head_a
        for day, people in (
            ("2024-03-04", both),
            ("2024-03-05", self.liaison_a | self.head_a),
            ("2024-03-06", self.worker_a | self.liaison_a),
            ("2024-03-07", both),
            ("2024-03-08", self.liaison_a),
            ("2024-03-11", both),
        ):
            with self.subTest(day):
                self.at(day)
                told = self.matter_.action_urge("请抓紧办理").reminder_ids
                self.assertEqual(told.user_id, people)
                self.assertEqual(len(told), len(people))

    def test_sensitive_urging_names_the_number_only(self):
        matter = self.accepted(name="机密标题", confidentiality="sensitive")
        before = self.digests(self.worker_a, at_once=True)
        matter.with_user(self.office_user).action_urge("机密内容请抓紧")
        message = self.message(self.digests(self.worker_a, at_once=True) - before)
        self.assertIn(matter.number, message.body)
        self.assertNotIn("机密", f"{message.subject}{message.body}")

    @clause("WUT-15.1b", "CORE-23")
    def test_what_is_asked_goes_along(self):
        """Of an ordinary matter; its title never stands in the subject."""
        self.matter_.action_urge("请于本周内安装", new_limit="2024-03-08")
        message = self.message(self.digests(self.worker_a, at_once=True))
        self.assertIn("请于本周内安装", message.body)
        self.assertIn("2024年3月8日", message.body)
        self.assertNotIn(self.matter_.name, message.subject)


@tagged("post_install", "-at_install")
class TestCited(AccountabilityCommon):
    notices_wait = False

    def test_a_case_cites_the_reminders_and_urgings(self):
        self.at("2024-03-04")
        matter = self.accepted()
        self.at("2024-03-19")
        self.run_patrol()
        urging = matter.with_user(self.office_user).action_urge("请抓紧办理")
        action = matter.with_user(self.office_user).action_propose_accountability()
        case = (
            self.env["duban.accountability"]
            .with_user(self.office_user)
            .search(action["domain"])
        )
        self.assertEqual(case.urging_ids, urging)
        self.assertEqual(set(case.reminder_ids.mapped("kind")), {"overdue", "urged"})
        self.assertTrue(case.reminder_ids.digest_id)
        other = self.accepted()
        self.at("2024-04-08")
        self.run_patrol()
        foreign = self.env["duban.reminder"].search([("matter_id", "=", other.id)])
        with (
            self.assertRaisesRegex(UserError, "belong to the matters"),
            self.cr.savepoint(),
        ):
            case.write({"reminder_ids": [Command.link(foreign[0].id)]})
