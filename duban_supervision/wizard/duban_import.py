"""Import of an annual plan or a meeting's decisions: read, preview, create drafts, give back what is wrong."""

import base64
import difflib
import io
from datetime import datetime

import xlsxwriter

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..tools import import_parser as parser
from ..tools.ledger_xlsx import INERT, write_text

BATCH = 50
#: likeness from which another name is suggested
LIKENESS = 0.5


class DubanImport(models.TransientModel):
    _name = "duban.import"
    _description = "Import of matters"
    _inherit = ["duban.job"]
    _transient_max_hours = 48.0

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    regulation_id = fields.Many2one(
        "duban.regulation",
        required=True,
        default=lambda self: self.env["duban.regulation"]._in_force(),
    )
    file = fields.Binary("Excel or CSV file", attachment=False)
    file_name = fields.Char()
    # -- what holds for every row
    source_category_id = fields.Many2one(
        "duban.source.category",
        "Source category",
        domain="[('regulation_id', '=', regulation_id), ('parent_id', '=', False)]",
    )
    source_kind_id = fields.Many2one(
        "duban.source.category",
        "Sub-source",
        domain="[('parent_id', '=', source_category_id)]",
    )
    decision_body_id = fields.Many2one(
        "duban.decision.body",
        "Meeting",
        domain="[('regulation_id', '=', regulation_id), ('is_body', '=', True)]",
    )
    form_id = fields.Many2one(
        "duban.option",
        domain="[('list_code', '=', 'form'), ('regulation_id', '=', regulation_id)]",
    )
    meeting_date = fields.Date()
    minutes_number = fields.Char()
    minutes_issue_date = fields.Date("Minutes issued on")
    source_document = fields.Char()
    basis = fields.Text("Basis for supervision")
    year = fields.Integer(
        default=lambda self: fields.Date.context_today(self).year,
        help="Year of dates that name none, and year of the plan.",
    )
    # -- preview
    phase = fields.Selection(
        [("file", "Choose the file"), ("preview", "Preview"), ("create", "Drafts")],
        default="file",
        readonly=True,
    )
    header = fields.Json(readonly=True)
    line_ids = fields.One2many("duban.import.line", "import_id", "Rows")
    good_count = fields.Integer(compute="_compute_counts")
    bad_count = fields.Integer(compute="_compute_counts")
    repeat_count = fields.Integer(compute="_compute_counts")
    created_count = fields.Integer(compute="_compute_counts")
    suggestion_count = fields.Integer(compute="_compute_counts")
    bad_file = fields.Binary("Rows to correct", readonly=True, attachment=True)
    bad_file_name = fields.Char(readonly=True)

    @api.depends("line_ids.verdict", "line_ids.suggested_unit_id")
    def _compute_counts(self):
        for job in self:
            counts = dict(
                self.env["duban.import.line"]._read_group(
                    [("import_id", "=", job.id)], ["verdict"], ["__count"]
                )
            )
            job.good_count = counts.get("good", 0)
            job.bad_count = counts.get("bad", 0)
            job.repeat_count = counts.get("repeat", 0)
            job.created_count = counts.get("created", 0)
            job.suggestion_count = self.env["duban.import.line"].search_count(
                [
                    ("import_id", "=", job.id),
                    ("verdict", "=", "bad"),
                    ("suggested_unit_id", "!=", False),
                ]
            )

    @api.depends("file_name")
    def _compute_display_name(self):
        for job in self:
            job.display_name = job.file_name or self.env._("Import matters")

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    def action_read(self):
        """Read the file into a preview; nothing is created yet.

        :raise UserError: the file cannot be read, in words
        """
        self.ensure_one()
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        try:
            rows = parser.read_upload(self.file, self.file_name or "")
            first, columns, header_at = parser.find_header(rows, self._own_words())
        except parser.ParseError as error:
            raise UserError(self._file_message(error)) from error
        header = rows[first - 1][1]
        titles = [
            parser.clean(a) or parser.clean(b)
            for a, b in zip(rows[header_at][1], header, strict=False)
        ]
        self.line_ids.unlink()
        reader = RowReader(self, columns)
        vals_list = [
            {"import_id": self.id, **reader.line(number, row)}
            for number, row in rows[first:]
            if not parser.is_noise(row, columns, header)
        ]
        if not vals_list:
            raise UserError(self.env._("There is no row below the header."))
        reader.mark_repeats(vals_list)
        self.env["duban.import.line"].create(vals_list)
        self._engine_write({"phase": "preview", "header": titles, "bad_file": False})
        return self._reopen()

    def _own_words(self):
        """The regulation's own labels as further names of columns."""
        labels = self.env["duban.label"]._words(self.regulation_id.id)
        fields_of = {
            "name": "name", "content": "content", "lead_unit_id": "units", "co_unit_ids": "co_units",
            "date_deadline": "due", "responsible_leader_id": "leader", "handler_id": "handler", "basis": "basis",
            "source_category_id": "category", "measures": "measures", "objective": "objective",
            "handling_requirement": "requirement",
        }  # fmt: skip
        words = {}
        for name, key in fields_of.items():
            if label := labels.get(f"field:{name}"):
                words.setdefault(key, []).append(label)
        return words

    def _file_message(self, error):
        return {
            "xls": self.env._(
                "This is a file of Excel 97–2003. Save it as .xlsx and choose it again."
            ),
            "empty": self.env._("The file is empty."),
            "size": self.env._(
                "The file has more than %s rows. Split it.", parser.MAX_ROWS
            ),
            "bytes": self.env._(
                "The file is too large. Keep only the sheet with the table and no pictures."
            ),
            "header": self.env._(
                "No header was found. One row must name the columns, e.g. 事项, 责任单位, 完成时限."
            ),
        }.get(error.code) or self.env._(
            "The file cannot be read. Save it as .xlsx or as .csv and choose it again."
        )

    def action_take_suggestions(self):
        """Take over the suggested unit wherever a row names an unknown one."""
        for line in self.line_ids.filtered(
            lambda row: row.verdict == "bad" and row.suggested_unit_id
        ):
            line.write({"lead_unit_id": line.suggested_unit_id.id})
        return self._reopen()

    def action_back(self):
        """Choose another file."""
        self.line_ids.unlink()
        self._engine_write(
            {"phase": "file", "file": False, "file_name": False, "job_state": "draft"}
        )
        return self._reopen()

    # ------------------------------------------------------------------
    # Creating
    # ------------------------------------------------------------------

    def action_create_drafts(self):
        """Create a draft for each good row, with the person's own rights, in batches.

        :raise UserError: no good row
        """
        self.ensure_one()
        good = self.line_ids.filtered(lambda line: line.verdict == "good")
        if not good:
            raise UserError(self.env._("No row can be taken over as it is."))
        self._engine_write({"phase": "create"})
        self._job_start(len(good))
        if len(good) <= BATCH:
            self._job_run()
        return self._reopen()

    def _job_batch(self):
        lines = self.env["duban.import.line"].search(
            [("import_id", "=", self.id), ("verdict", "=", "good")],
            limit=BATCH,
            order="row_number, id",
        )
        if not lines:
            return self.job_total - self.job_done
        lines._check_imported()
        todo = lines.filtered(lambda line: line.verdict == "good")
        if todo:
            try:
                with self.env.cr.savepoint():
                    todo._create_matters()
            except (UserError, ValidationError, AccessError):
                # one by one, to find the row that was refused
                for line in todo:
                    try:
                        with self.env.cr.savepoint():
                            line._create_matters()
                    except (UserError, ValidationError, AccessError) as error:
                        line.write({"verdict": "bad", "message": str(error)})
        self.env.flush_all()
        self.env["duban.matter"].invalidate_model(flush=False)
        return len(lines)

    def _job_finish(self):
        self._make_bad_file()

    def action_bad_file(self):
        """The rows that were not taken over, as a file with the reason of each."""
        self.ensure_one()
        self._make_bad_file()
        if not self.bad_file:
            raise UserError(self.env._("There is no row to correct."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/bad_file/{self.bad_file_name}?download=true",
            "target": "self",
        }

    def _make_bad_file(self):
        bad = self.line_ids.filtered(lambda line: line.verdict == "bad").sorted(
            "row_number"
        )
        if not bad:
            self._engine_write({"bad_file": False, "bad_file_name": False})
            return
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream, {"in_memory": True, **INERT})
        sheet = book.add_worksheet()
        frame = {"border": 1, "text_wrap": True}
        head, red, cell = (
            (book.add_format(style), book.add_format({**style, "quote_prefix": True}))
            for style in (
                {**frame, "bold": True, "bg_color": "#F2F2F2"},
                {**frame, "font_color": "#C00000"},
                frame,
            )
        )
        titles = [
            *(self.header or []),
            self.env._("Reason"),
            self.env._("Suggestion"),
            self.env._("Row in the file"),
        ]
        for column, title in enumerate(titles):
            write_text(sheet, 0, column, title, *head)
        width = len(titles) - 3
        for row, line in enumerate(bad, 1):
            for column, text in enumerate((line.raw or [])[:width]):
                write_text(sheet, row, column, text, *cell)
            write_text(sheet, row, width, line.message, *red)
            write_text(sheet, row, width + 1, line.suggestion, *cell)
            sheet.write_number(row, width + 2, line.row_number, cell[0])
        sheet.set_column(0, width - 1, 18)
        sheet.set_column(width, width + 1, 36)
        sheet.freeze_panes(1, 0)
        book.close()
        name = (self.file_name or "import").rsplit(".", 1)[0]
        self._engine_write(
            {
                "bad_file": base64.b64encode(stream.getvalue()),
                "bad_file_name": self.env._("%s – rows to correct.xlsx", name),
            }
        )

    def action_open_drafts(self):
        """The drafts that were created."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Imported drafts"),
            "res_model": "duban.matter",
            "view_mode": "list,form",
            "domain": [("id", "in", self.line_ids.matter_id.ids)],
        }

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "current",
            "name": self.env._("Import matters"),
        }


class RowReader:
    """Reads the rows of one import; remembers what it looked up."""

    def __init__(self, job, columns):
        self.job = job
        self.env = job.env
        self.columns = columns
        departments = self.env["hr.department"].search(
            [("company_id", "in", [job.company_id.id, False])]
        )
        self.units = {}
        for department in departments:
            for name in (department.name, department.complete_name):
                self.units.setdefault(parser.squeeze(name), department)
        self.plain = {self._plain(name): unit for name, unit in self.units.items()}
        self.suggestions = {}
        self.people = {}
        self.categories = {
            parser.squeeze(row.name): row
            for row in job.regulation_id.category_ids.sorted(lambda r: not r.parent_id)
        }

    @staticmethod
    def _plain(name):
        """A unit's name without brackets and joining dots."""
        return "".join(char for char in name.split("(")[0] if char not in "·・.-—")

    def unit(self, name):
        """(department or empty, suggested department or empty)"""
        key = parser.squeeze(name)
        found = self.units.get(key) or self.plain.get(self._plain(key))
        empty = self.env["hr.department"]
        if found:
            return found, empty
        if key not in self.suggestions:
            near = difflib.get_close_matches(key, self.units, n=1, cutoff=LIKENESS)
            inside = [
                known
                for known in self.units
                if len(key) > 1 and (key in known or known in key)
            ]
            best = (inside or near)[:1]
            self.suggestions[key] = self.units[best[0]] if best else empty
        return empty, self.suggestions[key]

    def person(self, name):
        name = parser.squeeze(name)
        if name not in self.people:
            users = self.env["res.users"].search(
                [("name", "=", name), ("company_ids", "in", self.job.company_id.ids)],
                limit=2,
            )
            # two persons of one name: nobody is guessed
            self.people[name] = users if len(users) == 1 else users.browse()
        return self.people[name]

    def cell(self, row, key):
        at = self.columns.get(key)
        return row[at] if at is not None and at < len(row) else None

    def text(self, row, key):
        return parser.clean(self.cell(row, key))

    def line(self, number, row):
        """Values of one preview line."""
        problems, notes = [], []
        name, content = self.text(row, "name"), self.text(row, "content")
        if not name and content:
            name = content.splitlines()[0][:60]
        if not name:
            problems.append(self.env._("The row names no matter."))
        elif len(name) > 200:
            content = content or name
            name = name[:100]
            notes.append(
                self.env._(
                    "The title was shortened; the whole text stands in the content."
                )
            )
        lead, co_units, suggested = self._units(row, problems, notes)
        due, long_term = self._due(row, problems, notes)
        values = {
            "content": content or name,
            "basis": self.text(row, "basis") or self.job.basis or False,
            "measures": self.text(row, "measures"),
            "objective": self.text(row, "objective"),
            "handling_requirement": self.text(row, "requirement"),
            "source_document": self.text(row, "source")
            or self.job.source_document
            or False,
            "is_long_cycle": long_term,
            "category": self._category(row, notes),
            "leader": self._known(row, "leader", notes),
            "handler": self._known(row, "handler", notes),
        }
        return {
            "row_number": number,
            "raw": [parser.clean(cell) for cell in row],
            "name": name,
            "unit_text": self.text(row, "units"),
            "lead_unit_id": lead.id,
            "co_unit_ids": [Command.set(co_units.ids)],
            "due_text": self._due_text(row),
            "date_deadline": due,
            "suggested_unit_id": suggested.id,
            "suggestion": self.env._("Perhaps %s", suggested.name) if suggested else "",
            "values_json": values,
            "verdict": "bad" if problems else "good",
            "message": "\n".join(problems + notes),
            "problem_count": len(problems),
            "fingerprint": parser.row_hash(
                name, content, self.text(row, "units"), self.text(row, "co_units"), self._due_text(row),
                self.text(row, "source"), self.job.minutes_number or "",
            ),
        }  # fmt: skip

    def _due_text(self, row):
        value = self.cell(row, "due")
        return str(value.date()) if isinstance(value, datetime) else parser.clean(value)

    def _units(self, row, problems, notes):
        leads, others = parser.split_units(self.text(row, "units"))
        co_leads, co_others = parser.split_units(self.text(row, "co_units"))
        others += co_leads + co_others
        empty = self.env["hr.department"]
        lead, suggested, co_units = empty, empty, empty
        if not leads:
            problems.append(self.env._("The row names no unit."))
        else:
            lead, suggested = self.unit(leads[0])
            if not lead:
                problems.append(self.env._("The unit “%s” is not known.", leads[0]))
            if len(leads) > 1:
                problems.append(
                    self.env._(
                        "Only one unit can lead; the row names %s.", "、".join(leads)
                    )
                )
        for name in others:
            unit, near = self.unit(name)
            co_units |= unit
            if not unit:
                text = self.env._(
                    "The co-unit “%s” is not known and is left out.", name
                )
                notes.append(
                    f"{text} {self.env._('Perhaps %s', near.name)}" if near else text
                )
        return lead, co_units - lead, suggested

    def _due(self, row, problems, notes):
        try:
            due, long_term = parser.parse_due(self.cell(row, "due"), self.job.year)
        except parser.ParseError as error:
            problems.append(
                self.env._("There is no such day: %s", error.text)
                if error.code == "day"
                else self.env._(
                    "The due date “%s” cannot be read. Write a date, e.g. 2024-06-30.",
                    error.text,
                )
            )
            return False, False
        if due and due < fields.Date.context_today(self.job):
            notes.append(self.env._("The due date has already passed."))
        return due, long_term

    def _category(self, row, notes):
        text = parser.squeeze(self.cell(row, "category"))
        if not text:
            return False
        found = self.categories.get(text) or next(
            (
                row
                for name, row in self.categories.items()
                if text in name or name in text
            ),
            None,
        )
        if not found:
            notes.append(
                self.env._("The category “%s” is not known and is left open.", text)
            )
        return found.id if found else False

    def _known(self, row, key, notes):
        text = self.text(row, key)
        if not text:
            return False
        person = self.person(text)
        if not person:
            notes.append(self.env._("“%s” is not a user and is left out.", text))
        return person.id

    def mark_repeats(self, vals_list):
        """The same row twice in the file, or taken over before."""
        known = self.env["duban.import.line"]._imported(
            self.job.company_id, [vals["fingerprint"] for vals in vals_list]
        )
        seen = {}
        for vals in vals_list:
            fingerprint = vals["fingerprint"]
            if fingerprint in known:
                vals.update(
                    verdict="repeat",
                    message=self.env._("Taken over before: %s", known[fingerprint]),
                )
            elif fingerprint in seen:
                vals.update(
                    verdict="repeat",
                    message=self.env._("Repeats row %s.", seen[fingerprint]),
                )
            else:
                seen[fingerprint] = vals["row_number"]


