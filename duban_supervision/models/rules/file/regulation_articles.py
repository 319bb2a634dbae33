"""Articles of a regulation: which one a clause belongs to, and their order."""

import re

#: heading of what no article says
NO_ARTICLE = "其他"
_ARTICLE = re.compile(
    r"第[一二三四五六七八九十百〇零两\d]+条|附件[一二三四五六七八九十\d]*"
)
_NUMBER = re.compile(r"[一二三四五六七八九十百〇零两]+|\d+")
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}


def split(clause):
    """The article of a clause and what follows: 第十六条（一）、附件1 → 第十六条, （一）、附件1."""
    clause = clause or NO_ARTICLE
    match = _ARTICLE.match(clause)
    return (match.group(), clause[match.end() :]) if match else (clause, "")


def join(article, part):
    """The clause of what stands under ``part`` of ``article``."""
    return "" if article == NO_ARTICLE and not part else f"{article}{part}"


def heading(article, title):
    """The article with its title, as it stands above its rules."""
    return f"{article} {title}" if title and _ARTICLE.fullmatch(article) else article


def parse_heading(text):
    """Article and title of a heading."""
    article, _space, title = text.partition(" ")
    return (article, title.strip()) if _ARTICLE.fullmatch(article) else (text, "")


def order(clause):
    """A key that sorts clauses as the text has them: articles, annexes, the rest, what no article says."""
    article, part = split(clause)
    if article == NO_ARTICLE:
        rank = 3
    elif article.startswith("附件"):
        rank = 1
    else:
        rank = 0 if _ARTICLE.fullmatch(article) else 2
    return rank, _numbers(article), article, len(part) > 0, _numbers(part), part


def _numbers(text):
    return [_number(each) for each in _NUMBER.findall(text)]


def _number(text):
    """The value of a number in Chinese or Arabic signs."""
    if text.isdigit() and text.isascii():
        return int(text)
    total, digit = 0, 0
    for sign in text:
        if sign == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif sign == "十":
            total, digit = total + (digit or 1) * 10, 0
        else:
            digit = _DIGITS.get(sign, 0)
    return total + digit
