"""How much room a text takes, for lists whose rows get their height from an estimate."""

import unicodedata


def text_width(text):
    """Width of one line of text in Chinese characters."""
    return sum(
        1.0 if unicodedata.east_asian_width(char) in "WF" else 0.52 for char in text
    )


def lines_of(text, width):
    """Lines that ``text`` takes in a column of ``width`` characters."""
    width = max(width, 1.0)
    return sum(
        max(1, -(-int(text_width(line) * 100) // int(width * 100)))
        for line in (text or "").split("\n")
    )
