"""What kanban, calendar, activity view, the choice of groups and dates on screen say about matters."""

from babel.dates import format_date

from odoo import api, fields, models
from odoo.tools.misc import babel_locale_parse

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


class DubanMatter(models.Model):
    _inherit = "duban.matter"

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
    def _get_view(self, view_id=None, view_type="form", **options):
        """On a phone columns stand side by side out of sight: there the board is one list."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "kanban" and options.get("mobile"):
            arch.attrib.pop("default_group_by", None)
        if view_type == "calendar":
            arch.set("class", "o_duban_calendar")
        return arch, view

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
