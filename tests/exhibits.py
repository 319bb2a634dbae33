"""One record of every model of the suite, for tests that must not forget any.

Nothing here is a table of models: what is registered is found, and what a record needs is read from its fields, so
a new model is among the exhibits from its first day.
"""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import mute_logger

#: values that the fields alone do not tell: {model: {field: value}}; callables take the test case
TOLD = {
    "duban.regulation": {"date_from": "1999-01-01", "code": "exhibit"},
    "duban.label": {"key": "field:achievements"},
    "duban.procedure.step": {"states": "draft"},
    "duban.document.cell": {"key": "name", "document": "exhibit"},
    "duban.calendar.year": {"year": 2031},
    "duban.calendar.day": {"date": "2027-12-30"},
    "duban.number": {"kind": "exhibit"},
    # a line of an accepted plan has its date
    "duban.plan.line": {"date": "2024-03-20"},
    "duban.delegation": {
        "user_id": lambda case: case.leader.id,
        "deputy_id": lambda case: case.leader2.id,
        # not yet: a deputy reads what the other reads
        "date_from": "2024-12-20",
        "date_to": "2024-12-31",
    },
    "duban.handover": {
        "predecessor_id": lambda case: case.worker_a.id,
        "successor_id": lambda case: case.head_a.id,
    },
    "duban.recusal": {"user_id": lambda case: case.worker_c.id},
    "duban.accountability": {"unit_id": lambda case: case.unit_a.id},
    "duban.commendation": {"unit_id": lambda case: case.unit_a.id},
    "duban.research": {"problem": "x", "cause": "x", "suggestion": "x"},
    "duban.recheck": {
        "kind_id": lambda case: case.env["duban.option"]._get(case.regulation, "recheck_kind")[:1].id,
    },
    "duban.action.wizard": {"action": "return", "res_model": "duban.matter", "res_ids": [1]},
    "duban.adjustment": {"basis": "另一依据"},
    "duban.semester": {"date_from": "2024-02-26", "date_to": "2024-07-12"},
    "duban.lzu.meeting": {"convener_id": lambda case: case.office_leader.id},
    "duban.lzu.task": {"user_id": lambda case: case.worker_a.id},
    "duban.face": {"name": "督办系统"},
    "duban.word.template": {
        "report_id": lambda case: case.env.ref("duban_supervision.action_report_notice").id,
    },
    "duban.sign.in": {"server_url": "https://cas.example.edu.cn"},
}  # fmt: skip
#: what a person could type over, where not every text will do
CHANGES = {"duban.gateway": {"sequence": 7}, "duban.sign.in": {"name": "geändert"}}
#: of what there is one of a kind only, how another one differs
ANOTHER = {
    "duban.handover": {"successor_id": lambda case: case.worker_b.id},
    "duban.semester": {"date_from": "2024-08-26", "date_to": "2025-01-10"},
}
#: what must be there before a view of the database has a row
BEHIND = {"duban.burden.term": "duban.semester"}
#: what the engine does not make for itself
BY_PERSON = {"duban.lzu.task": "worker_a"}


def switch_on(case):
    """Every function of every institution, so that each model is in use."""
    names = [name for name in case.regulation._fields if name.endswith("_enabled")]
    case.regulation.write(dict.fromkeys(names, True))


def models(case):
    """Names of all models of the suite that have records, sorted; wizards too."""
    return sorted(
        name
        for name, model in case.env.registry.items()
        if name.startswith("duban.") and not model._abstract
    )


def on_screen_only(case):
    """Models over a view of the database: they have rows, nobody makes any."""
    return {name for name in models(case) if not case.env[name]._auto}


