"""Working days: public holidays off, make-up weekends (调休) on, the school's own days."""

from datetime import timedelta

import holidays

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ... import clock
from ...tools.remembered import remembered


class DubanCalendarPart(models.AbstractModel):
    """Mixin of years and their days: when one of them changes, what is reminded of by working days moves.

    Where a year was not known, reminders were laid by calendar days (``_add_working_days_safe``).
    """

    _name = "duban.calendar.part"
    _description = "Part of the working calendar"
    _inherit = ["duban.cached"]

    def _count_anew(self):
        """The next patrol looks at all that waits for a later day, in the institutions for which these count."""
        matters = self.env["duban.matter"]
        matters.flush_model(["date_next_check", "company_id"])
        # SQL: a mark of the engine on many matters at once, whoever may read them
        self.env.cr.execute(
            """
            UPDATE duban_matter SET date_next_check = %(today)s
             WHERE date_next_check > %(today)s AND company_id IN (
                       SELECT below.id FROM res_company below
                         JOIN res_company c ON below.parent_path LIKE c.parent_path || '%%'
                        WHERE c.id = ANY(%(companies)s) OR %(common)s)
            """,
            {
                "today": clock.today(self),
                "companies": self.company_id.ids,
                "common": not all(row.company_id for row in self),
            },
        )
        matters.invalidate_model(["date_next_check"])

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._count_anew()
        return records

    def write(self, vals):
        if {"company_id", "year_id"} & vals.keys():
            # also where these counted before
            self._count_anew()
        result = super().write(vals)
        self._count_anew()
        return result

    def unlink(self):
        self._count_anew()
        return super().unlink()


