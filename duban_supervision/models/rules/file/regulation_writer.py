"""A plan as text, in the order of the articles."""

from ..rows.document_cell import word_key
from . import regulation_articles as articles
from .regulation_layout import KINDS, MARKS
from .regulation_yaml import commented, flow, packed, scalar

#: rows with a code, one a line: keyword of the file
CODED = {"body": "bodies", "grade": "grades"}
#: rows without a code, one a line
LISTED = {"term": "terms", "warning": "warnings", "score": "scores", "risk": "risks"}
PREFACE = "# 按条文顺序，每条之下写该条所定；未写者为引擎默认值。"
#: lines of an article that needs no empty line before it
SHORT = 5
#: several entries share a line up to this length
INLINE = 100
#: the same where each has a comment
NOTED = 76


class Writer:
    """Writes one plan.

    :param comments: {setting, field or action: its word on the screen}, written behind the lines
    """

    def __init__(self, layout, plan, comments=None):
        self.layout = layout
        self.plan = plan
        self.comments = comments or {}
        self.words = {
            values["key"]: values["label"]
            for (kind, _key), values in plan.rows.items()
            if kind == "word"
        }

    def text(self):
        """The whole file."""
        lines = [PREFACE]
        lines += [f"{name}: {scalar(value)}" for name, value in self.plan.head.items()]
        tree = {}
        for clause, kind, values in self._all():
            article, part = articles.split(clause)
            tree.setdefault(article, {}).setdefault(part, []).append((kind, values))
        for article in self.plan.titles:
            tree.setdefault(article, {})
        short = False
        for article in sorted(tree, key=articles.order):
            block = self._article(article, tree[article])
            # Short articles that follow each other stand close.
            if not (short and len(block) <= SHORT):
                lines.append("")
            lines += block
            short = len(block) <= SHORT
        return "\n".join(lines) + "\n"

    def _article(self, article, parts):
        """The lines of one article; what stands in a numbered part of it has that part's heading."""
        title = self.plan.titles.get(article)
        heading = scalar(articles.heading(article, title))
        if not parts:
            return [f"{heading}: {{}}"]
        lines = [f"{heading}:"]
        for part in sorted(parts, key=lambda part: articles.order(article + part)):
            section = self._section(parts[part], 4 if part else 2)
            line = section[0].strip()
            if part and len(section) == 1 and len(line) <= INLINE and "  #" not in line:
                section = [f"  {scalar(part)}: {{{line}}}"]
            elif part:
                lines.append(f"  {scalar(part)}:")
            lines += section
        return lines

    def _all(self):
        """(clause, kind, values) of all that stands in the plan."""
        settings = dict(self.plan.settings)
        for name, clause in self.plan.clauses.items():
            if name in self.layout.offices:
                yield clause, "who", {"name": name}
            elif name in self.layout.settings and name not in settings:
                column = self.layout.settings[name]
                settings[name] = column.default
        for name in self.layout.settings:
            if name in settings:
                clause = self.plan.clauses.get(name, "")
                values = {"name": name, "value": settings[name]}
                article, part = articles.split(clause)
                if part.startswith(("、", "至")):
                    clause, values["part"] = article, part
                yield clause, "set", values
        for (kind, _key), values in self.plan.rows.items():
            yield values.get("clause", ""), kind, values

    # ------------------------------------------------------------------

    def _section(self, entries, indent):
        by_kind = {}
        for kind, values in entries:
            by_kind.setdefault(kind, []).append(values)
        lines = []
        for kind in ("set", "who", *KINDS):
            if kind == "option" or (kind not in by_kind and kind != "list"):
                continue
            rows = by_kind.get(kind, [])
            if kind == "list":
                lines += self._lists(rows, by_kind.get("option", []))
            else:
                lines += getattr(self, f"_{kind}")(rows)
        margin = " " * indent
        return [margin + line for line in lines]

    def _row(self, kind, values, without=()):
        """What is left to say of a row, in the order of its columns."""
        columns = self.layout.kinds[kind]
        said = {
            word: values[word]
            for word in (*columns, "sequence")
            if word in values and word != "clause" and word not in without
        }
        return {"name": said.pop("name"), **said} if "name" in said else said

    @staticmethod
    def _short(said):
        """A row of which only the name is said is its name."""
        return said["name"] if set(said) == {"name"} else said

    def _block(self, keyword, entries, notes=None, brackets="{}"):
        """A keyword with its entries: on its own line if they fit there, else one a line."""
        notes = notes or [""] * len(entries)
        opening, closing = brackets
        inside = ", ".join(entry.removeprefix("- ") for entry in entries)
        line = f"{keyword}: {opening}{inside}{closing}"
        room = NOTED if any(notes) else INLINE
        if len(entries) == 1 or len(line) <= room:
            return [commented(line, "、".join(filter(None, notes)))]
        lines = [commented(*pair) for pair in zip(entries, notes, strict=True)]
        return [f"{keyword}:", *(f"  {line}" for line in lines)]

    def _note(self, *names):
        """The words of the screen for ``names``, as a comment."""
        return "、".join(filter(None, map(self.comments.get, names)))

    def _set(self, rows):
        entries = []
        for row in rows:
            value = scalar(row["value"])
            entries.append(
                f"{row['name']}: [{value}, {scalar(row['part'])}]"
                if row.get("part")
                else f"{row['name']}: {value}"
            )
        return self._block("set", entries, [self._note(row["name"]) for row in rows])

    def _who(self, rows):
        names = [row["name"] for row in rows]
        return [commented(f"who: {flow(names)}", self._note(*names))]

    def _body(self, rows, kind="body"):
        return self._block(
            CODED[kind],
            [
                f"{scalar(row['code'])}: {flow(self._short(self._row(kind, row, ('code',))))}"
                for row in rows
            ],
        )

    def _grade(self, rows):
        return self._body(rows, "grade")

    def _term(self, rows, kind="term"):
        return self._block(
            LISTED[kind],
            [f"- {flow(self._row(kind, row))}" for row in rows],
            brackets="[]",
        )

    def _warning(self, rows):
        return self._term(rows, "warning")

    def _score(self, rows):
        return self._term(rows, "score")

    def _risk(self, rows):
        return self._term(rows, "risk")

    def _lists(self, rows, options):
        names = [row["code"] for row in rows]
        names += [
            code
            for code in dict.fromkeys(row["list"] for row in options)
            if code not in names
        ]
        lines = []
        for code in names:
            mine = [row for row in options if row["list"] == code]
            said = [
                f"{word}: {flow(value)}"
                for row in rows
                if row["code"] == code
                for word, value in self._row("list", row, ("code",)).items()
            ]
            entries = [
                f"{scalar(row['code'])}: {flow(self._short(self._row('option', row, ('list', 'code'))))}"
                for row in mine
            ]
            # An option may be called like a word of the list itself.
            if {row["code"] for row in mine} & {*self.layout.kinds["list"], "options"}:
                entries = [f"options: {{{', '.join(entries)}}}"]
            lines += self._block(scalar(f"list {code}"), said + entries)
        return lines

    def _category(self, rows):
        parents = {row["code"] for row in rows if not row.get("parent")}
        lines = []
        for row in rows:
            if row.get("parent") in parents:
                continue
            lines.append(self._category_line(row))
            children = [
                child for child in rows if child.get("parent") == row["code"]
            ] * (row["code"] in parents)
            if children:
                said = self._category_said(row)
                inner = self._block(
                    "children",
                    [self._category_line(child, nested=True) for child in children],
                )
                lines[-1:] = [
                    f"{scalar(row['code'])}:",
                    *(f"  {word}: {flow(value)}" for word, value in said.items()),
                    *(f"  {line}" for line in inner),
                ]
        if any(line.startswith(" ") for line in lines):
            return ["categories:", *(f"  {line}" for line in lines)]
        return self._block("categories", lines)

    def _category_said(self, row, nested=False):
        parent = self.plan.rows.get(("category", (row.get("parent") or "", "1")))
        said = self._row("category", row, ("code", "parent") if nested else ("code",))
        default = self.layout.kinds["category"]["filing_authority"].default
        own = row.get("filing_authority", default)
        said.pop("filing_authority", None)
        if own != (parent or {}).get("filing_authority", default):
            said["filing_authority"] = own
        return said

    def _category_line(self, row, nested=False):
        said = self._category_said(row, nested)
        return f"{scalar(row['code'])}: {flow(self._short(said))}"

    def _requirement(self, rows):
        by_condition = {}
        for row in rows:
            condition = [row["for"]] if row.get("for") else []
            condition += [row["option"]] if row.get("option") else []
            condition += [f"grade.{row['grade']}"] if row.get("grade") else []
            words = row["action"] + (f" for {', '.join(condition)}" * bool(condition))
            by_condition.setdefault(words, []).append(row)
        entries, notes = [], []
        for words, group in by_condition.items():
            fields = [self._required(row) for row in group]
            entries.append(f"{scalar(words)}: {flow(fields)}")
            notes.append(self._note(*(row["field"] for row in group)))
        return self._block("require", entries, notes)

    def _required(self, row):
        said = self._row(
            "requirement", row, ("action", "field", "for", "option", "grade")
        )
        if not said:
            return row["field"]
        if set(said) == {"alternative"}:
            return f"{row['field']} or {said['alternative']}"
        return {"field": row["field"], **said}

    def _step(self, rows):
        by_purpose = {}
        for row in rows:
            by_purpose.setdefault(row["purpose"], []).append(row)
        lines = []
        for purpose, group in by_purpose.items():
            rows = [f"- {flow(self._row('step', row, ('purpose',)))}" for row in group]
            lines += self._block(purpose, rows, brackets="[]")
        if len(lines) == 1 and not lines[0].endswith(":"):
            return self._block("steps", lines)
        return ["steps:", *(f"  {line}" for line in lines)]

    def _bar(self, rows):
        lines = []
        for bar, keyword in (("steps", "bar"), ("stages", "stages")):
            group = [row for row in rows if row.get("bar", "steps") == bar]
            entries = []
            for row in group:
                said = self._row("bar", row, ("bar", "name"))
                said["states"] = said["states"].split(",")
                value = said["states"] if set(said) == {"states"} else said
                entries.append(f"- {scalar(row['name'])}: {flow(value)}")
            if group:
                lines += self._block(keyword, entries, brackets="[]")
        return lines

    def _registration(self, rows):
        by_document = {}
        for row in rows:
            said = self._row("registration", row, ("document", "office"))
            if not said:
                office = row["office"]
            elif said == {"is_automatic": True}:
                office = f"{row['office']} automatic"
            else:
                office = {"office": row["office"], **said}
            by_document.setdefault(row["document"], []).append(office)
        return self._block(
            "register",
            [f"{document}: {flow(group)}" for document, group in by_document.items()],
        )

    def _word(self, rows):
        entries, notes = [], []
        for row in sorted(rows, key=lambda row: row["key"]):
            name = row["key"].removeprefix("field:")
            name = name.replace("action:action_", "action:", 1)
            entries.append(f"{scalar(name)}: {scalar(row['label'])}")
            notes.append(self.comments.get(name))
        return packed("words: {", entries, "}", 2, notes)

    def _cell(self, rows):
        by_document = {}
        for row in rows:
            by_document.setdefault(row["document"], []).append(row)
        lines = []
        for document, group in by_document.items():
            cells = [self._printed(row) for row in group]
            lines += packed(f"{scalar(f'form {document}')}: [", cells, "]", 2)
        return lines

    def _printed(self, row):
        """A cell: its value alone, with its word, or with word, width and marks."""
        said = self._row("cell", row, ("document", "key"))
        if said.get("label") == self.words.get(word_key(row["key"])):
            said.pop("label")
        # A word that looks like a mark is said by name.
        marks = [said.pop("label")] if said.get("label", "full") not in MARKS else []
        marks += [said.pop("width")] if "width" in said else []
        marks += [mark for mark, word in MARKS.items() if said.pop(word, False)]
        if said:
            return f"{scalar(row['key'])}: {flow([*marks, {**said}])}"
        if not marks:
            return scalar(row["key"])
        if marks == [row.get("label")]:
            return f"{scalar(row['key'])}: {scalar(marks[0])}"
        return f"{scalar(row['key'])}: {flow(marks)}"
