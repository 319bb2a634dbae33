"""The text of a regulation file as a plan; what is not understood is named, with what may have been meant."""

import re
from datetime import date

from ..rows.document_cell import word_key
from . import regulation_articles as articles
from .regulation_layout import MARKS, cell_values, suggest
from .regulation_plan import Plan
from .regulation_yaml import RegulationFileError, parse

KEYWORDS = (
    *("set", "who", "words", "require", "bodies", "categories", "grades", "terms"),
    *("steps", "bar", "stages", "register", "warnings", "scores", "risks"),
)
PREFIXES = ("list ", "form ")
DATE = "date_from"
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
#: what a column of whole numbers holds
WHOLE = range(-(2**31), 2**31)
NUMBER = re.compile(r"[-+]?[0-9]{1,9}(\.[0-9]{1,2})?\Z")


def _is_whole(value):
    """Whether a column of whole numbers holds ``value``."""
    return isinstance(value, int) and not isinstance(value, bool) and value in WHOLE


def _is_day(text):
    """Whether ``text`` is a day of the calendar as 2026-01-31."""
    try:
        return bool(DAY.match(text) and date.fromisoformat(text))
    except ValueError:
        return False


class Reader:
    """Reads one file.

    :ivar problems: [(place, message)] of what was not understood; the plan is of use only if there is none
    """

    def __init__(self, layout):
        self.layout = layout
        self._ = layout.env._
        self.plan = Plan()
        self.problems = []
        self._place = ()
        self._clause = ""
        #: sub-sources that are filed as their category is
        self._inheriting = []

    def plan_of(self, text):
        """The plan of ``text``.

        :raise RegulationFileError: all that was not understood, one line each
        """
        try:
            content = parse(text)
        except RegulationFileError as error:
            raise RegulationFileError(self._unread(error, text)) from error
        heads = {*self.layout.head, DATE}
        for name, value in content.items():
            if name in heads:
                self.plan.head[name] = self._text(value, (name,))
            elif isinstance(value, dict):
                self._article(name, value)
            elif value is not None:
                self._unknown(name, heads, (name,))
        self._place = ()
        for name, column in self.layout.head.items():
            if column.required and not self.plan.head.get(name):
                self._problem(self._("is missing"), (name,))
        if not self.plan.head.get(DATE):
            self._problem(self._("is missing"), (DATE,))
        elif not _is_day(self.plan.head[DATE]):
            self._problem(self._("a day like 2026-01-31 is expected"), (DATE,))
        self._labels()
        self._authorities()
        self._references()
        if self.problems:
            raise RegulationFileError("\n".join(self.problems))
        return self.plan

    # -- messages

    def _unread(self, error, text):
        """What is wrong with a text that is no regulation file at all."""
        lines = text.splitlines()
        line = lines[error.line - 1].strip() if 0 < error.line <= len(lines) else ""
        if error.reason == "twice":
            words = self._("a word stands twice at one place")
        elif error.reason == "sign":
            words = self._("there is a sign that no text holds")
        elif "：" in line and ":" not in line:
            words = self._("after a word stands the colon “:”, not “：”")
        elif not text.strip():
            words = self._("the file is empty")
        else:
            words = self._(
                "this cannot be read: look at its colons, brackets, quotation marks and indentation"
            )
        where = self._("Line %s", error.line) if error.line else self._("The file")
        return f"{where}: {words}" + (f"（{line[:60]}）" if line else "")

    def _problem(self, message, place=()):
        where = " › ".join(map(str, (*self._place, *place)))
        self.problems.append(f"{where}: {message}")

    def _unknown(self, word, right, place=()):
        close = "、".join(map(str, suggest(word, right)))
        hint = (
            self._(
                "“%(word)s” is not known. Perhaps: %(right)s", word=word, right=close
            )
            if close
            else self._("“%s” is not known.", word)
        )
        self._problem(hint, place)

    def _text(self, value, place=()):
        if isinstance(value, (dict, list)) or value is None:
            self._problem(self._("one text is expected"), place)
            return ""
        return value if isinstance(value, str) else str(value)

    def _mapping(self, value, place=()):
        if isinstance(value, dict):
            return value
        self._problem(self._("words with values are expected"), place)
        return {}

    def _list(self, value, place=()):
        if isinstance(value, list):
            return value
        self._problem(self._("a list in [ ] is expected"), place)
        return []

    # -- articles

    def _article(self, text, content):
        article, title = articles.parse_heading(text)
        if title and self.plan.titles.get(article, title) != title:
            self._problem(self._("was already said in another article"), (text,))
        if title:
            self.plan.titles[article] = title
        self._place, self._clause = (article,), articles.join(article, "")
        self._section(content, article)

    def _section(self, content, article=None):
        for keyword, value in content.items():
            place, clause = self._place, self._clause
            self._place = (*place, keyword)
            if keyword in KEYWORDS:
                getattr(self, f"_read_{keyword}")(value)
            elif keyword.startswith(PREFIXES):
                prefix, _space, name = keyword.partition(" ")
                getattr(self, f"_read_{prefix}")(name.strip(), value)
            elif article and isinstance(value, dict) and not keyword.isascii():
                self._clause = articles.join(article, keyword)
                self._section(value)
            else:
                self._place = place
                self._unknown(keyword, [*KEYWORDS, "list form", "form notice"])
            self._place, self._clause = place, clause

    # -- values

    def _value(self, column, value, place=()):
        """``value`` as ``column`` holds it."""
        kind = column.type
        if kind == "boolean" and isinstance(value, bool):
            return value
        if kind == "integer" and _is_whole(value):
            return value
        if kind == "float" and not isinstance(value, bool):
            return self._number(value, column, place)
        if kind == "many2many":
            return [self._text(each, place) for each in self._list(value, place)]
        if kind in ("char", "text", "many2one"):
            return "" if value is False else self._text(value, place)
        if kind == "selection" and not isinstance(value, (dict, list)):
            word = str(value).lower() if isinstance(value, bool) else str(value)
            if word in column.values:
                return word
            self._unknown(word, column.values, place)
        elif kind == "boolean":
            self._problem(self._("true or false is expected"), place)
        elif kind == "integer":
            self._problem(self._("a whole number is expected"), place)
        else:
            self._problem(self._("one text is expected"), place)
        return column.default

    def _number(self, value, column, place):
        """A number with at most two decimals; the file's own text decides, no rounding."""
        if isinstance(value, (int, str)) and NUMBER.match(str(value)):
            return float(value)
        self._problem(self._("a number with at most two decimals is expected"), place)
        return column.default

    def _add(self, kind, said, place=(), **known):
        """Add a row: what is ``said`` in the file and what is ``known`` from where it stands."""
        columns = self.layout.kinds[kind]
        values = dict(known)
        for word, value in said.items():
            if word == "sequence" and _is_whole(value):
                values["sequence"] = value
            elif word not in columns or word == "clause":
                self._unknown(word, columns, place)
            else:
                values[word] = self._value(columns[word], value, (*place, word))
        if self._clause:
            values["clause"] = self._clause
        for word, column in columns.items():
            if column.required and values.get(word, column.default) in ("", None):
                self._problem(self._("“%s” is missing", word), place)
        kept = {
            word: value
            for word, value in values.items()
            if word == "sequence" or value != columns[word].default
        }
        self.plan.add(self.layout, kind, kept)

    def _named(self, value, place=()):
        """A row that is said by its name alone, or word by word."""
        return value if isinstance(value, dict) else {"name": self._text(value, place)}

    # -- keywords

    def _read_set(self, content):
        for name, value in self._mapping(content).items():
            column = self.layout.settings.get(name)
            if not column:
                self._unknown(name, self.layout.settings)
                continue
            clause = self._clause
            if isinstance(value, list) and len(value) == 2:
                value, part = value
                clause += self._text(part, (name,))
            value = self._value(column, value, (name,))
            if name in self.plan.settings or name in self.plan.clauses:
                self._problem(self._("was already said in another article"), (name,))
            if value != column.default:
                self.plan.settings[name] = value
            if clause:
                self.plan.clauses[name] = clause

    def _read_who(self, content):
        for name in self._list(content):
            if name not in self.layout.offices:
                self._unknown(name, self.layout.offices)
            elif self._clause:
                self.plan.clauses[name] = self._clause

    def _coded(self, kind, content, **known):
        for code, value in self._mapping(content).items():
            self._add(kind, self._named(value, (code,)), (code,), code=code, **known)

    def _read_bodies(self, content):
        self._coded("body", content)

    def _read_grades(self, content):
        self._coded("grade", content)

    def _read_list(self, code, content):
        content = dict(self._mapping(content))
        options = content.pop("options", {})
        words = {*self.layout.kinds["list"], "sequence"} - {"code", "clause"}
        said = {word: content.pop(word) for word in list(content) if word in words}
        if said:
            self._add("list", said, code=code)
        self._coded("option", {**content, **self._mapping(options)}, list=code)

    def _read_categories(self, content):
        for code, value in self._mapping(content).items():
            said = dict(self._named(value, (code,)))
            children = said.pop("children", {})
            self._category(code, said)
            for child, inner in self._mapping(children, (code,)).items():
                self._category(child, {**self._named(inner, (child,)), "parent": code})

    def _category(self, code, said):
        self._add("category", said, (code,), code=code)
        if "filing_authority" not in said:
            self._inheriting.append(list(self.plan.rows.values())[-1])

    def _rows(self, kind, content, **known):
        for number, said in enumerate(self._list(content), 1):
            self._add(kind, self._mapping(said, (number,)), (number,), **known)

    def _read_terms(self, content):
        self._rows("term", content)

    def _read_warnings(self, content):
        self._rows("warning", content)

    def _read_scores(self, content):
        self._rows("score", content)

    def _read_risks(self, content):
        self._rows("risk", content)

    def _read_steps(self, content):
        purposes = self.layout.kinds["step"]["purpose"].values
        for purpose, steps in self._mapping(content).items():
            if purpose not in purposes:
                self._unknown(purpose, purposes)
            else:
                self._rows("step", steps, purpose=purpose)

    def _read_require(self, content):
        actions = self.layout.kinds["requirement"]["action"].values
        for words, fields in self._mapping(content).items():
            action, _for, condition = words.partition(" for ")
            if action.strip() not in actions:
                self._unknown(action, actions)
                continue
            known = {"action": action.strip()}
            for each in filter(None, map(str.strip, condition.split(","))):
                prefix, dot, code = each.partition(".")
                if dot and prefix == "grade":
                    known["grade"] = code
                else:
                    known["option" if dot else "for"] = each
            for each in self._list(fields, (words,)):
                said = (
                    dict(each)
                    if isinstance(each, dict)
                    else {"field": self._text(each)}
                )
                name, _or, other = str(said.get("field", "")).partition(" or ")
                said["field"] = name.strip()
                if other:
                    said["alternative"] = other.strip()
                self._add("requirement", said, (words,), **known)

    def _read_bar(self, content, bar="steps"):
        content = self._list(content)
        for each in content:
            for name, value in self._mapping(each).items():
                said = dict(value) if isinstance(value, dict) else {"states": value}
                states = self._list(said.get("states", []), (name,))
                said["states"] = ",".join(self._text(state) for state in states)
                self._add("bar", {"name": name, **said}, (name,), bar=bar)

    def _read_stages(self, content):
        self._read_bar(content, "stages")

    def _read_register(self, content):
        documents = self.layout.kinds["registration"]["document"].values
        for document, offices in self._mapping(content).items():
            if document not in documents:
                self._unknown(document, documents)
                continue
            for each in self._list(offices, (document,)):
                said = (
                    dict(each)
                    if isinstance(each, dict)
                    else {"office": self._text(each)}
                )
                name, _space, mark = str(said.get("office", "")).partition(" ")
                said["office"] = name
                if mark == "automatic":
                    said["is_automatic"] = True
                elif mark:
                    self._unknown(mark, ["automatic"], (document,))
                self._add("registration", said, (document,), document=document)

    def _read_words(self, content):
        for name, label in self._mapping(content).items():
            kind, colon, rest = name.partition(":")
            key = f"field:{name}" if not colon else name
            if kind == "action" and not rest.startswith("action_"):
                key = f"action:action_{rest}"
            self._add("word", {"label": label}, (name,), key=key)

    def _read_form(self, document, content):
        columns = self.layout.kinds["cell"]
        for each in self._list(content):
            cell = each if isinstance(each, dict) else {self._text(each): []}
            for key, value in cell.items():
                said, unknown = cell_values(value)
                for mark in unknown:
                    self._unknown(mark, MARKS, (key,))
                if "label" in said:
                    said["label"] = self._text(said["label"], (key,))
                values = {
                    word: self._value(columns[word], value, (key, word))
                    for word, value in said.items()
                    if word in columns
                }
                for word in said.keys() - values.keys():
                    self._unknown(word, columns, (key,))
                # its word may stand in a later article
                self._add(
                    "cell", {"label": "?", **values}, (key,), document=document, key=key
                )
                if "label" not in values:
                    list(self.plan.rows.values())[-1].pop("label")

    # -- what refers to something else

    def _labels(self):
        """A cell without a word of its own has the institution's word for the field, or the engine's."""
        words = {
            row["key"]: row["label"]
            for (kind, _key), row in self.plan.rows.items()
            if kind == "word"
        }
        common = self.layout.env["duban.regulation"]._document_labels()
        for (kind, _key), row in self.plan.rows.items():
            if kind == "cell" and "label" not in row:
                name = row["key"]
                row["label"] = words.get(word_key(name)) or common.get(name) or name

    def _authorities(self):
        """A sub-source is filed by whoever files its category, unless it says otherwise."""
        for row in self._inheriting:
            parent = self.plan.rows.get(("category", (row.get("parent") or "", "1")))
            if parent and "filing_authority" in parent:
                row["filing_authority"] = parent["filing_authority"]

    def _references(self):
        known = {
            "duban.option.list": self._codes("list", "code"),
            "duban.decision.body": self._codes("body", "code"),
            "duban.grade": self._codes("grade", "code"),
            "duban.source.category": self._codes("category", "code"),
            "duban.option": [
                f"{row['list']}.{row['code']}"
                for (kind, _key), row in self.plan.rows.items()
                if kind == "option"
            ],
            "duban.demand": self.layout.demands,
            "ir.model.fields": self.layout.required_fields,
        }
        for place, row in self.plan.rows.items():
            for word, column, code, _target in self.plan.references(self.layout, place):
                if code not in known[column.comodel]:
                    kind, key = place
                    self._place = (row.get("clause") or articles.NO_ARTICLE, kind)
                    self._unknown(
                        code, known[column.comodel], (*filter(None, key[:-1]), word)
                    )
        for kind in (
            "list",
            "body",
            "grade",
            "option",
            "category",
            "word",
            "cell",
            "registration",
        ):
            for key in (key for row_kind, key in self.plan.rows if row_kind == kind):
                if key[-1] != "1":
                    self._place = (kind,)
                    self._problem(self._("stands twice"), key[:-1])

    def _codes(self, kind, word):
        return [
            row[word] for (each, _key), row in self.plan.rows.items() if each == kind
        ]


def read(layout, text):
    """The plan of a regulation file.

    :raise RegulationFileError: naming what was not understood
    """
    return Reader(layout).plan_of(text)
