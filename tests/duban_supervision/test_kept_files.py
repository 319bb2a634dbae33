"""Files of what is filed: read by whoever reads the record, neither exchanged nor renamed nor taken along."""
# pylint: disable=translation-required

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestKeptFiles(SupervisionCommon):
    CHANGES = (
        {"name": "另一名称.pdf"},
        {"raw": b"other"},
        {"datas": "b3RoZXI="},
        {"public": True},
        {"url": "https://example.com/x"},
        {"res_id": 0},
        {"res_model": "res.partner"},
    )

    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def loose(self, user, name="报告.pdf"):
        """A file that was uploaded and belongs to nothing yet."""
        return (
            self.env["ir.attachment"]
            .with_user(user)
            .create({"name": name, "raw": b"content"})
        )

    def content(self, file):
        file = self.env["ir.attachment"].sudo().browse(file.id)
        return (file.name, file.raw, file.res_model, file.res_id, file.public, file.url)

    def assert_kept(self, file, *users):
        before = self.content(file)
        for user in users:
            for vals in self.CHANGES:
                self.assert_refused(file.with_user(user).write, vals)
                self.assertEqual(self.content(file), before, (user.name, vals))
            self.assert_refused(file.with_user(user).unlink)
            self.assertTrue(file.exists())

    @clause("CORE-14")
    def test_of_the_matter_itself(self):
        matter = self.matter()
        file = self.file(matter, self.office_user)
        # a draft's may be changed by who drafts it
        file.write({"name": "会议纪要.pdf", "raw": b"minutes"})
        self.assertEqual(self.content(file)[:2], ("会议纪要.pdf", b"minutes"))
        matter.action_file()
        self.assert_kept(file, self.office_user, self.head_a, self.admin)

    @clause("CORE-14")
    def test_of_its_parts(self):
        matter = self.accepted()
        feedback = self.feedback(matter)
        request = self.request(matter, date_requested="2024-06-28")
        for part in (feedback, request):
            file = self.file(part)
            self.assert_kept(file, self.worker_a, self.office_user, self.admin)

    @clause("CORE-14")
    def test_kept_and_free_ones_together(self):
        matter = self.accepted()
        kept, free = self.file(matter), self.loose(self.worker_a)
        both = (free + kept).with_user(self.worker_a)
        self.assert_refused(both.write, {"name": "都改名"})
        self.assert_refused(both.unlink)
        self.assertEqual(free.sudo().name, "报告.pdf")
        free.write({"name": "我的.pdf"})
        self.assertEqual(free.name, "我的.pdf")
        free.unlink()
        self.assertTrue(kept.exists())

    @clause("CORE-13")
    def test_a_loose_file_belongs_to_the_first_record_that_it_is_handed_in_with(self):
        first, second = self.accepted(name="一"), self.accepted(name="二")
        file = self.loose(self.worker_a)
        first.with_user(self.worker_a).write(
            {"result_attachment_ids": [Command.link(file.id)]}
        )
        owner = ("duban.matter", first.id)
        self.assertEqual(self.content(file)[2:4], owner)
        second.with_user(self.worker_a).write(
            {"result_attachment_ids": [Command.link(file.id)]}
        )
        self.assertEqual(self.content(file)[2:4], owner)
        request = self.request(
            second,
            date_requested="2024-06-28",
            attachment_ids=[Command.link(file.id)],
        )
        self.assertTrue(request)
        self.assertEqual(self.content(file)[2:4], owner)
        self.assert_kept(file, self.worker_a)

    @clause("CORE-13")
    def test_readers_of_the_record_read_the_file_and_nobody_else(self):
        matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
        file = self.loose(self.worker_a)
        matter.with_user(self.worker_a).write(
            {"result_attachment_ids": [Command.link(file.id)]}
        )
        for user in (self.office_user, self.head_a, self.head_b, self.leader):
            self.assertTrue(self.as_user(file, user).has_access("read"), user.name)
            self.assertEqual(self.as_user(file, user).raw, b"content")
        for user in (self.outsider, self.head_c, self.leader2, self.discipline_user):
            self.assertFalse(self.as_user(file, user).has_access("read"), user.name)
            self.assert_refused(self.as_user(file, user).read, ["raw"])

    @clause("CORE-12", "CORE-13")
    def test_the_name_of_a_file_is_not_told_past_the_rules(self):
        """Also where code reads as superuser for somebody: the name says what the file is about."""
        matter = self.accepted(confidentiality="sensitive")
        file = self.file(matter, name="拟处分人员名单.pdf")
        message = matter.sudo().message_post(body="见附件", subject="拟处分人员")
        for record, words in ((file, "名单"), (message, "拟处分")):
            for user, told in (
                (self.worker_a, True),
                (self.outsider, False),
                (self.head_b, False),
            ):
                with self.subTest(record=record._name, user=user.name):
                    self.env.invalidate_all()
                    name = record.with_user(user).sudo().display_name or ""
                    self.assertEqual(words in name, told)

    @clause("CORE-27")
    def test_a_file_after_whatever_end_is_a_line_and_before_it_none(self):
        """On the matter or on a part of it, whichever way it ended; while it runs a file is the day's work."""
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        part = self.feedback(matter)

        def added():
            acts = matter.sudo().act_ids
            return acts.filtered(lambda act: act.action == "file_added").mapped("note")

        self.file(matter, self.office_user)
        self.file(part)
        self.assertFalse(added())
        for state in (
            "closed", "archived", "rejected", "exempted", "terminated", "merged", "withdrawn",
        ):  # fmt: skip
            self.ends(matter, state)
            for place in (matter, part):
                name = f"{state} {place._name}.pdf"
                with self.subTest(name):
                    before = added()
                    self.env["ir.attachment"].sudo().create(
                        {"name": name, "raw": b"content", "res_model": place._name, "res_id": place.id}
                    )  # fmt: skip
                    self.env.invalidate_all()
                    new = [note for note in added() if note not in before]
                    self.assertEqual(len(new), 1)
                    self.assertIn(name, new[0])
