"""The lists of words a regulation offers: forms, record kinds, channels, purposes, grounds …"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ....tools.remembered import remembered

#: what the supervision office writes of an option in an open list
OFFICE_FIELDS = frozenset({"list_id", "name", "code", "sequence", "active"})
#: features that options make, beside ``list:code``
OPTION_FEATURES = frozenset({"requires_team", "feedback_oral"})


def is_of_options(name):
    """Whether options in use make the feature ``name``."""
    return name in OPTION_FEATURES or name.startswith("list:")


def option_features(rules):
    """What options in use (each as ``_as_rule`` says it) make of a regulation: names as in ``_feature_names``."""
    demands = {demand for rule in rules for demand in rule["demands"]}
    names = {f"list:{rule['list']}" for rule in rules}
    if "team" in demands:
        names.add("requires_team")
    if "record_before_assign" in demands:
        # Where units are reached by phone, the office writes down what they answer.
        names.add("feedback_oral")
    return names


class DubanOptionList(models.Model):
    """One list of a regulation. Where the text ends it with 等 it is open to additions, otherwise it is exact."""

    _name = "duban.option.list"
    _inherit = "duban.regulation.row"
    _description = "Option list"

    code = fields.Char(
        required=True, help="Technical name by which the engine finds the list."
    )
    name = fields.Char(required=True)
    is_open = fields.Boolean(
        "Open list",
        help="The text ends the list with 等: an administrator may add options.",
    )
    option_ids = fields.One2many("duban.option", "list_id", copy=False)

    _code_uniq = models.UniqueIndex(
        "(regulation_id, code)", "This regulation already has that list."
    )

    def _is_offered(self):
        return bool(self.option_ids.filtered("active"))


class DubanOption(models.Model):
    _name = "duban.option"
    _description = "Option"
    _inherit = ["duban.cached", "duban.regulation.part", "duban.regulation.coded"]
    _order = "list_id, sequence, id"

    list_id = fields.Many2one(
        "duban.option.list", required=True, index=True, ondelete="cascade"
    )
    list_code = fields.Char("List code", related="list_id.code", store=True, index=True)
    regulation_id = fields.Many2one(
        related="list_id.regulation_id", store=True, index=True
    )
    code = fields.Char(help="Technical name by which rules find the option.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_default = fields.Boolean()
    clause = fields.Char()

    # -- behaviour
    is_system = fields.Boolean(
        help="Channel: the system itself delivers, no record text needed."
    )
    min_units = fields.Integer(
        help="Form: needs at least so many units (lead and co-units)."
    )
    demand_ids = fields.Many2many(
        "duban.demand",
        string="Demands",
        help="What choosing this option demands, e.g. a place, a person, an inspection team.",
    )

    _code_uniq = models.UniqueIndex(
        "(list_id, code)", "This list already has that option."
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_own_fields({name for name in vals if vals[name]})
        options = super().create(vals_list)
        options._check_list_open()
        return options

    def write(self, vals):
        self._check_own_fields(vals.keys())
        if {"name", "code", "list_id", "active"} & vals.keys():
            self._check_list_open()
        result = super().write(vals)
        if "list_id" in vals:
            self._check_list_open()
        return result

    def _check_own_fields(self, names):
        """The office adds words to an open list; what an option demands is a rule, the administrator's to change."""
        if self.env.su or self.env.user.has_group("duban_supervision.group_admin"):
            return
        refused = names - OFFICE_FIELDS
        if refused:
            raise AccessError(
                self.env._(
                    "Only an administrator changes what an option demands: %s",
                    ", ".join(
                        self._fields[name]._description_string(self.env)
                        for name in sorted(refused)
                    ),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed_list(self):
        self._check_list_open()

    def _check_list_open(self):
        # Data files load as superuser; a user may only touch lists that the text leaves open.
        closed = self.list_id.filtered(lambda row: not row.is_open)
        if closed and not self.env.su:
            raise UserError(
                self.env._(
                    "The regulation gives the list “%s” exactly; it cannot be changed.",
                    closed[0].name,
                )
            )

    @api.model
    def _search(self, domain, *args, active_test=True, **kwargs):
        """With ``duban_options_of`` (id of a matter) in the context: its frozen rules, and rows since.

        So a person is offered what the matter knows; the engine's own questions are not narrowed.
        """
        matter_id = self.env.context.get("duban_options_of")
        # a list that reads its rows says in the context that it wants all: they stay in the cache for everybody
        wants_all = not (active_test and self.env.context.get("active_test", True))
        if matter_id and not wants_all and not self.env.su:
            matter = self.env["duban.matter"].browse(matter_id).exists()
            if matter.has_access("read") and matter.ruleset_id:
                domain = Domain(domain) & matter._options_offered()
                active_test = False
        return super()._search(domain, *args, active_test=active_test, **kwargs)

    def _same_row(self):
        return super()._same_row() & Domain("list_code", "=", self.list_code)

    @api.model
    def _get(self, regulation, list_code, code=None):
        """Options of list ``list_code`` of ``regulation`` (record); with ``code`` the one option, or empty."""
        options = self.browse(self._ids_of(regulation._origin.id, list_code))
        return options.filtered(lambda option: option.code == code) if code else options

    @api.model
    @remembered("regulation_id", "list_code")
    def _ids_of(self, regulation_id, list_code):
        """Ids of the options of a list that may be chosen, in their order."""
        lists = (
            self.env["duban.regulation"]
            .browse(regulation_id)
            ._setting("option_list_ids")
            .filtered(lambda row: row.code == list_code)
        )
        return lists.option_ids.filtered("active").ids
