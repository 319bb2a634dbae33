"""What a file says beside its people: the sheet of units, and who is not on a complete list any more."""

from odoo.addons.duban_supervision.models.access.staff_number import (
    folded_number,
)

from ..tools.ledgers import folded
from ..tools.people_xlsx import (
    CLEAR,
    UNIT_COLUMNS,
    several,
    yes_or_no,
)

#: columns of units that name a person
POSTS = ("head", "liaison", "leader")


class UnitRows:
    """The part of ``PeopleReader`` that judges units."""

    # -- units

    def _unit(self, row):
        name = row.values.get("name", "")
        vals = self._line("unit", row, name, name)
        wrong = [UNIT_COLUMNS[key][0] for key in row.wrong]
        if wrong:
            return self._bad(vals, self._formula(wrong))
        if not name or name in CLEAR:
            return self._bad(vals, self.env._("The name of the unit is missing."))
        unit = self.units_by_name.get(folded(name), self.units.browse())
        if len(unit) > 1:
            # 商学院/综合办公室 and 外国语学院/综合办公室: the unit above tells which one
            vals["code"] = f"{row.values.get('parent', '')}/{name}"
            called = unit
            above = folded(row.values.get("parent") or "")
            unit = unit.filtered(lambda each: folded(each.parent_id.name or "") == above)  # fmt: skip
            if len(unit) != 1:
                return self._bad(vals, self._several(name, called))
        wanted, errors = {}, []
        for key, text in row.values.items():
            if key == "name":
                continue
            try:
                wanted[key] = self._unit_value(key, text)
                if key == "short":
                    self._check_former_names(unit, name, wanted[key])
            except ValueError as error:
                errors.append(str(error))
        if errors:
            return self._bad(vals, " ".join(errors))
        now = self._unit_words(unit) if unit else {}
        vals.update(wanted=wanted, res_id=unit.id)
        changed = [
            key for key, value in wanted.items()
            if (not unit and (value or key == "supervised"))
            or (unit and self._unit_differs(unit, key, value))
        ]  # fmt: skip
        if unit and not changed:
            return vals
        vals["verdict"] = "changed" if unit else "new"
        vals["wanted"] = {key: wanted[key] for key in changed}
        vals["changes"] = self._words(UNIT_COLUMNS, changed, now, row.values)
        return vals

    def _unit_words(self, unit):
        return {
            "name": unit.name,
            "parent": unit.parent_id.name or "",
            "short": "、".join(self.short.get(unit, ())),
            "kind": unit.duban_unit_kind or "",
            "head": self._ref_word(unit.manager_id.user_id),
            "liaison": self._ref_word(unit.liaison_id),
            "leader": self._ref_word(unit.leader_in_charge_id),
            "supervised": "是" if unit.is_supervised_unit else "否",
        }

    def _check_former_names(self, unit, name, called):
        """What a unit is called otherwise is no other unit's own name: where a unit was renamed it is the same unit,
        with its head and all that is open, and not a second one beside it (CORE-32).

        :raise ValueError: with the words for the person
        """
        for word in called:
            other = self.units_by_name.get(folded(word), unit.browse()) - unit
            if other:
                raise ValueError(
                    self.env._(
                        "“%(other)s” is a unit of its own. If it is called “%(name)s” now, rename it under Units and "
                        "people first and read the list again; if it ended, dissolve or merge it.",
                        other=other[0].name, name=name,
                    )
                )  # fmt: skip

    def _unit_value(self, key, text):
        """What a cell of a unit means; ``ValueError`` with the words for the person."""
        clear = text in CLEAR
        if key == "short":
            return [] if clear else several(text)
        if key == "supervised":
            value = yes_or_no(text)
            if value is None:
                raise ValueError(
                    self.env._("承担督办事项 is 是 or 否, not “%s”.", text)
                )
            return value
        if clear:
            return False
        if key == "parent":
            return self._known_unit(text)
        return self._person_ref(key, text) if key in POSTS else text

    def _known_unit(self, text):
        """The name of the unit that ``text`` means, of this file or of the directory."""
        called = self.units_by_name.get(folded(text), ())
        if len(called) > 1:
            raise ValueError(self._several(text, called))
        if folded(text) in self.file_units:
            return self.file_units[folded(text)]
        found = self.finder.find(text)
        if len(found.keys) == 1 and found.how in ("exact", "saved"):
            return self.units.browse(found.keys[0]).name
        near = self.units.browse(
            [key for key, _score in found.suggestions] or found.keys
        )
        hint = "、".join(near[:3].mapped("name"))
        raise ValueError(
            self.env._(
                "There is no unit “%(name)s”. Like it: %(hint)s.", name=text, hint=hint
            )
            if hint
            else self.env._("There is no unit “%s”. Enter it in the sheet 单位.", text)
        )

    def _several(self, name, units):
        return self.env._(
            "Several units are called “%(name)s” (%(units)s); the list cannot tell which one is meant.",
            name=name, units="、".join(units.mapped("complete_name")),
        )  # fmt: skip

    def _person_ref(self, key, text):
        """{"number": …} or {"user": id} of the one person that a cell names."""
        number = folded_number(text)
        if number in self.file_people:
            return {"number": number}
        user = self.by_number.get(number)
        if user and user in self.users and user.active:
            return {"user": user.id}
        matched = {
            vals["res_id"] for vals in self.file_people.values() if vals["res_id"]
        }
        names = [
            {"number": code}
            for code, vals in self.file_people.items()
            if vals["name"] == text
        ]
        names += [
            {"user": user.id} for user in self.users
            if user.active and user.name == text and user.id not in matched
        ]  # fmt: skip
        if len(names) == 1:
            return names[0]
        title = UNIT_COLUMNS[key][0]
        if names:
            raise ValueError(
                self.env._("%(title)s: several people are called “%(name)s”; write the staff number.",
                           title=title, name=text)
            )  # fmt: skip
        if row := self.bad_people.get(number) or self.bad_people.get(text):
            raise ValueError(
                self.env._(
                    "%(title)s: “%(name)s” stands in row %(row)s of the people, which is to be corrected first.",
                    title=title, name=text, row=row,
                )
            )  # fmt: skip
        raise ValueError(
            self.env._(
                "%(title)s: “%(name)s” is neither on the list nor in the system.",
                title=title,
                name=text,
            )
        )

    def _unit_differs(self, unit, key, value):
        if key == "short":
            return set(map(folded, value)) != set(map(folded, self.short.get(unit, ())))
        if key == "supervised":
            return unit.is_supervised_unit != value
        if key == "kind":
            return (unit.duban_unit_kind or False) != (value or False)
        if key == "parent":
            return folded(unit.parent_id.name or "") != folded(value or "")
        user = {
            "head": unit.manager_id.user_id,
            "liaison": unit.liaison_id,
            "leader": unit.leader_in_charge_id,
        }[key]
        return user.id != self._ref_user(value)

    def _ref_user(self, value):
        """Id of the user that a reference means now, False for none, None for one who is not here yet."""
        if not value:
            return False
        if "user" in value:
            return value["user"]
        return self.file_people[value["number"]]["res_id"] or None

    def _mark_rings(self, units):
        """A unit is not below itself."""
        above = {
            folded(unit.name): folded(unit.parent_id.name or "") for unit in self.units
        }
        for vals in units:
            if "parent" in vals["wanted"]:
                above[folded(vals["name"])] = folded(vals["wanted"]["parent"] or "")
        for vals in units:
            seen, at = set(), folded(vals["name"] or "")
            while at and at not in seen:
                seen.add(at)
                at = above.get(at)
            if at and vals["verdict"] != "bad":
                self._bad(vals, self.env._("The unit would be below itself."))


