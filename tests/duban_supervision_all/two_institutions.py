"""A university and its college in one database, with people who are something else at each of the two."""

from odoo.tests import TransactionCase

from tests.common import SupervisionCommon
from tests.duban_supervision_sie.common import SieCommon
from tests.duban_supervision_wut.common import WutCommon


class TwoInstitutions(TransactionCase):
    """The college is a company below the university, and one of its units.

    ``dean`` is a principal leader of the college and heads the unit ``college`` of the university; ``clerk`` is of the
    office of the college and that unit's liaison.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wut = cls._world(WutCommon)
        cls.sie = cls._world(SieCommon, cls.wut.company)
        cls.dean, cls.clerk = cls.sie.president, cls.sie.office_user
        (cls.dean | cls.clerk).write({"company_ids": [(4, cls.wut.company.id)]})
        cls.both = [cls.wut.company.id, cls.sie.company.id]
        cls.college = cls.env["hr.department"].create(
            {
                "name": "国际教育学院",
                "company_id": cls.wut.company.id,
                "liaison_id": cls.clerk.id,
                "leader_in_charge_id": cls.wut.leader.id,
            }
        )
        employee = cls.env["hr.employee"].create(
            {
                "name": cls.dean.name,
                "user_id": cls.dean.id,
                "company_id": cls.wut.company.id,
                "department_id": cls.college.id,
            }
        )
        cls.college.manager_id = employee

    @classmethod
    def _world(cls, common, parent=None):
        world = type(f"{common.__name__}OfTwo", (common,), {})
        world.env, world.cr, world.registry = cls.env, cls.cr, cls.registry
        world._create_institution(parent)
        # fixtures only, no test of its own: nothing to initialise
        return world.__new__(world)

    def setUp(self):
        super().setUp()
        SupervisionCommon.at(self, "2024-03-08")

    def at_both(self, records, user):
        """``records`` as ``user`` sees them with each institution ticked that this person may tick."""
        own = [company for company in self.both if company in user.company_ids.ids]
        return records.with_user(user).with_context(allowed_company_ids=own)

    def assert_refused(self, call, *args):
        SupervisionCommon.assert_refused(self, call, *args)
