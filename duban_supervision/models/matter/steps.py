"""The one door for state: a table of steps, and the method that walks it.

Matters walk it, and whatever an institution's addon has beside them. Nothing else writes ``state``. Addons extend
``_get_transitions`` through ``super()`` or mark an effect with ``@after_step``; they never override ``_transition``.
"""

from types import MappingProxyType
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ... import clock, inputs
from ...tools.remembered import remembered
from ..access.engine import DOOR


class Transition(NamedTuple):
    """One row of the table: what may be done, by whom, when, and what follows.

    :param target: state after the action, or None when a check or effect decides, or the state stays
    :param who: name of the predicate on ``duban.matter``
    :param checks: names of methods ``(data)`` that raise ``UserError``: what must be there when the step is taken. A
        method ``_lacks_x()`` beside ``_check_x`` names what is missing on screen before it is tried.
    :param effects: names of methods ``(data)`` run with the door open, after the state changed
    :param when: what decides whether the step is offered at all, beside state and person: ``rule:name`` (a switch of
        the regulation) or names of checks, which the button asks quietly and the step aloud
    :param states: of a step beside the states: in which it may be taken (empty: in all)
    :param opens: (method, arguments …) that opens its dialog, from the button and from the to-do
    """

    target: str | None
    who: str
    checks: tuple = ()
    effects: tuple = ()
    when: tuple = ()
    states: tuple = ()
    opens: tuple = ()


def after_step(*actions, but=()):
    """Mark a method ``(data)``: an effect of every row of these actions, or of all ``but`` some, after its own effects.

    What an addon adds to the steps of the engine is known without asking the addon at each step.
    """

    def mark(method):
        method.after_step = (frozenset(actions), frozenset(but))
        return method

    return mark


