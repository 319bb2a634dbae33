"""减负: before the office assigns, urges or asks, it sees what the unit has on its desk (PLUS-L2).

Counted are the unit's open matters and what it was asked this week; like matters of the unit are offered for merging.
Where the regulation sets a limit per unit and week, one more needs its ground, which stays in the trail.
"""

from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ... import clock, inputs
from ..matter.states import ACTIVE_STATES

#: like matters that are named
LIKE = 3
#: purposes of records by which a unit is asked for something
ASKING = ("urging", "warning", "inquiry", "instruction")


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    burden_shown = fields.Boolean(
        "Burden shown (减负)",
        help="Before it assigns, urges or asks for progress the office sees the unit's open matters, what it was asked "
        "this week, and like matters.",
    )
    burden_week_max = fields.Integer(
        "Asked per unit and week",
        help="How often one unit is assigned, urged, warned or asked for progress in one week; one more needs its "
        "ground; 0: no limit.",
    )

    @api.constrains("burden_week_max")
    def _check_burden_week_max(self):
        if any(row.burden_week_max < 0 for row in self):
            raise ValidationError(self.env._("A weekly limit is 0 or more."))


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    burden_text = fields.Text("The unit's desk", compute="_compute_burden_text")
    burden_over = fields.Boolean(
        compute="_compute_burden_text", export_string_translation=False
    )

    @api.depends_context("uid", "lang")
    @api.depends("lead_unit_id", "state", "name")
    def _compute_burden_text(self):
        """For the office, where the rules show it: the lead unit's desk and like matters."""
        shown = self._is_office().filtered(
            lambda matter: (
                (matter._rule("burden_shown") or matter._rule("burden_week_max"))
                and matter.lead_unit_id
            )
        )
        (self - shown).update({"burden_text": False, "burden_over": False})
        desks = {
            company: self._desks(company, matters.lead_unit_id)
            for company, matters in shown.grouped("company_id").items()
        }
        for matter in shown:
            desk = desks[matter.company_id][matter.lead_unit_id.id]
            limit = matter._rule("burden_week_max")
            matter.burden_over = bool(limit) and desk["asked"] >= limit
            matter.burden_text = "\n".join(
                filter(None, (matter._desk_words(desk, limit), matter._like_words()))
            )

    # ------------------------------------------------------------------
    # Counting
    # ------------------------------------------------------------------

    @api.model
    def _week_start(self, company):
        """Monday of the present week at ``company``."""
        today = clock.today(company)
        return today - timedelta(days=today.weekday())

    @api.model
    def _desks(self, company, units):
        """What ``units`` have on their desks: {unit id: counts}, in a few queries whatever the number of units.

        Counts: ``open`` and ``overdue`` matters as lead unit, ``assigned``, ``urged``, ``warned``, ``requested`` of
        this week, and their sum ``asked``. What a unit was asked stays with it when the matter becomes another's.
        """
        monday = self._week_start(company)
        since = clock.day_start(company, monday)
        # sudo: numbers only; sensitive matters are on the desk as well
        Matter = self.env["duban.matter"].sudo()
        own = Domain("company_id", "=", company.id) & Domain(
            "lead_unit_id", "in", units.ids
        )
        desks = {unit.id: Counter() for unit in units}

        def add(name, model, domain, group="lead_unit_id"):
            for unit, count in model._read_group(domain, [group], ["__count"]):
                desks[unit.id][name] += count

        open_ = own & Domain("state", "in", ACTIVE_STATES)
        add("open", Matter, open_)
        add("overdue", Matter, open_ & Matter._overdue_domain())
        moved = Matter._moved_since(company, units, monday)
        own &= Domain("id", "not in", moved.ids)
        add("assigned", Matter, own & Domain("date_assigned", ">=", monday))
        self._add_parts(desks, own, since)
        moved._add_by_tenure(desks, since)
        for desk in desks.values():
            desk["asked"] = sum(
                desk[name] for name in ("assigned", "urged", "warned", "requested")
            )
        return desks

    @api.model
    def _add_parts(self, desks, own, since):
        """Count what was asked on the matters of the domain ``own`` since the moment ``since`` into ``desks``."""
        # sudo: numbers only, see _desks
        sudo = self.sudo()
        records, matters = sudo.env["duban.record"], sudo.env["duban.matter"]
        of_units = Domain("matter_id", "any", own)
        asked = records._read_group(
            of_units & Domain("purpose", "in", ASKING) & Domain("date", ">=", since),
            ["matter_id", "purpose"],
            ["__count"],
        )
        requested = sudo.env["duban.progress.request"]._read_group(
            of_units & Domain("create_date", ">=", since), ["matter_id"], ["__count"]
        )
        matters.union(*(row[0] for row in asked), *(row[0] for row in requested)).fetch(
            ["lead_unit_id"]
        )
        for matter, purpose, count in asked:
            name = "warned" if purpose == "warning" else "urged"
            desks[matter.lead_unit_id.id][name] += count
        for matter, count in requested:
            desks[matter.lead_unit_id.id]["requested"] += count

    @api.model
    def _moved_since(self, company, units, day):
        """Matters of ``company`` that one of ``units`` handed or took over on ``day`` or later (as superuser)."""
        new_lead = [("role", "=", "lead"), ("date_from", ">=", day)]
        part = [("department_id", "in", units.ids), ("role", "in", ("lead", "former"))]
        found = self.search(
            Domain("company_id", "=", company.id)
            & Domain("unit_line_ids", "any", new_lead)
            & Domain("unit_line_ids", "any", part)
        )
        return found.filtered("tenures")

    def _add_by_tenure(self, desks, since):
        """Count what was asked on these matters since the moment ``since`` to the unit that led them then.

        Called as superuser, for the few matters that changed hands.
        """
        for matter in self:
            asked = []
            acts = matter.act_ids.sorted("seq")
            first = acts.filtered(lambda act: act.action == "assign")[:1]
            for act in acts:
                # who had a part in a matter only before it was assigned was sent nothing
                sent = first and act.seq >= first.seq
                if sent and act.action in ("assign", "reassign"):
                    asked.append(("assigned", act.date, act.action))
            for row in matter.record_ids.filtered(lambda row: row.purpose in ASKING):
                name = "warned" if row.purpose == "warning" else "urged"
                asked.append((name, row.date, f"record_{row.purpose}"))
            for row in matter.progress_request_ids:
                asked.append(("requested", row.create_date, None))
            for name, moment, action in asked:
                if moment >= since:
                    unit = matter._tenure_at(moment, action).unit
                    if unit.id in desks:
                        desks[unit.id][name] += 1

    def _desk_words(self, desk, limit):
        """The desk of this one matter's lead unit in words."""
        words = self.env._(
            "%(unit)s: %(open)s open matters, %(overdue)s of them overdue. Asked %(asked)s times this week "
            "(assigned %(assigned)s, urged %(urged)s, warned %(warned)s, progress %(requested)s).",
            unit=self.lead_unit_id._duban_name(),
            **{
                name: desk[name]
                for name in ("open", "overdue", "asked", "assigned")
                + ("urged", "warned", "requested")
            },
        )
        if limit:
            words += self.env._(" The regulation allows %s a week.", limit)
        return words

    def _like_words(self):
        """Open matters of the same unit that are like this one, as far as the user reads them."""
        like = self._like_matters()
        if not like:
            return ""
        names = "；".join(like.mapped("display_name"))
        if self._rule("merge_enabled"):
            return self.env._("Like matters, perhaps to be merged: %s", names)
        return self.env._("Like matters: %s", names)

    def _like_matters(self):
        """At most ``LIKE`` open matters of the lead unit of this one matter with a like title, the likest first."""
        if not self.env.registry.has_trigram or not self.id or not self.name:
            return self.browse()
        self.flush_model(["name", "lead_unit_id", "company_id", "state"])
        self.env.cr.execute(
            SQL(
                """SELECT id FROM duban_matter
                    WHERE company_id = %s AND lead_unit_id = %s AND id <> %s AND state IN %s
                      AND similarity(name, %s) >= %s
                    ORDER BY similarity(name, %s) DESC, id DESC LIMIT 20""",
                self.company_id.id,
                self.lead_unit_id.id,
                self.id,
                ACTIVE_STATES,
                self.name,
                self._rule("duplicate_similarity") / 100,
                self.name,
            )
        )
        found = self.browse([row[0] for row in self.env.cr.fetchall()])
        return found._filtered_access("read")[:LIKE]

    # ------------------------------------------------------------------
    # The weekly limit asks back
    # ------------------------------------------------------------------

    def _check_burden(self, ground=None, desks=None):
        """One more than the week allows needs its ground (PLUS-L2). Asked by every way in which units are asked.

        :param ground: what the office stated, if anything
        :param desks: {company: what ``_desks`` counted}, where the units were asked since; default: as things are
        :raise UserError: the limit is reached and nothing was stated
        """
        ground = inputs.text(self.env, ground)
        over = self.browse()
        desks = self._limited_desks() if desks is None else desks
        for matter in self:
            desk = desks.get(matter.company_id, {}).get(matter.lead_unit_id.id)
            limit = matter._rule("burden_week_max")
            if desk is None or not limit:
                continue
            if desk["asked"] >= limit:
                if not ground:
                    raise UserError(
                        self.env._(
                            "%(unit)s was asked %(asked)s times this week; the regulation allows %(limit)s. "
                            "Put it off until next week, merge it with a like matter, or state why it cannot wait.",
                            unit=matter.lead_unit_id._duban_name(),
                            asked=desk["asked"],
                            limit=limit,
                        )
                    )
                over |= matter
            desk["asked"] += 1
        self.env["duban.act"]._append(over, "insist", ground)

    def _limited_desks(self):
        """{company: what ``_desks`` counts} of the lead units of those of these matters whose rules set a limit."""
        limited = self.filtered(
            lambda matter: matter.lead_unit_id and matter._rule("burden_week_max")
        )
        return {
            company: self._desks(company, matters.lead_unit_id)
            for company, matters in limited.grouped("company_id").items()
        }


