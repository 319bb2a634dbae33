"""The text of a regulation file: strict YAML in, one steady layout out. No database, no Odoo."""

import json
import re

import yaml

#: length at which a line of several entries is wrapped, its comment not counted
ROOM = 128
#: characters that a scalar without quotes must not begin with, nor hold inside brackets
_INDICATORS = "-?:,[]{}#&*!|>'\"%@`~= \t"
_SPECIAL = re.compile(r"[,\[\]{}]|:(\s|$)|\s#|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_TYPED = re.compile(r"(true|false|[-+]?[0-9]+)\Z")


#: signs that no text of a regulation holds, however they are written
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class RegulationFileError(ValueError):
    """The text is no regulation file; the message says where and what.

    :ivar line: number of the line that is not understood, 0: none is known
    :ivar reason: ``twice``, ``sign`` or ``form``; what comes from reading the plan has none
    """

    def __init__(self, message, line=0, reason=""):
        super().__init__(message)
        self.line, self.reason = line, reason


class _Loader(yaml.SafeLoader):
    """YAML without surprises: true, false and whole numbers are values, all else is text, no key stands twice."""

    yaml_implicit_resolvers = {}

    def construct_mapping(self, node, deep=False):
        if not isinstance(node, yaml.MappingNode):
            raise yaml.constructor.ConstructorError(
                None, None, "expected a mapping", node.start_mark
            )
        result = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(
                    None, None, "a key is a word", key_node.start_mark
                )
            if key_node.value in result:
                raise yaml.constructor.ConstructorError(
                    None, None, f"“{key_node.value}” ×2", key_node.start_mark
                )
            result[key_node.value] = self.construct_object(value_node, deep=True)
        return result

    def construct_scalar(self, node):
        value = super().construct_scalar(node)
        if isinstance(value, str) and _CONTROL.search(value):
            raise yaml.constructor.ConstructorError(
                None, None, "control sign", node.start_mark
            )
        return value

    def compose_node(self, parent, index):
        # An alias can multiply a small text without end.
        if self.check_event(yaml.events.AliasEvent):
            event = self.peek_event()
            raise yaml.composer.ComposerError(None, None, "*", event.start_mark)
        return super().compose_node(parent, index)


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"(true|false)\Z"), list("tf")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"[-+]?[0-9]+\Z"), list("-+0123456789")
)
_Loader.add_constructor(
    "tag:yaml.org,2002:int", lambda loader, node: int(node.value, 10)
)
_Loader.add_constructor(
    "tag:yaml.org,2002:map", lambda loader, node: loader.construct_mapping(node)
)


def parse(text):
    """The file's content as plain data (dict in the order of the text).

    :raise RegulationFileError: with line and column
    """
    try:
        content = yaml.load(text, Loader=_Loader)  # noqa: S506 a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{mark.line + 1}:{mark.column + 1}" if mark else "?"
        problem = str(error.problem or error)
        reason = "form"
        if problem.endswith("×2"):
            reason = "twice"
        elif problem == "control sign":
            reason = "sign"
        raise RegulationFileError(
            f"{place} {problem}", mark.line + 1 if mark else 0, reason
        ) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise RegulationFileError(str(error), line, "sign") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise RegulationFileError(str(error), reason="form") from error
    if not isinstance(content, dict):
        raise RegulationFileError("1:1", 1, "form")
    return content


def scalar(value):
    """One value as it is written in a line."""
    if value is None or value is False:
        return "false"
    if value is True:
        return "true"
    if isinstance(value, int):
        return str(value)
    text = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else value
    if isinstance(value, float) and _TYPED.match(text):
        return text
    text = str(text)
    plain = (
        text
        and text == text.strip()
        and text[0] not in _INDICATORS
        and not _SPECIAL.search(text)
        and not text.endswith(":")
        and not _TYPED.match(text)
        and text not in ("...", "---")
    )
    return text if plain else json.dumps(text, ensure_ascii=False)


def flow(value):
    """A value on one line; lists and mappings in brackets."""
    if isinstance(value, dict):
        inside = ", ".join(
            f"{scalar(key)}: {flow(item)}" for key, item in value.items()
        )
        return f"{{{inside}}}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_item(item) for item in value)}]"
    return scalar(value)


def _item(value):
    """An entry of a list; a mapping with one key needs no brackets of its own."""
    if isinstance(value, dict) and len(value) == 1:
        ((key, item),) = value.items()
        return f"{scalar(key)}: {flow(item)}"
    return flow(value)


def packed(opening, entries, closing, indent, comments=()):
    """Lines with as many ``entries`` (texts) as fit; a line ends with the ``comments`` of its entries."""
    lines, line, notes = [], opening, []
    margin = " " * indent
    for position, entry in enumerate(entries):
        last = position == len(entries) - 1
        text = entry + (closing if last else ",")
        fresh = line in (opening, margin)
        if not fresh and len(line) + len(text) + 1 > ROOM:
            lines.append(commented(line, "、".join(notes)))
            line, notes, fresh = margin, [], True
        line += text if fresh else f" {text}"
        if comments and comments[position]:
            notes.append(comments[position])
    lines.append(commented(line, "、".join(notes)))
    return lines


def commented(line, note):
    """``line`` with a comment behind it, which is one line whatever it holds."""
    note = " ".join(note.split())
    return f"{line.rstrip()}  # {note}" if note else line.rstrip()
