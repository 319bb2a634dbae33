"""What the rows of a regulation are made of: the models, how a row is recognised, a file's words for its fields."""

from difflib import get_close_matches

from odoo import models

#: kind of row: (model, words that tell one row from another). Rows that others point to come first.
KINDS = {
    "list": ("duban.option.list", ("code",)),
    "body": ("duban.decision.body", ("code",)),
    "grade": ("duban.grade", ("code",)),
    "option": ("duban.option", ("list", "code")),
    "category": ("duban.source.category", ("code",)),
    "term": ("duban.term.rule", ("for", "grade")),
    "requirement": (
        "duban.requirement",
        ("action", "field", "for", "option", "grade"),
    ),
    "step": ("duban.approval.step", ("purpose", "role", "for", "importance")),
    "bar": ("duban.procedure.step", ("bar", "option", "name")),
    "registration": ("duban.registration.rule", ("document", "office")),
    "warning": ("duban.warning.level", ("name",)),
    "score": ("duban.score.rule", ("event", "name")),
    "risk": ("duban.recheck.weight", ("factor",)),
    "word": ("duban.label", ("key",)),
    "cell": ("duban.document.cell", ("document", "key")),
}
KIND_OF = {model: kind for kind, (model, _key) in KINDS.items()}
#: rows are counted from 1 within these words of the same value
GROUPS = {
    "option": ("list",),
    "category": ("parent",),
    "step": ("purpose",),
    "bar": ("bar",),
    "registration": ("document",),
    "cell": ("document",),
}
#: kinds whose order says nothing
UNORDERED = ("word", "registration", "list")
#: fields that a file calls otherwise
WORDS = {"category_id": "for", "list_id": "list"}
#: marks behind the word of a printed cell
MARKS = {"full": "is_full", "tall": "is_tall", "choice": "is_choice"}
SCALARS = ("boolean", "integer", "float", "char", "text", "selection")
#: of these an empty value is a value
PLAIN = ("boolean", "integer", "float")
#: fields of a row that are written in their own way
SKIPPED = {"sequence", "list_code", "origin_id", *models.MAGIC_COLUMNS}


def suggest(word, right):
    """The words of ``right`` that ``word`` may have meant, at most three."""
    close = get_close_matches(str(word), list(right), 3, 0.5)
    return close or [each for each in right if str(word) in each][:3]


def cell_values(marks):
    """What stands behind a printed cell, as values of its row, and marks that are none.

    :param marks: its word, its width, ``MARKS``, values by name; one of them, or a list
    """
    said, unknown = {}, []
    for mark in marks if isinstance(marks, list) else [marks]:
        if isinstance(mark, dict):
            said.update(mark)
        elif isinstance(mark, int) and not isinstance(mark, bool):
            said["width"] = mark
        elif mark in MARKS:
            said[MARKS[mark]] = True
        elif "label" in said:
            unknown.append(mark)
        else:
            said["label"] = mark
    return said, unknown


class Column:
    """One field of a row: its word in the file, its type, what counts when it is left out."""

    def __init__(self, field, env):
        self.field = field.name
        self.type = field.type
        self.word = WORDS.get(field.name) or (
            field.name.removesuffix("_ids").removesuffix("_id")
            if field.relational
            else field.name
        )
        if field.type == "many2many":
            # Several are several: demands, bodies.
            self.word = {"demand": "demands", "body": "bodies"}.get(
                self.word, self.word
            )
        self.comodel = field.comodel_name if field.relational else None
        self.values = (
            [code for code, _label in field._description_selection(env)]
            if field.type == "selection"
            else ()
        )
        self.required = field.required
        self.string = field._description_string(env)
        default = field.default and field.default(env[field.model_name])
        self.default = self._neutral() if not default else default

    def _neutral(self):
        """What an empty field of this type holds."""
        empty = {"boolean": False, "integer": 0, "float": 0.0, "many2many": []}
        return empty.get(self.type, "")


class Layout:
    """The columns of each kind of row, read from the models: a field that an addon adds is in the file by itself."""

    def __init__(self, env):
        self.env = env
        self.kinds = {kind: self._columns(kind) for kind in KINDS}
        self.head = self._of(
            "duban.regulation",
            ["name", "code", "institution", "document_number"],
        )
        regulation = env["duban.regulation"]
        self.settings = self._of("duban.regulation", regulation._rule_fields())
        # sudo: the list of demands is the suite's own
        self.demands = env["duban.demand"].sudo().search([]).mapped("code")
        self.required_fields = list(env["duban.matter"]._fields)
        self.offices = {
            name: regulation._fields[name]._description_string(env)
            for name in regulation._organisation_fields()
        }

    def _of(self, model, names):
        fields = self.env[model]._fields
        return {name: Column(fields[name], self.env) for name in names}

    def _columns(self, kind):
        model = self.env[KINDS[kind][0]]
        columns = {}
        for name, field in model._fields.items():
            if not field.store or field.related or name in SKIPPED:
                continue
            rows = field.comodel_name in (*KIND_OF, "duban.demand", "ir.model.fields")
            if field.type in SCALARS or (
                field.type in ("many2one", "many2many") and rows
            ):
                column = Column(field, self.env)
                columns[column.word] = column
        return columns

    def key(self, kind, values):
        """What tells a row from the others of its kind (tuple of texts)."""
        columns = self.kinds[kind]
        return tuple(
            str(values.get(word, columns[word].default) or "")
            for word in KINDS[kind][1]
        )

    def group(self, kind, values):
        """The rows among which a row's place is counted."""
        return (kind, *(values.get(word) or "" for word in GROUPS.get(kind, ())))
