"""What lists, searches, boards and calendars of matters show, and what is printed of them."""

from babel.dates import format_date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.misc import babel_locale_parse

from ..handling.warning_level import LIST_BUTTONS
from ..matter.roles import HANDED_OVER
from ..matter.states import ACTIVE_STATES, STATES

#: number of the calendar's colour per light: red, orange, green; others have none
LIGHT_COLORS = {"overdue": 1, "soon": 2, "normal": 10}
#: stored keys of the engine that carry a label for the administrator only
TECHNICAL = frozenset(
    {
        "ruleset_id",
        "regulation_code",
        "import_fingerprint",
        "trail_head",
        "trail_length",
        "create_uid",
        "write_uid",
        "write_date",
        "message_main_attachment_id",
        "origin_record_id",
    }
)
#: more rows than that are a ledger to export, not a sheet to take along
MOST_PRINTED = 500
#: (key, label, relative width) of the columns
PRINTED_COLUMNS = (
    ("row", "序号", 4),
    ("number", "编号", 9),
    ("name", "事项", 26),
    ("lead_unit_id", "牵头单位", 12),
    ("leader_in_charge_id", "分管领导", 8),
    ("document_due_seen", "办结期限", 12),
    ("last_progress", "最近进展", 24),
    ("urging_count", "催办次数", 5),
)


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    # ------------------------------------------------------------------
    # Filters
    # ------------------------------------------------------------------
    # Filters that need words which the fields do not have: mine, of my unit, waiting for me.

    is_mine = fields.Boolean(
        "My matter",
        compute="_compute_is_mine",
        search="_search_is_mine",
        export_string_translation=False,
    )

    is_my_unit = fields.Boolean(
        "My unit",
        compute="_compute_is_mine",
        search="_search_is_my_unit",
        export_string_translation=False,
    )

    waits_for_me = fields.Boolean(
        "Waits for me",
        compute="_compute_is_mine",
        search="_search_waits_for_me",
        export_string_translation=False,
    )

    @api.depends_context("uid")
    def _compute_is_mine(self):
        for name in ("is_mine", "is_my_unit", "waits_for_me"):
            matched = self.filtered_domain(
                getattr(self, f"_search_{name}")("in", [True])
            )
            for matter in self:
                matter[name] = matter in matched

    def _true_only(self, operator, value, domain):
        return domain if operator == "in" and set(value) == {True} else NotImplemented

    def _search_is_mine(self, operator, value):
        uid = self.env.uid
        names = (*HANDED_OVER, "unit_line_ids.handler_id")
        domain = fields.Domain.OR(fields.Domain(name, "=", uid) for name in names)
        return self._true_only(operator, value, domain)

    def _search_is_my_unit(self, operator, value):
        units = self.env.user.duban_unit_ids
        # what was handed over to another unit is found by its name or number, not among one's own; nor is what an
        # office accompanies with all others of the school (ABAF-7.1)
        domain = fields.Domain(
            "unit_line_ids",
            "any",
            [
                ("department_id", "in", units.ids),
                ("role", "not in", ("former", "team")),
            ],
        )
        return self._true_only(operator, value, domain)

    def _search_waits_for_me(self, operator, value):
        # any!: the to-dos are one's own; the rules of the matter still decide what is found.
        domain = fields.Domain(
            "activity_ids",
            "any!",
            [("duban_key", "!=", False), ("user_id", "=", self.env.uid)],
        )
        return self._true_only(operator, value, domain)

    # ------------------------------------------------------------------
    # Search
    # ------------------------------------------------------------------
    # The search screen: filters of functions that the regulation does not provide are not there (CORE-19).

    @api.model
    def _filter_features(self):
        """{name of a search filter: feature that the regulation must have}. Hook."""
        return {
            "urged": "urging_enabled",
            "no_answer": "urging_enabled",
            "disputed": "disagreement_enabled",
            "is_key": "field:is_key",
            "group_key": "field:is_key",
            "is_long_cycle": "field:is_long_cycle",
            "is_difficult": "field:is_difficult",
            "look_back": "recheck_enabled",
        }

    @api.model
    def _hidden_filters(self):
        """Names of the filters that the regulation in force has no use for."""
        regulation = self.env["duban.regulation"]._in_force()
        features = regulation._feature_names() if regulation else ()
        return tuple(
            name
            for name, feature in self._filter_features().items()
            if feature not in features
        )

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self._hidden_filters()) if view_type == "search" else key

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Without filters and buttons of functions that the rules do not provide; as a phone and a calendar need it.

        A list cannot hide its buttons. On a phone columns stand side by side out of sight: there the board is one list.
        """
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "search":
            for name in self._hidden_filters():
                for node in arch.xpath(f".//filter[@name='{name}']"):
                    node.getparent().remove(node)
        if view_type == "kanban" and options.get("mobile"):
            arch.attrib.pop("default_group_by", None)
        if view_type == "calendar":
            arch.set("class", "o_duban_calendar")
        if view_type == "list":
            self._hide_list_buttons(arch)
        return arch, view

    @api.model
    def _hide_list_buttons(self, arch):
        regulation = self.env["duban.regulation"]._in_force()
        names = regulation._feature_names() if regulation else ()
        for button in arch.xpath("//list/header/button[@name='action_ask']"):
            for ask, feature in LIST_BUTTONS.items():
                if f"'{ask}'" in button.get("context", "") and feature not in names:
                    button.getparent().remove(button)

    # ------------------------------------------------------------------
    # The home page and the wall board
    # ------------------------------------------------------------------

    # ------------------------------------------------------------------
    # Groups, colours, dates
    # ------------------------------------------------------------------

    state = fields.Selection(group_expand="_expand_states")
    light_color = fields.Integer(
        compute="_compute_light_color", export_string_translation=False
    )

    @api.depends("light")
    def _compute_light_color(self):
        for matter in self:
            matter.light_color = LIGHT_COLORS.get(matter.light, 0)

    @api.model
    def _expand_states(self, states, _domain):
        """Columns of the board: the states that matters run through, and those that are found."""
        return [
            code for code, _label in STATES if code in ACTIVE_STATES or code in states
        ]

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Nobody groups matters by what the machine keeps for itself."""
        result = super().fields_get(allfields, attributes)
        for name, description in result.items():
            if "groupable" in description and self._is_technical(name):
                description["groupable"] = False
        return result

    @api.model
    def _is_technical(self, name):
        """Whether the field ``name`` means nothing to a reader: not translated, or a key of the engine."""
        field = self._fields[name]
        return not field.export_string_translation or name in TECHNICAL

    @api.model
    def _screen_date(self, day):
        """A date in the reader's language: 2024年3月18日, 18 Mar 2024; empty for none."""
        lang = self.env.lang or "zh_CN"
        if lang.startswith("zh") or not day:
            return self._format_date(day)
        return format_date(day, "d MMM y", locale=babel_locale_parse(lang))

    # ------------------------------------------------------------------
    # The order of what is overdue
    # ------------------------------------------------------------------

    @api.model
    @api.readonly
    def web_search_read(
        self,
        domain,
        specification,
        offset=0,
        limit=None,
        order=None,
        count_limit=None,
    ):
        """As Odoo's; who asks for what is overdue sees the longest first, unless another order is asked for."""
        if not order and self._asks_for_overdue(domain):
            order = "date_deadline, id"
        return super().web_search_read(
            domain,
            specification,
            offset=offset,
            limit=limit,
            order=order,
            count_limit=count_limit,
        )

    @api.model
    def _asks_for_overdue(self, domain):
        return any(
            condition.field_expr == "is_overdue" and condition.operator == "="
            for condition in Domain(domain).iter_conditions()
        )

    # ------------------------------------------------------------------
    # 打印所见: what a list shows by its filters, on A4, what is overdue marked and each category said once
    # ------------------------------------------------------------------

    document_due_seen = fields.Char(
        compute="_compute_document_due_seen", export_string_translation=False
    )

    @api.depends("date_deadline", "state", "paused_since")
    def _compute_document_due_seen(self):
        """The due date, and by how many days it has passed: in words, for paper is black."""
        for matter in self:
            day = matter.deadline_text or ""
            late = f"【逾期{-matter.days_left}天】" if matter.is_overdue else ""
            matter.document_due_seen = "\n".join(filter(None, (day, late)))

    @api.model
    def _seen_columns(self):
        """Columns of the sheet in the words of the regulation in force, as the grid of documents takes them."""
        words = self._label_words()
        # the due date with its mark goes by the word of the due date
        named = {"document_due_seen": "date_deadline"}
        return [
            {
                "key": key,
                "label": words.get(f"field:{named.get(key, key)}", label),
                "width": width,
            }
            for key, label, width in PRINTED_COLUMNS
        ]

    @api.model
    @api.readonly
    def action_print_seen(self, domain=None):
        """Print what a list shows: the matters of ``domain`` that the user reads, by category, on A4.

        :param domain: of the list with its filters
        :return: report action
        :raise UserError: nothing, or more than a sheet is for
        """
        try:
            matters = self.search(Domain(domain or []), limit=MOST_PRINTED + 1)
        except (TypeError, ValueError) as error:
            # a client's, as is its domain
            raise UserError(
                self.env._("These filters are not those of the list. Open it again.")
            ) from error
        if not matters:
            raise UserError(self.env._("The list is empty: there is nothing to print."))
        if len(matters) > MOST_PRINTED:
            raise UserError(
                self.env._(
                    "The list has more than %s matters. Narrow it by a filter, or export the ledger.",
                    MOST_PRINTED,
                )
            )
        report = self.env.ref("duban_supervision.action_report_ledger_seen")
        return report.report_action(matters, config=False)

    @api.model
    def home_seen(self):
        """The home board is before the user's eyes: the next one tells what changed since now."""
        self.env["duban.home.visit"]._note()
        return True

    @api.model
    @api.readonly
    def get_home(self):
        """The home board of the current user (``home.py``).

        :return: dict with ``roles``; ``tiles`` (figures that open their list), ``lists`` and ``charts``, each with the
            words to show when there is nothing; ``first_steps`` for administrators
        """
        return self.env["duban.home"]._board()

    @api.model
    @api.readonly
    def get_wall(self):
        """What the wall board shows: the office's unrestricted matters only, no person, nothing written.

        :return: dict with ``title``, ``day``, ``time``; ``figures`` (list of key, label, count, style); ``units`` (the
            units with most overdue matters); ``late`` and ``soon`` (``rows`` and how many ``more`` there are)
        :raises AccessError: for whoever is not of the supervision office
        """
        if not self.env.user.has_group("duban_supervision.group_office"):
            raise AccessError(
                self.env._("The wall board is for the supervision office.")
            )
        return self.env["duban.home"]._wall()


class MailActivity(models.Model):
    _inherit = "mail.activity"

    @api.model
    def get_activity_data(
        self, res_model, domain, limit=None, offset=0, fetch_done=False
    ):
        """As Odoo's; matters have no columns for kinds of to-dos that none of them has."""
        data = super().get_activity_data(
            res_model, domain, limit=limit, offset=offset, fetch_done=fetch_done
        )
        if res_model == "duban.matter":
            used = {kind for row in data["grouped_activities"].values() for kind in row}
            data["activity_types"] = [
                kind for kind in data["activity_types"] if kind["id"] in used
            ]
        return data
