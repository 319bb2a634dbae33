"""A school's own Word file as the template of a document: checked before it is taken, then filled in, never run.

A template may say fields, ``if`` and ``for`` over lists, in docxtpl's notation. Three walls keep what somebody uploads
from doing more: the file (no macros, no links to outside, no embedded objects, bounded size), the instructions (a
list of what is allowed, read from Jinja's own syntax tree) and the values (plain text only, escaped; no record, no
method and no attribute is ever within reach).
"""

import difflib
import io
import re
import zipfile

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import TemplateError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

MAIN = (
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
)
LARGEST, UNPACKED, PARTS = 5_000_000, 30_000_000, 1000
#: letters of the text part; the library's patterns are slow on more
LARGEST_TEXT = 3_000_000
#: what may stand before the first bracket of XML, whatever its encoding
BEFORE = b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n"
#: fields of Word that fetch or run something
FETCHING = re.compile(
    r"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE|MACROBUTTON|EMBED)\b"
)
EMBEDDED = re.compile(
    r"(vbaProject|activeX|embeddings/|oleObject|afchunk|attachedTemplate)", re.I
)
LOOP = ("index", "index0", "first", "last", "length", "revindex")
FILTERS = ("default", "length", "trim")
#: how deep lists may stand in lists
DEPTH = 2
ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.For, nodes.Compare,
    nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr, nodes.Filter, nodes.Getattr, nodes.Getitem,
)  # fmt: skip
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")


class Refused(ValueError):
    """The template is not taken. ``code`` says why, ``values`` what is to be named."""

    def __init__(self, code, **values):
        super().__init__(code)
        self.code, self.values = code, values


class _Environment(ImmutableSandboxedEnvironment):
    """Nothing but texts, and the rows and columns of lists."""

    def __init__(self):
        super().__init__(undefined=StrictUndefined, autoescape=True)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.tests = {}

    def is_safe_attribute(self, obj, attr, value):
        return isinstance(obj, LoopContext) and attr in LOOP

    def is_safe_callable(self, obj):
        return False

    def getattr(self, obj, attribute):
        if type(obj) is dict:
            return self.undefined(name=attribute) if attribute not in obj else obj[attribute]  # fmt: skip
        return super().getattr(obj, attribute)

    def getitem(self, obj, argument):
        return self.getattr(obj, argument if isinstance(argument, str) else "")


# ---------------------------------------------------------------------------
# The file
# ---------------------------------------------------------------------------


def check_file(content):
    """Refuse what is no plain Word document.

    :raise Refused: ``no_docx``, ``too_large``, ``macros``, ``outside`` (naming the link), ``fetches`` (the field)
    """
    if len(content) > LARGEST:
        raise Refused("too_large")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if (
                len(parts) > PARTS
                or sum(part.file_size for part in parts) > UNPACKED
                or any(
                    part.file_size > LARGEST_TEXT
                    for part in parts
                    if part.filename.endswith((".xml", ".rels"))
                )
            ):
                raise Refused("too_large")
            if MAIN not in archive.read("[Content_Types].xml"):
                raise Refused("no_docx")
            for part in parts:
                _check_part(part.filename, archive)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError) as error:
        raise Refused("no_docx") from error


def _check_part(name, archive):
    """Look into one part as those who open it do: parsed, whatever its name, letters and prefixes."""
    if EMBEDDED.search(name):
        raise Refused("macros", part=name)
    content = archive.read(name)
    if not content[:99].lstrip(BEFORE).startswith(b"<"):
        if name.endswith((".xml", ".rels")):
            raise Refused("no_docx")
        return
    if len(content) > LARGEST_TEXT:
        raise Refused("too_large")
    root = _xml(content)
    # an instruction may be spread over several runs
    said = ""
    for node in root.iter():
        kind = etree.QName(node).localname if isinstance(node.tag, str) else ""
        if kind == "Relationship":
            _check_link(node)
        elif kind == "instrText":
            said += node.text or ""
        elif kind == "fldSimple":
            said += " ".join(node.attrib.values()) + " "
    fetching = FETCHING.search(said)
    if fetching:
        raise Refused("fetches", part=fetching[0])