class DubanProgressRequest(models.Model):
    _inherit = "duban.progress.request"

    insist = fields.Char(
        "Why it cannot wait",
        help="Needed where the unit was asked as often as the week allows.",
    )
    burden_text = fields.Text(
        related="matter_id.burden_text", related_sudo=False, string="The unit's desk"
    )
    burden_over = fields.Boolean(
        related="matter_id.burden_over",
        related_sudo=False,
        export_string_translation=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        """A single request is counted before it is made; a round was counted as a whole."""
        for vals in vals_list:
            if not self._by_engine() and vals.get("matter_id"):
                matter = self.env["duban.matter"].browse(vals["matter_id"])
                matter._is_office()._check_burden(vals.get("insist"))
        return super().create(vals_list)


class DubanRecord(models.Model):
    _inherit = "duban.record"

    insist = fields.Char(
        "Why it cannot wait",
        help="Needed where the unit was asked as often as the week allows.",
    )
    burden_text = fields.Text(
        related="matter_id.burden_text", related_sudo=False, string="The unit's desk"
    )
    burden_over = fields.Boolean(
        related="matter_id.burden_over",
        related_sudo=False,
        export_string_translation=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Urgings, inquiries and instructions of the office count, however they are entered.

        :raise UserError: a unit was asked as often as the week allows, and no ground is stated
        """
        if self._by_engine():
            return super().create(vals_list)
        matters = self.env["duban.matter"].browse(
            {vals["matter_id"] for vals in vals_list if vals.get("matter_id")}
        )
        desks = matters._is_office()._limited_desks()
        records = super().create(vals_list)
        # a form of record may make it an urging, so what asks is known only now
        asking = records.filtered(lambda record: record.purpose in ASKING) if desks else ()  # fmt: skip
        for record in asking:
            record.matter_id._is_office()._check_burden(record.insist, desks)
        return records


class DubanProgressRound(models.Model):
    _inherit = "duban.progress.round"

    insist = fields.Char(
        "Why it cannot wait",
        help="Needed where a unit was asked as often as the week allows.",
    )
    burden_text = fields.Text("The units' desks", compute="_compute_burden_text")
    burden_over = fields.Boolean(
        compute="_compute_burden_text", export_string_translation=False
    )

    @api.depends_context("uid", "lang")
    @api.depends("matter_ids", "state")
    def _compute_burden_text(self):
        """What the units that the round asks have on their desks, and whether it would be more than the week allows."""
        for row in self:
            matters = row.matter_ids.filtered(lambda m, row=row: row.state != "sent")
            lines, over = [], False
            for group in matters.grouped("lead_unit_id").values():
                matter = group[0]
                limit = matter.burden_text and matter._rule("burden_week_max")
                if matter.burden_text:
                    lines.append(matter.burden_text.split("\n")[0])
                if limit:
                    desk = group._limited_desks()[matter.company_id]
                    asked = desk[matter.lead_unit_id.id]["asked"] + len(group)
                    over = over or asked > limit
            row.update({"burden_text": "\n".join(lines), "burden_over": over})

    def action_send(self):
        """See above.

        :raise UserError: a unit was asked as often as the week allows, and the round does not state why it cannot wait
        """
        self._check_office()
        for row in self.filtered(lambda each: each.state != "sent"):
            row.matter_ids._is_office()._check_burden(row.insist)
        return super().action_send()
