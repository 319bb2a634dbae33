"""体检: one check of a regulation as a whole. What is wrong is said in words, with what would be right."""

from odoo import api, models
from odoo.exceptions import ValidationError

from .file.regulation_layout import KINDS, suggest
from .own_words import CORE
from .regulation_part import foreign_links
from .rows.document_cell import common_forms

#: lists that the engine or its screens ask for
LISTS = (
    *("form", "channel", "record_kind", "recheck_kind", "feedback_mark", "purpose"),
    *("onsite_ground", "onsite_method", "accountability_kind", "accountability_ground"),
    *("accountability_measure", "accountability_outcome", "accountability_meeting"),
)
#: papers that are printed from cells
FORMS = ("notice", "ledger", "request", "records", "warning_notice")
#: words of papers, besides their forms: ``doc:<name>``
DOCUMENTS = (
    *("request_exemption", "request_inability", "request_cannot_finish"),
    *("unit", "bulletin", "bulletin_regular", "bulletin_irregular", "bulletin_annual"),
    *("bulletin_summary", "bulletin_semester", "bulletin_semester_addressee"),
    *("bulletin_closed", "bulletin_issue", "bulletin_scope", "bulletin_table"),
    *("bulletin_good", "bulletin_problems", "assessment", "assessment_head"),
    *("assessment_handler", "assessment_leader", "commendation", "research", "score"),
)
#: chains that are asked only while a switch is on
CHAIN_SWITCH = {
    "extension": "extension_enabled",
    "exemption": "exemption_enabled",
    "inability": "inability_enabled",
}
#: settings that may be negative: off
OFF = {"urgent_feedback_days": -1}
LARGEST = 3660
ERROR, WARNING = "error", "warning"


