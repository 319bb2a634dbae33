"""Import of an annual plan or a meeting's decisions: read, preview, create drafts, give back what is wrong."""

import base64
import io

import xlsxwriter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .. import clock
from ..tools import import_parser as parser
from ..tools.ledger_xlsx import INERT, write_text
from .import_rows import RowReader

BATCH = 50


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
        default=lambda self: clock.today(self).year,
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
        return True

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
        return True

    def action_back(self):
        """Choose another file."""
        self.line_ids.unlink()
        self._engine_write(
            {"phase": "file", "file": False, "file_name": False, "job_state": "draft"}
        )
        return True

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
        return True

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
            "view_mode": "list,kanban,form",
            "domain": [("id", "in", self.line_ids.matter_id.ids)],
        }
