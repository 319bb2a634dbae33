"""What a list of units and people says beside what is known: one verdict per row, nothing is guessed."""

from odoo.addons.duban_supervision.models.access.staff_number import (
    STAFF_NUMBER,
    folded_number,
)

from ..tools.ledgers import UnitFinder, folded
from ..tools.people_xlsx import (
    CLEAR,
    PEOPLE_COLUMNS,
    ROLES,
    mobile_number,
    roles_of,
)
from .people_units import LeftRows, UnitRows

#: role of the list → group
GROUPS = {role: f"duban_supervision.group_{role}" for role in ROLES}


class PeopleReader(UnitRows, LeftRows):
    """Judges the rows of one file against the directory of the list's company.

    :param job: ``duban.people.list``
    :param answers: {staff number: ``link`` or ``new``} of rows that asked before
    """

    def __init__(self, job, answers=None):
        self.job, self.env, self.company = job, job.env, job.company_id
        self.answers = answers or {}
        self.notes = []
        # sudo: the directory of one institution, looked at by its administrator (``_check_may``)
        sudo = job.sudo()
        everybody = sudo.env["res.users"].with_context(active_test=False)
        self.users = everybody.search(
            [("company_ids", "in", self.company.ids), ("share", "=", False)]
        )
        self.by_number = {
            user.staff_number: user for user in self.users.filtered("staff_number")
        }
        # people of other institutions, who may have any number of these by chance
        self.elsewhere = (
            everybody.search(
                [("staff_number", "!=", False), ("company_ids", "not in", self.company.ids)]
            )
        ).grouped("staff_number")  # fmt: skip
        # a login is one person's in the whole database, also that of an expert from outside
        self.by_login = {user.login: user for user in everybody.search([])}
        employees = (
            everybody.env["hr.employee"]
            .search([("user_id", "in", self.users.ids), ("company_id", "=", self.company.id)])
        )  # fmt: skip
        self.employees = {row.user_id: row for row in employees.sorted("active")}
        departments = sudo.env["hr.department"]
        self.units = departments.search([("company_id", "=", self.company.id)])
        self.units_by_name = self.units.grouped(lambda unit: folded(unit.name))
        memory = sudo.env["duban.import.memory"]
        rows = memory.search(
            [("company_id", "=", self.company.id), ("kind", "=", "unit")]
        )
        self.short = {}
        for row in rows._short_names():
            self.short.setdefault(row.unit_ids, []).append(row.name)
        self.saved = {
            row.folded: row.unit_ids for row in rows if len(row.unit_ids) == 1
        }
        self.groups = {role: self.env.ref(xmlid) for role, xmlid in GROUPS.items()}

    # ------------------------------------------------------------------
    # The list as it stands
    # ------------------------------------------------------------------

    def standing(self):
        """(units, people) of the institution as rows of the workbook."""
        units = [self._unit_words(unit) for unit in self.units.sorted("complete_name")]
        people = [
            self._person_words(user)
            for user in self.users.sorted("staff_number")
            if user.active and user.id > 2 and not user.has_group("base.group_system")
        ]
        return units, people

    def _ref_word(self, user):
        return user.staff_number or user.name or ""

    def _person_words(self, user):
        employee = self.employees.get(user, user.env["hr.employee"])
        return {
            "number": user.staff_number or "",
            "name": user.name,
            "unit": employee.department_id.name or "",
            "post": employee.job_title or "",
            "mobile": mobile_number(employee.mobile_phone or "")
            or employee.mobile_phone
            or "",
            "email": user.email or "",
            "login": user.login,
            "role": "、".join(ROLES[role][0] for role in self._roles(user)),
        }

    def _roles(self, user):
        return [role for role, group in self.groups.items() if group in user.group_ids]

    # ------------------------------------------------------------------
    # Rows
    # ------------------------------------------------------------------

    def lines(self, table):
        """Values of the lines of a file: units, people, and who is not on a complete list."""
        self.file_units = {
            folded(row.values["name"]): row.values["name"]
            for row in table.units
            if "name" in row.values
        }
        names = [(unit.id, unit.name) for unit in self.units]
        self.finder = UnitFinder(
            names, {key: tuple(unit.ids) for key, unit in self.saved.items()}
        )
        people = [self._person(row) for row in table.people]
        self._mark_twice(people, "code")
        self.file_people = {
            vals["code"]: vals for vals in people if vals["verdict"] != "bad"
        }
        #: {staff number or name: row} of people whose rows are wrong themselves
        self.bad_people = {
            word: vals["row_number"]
            for vals in people
            for word in (vals["code"], vals["name"])
            if vals["verdict"] == "bad" and word
        }
        units = [self._unit(row) for row in table.units]
        self._mark_twice(units, "code")
        self._mark_rings(units)
        lines = units + people
        if self.job.is_complete and table.people:
            nameless = [
                row
                for row in people
                if not STAFF_NUMBER.fullmatch(row["code"] or "")
                and (not row["name"] or row["name"] in CLEAR)
            ]
            if nameless:
                self.notes.append(
                    self.env._(
                        "Row %s of the people names nobody: until it is corrected, nobody is taken for left.",
                        nameless[0]["row_number"],
                    )
                )
            else:
                lines += self._left()
        self._note(table)
        return lines

    def _line(self, kind, row, code, name):
        return {
            "kind": kind, "sheet": row.sheet, "row_number": row.number, "code": code, "name": name,
            "verdict": "same", "message": False, "wanted": {}, "changes": False, "res_id": False,
        }  # fmt: skip

    def _bad(self, vals, message):
        vals.update(verdict="bad", message=message)
        return vals

    def _mark_twice(self, lines, key):
        seen = {}
        for vals in lines:
            first = seen.setdefault(folded(vals[key] or ""), vals)
            if first is not vals and vals[key] and vals["verdict"] != "bad":
                self._bad(
                    vals,
                    self.env._(
                        "“%(code)s” stands in row %(row)s already.",
                        code=vals[key], row=first["row_number"],
                    ),
                )  # fmt: skip

    def _note(self, table):
        why = {
            "hidden": self.env._("hidden"),
            "head": self.env._("no row names the columns"),
        }
        for sheet, reason in table.left:
            if sheet != "填写说明":
                self.notes.append(
                    self.env._(
                        "Sheet “%(sheet)s” was not read: %(why)s.",
                        sheet=sheet,
                        why=why[reason],
                    )
                )
        for sheet, title in table.unknown:
            self.notes.append(
                self.env._(
                    "Column “%(title)s” of sheet “%(sheet)s” was not read.",
                    title=title,
                    sheet=sheet,
                )
            )
        if table.units and self.job.is_complete:
            gone = [
                unit.name
                for unit in self.units
                if folded(unit.name) not in self.file_units
            ]
            if gone:
                self.notes.append(
                    self.env._(
                        "Units that are not on the list stay as they are: %s. A unit ends under “Dissolve or merge a "
                        "unit”.",
                        "、".join(gone[:20]),
                    )
                )

    # -- people

    def _person(self, row):
        number = folded_number(row.values.get("number"))
        name = row.values.get("name", "")
        vals = self._line("person", row, number, name)
        errors = self._person_errors(row, number, name)
        if errors:
            return self._bad(vals, " ".join(errors))
        wanted = {}
        for key, text in row.values.items():
            if key == "number":
                continue
            try:
                wanted[key] = self._person_value(key, text)
            except ValueError as error:
                errors.append(str(error))
        if errors:
            return self._bad(vals, " ".join(errors))
        user = self._match(vals, number, name, wanted.get("login"))
        if vals["verdict"] in ("bad", "ask"):
            vals["wanted"] = {"number": number, **wanted}
            vals["changes"] = self._words(PEOPLE_COLUMNS, list(wanted), {}, row.values)
            return vals
        return self._compare(vals, user, {"number": number, **wanted}, row)

    def _person_errors(self, row, number, name):
        errors = []
        if row.wrong:
            errors.append(self._formula([PEOPLE_COLUMNS[key][0] for key in row.wrong]))
        if not number:
            errors.append(self.env._("The staff number is missing."))
        elif not STAFF_NUMBER.fullmatch(number):
            errors.append(
                self.env._("“%s” is no staff number: letters and digits only.", number)
            )
        if not name or name in CLEAR:
            errors.append(self.env._("The name is missing."))
        return errors

    def _person_value(self, key, text):
        clear = text in CLEAR
        if key == "role":
            roles, unknown = roles_of(text)
            if unknown:
                raise ValueError(
                    self.env._(
                        "There is no role “%(role)s”. Roles: %(roles)s.",
                        role="、".join(unknown), roles="、".join(words[0] for words in ROLES.values()),
                    )
                )  # fmt: skip
            return sorted(roles)
        if key == "mobile" and not clear:
            digits = mobile_number(text)
            if not digits:
                raise ValueError(
                    self.env._("“%s” is no mobile number of eleven digits.", text)
                )
            return digits
        if key == "unit" and not clear:
            return self._known_unit(text)
        if key == "email" and not clear and ("@" not in text or " " in text):
            raise ValueError(self.env._("“%s” is no e-mail address.", text))
        if clear and key in ("login", "name"):
            raise ValueError(
                self.env._("%s cannot be emptied.", PEOPLE_COLUMNS[key][0])
            )
        return False if clear else text

    def _match(self, vals, number, name, login):
        """The user whom a row means, empty for a new one; sets the verdict where it is not clear."""
        user = self.by_number.get(number)
        if user:
            vals["res_id"] = user.id
            return user
        nobody = self.users.browse()
        kin = self._kin(number, name)
        answer = self.answers.get(number)
        near = self.elsewhere.get(number, nobody).filtered(
            lambda row: self.company.root_id in row.company_ids.root_id
        )
        if near and (not kin or answer == "new"):
            # the university and its colleges number their people together
            self._bad(
                vals,
                self.env._(
                    "Somebody of %(companies)s has this staff number: who administers both institutions lets the "
                    "person in.",
                    companies="、".join(near.company_ids.mapped("name")),
                ),
            )
            return nobody
        if kin and answer == "link":
            vals.update(res_id=kin.id, answer=answer)
            return kin
        if kin and answer != "new":
            vals.update(
                verdict="ask",
                res_id=kin.id,
                message=self.env._(
                    "%(name)s with this staff number works at %(companies)s.",
                    name=name, companies="、".join(kin.company_ids.mapped("name")),
                ),
            )  # fmt: skip
            return nobody
        if kin:
            vals["answer"] = answer
        for word in filter(None, (login, number)):
            user = self.by_login.get(word)
            if not user:
                continue
            if user.staff_number or user not in self.users or user.name != name:
                if login and word == number:
                    # a login of one's own was given
                    continue
                self._bad(
                    vals,
                    self.env._(
                        "The login “%s” is another person's. Write another one in the column 登录名.",
                        word,
                    ),
                )
                return nobody
            vals["res_id"] = user.id
            return user
        like = self.users.filtered(
            lambda row: (
                row.name == name and not row.staff_number and row.active and row.id > 2
            )
        )
        if not like:
            return nobody
        if len(like) == 1 and answer == "link":
            vals.update(res_id=like.id, answer=answer)
            return like
        if answer == "new":
            vals["answer"] = answer
            return nobody
        vals.update(
            verdict="ask",
            res_id=like.id if len(like) == 1 else False,
            message=self.env._(
                "%(count)s person(s) called %(name)s without staff number are here already (login %(logins)s).",
                count=len(like), name=name, logins="、".join(like[:3].mapped("login")),
            ),
        )  # fmt: skip
        return nobody

    def _kin(self, number, name):
        """The one person of this number and name at other institutions, all of which the importer looks after too.

        Whether it is the same person is asked; of people of institutions of others nothing is said.
        """
        own = self.env.user.company_ids
        found = self.elsewhere.get(number, self.users.browse())
        like = found.filtered(
            lambda row: row.name == name and not row.company_ids - own
        )
        return like if len(like) == 1 else self.users.browse()

    def _compare(self, vals, user, wanted, row):
        if not user:
            vals.update(verdict="new", wanted=wanted)
            vals["changes"] = self._words(
                PEOPLE_COLUMNS, list(row.values), {}, row.values
            )
            return vals
        now, said = self._person_words(user), row.values
        if not user.active and "role" not in wanted:
            # who comes back is what everybody is, whatever that person was before (CORE-28)
            wanted = {**wanted, "role": ["user"]}
            said = {**said, "role": ROLES["user"][0]}
        if "role" in wanted:
            roles, listed = {*self._roles(user)}, {*wanted["role"]}
            kept = user._duban_roles_kept(self.company)
            if "admin" in listed - roles and not user._duban_looked_after(self.company):
                return self._bad(
                    vals,
                    self.env._(
                        "%s belongs to other institutions too: who administers them all gives this role.",
                        user.name,
                    ),
                )
            if kept and (listed | kept & roles) - {"user"} == roles - {"user"}:
                # it would only take away what another institution needs
                wanted = {key: value for key, value in wanted.items() if key != "role"}
        changed = [
            key for key, value in wanted.items()
            if (sorted(self._roles(user)) != value if key == "role" else folded(now[key]) != folded(value or ""))
        ]  # fmt: skip
        vals["wanted"] = {key: wanted[key] for key in changed}
        words = [self._words(PEOPLE_COLUMNS, changed, now, said)] if changed else []
        if not user.active:
            vals["wanted"]["active"] = True
            words.insert(0, self.env._("comes back"))
        if user not in self.users:
            vals["wanted"]["joins"] = True
            words.insert(0, self.env._("also works here from now on"))
        if not vals["wanted"]:
            return vals
        guarded = user.has_group("base.group_system") and not self.env.user.has_group(
            "base.group_system"
        )
        own = (
            user == self.env.user
            and "role" in changed
            and "admin" not in wanted["role"]
        )
        if guarded or own:
            return self._bad(
                vals,
                self.env._(
                    "This person administers the system; change it under Settings › Users."
                ),
            )
        vals.update(verdict="changed", changes="；".join(filter(None, words)))
        return vals

    # -- words

    def _formula(self, titles):
        return self.env._(
            "%s: a formula without a value. Open the file in Excel, save it, and choose it again.",
            "、".join(titles),
        )

    def _words(self, table, keys, now, values):
        """职务：科长 → 处长；…"""
        parts = []
        for key in keys:
            if key in ("number", "name") and not now:
                continue
            old, new = now.get(key) or "", values.get(key, "")
            parts.append(
                f"{table[key][0]}：{old} → {new}" if old else f"{table[key][0]}：{new}"
            )
        return "；".join(parts)
