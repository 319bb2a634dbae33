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
import os
import re
from pathlib import Path

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.documents.matter_dossier import (
    OFF_LEDGER_STATES,
)

from tests.documents import DocumentCase
from tests.journal_files import DAY, JournalFiles, plain, said

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
    r"^(id|matter_id|regulation_id|tree_order|parent_path|trail_.*|.*_group_id|(?!is_key$).*_key|create_.*|write_.*|message_.*|activity_.*|act_.*)$"
    r"|^(.*_check|.*_fingerprint|job_.*|state_before_merge|handler_of_unit|computed|(user_|on_behalf_)?mark)$"
    r"|(^|_)(hash|refuted|token|ruleset_id|company_id|sequence|digest|checksum|sha256|size|is_open|is_applied|seed|active)$"
)
#: what a matter shows and does not keep
SHOWN = ("light", "is_overdue", "is_stalled")


class Journal(JournalFiles, DocumentCase):
    """Mixin beside ``SupervisionCommon``; everything is in Chinese, as in the institutions."""

    #: models beside those with steps of which the journal says who may read them
    watched = ()

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env = self.env(context=dict(self.env.context, lang="zh_CN"))
        self.people = self.env["res.users"].search(
            [("login", "=like", f"{self.institution}_%")], order="login"
        )
        self.people.write({"lang": "zh_CN"})
        # a protected draft has no name but its id, which is no number that stands anywhere else
        self.cr.execute(
            "SELECT setval('duban_matter_id_seq', GREATEST(nextval('duban_matter_id_seq'), 1000000))"
        )
        self.lines, self.seen = [], {}
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
            for name in (
                *(*self.models, "duban.act", "duban.reminder"),
                *("mail.activity", "mail.notification", "ir.attachment"),
            )
        }  # fmt: skip
        self.before = {"rows": {}, "may": {}}
        #: {name of a matter that is made of its id: the same with its place in the life}
        self.named_by_id = {}

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
            yield f"可办 {number} {'、'.join(users)}：{words}"

    # -- what there is

    def rows(self):
        """{(kind, how many-th of its kind since the beginning): {label: text}}."""
        matters = self.new("duban.matter")
        self.numbers = {row.id: self.number(row) for row in matters}
        hidden = {row: row._hidden_name() for row in matters}
        self.named_by_id = {
            name: name.replace(str(row.id), f"〔{self.numbers[row.id]}〕")
            for row, name in hidden.items()
        }
        found = {}
        for name in self.models:
            kind = self.env["ir.model"].sudo()._get(name).name
            for record in self.new(name):
                found[kind, self.number(record)] = self.values_of(record)
        for record in self.new("mail.activity"):
            if record.duban_key and self.is_ours(record):
                found["待办", record.id] = self.values_of_todo(record)
        files = self.new("ir.attachment").filtered(
            lambda row: (row.res_model or "").startswith("duban.") and not row.res_field
        )
        for record in files:
            where = self.env["ir.model"].sudo()._get(record.res_model).name
            found["附件", self.number(record)] = {
                "名称": record.name,
                "属于": f"{where}{self.number_of(record)}",
            }
        return found

    def number(self, record):
        """The how many-th of its kind this one was when it was seen first; nobody has it after it went."""
        seen = self.seen.setdefault(record._name, {})
        return seen.setdefault(record.id, len(seen) + 1)

    def number_of(self, file):
        """How many-th of its kind it is that a file hangs on; only what came with the life has a number."""
        began = self.began.get(file.res_model) or 0
        owner = self.env[file.res_model].sudo().browse(file.res_id)
        return self.number(owner) if file.res_id > began else ""

    def is_ours(self, todo):
        """Whether a to-do is about the institutions of the people here: others stand in the database as well."""
        about = self.env[todo.res_model].sudo().browse(todo.res_id)
        return (
            "company_id" not in about._fields
            or about.company_id <= self.people.company_id
        )

    def values_of_todo(self, todo):
        what = todo.res_name
        if todo.res_model == "duban.matter":
            what = self.which(self.env["duban.matter"].browse(todo.res_id)).strip()
        note = self.plain(todo.note or "")
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
        found = model.search([("id", ">", self.began[name] or 0)], order="id")
        # as people ask: what is archived stays out of what hangs on a record
        return self.env[name].sudo().browse(found.ids)

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
        return {**values, **self.place_of(record)}

    def place_of(self, record):
        """What a record hangs on and whether it counts, where that is not what one expects."""
        place, known = {}, record._fields
        if "matter_id" in known and (which := self.which(record.matter_id).strip()):
            place["所属"] = which
        if "company_id" in known and record.company_id not in (
            self.company,
            self.company.browse(),
        ):
            place["学校"] = record.company_id.name
        if "active" in known and not record.active:
            place["停用"] = "是"
        return place

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
            return f"{clock.local(record, value):{DAY} %H:%M}"
        if field.type == "float":
            return f"{value:g}"
        return self.plain(value)

    def name_of(self, record):
        if record._name == "duban.matter" and record.id in self.numbers:
            return f"事项{self.numbers[record.id]}"
        return self.plain(record.display_name)

    def plain(self, value):
        """Text as it is read; a matter that is named by its id (protected, not numbered) by its place in the life."""
        text = plain(value)
        for name, place in self.named_by_id.items():
            if name in text:
                text = re.sub(rf"{name}(?!\d)", place, text)
        return text

    def which(self, matter):
        """Which matter it is, where it is not the first one."""
        number = self.numbers.get(matter.id, 1)
        return f"事项{number} " if number > 1 else ""

    def acts(self):
        """New lines of the trail."""
        for act in self.new("duban.act"):
            behalf = f"（代 {act.on_behalf_name}）" if act.on_behalf_id else ""
            note = f"：{self.plain(act.note)}" if act.note else ""
            changes = f"（{self.plain(act.changes_text)}）" if act.changes_text else ""
            which = self.which(act.matter_id)
            yield f"留痕 {which}{act.user_name}{behalf} {act.action}{note}{changes}"
            self.began["duban.act"] = act.id

    def told_now(self):
        """Whom the notices since the last step reached, those with one text in one line."""
        told = {}
        for row in self.new("duban.reminder"):
            kind = dict(row._fields["kind"]._description_selection(row.env))[row.kind]
            what = f"{self.which(row.matter_id)}{kind}"
            told.setdefault((what, self.plain(row.note or "")), []).append(
                row.user_id.name
            )
            self.began["duban.reminder"] = row.id
        for (kind, note), names in sorted(told.items()):
            yield f"告知 {'、'.join(sorted(names))}：{kind}{f'（{note}）' if note else ''}"
        yield from self.posted_now()

    def posted_now(self):
        """Whom messages on the records themselves reached since the last step, beside the notices."""
        posted, of_notices = {}, self.env["duban.delivery"].sudo()
        for row in self.new("mail.notification"):
            self.began["mail.notification"] = row.id
            message = row.mail_message_id
            # without a model: written to people about several records
            if not (message.model or "duban.").startswith(
                "duban."
            ) or of_notices.search_count([("notification_id", "=", row.id)], limit=1):
                continue
            text = plain(f"{message.subject or ''} {message.body}")
            posted.setdefault(text, []).append(row.res_partner_id.name)
        for text, names in sorted(posted.items()):
            yield f"消息 {'、'.join(sorted(names))}：{text}"

    def may(self):
        """{(person, record): what the person may do with it now, and that the person may read it}.

        Of whatever moves through steps; of the models in ``watched`` who may read.
        """
        found = {}
        for name in self.models:
            model = self.env[name]
            steps = hasattr(model, "_possible_actions")
            if not steps and name not in self.watched:
                continue
            names = model._named_actions() if steps else {}
            kind = (
                "事项"
                if name == "duban.matter"
                else self.env["ir.model"].sudo()._get(name).name
            )
            for record in self.new(name):
                number = self.number(record)
                for user in self.people:
                    mine = self.seen_by(user, record)
                    if mine.has_access("read"):
                        actions = mine._possible_actions() if steps else ()
                        found[user.name, f"{kind}{number}"] = {
                            "阅看",
                            *(names.get(each, each) for each in actions),
                        }
        return found

    @staticmethod
    def seen_by(user, records):
        """``records`` as ``user`` has them, with all institutions that the person works for."""
        return records.with_user(user).with_context(
            allowed_company_ids=user.sudo().company_ids.ids
        )

    # -- what is made of it in the end

    def log_end(self, first, last, papers=()):
        """Papers and ledger of all matters, everybody's home page, figures from ``first`` to ``last``, all messages.

        :param papers: other records whose papers are printed, too
        """
        self.lines += ["", "== 文书"]
        for matter in self.new("duban.matter"):
            user = matter.officer_id or self.office_user
            for report, record in self.documents(matter, user):
                self.env.invalidate_all()
                paper = self.paper(report.report_name, record, user)
                self.lines.append(f"{report.name}：{paper}")
        for record in papers:
            for report in self.reports_of(record):
                self.lines.append(
                    f"{report.name}：{self.paper(report.report_name, record)}"
                )
        # rows that somebody else read meanwhile are read anew, as the one who prints may
        self.env.invalidate_all()
        ledger = self.new("duban.matter").with_user(self.office_user)
        ledger = ledger._filtered_access("read")
        ledger = ledger.filtered(lambda row: row.state not in OFF_LEDGER_STATES)
        self.lines.append(f"台账：{self.paper('action_report_ledger', ledger)}")
        self.log_home()
        self.lines += ["", "== 统计"]
        self.log_figures(self.company, first, last)
        self.log_messages()

    def log_messages(self):
        """What everybody was sent, day by day."""
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
                day = clock.local(self.company, message.date)
                self.lines.append(
                    f"{user.name} {day:%m-%d}：{self.plain(message.body)}"
                )

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
                    self.plain(
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
                self.lines.append(f"{user.name}：{self.plain(said(parts))}")

    def paper(self, report, records, user=None):
        """What a paper says, cell by cell, empty ones too, as ``user`` (the office) prints it."""
        text = self.rendered(report, records, user)
        *cells, rest = re.split(r"</t[dh]\s*>", text)
        cells = [self.pieces(cell) for cell in cells]
        return "｜".join([*cells, *filter(None, [self.pieces(rest)])])

    def pieces(self, markup):
        """The words of a piece of a paper, those of each line by themselves."""
        lines = map(self.plain, re.sub(r"<[^>]+>", "\n", markup).splitlines())
        return "｜".join(line for line in lines if line)

    def documents(self, matter, user):
        """[(report, record)] of all that the dossier of ``matter`` prints, for ``user`` of the office that has it."""
        found = []
        for records in (matter, *matter.sudo()._dossier_parts().values()):
            for record in records.with_user(user):
                found += [
                    (report, record)
                    for report in self.reports_of(record)
                    if "report_ledger" not in report.report_name
                ]
        return found

    def reports_of(self, record):
        """What can be printed of one record, asked as whoever it is read by."""
        Report = record.env["ir.actions.report"]
        return Report._duban_word_reports(record._name, record.ids)

    # -- what is compared

    def assert_journal(self, name):
        """The life went as its text says that was read against the regulation."""
        path = Path(inspect.getfile(type(self))).parent / "journals" / f"{name}.txt"
        text = "\n".join(self.lines).strip() + "\n"
        # a protected draft has no name but its id
        for number, position in self.numbers.items():
            text = re.sub(rf"督办事项 {number}\b", f"督办事项 #{position}", text)
        if FOLDER:
            place = Path(FOLDER, path.parent.parent.name, path.name)
            place.parent.mkdir(exist_ok=True)
            place.write_text(text, encoding="utf-8")
        kept = path.read_text(encoding="utf-8") if path.exists() else ""
        changes = difflib.unified_diff(
            kept.splitlines(), text.splitlines(), "kept", "played", lineterm="", n=2
        )
        self.assertEqual(kept, text, "\n".join(["the life goes otherwise:", *changes]))
