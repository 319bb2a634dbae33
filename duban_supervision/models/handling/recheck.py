"""Re-checks of closed matters: return visit, re-check, look-back, renewed supervision; chosen or drawn at random."""

import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ... import clock, inputs
from ..matter.states import CLOSED_STATES


class DubanRecheck(models.Model):
    _name = "duban.recheck"
    _description = "Re-check"
    _inherit = ["duban.matter.part"]
    _order = "id desc"
    _rec_name = "matter_id"

    kind_id = fields.Many2one(
        "duban.option",
        required=True,
        domain="[('list_code', '=', 'recheck_kind')]",
    )
    sample_id = fields.Many2one(
        "duban.recheck.sample", index=True, ondelete="restrict", readonly=True
    )
    user_id = fields.Many2one("res.users", "By", default=lambda self: self.env.user)
    date_planned = fields.Date("Planned for", required=True, default=clock.today)
    date = fields.Date("Made on", readonly=True)
    method = fields.Char()
    finding = fields.Text(readonly=True)
    outcome = fields.Selection(
        [
            ("open", "To be checked"),
            ("passed", "Implemented"),
            ("failed", "Not implemented"),
        ],
        default="open",
        required=True,
        readonly=True,
    )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        for row in rows:
            matter = row.matter_id
            matter._require_rule("recheck_enabled")
            row._check_closed()
            if (
                row.outcome != "open"
                or row.kind_id.list_code != "recheck_kind"
                or row.kind_id.regulation_id != matter.regulation_id
            ):
                raise AccessError(
                    self.env._(
                        "A re-check starts open, with a kind of the matter's regulation."
                    )
                )
        rows.matter_id._reconcile_todos()
        return rows

    def _check_closed(self):
        """:raise UserError: the matter of this one re-check has no result that could be looked at, or none any more"""
        matter = self.matter_id
        if matter.state not in CLOSED_STATES:
            raise UserError(self.env._("%s is not closed yet.", matter.display_name))

    def action_record(self, outcome=None, finding=None, date_deadline=None):
        """Record the finding; a failed re-check with a new due date reopens the matter (XISU-10.5b, AMB-58).

        :param outcome: ``passed`` or ``failed``
        :param finding: text, required
        :param date_deadline: new due date, only for reopening
        :raise UserError: no outcome or finding, recorded already, or the matter is not closed (any more)
        """
        if outcome not in ("passed", "failed"):
            raise UserError(self.env._("Say whether it was implemented."))
        if not inputs.text(self.env, finding):
            raise UserError(self.env._("Write the finding."))
        for row in self:
            row.matter_id._assert_may(
                "_is_office", self.env._("Only the supervision office re-checks.")
            )
            if row.outcome != "open":
                raise UserError(self.env._("This re-check is already recorded."))
            row._check_closed()
        self._engine_write(
            {
                "outcome": outcome,
                "finding": finding,
                "date": clock.today(self),
            }
        )
        reopens = outcome == "failed" and date_deadline
        for row in self:
            self.env["duban.act"]._append(
                row.matter_id, f"recheck_{outcome}", finding, tell=not reopens
            )
        if reopens:
            self.matter_id.action_reopen(finding, date_deadline)
        self.matter_id._reconcile_todos()
        return True

    def _who_writes(self, operation, names=frozenset()):
        self.matter_id._assert_may(
            "_is_office", self.env._("Only the supervision office re-checks.")
        )
        if operation == "write" and (
            names - {"user_id", "date_planned", "method"}
            or any(row.outcome != "open" for row in self)
        ):
            raise AccessError(
                self.env._("The finding is recorded through its own step.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Re-checks are kept."))


