"""Progress and light of a tree of goals, from plain data. No database, no Odoo.

The rules in words: a node's parts are its counted sub-nodes, each with its weight, and the matters and milestones that
hang on it directly, each with weight 1. ``weighted`` is the weighted mean of the parts' progress, ``equal`` the plain
mean, ``done`` the share of finished parts. The light is the node's own (its date) or a graver one of its parts:
``worst`` takes the gravest part, ``weighted`` turns red (or yellow) once the red (red or yellow) parts hold a given
share of the weight. Not counted: drafts, what was dropped, and what was carried over to a node below the same parent;
what was done of it before is a part of that node.
"""

from dataclasses import dataclass, field

#: from harmless to grave
ORDER = ("none", "done", "paused", "normal", "soon", "overdue")
EXACT = 10


@dataclass
class Part:
    """Something that a node's figures are made of; progress in per cent."""

    progress: float
    light: str
    is_finished: bool
    weight: int = 1


@dataclass
class Node:
    """One node.

    :ivar own: progress that was reported, for a node without parts
    :ivar light: the light of its own date
    :ivar kept: (progress, light) as they were when the year was closed, of a node that was carried over
    :ivar counts: whether its parent counts it
    :ivar is_said: whether the end of all parts is its end: milestones alone are not, until its unit says so
    """

    id: int
    parent: int | None
    state: str
    weight: int = 1
    own: float = 0
    light: str = "normal"
    kept: tuple = (0, "normal")
    counts: bool = True
    is_said: bool = True
    parts: list = field(default_factory=list)


def graver(*lights):
    """The gravest of ``lights``."""
    return max(lights, key=ORDER.index)


def mean(parts, rule):
    """Progress of a node by ``rule``, per cent."""
    if rule == "done":
        return 100 * sum(part.is_finished for part in parts) / len(parts)
    weights = [part.weight if rule == "weighted" else 1 for part in parts]
    total = sum(w * part.progress for w, part in zip(weights, parts, strict=True))
    return total / sum(weights)


def light_of(node, parts, rule, red):
    """The light of a node with ``parts``; ``red``: per cent of the weight."""
    if rule == "worst":
        return graver(node.light, "normal", *(part.light for part in parts))
    total = sum(part.weight for part in parts)
    share = {
        light: 100 * sum(part.weight for part in parts if part.light == light) / total
        for light in ("overdue", "soon")
    }
    found = "normal"
    if share["overdue"] >= red:
        found = "overdue"
    elif share["overdue"] + share["soon"] >= red:
        found = "soon"
    return graver(node.light, found)


def roll_up(nodes, progress_rule, light_rule, red):
    """Progress, light and end of every node.

    :param nodes: iterable of ``Node``; a parent that is not among them is no parent
    :return: {id: Part}, not rounded
    """
    nodes = {node.id: node for node in nodes}
    children = {}
    for node in nodes.values():
        children.setdefault(node.parent if node.parent in nodes else None, []).append(
            node
        )
    order, front = [], children.get(None, [])
    while front:
        order += front
        front = [child for node in front for child in children.get(node.id, [])]
    found = {}
    for node in reversed(order):
        parts = node.parts + [
            found[child.id] for child in children.get(node.id, []) if child.counts
        ]
        found[node.id] = one(node, parts, progress_rule, light_rule, red)
    return found


def one(node, parts, progress_rule, light_rule, red):
    """The figures of one node whose parts are known."""
    if node.state == "done":
        return Part(100.0, "done", True, node.weight)
    if node.state == "carried":
        return Part(*node.kept, False, node.weight)
    if node.state == "dropped":
        return Part(node.kept[0], "none", False, node.weight)
    progress = mean(parts, progress_rule) if parts else node.own
    progress = round(progress, EXACT)
    if node.state == "draft":
        return Part(progress, "none", False, node.weight)
    if parts and node.is_said and all(part.is_finished for part in parts):
        return Part(100.0, "done", True, node.weight)
    light = light_of(node, parts, light_rule, red) if parts else node.light
    return Part(progress, light, False, node.weight)