class DubanCalendarYear(models.Model):
    """A year whose working days are known, for one company or (without company) for all.

    A year that was neither loaded from official data nor confirmed by an administrator is unknown: computing with it
    is an error, never a guess.
    """

    _name = "duban.calendar.year"
    _description = "Working calendar of a year"
    _inherit = ["duban.calendar.part"]
    _order = "year desc, company_id"
    _rec_name = "year"

    year = fields.Integer(required=True, default=lambda self: clock.today(self).year)
    company_id = fields.Many2one(
        "res.company",
        # a person's year is the own institution's; one for all is said to be so
        default=lambda self: not self.env.su and self.env.company,
        help="Empty: holds for every institution that has no calendar of its own for the year.",
    )
    source = fields.Selection(
        [
            ("entered", "Not confirmed yet"),
            ("official", "Official arrangement"),
            ("confirmed", "Confirmed by an administrator"),
        ],
        required=True,
        default="confirmed",
        readonly=True,
    )
    note = fields.Char()
    day_ids = fields.One2many("duban.calendar.day", "year_id", "Exceptional days")

    # Two, because PostgreSQL before 15 has no NULLS NOT DISTINCT.
    _company_year_uniq = models.UniqueIndex(
        "(company_id, year) WHERE company_id IS NOT NULL",
        "There is already a calendar of this year.",
    )
    _shared_year_uniq = models.UniqueIndex(
        "(year) WHERE company_id IS NULL",
        "There is already a calendar of this year.",
    )

    @api.constrains("year")
    def _check_year(self):
        for calendar in self:
            if not 1990 <= calendar.year <= 2100:
                raise ValidationError(self.env._("“%s” is not a year.", calendar.year))

    # ------------------------------------------------------------------
    # Loading
    # ------------------------------------------------------------------

    @api.model
    def _official_days(self, year):
        """Exceptional days of ``year`` from the official arrangement, as {date: (is working day, name)}.

        :raise UserError: when the State Council's arrangement of the year is not in the installed data
        """
        language = self.env.lang if self.env.lang in ("zh_CN", "zh_TW") else "en_US"
        china = holidays.country_holidays("CN", years=year, language=language)
        made_up = {
            day for day in getattr(china, "weekend_workdays", ()) if day.year == year
        }
        if not made_up:
            # Every published arrangement swaps days; without one, the library only knows the statutory dates.
            raise UserError(
                self.env._(
                    "The official holiday arrangement of %s is not in the installed data yet. "
                    "Update the Python package "
                    "“holidays”, or enter the days by hand and confirm the year.",
                    year,
                )
            )
        days = {day: (False, name) for day, name in china.items() if day.year == year}
        days.update({day: (True, self.env._("Make-up working day")) for day in made_up})
        return days

    def _check_owner(self):
        """:raise AccessError: for whoever may not change these calendars, saying what to do instead of a common one"""
        if not self.has_access("write") and not all(row.company_id for row in self):
            raise AccessError(
                self.env._(
                    "The common calendar is the platform administrator's. "
                    "Make a calendar of your institution for this year."
                )
            )
        self.check_access("write")

    def action_load(self):
        """Fill the year from the official arrangement, keeping the school's own days.

        :raise UserError: when the year has no official data
        :raise AccessError: it is another one's calendar
        """
        self._check_owner()
        for calendar in self:
            days = self._official_days(calendar.year)
            own = calendar.day_ids.filtered(lambda day: not day.is_official)
            (calendar.day_ids - own).unlink()
            taken = set(own.mapped("date"))
            self.env["duban.calendar.day"].create(
                [
                    {
                        "year_id": calendar.id,
                        "date": day,
                        "is_working": working,
                        "name": name,
                        "is_official": True,
                    }
                    for day, (working, name) in sorted(days.items())
                    if day not in taken
                ]
            )
            # sudo: where the days come from is the engine's; that the person may write them was asked above
            calendar.sudo().source = "official"
        return True

    def _enter_statutory_days(self):
        """Days off by law of this one year, without the arrangement of make-up days: for demo data only."""
        china = holidays.country_holidays("CN", years=self.year, language="zh_CN")
        self.env["duban.calendar.day"].create(
            [
                {"year_id": self.id, "date": day, "is_working": False, "name": name}
                for day, name in sorted(china.items())
                if day.year == self.year
            ]
        )

    def action_confirm(self):
        """The administrator vouches that the days entered are all: the year counts from now on.

        :raise AccessError: it is another one's calendar
        """
        self._check_owner()
        # sudo: whence the days are is the engine's; who may write them was asked
        self.sudo().source = "confirmed"
        return True

    # ------------------------------------------------------------------
    # Counting (D1, D2, D4)
    # ------------------------------------------------------------------

    @api.model
    @remembered("company_id", "year")
    def _exceptions(self, company_id, year):
        """Exceptional days of a year for a company as {date: is working}, or None when the year is unknown.

        The company's own calendar wins over its parent companies', those over the common one.
        """
        # sudo: working days are everybody's, also those of the institutions above
        sudo = self.sudo()
        company = sudo.env["res.company"].browse(company_id)
        calendars = sudo.search(
            [
                ("year", "=", year),
                ("source", "!=", "entered"),
                ("company_id", "in", [False, *company.parent_ids.ids]),
            ]
        )
        if not calendars:
            return None
        chain = [c.id for c in company.parent_ids]
        calendars = calendars.sorted(
            lambda c: chain.index(c.company_id.id) if c.company_id else -1
        )
        return {day.date: day.is_working for day in calendars[-1].day_ids}

    @api.model
    def _is_working_day(self, day, company):
        """Whether ``day`` (date) is a working day of ``company``.

        :raise UserError: when the year is unknown
        """
        exceptions = self._exceptions(company.id, day.year)
        if exceptions is None:
            raise UserError(
                self.env._(
                    "The working days of %(year)s are not known for %(company)s. "
                    "Ask an administrator to load or confirm "
                    "the year under Supervision › Configuration › Working calendar.",
                    year=day.year,
                    company=company.name,
                )
            )
        return exceptions.get(day, day.weekday() < 5)

    @api.model
    def _add_working_days(self, day, count, company):
        """The ``count``-th working day after ``day`` (negative: before); ``day`` itself is day 0 (D1, D4)."""
        step = timedelta(days=1 if count >= 0 else -1)
        left = abs(count)
        while left:
            day += step
            if self._is_working_day(day, company):
                left -= 1
        return day

    @api.model
    def _working_days_between(self, start, end, company):
        """Working days after ``start`` up to and including ``end``; negative when ``end`` is earlier."""
        if end < start:
            return -self._working_days_between(end, start, company)
        count, day = 0, start
        while day < end:
            day += timedelta(days=1)
            count += self._is_working_day(day, company)
        return count

    @api.model
    def _working_days_safe(self, start, end, company):
        """The same for reminders, which never stop because a year is unknown: calendar days then."""
        try:
            return self._working_days_between(start, end, company)
        except UserError:
            return (end - start).days

    @api.model
    def _add_days(self, day, count, day_type, company):
        """``day`` plus ``count`` days of ``day_type`` (working, calendar); calendar dates are not moved (D8)."""
        if day_type == "working":
            return self._add_working_days(day, count, company)
        return day + timedelta(days=count)


class DubanCalendarDay(models.Model):
    """A day that is not what its weekday says."""

    _name = "duban.calendar.day"
    _description = "Exceptional day"
    _inherit = ["duban.calendar.part"]
    _order = "date"

    year_id = fields.Many2one(
        "duban.calendar.year", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="year_id.company_id")
    date = fields.Date(required=True)
    is_working = fields.Boolean("Working day")
    name = fields.Char("Reason")
    is_official = fields.Boolean(
        readonly=True,
        help="Loaded from the official arrangement; reloading replaces it.",
    )

    _date_uniq = models.UniqueIndex(
        "(year_id, date)", "This day is already in the calendar."
    )

    @api.constrains("date", "year_id")
    def _check_year(self):
        for day in self:
            if day.date.year != day.year_id.year:
                raise ValidationError(
                    self.env._(
                        "%(day)s is not a day of %(year)s.",
                        day=day.date,
                        year=day.year_id.year,
                    )
                )
