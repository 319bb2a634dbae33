"""A regulation as plain data, and three of them compared: shipped before, shipped now, as it stands."""

from .regulation_layout import KIND_OF, KINDS, UNORDERED

MISSING = object()


class Plan:
    """A regulation without a database.

    :ivar head: name, code, institution, document number, first day
    :ivar titles: heading of each article {article: words}
    :ivar settings: {name: value}, only those that differ from the engine's default
    :ivar clauses: where each setting or office stands {name: clause}
    :ivar rows: {(kind, key): {word: value}} in the order of the text; empty and default values are left out
    """

    PARTS = ("head", "titles", "settings", "clauses")

    def __init__(self):
        self.head, self.titles, self.settings, self.clauses = {}, {}, {}, {}
        self.rows = {}

    def add(self, layout, kind, values):
        """Add a row. The second that looks the same is told apart by its number."""
        key = layout.key(kind, values)
        number = 1
        while (kind, (*key, str(number))) in self.rows:
            number += 1
        self.rows[kind, (*key, str(number))] = values

    def as_json(self):
        """For storing: lists instead of tuples as keys."""
        return {
            **{part: getattr(self, part) for part in self.PARTS},
            "rows": [[kind, list(key), row] for (kind, key), row in self.rows.items()],
        }

    @classmethod
    def from_json(cls, content):
        plan = cls()
        for part in cls.PARTS:
            setattr(plan, part, dict(content.get(part) or {}))
        plan.rows = {
            (kind, tuple(key)): dict(row) for kind, key, row in content["rows"]
        }
        return plan

    def place(self, layout):
        """Give each row its place in the order of the text: ``sequence``, where none is said."""
        counts = {}
        for (kind, _key), values in self.rows.items():
            if kind in UNORDERED:
                values.pop("sequence", None)
                continue
            group = layout.group(kind, values)
            counts[group] = counts.get(group, 0) + 10
            values.setdefault("sequence", counts[group])

    def unplace(self, layout):
        """Take away the places that follow from the order of the text."""
        counts = {}
        for (kind, _key), values in self.rows.items():
            if kind in UNORDERED:
                values.pop("sequence", None)
                continue
            group = layout.group(kind, values)
            counts[group] = counts.get(group, 0) + 10
            if values.get("sequence", counts[group]) == counts[group]:
                values.pop("sequence", None)

    def references(self, layout, place):
        """What the row at ``place`` names, as (word, column, code, place of the row that is named or None)."""
        for word, column in layout.kinds[place[0]].items():
            said = self.rows[place].get(word)
            if not column.comodel or not said:
                continue
            kind = KIND_OF.get(column.comodel)
            for code in said if isinstance(said, list) else [said]:
                key = code.split(".", 1) if kind == "option" else [code]
                yield word, column, code, kind and (kind, (*key, "1"))

    def dangling(self, layout):
        """What rows name that is not here, as (place of the row, word, column, code, place of what it names)."""
        for place in list(self.rows):
            for word, column, code, target in self.references(layout, place):
                if target and target not in self.rows:
                    yield place, word, column, code, target

    def settle(self, layout, mine):
        """No row of this plan, merged into ``mine``, names what is not here (PLUS-V1).

        What an own row names stays, shipped no longer or not; what is shipped for a row that was deleted here does not
        come.

        :return: conflicts, as of ``merge``
        """
        conflicts = []
        while dangling := list(self.dangling(layout)):
            for place, word, column, code, target in dangling:
                row = self.rows.get(place)
                if row is None or target in self.rows:
                    continue
                own = mine.rows.get(place, {})
                if target in mine.rows:
                    self.rows[target] = mine.rows[target]
                    conflicts.append(
                        Change(target, None, mine.rows[target], None, conflict=True)
                    )
                elif place in mine.rows or column.type == "many2many":
                    said, kept = row.pop(word), own.get(word)
                    if place not in mine.rows:
                        kept = [each for each in said if each != code]
                    if kept:
                        row[word] = kept
                    conflicts.append(Change(place, word, kept, said, conflict=True))
                else:
                    del self.rows[place]
                    conflicts.append(Change(place, None, None, row, conflict=True))
        return conflicts


class Change:
    """One difference: a part or row, the word in it, old and new value, and whether it is a conflict."""

    def __init__(self, place, word, old, new, conflict=False):
        self.place, self.word, self.old, self.new = place, word, old, new
        self.conflict = conflict


