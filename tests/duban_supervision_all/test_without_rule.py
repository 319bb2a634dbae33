"""Rows that every person with a role reads: named, each with its reason; a new model is not among them by oversight."""

from odoo.tests import tagged

from tests import exhibits
from tests.clauses import clause
from tests.common import SupervisionCommon

#: rows of a regulation: whoever reads a matter reads the rows that it names, also where it came from elsewhere; all are
#: published with the regulation, and changed in the own institution only
RULES = (
    "approval.step decision.body document.cell grade label option option.list procedure.step recheck.weight"
    " registration.rule requirement score.rule source.category term.rule warning.level"
)
#: model -> why everybody reads all its rows, or who asks instead of a rule
EVERYBODY = {
    **{f"duban.{name}": "rows of a regulation" for name in RULES.split()},
    "duban.calendar.day": "working days and holidays are public",
    "duban.demand": "what a form can demand: words of the software",
    "ir.attachment": "the platform asks the record in _check_access and _search",
    "mail.scheduled.message": "the platform asks the record in _check and _search",
    "snailmail.letter": "letters by post of other apps: the suite sends none",
}


@tagged("post_install", "-at_install")
class TestWithoutRule(SupervisionCommon):
    def pointers(self):
        """Models of the platform whose rows can stand on a record of the suite."""
        for name, model in self.env.registry.items():
            fields = model._fields
            if (
                not model._abstract
                and not name.startswith("duban.")
                and "res_id" in fields
            ):
                named = fields.get("res_model") or fields.get("model")
                if (
                    named is not None
                    and named.store
                    and named.type in ("char", "selection")
                ):
                    yield name

    @clause("CORE-12")
    def test_every_model_without_a_rule_is_named(self):
        mine = self.env(user=self.outsider, su=False)
        found = set()
        for name in [*exhibits.models(self), *self.pointers(), "mail.notification"]:
            model = mine[name]
            if model._transient or not model.has_access("read"):
                continue
            rule = mine["ir.rule"]._compute_domain(name, "read")
            follows = issubclass(self.registry[name], self.registry["duban.follows"])
            if rule.is_true() and not follows:
                found.add(name)
        # apps of others that are not installed here
        self.assertEqual(found, {name for name in EVERYBODY if name in self.env})
        for name in ("mail.notification", "mail.followers", "mail.message"):
            self.assertNotIn(name, found)
