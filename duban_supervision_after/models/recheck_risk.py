"""回头看 by risk (PLUS-R1): a weighted draw that anybody can repeat, re-checks after months, what held."""

import hashlib
from math import log

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.duban_supervision import clock


def weighted_draw(seed, weights, size):
    """The ids drawn: each is as likely to come next as its weight among those left (Efraimidis and Spirakis).

    :param seed: text
    :param weights: {id: whole number above 0}
    :param size: how many
    :return: sorted list of ids
    """

    def key(each):
        digest = hashlib.sha256(f"{seed}:{each}".encode()).digest()
        # 53 bits: exact as a float, never 0
        chance = ((int.from_bytes(digest, "big") >> 203) + 0.5) / 2**53
        return -log(chance) / weights[each], each

    return sorted(sorted(weights, key=key)[:size])


class DubanRecheckSample(models.Model):
    _inherit = "duban.recheck.sample"

    by_risk = fields.Boolean(
        "By risk", help="Drawn by the weights of the regulation instead of evenly."
    )
    can_weigh = fields.Boolean(
        compute="_compute_can_weigh", export_string_translation=False
    )
    weights = fields.Json(
        readonly=True,
        copy=False,
        help="Of each matter among which was drawn: {id: [[factor, weight], …]}.",
    )

    @api.depends("company_id")
    def _compute_can_weigh(self):
        for sample in self:
            sample.can_weigh = sample._regulation().recheck_by_risk

    def _values_of_draw(self, population):
        values = super()._values_of_draw(population)
        if self.by_risk:
            values["weights"] = self._weigh(population)
        return values

    def _weigh(self, population):
        """{id as text: [[factor, weight], …]} of each matter of ``population``.

        :raise UserError: the regulation does not draw by risk
        """
        regulation = self._regulation()
        regulation._require("recheck_by_risk")
        rows = regulation._setting("recheck_weight_ids")
        counts = self._risk_counts(population, rows)
        weights = {}
        for matter in population:
            parts = [
                [row.factor, row.weight * (count if row.is_each else 1)]
                for row in rows
                if (count := counts[row.factor].get(matter.id, 0))
            ]
            # what has no weight at all could never be drawn
            weights[str(matter.id)] = parts or [["base", 1]]
        return weights

    def _risk_counts(self, population, rows):
        """{factor: {matter id: how often}} of the factors of ``rows``."""
        # sudo: counts only, of matters that the office supervises
        matters = population.sudo()
        counts = dict.fromkeys(
            ("base", "late", "returned", "urged", "extended", "money", "unit_record"),
            {},
        )
        counts["base"] = dict.fromkeys(matters.ids, 1)
        counts["late"] = {each.id: 1 for each in matters if each.closed_late}
        counts["returned"] = {each.id: each.return_count for each in matters}
        counts["urged"] = {each.id: each.urging_count for each in matters}
        counts["important"] = {each.id: 1 for each in matters if each.is_key}
        extended = matters.env["duban.request"]._read_group(
            [
                ("matter_id", "in", matters.ids),
                ("kind", "=", "extension"),
                ("state", "=", "approved"),
            ],
            ["matter_id"],
            ["__count"],
        )
        counts["extended"] = {matter.id: count for matter, count in extended}
        words = rows.filtered(lambda row: row.factor == "money")[:1]._words()
        counts["money"] = {
            each.id: 1
            for each in matters
            if any(word in f"{each.name} {each.content or ''}" for word in words)
        }
        failed = self.env["duban.recheck"]._failed_by_unit(self.company_id)
        counts["unit_record"] = {
            each.id: failed.get(each.lead_unit_id.id, 0) for each in matters
        }
        return counts

    def _choose(self):
        if not self.by_risk:
            return super()._choose()
        weights = {
            int(each): sum(weight for _factor, weight in parts)
            for each, parts in self.weights.items()
        }
        return weighted_draw(self.seed, weights, self.size)

    def _planned(self, matter):
        """One re-check for each of the months after closing; what is past already is made up for once, today."""
        if not self.by_risk:
            return super()._planned(matter)
        reason = {
            "draw_reason": "、".join(
                f"{self._factor_word(factor)} {weight}"
                for factor, weight in self.weights[str(matter.id)]
            )
        }
        months = self._regulation()._recheck_months()
        if not months:
            return [reason]
        today = clock.today(self)
        days = [matter.date_closed + relativedelta(months=month) for month in months]
        coming = [day for day in days if day > today]
        if len(coming) < len(days):
            coming.insert(0, today)
        return [{"date_planned": day, **reason} for day in coming]

    def _plan_anew(self, rows):
        """The open ``rows`` of one matter that this one draw by risk took, after the matter was closed once more.

        They are the last of its months: those before were made, and one of them found the first result wanting.
        """
        months = self._regulation()._recheck_months()[-len(rows) :]
        rows = rows.sorted(lambda row: (row.date_planned, row.id))
        closed = rows.matter_id.date_closed
        if months:
            rows = rows[-len(months) :]
            days = [closed + relativedelta(months=month) for month in months]
        else:  # at once, but not before there was something to look at
            days = [max(row.date_planned, closed) for row in rows]
        for row, day in zip(rows, days, strict=True):
            row._engine_write({"date_planned": day})

    def _factor_word(self, factor):
        field = self.env["duban.recheck.weight"]._fields["factor"]
        return dict(field._description_selection(self.env))[factor]

    def action_verify(self):
        """Draw again from what is stored and say whether it is what was drawn.

        :raise UserError: it is not, or nothing was drawn yet
        """
        for sample in self:
            sample._check_office()
            if not sample.seed:
                raise UserError(self.env._("Nothing was drawn yet."))
            # sudo: the matters of a draw of this office
            if sorted(sample._choose()) != sorted(
                sample.sudo().recheck_ids.matter_id.ids
            ):
                raise UserError(
                    self.env._("This is not what seed and weights draw: report it.")
                )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Drawn again from the stored seed: the same."),
            },
        }