def differences(old, new):
    """What turns plan ``old`` into plan ``new``, as a list of changes."""
    changes = []
    for part in Plan.PARTS:
        before, after = getattr(old, part), getattr(new, part)
        for name in [*before, *(name for name in after if name not in before)]:
            if before.get(name, MISSING) != after.get(name, MISSING):
                changes.append(Change((part,), name, before.get(name), after.get(name)))
    for place in [*old.rows, *(place for place in new.rows if place not in old.rows)]:
        before, after = old.rows.get(place), new.rows.get(place)
        if before is None or after is None:
            changes.append(Change(place, None, before, after))
            continue
        for word in [*before, *(word for word in after if word not in before)]:
            if before.get(word, MISSING) != after.get(word, MISSING):
                changes.append(Change(place, word, before.get(word), after.get(word)))
    return changes


def merge(base, shipped, mine):
    """Bring what is ``shipped`` now into ``mine``, which grew out of ``base`` that was shipped before.

    Edited stays edited, deleted stays deleted, the rest is as shipped.

    :return: the new plan, and the conflicts: changes (old: as it stands and stays, new: as shipped)
    """
    shipped_as = _as_numbered(base, shipped)
    own_as = _as_numbered(base, mine)
    back = {new: old for old, new in own_as.items()}
    result, conflicts = Plan(), []
    for part in Plan.PARTS:
        setattr(
            result,
            part,
            _merge_values(
                *(getattr(plan, part) for plan in (base, shipped, mine)),
                (part,),
                conflicts,
            ),
        )
    rows = (
        base.rows,
        {shipped_as[place]: row for place, row in shipped.rows.items()},
        {own_as[place]: row for place, row in mine.rows.items()},
    )
    order = [*rows[2], *(place for place in rows[1] if place not in rows[2])]
    for place in sorted(order, key=lambda place: list(KINDS).index(place[0])):
        row = _merge_row(*(each.get(place) for each in rows), place, conflicts)
        if row is None:
            continue
        kept = back.get(place, place)
        if place not in back and (place in mine.rows or place in result.rows):
            # another row has that number here
            kept = _free(place, {*mine.rows, *result.rows})
        result.rows[kept] = row
    return result, conflicts


def _free(place, taken):
    """``place`` with the first number that none of ``taken`` has."""
    kind, key = place
    number = 1
    while (kind, (*key[:-1], str(number))) in taken:
        number += 1
    return kind, (*key[:-1], str(number))


def _as_numbered(base, plan):
    """{place in ``plan``: the same row's place in ``base``}: rows that look alike are told apart by their number, which
    moves when one of them goes; each is the one of ``base`` that it is most like."""
    groups = {}
    for origin, rows in enumerate((base.rows, plan.rows)):
        for place in rows:
            groups.setdefault((place[0], place[1][:-1]), ([], []))[origin].append(place)
    result = {}
    for before, now in groups.values():
        if max(len(before), len(now)) < 2:
            result.update(zip(now, now, strict=True))
            continue
        pairs = sorted(
            ((old, new) for old in before for new in now),
            key=lambda pair: (
                -_likeness(base.rows[pair[0]], plan.rows[pair[1]]),
                pair[0] != pair[1],
            ),
        )
        matched = {}
        for old, new in pairs:
            if new not in matched and old not in matched.values():
                matched[new] = old
        taken = {*before, *matched.values()}
        for new in now:
            place = matched.get(new) or _free(new, taken)
            taken.add(place)
            result[new] = place
    return result


def _likeness(row, other):
    """How many words of two rows say the same."""
    words = {*row, *other} - {"sequence"}
    return sum(row.get(word, MISSING) == other.get(word, MISSING) for word in words)


def _merge_row(base, shipped, mine, place, conflicts):
    if mine is None:
        if base is None:
            return shipped
        if shipped is not None and shipped != base:
            conflicts.append(Change(place, None, None, shipped, conflict=True))
        return None  # deleted stays deleted
    if shipped is None:
        if base is None or mine != base:
            if base is not None:
                conflicts.append(Change(place, None, mine, None, conflict=True))
            return mine
        return None  # no longer shipped, and nobody touched it
    if base is None:
        # written here, and shipped too now: no mixture of both
        if {**mine, "sequence": 0} != {**shipped, "sequence": 0}:
            conflicts.append(Change(place, None, mine, shipped, conflict=True))
        return mine
    return _merge_values(base, shipped, mine, place, conflicts)


def _merge_values(base, shipped, mine, place, conflicts):
    result = {}
    for word in [*mine, *(word for word in shipped if word not in mine)]:
        before, now, own = (
            values.get(word, MISSING) for values in (base, shipped, mine)
        )
        if own in (before, now):
            value = now
        else:
            value = own
            if before != now and word != "sequence":
                conflicts.append(
                    Change(
                        place,
                        word,
                        None if own is MISSING else own,
                        None if now is MISSING else now,
                        conflict=True,
                    )
                )
        if value is not MISSING:
            result[word] = value
    return result
