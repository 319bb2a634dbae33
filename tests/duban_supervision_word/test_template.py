"""A school's own Word templates: what is taken, what is refused in words, and what they can never do (PLUS-D1)."""

import base64
import io
import re
import zipfile

import docx

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.duban_supervision_word.tools import word_template

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.duban_supervision_abaf.common import AbafCommon
from tests.duban_supervision_word.test_template_check import word_file


class TemplateCase:
    """A template of the assignment notice."""

    document = "duban_supervision.action_report_notice"

    def template(self, document=None, **values):
        return (
            self.env["duban.word.template"]
            .with_user(self.admin)
            .create(
                {
                    "report_id": self.env.ref(document or self.document).id,
                    "regulation_id": self.regulation.id,
                    **values,
                }
            )
        )

    def upload(self, template, *paragraphs, **parts):
        content = word_file(*paragraphs, **parts)
        template.write({"upload": base64.b64encode(content), "upload_name": "通知.docx"})  # fmt: skip
        return template

    def made(self, matter, user=None, document=None):
        report = self.env.ref(document or self.document).with_user(
            user or self.office_user
        )
        return report.sudo(False)._duban_word(matter.ids)

    def text(self, *args, **options):
        return word_template.text(self.made(*args, **options)[0])


@tagged("post_install", "-at_install")
class TestTemplate(TemplateCase, SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    @clause("PLUS-D1")
    def test_from_upload_to_use(self):
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        before = self.text(matter)
        template = self.upload(
            self.template(), "本校通知 {{ number }} {{ name }}", "{{ 学校名称 }}"
        )
        self.assertEqual(template.draft_id.state, "draft")
        # tried, but not in use
        template.preview_id = matter.id
        self.assertIn(f"本校通知 {matter.number} {matter.name}", template.preview_text)
        self.assertIn("/duban/word/preview/", template.action_preview()["url"])
        self.assertEqual(self.text(matter), before)
        template.action_use()
        made = self.text(matter)
        self.assertEqual(
            made,
            f"本校通知 {matter.number} {matter.name}\n{self.regulation.institution}",
        )

        # the next version is tried beside the one in use, then takes its place
        self.upload(template, "第二版 {{ number }}")
        self.assertEqual(self.text(matter), made)
        template.action_use()
        self.assertEqual(self.text(matter), f"第二版 {matter.number}")
        self.assertEqual(
            template.version_ids.sorted("number", reverse=True).mapped(
                lambda row: (row.number, row.state)
            ),
            [(2, "used"), (1, "replaced")],
        )
        # archived: as the suite prints it
        template.active = False
        self.assertEqual(self.text(matter), before)

    def under_new_rules(self, start, day, name):
        """(other rules of the institution from ``start`` on, a matter that runs under them since ``day``)"""
        rules = self.regulation.copy(
            {"company_id": self.company.id, "date_from": start}
        )
        self.at(day)
        category = rules.category_ids[:1].id
        return rules, self.accepted(
            name=name, date_deadline="2024-09-27", source_category_id=category
        )

    @clause("PLUS-D1", "CORE-31")
    def test_each_version_of_the_regulation_has_its_own_template(self):
        """A matter is written with that of its version; only where that has none, with another's of its institution."""
        old = self.accepted(date_deadline="2024-09-27")
        newer, new = self.under_new_rules("2024-06-01", "2024-07-01", "新办法的事项")
        self.assertEqual((old | new).regulation_id.sudo(), (self.regulation | newer).sudo())  # fmt: skip
        own = {}
        for regulation, words in ((newer, "新版"), (self.regulation, "旧版")):
            template = self.template(regulation_id=regulation.id)
            self.upload(template, words).action_use()
            own[words] = template
            if words == "新版":
                self.assertEqual((self.text(old), self.text(new)), ("新版", "新版"))
        self.assertEqual((self.text(old), self.text(new)), ("旧版", "新版"))
        own["新版"].active = False
        self.assertEqual((self.text(old), self.text(new)), ("旧版", "旧版"))

    @clause("PLUS-D1", "CORE-31")
    def test_a_template_that_is_only_tried_changes_nothing(self):
        """The school's template goes on under every version until another one is put into use."""
        self.upload(self.template(), "本校通知 {{ number }}").action_use()
        newer, new = self.under_new_rules("2024-06-01", "2024-07-01", "新办法的事项")
        self.assertEqual(self.text(new), f"本校通知 {new.number}")
        tried = self.template(regulation_id=newer.id)
        self.assertEqual(self.text(new), f"本校通知 {new.number}")
        self.upload(tried, "试用")
        self.assertEqual(tried.draft_id.state, "draft")
        self.assertEqual(self.text(new), f"本校通知 {new.number}")
        _third, later = self.under_new_rules(
            "2024-08-01", "2024-08-05", "再新办法的事项"
        )
        self.assertEqual(self.text(later), f"本校通知 {later.number}")
        tried.action_use()
        self.assertEqual((self.text(new), self.text(later)), ("试用", "试用"))

    @clause("PLUS-D1")
    def test_a_kept_file_stays_as_it_was_made(self):
        matter = self.accepted()
        template = self.upload(self.template(), "第一版 {{ number }}")
        template.action_use()
        Dialog = (
            self.env["duban.word"]
            .with_user(self.office_user)
            .with_context(active_model="duban.matter", active_ids=matter.ids)
        )
        report = str(self.env.ref(self.document).id)
        dialog = Dialog.create({"report": report})
        self.assertTrue(dialog.may_keep)
        self.assertIn("1", dialog.template_label)
        dialog.action_keep()
        kept = self.env["ir.attachment"].search(
            [("res_model", "=", "duban.matter"), ("res_id", "=", matter.id), ("name", "like", "%.docx")]
        )  # fmt: skip
        self.assertEqual(len(kept), 1)
        content = kept.raw
        self.assertEqual(word_template.text(content), f"第一版 {matter.number}")
        said = docx.Document(io.BytesIO(content)).core_properties.comments
        self.assertIn(template.current_id.fingerprint, said)
        self.upload(template, "第二版 {{ number }}")
        template.action_use()
        self.assertEqual(kept.raw, content)
        # the version that made it cannot be changed or removed
        first = template.version_ids.filtered(lambda row: row.number == 1)
        for attempt in (
            first.unlink,
            lambda: first.write({"content": base64.b64encode(b"x")}),
            lambda: first.write({"state": "used"}),
            # nor does what was made so far become another regulation's
            lambda: template.write(
                {"regulation_id": self.regulation.copy({"date_from": "2001-01-01"}).id}
            ),
        ):
            with self.assertRaises(UserError):
                attempt()
        # who keeps nothing may download all the same
        theirs = Dialog.with_user(self.worker_a).create({"report": report})
        self.assertFalse(theirs.may_keep)
        with self.assertRaises(AccessError):
            theirs.action_keep()

    @clause("PLUS-D1")
    def test_refused_in_words(self):
        """In Chinese, with the fields there are, and nothing is changed."""
        template = self.upload(self.template(), "{{ number }}").with_context(
            lang="zh_CN"
        )
        for text, *expected in (
            ("{{ 编码 }}", "编码", "number"),
            ("{{ numbr }}", "numbr", "number"),
            ("{{ name.env }}", "name.env"),
            ("{% if name %}", "endif"),
            ("{{ feedback_ids }}", "feedback_ids"),
        ):
            with (
                self.subTest(text=text),
                self.cr.savepoint(),
                self.assertRaises(ValidationError) as error,
            ):
                self.upload(template, text)
            for word in expected:
                self.assertIn(word, str(error.exception))
            self.assertRegex(str(error.exception), "[\u4e00-\u9fff]")
        with self.cr.savepoint(), self.assertRaises(ValidationError) as error:
            template.write({"upload": base64.b64encode(b"no word file")})
        self.assertIn(".docx", str(error.exception))
        self.assertEqual(template.version_ids.mapped("number"), [1])

    @clause("PLUS-D1")
    def test_lists(self):
        matter = self.accepted()
        self.feedback(matter, name="完成招标")
        rows = [
            ("{%tr for row in feedback_ids %}", ""),
            ("{{ row.date }}", "{{ row.name }}"),
            ("{%tr endfor %}", ""),
        ]
        self.upload(self.template(), "{{ number }}", rows=rows).action_use()
        self.assertIn("2024年3月4日 | 完成招标", self.text(matter))

    @clause("PLUS-D1")
    def test_ledger(self):
        """A document of several records: its rows are a list."""
        matters = self.accepted() | self.accepted(name="修缮操场")
        rows = [
            ("{%tr for row in rows %}", ""),
            ("{{ row.number }}", "{{ row.name }}"),
            ("{%tr endfor %}", ""),
        ]
        document = "duban_supervision.action_report_ledger"
        self.upload(self.template(document), "台账", rows=rows).action_use()
        text = self.text(matters, document=document)
        for matter in matters:
            self.assertIn(f"{matter.number} | {matter.name}", text)

    def test_several_records_are_an_archive(self):
        matters = self.accepted() | self.accepted(name="修缮操场")
        self.upload(self.template(), "{{ name }}").action_use()
        content, name = self.made(matters)
        self.assertTrue(name.endswith(".zip"))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            texts = [
                word_template.text(archive.read(each)) for each in archive.namelist()
            ]
        self.assertEqual(texts, matters.mapped("name"))

    @clause("PLUS-D1")
    def test_protected_and_foreign_records(self):
        """The template gives nobody more than the print: who does not read the record, who is not on its list."""
        secret = self.accepted(name="机密事项", confidentiality="sensitive")
        template = self.upload(
            self.template(),
            "{{ number }}{{ name }}{{ content }}{% for row in plan_line_ids %}{{ row.name }}{% endfor %}",
        )
        template.action_use()
        self.assertIn("机密事项", self.text(secret))
        with self.assertRaises(AccessError):
            self.made(secret, user=self.worker_b)
        masked = secret.with_user(self.office_user).with_context(duban_masked=True)
        made = word_template.text(template.current_id.sudo(False)._make(masked))
        self.assertEqual(made, secret.number)
        # an administrator who is not on the list tries it with no protected matter
        tried = template.with_user(self.admin)
        tried.preview_id = secret.id
        self.assertFalse(tried.preview_text)
        with self.assertRaises(UserError):
            tried.action_preview()

    @clause("PLUS-D1")
    def test_who_changes_them(self):
        template = self.upload(self.template(), "{{ number }}")
        for user in (self.office_user, self.worker_a, self.leader):
            with self.assertRaises(AccessError):
                template.with_user(user).write({"name": "x"})
            with self.assertRaises(AccessError):
                template.with_user(user).action_use()
        for user in (self.worker_a, self.leader):
            with self.assertRaises(AccessError):
                template.with_user(user).read(["name"])
        self.assertEqual(template.with_user(self.office_user).name, template.name)
        with self.assertRaises(UserError):
            template.report_id = self.env.ref("duban_supervision.action_report_records")
        with self.assertRaises(AccessError):
            self.env["duban.word.version"].with_user(self.admin).create(
                {"template_id": template.id, "number": 9, "content": "eA=="}
            )

    def test_no_field_for_a_group_only_and_none_of_the_machinery(self):
        fields, lists = self.env.ref(self.document)._duban_word_names(self.regulation)
        self.assertIn("name", fields)
        self.assertIn("basis_document", fields)
        for name in ("create_uid", "message_ids", "access_user_ids_", "is_office_user"):
            self.assertNotIn(name, fields)
            self.assertNotIn(name, lists)
        for key in set(fields.values()):
            field = self.env["duban.matter"]._fields.get(key)
            self.assertFalse(field and field.groups, key)


@tagged("post_install", "-at_install")
class TestTemplateOfAnInstitution(TemplateCase, AbafCommon):
    """阿坝职业学院: the fields bear the names of its own form, and another institution's template does not count."""

    document = "duban_supervision_abaf.action_report_filing_form"

    @clause("PLUS-D1")
    def test_words_of_the_form(self):
        self.at("2024-03-04")
        matter = self.accepted()
        other = self.env["duban.regulation"].create(
            {
                "name": "别校办法",
                "code": "other",
                "institution": "别校",
                "date_from": "2000-01-01",
            }
        )
        foreign = self.template(regulation_id=other.id)
        self.upload(foreign.sudo(), "别校").sudo().action_use()
        self.assertNotIn("别校", self.text(matter))
        template = self.template()
        self.assertIn("{{ 督查督办主体 }}", template.field_names)
        self.upload(template, "{{ 督查督办主体 }}|{{ 类别 }}").action_use()
        self.assertTrue(self.text(matter).startswith("教务处|"))


@tagged("post_install", "-at_install")
class TestPreviewOverHttp(TemplateCase, SupervisionCommon, HttpCase):
    def test_preview(self):
        self.at("2024-03-04")
        matter = self.accepted()
        secret = self.accepted(name="机密事项", confidentiality="sensitive")
        template = self.upload(self.template(), "{{ name }}")
        version = template.draft_id.id
        for user, record, status in (
            (self.office_user, matter, 200),
            (self.worker_a, matter, 403),
            (self.admin, secret, 403),
        ):
            user.sudo().password = user.login
            self.authenticate(user.login, user.login)
            with mute_logger("odoo.http"):
                answer = self.url_open(f"/duban/word/preview/{version}/{record.id}")
            self.assertEqual(answer.status_code, status, (user.login, record.name))
        self.authenticate(self.office_user.login, self.office_user.login)
        with mute_logger("odoo.http"):
            self.assertEqual(
                self.url_open(f"/duban/word/preview/999999/{matter.id}").status_code,
                404,
            )
        answer = self.url_open(f"/duban/word/preview/{version}/{matter.id}")
        self.assertEqual(word_template.text(answer.content), matter.name)
        self.assertTrue(re.search("wordprocessingml", answer.headers["Content-Type"]))