class LeftRows:
    """The part of ``PeopleReader`` that finds who left."""

    def _left(self):
        """Who is known by staff number, works here, and is not on a complete list."""
        # a row that is to be corrected first is on the list as well, be it by its name only
        on_list = {*self.file_people, *self.bad_people}
        lines = []
        regulation = self.env["duban.regulation"]._in_force(self.company)
        hands_over = regulation and regulation._setting("handover_enabled")
        left = self.users.filtered(
            lambda user: (
                user.active
                and user.staff_number
                and not {user.staff_number, user.name} & on_list
                and user != self.env.user
                and not user.has_group("base.group_system")
            )
        )
        for user in left:
            employee = self.employees.get(user, user.env["hr.employee"])
            matters = self.env["duban.matter"]._matters_of_people(user)
            count = len(matters.filtered(lambda row, who=user: row._has_role(who)))
            lines.append(
                {
                    "kind": "person", "sheet": False, "row_number": 0, "code": user.staff_number, "name": user.name,
                    "verdict": "left", "res_id": user.id, "wanted": {}, "matter_count": count,
                    "changes": employee.department_id.name or False,
                    "message": self.env._("Not on the list. Open matters: %s.", count),
                    "successor_id": hands_over and self._successor(employee, left).id,
                }
            )  # fmt: skip
        return lines

    def _successor(self, employee, left):
        """Who takes over as far as the directory says: the head of the unit, or its liaison, or who heads the unit
        above; nobody who is on the same list of the ``left``."""
        unit = employee.department_id
        people = (
            unit.manager_id.user_id
            | unit.liaison_id
            | unit.parent_id.manager_id.user_id
        )
        return people.filtered(lambda row: row.active and row not in left)[:1]
