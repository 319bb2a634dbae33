"""What a bulletin is drafted with: the order of its figures, a first introduction, what was done well and what was not.

All of it is a draft the office rewrites. Each sentence names the matters it rests on, so that nobody is praised or
blamed by a number alone; of a sensitive matter stands the number only (CORE-12).
"""

from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.duban_supervision.models.documents.document_mixin import in_chinese
from odoo.addons.duban_supervision.models.matter.states import CLOSED_STATES

#: tasks a unit has at least before "all closed on time" says something about it
PRAISED_FROM = 2
#: matters and units named in one draft; how many more there are is said
NAMED = 8
#: what people write where nothing is to be said
NOTHING = ("无", "暂无", "没有", "/", "-", "—")


class DubanBulletin(models.Model):
    _inherit = "duban.bulletin"

    order_by = fields.Selection(
        [
            ("rate", "Completion rate, highest first"),
            ("rate_low", "Completion rate, lowest first"),
            ("tasks", "Number of tasks"),
            ("overdue", "Overdue tasks, most first"),
            ("directory", "Order of the directory"),
        ],
        "Units in order of",
        required=True,
        default="rate",
    )

    def _ordered(self, by_unit):
        """Rows of ``_figures`` in the order that the office chose; units with the same figures as in the directory."""
        keys = {
            "rate": lambda row: (-row["completion_rate"], -row["task_count"]),
            "rate_low": lambda row: (row["completion_rate"], -row["overdue"]),
            "tasks": lambda row: (-row["task_count"], -row["completion_rate"]),
            "overdue": lambda row: (-row["overdue"], row["completion_rate"]),
        }
        key = keys.get(self.order_by)
        if not key:
            return by_unit
        # who only helps another unit has no rate of its own
        return sorted(by_unit, key=lambda row: (not row["task_count"], key(row)))

    def _counted_domain(self):
        """The matters that the figures of this one bulletin count, so that its list has as many rows as its total."""
        counted = self.env["duban.statistics"]._counted_domain(
            self.company_id, self.date_from, self.date_to, self._counted_categories()
        )
        return self._matter_domain() & counted

    def _counted_categories(self):
        """The categories that this one document reports on; None: all."""
        return self.category_ids or None

    def _draft_introduction(self, totals):
        """The figures of the period in one sentence."""
        if not totals["task_count"]:
            return False
        matter = self.env["duban.matter"]
        text = in_chinese(self).env._(
            "%(period)s: %(total)s matters were supervised, %(closed)s closed, a completion rate of %(rate)s%%; "
            "%(running)s in progress.",
            period=matter._format_period(self.date_from, self.date_to),
            total=totals["task_count"],
            closed=totals["closed"],
            rate=f"{totals['completion_rate']:.1f}",
            running=totals["in_progress"],
        )
        if totals["overdue"]:
            # one sentence: the clause takes the place of its full stop
            text = text.rstrip("。.") + in_chinese(self).env._(
                ", of these %s are overdue.", totals["overdue"]
            )
        return text

    def _draft_good_practice(self, by_unit):
        """Units that closed several tasks, all on time, and what units wrote about their own experience."""
        env = in_chinese(self).env
        units = {
            row["id"]: row
            for row in by_unit
            if row["task_count"] >= PRAISED_FROM
            and row["closed_on_time"] == row["task_count"]
        }
        closed = self._closed_in_period()
        lines = []
        for unit, row in list(units.items())[:NAMED]:
            matters = closed.filtered(lambda m, unit=unit: m.lead_unit_id.id == unit)
            lines.append(
                env._(
                    "%(unit)s closed all %(count)s tasks on time: %(matters)s.",
                    unit=row["name"],
                    count=row["task_count"],
                    matters=self._named(matters),
                )
            )
        if len(units) > NAMED:
            rest = "、".join(row["name"] for row in list(units.values())[NAMED:])
            lines.append(env._("Likewise on time with all tasks: %s.", rest))
        return "\n".join(lines + self._own_words(closed, "achievements")) or False

    def _draft_problems(self, by_unit):
        """Units with overdue tasks, most first, with the matters; marked reports; what units wrote themselves."""
        env = in_chinese(self).env
        overdue = self._overdue_matters()
        moved = self._moved()
        lines = []
        rows = sorted(by_unit, key=lambda row: -row["overdue"])
        rows = [row for row in rows if row["overdue"]]
        for row in rows[:NAMED]:
            matters = overdue.filtered(
                lambda m, row=row: moved.get(m.id, m.lead_unit_id.id) == row["id"]
            )
            lines.append(
                env._(
                    "%(unit)s has %(count)s overdue: %(matters)s.",
                    unit=row["name"] or "—",
                    count=row["overdue"],
                    matters=self._named(matters, with_date=True),
                )
            )
        if len(rows) > NAMED:
            rest = "、".join(
                f"{row['name']}（{row['overdue']}）" for row in rows[NAMED:]
            )
            lines.append(env._("Also overdue: %s.", rest))
        marked = [f"{row['name']}（{row['marks']}）" for row in by_unit if row["marks"]]
        if marked:
            lines.append(
                env._("False, delayed or omitted reports: %s.", "、".join(marked))
            )
        lines += self._own_words(self._closed_in_period(), "problems")
        return "\n".join(lines) or False

    # -- the matters behind a sentence

    def _closed_in_period(self):
        return self.env["duban.matter"].search(
            self._counted_domain()
            & Domain("state", "in", CLOSED_STATES)
            & Domain("date_closed", "<=", self.date_to),
            order="date_closed, id",
        )

    def _overdue_matters(self):
        """Those that the figures call overdue at the end of the period."""
        late = self.env["duban.statistics"]._overdue_domain(
            self.company_id, self.date_from, self.date_to, self._counted_categories()
        )
        return self.env["duban.matter"].search(
            self._matter_domain() & late, order="date_deadline, id"
        )

    def _moved(self):
        """Matters that another unit took over after the period: {id: unit that had them}."""
        return self.env["duban.statistics"]._moved(self.company_id, self.date_to)

    def _named(self, matters, with_date=False):
        """Number, title and, if wanted, due date of ``matters`` in one text; a sensitive one by its number."""
        names = []
        for matter in matters[:NAMED]:
            parts = [matter.number or ""]
            if matter.confidentiality == "normal":
                parts.append(f"“{matter.name}”")
                if with_date:
                    day = matter._format_date(
                        matter._deadline_on(self.date_to, corrected=True)
                    )
                    parts.append(in_chinese(self).env._("(due on %s)", day))
            names.append("".join(parts))
        text = "、".join(names)
        if len(matters) > NAMED:
            text = in_chinese(self).env._(
                "%(matters)s and %(count)s more",
                matters=text,
                count=len(matters) - NAMED,
            )
        return text

    def _own_words(self, matters, name):
        """Lines of what the units themselves wrote about ``matters`` in the field ``name``."""
        written = matters.filtered(
            lambda matter: (
                matter.confidentiality == "normal"
                and (matter[name] or "").strip(" 。.") not in ("", *NOTHING)
            )
        )
        return [
            in_chinese(self).env._(
                "%(unit)s on “%(matter)s”: %(text)s",
                unit=matter.lead_unit_id.name or "",
                matter=matter.name,
                text=" ".join(matter[name].split()),
            )
            for matter in written[:NAMED]
        ]
