"""A date that says that something has happened does not lie ahead, over RPC too, in every addon (CORE-25)."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon

#: asked by a check of their own, which says more than that the date lies ahead
CHECKED = {
    "duban.lzu.communication": "date",
    "duban.matter": "meeting_date minutes_issue_date instruction_date",
    "duban.record": "date",
    "duban.report.back": "date",
}
#: what may lie ahead: limits, periods, and what is planned
AHEAD = {
    "duban.accountability": "rectification_deadline",
    "duban.adjustment": "date_deadline",
    "duban.bulletin": "date_from date_to",
    "duban.calendar.day": "date",
    "duban.delegation": "date_from date_to",
    "duban.goal": "date_deadline",
    "duban.goal.milestone": "date",
    "duban.handover": "date",  # the day on which the post changes hands
    "duban.import.line": "date_deadline",
    "duban.import.memory": "date_value",
    "duban.liaison": "date_from date_to",
    "duban.lzu.notice": "date_deadline",
    "duban.lzu.task": "date_deadline",
    "duban.matter": "date_deadline",
    "duban.matter.unit": "report_due",
    # a page is drawn up for a meeting to come; the matters made of it are asked for theirs
    "duban.meeting": "date date_issued",
    "duban.meeting.page": "date",
    "duban.package": "date_from date_to",
    "duban.people.list": "date",  # the day from which the people of the list hold their posts
    "duban.plan.line": "date",
    "duban.progress.request": "date_due",
    "duban.progress.round": "date date_due",
    "duban.recheck": "date_planned",
    "duban.recheck.sample": "date_from date_to",
    "duban.record": "rectification_deadline new_limit",
    "duban.regulation": "date_from",
    "duban.request": "date_requested date_granted",
    "duban.resolution": "date_due",
    "duban.semester": "date_from date_to",
}


@tagged("post_install", "-at_install")
class TestHappened(SupervisionCommon):
    def dates(self):
        """(model, name) of the dates that a person may write."""
        for name, model in sorted(self.env.registry.items()):
            Model = self.env[name]
            if not name.startswith("duban.") or model._abstract or model._transient:
                continue
            engine = getattr(Model, "_engine_fields", frozenset)()
            for field in Model._fields.values():
                if (
                    field.type in ("date", "datetime")
                    and field.store
                    and not (field.readonly or field.compute or field.related)
                    and field.name not in engine
                ):
                    yield name, field.name

    def written_by_the_engine(self, model):
        """Whether nobody but the engine makes or changes records of ``model``."""
        rows = (
            self.env["ir.model.access"].sudo().search([("model_id.model", "=", model)])
        )
        return not any(row.perm_create or row.perm_write for row in rows)

    @clause("CORE-25")
    def test_every_date_is_one_or_the_other(self):
        unnamed = []
        for model, name in self.dates():
            known = {
                *self.env[model]._happened,
                *CHECKED.get(model, "").split(),
                *AHEAD.get(model, "").split(),
            }
            if name not in known and not self.written_by_the_engine(model):
                unnamed.append((model, name))
        self.assertFalse(unnamed, "may it lie ahead?")

    @clause("CORE-25")
    def test_what_has_happened_is_not_of_tomorrow(self):
        self.at("2024-03-05")
        today = self.env["duban.matter"]._today()
        seen = 0
        for model in sorted(self.env.registry):
            Model = self.env[model]
            for name, states in getattr(Model, "_happened", {}).items():
                seen += 1
                for state in states or (False,):
                    with self.subTest(model=model, name=name, state=state):
                        values = {"state": state} if state else {}
                        row = Model.new({**values, name: today})
                        row._check_happened({name})
                        row = Model.new({**values, name: today + timedelta(days=1)})
                        for written in {name}, {"state"} if state else {name}:
                            with self.assertRaisesRegex(UserError, "future"):
                                row._check_happened(written)
                        if state:
                            Model.new(
                                {"state": "draft", name: today + timedelta(days=1)}
                            )._check_happened({name})
        self.assertGreater(seen, 10)

    @clause("CORE-25", "ABAF-16.7")
    def test_over_rpc_too(self):
        """Written, or given to a new record, by whoever may do either."""
        self.at("2024-03-05")
        self.regulation.archive_enabled = True
        matter = self.accepted()
        Adjustment = self.env["duban.adjustment"].with_user(self.office_user)
        for name in ("meeting_date", "minutes_issue_date"):
            values = {"matter_id": matter.id, "ground": "笔误"}
            with self.assertRaises(UserError), self.cr.savepoint():
                Adjustment.create({**values, name: "2024-03-06"})
            self.assertTrue(Adjustment.create({**values, name: "2024-03-05"}))
