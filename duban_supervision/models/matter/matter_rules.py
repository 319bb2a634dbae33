"""What the regulation says to one matter: its settings, what options and category demand, the elements it wants."""

import logging

from psycopg2 import OperationalError

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...tools.door import DOOR
from ..access.matter_writing import RESULT_TEXTS
from ..rules.rows.option import is_of_options, option_features
from .steps import after_step

_logger = logging.getLogger(__name__)

#: steps that want the elements of other steps already
ELEMENTS_OF = {"submit_filing": ("file", "submit_filing")}

#: what a stub of a classified matter does not hold
STUB_FIELDS = (
    "content",
    "basis",
    "objective",
    "measures",
    "handling_requirement",
    "leader_instruction",
    "source_item",
    "source_document",
    "channel_note",
    "feedback_requirement",
    "deadline_ground",
    *RESULT_TEXTS,
    "review_opinion",
    "conclusion",
)
#: levels of protection, the weakest first
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

    # ------------------------------------------------------------------
    # Its rules, frozen at filing
    # ------------------------------------------------------------------

    def _rules(self):
        """The rules of one matter (dict): frozen ones after filing, the regulation's present ones before."""
        self.ensure_one()
        if self.ruleset_id:
            return self.env["duban.ruleset"]._rules_of(self.ruleset_id.id)
        return self.regulation_id._snapshot()

    def _rule(self, name):
        """The setting ``name`` (a field of ``duban.regulation``) as it counts for this matter."""
        rules = self._rules()["settings"]
        # A setting added by a later version of the suite is not in an older frozen set.
        return rules[name] if name in rules else self.regulation_id._setting(name)

    def _require_rule(self, switch):
        """Refuse a function that the matter's rules do not provide (CORE-19).

        :raise UserError:
        """
        for matter in self:
            if not matter._rule(switch):
                raise UserError(
                    self.env._(
                        "“%(regulation)s” does not provide this: %(function)s.",
                        regulation=matter.regulation_id.name,
                        function=matter.regulation_id._fields[
                            switch
                        ]._description_string(self.env),
                    )
                )

    def _frozen_row(self, name, row):
        """What ``row`` (an option, body or category, maybe empty) says to this one matter.

        As it stood when the matter was filed; a row that was added since says what it says now.

        :param name: list of the ruleset: ``options``, ``bodies``, ``categories``
        """
        # sudo: rules are everybody's
        sudo = self.sudo()
        found = sudo._rules().get(name, {}).get(str(row.id)) if row else None
        return found or row.with_env(sudo.env)._as_rule()

    def _option_rule(self, option):
        """What an option demands of this one matter: {demands, min_units, is_system}."""
        return self._frozen_row("options", option)

    def _demands(self, field, demand):
        """Whether the option in ``field`` (name) of this one matter demands ``demand`` (code)."""
        return bool(self[field]) and demand in self._option_rule(self[field])["demands"]

    def _options_in_use(self):
        """{id: rule} of the options that could be chosen when this one matter was filed; today's of a draft."""
        frozen = {
            int(key): rule for key, rule in self._rules().get("options", {}).items()
        }
        # frozen by an earlier release: whether it could be chosen is told by today's row
        older = [key for key, rule in frozen.items() if "list" not in rule]
        for option in self.env["duban.option"].browse(older).exists():
            frozen[option.id] = {**option._as_rule(), **frozen[option.id]}
        return {key: rule for key, rule in frozen.items() if rule.get("active")}

    def _has_feature(self, name):
        if is_of_options(name):
            return name in option_features(self._options_in_use().values())
        return super()._has_feature(name)

    def _options(self, list_code):
        """Options of a list that the rules of this one matter give, as far as they are still there."""
        ids = [
            key
            for key, rule in self._options_in_use().items()
            if rule["list"] == list_code
        ]
        return self.env["duban.option"].browse(ids).exists()

    def _options_offered(self):
        """Domain of what may be chosen on this one filed matter: what could then, and rows that were added since."""
        frozen = [int(key) for key in self._rules().get("options", {})]
        since = Domain("active", "=", True) & Domain("id", "not in", frozen)
        return since | Domain("id", "in", list(self._options_in_use()))

    def _is_system(self, channel):
        """Whether the system itself delivers through ``channel`` (maybe empty) to this one matter's units."""
        return bool(channel) and self._option_rule(channel)["is_system"]

    def _system_channel(self):
        """The first channel of this one matter through which the system itself delivers; may be empty."""
        return self.channel_ids.filtered(self._is_system)[:1]

    def _category_rule(self):
        """What the category of this one matter says: {filing_authority, is_major, bodies}."""
        return self._frozen_row("categories", self.source_category_id)

    def _procedure_steps(self, bar="steps"):
        """Steps of the bar (or ``stages``) of this one matter as [(name, states, optional, evidence)]."""
        # sudo: rules are everybody's
        rows = self.sudo()._rules().get("bar", ()) if self.regulation_id else ()
        mine = [
            row
            for row in rows
            if row["bar"] == bar and row["option"] in (False, self.form_id.id)
        ]
        if bar == "steps" and any(row["option"] for row in mine):
            # The mode of the matter has its own steps: those instead of the general ones.
            mine = [row for row in mine if row["option"]]
        return [
            (row["name"], set(row["states"]), row["is_optional"], row["evidence"])
            for row in mine
        ]

    def _is_one_of_several_meetings(self):
        """Whether the deciding body of this one matter is a kind of meeting, so that its name is asked (XISU-6.3b)."""
        body = self.decision_body_id
        return bool(body) and bool(
            self._frozen_row("bodies", body).get("requires_name")
        )

    def _body_decides(self, body):
        """Whether ``body`` may decide that this one matter cannot be completed; any may where none is named."""
        bodies = self.regulation_id._setting("decision_body_ids")
        deciding = [
            row
            for row in bodies
            if self._frozen_row("bodies", row)["decides_inability"]
        ]
        return not deciding or body in deciding

    def _label(self, name):
        """The field's label in the words of the matter's regulation (empty recordset: the company's)."""
        regulation = self[:1].regulation_id or self.env["duban.regulation"]._in_force()
        default = (
            self._fields[name]._description_string(self.env)
            if name in self._fields
            else name
        )
        return self.env["duban.label"]._word(regulation, f"field:{name}", default)

    # ------------------------------------------------------------------
    # Required elements (CORE-6)
    # ------------------------------------------------------------------

    def _required_fields(self, action):
        """Fields that ``action`` needs on this one matter: {name: name of the field that serves instead, or False}."""
        names = {}
        options = (False, self.form_id.id)
        # A field of an addon that was uninstalled stays in the frozen rules; nobody can fill it in any more.
        there = {False, *self._fields}
        for row in self._rules()["requirements"]:
            if (
                row["action"] == action
                and row["category"]
                in (False, self.source_category_id.id, self.source_kind_id.id)
                and row["option"] in options
                and row["grade"] in (False, self.grade_id.id)
                and row["field"] not in names
                and row["field"] in there
            ):
                alternative = row.get("alternative", False)
                names[row["field"]] = alternative if alternative in there else False
        if action == "file" and self._is_one_of_several_meetings():
            names["meeting_name"] = False
        if action == "close" and self._rule("conclusion_required"):
            names["conclusion"] = False
        return names

    def _missing_labels(self, action):
        """Labels of the elements that ``action`` needs and this one matter lacks."""
        missing, for_form = [], []
        if action == "file":
            for_form = self._missing_for_form()
            missing += [
                self.env._(
                    "%(field)s (%(form)s)",
                    field=self._label(name),
                    form=self.form_id.name,
                )
                for name in for_form
            ]
        if action == "accept":
            missing += self._missing_at_acceptance()
        for name, alternative in self._required_fields(action).items():
            if name in for_form or not self._is_missing(name):
                continue
            if not alternative:
                missing.append(self._label(name))
            elif self._is_missing(alternative):
                missing.append(f"{self._label(name)} / {self._label(alternative)}")
        return list(dict.fromkeys(missing))

    def _missing_for_form(self):
        """Names of the fields which the chosen form (形式) of this one matter demands at filing and which are empty."""
        missing = []
        if self._demands("form_id", "date") and not self.date_deadline:
            missing.append("date_deadline")
        if self._demands("form_id", "period") and self.period_months < 1:
            missing.append("period_months")
        if self._demands("form_id", "joint_unit") and not self.joint_unit_ids:
            missing.append("joint_unit_ids")
        return missing

    def _is_missing(self, name):
        """Whether the element ``name`` is not filled; "no co-unit" said explicitly counts as filled."""
        value = self[name]
        if name == "co_unit_ids" and self.co_unit_none:
            return False
        if name in STUB_FIELDS and self._is_stub():
            return False
        if isinstance(value, str):
            return not value.strip()
        return not value

    def _is_stub(self):
        """Whether this one matter is kept without content because it is classified."""
        return (
            self.confidentiality == "classified"
            and self.is_routed
            and self._rule("classified_stub")
        )

    def _raise_missing(self, labels):
        """Say what has to be filled in on this one matter first, if anything."""
        if labels:
            raise UserError(
                self.env._(
                    "%(matter)s: please fill in %(fields)s first.",
                    matter=self.display_name,
                    fields="、".join(labels),
                )
            )

    def _check_required(self, action):
        for matter in self:
            missing = matter._missing_labels(action)
            if missing == [matter._label("unit_head_id")] and matter.lead_unit_id:
                # Nobody can fill this in on the matter: it follows the directory.
                raise UserError(
                    self.env._(
                        "%(unit)s has no %(field)s: name its manager in the directory of departments first.",
                        unit=matter.lead_unit_id.name,
                        field=missing[0],
                    )
                )
            matter._raise_missing(missing)

    def _check_elements(self, data):
        """The elements that the regulation demands for the step which is taken (CORE-6)."""
        action = data["action"]
        for needed in ELEMENTS_OF.get(action, (action,)):
            self._check_required(needed)

    # ------------------------------------------------------------------
    # What a category implies (PLUS-V3)
    # ------------------------------------------------------------------

    @api.model
    def _imply(self, vals):
        """Give the values of a new draft, in place, the protection that its category implies, from the first moment."""
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
        rules = self._rules_of_categories()
        if any(rule.get("implies_petition") for rule in rules) and not self.is_petition:
            values["is_petition"] = True
        implied = self._implied_level(level)
        if implied != level:
            values["confidentiality"] = implied
        return values

    def _rules_of_categories(self):
        """What the regulation says of the categories of this one matter: list of dicts of the ruleset."""
        categories = (self.source_category_id, self.source_kind_id)
        return [self._frozen_row("categories", row) for row in categories if row]

    def _implied_level(self, level):
        """The stronger of ``level`` and what the categories of this one matter imply."""
        for rule in self._rules_of_categories():
            level = self._higher_level(level, rule.get("implies_level"))
        return level

    def _keep_implied(self, names):
        """After the fields ``names`` were written: nobody takes away what the category implies, another brings its own.

        :return: names of what was written now
        """
        for matter in self if names & IMPLIED else ():
            values = matter._implied_values()
            if values:
                matter._engine_write(values)
                names = names | values.keys()
        return names

    # ------------------------------------------------------------------
    # Drafts follow the version in force
    # ------------------------------------------------------------------

    def _before_step(self, action):
        """A draft is proposed and filed under the rules that count on that day, whatever it was registered under."""
        rules = self.mapped("regulation_id")
        if action in ("submit_filing", "file"):
            self.filtered(lambda matter: matter.state == "draft")._follow_version()
        return super()._before_step(action) or self.mapped("regulation_id") != rules

    def _follow_version(self):
        """Put these drafts under the version that is in force: what is filed from now on has its rules (CORE-31).

        What the version does not offer any more is left empty, to be chosen anew. What leaders have before them stays
        under the rules by which they sign it.
        """
        for matter in self:
            old = matter.regulation_id
            new = old._in_force(matter.company_id)
            if not new or new == old or old._setting("company_id") != matter.company_id:
                continue
            vals = matter._values_under(new)
            before = matter._trail_values(list(vals))
            # a row of another version has the same name: said below, where it is another
            matter.with_context(tracking_disable=DOOR)._engine_write(vals)
            after = matter._trail_values(list(vals))
            days = [matter._format_date(rules.date_from) for rules in (old, new)]
            changes = {
                name: [before[name], after[name]]
                for name in vals
                if before[name] != after[name]
            } | {
                "regulation_id": [f"{old.name} ({days[0]})", f"{new.name} ({days[1]})"]
            }
            note = self.env._("The rules in force from %s apply.", days[1])
            self.env["duban.act"]._append(
                matter, "edit", note, changes={matter.id: changes}
            )
            matter._keep_implied(frozenset(vals))
            matter._refresh_access()

    def _values_under(self, regulation):
        """Values by which this one draft stands under ``regulation``: its rows as that has them, and its office."""
        vals = {"regulation_id": regulation.id}
        coded = self.pool["duban.regulation.coded"]
        for name, field in self._fields.items():
            if (
                field.type not in ("many2one", "many2many")
                or not field.store
                or field.compute
                or not issubclass(self.pool[field.comodel_name], coded)
                or not self[name]
            ):
                continue
            rows = self[name]._under(regulation)
            vals[name] = (
                rows[:1].id if field.type == "many2one" else [Command.set(rows.ids)]
            )
        if self.office_id == self.regulation_id._setting("office_id"):
            vals["office_id"] = regulation._setting("office_id").id
        return vals

    @after_step("return_filing", "recall_filing")
    def _effect_follow_version(self, data):
        """What leaders had before them is a draft again: its form asks what the rules of the day ask."""
        self._follow_version()

    @api.model
    def _drafts_follow(self, companies=None):
        """Drafts follow the version that came into force, or that counts again (as superuser).

        At once where the change counts from today, else once a day.

        :param companies: of these only (``res.company``)
        """
        domain = Domain("state", "=", "draft") & Domain("company_id.active", "=", True)
        if companies is not None:
            domain &= Domain("company_id", "in", companies.ids)
        for company, regulation, drafts in self._read_group(
            domain,
            ["company_id", "regulation_id"],
            ["id:recordset"],
        ):
            if regulation == regulation._in_force(company):
                continue
            for matter in drafts:
                try:
                    with self.env.cr.savepoint():
                        matter._follow_version()
                except UserError as error:
                    # whoever files it is told the same
                    _logger.info("%s stays under its version: %s", matter, error)
                except OperationalError:
                    raise  # somebody else works on it
                except Exception:
                    _logger.exception("%s stays under its version", matter)
