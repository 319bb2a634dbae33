"""Requests out of a template: {{field}} in JSON, headers and addresses, filled in without ever being code."""

import json
import re
from urllib.parse import quote

FIELD = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")


class TemplateError(ValueError):
    """A template that cannot be read; ``code``: ``json`` or ``field``, ``text`` what was meant."""

    def __init__(self, code, text):
        super().__init__(f"{code}: {text}")
        self.code, self.text = code, text


def check(text, known, is_json=True):
    """Raise ``TemplateError`` unless ``text`` is a template that names only fields of ``known``."""
    if is_json and (text or "").strip():
        try:
            json.loads(text)
        except ValueError as error:
            raise TemplateError("json", str(error)) from error
    for name in FIELD.findall(text or ""):
        if name not in known:
            raise TemplateError("field", name)


def filled(text, values):
    """``text`` with its fields."""
    return FIELD.sub(lambda match: _text(values.get(match[1])), text or "")


def filled_url(text, values):
    """An address with its fields, each quoted so that it stays in its place."""
    return FIELD.sub(
        lambda match: quote(_text(values.get(match[1])), safe=""), text or ""
    )


def filled_json(text, values):
    """The template as data: fields are filled in after parsing, so nothing a person wrote changes the structure.

    A text that is one field only keeps the type of its value; a value that is JSON text itself is written with
    ``{{field}}`` inside a larger text as text.
    """
    return _filled(json.loads(text), values)


def _filled(node, values):
    if isinstance(node, dict):
        return {key: _filled(value, values) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, values) for value in node]
    if not isinstance(node, str):
        return node
    whole = FIELD.fullmatch(node)
    if whole:
        value = values.get(whole[1])
        return "" if value is None else value
    if node.startswith("json:"):
        # a value that the other side wants as JSON inside a text
        inner = json.loads(node[5:])
        return json.dumps(_filled(inner, values), ensure_ascii=False)
    return filled(node, values)


def _text(value):
    return "" if value is None or value is False else str(value)


def at_path(data, paths):
    """The value at ``a.b.0.c`` in an answer, None where there is none; of several places the first that is there."""
    places = filter(None, map(str.strip, (paths or "").split(",")))
    values = (_at_one(data, path) for path in places)
    return next((value for value in values if value is not None), None)


def _at_one(data, path):
    for part in filter(None, (path or "").split(".")):
        if isinstance(data, list) and part.isdigit() and int(part) < len(data):
            data = data[int(part)]
        elif isinstance(data, dict):
            data = data.get(part)
        else:
            return None
    return data


def words(text):
    """The values of a list that a person typed: separated by commas or blanks."""
    return {word for word in re.split(r"[\s,，、;；]+", text or "") if word}
