"""What the rest of the addon and the measure call."""

from . import source
from .reader import read_blocks
from .source import Refused

__all__ = ["Refused", "read_file", "read_text"]


def read_file(name, data, names=(), meeting_date=None):
    """Proposals out of the file ``data`` called ``name``.

    :raise Refused: see ``source.extract``
    """
    return read_blocks(source.extract(name, data)["blocks"], names, meeting_date)


def read_text(text, names=(), meeting_date=None):
    """Proposals out of pasted ``text``.

    :raise Refused: long, empty
    """
    from .source_text import blocks

    return read_blocks(blocks(text), names, meeting_date)
