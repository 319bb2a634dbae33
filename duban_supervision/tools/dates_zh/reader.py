"""What the words of a time limit mean: a date, stages, a cycle, long-term, or what must be asked."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from . import english, patterns
from .forms import Forms
from .meaning import Meaning, later
from .reading import Milestone, Reading
from .text import fold

#: longer texts are no time limit; what stands behind is not read but asked
MAX_LENGTH = 400
#: forms that name one day
WHOLE_DAYS = ("ymd", "month_day")


@dataclass(frozen=True)
class Token:
    """One form found at a place of the folded text."""

    kind: str
    start: int
    end: int
    depth: int
    meaning: Meaning
    role: str = "end"


def read(text, today, year=None, calendar=None):
    """What ``text`` says about time.

    With a ``year`` the text belongs to a plan of that year: a day without a year lies in it, and what is said from
    the writer's own day (下周五, 一周内, 月底前) is asked. Without one, the text is said on ``today`` (a meeting, a
    date box): a day without a year is the next one, and spans are counted from today.

    :param text: the words, as they stand
    :param today: date
    :param year: year of the plan, or None
    :param calendar: ``SchoolCalendar``, or None
    :return: ``Reading``; it never guesses: what has two meanings is ``ask`` with ``options``
    """
    return _read(str(text or ""), today, year, calendar)


@lru_cache(maxsize=4096)
def _read(text, today, year, calendar):
    if english.is_english(text[:MAX_LENGTH]):
        return english.read(text[:MAX_LENGTH], today, year)
    folded, places = fold(text[:MAX_LENGTH])
    if not folded.strip("\n;,、"):
        return Reading(text=text)
    tokens = _tokens(folded, today, year, calendar)
    reading = _settle(folded, tokens, len(text) > MAX_LENGTH)
    if tokens:
        last = _behind(folded, tokens[-1].end)
        span = (places[tokens[0].start], places[last - 1] + 1)
    else:
        span = (0, len(text))
    return replace(reading, text=text[slice(*span)] if tokens else text, span=span)


def find(text, today, year=None, calendar=None):
    """The times that a running text names, each with its ``span``; for sentences of minutes.

    A form alone, without the words around it: stages of one sentence come one by one, a range as its end. A number
    of a paragraph or an amount is none. Take those with ``is_limit`` for time limits.

    :param text: a sentence or a paragraph
    :return: list of ``Reading`` in the order of the text
    """
    folded, places = fold(text)
    found, group, behind = [], [], 0
    tokens = _tokens(folded, today, year, calendar)
    for at, token in enumerate(tokens):
        if token.start < behind or _is_length(folded, token):
            continue
        group.append(token)
        ahead = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.role == "range" and ahead:
            continue
        end = behind = _behind(folded, token.end)
        reading = _settle(folded, group, None)
        span = (places[group[0].start], places[end - 1] + 1)
        if token.role == "former":
            # a day that no longer counts
            group = []
            continue
        if reading.kind != "none" and not _said_by_the_way(folded, token, reading):
            found.append(replace(reading, span=span, text=text[slice(*span)]))
        group = []
    return found


def _is_length(folded, token):
    """24小时值班, 一个月的时间: how long something takes, no limit; 24小时内 is one."""
    words = folded[token.start : token.end]
    return token.kind == "span" and not words.endswith(("内", "左右"))


def _said_by_the_way(folded, token, reading):
    """A running text names 验收 or 已完成 without meaning a time; 验收前 is one."""
    if token.kind == "done":
        return True
    return reading.ask == "event" and not (
        token.meaning.is_limit or patterns.BEFORE.match(folded, token.end)
    )


# ----------------------------------------------------------------------
# Finding the forms
# ----------------------------------------------------------------------


def _tokens(folded, today, year, calendar):
    tokens, at, depth, named = [], _skip_number(folded, 0), 0, None
    while at < len(folded):
        char = folded[at]
        if char in "()":
            depth = max(0, depth + (1 if char == "(" else -1))
        token = None
        if patterns.FIRST.match(char):
            token = _token(folded, at, depth, today, year, calendar, named)
        if token is None:
            at = _skip_number(folded, at + 1) if char in "\n;" else at + 1
            continue
        if token.meaning.year:
            named = token.meaning.year
        tokens.append(token)
        at = token.end
    return _roles(folded, tokens)


def _skip_number(folded, at):
    """Behind the number of a paragraph (1. 2、 (3)) when a year follows or no digit."""
    found = patterns.PARAGRAPH.match(folded, at)
    return found.end() if found else at


def _token(folded, at, depth, today, year, calendar, named):
    for name, form in patterns.FORMS:
        match = form.match(folded, at)
        if not match or match.end() == at:
            continue
        meaning = Forms(match, folded, today, year, calendar, named).make(name)
        if meaning is not None:
            return Token(name, at, match.end(), depth, meaning)
    return None


def _roles(folded, tokens):
    """Which tokens are ends of something, beginnings, former days, the first part of a range."""
    result, behind = [], 0
    for at, token in enumerate(tokens):
        role = "end"
        before = folded[behind : token.start]
        ahead = tokens[at + 1] if at + 1 < len(tokens) else None
        moved = ""
        if ahead and ahead.kind != "span" and token.meaning.is_point:
            moved = _moved(folded[_behind(folded, token.end) : ahead.start])
        if patterns.FORMER.search(before) or (
            before.endswith("由") and patterns.MOVED_FROM.match(folded, token.end)
        ):
            role = "former"
        elif moved:
            role = moved
        elif ahead and patterns.BETWEEN.match(folded[token.end : ahead.start]):
            role = "range"
        elif token.meaning.is_point and (
            patterns.FROM.search(before) or patterns.BEGIN.match(folded, token.end)
        ):
            role = "start"
        elif (
            ahead
            and token.meaning.is_point
            and patterns.OTHER.search(folded[token.end : ahead.start])
        ):
            role = "or"
        result.append(replace(token, role=role))
        behind = token.end
    return result


def _moved(between):
    """``former`` for a day that was moved to the next one, ``or`` when that is only asked for; empty otherwise."""
    found = patterns.MOVED.search(between)
    if not found:
        return ""
    said = re.split(r"[,;(\n]", between[: found.start()])[-1]
    if not patterns.MOVED_SO.match(said):
        return ""
    return "or" if patterns.APPLIED.search(said) else "former"


def _behind(folded, end):
    """Behind the word that makes a limit of it: 前, 内, 以前; the hour may stand between."""
    hour = patterns.HOUR.match(folded, end)
    match = patterns.LIMIT_WORD.match(folded, hour.end() if hour else end)
    return match.end() if match else end


# ----------------------------------------------------------------------
# Settling what they mean together
# ----------------------------------------------------------------------


def _settle(folded, tokens, too_long):
    """One reading of all tokens of a text; ``too_long`` None: of some tokens in running text."""
    tokens = _crossing_years(tokens)
    counted = [t for t in tokens if t.kind not in ("clock",) and t.role != "former"]
    dates = [t for t in counted if t.meaning.due and t.role not in ("range", "start")]
    dates = [t for t in dates if not _told_closer(t, dates)]
    asks = [t for t in counted if t.meaning.ask and t.role != "range"]
    cycles = [t.meaning.cycle for t in counted if t.meaning.cycle]
    is_long = any(t.kind == "long" for t in counted)
    options = {o for t in counted if t.role != "start" for o in t.meaning.options}
    also = tuple(o for t in dates for o in t.meaning.also)
    is_limit = any(t.meaning.is_limit or _behind(folded, t.end) > t.end for t in dates)
    reasons = [t.meaning.ask for t in asks if _open(t, dates, is_long)]
    if next_year := _of_the_next_year(folded, dates):
        options.add(next_year)
        reasons.append("which")
    if any(t.role == "or" for t in counted):
        reasons.append("which")
    if too_long or (
        too_long is not None and patterns.LEFT.search(_rest(folded, tokens))
    ):
        reasons.append("unclear")
    if too_long is not None and any(_is_unread(folded, t, tokens) for t in counted):
        reasons.append("unclear")
    if too_long is not None and _before_something(folded, counted):
        reasons.append("event")
    hard = [t for t in counted if t.meaning.ask == "day"]
    if hard:
        reasons.append("day")
    by_day = sorted({t.meaning.due: t for t in dates}.items(), key=lambda row: row[0])
    stages = tuple(
        Milestone(due, _clause(folded, token) if len(by_day) > 1 else "")
        for due, token in by_day
    )
    due = stages[-1].due if stages else None
    if reasons:
        reason = "day" if hard else reasons[0]
        return Reading(
            ask=reason, options=tuple(sorted(options | {s.due for s in stages})),
            is_long_term=is_long, milestones=stages if len(stages) > 1 else (), is_limit=bool(asks) or is_limit,
        )  # fmt: skip
    if due or cycles or is_long:
        return Reading(
            due=due, is_long_term=is_long or _endless(cycles, dates),
            milestones=stages if len(stages) > 1 else (), cycle=cycles[0] if cycles else None,
            is_limit=is_limit or bool(cycles) or is_long, also=also,
        )  # fmt: skip
    if any(t.kind == "none" for t in counted):
        return Reading()
    if any(t.role == "start" for t in counted):
        return Reading(ask="start")
    if any(t.kind == "done" for t in counted):
        return Reading(ask="done")
    return Reading(ask="unclear") if not counted or tokens else Reading()


def _of_the_next_year(folded, dates):
    """12月底前完成招标，1月完工: the day of the next year that may be meant; None where nothing is open."""
    for first, second in pairwise(dates):
        if (
            first.depth == second.depth
            and not second.meaning.year_named
            and first.meaning.due.year == second.meaning.due.year
            and first.meaning.due.month >= 10
            and second.meaning.due.month <= 2
            and "其中" not in folded[first.end : second.start]
        ):
            return later(second.meaning.due)
    return None


def _told_closer(token, dates):
    """Whether a bracket names the day within the period that ``token`` is: 3月中旬（3月18日前）."""
    return any(
        other.depth > token.depth
        and token.meaning.first
        and token.meaning.first < token.meaning.due
        and token.meaning.first <= other.meaning.due < token.meaning.due
        for other in dates
    )


def _is_unread(folded, token, tokens):
    """Whether what belongs to a token was not read: 6月至项目结束, 每月第一个工作日."""
    if any(other.start == token.end for other in tokens):
        return False
    if token.meaning.cycle:
        return bool(patterns.UNREAD_PART.match(folded, token.end))
    return bool(
        token.role == "end"
        and token.meaning.due
        and patterns.UNREAD_END.match(folded, token.end)
    )


def _before_something(folded, counted):
    """2026年供暖前, 12月党代会前: the year or month only says when about that day is, which nobody knows."""
    last = next((t for t in reversed(counted) if t.kind != "event"), None)
    return bool(
        last
        and last.kind in ("year", "ym", "quarter", "half")
        and last.meaning.due
        and patterns.SOMETHING_BEFORE.match(folded, last.end)
    )


def _open(token, dates, is_long=False):
    """Whether what a token asks is still open beside the dates that the text names."""
    if not dates:
        # 立行立改，长期坚持: begun at once, without an end
        return not (is_long and token.meaning.ask == "soon")
    if any(d.end == token.start and d.kind in WHOLE_DAYS for d in dates):
        # 9月1日开学前: the day says it all
        return False
    if token.meaning.ask in ("soon", "event", "done"):
        return False
    # 8月31日前（开学前）, 秋季学期（12月底前）: one explains the other
    return not any(d.depth != token.depth for d in dates)


def _endless(cycles, dates):
    """A cycle without a last day of its own; 每年6月底前 names its next day and has no end either."""
    return bool(cycles) and (
        cycles[0].unit == "year" or all(d.meaning.cycle for d in dates)
    )


def _crossing_years(tokens):
    """9月至1月: the end of a range without a year lies behind its beginning."""
    result = list(tokens)
    for at in range(len(result) - 1):
        first, second = result[at], result[at + 1]
        if first.role not in ("range", "or") or not (first.meaning.first and second.meaning.due):  # fmt: skip
            continue
        if second.meaning.due < first.meaning.first and not second.meaning.year_named:
            result[at + 1] = replace(second, meaning=second.meaning.next_year())
    return result


def _rest(folded, tokens):
    """What no form took."""
    rest, behind = [], 0
    for token in tokens:
        rest.append(folded[behind : token.start])
        behind = token.end
    return "|".join([*rest, folded[behind:]])


def _clause(folded, token):
    """The words between two marks around a token."""
    cuts = [m.start() for m in patterns.CLAUSE.finditer(folded)]
    start = max([c + 1 for c in cuts if c < token.start], default=0)
    end = min([c for c in cuts if c >= token.end], default=len(folded))
    return folded[start:end].strip()