class DubanRecheckSample(models.Model):
    """A random draw among closed matters, reproducible from its stored seed and population (WUT-17.1, SIE-17.1)."""

    _name = "duban.recheck.sample"
    _description = "Random spot check"
    _inherit = ["duban.office.act"]
    _order = "id desc"
    _switch = "recheck_random"

    name = fields.Char(compute="_compute_name", store=True)
    date_from = fields.Date("Closed from", required=True)
    date_to = fields.Date("Closed to", required=True)
    unit_ids = fields.Many2many(
        "hr.department",
        "duban_recheck_sample_unit_rel",
        string="Units",
        context={"active_test": False},
    )
    size = fields.Integer("Sample size", required=True)
    kind_id = fields.Many2one(
        "duban.option",
        required=True,
        domain="[('list_code', '=', 'recheck_kind')]",
    )
    seed = fields.Char(readonly=True, copy=False)
    population = fields.Json(
        readonly=True, copy=False, help="Ids of the matters among which was drawn."
    )
    drawn_on = fields.Datetime(readonly=True, copy=False)
    drawn_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    recheck_ids = fields.One2many(
        "duban.recheck", "sample_id", "Drawn matters", readonly=True
    )

    @api.depends("date_from", "date_to", "size")
    def _compute_name(self):
        for sample in self:
            period = self.env["duban.matter"]._format_period(
                sample.date_from, sample.date_to
            )
            sample.name = f"{period}（{sample.size}）"

    def action_draw(self):
        """Draw once. The draw is a function of seed and population and cannot be repeated or edited.

        :raise UserError: already drawn, or fewer closed matters than asked for
        """
        self._check_office()
        for sample in self:
            if sample.seed:
                raise UserError(self.env._("This sample was already drawn."))
            domain = [
                ("company_id", "=", sample.company_id.id),
                ("state", "in", CLOSED_STATES),
                ("date_closed", ">=", sample.date_from),
                ("date_closed", "<=", sample.date_to),
            ]
            if sample.unit_ids:
                domain.append(("lead_unit_id", "in", sample.unit_ids.ids))
            found = self.env["duban.matter"].search(domain, order="id")._is_office()
            population = found.filtered(sample._may_be_drawn)
            if not 0 < sample.size <= len(population):
                raise UserError(
                    self.env._(
                        "%(count)s closed matters match; the sample must have between 1 and that many.",
                        count=len(population),
                    )
                )
            seed = hashlib.sha256(
                f"{sample.id}:{fields.Datetime.now()}:{self.env.uid}:{self.env.cr.now()}".encode()
            ).hexdigest()
            sample._engine_write(
                {
                    "seed": seed,
                    "population": population.ids,
                    "drawn_on": fields.Datetime.now(),
                    "drawn_by_id": self.env.uid,
                    **sample._values_of_draw(population),
                }
            )
            # the door: who draws also says what was drawn
            door = sample.with_context(duban_door=self._door()).env
            door["duban.recheck"].create(
                [
                    {
                        "matter_id": matter.id,
                        "sample_id": sample.id,
                        "kind_id": sample._kind_for(matter.regulation_id).id,
                        **planned,
                    }
                    for matter in population.browse(sample._choose())
                    for planned in sample._planned(matter)
                ]
            )
        return True

    def _may_be_drawn(self, matter):
        """Whether the rules under which ``matter`` was filed know re-checks, and of this kind."""
        return matter._rule("recheck_enabled") and self._kind_for(matter.regulation_id)

    def _kind_for(self, regulation):
        """The kind of this one draw as ``regulation`` has it: an earlier version keeps options of its own."""
        return self.kind_id._under(regulation)

    def _values_of_draw(self, population):
        """Hook: further values kept with this one draw among ``population`` (matters)."""
        return {}

    def _choose(self):
        """Hook: ids of the matters that this one draw takes, from what is stored of it."""
        return self._drawn_ids(self.seed, self.population, self.size)

    def _planned(self, matter):
        """Hook: values of the re-checks of one drawn matter, one dict for each."""
        return [{}]

    @staticmethod
    def _drawn_ids(seed, population, size):
        """The draw itself: the ``size`` ids with the smallest hash of seed and id."""
        return sorted(
            sorted(
                population,
                key=lambda i: hashlib.sha256(f"{seed}:{i}".encode()).hexdigest(),
            )[:size]
        )

    def _is_final(self):
        return bool(self.seed)