class DubanSteps(models.AbstractModel):
    """Mixin of records whose ``state`` moves through the door: checked, moved, put on the trail, to-dos follow."""

    _name = "duban.steps"
    _description = "Moves through its steps"

    # ------------------------------------------------------------------
    # Hooks
    # ------------------------------------------------------------------

    def _get_transitions(self):
        """{(state, action): Transition}. An institution adds rows through ``super()``."""
        return {}

    def _get_side_actions(self):
        """{action: Transition} of the steps beside the states."""
        return {}

    def _has_feature(self, name):
        """Whether the rules of this one record use ``name`` (``duban.regulation._feature_names``)."""
        return name in self.regulation_id._feature_names()

    @api.model
    @remembered()
    def _step_table(self):
        """What ``_get_transitions`` and ``@after_step`` of all addons say, put together once; read only."""
        table = dict(self._get_transitions())
        for cls in reversed(type(self).mro()):
            for name, method in vars(cls).items():
                actions, but = getattr(method, "after_step", ((), ()))
                for key, row in table.items():
                    if key[1] in actions or (but and key[1] not in but):
                        table[key] = row._replace(effects=(*row.effects, name))
        return MappingProxyType(table)

    @api.model
    @remembered()
    def _side_table(self):
        """What ``_get_side_actions`` of all addons say, put together once; read only."""
        return MappingProxyType(self._get_side_actions())

    def _action_names(self):
        """[(action, its name)], for messages and the trail."""
        return []

    @api.model
    @remembered("self.env.lang")
    def _named_actions(self):
        """{action: its name} in the user's language; read only. A button that is not offered asks, to say why."""
        return MappingProxyType(dict(self._action_names()))

    def _before_step(self, action):
        """What has to be put in order before ``action`` is checked, by whoever may take it (as superuser).

        :return: whether other rules count now, by which the person is asked once more
        """
        return False

    def _read_people(self):
        """Read at once who is asked and told below, instead of one by one."""

    def _stamp(self, action):
        """Values that say who did ``action`` when."""
        return {}

    def _record_acts(self, action, note, states, data):
        """Put what was done on the trail.

        :param states: {id: (old state, new state)}
        """
        raise NotImplementedError

    def _action_label(self, action):
        return self._named_actions().get(action, action)

    def _state_label(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    # ------------------------------------------------------------------
    # What is open to whom: asked by buttons and by the steps themselves
    # ------------------------------------------------------------------

    def _possible_actions(self):
        """Names of what the current user may do on this one matter now; its checks tell what it still lacks."""
        self.ensure_one()
        rows = [
            (action, row)
            for (state, action), row in self._step_table().items()
            if state == self.state
        ]
        rows += [
            (action, row)
            for action, row in self._side_table().items()
            if not row.states or self.state in row.states
        ]
        roles = {}
        for _action, row in rows:
            if row.who not in roles:
                roles[row.who] = bool(getattr(self, row.who)())
        # sudo: the person's role was asked above; the conditions read what the engine needs
        sudo = self.sudo()
        return {
            action
            for action, row in rows
            if roles[row.who] and sudo._is_open(row, {"action": action})
        }

    def _is_open(self, row, data):
        """Whether the conditions of ``row`` hold on these matters; the same that ``_meet`` raises (as superuser)."""
        try:
            self._meet(row, data)
        except UserError:
            return False
        return True

    def _meet(self, row, data):
        """Raise unless the conditions of ``row`` hold on these matters (as superuser).

        :raise UserError: the rules do not provide it, or the check says what is in its way
        """
        for condition in row.when:
            kind, _colon, name = condition.partition(":")
            if not name:
                getattr(self, condition)(data)
            elif kind == "rule":
                self._require_rule(name)
            elif not all(matter._has_feature(name) for matter in self):
                raise UserError(self._no_transition_message(data["action"]))

    def _assert_open(self, action, message=None):
        """Refuse a step beside the states unless its row is open to the current user on all these matters.

        :param message: for those who are not entitled
        :raise AccessError: the user has no role for it
        :raise UserError: the rules, the state or a check are in its way
        """
        row = self._side_table()[action]
        data = {"action": action}
        self._assert_may(row.who, message)
        # sudo: the person is entitled; the conditions read what the engine needs
        sudo = self.sudo()
        sudo._meet(row, data)
        for check in row.checks:
            getattr(sudo, check)(data)
        for matter in sudo:
            if row.states and matter.state not in row.states:
                raise UserError(matter._no_transition_message(action))

    # ------------------------------------------------------------------
    # The door
    # ------------------------------------------------------------------

    @clock.one_moment()
    def _transition(self, action, note=None, **data):
        """Take ``action`` on all records of ``self``: check the person, then the matter, then move and record.

        :param action: second part of a key of ``_get_transitions``
        :param note: opinion, reason or ground, stored in the trail
        :param data: values that the checks and effects of the row read, with ``action`` and ``note``;
            effects also find the states that are left, by id, under ``old_states``
        :raise UserError: the action does not exist in this state, or something is missing
        :raise AccessError: the user has no role for it
        """
        # who may not see a matter is not told in which state it is
        self.check_access("read")
        note = inputs.text(self.env, note) or None
        data = {**data, "action": action, "note": note}
        table = self._step_table()
        for state, matters in self.grouped("state").items():
            row = table.get((state, action))
            if row is None:
                raise UserError(matters._no_transition_message(action))
            matters._assert_may(row.who)
            # sudo: the person is entitled; the checks read what the engine needs, the effects write engine fields.
            sudo = matters.sudo().with_context(duban_door=DOOR)
            if sudo._before_step(action):
                matters._assert_may(row.who)
            sudo._read_people()
            sudo._meet(row, data)
            for check in row.checks:
                getattr(sudo, check)(data)
            old = {matter.id: matter.state for matter in matters}
            data["old_states"] = old
            vals = sudo._stamp(action)
            if row.target:
                vals["state"] = row.target
            if vals:
                sudo.write(vals)
            for effect in row.effects:
                getattr(sudo, effect)(data)
            states = {row.id: (old[row.id], row.state) for row in matters}
            matters._record_acts(action, note, states, data)
        self._reconcile_todos()
        return True

    def _no_transition_message(self, action):
        matter = self[:1]
        return self.env._(
            "“%(action)s” is not possible while %(matter)s is “%(state)s”. "
            "The steps of the procedure cannot be skipped.",
            action=matter._action_label(action),
            matter=matter.display_name,
            state=matter._state_label(),
        )

    def _assert_may(self, predicate, message=None):
        """Refuse unless the user has the role on every record (superuser code has every role).

        :raise AccessError: naming the matters
        """
        if self.env.su:
            return
        self.check_access("read")
        denied = self - getattr(self, predicate)()
        if denied:
            raise AccessError(
                message
                or self.env._(
                    "You are not entitled to do this on: %s",
                    ", ".join(m.display_name for m in denied[:5]),
                )
            )