def _xml(content):
    """The root of a part.

    :raise Refused: it is no XML, or brings definitions of its own
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("no_docx") from error
    if root.getroottree().docinfo.doctype:
        raise Refused("no_docx")
    return root


def _check_link(link):
    kind, target = link.get("Type", ""), link.get("Target", "")
    if "://" in target or link.get("TargetMode", "").strip().lower() == "external":
        if not kind.endswith("/hyperlink"):
            raise Refused("outside", part=target or kind)
    elif EMBEDDED.search(kind) or EMBEDDED.search(target):
        raise Refused("macros", part=target)


# ---------------------------------------------------------------------------
# The instructions
# ---------------------------------------------------------------------------


def check(content, fields, lists):
    """Check a template; see ``Refused`` for what is wrong with it.

    :param bytes content: the file
    :param fields: names that stand for a text
    :param dict lists: {name of a list: names of its columns}
    :return: set of the names used, ``list.column`` for columns
    :raise Refused: also ``syntax`` (near, message), ``forbidden`` (what, near), ``unknown`` (names, known, meant),
        ``is_list`` and ``is_text`` (name)
    """
    check_file(content)
    reader = _Reader(frozenset(fields), lists)
    for xml in _sources(content):
        try:
            tree = _Environment().parse(xml)
        except TemplateError as error:
            raise Refused("syntax", near=_near(xml, error), message=str(error)) from error  # fmt: skip
        reader.read(tree, {})
    if reader.unknown:
        known = sorted({*fields, *lists})
        meant = {
            name: difflib.get_close_matches(name, reader.known_for(name), 1, 0.5)
            for name in reader.unknown
        }
        raise Refused(
            "unknown",
            names=sorted(reader.unknown),
            known=known,
            meant={name: near[0] for name, near in meant.items() if near},
        )
    return reader.used


def _sources(content):
    """The parts of the file that are filled in, as Jinja reads them."""
    template = DocxTemplate(io.BytesIO(content))
    try:
        template.init_docx()
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise Refused("no_docx") from error
    document = template.docx
    yield template.patch_xml(template.get_xml())
    for relation in document.part.rels.values():
        if relation.reltype in (
            RELATIONSHIP_TYPE.HEADER,
            RELATIONSHIP_TYPE.FOOTER,
            RELATIONSHIP_TYPE.FOOTNOTES,
        ):
            blob = relation.target_part.blob.decode("utf-8", "replace")
            yield template.patch_xml(blob)
    properties = document.core_properties
    for name in ("author", "comments", "identifier", "language", "subject", "title"):
        yield getattr(properties, name) or ""


def _near(xml, error):
    """The words around the place that Jinja could not read."""
    lines = xml.splitlines() or [""]
    line = lines[min((error.lineno or 1) - 1, len(lines) - 1)]
    found = re.search(r"\{[{%].{0,60}", line)
    text = re.sub(r"<[^>]*>?", "", found[0] if found else line)
    return text.strip()[:60]


class _Reader:
    """Walks the syntax tree: what is not allowed is refused, what is not known is collected."""

    def __init__(self, fields, lists):
        self.fields, self.lists = fields, lists
        self.used, self.unknown = set(), set()

    def known_for(self, name):
        head, _dot, _column = name.partition(".")
        if head in self.lists:
            return [f"{head}.{column}" for column in self.lists[head]]
        return [*self.fields, *self.lists]

    # pylint: disable-next=method-required-super
    def read(self, node, scope, depth=0):
        """``scope``: {name of the row of a loop: name of its list}."""
        if not isinstance(node, ALLOWED):
            raise Refused("forbidden", what=type(node).__name__)
        if isinstance(node, nodes.For):
            self.loop(node, scope, depth)
        elif isinstance(node, nodes.Getattr | nodes.Getitem):
            self.column(node, scope)
        elif isinstance(node, nodes.Name):
            self.name(node, scope)
        elif isinstance(node, nodes.Filter):
            self.filter(node, scope, depth)
        else:
            for child in node.iter_child_nodes():
                self.read(child, scope, depth)

    def loop(self, node, scope, depth):
        if node.recursive or depth >= DEPTH or not isinstance(node.target, nodes.Name):
            raise Refused("forbidden", what="for")
        if not isinstance(node.iter, nodes.Name):
            raise Refused("forbidden", what="for")
        name = node.iter.name
        if name in self.fields or name in scope:
            raise Refused("is_text", name=name)
        if name not in self.lists:
            self.unknown.add(name)
        self.used.add(name)
        inner = {**scope, node.target.name: name}
        for child in (*node.body, node.test):
            if child is not None:
                self.read(child, inner, depth + 1)
        for child in node.else_:
            self.read(child, scope, depth)

    def column(self, node, scope):
        argument = node.attr if isinstance(node, nodes.Getattr) else node.arg
        if isinstance(argument, nodes.Const):
            argument = argument.value
        if not isinstance(node.node, nodes.Name) or not isinstance(argument, str):
            raise Refused("forbidden", what=".")
        row = node.node.name
        if row == "loop" and scope:
            if argument not in LOOP:
                raise Refused("forbidden", what=f"loop.{argument}")
        elif row not in scope:
            raise Refused("forbidden", what=f"{row}.{argument}")
        else:
            name = scope[row]
            self.used.add(f"{name}.{argument}")
            if argument not in self.lists.get(name, (argument,)):
                self.unknown.add(f"{name}.{argument}")

    def name(self, node, scope):
        name = node.name
        if name in scope or (name == "loop" and scope):
            raise Refused("is_list", name=name)
        if name in self.lists:
            raise Refused("is_list", name=name)
        if name not in self.fields:
            self.unknown.add(name)
        self.used.add(name)

    def filter(self, node, scope, depth):
        if node.name not in FILTERS or node.kwargs or node.dyn_args or node.dyn_kwargs:
            raise Refused("forbidden", what=f"| {node.name}")
        if node.name == "length" and isinstance(node.node, nodes.Name):
            if node.node.name in self.lists:
                self.used.add(node.node.name)
                return
        for child in node.iter_child_nodes():
            self.read(child, scope, depth)


# ---------------------------------------------------------------------------
# Filling in
# ---------------------------------------------------------------------------


def fill(content, values, title="", comment=""):
    """The document: ``content`` with ``values``.

    :param dict values: {name: text}, for a list {name: [{column: text}]}
    :param str comment: kept in the properties of the file, so that it says which template made it
    :return: bytes
    :raise Refused: ``syntax``, when the filled-in file would be none
    """
    template = DocxTemplate(io.BytesIO(content))
    try:
        template.render(_plain(values), jinja_env=_Environment(), autoescape=True)
        stream = io.BytesIO()
        template.save(stream)
        document = docx.Document(io.BytesIO(stream.getvalue()))
    except (TemplateError, ValueError, KeyError, AttributeError, SyntaxError) as error:
        # a row instruction outside a table, a paragraph that is cut in two: only filling in shows it
        raise Refused("syntax", near="", message=str(error)) from error
    document.core_properties.title = title
    document.core_properties.comments = comment
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _plain(value):
    """Plain texts only, without what no file can hold."""
    if isinstance(value, dict):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return CONTROL.sub("", str.__str__(value)) if isinstance(value, str) else str(value)


def text(content):
    """The text of a Word file, line by line, cells separated by a bar."""
    document = docx.Document(io.BytesIO(content))
    lines = []
    for part in document.iter_inner_content():
        if hasattr(part, "rows"):
            for row in part.rows:
                cells = []
                for cell in row.cells:
                    if not cells or cell._tc is not cells[-1]._tc:
                        cells.append(cell)
                lines.append(" | ".join(cell.text.strip() for cell in cells))
        else:
            lines.append(part.text)
    return "\n".join(lines).strip()
