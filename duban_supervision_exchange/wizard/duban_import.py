"""Import of an annual plan or a meeting's decisions: read, preview, create drafts, give back what is wrong."""

import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.documents.document_mixin import in_chinese

from ..tools import ledgers
from .import_rows import RowReader

BATCH = 50
#: bytes of a file that is read at once; a larger one in the job, with a progress bar
AT_ONCE = 300_000


class DubanImport(models.TransientModel):
    _name = "duban.import"
    _description = "Import of matters"
    _inherit = ["duban.job", "duban.label.mixin"]
    _labels_of_matter = True
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
    has_forms = fields.Boolean(compute="_compute_has_forms")
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
        [
            ("file", "Choose the file"),
            ("preview", "Preview"),
            ("create", "Drafts"),
            ("filed", "Filed"),
        ],
        default="file",
        readonly=True,
    )
    job_kind = fields.Selection(
        [
            ("read", "Reading"),
            ("create", "Creating drafts"),
            ("file", "Filing and assigning"),
        ],
        readonly=True,
    )
    file_note = fields.Char(readonly=True)
    sheet_ids = fields.One2many("duban.import.sheet", "import_id", "Sheets")
    column_ids = fields.One2many("duban.import.column", "import_id", "Columns")
    line_ids = fields.One2many("duban.import.line", "import_id", "Rows")
    good_count = fields.Integer(compute="_compute_counts")
    bad_count = fields.Integer(compute="_compute_counts")
    repeat_count = fields.Integer(compute="_compute_counts")
    left_count = fields.Integer(compute="_compute_counts")
    created_count = fields.Integer(compute="_compute_counts")
    done_count = fields.Integer(compute="_compute_counts")
    suggestion_count = fields.Integer(compute="_compute_counts")
    asks_co = fields.Boolean(compute="_compute_asks")
    asks_alike = fields.Boolean(compute="_compute_asks")
    has_suggestions = fields.Boolean(
        compute="_compute_said", export_string_translation=False
    )
    has_due_options = fields.Boolean(
        compute="_compute_said", export_string_translation=False
    )
    left_columns = fields.Char("Columns that are left", compute="_compute_left_columns")
    bad_file = fields.Binary("Rows to correct", readonly=True, attachment=True)
    bad_file_name = fields.Char(readonly=True)

    @api.depends("regulation_id")
    def _compute_has_forms(self):
        """Whether the regulation knows forms of supervision; where it is silent nobody is asked for one."""
        for job in self:
            options = self.env["duban.option"]._get(job.regulation_id, "form")
            job.has_forms = bool(options)

    @api.depends("line_ids.verdict", "line_ids.suggested_unit_id")
    def _compute_counts(self):
        Line = self.env["duban.import.line"]
        for job in self:
            # while rows are edited, what was read last stands until it is saved
            rows = [("import_id", "=", job._origin.id)]
            counts = dict(Line._read_group(rows, ["verdict"], ["__count"]))
            job.good_count = counts.get("good", 0)
            job.bad_count = counts.get("bad", 0)
            job.repeat_count = counts.get("repeat", 0)
            job.left_count = counts.get("left", 0)
            job.created_count = counts.get("created", 0)
            job.done_count = sum(
                counts.get(verdict, 0) for verdict in ("submitted", "filed", "assigned")
            )
            job.suggestion_count = Line.search_count(
                [
                    *rows,
                    ("verdict", "=", "bad"),
                    "|",
                    ("suggested_unit_id", "!=", False),
                    ("suggested_date", "!=", False),
                ]
            )

    @api.depends(
        "line_ids.problems", "line_ids.is_co_settled", "line_ids.is_alike_settled"
    )
    def _compute_asks(self):
        """Which ticks any of the rows needs: a column that settles nothing is not shown."""
        for job in self:
            lines = job.line_ids
            job.asks_co = any(line.asks_co or line.is_co_settled for line in lines)
            job.asks_alike = any(
                line.asks_alike or line.is_alike_settled for line in lines
            )

    @api.depends("line_ids.suggestion", "line_ids.due_options")
    def _compute_said(self):
        """Which columns any row fills: an empty one takes the room of what is wrong."""
        for job in self:
            job.has_suggestions = any(job.line_ids.mapped("suggestion"))
            job.has_due_options = any(job.line_ids.mapped("due_options"))

    @api.depends("column_ids.column_key", "sheet_ids.is_taken")
    def _compute_left_columns(self):
        for job in self:
            left = job.column_ids.filtered(
                lambda column: (
                    not column.column_key
                    and column.sheet_id.is_taken
                    and column.message
                    and column.title != "—"
                )
            )
            job.left_columns = "、".join(dict.fromkeys(left.mapped("title")))

    @api.depends("file_name")
    def _compute_display_name(self):
        for job in self:
            job.display_name = job.file_name or self.env._("Import matters")

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    def _check_may_import(self):
        """Whoever cannot register a matter cannot have files of them read either.

        :raise AccessError:
        """
        user = self.env.user
        for job in self:
            initiator = job.regulation_id._setting("filing_initiator")
            if not user.has_group("duban_supervision.group_office") and not (
                initiator == "subject_unit" and user.duban_unit_ids
            ):
                raise AccessError(
                    self.env._(
                        "Only the supervision office (or the initiating unit, where the regulation says so) "
                        "proposes matters."
                    )
                )

    def action_read(self):
        """Read the file into a preview; nothing is created yet.

        :raise UserError: the file cannot be read, in words
        """
        self.ensure_one()
        self._check_may_import()
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        if self.phase not in ("file", "preview"):
            raise UserError(self.env._("The drafts are created already."))
        self._engine_write({"job_kind": "read"})
        self._job_start(1)
        if len(self.file) <= AT_ONCE:
            self._job_run()
        return True

    def _read(self):
        """Read the file with the columns that were chosen by hand, into sheets, columns and lines."""
        mapping = self._mapping()
        answers = {
            sheet.position: (sheet.is_taken, sheet.decision_body_id.id)
            for sheet in self.sheet_ids
        }
        Memory = self.env["duban.import.memory"]
        try:
            content = base64.b64decode(self.file or b"", validate=False)
            book = ledgers.read_book(content, self.file_name or "")
        except (ledgers.ParseError, ValueError) as error:
            raise UserError(self._file_message(error)) from error
        own = {**self._own_words(), **Memory._titles(self.company_id)}
        tables = ledgers.read_tables(book, own, mapping)
        if not any(table.head for table in tables):
            raise UserError(self._file_message(ledgers.ParseError("header")))
        reader = RowReader(self, own)
        self.line_ids.unlink()
        self.sheet_ids.unlink()
        vals_list = []
        for table in tables:
            rows = [reader.line(table, entry) for entry in table.entries]
            take, body = answers.get(
                table.sheet, (table.why != "hidden" and bool(rows), False)
            )
            self._create_sheet(table, take, body)
            if not take:
                for vals in rows:
                    vals["is_taken"] = False
            vals_list += rows
        if not vals_list:
            raise UserError(self.env._("There is no row below the header."))
        reader.mark_repeats(vals_list)
        Line = self.env["duban.import.line"]
        Line.create(
            [{"import_id": self.id, **Line._judged(vals)} for vals in vals_list]
        )
        self._engine_write(
            {
                "phase": "preview",
                "bad_file": False,
                "file_note": self.env._("This is a web page that is called .xls; its table was read.")
                if book.kind == "html" else False,
            }
        )  # fmt: skip

    def _mapping(self):
        """What a person chose for columns, to be read anew; it is remembered for the next file."""
        mapping = {}
        Memory = self.env["duban.import.memory"]
        for column in self.column_ids:
            if (column.column_key or "") == (column.found_key or ""):
                continue
            place = mapping.setdefault(column.sheet_id.position, {})
            place[column.position] = column.column_key or ""
            Memory._keep(
                self.company_id,
                "title",
                column.title.split(" / ")[-1],
                column_key=column.column_key or "",
            )
        return mapping

    def _create_sheet(self, table, take, body=False):
        why = {
            "empty": self.env._("The sheet is empty."),
            "no_head": self.env._(
                "No row of it names the columns of a table of matters."
            ),
            "hidden": self.env._("The sheet is hidden in the file."),
        }
        skipped = {
            "above": self.env._("above the table"), "heading": self.env._("heading"),
            "note": self.env._("note or total"), "further": self.env._("further line of the matter above"),
            "header": self.env._("header again"), "blank": self.env._("blank"),
        }  # fmt: skip
        left = [row for row in table.skipped if row.why != "blank"]
        lines = [
            self.env._("Row %(row)s (%(why)s): %(text)s", row=row.number, why=skipped[row.why], text=row.text)
            for row in left[:200]
        ]  # fmt: skip
        hidden = sum(1 for entry in table.entries if entry.is_hidden)
        message = [why[table.why]] if table.why else []
        if table.head:
            message.append(self.env._("The table begins in row %s.", table.head.top))
        if hidden:
            message.append(
                self.env._(
                    "%s rows are hidden or filtered out; they are not taken unless you tick them.",
                    hidden,
                )
            )
        Sheet = self.env["duban.import.sheet"]
        sheet = Sheet.create(
            {
                "import_id": self.id, "position": table.sheet, "name": table.name or "—", "is_taken": take,
                "has_table": bool(table.head), "message": "\n".join(message), "row_count": len(table.entries),
                "skipped_count": len(left), "skipped": "\n".join(lines),
                "asks_body": Sheet._names_another(self.decision_body_id, table.name), "decision_body_id": body,
            }
        )  # fmt: skip
        if table.head:
            self._create_columns(sheet, table)

    def _create_columns(self, sheet, table):
        notes = {
            "second_units": self.env._("A second column of units: they help."),
            "second_due": self.env._("A second column of dates."),
            "earlier_stage": self.env._(
                "An earlier stage: it goes to the content, the last stage is the due date."
            ),
            "repeated": self.env._(
                "Another column is taken as the same; this one is left."
            ),
            "wider": self.env._("A wider title: it goes to the content."),
            "by_hand": self.env._("Chosen by hand."),
            "by_content": self.env._(
                "The title does not say so, what stands below it does."
            ),
            "wider_due": self.env._(
                "The month of the dates that stand in the column beside it."
            ),
            "unit_column": self.env._(
                "The title is a unit; the marks below it say who leads and who helps."
            ),
            "other_due": self.env._(
                "It holds hardly any dates; another column does. This one goes to the content."
            ),
        }
        vals_list = []
        for column in table.head.columns:
            sample = next(
                (
                    row.raw[column.at]
                    for row in table.entries
                    if column.at < len(row.raw) and row.raw[column.at]
                ),
                "",
            )
            if not column.title and not sample:
                continue
            note = notes.get(column.why, "")
            if column.key == "progress" and not note:
                note = self.env._(
                    "Only in a ledger of a past year it is taken over, as the result."
                )
            if not column.key and not note:
                note = self.env._(
                    "Not known: the column is left unless you choose what it is."
                )
            if column.at in table.hidden_columns:
                note = " ".join([note, self.env._("Hidden in the file.")])
            vals_list.append(
                # kept, so in the institution's words from the start
                {"sheet_id": sheet.id, "position": column.at, "title": column.title or "—", "sample": sample[:80],
                 "column_key": column.key or False, "found_key": column.key, "certainty": round(column.sure * 100),
                 "message": self.env["duban.label"]._own(note, self.regulation_id)}
            )  # fmt: skip
        self.env["duban.import.column"].create(vals_list)

    def _take_rows(self, sheet):
        """A sheet was ticked or not: so are its rows, but not those that are hidden in it."""
        lines = self.line_ids.filtered(
            lambda row: row.sheet_position == sheet.position and not row.is_hidden_row
        )
        lines.write({"is_taken": sheet.is_taken})

    def _own_words(self):
        """The regulation's own labels as further names of columns."""
        labels = self.env["duban.label"]._words(self.regulation_id.id)
        fields_of = {
            "name": "name", "content": "content", "lead_unit_id": "units", "co_unit_ids": "co_units",
            "date_deadline": "due", "responsible_leader_id": "leader", "handler_id": "handler", "basis": "basis",
            "source_category_id": "category", "measures": "measures", "objective": "objective",
            "handling_requirement": "requirement",
        }  # fmt: skip
        # who heads or connects a unit handles none of its matters
        others = ("liaison_id", "unit_head_id")
        own = {
            row["label"]: "" for row in self._ledger_columns() if row["key"] in others
        }
        return own | {
            labels[f"field:{name}"]: key
            for name, key in fields_of.items()
            if labels.get(f"field:{name}")
        }

    def _ledger_columns(self):
        """Columns of the institution's own ledger."""
        return in_chinese(self.regulation_id)._document_cells("ledger")

    def action_take_suggestions(self):
        """Take over the suggested unit or date wherever a row asks for one."""
        self.line_ids.filtered(lambda row: row.verdict == "bad")._take_suggestion()
        return True

    def action_back(self):
        """Choose another file."""
        self.line_ids.unlink()
        self.sheet_ids.unlink()
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
        self._check_may_import()
        good = self.line_ids.filtered(lambda line: line.verdict == "good")
        if not good:
            raise UserError(self.env._("No row can be taken over as it is."))
        self._engine_write({"phase": "create", "job_kind": "create"})
        self._job_start(len(good))
        if len(good) <= BATCH:
            self._job_run()
        return True

    def _job_advance(self):
        """A large file that cannot be read ends the job with the reason, in its window."""
        if self.job_kind != "read" or len(self.file or b"") <= AT_ONCE:
            return super()._job_advance()
        try:
            with self.env.cr.savepoint():
                return super()._job_advance()
        except UserError as error:
            self._engine_write({"job_state": "failed", "job_message": str(error)})

    def _job_batch(self):
        return getattr(self, f"_batch_{self.job_kind}")()

    def _batch_read(self):
        self._read()
        return 1

    def _batch_create(self):
        lines = self.env["duban.import.line"].search(
            [("import_id", "=", self.id), ("verdict", "=", "good")], limit=BATCH
        )
        if not lines:
            return self.job_total - self.job_done
        lines._check_imported()
        todo = lines.filtered(lambda line: line.verdict == "good")
        if todo:
            todo._create_safely()
        self.env.flush_all()
        self.env["duban.matter"].invalidate_model(flush=False)
        return len(lines)

    def _job_finish(self):
        if self.job_kind == "create":
            self._make_bad_file()
            self._find_gaps()

    def action_open_drafts(self):
        """The matters that were created."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Imported matters"),
            "res_model": "duban.matter",
            "view_mode": "list,kanban,form",
            "domain": [("id", "in", self.line_ids.matter_id.ids)],
        }
