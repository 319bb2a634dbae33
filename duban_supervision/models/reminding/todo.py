"""What one to-do is, and which methods list those of a matter in which state."""

from typing import NamedTuple


class Todo(NamedTuple):
    """One to-do that should exist.

    :param key: identity on the matter, without the person
    :param kind: xml id suffix of the activity type (``todo_<kind>``)
    :param user: ``res.users`` record; without a user the to-do goes to the office
    :param date: due date; None: it waits since the day on which it arose, whenever it is looked at again
    :param summary: what to do, without the title of the matter
    """

    key: str
    kind: str
    user: object
    date: object
    summary: str


def todos_in(*states):
    """Mark a method of ``duban.matter``: it lists to-dos (``Todo``) of a matter in one of ``states``.

    Nothing else is asked when a matter moves; a method that extends a marked one needs no mark of its own.
    """

    def mark(method):
        method.todo_states = states
        return method

    return mark
