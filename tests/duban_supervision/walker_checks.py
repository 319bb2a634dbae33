"""What holds after each step of the walk, whatever the step was."""

from collections import Counter, defaultdict
from datetime import date

#: state → states that one step may lead to; a step may take two of these (auto-assignment, file on assignment)
ALLOWED = {
    "draft": {"filing_approval", "filed"},
    "filing_approval": {"draft", "rejected", "filed"},
    "filed": {"assigned", "merged", "withdrawn"},
    "assigned": {"in_progress", "exempted", "terminated", "merged", "withdrawn"},
    # another lead unit accepts anew
    "in_progress": {
        "assigned",
        "result_submitted",
        "exempted",
        "terminated",
        "merged",
        "withdrawn",
    },
    "result_submitted": {
        "assigned",
        "in_progress",
        "closing_approval",
        "closed",
        "withdrawn",
    },
    "closing_approval": {"result_submitted", "closed", "withdrawn"},
    "closed": {"archived", "in_progress"},
    "archived": {"in_progress"},
    "merged": {"filed", "assigned", "in_progress"},
    "rejected": set(),
    "exempted": set(),
    "terminated": set(),
    "withdrawn": set(),
}
TWO_STEPS = {("draft", "assigned"), ("filing_approval", "assigned")}
COUNTED = (
    "task_count",
    "closed",
    "closed_on_time",
    "closed_late",
    "in_progress",
    "overdue",
    "urgings",
    "extensions",
    "co_count",
)