class DubanImportLine(models.TransientModel):
    _name = "duban.import.line"
    _description = "Row of an import"
    _order = "row_number, id"
    _transient_max_hours = 48.0

    import_id = fields.Many2one(
        "duban.import", required=True, index=True, ondelete="cascade"
    )
    row_number = fields.Integer("Row", readonly=True)
    raw = fields.Json(readonly=True)
    name = fields.Char("Matter")
    unit_text = fields.Char("Units in the file", readonly=True)
    lead_unit_id = fields.Many2one("hr.department", "Lead unit")
    co_unit_ids = fields.Many2many(
        "hr.department", "duban_import_line_unit_rel", string="Co-units"
    )
    due_text = fields.Char("Due date in the file", readonly=True)
    date_deadline = fields.Date("Due date")
    values_json = fields.Json(readonly=True)
    verdict = fields.Selection(
        [
            ("good", "Draft will be created"),
            ("bad", "To correct"),
            ("repeat", "Repeated"),
            ("created", "Draft created"),
        ],
        readonly=True,
    )
    problem_count = fields.Integer(readonly=True)
    message = fields.Text("What is wrong", readonly=True)
    suggestion = fields.Char(readonly=True)
    suggested_unit_id = fields.Many2one("hr.department", readonly=True)
    fingerprint = fields.Char(readonly=True, index=True)
    matter_id = fields.Many2one("duban.matter", "Draft", readonly=True)

    def write(self, vals):
        result = super().write(vals)
        if {
            "lead_unit_id",
            "date_deadline",
            "name",
        } & vals.keys() and "verdict" not in vals:
            for line in self.filtered(lambda row: row.verdict == "bad"):
                if (
                    line.name
                    and line.lead_unit_id
                    and (line.date_deadline or not line.due_text)
                ):
                    line.write(
                        {
                            "verdict": "good",
                            "message": False,
                            "suggestion": False,
                            "suggested_unit_id": False,
                        }
                    )
        return result

    @api.model
    def _imported(self, company, fingerprints):
        """Which rows were taken over before: {fingerprint: number or title}.

        A matter the person may not see is named by its number only.
        """
        # sudo: whether the row exists already is asked for the whole institution
        matters = (
            self.env["duban.matter"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("import_fingerprint", "in", fingerprints),
                ]
            )
        )
        readable = matters.with_env(self.env)._filtered_access("read")
        return {
            matter.import_fingerprint: matter.number
            or (matter.name if matter.with_env(self.env) in readable else "—")
            for matter in matters
        }

    def _check_imported(self):
        """Somebody may have imported the same file since the preview."""
        known = self._imported(self.import_id.company_id, self.mapped("fingerprint"))
        for line in self.filtered(lambda row: row.fingerprint in known):
            line.write(
                {
                    "verdict": "repeat",
                    "message": self.env._(
                        "Taken over before: %s", known[line.fingerprint]
                    ),
                }
            )

    def _create_matters(self):
        """Drafts of these rows, as the person who imports."""
        matters = self.env["duban.matter"].create(
            [line._matter_values() for line in self]
        )
        for line, matter in zip(self, matters, strict=True):
            matter._engine_write({"import_fingerprint": line.fingerprint})
            line.write({"verdict": "created", "matter_id": matter.id})

    def _matter_values(self):
        job, values = self.import_id, self.values_json or {}
        category = self.env["duban.source.category"].browse(
            values.get("category") or []
        )
        main = category.parent_id or category or job.source_category_id
        kind = category if category.parent_id else job.source_kind_id
        vals = {
            "name": self.name,
            "company_id": job.company_id.id,
            "regulation_id": job.regulation_id.id,
            "lead_unit_id": self.lead_unit_id.id,
            "co_unit_ids": [Command.set((self.co_unit_ids - self.lead_unit_id).ids)],
            "date_deadline": self.date_deadline,
            "deadline_ground": self.date_deadline and self.due_text,
            "source_category_id": main.id,
            "source_kind_id": kind.id if kind.parent_id == main else False,
            "decision_body_id": job.decision_body_id.id,
            "form_id": job.form_id.id,
            "meeting_date": job.meeting_date,
            "minutes_number": job.minutes_number,
            "minutes_issue_date": job.minutes_issue_date,
            "plan_year": job.year,
        }
        for name in (
            "content", "basis", "measures", "objective", "handling_requirement", "source_document", "is_long_cycle",
        ):  # fmt: skip
            if values.get(name):
                vals[name] = values[name]
        if values.get("leader"):
            vals["responsible_leader_id"] = values["leader"]
        if values.get("handler"):
            vals["handler_id"] = values["handler"]
        return {key: value for key, value in vals.items() if value or key == "name"}


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    import_fingerprint = fields.Char(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The imported row; the same row is not imported twice.",
    )