def exhibit(case, name, matters=()):
    """A record of the model ``name``: one that is there, else one made by the engine.

    :param matters: what hangs on a matter hangs on the first of these that takes it
    """
    Model = case.env[name].sudo()
    case.env.flush_all()
    if name == "duban.matter" and matters:
        return matters[0].sudo()
    if not Model._auto:
        if name in BEHIND:
            exhibit(case, BEHIND[name], matters)
        return Model.search([("company_id", "=", case.company.id)], limit=1)
    for matter in matters or [None]:
        found = Model.search(_domain(case, Model, matter), limit=1)
        if found:
            return found
        user = getattr(case, BY_PERSON.get(name, ""), None)
        door = case.env["duban.matter"]._door()
        maker = Model.with_context(duban_door=door)
        if user:
            maker = Model.with_user(user).sudo(False)
        try:
            with mute_logger("odoo.sql_db"), case.cr.savepoint():
                # the caller gets it without the key that made it
                return Model.browse(maker.create(_values(case, maker, matter)).id)
        except UserError:
            if matter is None or matter == matters[-1]:
                raise
    return Model


def _domain(case, Model, matter):
    stored = {key for key, field in Model._fields.items() if field.store}
    if matter and "matter_id" in stored:
        return [("matter_id", "=", matter.id)]
    if "company_id" in stored:
        return [("company_id", "=", case.company.id)]
    if "regulation_id" in stored:
        return [("regulation_id", "=", case.regulation.id)]
    return []


def _values(case, Model, matter):
    told = {
        key: value(case) if callable(value) else value
        for key, value in TOLD.get(Model._name, {}).items()
    }
    for key, field in Model._fields.items():
        if key in told or not field.store or field.related:
            continue
        if field.compute and field.readonly:
            continue  # the engine says it
        if field.type == "many2one_reference" and matter:
            told.update({field.model_field: matter._name, key: matter.id})
        if field.comodel_name == "duban.matter" and key == "matter_id" and matter:
            told[key] = matter.id
        elif field.comodel_name == "res.company" and key == "company_id":
            told[key] = case.company.id
        elif field.comodel_name == "duban.regulation" and key == "regulation_id":
            told[key] = case.regulation.id
    default = Model.default_get([key for key in Model._fields if key not in told])
    for key, field in Model._fields.items():
        needed = (
            field.required and field.store and not field.compute and not field.related
        )
        if field.readonly and not Model.env.su:
            needed = False  # the engine sets it
        if needed and key not in told and not default.get(key):
            told[key] = _value(case, field, matter)
    return told


def _value(case, field, matter):
    if field.type == "many2one":
        known = {"res.users": case.head_a, "hr.department": case.unit_a}
        record = known.get(field.comodel_name) or exhibit(
            case, field.comodel_name, [matter] if matter else ()
        )
        return record.id
    if field.type == "selection":
        return field.get_values(case.env)[0]
    return {
        "char": "exhibit",
        "text": "exhibit",
        "integer": 1,
        "float": 1.0,
        "date": fields.Date.today(),
        "datetime": fields.Datetime.now(),
        "boolean": True,
        "json": {},
        "html": "exhibit",
        "binary": "eA==",
    }[field.type]


def change(record):
    """A value for a field that a person could type over, {} where there is none."""
    if record._name in CHANGES:
        return CHANGES[record._name]
    values = {
        "char": "geändert",
        "text": "geändert",
        "html": "geändert",
        "integer": 7,
        "boolean": None,
        "date": "2024-05-05",
    }
    for kind in ("text", "char", "html", "date", "integer", "boolean"):
        for key, field in sorted(record._fields.items()):
            if (
                field.type == kind
                and field.store
                and not (field.readonly or field.compute or field.related)
                and field._module.startswith("duban")
            ):
                value = not record[key] if kind == "boolean" else values[kind]
                return {key: value}
    return {}


def copy_values(case, name, matters):
    """Values with which a person could try to make a record of the model ``name``."""
    Model = case.env[name].sudo()
    taken = exhibit(case, name, matters)
    matter = taken.matter_id if "matter_id" in taken._fields else None
    if matter is not None and matter not in matters:
        matter = matters[0]
    other = ANOTHER.get(name, {})
    other = {key: value(case) if callable(value) else value for key, value in other.items()}  # fmt: skip
    return {**_values(case, Model, matter), **other}
