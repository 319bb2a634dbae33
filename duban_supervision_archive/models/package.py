"""A package for the archive (归档) or for an inspection (迎检): what is asked for, its steps, its job."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.access.matter_access import ENDED_STATES
from odoo.addons.duban_supervision.models.documents.document_mixin import in_chinese

#: dossiers made in one batch of the job, about a second
BATCH = 5
#: how long it is kept (保管期限)
RETENTIONS = [("permanent", "Permanent"), ("30", "30 years"), ("10", "10 years")]
#: which matters are asked for
ASKED = frozenset(
    {"kind", "date_from", "date_to", "body_ids", "unit_ids", "only_matter_ids", "volume"}
)  # fmt: skip


class DubanPackage(models.Model):
    """All matters of a period, body, unit or list with their dossiers, lists and fingerprints (PLUS-A1, PLUS-A2).

    It is made with the rights of its maker, and only the maker reads it: colleagues may not see the same matters.
    """

    _name = "duban.package"
    _description = "Package of matters"
    _inherit = ["duban.office.document", "duban.job", "mail.thread"]
    _happened = {"date_transferred": ()}
    _order = "id desc"

    name = fields.Char("Title", required=True)
    kind = fields.Selection(
        [("archive", "For the archive"), ("inspection", "For an inspection")],
        required=True,
        default="archive",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Being made"),
            ("done", "Ready"),
            ("transferred", "Handed over"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    date_from = fields.Date(
        "From", required=True, default=lambda self: self._last_year("-01-01")
    )
    date_to = fields.Date(
        "Until", required=True, default=lambda self: self._last_year("-12-31")
    )
    body_ids = fields.Many2many(
        "duban.decision.body",
        context={"active_test": False},
        string="Deciding bodies",
        domain="[('regulation_id', '=', regulation_id)]",
    )
    unit_ids = fields.Many2many(
        "hr.department", string="Lead units", context={"active_test": False}
    )
    only_matter_ids = fields.Many2many(
        "duban.matter",
        string="Only these matters",
        help="Empty: all matters that fit. Chosen matters count whatever their dates.",
    )
    volume = fields.Char(
        "Volume number",
        help="Only the matters of this archive volume, whatever their dates.",
    )
    ground = fields.Text(
        help="E.g. the letter of the inspection team or the filing plan."
    )
    recipient = fields.Char(help="The archive, or who inspects.")

    fonds_name = fields.Char(
        "Fonds", default=lambda self: self._last("fonds_name") or False
    )
    fonds_number = fields.Char(
        "Fonds number", default=lambda self: self._last("fonds_number") or False
    )
    catalogue_number = fields.Char("Catalogue number")
    class_name = fields.Char(
        "Organisation or subject", default=lambda self: self._last("class_name")
    )
    retention = fields.Selection(
        RETENTIONS, "Retention period", required=True, default="30"
    )
    first_item = fields.Integer("First item number", required=True, default=1)
    box_size = fields.Integer("Size of a box (MB)", required=True, default=200)

    #: the screen sends it with a new package and with what is taken out of the list; each line guards its own values
    line_ids = fields.One2many("duban.package.line", "package_id")
    box_ids = fields.One2many("duban.package.box", "package_id", readonly=True)
    matter_count = fields.Integer("Matters", compute="_compute_matter_count")
    left_out_count = fields.Integer("Left out", compute="_compute_left_out_count")
    record = fields.Binary(
        "Transfer record", attachment=True, readonly=True, copy=False
    )
    record_name = fields.Char(compute="_compute_record_name")
    date_made = fields.Datetime("Package made on", readonly=True, copy=False)
    date_transferred = fields.Date("Transferred on", copy=False)
    received_by = fields.Char(copy=False)
    receipt_ids = fields.Many2many(
        "ir.attachment", string="Signed transfer record", copy=False
    )

    _dates = models.Constraint(
        "CHECK (date_from <= date_to)", "The period ends before it begins."
    )
    _numbers = models.Constraint(
        "CHECK (first_item > 0 AND box_size > 0)",
        "The first item number and the size of a box are greater than zero.",
    )

    @api.model
    def _last_year(self, day):
        return f"{clock.today(self).year - 1}{day}"

    @api.model
    def _last(self, name):
        """What the latest package of the company says, so that nothing is typed every year."""
        return self.search([("company_id", "=", self.env.company.id)], limit=1)[name]

    # ------------------------------------------------------------------
    # Which matters
    # ------------------------------------------------------------------

    def _matter_domain(self):
        """Matters of this one package: ended in the period for the archive, filed in it for an inspection.

        For an inspection they are those that the ledger of the same period shows.
        """
        own = Domain("regulation_id.company_id", "=", self.company_id.id)
        if self.kind == "archive":
            # what was reopened runs, and is no filed unit, however it is asked for
            own &= Domain("state", "in", ENDED_STATES)
        if self.only_matter_ids:
            chosen = Domain("id", "in", self.only_matter_ids.ids)
            return own & chosen & Domain("date_filed", "!=", False)
        if self.volume:
            held = Domain("holder", "=", "office") & Domain("volume", "=", self.volume)
            return own & Domain("archive_record_ids", "any", held)
        domain = own & self.env["duban.matter"]._ledger_domain()
        day = "date_ended" if self.kind == "archive" else "date_filed"
        domain &= Domain(day, ">=", self.date_from) & Domain(day, "<=", self.date_to)
        if self.body_ids:
            domain &= Domain("decision_body_id", "in", self.body_ids._versions().ids)
        if self.unit_ids:
            domain &= Domain("lead_unit_id", "in", self.unit_ids.ids)
        return domain

    def _matters(self):
        """The matters of this one package that its maker may see, in the order of the ledger."""
        matters = self.env["duban.matter"].search(self._matter_domain())
        return matters._ledger_sorted(self.regulation_id)

    @api.depends(
        "kind", "date_from", "date_to", "body_ids", "unit_ids", "only_matter_ids",
        "volume", "company_id", "line_ids.is_included",
    )  # fmt: skip
    def _compute_matter_count(self):
        for package in self:
            if package.line_ids:
                included = package.line_ids.filtered("is_included")
                package.matter_count = len(included)
            else:
                package.matter_count = (
                    self.env["duban.matter"].search_count(package._matter_domain())
                    if package.date_from and package.date_to
                    else 0
                )

    @api.depends("name")
    def _compute_record_name(self):
        for package in self:
            package.record_name = (
                f"{package.name}-{in_chinese(package)._file_word('record')}.xlsx"
            )

    @api.depends("line_ids.state")
    def _compute_left_out_count(self):
        for package in self:
            package.left_out_count = len(
                package.line_ids.filtered(lambda line: line.state == "left_out")
            )

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def _check_writable(self, vals):
        """The office while it is a draft; who received it is written down afterwards."""
        self._check_office()
        later = {"date_transferred", "received_by", "receipt_ids"}
        if vals.keys() <= later and all(row.state == "done" for row in self):
            return
        super()._check_writable(vals)

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & ASKED:
            # the list is of what is asked for, and of nothing that was asked for before
            for package in self.filtered(lambda row: row.state == "draft"):
                if package.line_ids:
                    package._list()
        return result

    def action_list(self):
        """Put the matters that fit on the list, where single ones are taken out or kept for longer.

        :raise UserError: nothing fits, or it is no draft
        """
        for package in self:
            package._check_writable({"line_ids": True})
            if not package._list():
                raise UserError(
                    self.env._(
                        "No matter fits. Check the period: for the archive the day of closing counts, for an "
                        "inspection the day of filing."
                    )
                )
        return True

    def _list(self, keep=False):
        """Put the matters that fit this one package on its list; what was chosen for single ones stays.

        :param keep: what fits no more stays on the list, where the job says why it is left out
        :return: the matters
        """
        matters = self._matters()
        known = {line.matter_id.id: line for line in self.line_ids}
        gone = self.line_ids.filtered(lambda line: line.matter_id not in matters)
        if keep:
            gone = gone.browse()
        commands = [Command.delete(line.id) for line in gone]
        for position, matter in enumerate(matters):
            values = {"item": self.first_item + position}
            line = known.get(matter.id)
            commands.append(
                Command.update(line.id, values)
                if line
                else Command.create(
                    {"matter_id": matter.id, "retention": self.retention, **values}
                )
            )
        self._engine_write({"line_ids": commands})
        return matters

    def _fits(self, matter):
        """Whether ``matter`` is still one of those that this one package asks for."""
        domain = self._matter_domain() & Domain("id", "=", matter.id)
        return bool(self.env["duban.matter"].search_count(domain))

    def action_start(self):
        """Make the package: the window shows how far it is; closed, the work goes on.

        :raise UserError: nothing is on the list
        """
        self.ensure_one()
        self._check_writable({"line_ids": True})
        if not self.line_ids:
            self.action_list()
        # what ended since the list was drawn up belongs to the period as well
        self._list(keep=True)
        included = self.line_ids.filtered("is_included")
        if not included:
            raise UserError(self.env._("All matters were taken out of the list."))
        included._number(included._first_free(self.first_item))
        (self.line_ids - included)._engine_write({"item": 0})
        self._engine_write({"state": "running"})
        # one more for putting the boxes together
        self._job_start(len(included) + 1)
        return True

    def action_again(self):
        """Carry on with a package whose job stopped; what is ready stays."""
        self.ensure_one()
        self._check_office()
        if self.job_state != "failed":
            raise UserError(self.env._("“%s” did not stop.", self.name))
        done = self.line_ids.filtered(
            lambda line: line.is_included and line.state != "waiting"
        )
        self._job_start(len(self.line_ids.filtered("is_included")) + 1)
        self._engine_write({"job_done": len(done)})
        return True

    def action_transfer(self):
        """Note that the recipient has it: by whom it was received, and the signed record.

        :raise UserError: it is not ready, or it is not said who received it
        """
        for package in self:
            package._check_office()
            if package.state != "done":
                raise UserError(self.env._("“%s” is not ready.", package.name))
            package._required(["received_by"])
            package._engine_write(
                {
                    "state": "transferred",
                    "date_transferred": package.date_transferred
                    or clock.today(package),
                }
            )
        return True

    # ------------------------------------------------------------------
    # The job
    # ------------------------------------------------------------------

    def _job_batch(self):
        """Dossiers of the next matters; the last piece is the boxes."""
        lines = self.line_ids.filtered(
            lambda line: line.is_included and line.state == "waiting"
        )[:BATCH]
        for line in lines:
            line._make()
        self.env["duban.matter"].invalidate_model(flush=True)
        return len(lines)

    def _job_finish(self):
        self._put_together()
        self._engine_write({"state": "done", "date_made": fields.Datetime.now()})
