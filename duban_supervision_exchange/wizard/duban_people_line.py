"""Rows of a people list: applied one by one, each with what it needs to be taken back."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..tools.ledgers import folded
from .people_units import POSTS


class HrDepartment(models.Model):
    _inherit = "hr.department"

    duban_unit_kind = fields.Char(
        "Kind of unit",
        help="As the people list names it; 各… in a ledger means all units of the kind.",
    )


class DubanPeopleLine(models.Model):
    """One unit, one person, or one person who is not on the list any more."""

    _name = "duban.people.line"
    _description = "Row of a people list"
    _inherit = ["duban.engine.values"]
    _order = "id"

    list_id = fields.Many2one(
        "duban.people.list",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(related="list_id.company_id", store=True)
    kind = fields.Selection(
        [("unit", "Unit"), ("person", "Person")], required=True, readonly=True
    )
    sheet = fields.Char(readonly=True)
    row_number = fields.Integer("Row", readonly=True)
    code = fields.Char("Staff number or unit", readonly=True)
    name = fields.Char(readonly=True)
    verdict = fields.Selection(
        [
            ("new", "New"),
            ("changed", "Changes"),
            ("same", "As before"),
            ("ask", "To answer"),
            ("left", "Left"),
            ("bad", "To correct"),
        ],
        required=True,
        readonly=True,
    )
    message = fields.Char("Why", readonly=True)
    changes = fields.Char(readonly=True)
    answer = fields.Selection(
        [("link", "The same person"), ("new", "Another person")],
        help="Whether the person of this row is the one who is here already.",
    )
    matter_count = fields.Integer("Open matters", readonly=True)
    successor_id = fields.Many2one(
        "res.users",
        help="Takes over the open matters of who left; a handover is prepared that both sides confirm.",
    )
    is_kept = fields.Boolean("Stays", help="Not archived: the person is still here.")
    wanted = fields.Json(readonly=True)
    res_id = fields.Integer(readonly=True)
    step = fields.Integer(readonly=True, help="Order in which the rows were applied.")
    trace = fields.Json(readonly=True, help="What was changed, to take it back.")
    result = fields.Char(readonly=True)

    @api.model
    def _directory(self, model):
        """``model`` of the directory, or of what follows it (as superuser)."""
        # sudo: units, people and the office's answers of one institution, changed by its administrator
        # (``_check_may``), who need not maintain contacts; only the four roles are given, and the platform's
        # administrators are never touched (``PeopleReader._compare``, ``_left``)
        return self.env[model].sudo()

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_engine_values(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_engine_write(vals)
        if not self.env.su and any(row.list_id.phase != "preview" for row in self):
            raise UserError(self.env._("This list was applied already."))
        return super().write(vals)

    # ------------------------------------------------------------------
    # Applying
    # ------------------------------------------------------------------

    def _to_apply(self):
        return self.filtered(
            lambda row: (
                row.verdict in ("new", "changed")
                or row.verdict == "ask"
                and row.answer
                or row.verdict == "left"
                and not row.is_kept
            )
        )

    def _apply_next(self, count):
        """Apply the next rows: units first, then people, then who holds the posts, then who left.

        :return: number of pieces of work done
        """
        rows = self._to_apply()
        units = rows.filtered(lambda row: row.kind == "unit")
        passes = (
            (units.filtered(lambda row: not row.step), type(self)._apply_unit),
            (rows.filtered(lambda row: row.kind == "person" and row.verdict != "left" and not row.step),
             type(self)._apply_person),
            (units.filtered(lambda row: row.step and not row.result), type(self)._apply_posts),
            (rows.filtered(lambda row: row.verdict == "left" and not row.step), type(self)._apply_left),
        )  # fmt: skip
        step = max(self.mapped("step"), default=0)
        for waiting, apply in passes:
            if not waiting:
                continue
            batch = (
                waiting[:count]
                if apply is not type(self)._apply_unit
                else waiting._parents_first()[:count]
            )
            if apply is type(self)._apply_person:
                batch._create_people()
            for row in batch:
                step += 1
                done = apply(row)
                trace = [*(row.trace or []), *done]
                vals = {"trace": trace, "step": row.step or step}
                if apply is not type(self)._apply_unit:
                    vals["result"] = row.env._("Done")
                row._engine_write(vals)
            return len(batch)
        return 0

    def _parents_first(self):
        """Units so that each comes after the unit above it."""
        by_name = {folded(row.name): row for row in self}
        done = self.browse()
        for row in self:
            line = []
            while row and row not in done:
                line.append(row)
                row = by_name.get(folded((row.wanted or {}).get("parent") or ""))
            done = done.concat(*[each for each in reversed(line) if each not in done])
        return done

    def _change(self, record, vals):
        """Write what differs; the trace of it. Many2one by id, groups by role."""
        trace = {}
        for name, new in vals.items():
            old = record[name]
            old = old.id if isinstance(old, models.BaseModel) else old
            if (old or False) != (new or False):
                trace[name] = [old or False, new or False]
        if not trace:
            return []
        record.write({name: vals[name] for name in trace})
        return [[record._name, record.id, trace]]

    def _unit_named(self, name):
        units = self._directory("hr.department").search(
            [("company_id", "=", self.company_id.id)]
        )
        return units.filtered(lambda unit: folded(unit.name) == folded(name))[:1]

    def _apply_unit(self):
        """Create or change this one unit, its posts excepted."""
        wanted = self.wanted or {}
        vals = {}
        if "parent" in wanted:
            vals["parent_id"] = (
                self._unit_named(wanted["parent"]).id if wanted["parent"] else False
            )
        if "kind" in wanted:
            vals["duban_unit_kind"] = wanted["kind"]
        if "supervised" in wanted:
            vals["is_supervised_unit"] = wanted["supervised"]
        Department = self._directory("hr.department")
        unit = (
            Department.browse(self.res_id)
            if self.res_id
            else self._unit_named(self.name)
        )
        trace = []
        if not unit:
            unit = Department.create(
                {"name": self.name, "company_id": self.company_id.id, **vals}
            )
            trace.append([unit._name, unit.id, "created"])
            self._engine_write({"res_id": unit.id})
        else:
            trace += self._change(unit, vals)
        return trace + self._short_names(unit, wanted.get("short"))

    def _short_names(self, unit, names):
        """Other names of the unit, where the import of ledgers looks for them."""
        if names is None:
            return []
        Memory = self._directory("duban.import.memory")
        domain = [("company_id", "=", self.company_id.id), ("kind", "=", "unit")]
        rows = Memory.search(domain)
        trace = []
        for row in rows.filtered(lambda row: row.unit_ids == unit)._short_names():
            if row.folded not in map(folded, names):
                trace.append([row._name, row.id, {"unit_ids": [row.unit_ids.ids, []]}])
                row.unit_ids = False
        for name in names:
            trace += self._remember(name, unit)
        return trace

    def _remember(self, name, units):
        Memory = self._directory("duban.import.memory")
        domain = [
            ("company_id", "=", self.company_id.id),
            ("kind", "=", "unit"),
            ("folded", "=", folded(name)),
        ]
        row = Memory.search(domain, limit=1)
        if not row:
            row = Memory.create(
                {
                    "company_id": self.company_id.id,
                    "kind": "unit",
                    "name": name,
                    "unit_ids": [Command.set(units.ids)],
                }
            )
            return [[row._name, row.id, "created"]]
        # what an import had learned is stated now
        trace = self._change(row, {"is_learned": False})
        if row.unit_ids == units:
            return trace
        trace.append([row._name, row.id, {"unit_ids": [row.unit_ids.ids, units.ids]}])
        row.unit_ids = units
        return trace

    def _keep_kinds(self, company):
        """各学院 in a ledger means every unit of the kind 学院 (after a list was applied)."""
        if not any("kind" in (row.wanted or {}) for row in self):
            return
        units = self._directory("hr.department").search(
            [("company_id", "=", company.id), ("duban_unit_kind", "!=", False)]
        )  # fmt: skip
        last = self.filtered("trace").sorted("step")[-1:]
        for kind, members in units.grouped("duban_unit_kind").items():
            trace = last._remember(f"各{kind}", members)
            if trace:
                last._engine_write({"trace": [*last.trace, *trace]})

    def _apply_posts(self):
        """Head, liaison and leader in charge of this one unit, once the people are there."""
        unit = self._directory("hr.department").browse(self.res_id)
        vals, trace = {}, []
        for key in POSTS:
            if key not in (self.wanted or {}):
                continue
            user = self._user_of(self.wanted[key])
            if user and not user.has_group("duban_supervision.group_user"):
                # here for something else until now: without a role nothing of the post could be done (CORE-20)
                trace += self._set_roles(user, [*self._roles_of(user), "user"])
            if key == "head":
                # a unit names its head as an employee: whoever was entered without one works here from now on
                trace += self._apply_employee(user, {}) if user else []
                vals["manager_id"] = self._directory("hr.employee").search(
                    [("user_id", "=", user.id), ("company_id", "=", self.company_id.id)], limit=1
                ).id if user else False  # fmt: skip
            else:
                vals["liaison_id" if key == "liaison" else "leader_in_charge_id"] = (
                    user.id
                )
        return trace + self._change(unit, vals)

    def _user_of(self, value):
        users = self._directory("res.users")
        if not value:
            return users
        if "user" in value:
            return users.browse(value["user"])
        user = users._by_staff_number(value["number"], self.company_id)
        if not user:
            raise UserError(
                self.env._(
                    "%(unit)s: the person %(number)s was not created.",
                    unit=self.name,
                    number=value["number"],
                )
            )
        return user

    # ------------------------------------------------------------------
    # Undoing
    # ------------------------------------------------------------------

    def _undo(self):
        """Take back what these rows did; a value that somebody changed since then stays, and the row says so."""
        for row in self:
            kept = []
            for model, res_id, what in reversed(row.trace):
                kept += row._undo_one(model, res_id, what)
            result = (
                self.env._(
                    "Taken back, but changed since then and left: %s", "、".join(kept)
                )
                if kept
                else self.env._("Taken back")
            )
            row._engine_write({"trace": False, "result": result})

    def _undo_one(self, model, res_id, what):
        """Take back one change; names of the fields that stay as they are now."""
        # the trace is the engine's, so nothing but the directory and what follows it can be named in it
        Model = self._directory(model).with_context(active_test=False)
        record = Model.browse(res_id).exists()
        if not record:
            return []
        if what == "created":
            return self._undo_created(record)
        kept = []
        for name, (old, new) in what.items():
            if name == "roles":
                now = self._roles_of(record)
                kept += [self.env._("Role")] if now != new else []
                if now == new:
                    self._set_roles(record, old)
            elif name == "company_ids":
                record.company_ids = [Command.unlink(new)]
            elif name == "left_company":
                record.company_ids = [Command.link(old)]
            elif name == "unit_ids":
                if record.unit_ids.ids == new:
                    record.unit_ids = [Command.set(old)]
            else:
                now = (
                    record[name].id
                    if isinstance(record[name], models.BaseModel)
                    else record[name]
                )
                if (now or False) == (new or False):
                    record.write({name: old})
                else:
                    kept.append(record._fields[name]._description_string(self.env))
        return kept

    def _undo_created(self, record):
        """Remove what was created; what has a history since then is archived instead."""
        if record._name == "duban.handover":
            if record.state == "done":
                return [record.display_name]
            record.unlink()
            return []
        if record._name in ("res.users", "hr.employee"):
            # people are never removed: their names stand in the trail
            record.active = False
            return []
        if record._name == "hr.department":
            if record.member_ids or record.child_ids or record._duban_open_parts():
                return [record.display_name]
            record.active = False
            return []
        record.unlink()
        return []
