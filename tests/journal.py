"""The journal of a life: step by step, what came, what changed and what went, who was told, who may do what now.

A test plays a life and says what each step was (``log``); at the end the text is compared with the one that was read
against the regulation, line by line, and is kept beside the test (``journals/<name>.txt``). So whatever a step does
beside what its own test asks is seen: a to-do too many, another date, somebody who is told or may act, a word.

Every text that a run plays is written into the folder of ``DUBAN_JOURNAL``, which whoever runs the tests may write;
where a life is meant to go otherwise, its difference is read, as a change of what people see, before it takes the old
place.
"""

import difflib
import inspect
import io
import os
import re
import zipfile
from datetime import date, datetime
from html import unescape
from itertools import compress
from pathlib import Path

import docx
import openpyxl
from docx.oxml.ns import qn
from lxml import etree

from odoo import fields

from tests.documents import DocumentCase

FOLDER = os.environ.get("DUBAN_JOURNAL")
#: of the house's own machinery, or told in another line of the journal
SILENT = {
    "duban.act",
    "duban.delivery",
    "duban.digest",
    "duban.gateway",
    "duban.gateway.address",
    "duban.gateway.message",
    "duban.hidden.name.pointer",
    "duban.home.visit",
    "duban.job",
    "duban.log.checkpoint",
    "duban.log.leaf",
    "duban.mail.pointer",
    "duban.number",
    "duban.patrolled",
    "duban.person.name",
    "duban.portal.todo",
    "duban.print",
    "duban.reminder",
    "duban.ruleset",
}
#: neither said nor decided by anybody, or known from the lines around
MACHINERY = re.compile(
    r"^(id|matter_id|regulation_id|trail_.*|.*_group_id|.*_key|create_.*|write_.*|message_.*|activity_.*|act_.*|.*_check|.*_fingerprint|job_.*)$"
    r"|(^|_)(hash|mark|token|ruleset_id|company_id|sequence|digest|checksum|sha256|size|is_open|active)$"
)
#: what a matter shows and does not keep
SHOWN = ("light", "is_overdue")
DAY = "%Y-%m-%d"


def plain(value):
    """Text as it is read, in one line; a checksum is only said to be there."""
    text = unescape(re.sub(r"<[^>]+>", " ", str(value)))
    text = re.sub(r"\b[0-9a-f]{32,}\b", "…", text)
    return " ".join(text.split())


def said(values):
    """{label: text} in one line."""
    return "；".join(f"{label} {value}" for label, value in values.items() if value)


