"""What only the engine writes: one key and one rule of refusal for every model of the suite."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import clean_context

from ... import clock
from ...tools.door import DOOR
from ...tools.remembered import remembered

#: model -> names of the fields that only the engine writes, see ``name_engine_fields``
NAMED = {}
#: the platform's own fields on a record
PLATFORM_PREFIXES = ("message_", "activity_", "website_message")


def name_engine_fields(table):
    """Say which fields only the engine writes; each addon has its own table (``engine_fields.py``).

    :param table: {model: "name name …"}; what is said of a mixin counts in every model that takes it
    """
    for model, names in table.items():
        NAMED.setdefault(model, set()).update(names.split())


class DubanScreen(models.AbstractModel):
    _inherit = "duban.screen"

    #: {date of what has happened: states in which it has, empty: whatever the state}: it does not lie ahead (CORE-25)
    _happened = {}

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_happened(self._happened)
        return records

    def _check_happened(self, names):
        """What has happened has happened by today, whoever says so and by whatever way (CORE-25).

        :param names: fields that were written
        :raise UserError: naming the field and its date
        """
        told = [
            (name, states)
            for name, states in self._happened.items()
            if name in names or states and "state" in names
        ]
        if not told:
            return
        for record in self:
            today = clock.today(record)
            for name, states in told:
                day = record[name]
                if day and day > today and (not states or record.state in states):
                    raise UserError(
                        self.env._(
                            "%(field)s (%(date)s) lies in the future.",
                            field=self._fields[name]._description_string(self.env),
                            date=self.env["duban.matter"]._format_date(day),
                        )
                    )

    @api.model
    @remembered()
    def _shown_only(self):
        """Names of the stored fields that a screen only shows: the suite's own, not the platform's."""
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.readonly
            and field.store
            and name not in models.MAGIC_COLUMNS
            and not name.startswith(PLATFORM_PREFIXES)
        )

    def write(self, vals):
        """Write; what is only shown is written by superuser code, so no client forges it over RPC (CORE-2)."""
        # dialogs and rows of work in progress are their person's own
        if not self._transient and not self.env.su:
            shown = vals.keys() & self._shown_only()
            if shown and self.env.context.get("duban_door") is not DOOR:
                raise AccessError(self._engine_message(shown))
        result = super().write(vals)
        self._check_happened(vals)
        return result

    def _engine_message(self, names):
        labels = sorted(self._engine_label(name) for name in names)
        return self.env._(
            "%s changes only through the steps of the procedure.", ", ".join(labels)
        )

    def _engine_label(self, name):
        return self._fields[name]._description_string(self.env)


class DubanEngineValues(models.AbstractModel):
    """Mixin: the fields that ``engine_fields.py`` of an addon names are the engine's, whatever a client sends.

    A client that writes one, or gives a new record one that differs from its default, is refused by name; nothing is
    dropped silently. Superuser code is the engine too, except on matters, where the door alone counts.
    """

    _name = "duban.engine.values"
    _description = "Values of the engine"
    _inherit = ["duban.screen"]

    #: whether superuser code is the engine; else only who holds the key
    _sudo_is_engine = True
    #: fields of the engine that a new record may be given all the same
    _given_at_creation = frozenset()
    #: whether a form's ``default_…`` keys also count for what the form did not send
    _keeps_defaults = False

    @api.model
    def _door(self):
        return DOOR

    def _door_is_open(self):
        return self.env.context.get("duban_door") is DOOR

    def _by_engine(self):
        return self._door_is_open() or (self._sudo_is_engine and self.env.su)

    def _engine_write(self, vals):
        """Write values of the engine, after the acting person was checked."""
        # sudo: called after the acting person was checked; the values are the engine's own.
        return self.sudo().with_context(duban_door=DOOR).write(vals)

    @api.model
    def _engine_create(self, vals_list):
        """New records of the engine (as superuser), after the acting person was checked."""
        # sudo: called after the acting person was checked; what the engine makes nobody else may make.
        return self.sudo().create(vals_list)

    @api.model
    @remembered()
    def _named_engine_fields(self):
        """Names of the fields of this model that a table of an addon gives to the engine."""
        models_ = {getattr(cls, "_name", None) for cls in type(self).mro()}
        named = {name for model in models_ for name in NAMED.get(model, ())}
        return frozenset(named & self._fields.keys())

    @api.model
    @remembered()
    def _engine_fields(self):
        """Names of the fields that only the engine writes, however a screen shows them.

        A stored field that is read-only and that nobody named is closed as well, until it is named: what is
        forgotten is not open. A test asks for its name.
        """
        return self._named_engine_fields() | self._shown_only()

    def _without_defaults(self):
        """``self`` without ``default_…`` keys of a client: defaults are for forms, not for what ``create`` checks."""
        # pylint: disable-next=context-overridden
        return self.with_context(clean_context(self.env.context))

    @api.model
    def _refuse_engine_values(self, vals_list):
        """A client neither sends nor defaults (``default_state`` in the context) what the engine decides.

        :param vals_list: values as the client sent them
        :raise AccessError: naming the fields
        """
        if self._by_engine():
            return
        engine = self._engine_fields() - self._given_at_creation
        forced = {name for name in engine if self.env.context.get(f"default_{name}")}
        sent = {name for vals in vals_list for name in engine & vals.keys()}
        default = self._without_defaults().default_get(list(sent)) if sent else {}
        # an empty list says something; an empty box says nothing where nothing stands by default, and takes away
        # who wrote it, or when, where something does
        forced |= {
            name
            for vals in vals_list
            for name in sent & vals.keys()
            if (vals[name] or default.get(name) or isinstance(vals[name], list))
            and vals[name] != default.get(name)
        }
        if forced:
            raise AccessError(self._engine_message(forced))

    def _refuse_engine_write(self, vals):
        """A client does not write what the engine decides.

        :raise AccessError: naming the fields
        """
        guarded = vals.keys() & self._engine_fields()
        if guarded and not self._by_engine():
            raise AccessError(self._engine_message(guarded))

    # ------------------------------------------------------------------
    # The guard: here and nowhere else, so that a model cannot forget it
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        client = not self._by_engine()
        self._refuse_engine_values(vals_list)
        if not self._keeps_defaults:
            self = self._without_defaults()
        names = {name for vals in vals_list for name in vals}
        self._complete_values(vals_list)
        records = super().create(vals_list)
        if client:
            records._check_created(names)
        records._bind_files(names)
        return records

    def write(self, vals):
        self._refuse_engine_write(vals)
        result = super().write(vals)
        self._bind_files(vals)
        return result

    def _bind_files(self, names):
        """Loose files linked by one of the fields ``names`` belong to their record from now on.

        Its readers can open them then, and who handed them in cannot exchange or delete them any more.
        """
        for name in names:
            field = self._fields[name]
            if field.type != "many2many" or field.comodel_name != "ir.attachment":
                continue
            for record in self:
                # sudo: linking already checked that the user may read the file
                loose = record.sudo()[name].filtered(lambda file: not file.res_id)
                if loose:
                    loose.write({"res_model": record._name, "res_id": record.id})

    @api.model
    def _complete_values(self, vals_list):
        """Hook: fill in the engine's values of new records, in place, after those of the client were checked."""

    def _check_created(self, names):
        """Hook: may the current user, who is not the engine, make these records with the fields ``names``?"""