class DubanLabel(models.Model):
    _inherit = "duban.label"

    @api.constrains("key")
    def _check_key(self):
        for row in self:
            # sudo: the papers of the regulation are everybody's
            forms = row.sudo().regulation_id.document_cell_ids.mapped("document")
            problem = self._key_problem(row.key, forms)
            if problem:
                raise ValidationError(problem)

    @api.model
    def _key_problem(self, key, forms=()):
        """Why nothing reads the word ``key``, in words; empty if something does.

        :param forms: papers that the regulation prints from cells of its own
        """
        kind, _colon, name = (key or "").partition(":")
        if kind == "field":
            model, _dot, field = name.rpartition(".")
            model = f"duban.{model}" if model else "duban.matter"
            right = list(self.env[model]._fields) if model in self.env else ()
            name = field if right else name
            # Papers print these words, too.
            right = [
                *right,
                *(key for cells in common_forms().values() for key, _said in cells),
            ]
        elif kind == "state":
            states = self.env["duban.matter"]._fields["state"]
            right = [code for code, _word in states._description_selection(self.env)]
        elif kind == "action":
            right = [
                each
                for each in dir(type(self.env["duban.matter"]))
                if each.startswith("action_")
            ]
            # sentences say these
            right += [core.partition(":")[2] for core in CORE.values()]
        elif kind == "doc":
            regulation = self.env["duban.regulation"]
            right = [*regulation._known_documents(), *regulation._known_forms(), *forms]
        else:
            return self.env._(
                "“%s” is no key of a word: field:…, state:…, action:… or doc:…", key
            )
        if name in right:
            return ""
        return self.env._(
            "“%(key)s” is read by nothing. Perhaps: %(right)s",
            key=key,
            right="、".join(suggest(name, right)) or "—",
        )


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    @api.model
    def _known_lists(self):
        """Codes of the lists that something asks for. Hook: extend through ``super()``."""
        return LISTS

    @api.model
    def _known_forms(self):
        """Papers that are printed from cells. Hook: extend through ``super()``."""
        return FORMS

    @api.model
    def _known_documents(self):
        """Further words of papers, ``doc:<name>``. Hook: extend through ``super()``."""
        return DOCUMENTS

    def _examine(self):
        """Everything that is wrong in this one regulation as a whole.

        :return: list of (level ``error`` or ``warning``, where, what)
        """
        self.ensure_one()
        # sudo: a check reads all rows and the units they name
        regulation = self.sudo()
        found = []
        for check in (
            regulation._examine_numbers,
            regulation._examine_words,
            regulation._examine_lists,
            regulation._examine_forms,
            regulation._examine_chains,
            regulation._examine_requirements,
            regulation._examine_bar,
            regulation._examine_terms,
            regulation._examine_units,
            regulation._examine_ways_out,
        ):
            found += check()
        return found

    def action_examine(self):
        """Check this regulation as a whole and show what is wrong (体检).

        :return: action that opens the findings
        """
        self.ensure_one()
        self.check_access("write")
        found = self._examine()
        lines = {ERROR: [], WARNING: []}
        for level, where, what in found:
            lines[level].append(f"{where}: {what}")
        result = self.env["duban.regulation.import"].create(
            {
                "regulation_id": self.id,
                "problems": "\n".join(lines[ERROR]),
                "remarks": "\n".join(lines[WARNING]),
            }
        )
        view = self.env.ref("duban_supervision.duban_regulation_import_view_examine")
        return {
            "type": "ir.actions.act_window",
            "res_model": result._name,
            "res_id": result.id,
            "views": [(view.id, "form")],
            "target": "new",
            "name": self.env._("Check of the regulation"),
        }

    # ------------------------------------------------------------------

    def _examine_numbers(self):
        found = []
        for name in self._rule_fields():
            field = self._fields[name]
            if (
                field.type == "integer"
                and not OFF.get(name, 0) <= self[name] <= LARGEST
            ):
                found.append(
                    (
                        ERROR,
                        field._description_string(self.env),
                        self.env._("%s is no possible number", self[name]),
                    )
                )
        for kind, (model, _key) in KINDS.items():
            for row in self._rows(model):
                for name, field in row._fields.items():
                    if field.type != "integer" or name in ("id", "sequence"):
                        continue
                    percent = (
                        kind == "warning"
                        and name == "value"
                        and row.condition == "percent"
                    )
                    if not 0 <= row[name] <= (100 if percent else LARGEST):
                        found.append(
                            (
                                ERROR,
                                f"{row._description}：{row.display_name}",
                                self.env._(
                                    "%(field)s: %(value)s is no possible number",
                                    field=field._description_string(self.env),
                                    value=row[name],
                                ),
                            )
                        )
        return found

    def _examine_words(self):
        forms = set(self.document_cell_ids.mapped("document"))
        found = []
        for row in self.label_ids:
            problem = row._key_problem(row.key, forms)
            if problem:
                found.append((ERROR, self.env._("Words"), problem))
        return found

    def _examine_lists(self):
        known = self._known_lists()
        found = []
        for row in self.option_list_ids:
            if row.code not in known:
                found.append(
                    (
                        ERROR,
                        self.env._("List “%s”", row.name),
                        self.env._(
                            "nothing asks for a list “%(code)s”. Perhaps: %(right)s",
                            code=row.code,
                            right="、".join(suggest(row.code, known)) or "—",
                        ),
                    )
                )
            elif not row.option_ids:
                found.append(
                    (
                        WARNING,
                        self.env._("List “%s”", row.name),
                        self.env._("has no option to choose"),
                    )
                )
        codes = set(self.option_list_ids.filtered("option_ids").mapped("code"))
        if self.recheck_enabled and "recheck_kind" not in codes:
            found.append(
                (
                    ERROR,
                    self._fields["recheck_enabled"]._description_string(self.env),
                    self.env._("needs a list “recheck_kind” of what a re-check is"),
                )
            )
        return found

    def _examine_forms(self):
        known = self._known_forms()
        found = []
        for document in sorted(set(self.document_cell_ids.mapped("document"))):
            if document not in known:
                found.append(
                    (
                        WARNING,
                        self.env._("Form “%s”", document),
                        self.env._(
                            "is printed only by an addon of your own. Known here: %s",
                            "、".join(known),
                        ),
                    )
                )
            for cell in self.document_cell_ids:
                model = self.env[cell._document_model(cell.document)]
                if cell.document == document and not model._document_has(cell.key):
                    found.append(
                        (
                            ERROR,
                            self.env._("Form “%s”", document),
                            self.env._("“%s” cannot be printed", cell.key),
                        )
                    )
        return found

    def _examine_chains(self):
        """Steps that no matter ever reaches, and approvals that nobody gives."""
        found = []
        asked = self.category_ids.filtered(lambda row: row.filing_authority != "office")
        for step in self.approval_step_ids:
            switch = CHAIN_SWITCH.get(step.purpose)
            where = self.env._("Approval step “%s”", step.name)
            if switch and not self[switch]:
                found.append(
                    (
                        WARNING,
                        where,
                        self.env._(
                            "is never reached: “%s” is off",
                            self._fields[switch]._description_string(self.env),
                        ),
                    )
                )
            if step.purpose != "filing":
                continue
            category = step.category_id
            if category and not category.active:
                continue  # it is not offered any more; nor is its step
            if category and category not in asked:
                problem = self.env._(
                    "is never reached: the supervision office files “%s” itself. "
                    "Set who decides on filing at that category",
                    category.name,
                )
            elif not category and self.category_ids and not asked:
                problem = self.env._(
                    "is never reached: the supervision office files every category itself. "
                    "Set who decides on filing at the categories"
                )
            else:
                continue
            found.append((ERROR, where, problem))
        filing = self.approval_step_ids.filtered(lambda row: row.purpose == "filing")
        for category in asked.filtered(lambda row: not row.parent_id):
            steps = filing.filtered(
                lambda row, mine=category: (
                    not row.category_id or row.category_id == mine
                )
            )
            if not steps:
                found.append(
                    (
                        ERROR,
                        self.env._("Category “%s”", category.name),
                        self.env._("asks for an approval of filing that no step gives"),
                    )
                )
        return found

    def _examine_requirements(self):
        purposes = set(self.approval_step_ids.mapped("purpose"))
        never = {
            "submit_filing": "filing" not in purposes,
            "archive": not self.archive_enabled,
        }
        actions = dict(
            self.env["duban.requirement"]
            ._fields["action"]
            ._description_selection(self.env)
        )
        return [
            (
                WARNING,
                self.env._("Requirement “%s”", row.display_name),
                self.env._(
                    "is never asked: no matter takes the step “%s”", actions[row.action]
                ),
            )
            for row in self.requirement_ids
            if never.get(row.action)
        ]

    def _examine_bar(self):
        """States in which the bar shows no step, or which two steps claim."""
        steps = self.procedure_step_ids.filtered(
            lambda row: row.bar == "steps" and not row.is_optional
        )
        if not steps:
            return []
        purposes = set(self.approval_step_ids.mapped("purpose"))
        used = [
            "draft",
            "filed",
            "assigned",
            "in_progress",
            "result_submitted",
            "closed",
        ]
        used += ["filing_approval"] * ("filing" in purposes)
        used += ["closing_approval"] * ("closing" in purposes)
        used += ["archived"] * bool(self.archive_enabled)
        states = dict(
            self.env["duban.matter"]._fields["state"]._description_selection(self.env)
        )
        found = []
        for option in [steps.option_id.browse(), *steps.option_id]:
            mine = steps.filtered(lambda row, option=option: row.option_id == option)
            covered = [code for row in mine for code in row._state_codes()]
            for code in used if mine else ():
                if code not in covered:
                    found.append(
                        (
                            WARNING,
                            self.env._("Steps of the procedure"),
                            self.env._("no step shows the state “%s”", states[code]),
                        )
                    )
                elif covered.count(code) > 1:
                    found.append(
                        (
                            ERROR,
                            self.env._("Steps of the procedure"),
                            self.env._("two steps show the state “%s”", states[code]),
                        )
                    )
        return found

    def _examine_terms(self):
        """Rules of the due date that stand behind one that fits everything they fit."""
        found = []
        for position, rule in enumerate(self.term_rule_ids):
            for earlier in self.term_rule_ids[:position]:
                if earlier.category_id in (
                    rule.category_id,
                    rule.category_id.browse(),
                ) and (earlier.grade_id in (rule.grade_id, rule.grade_id.browse())):
                    found.append(
                        (
                            ERROR,
                            self.env._("Term rule “%s”", rule.name),
                            self.env._("never counts: “%s” comes first", earlier.name),
                        )
                    )
                    break
        return found

    def _examine_units(self):
        """Units and people of another institution, in the regulation or in one of its rows."""
        found = []
        company = self.company_id
        records = [
            self,
            *(row for model, _key in KINDS.values() for row in self._rows(model)),
        ]
        for record in records:
            for name in foreign_links(record, company):
                found.append(
                    (
                        ERROR,
                        record.display_name or record._description,
                        self.env._(
                            "“%s” names a unit or person of another institution",
                            record._fields[name]._description_string(self.env),
                        ),
                    )
                )
        if self.warning_notices_enabled and not self.warning_level_ids:
            found.append(
                (
                    ERROR,
                    self._fields["warning_notices_enabled"]._description_string(
                        self.env
                    ),
                    self.env._("needs at least one level"),
                )
            )
        return found

    def _examine_ways_out(self):
        """What stops every matter that it concerns, and nobody at the matter can mend."""
        found = [
            (
                ERROR,
                self.env._("Requirement “%s”", row.display_name),
                self.env._(
                    "can never be filled in: nothing to choose, or no field to write in"
                ),
            )
            for row in self.requirement_ids
            if not row._is_fillable()
        ]
        found += [
            (
                ERROR,
                self.env._("Category “%s”", row.name),
                self.env._("asks of its matters what is off here: %s", missing),
            )
            for row in self.category_ids
            if (missing := row._cannot_be_registered())
        ]
        seen = {}
        for row in self.warning_level_ids:
            key = row.condition, row.value, row.without_report
            if other := seen.setdefault(key, row) - row:
                found.append(
                    (
                        ERROR,
                        f"{row._description}：{row.name}",
                        self.env._("comes at the same time as “%s”", other.name),
                    )
                )
        if self.routing_enabled and self.company_id:
            found += [
                (
                    WARNING,
                    self._fields[name]._description_string(self.env),
                    self.env._("is not named: what goes there cannot be registered"),
                )
                for name in ("discipline_office_id", "secrecy_office_id")
                if not self[name]
            ]
        return found