class Journal(DocumentCase):
    """Mixin beside ``SupervisionCommon``; everything is in Chinese, as in the institutions."""

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env = self.env(context=dict(self.env.context, lang="zh_CN"))
        self.people = self.env["res.users"].search(
            [("login", "=like", f"{self.institution}_%")], order="login"
        )
        self.people.write({"lang": "zh_CN"})
        self.lines = []
        self.models = sorted(
            name
            for name, model in self.registry.items()
            if name.startswith("duban.")
            and name not in SILENT
            and model._auto
            and not model._abstract
            and not model._transient
        )
        self.began = {
            name: self.env[name].sudo().with_context(active_test=False).search([], order="id desc", limit=1).id
            for name in (*self.models, "duban.act", "duban.reminder", "mail.activity", "ir.attachment")
        }  # fmt: skip
        self.before = {"rows": {}, "may": {}}

    # -- what is written

    def log(self, title):
        """Write down what has changed since the last step."""
        self.env.flush_all()
        self.env.invalidate_all()
        today = self.env["duban.matter"].sudo()._today()
        self.lines += ["", f"== {today:{DAY}} {title}"]
        rows, may = self.rows(), self.may()
        for key in sorted(rows.keys() | self.before["rows"].keys()):
            old = self.before["rows"].get(key)
            self.lines += self.change(key, old, rows.get(key))
        self.lines += [*self.acts(), *self.told_now()]
        self.lines += self.may_now(self.before["may"], may)
        self.before = {"rows": rows, "may": may}

    def change(self, key, old, new):
        """One line for a record that came, changed or went."""
        title = f"{key[0]}{self.row_title(new or old) or key[1]}"
        if old is None:
            shown = {
                label: text
                for label, text in new.items()
                if f"【{text}】" not in title and f" {text}【" not in title
            }
            yield f"＋{title}：{said(shown)}"
        elif new is None:
            yield f"－{title}"
        elif old != new:
            pairs = {
                label: f"{old.get(label, '无')}→{new.get(label, '无')}"
                for label in dict.fromkeys([*new, *old])
                if old.get(label) != new.get(label)
            }
            yield f"・{title}：{said(pairs)}"

    def row_title(self, row):
        """To-dos are told by whose they are and what is to be done, other records by their number."""
        return f" {row['谁']}【{row['摘要']}】" if "摘要" in row and "谁" in row else ""

    def may_now(self, before, now):
        """Who may do what that was not possible before, and what not any more; people with the same change together."""
        changes = {}
        for user, number in sorted(now.keys() | before.keys()):
            new, old = now.get((user, number), set()), before.get((user, number), set())
            words = [f"＋{word}" for word in sorted(new - old)]
            words += [f"－{word}" for word in sorted(old - new)]
            if words:
                changes.setdefault((number, " ".join(words)), []).append(user)
        for (number, words), users in changes.items():
            yield f"可办 事项{number} {'、'.join(users)}：{words}"

    # -- what there is

    def rows(self):
        """{(kind, how many-th of its kind since the beginning): {label: text}}."""
        self.numbers = {row.id: n for n, row in enumerate(self.new("duban.matter"), 1)}
        found = {}
        for name in self.models:
            kind = self.env["ir.model"].sudo()._get(name).name
            for number, record in enumerate(self.new(name), 1):
                found[kind, number] = self.values_of(record)
        for record in self.new("mail.activity"):
            if record.duban_key and self.is_ours(record):
                found["待办", record.id] = self.values_of_todo(record)
        files = self.new("ir.attachment").filtered(
            lambda row: (row.res_model or "").startswith("duban.") and not row.res_field
        )
        for number, record in enumerate(files, 1):
            where = self.env["ir.model"].sudo()._get(record.res_model).name
            found["附件", number] = {"名称": record.name, "属于": where}
        return found

    def is_ours(self, todo):
        """Whether a to-do is about the institutions of the people here: others stand in the database as well."""
        about = self.env[todo.res_model].sudo().browse(todo.res_id)
        return (
            "company_id" not in about._fields
            or about.company_id <= self.people.company_id
        )

    def values_of_todo(self, todo):
        what = todo.res_name if todo.res_model != "duban.matter" else ""
        note = plain(todo.note or "")
        return {
            "谁": todo.user_id.name,
            "摘要": todo.summary or "",
            "截止": f"{todo.date_deadline:{DAY}}",
            **({"关于": what} if what else {}),
            **({"说明": note} if note else {}),
        }

    def new(self, name):
        """What there is of a model since the beginning; to-dos that are done are put away as archived ones."""
        model = self.env[name].sudo().with_context(active_test=name == "mail.activity")
        return model.search([("id", ">", self.began[name] or 0)], order="id")

    def values_of(self, record):
        values = {}
        for name, field in sorted(record._fields.items()):
            shown = record._name == "duban.matter" and name in SHOWN
            if not (field.store or shown) or field.type in (
                "one2many",
                "binary",
                "json",
                "serialized",
            ):
                continue
            if MACHINERY.search(name) or field.type == "many2one_reference":
                continue
            text = self.text(record, field)
            if text:
                label = field.get_description(record.env, ["string"])["string"]
                values[label if label not in values else f"{label}（{name}）"] = text
        return values

    def text(self, record, field):
        value = record[field.name]
        if field.type == "boolean":
            return "是" if value else ""
        if not value:
            return ""
        if field.type == "selection":
            return dict(field._description_selection(record.env)).get(value, value)
        if field.relational:
            return "、".join(self.name_of(each) for each in value)
        if field.type == "date":
            return f"{value:{DAY}}"
        if field.type == "datetime":
            return f"{fields.Datetime.context_timestamp(record.with_context(tz='Asia/Shanghai'), value):{DAY} %H:%M}"
        if field.type == "float":
            return f"{value:g}"
        return plain(value)

    def name_of(self, record):
        if record._name == "duban.matter" and record.id in self.numbers:
            return f"事项{self.numbers[record.id]}"
        return record.display_name

    def acts(self):
        """New lines of the trail."""
        for act in self.new("duban.act"):
            behalf = f"（代 {act.on_behalf_name}）" if act.on_behalf_id else ""
            note = f"：{plain(act.note)}" if act.note else ""
            changes = f"（{plain(act.changes_text)}）" if act.changes_text else ""
            yield f"留痕 {act.user_name}{behalf} {act.action}{note}{changes}"
            self.began["duban.act"] = act.id

    def told_now(self):
        """Whom the notices since the last step reached, those with one text in one line."""
        told = {}
        for row in self.new("duban.reminder"):
            kind = dict(row._fields["kind"]._description_selection(row.env))[row.kind]
            told.setdefault((kind, plain(row.note or "")), []).append(row.user_id.name)
            self.began["duban.reminder"] = row.id
        for (kind, note), names in sorted(told.items()):
            yield f"告知 {'、'.join(sorted(names))}：{kind}{f'（{note}）' if note else ''}"

    def may(self):
        """{(person, matter): what the person may do with it now, and that the person may read it}."""
        found = {}
        names = self.env["duban.matter"]._named_actions()
        for number, matter in enumerate(self.new("duban.matter"), 1):
            for user in self.people:
                mine = self.seen_by(user, matter)
                if mine.has_access("read"):
                    actions = {
                        names.get(each, each) for each in mine._possible_actions()
                    }
                    found[user.name, number] = {"阅看", *actions}
        return found

    @staticmethod
    def seen_by(user, records):
        """``records`` as ``user`` has them, with all institutions that the person works for."""
        return records.with_user(user).with_context(
            allowed_company_ids=user.sudo().company_ids.ids
        )

    # -- what is made of it in the end

    def log_end(self, first, last):
        """Papers and ledger of all matters, everybody's home page, figures from ``first`` to ``last``, all messages."""
        self.lines += ["", "== 文书"]
        for matter in self.new("duban.matter"):
            for report, record in self.documents(matter):
                self.lines.append(
                    f"{report.name}：{self.paper(report.report_name, record)}"
                )
        ledger = self.new("duban.matter").with_user(self.office_user)
        self.lines.append(f"台账：{self.paper('action_report_ledger', ledger)}")
        self.log_home()
        self.lines += ["", "== 统计"]
        self.log_figures(self.company, first, last)
        self.lines += ["", "== 收到的消息"]
        for user in self.people:
            digests = (
                self.env["duban.digest"]
                .sudo()
                .search([("user_id", "=", user.id)], order="id")
            )
            for message in digests.delivery_ids.notification_id.mail_message_id.sorted(
                "id"
            ):
                self.lines.append(f"{user.name}：{plain(message.body)}")

    def log_figures(self, company, first, last):
        """The statistics of a period, by each dimension."""
        statistics = self.env["duban.statistics"].sudo()
        for by in ("unit", "leader", "head", "handler", "category", "grade"):
            for row in statistics._figures(company, first, last, by):
                figures = {
                    key: str(value)
                    for key, value in row.items()
                    if value and key not in ("id", "name")
                }
                self.lines.append(f"{by} {row['name']}：{said(figures)}")

    def log_home(self):
        """What each person's home page counts and lists."""
        self.lines += ["", "== 首页"]
        for user in self.people:
            self.env.invalidate_all()
            board = self.seen_by(user, self.env["duban.matter"]).get_home()
            parts = {
                tile["label"]: str(tile["count"])
                for tile in board["tiles"]
                if tile["count"]
            }
            for part in board["lists"]:
                names = [
                    plain(
                        " ".join(
                            str(row[key])
                            for key in ("title", "text", "date")
                            if row.get(key)
                        )
                    )
                    for row in part.get("rows", ())
                ]
                if names:
                    parts[part["title"]] = "、".join(names)
            if parts:
                self.lines.append(f"{user.name}：{said(parts)}")

    def paper(self, report, records, user=None):
        """What a paper says, cell by cell, as ``user`` (the office) prints it."""
        text = self.printed(report, records, user)
        cells = (" ".join(line.split()) for line in text.splitlines())
        return "｜".join(cell for cell in cells if cell)

    def documents(self, matter):
        """[(report, record)] of all that the dossier of ``matter`` prints."""
        Report = self.env["ir.actions.report"].with_user(self.office_user)
        found = []
        for records in (matter, *matter.sudo()._dossier_parts().values()):
            for record in records.with_user(self.office_user):
                reports = Report._duban_word_reports(record._name, record.ids)
                found += [
                    (report, record)
                    for report in reports
                    if "report_ledger" not in report.report_name
                ]
        return found

    # -- windows and files

    def log_rows(self, title, records, *names):
        """What a window shows of ``records``, one line for each: the fields ``names``, else all that are stored."""
        self.lines.append(f"-- {title}")
        for record in records:
            shown = self.values_of(record) if not names else {}
            for name in names:
                field = record._fields[name]
                label = field.get_description(record.env, ["string"])["string"]
                shown[label] = self.text(record, field)
            self.lines.append(f"　{said(shown)}")

    def log_workbook(self, title, content, but=()):
        """The cells of a workbook (bytes), row by row, without the columns whose first row says one of ``but``."""
        self.lines.append(f"-- {title}")
        for sheet in openpyxl.load_workbook(io.BytesIO(content)):
            self.lines.append(f"　表“{sheet.title}”")
            shown = [cell.value not in but for cell in sheet[1]]
            for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
                cells = [self.cell(value) for value in compress(row, shown)]
                if any(cells):
                    hidden = sheet.row_dimensions[number].hidden
                    self.lines.append(
                        f"　{number}{'（隐藏）' if hidden else ''} {'｜'.join(cells)}"
                    )

    def cell(self, value):
        if isinstance(value, (date, datetime)):
            return f"{value:{DAY}}"
        return "" if value is None else plain(value)

    def log_docx(self, title, content):
        """The words of a Word document, paragraphs and table rows in their order."""
        self.lines.append(f"-- {title}")
        body = docx.Document(io.BytesIO(content))
        for block in body.iter_inner_content():
            if hasattr(block, "rows"):
                for row in block.rows:
                    cells = dict.fromkeys(cell._tc for cell in row.cells)
                    text = [
                        plain(
                            " ".join(part.text or "" for part in cell.iter(qn("w:t")))
                        )
                        for cell in cells
                    ]
                    self.lines.append(f"　{'｜'.join(text)}")
            elif plain(block.text):
                self.lines.append(f"　{plain(block.text)}")

    def log_zip(self, title, content, read=(".txt", ".xml", ".xlsx", ".html")):
        """What lies in a package, and the words of the files that end as ``read`` says; no ids of files, no sizes."""
        self.lines.append(f"-- {title}")
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = package.namelist()
            folders = {}
            for name in names:
                folder = "/".join(name.split("/")[:2]) if "/" in name else ""
                short = re.sub(r"^files/\d+ ", "files/", name[len(folder) :].strip("/"))
                folders.setdefault(folder, []).append(short)
            self.lines += [
                f"　{key}：{'、'.join(each)}" for key, each in folders.items()
            ]
            for name in names:
                if not name.endswith(read):
                    continue
                data = package.read(name)
                if name.endswith(".xlsx"):
                    self.log_workbook(name, data)
                    continue
                self.lines.append(f"-- {name}")
                if name.endswith(".xml"):
                    self.lines.append(f"　{self.leaves(data)}")
                else:
                    text = data.decode("utf-8-sig")
                    text = re.sub(r"(?s)<(style|title|script)\b.*?</\1>", "", text)
                    rows = re.split(r"\n|</(?:tr|p|h\d|div)>", text)
                    self.lines += [f"　{row}" for row in map(plain, rows) if row]

    @staticmethod
    def leaves(content):
        """What an XML file says, without names, sizes and checksums of files."""
        tree = etree.fromstring(content)
        for node in tree.iter("计算机文件"):
            node.clear()
        return "；".join(
            f"{node.tag} {plain(node.text)}"
            for node in tree.iter()
            if not len(node) and node.text
        )

    # -- what is compared

    def assert_journal(self, name):
        """The life went as its text says that was read against the regulation."""
        path = Path(inspect.getfile(type(self))).parent / "journals" / f"{name}.txt"
        text = "\n".join(self.lines).strip() + "\n"
        if FOLDER:
            place = Path(FOLDER, path.parent.parent.name, path.name)
            place.parent.mkdir(exist_ok=True)
            place.write_text(text, encoding="utf-8")
        kept = path.read_text(encoding="utf-8") if path.exists() else ""
        changes = difflib.unified_diff(
            kept.splitlines(), text.splitlines(), "kept", "played", lineterm="", n=2
        )
        self.assertEqual(kept, text, "\n".join(["the life goes otherwise:", *changes]))