class WalkerChecks:
    """Invariants of a matter, of its to-dos, lists, numbers and figures; mixed into the walker."""

    def fingerprint(self, matter):
        """What a step on the matter would change."""
        matter = matter.sudo()
        parts = ("approval_line_ids", "request_ids", "feedback_ids", "record_ids")
        return (
            matter.read(["state", "number", "date_deadline", "trail_length", "content", "handler_id", "lead_unit_id"]),
            [(row.id, row.state if "state" in row else None) for name in parts for row in matter[name]],
            sorted(todo.duban_key for todo in self.todos(matter)),
        )  # fmt: skip

    def check_transitions(self, before, label):
        """Only what the requirements allow; a due date that changed is in the history; a draft alone disappears."""
        now = self.matters.exists()
        for gone in self.matters - now:
            self.assertEqual(before[gone.id], "draft", label)
        self.matters = now
        for matter in now.sudo():
            old = before.get(matter.id, "draft")
            self.reached.add(matter.state)
            if old != matter.state:
                legal = matter.state in ALLOWED[old] or (old, matter.state) in TWO_STEPS
                self.assertTrue(legal, f"{label}: {old} → {matter.state}")
            seen = self.deadlines[matter.id]
            if matter.due_date_ids and (not seen or seen[-1] != matter.date_deadline):
                seen.append(matter.date_deadline)
                self.assertEqual(
                    matter.due_date_ids.sorted("id")[-1].date,
                    matter.date_deadline,
                    label,
                )

    def check_record(self, label):
        """Nothing of a filed matter changes without a line of its trail (CORE-28)."""
        self.assertEqual(self.env["duban.act"]._verify(self.matters), [], label)
        self.env["duban.log.checkpoint"]._make(self.matters)

    def check_todos(self, matter, label):
        """One to-do per expected step, with the expected person, and none beside."""
        matter = matter.sudo().exists()
        if not matter or matter.date_next_check and matter.date_next_check <= self.day:
            matter._patrol()  # what changed by the passing of time is the patrol's to find
        stand_ins = self.env["duban.delegation"].sudo()._stand_ins()
        for each in matter:
            expected = Counter(
                (todo.key, user.id)
                for todo, user in (
                    each._settle_todo(todo, stand_ins)
                    for todo in each._expected_todos()
                )
            )
            found = Counter(
                (todo.duban_key, todo.user_id.id) for todo in self.todos(each)
            )
            # several to-dos of a unit where nobody is there are one of the office
            vacant = {key for key in expected if key[0].startswith("vacant:")}
            expected = Counter(
                {key: 1 if key in vacant else n for key, n in expected.items()}
            )
            self.assertEqual(
                found, expected, f"{label}: {each.display_name} ({each.state})"
            )
            self.assertTrue(all(count == 1 for count in expected.values()), label)

    def check_all(self):
        self.env.invalidate_all()
        self.assertEqual(self.env["duban.act"]._verify(self.matters), [])
        for matter in self.matters.sudo():
            history = matter.due_date_ids.sorted("id").mapped("date")
            rest = iter(history)
            missing = [
                day
                for day in self.deadlines[matter.id]
                if not any(day == each for each in rest)
            ]
            self.assertFalse(
                missing,
                f"{matter.display_name}: {missing} not in the history {history}",
            )
            self.check_todos(matter, "at the end")
        self.check_numbers()
        self.check_figures()
        self.check_lists()
        self.check_former()

    def check_lists(self):
        """A list shows exactly the matters that the person may open."""
        for user in self.people:
            Matter = self.env["duban.matter"].with_user(user)
            found = Matter.search([("company_id", "=", self.company.id)])
            readable = self.matters.with_user(user)._filtered_access("read")
            self.assertEqual(set(found.ids), set(readable.ids), user.login)

    def check_former(self):
        """People of a former lead unit read what their unit wrote, no more, unless they stand there otherwise."""
        for line in self.matters.sudo().unit_line_ids.filtered(
            lambda row: row.role == "former"
        ):
            matter, unit = line.matter_id, line.department_id
            roles = matter.handler_id | matter.approval_line_ids.approver_id
            roles |= matter.team_member_ids.user_id
            for user in self.people_of(unit) - roles:
                lines = matter.unit_line_ids.filtered(
                    lambda row, user=user: row.department_id in user.duban_unit_ids
                )
                if set(lines.mapped("role")) != {"former"}:
                    continue
                label = f"{user.name} on {matter.display_name}"
                self.assertFalse(matter.with_user(user).has_access("read"), label)
                found = self.env["duban.feedback"].with_user(user)
                found = found.search([("matter_id", "=", matter.id)]).sudo()
                own = matter.feedback_ids.filtered(
                    lambda row, user=user: (
                        row.department_id in user.duban_unit_ids
                        or row.create_uid == user
                    )
                )
                hidden = matter.confidentiality != "normal" or matter.is_routed
                hidden = hidden or user in matter.recused_user_ids
                self.assertEqual(set(found.ids), set(() if hidden else own.ids), label)

    def check_numbers(self):
        counters = (
            self.env["duban.number"]
            .sudo()
            .search([("company_id", "=", self.company.id), ("kind", "=", "matter")])
        )
        pattern = self.regulation.number_pattern
        expected = [
            pattern.format(year=row.year, n=n)
            for row in counters
            for n in range(1, row.last + 1)
        ]
        found = [matter.number for matter in self.matters.sudo() if matter.number]
        self.assertEqual(sorted(found), sorted(expected))

    def check_figures(self):
        """The statistics of the walk's own period against a count in Python."""
        first, last = date(2024, 1, 1), self.day
        Statistics = self.env["duban.statistics"].sudo()
        found = {
            row["id"]: {name: row[name] for name in COUNTED}
            for row in Statistics._figures(self.company, first, last)
        }
        special = (
            self.regulation.discipline_office_id | self.regulation.secrecy_office_id
        ) - self.regulation.office_id
        counted = defaultdict(Counter)
        for matter in self.matters.sudo():
            if not matter.date_filed or matter.state in (
                "draft",
                "filing_approval",
                "rejected",
                "merged",
                "withdrawn",
            ):
                continue
            if (
                matter.state in ("exempted", "terminated")
                or matter.office_id in special
            ):
                continue
            done = matter.state in ("closed", "archived")
            after = bool(
                matter.date_result
                and matter.date_deadline
                and matter.date_result > matter.date_deadline
            )
            # a date that was let pass before another one was set stays missed (CORE-34)
            late = after or bool(matter.date_result and matter.was_late)
            running = matter.state in ("assigned", "in_progress")
            passed = matter.date_deadline and matter.date_deadline < self.day
            overdue = not done and (running and passed or not running and late)
            row = counted[matter.lead_unit_id.id]
            row["task_count"] += 1
            row["closed"] += done
            row["closed_on_time"] += done and not late
            row["closed_late"] += done and late
            row["in_progress"] += not done
            row["overdue"] += bool(overdue)
            # what happened is its unit's who led then, of one moment by the trail (CORE-21)
            urgings = matter.act_ids.filtered(lambda a: a.action == "record_urging")

            def ends_with(act, record, urgings=urgings):
                then = urgings.filtered(lambda a: a.date == act.date == record.date)
                return act.date == record.date and act.seq > max(then.mapped("seq"))

            before = [unit for unit, *_days in matter.tenures or []]
            for unit in before:
                counted[unit]["handed_over"] += 0
            for record in matter.record_ids.filtered(lambda r: r.purpose == "urging"):
                later = matter.act_ids.filtered(
                    lambda act, record=record: (
                        act.action == "reassign"
                        and (act.date > record.date or ends_with(act, record))
                    )
                )
                units = [*before, matter.lead_unit_id.id]
                counted[units[-1 - len(later)]]["urgings"] += 1
            for request in matter.request_ids.filtered(
                lambda r: r.kind == "extension" and r.state == "approved"
            ):
                counted[request.unit_id.id]["extensions"] += 1
            # also who helped for a time and left (CORE-21)
            helped = {unit for unit, *_days in matter.co_tenures or []}
            lines = matter.unit_line_ids.filtered(lambda line: line.role == "co")
            for unit in helped | {*lines.department_id.ids}:
                counted[unit]["co_count"] += 1
        expected = {
            unit: {name: row[name] for name in COUNTED} for unit, row in counted.items()
        }
        self.assertEqual(found, expected)
