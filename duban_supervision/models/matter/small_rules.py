"""Small rules that an institution switches on (PLUS-V3): what a category implies, a remark, a yearly limit.

Days per further unit stand with the term (``matter_deadline._with_units``), any school leader as approver with the
approvals, the report back as evidence with the procedure bar.
"""

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ... import clock

LEVELS = ("normal", "sensitive", "classified")
#: what a category may imply, and what says which category it is
IMPLIED = frozenset(
    "source_category_id source_kind_id is_petition confidentiality".split()
)


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    remark_enabled = fields.Boolean(
        "Remark",
        help="A matter has a remark (备注) that the office writes at any time; the ledger may have a column of it.",
    )
    filing_year_max = fields.Integer(
        "Supervised matters a year",
        help="How many matters are filed in one calendar year at most (总量控制); one more needs its ground; "
        "0: no limit.",
    )

    @api.constrains("filing_year_max")
    def _check_filing_year_max(self):
        if any(row.filing_year_max < 0 for row in self):
            raise ValidationError(self.env._("A yearly limit is 0 or more."))


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    remark = fields.Text(copy=False, help="Written by the office at any time.")
    over_cap_ground = fields.Text(
        "Ground beyond the yearly limit",
        copy=False,
        help="Why this matter is filed although the year's limit is reached, and who agreed.",
    )
    cap_text = fields.Char("Yearly limit", compute="_compute_cap_text")

    # -- what a category implies

    @api.model
    def _prepare_create_vals(self, vals, regulation):
        """A new draft has the protection of its category from the first moment."""
        ids = [
            vals[name]
            for name in ("source_category_id", "source_kind_id")
            if vals.get(name)
        ]
        # sudo: rules are everybody's
        for category in self.env["duban.source.category"].sudo().browse(ids):
            if category.implies_petition:
                vals["is_petition"] = True
            level = self._higher_level(
                vals.get("confidentiality"), category.implies_level
            )
            if level != "normal":
                vals["confidentiality"] = level
        return super()._prepare_create_vals(vals, regulation)

    @api.model
    def _higher_level(self, level, implied):
        """The stronger of two levels of protection."""
        implied = implied if implied in LEVELS else "normal"
        return max(level or "normal", implied, key=LEVELS.index)

    @api.onchange("source_category_id", "source_kind_id")
    def _onchange_implied(self):
        for name, value in self._implied_values().items():
            self[name] = value

    def _implied_values(self):
        """{field: value} that the categories of this one matter imply and that it lacks."""
        values, level = {}, self.confidentiality or "normal"
        for category in (self.source_category_id, self.source_kind_id):
            rule = self._frozen_row("categories", category) if category else {}
            if rule.get("implies_petition") and not self.is_petition:
                values["is_petition"] = True
            level = self._higher_level(level, rule.get("implies_level"))
        if level != (self.confidentiality or "normal"):
            values["confidentiality"] = level
        return values

    def _after_write(self, names, old):
        """Nobody takes away what the category implies; another category brings its own."""
        for matter in self if names & IMPLIED else ():
            values = matter._implied_values()
            if values:
                matter._engine_write(values)
                names = names | values.keys()
        return super()._after_write(names, old)

    # -- remark

    def _writable_fields(self):
        """A remark is the office's, where the rules know it; a ground beyond the limit belongs to the draft."""
        names = super()._writable_fields() - {"remark", "over_cap_ground"}
        if not self._is_office():
            return names
        if self._rule("remark_enabled"):
            names |= {"remark"}
        if self._rule("filing_year_max") and self.state in ("draft", "filing_approval"):
            names |= {"over_cap_ground"}
        return names

    # -- yearly limit

    @api.model
    def _filed_this_year(self, company, today):
        """How many matters of ``company`` were filed in the year of ``today``; what was withdrawn does not count."""
        # sudo: a number only, sensitive matters count as well
        return (
            self.env["duban.matter"]
            .sudo()
            .search_count(
                [
                    ("company_id", "=", company.id),
                    ("date_filed", ">=", date(today.year, 1, 1)),
                    ("date_filed", "<=", today),
                    ("state", "not in", ("withdrawn", "rejected")),
                ]
            )
        )

    @api.depends("state", "regulation_id")
    def _compute_cap_text(self):
        """Before filing: how much of the year's limit is used."""
        for matter in self:
            limit = matter.regulation_id._setting("filing_year_max")
            if not limit or matter.state not in ("draft", "filing_approval"):
                matter.cap_text = False
                continue
            matter.cap_text = self.env._(
                "Filed this year: %(count)s of %(limit)s",
                count=self._filed_this_year(matter.company_id, clock.today(matter)),
                limit=limit,
            )

    def _check_filing_cap(self, data):
        """One matter more than the year allows needs its ground (PLUS-V3).

        :raise UserError: the limit is reached and no ground is stated
        """
        limited = self.filtered(lambda matter: matter._rule("filing_year_max"))
        for company, matters in limited.grouped("company_id").items():
            filed = self._filed_this_year(company, clock.today(company))
            for matter in matters:
                limit = matter._rule("filing_year_max")
                if filed >= limit and not (matter.over_cap_ground or "").strip():
                    raise UserError(
                        self.env._(
                            "%(count)s matters were filed this year; the regulation allows %(limit)s. State in "
                            "“%(field)s” why one more is needed and who agreed.",
                            count=filed,
                            limit=limit,
                            field=matter._label("over_cap_ground"),
                        )
                    )
                filed += 1

    def _get_transitions(self):
        table = super()._get_transitions()
        for key in (("draft", "file"), ("filing_approval", "file")):
            row = table[key]
            table[key] = row._replace(checks=(*row.checks, "_check_filing_cap"))
        return table