class DubanRecheck(models.Model):
    _inherit = "duban.recheck"

    draw_reason = fields.Char("Why drawn", readonly=True)
    department_id = fields.Many2one(
        "hr.department",
        "Unit",
        compute="_compute_department_id",
        store=True,
        index="btree_not_null",
        help="The lead unit when the finding was recorded.",
    )
    held_rate = fields.Float(
        "Held (%)",
        compute="_compute_held_rate",
        store=True,
        aggregator="avg",
        digits=(16, 1),
        help="Share of the recorded re-checks that found the result still in place.",
    )

    @api.depends("outcome")
    def _compute_department_id(self):
        for row in self:
            if row.outcome == "open" or not row.department_id:
                row.department_id = row.matter_id.lead_unit_id

    @api.depends("outcome")
    def _compute_held_rate(self):
        for row in self:
            row.held_rate = {"passed": 100.0, "failed": 0.0}.get(row.outcome)

    @api.model
    def _failed_by_unit(self, company):
        """{unit id: failed re-checks so far} of ``company`` (record)."""
        # sudo: counts only
        groups = self.sudo()._read_group(
            [("company_id", "=", company.id), ("outcome", "=", "failed")],
            ["department_id"],
            ["__count"],
        )
        return {unit.id: count for unit, count in groups}

    @api.model
    def _held_figures(self, company, date_from, date_to):
        """{unit id: (recorded, held)} of the re-checks made in a period; the caller decides who sees it."""
        self.flush_model(["date", "outcome", "department_id", "matter_id"])
        self.env.cr.execute(
            SQL(
                """SELECT r.department_id, count(*), count(*) FILTER (WHERE r.outcome = 'passed')
                     FROM duban_recheck r JOIN duban_matter m ON m.id = r.matter_id
                    WHERE m.company_id = %s AND r.outcome IN ('passed', 'failed') AND r.date BETWEEN %s AND %s
                    GROUP BY 1""",
                company.id,
                date_from,
                date_to,
            )
        )
        return {unit: (made, held) for unit, made, held in self.env.cr.fetchall()}


class DubanAssessment(models.Model):
    _inherit = "duban.assessment"

    recheck_count = fields.Integer("Re-checks made", readonly=True, copy=False)
    recheck_held = fields.Integer("Of these held", readonly=True, copy=False)
    recheck_rate = fields.Float(
        "Share that held (%)", digits=(16, 1), readonly=True, copy=False
    )

    def _fill(self):
        result = super()._fill()
        figures = self.env["duban.recheck"]._held_figures(
            self.company_id, self.date_from, self.date_to
        )
        made = sum(row[0] for row in figures.values())
        held = sum(row[1] for row in figures.values())
        rate = self.env["duban.statistics"]._rate
        self.write(
            {
                "recheck_count": made,
                "recheck_held": held,
                "recheck_rate": rate(held, made),
            }
        )
        lines = self.line_ids.filtered(lambda row: row.subject == "unit")
        # a re-check comes months after closing: of a unit without a task in the year as well
        missing = figures.keys() - set(lines.department_id.ids) - {None}
        if "unit" in self._subjects() and missing:
            units = self.env["hr.department"].browse(missing).sorted("complete_name")
            vals_list = [
                {
                    "assessment_id": self.id,
                    "sequence": max(lines.mapped("sequence"), default=-1) + 1,
                    "subject": "unit",
                    "department_id": unit.id,
                    "name": unit.display_name,
                }
                for unit in units
            ]
            self._add_units_of_people(vals_list)
            lines |= lines.create(vals_list)
        for line in lines:
            made, held = figures.get(line.department_id.id, (0, 0))
            line.write({"recheck_count": made, "recheck_rate": rate(held, made)})
        return result


class DubanAssessmentLine(models.Model):
    _inherit = "duban.assessment.line"

    recheck_count = fields.Integer("Re-checks made")
    recheck_rate = fields.Float("Re-checks held (%)", digits=(16, 1), aggregator="avg")


class HrDepartment(models.Model):
    _inherit = "hr.department"

    duban_recheck_record = fields.Char(
        "Record of re-checks",
        compute="_compute_duban_recheck_record",
        groups="duban_supervision.group_office,duban_supervision.group_leader",
    )

    def _compute_duban_recheck_record(self):
        groups = {
            unit: (count, rate)
            # sudo: counts only, shown to offices and leaders
            for unit, count, rate in self.env["duban.recheck"]
            .sudo()
            ._read_group(
                [("department_id", "in", self.ids), ("outcome", "!=", "open")],
                ["department_id"],
                ["__count", "held_rate:avg"],
            )
        }
        for unit in self:
            count, rate = groups.get(unit, (0, 0))
            unit.duban_recheck_record = (
                self.env._(
                    "%(count)s re-checks, %(rate)s%% held",
                    count=count,
                    rate=round(rate, 1),
                )
                if count
                else ""
            )
