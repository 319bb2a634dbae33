"""Fixtures of all tests: one institution with its people, CAL-A and CAL-B, a clock that can be set."""

from contextlib import contextmanager
from datetime import date, datetime, timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, Command
from odoo.exceptions import UserError
from odoo.tests import TransactionCase
from odoo.tools import mute_logger

from tests.asleep import Asleep
from tests.outbox import Outbox
from tests.steps import Steps
from tests.stopped import Stopped

GROUP = "duban_supervision.group_"
#: nobody is written to because people are made
QUIETLY = {"no_reset_password": True, "tracking_disable": False}


class Conflict(SerializationFailure):
    """The database refuses a change because somebody else was faster."""

    pgcode = "40001"


class SupervisionCommon(Steps, TransactionCase):
    """An institution with office, three units, leaders and an administrator, under ``regulation_xmlid``.

    Users: ``office_user``, ``office_user2``, ``head_a``, ``worker_a``, ``liaison_a``, ``head_b``, ``worker_b``,
    ``head_c``, ``worker_c``, ``outsider``, ``leader`` (in charge of A and B), ``leader2`` (in charge of C),
    ``office_leader``, ``secretary`` and ``president`` (principal leaders), ``admin``.
    Units: ``office``, ``unit_a``, ``unit_b``, ``unit_c``, ``unit_out``, ``discipline``, ``supervisory``,
    ``organisation``, ``secrecy``.
    """

    #: xml id of the regulation under test; None: a plain one made here
    regulation_xmlid = None
    institution = "t"
    #: whether notices wait until the test looks; not where it reads what became of them from the record
    notices_wait = True

    @classmethod
    def setUpClass(cls):
        Asleep.make(cls)
        super().setUpClass()
        cls.outbox = Outbox(cls.registry, cls.notices_wait)
        for each in cls.outbox.patches():
            cls.startClassPatcher(each)
        cls._create_institution()

    @classmethod
    def _create_institution(cls, parent=None):
        """Company (below ``parent``), units, people, regulation and calendar."""
        # a mail server on this computer, as far as anybody asks
        cls.env["ir.config_parameter"].sudo().set_param(
            "duban_supervision.local_mail", "1"
        )
        cls.env = cls.env(context=dict(cls.env.context, **QUIETLY))
        sleeping = None if parent else Asleep.find(cls)
        if sleeping:
            sleeping.wake(cls)
        else:
            cls._create_people_and_units(parent)
        cls.regulation = cls._create_regulation()
        cls.regulation.write(
            {
                "office_id": cls.office.id,
                "office_leader_id": cls.office_leader.id,
                "principal_leader_ids": [
                    Command.set((cls.secretary | cls.president).ids)
                ],
                "discipline_office_id": cls.discipline.id,
                "supervisory_office_id": cls.supervisory.id,
                "organisation_office_id": cls.organisation.id,
                "secrecy_office_id": cls.secrecy.id,
            }
        )
        cls.calendar_a()
        cls.env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.company.ids)
        )

    @classmethod
    def _create_people_and_units(cls, parent=None):
        """Company (below ``parent``), units and people: {attribute: records}."""
        cls.env = cls.env(context=dict(cls.env.context, **QUIETLY))
        before = set(vars(cls))
        cls.company = cls.env["res.company"].create(
            {
                "name": f"Institution {cls.institution}",
                "parent_id": parent.id if parent else False,
            }
        )
        cls._create_units()
        cls._create_people()
        return {name: vars(cls)[name] for name in set(vars(cls)) - before}

    @classmethod
    def demands(cls, *codes):
        """Value of ``demand_ids`` of an option that demands ``codes``."""
        found = cls.env["duban.demand"].search([("code", "in", codes)])
        assert len(found) == len(codes), codes
        return [Command.set(found.ids)]

    # -- who and where

    @classmethod
    def _create_units(cls):
        names = {
            "office": "党政办公室", "unit_a": "教务处", "unit_b": "后勤处", "unit_c": "科研处", "unit_out": "图书馆",
            "discipline": "纪委监察处", "supervisory": "监察处", "organisation": "组织人事部", "secrecy": "保密办公室",
        }  # fmt: skip
        units = cls.env["hr.department"].create(
            [{"name": name, "company_id": cls.company.id} for name in names.values()]
        )
        for attribute, unit in zip(names, units, strict=True):
            setattr(cls, attribute, unit)

    @classmethod
    def _create_people(cls):
        people = {
            "office_user": ("office", "office"), "office_user2": ("office", "office"),
            "head_a": ("user", "unit_a"), "worker_a": ("user", "unit_a"), "liaison_a": ("user", "unit_a"),
            "head_b": ("user", "unit_b"), "worker_b": ("user", "unit_b"),
            "head_c": ("user", "unit_c"), "worker_c": ("user", "unit_c"),
            "outsider": ("user", "unit_out"),
            "leader": ("leader", None), "leader2": ("leader", None), "office_leader": ("leader", None),
            "secretary": ("leader", None), "president": ("leader", None),
            "discipline_user": ("office", "discipline"), "supervisory_user": ("office", "supervisory"),
            "organisation_user": ("user", "organisation"),
            "secrecy_user": ("office", "secrecy"),
            "admin": ("admin", None),
        }  # fmt: skip
        made = cls.new_people(
            {
                name: (group, unit and getattr(cls, unit))
                for name, (group, unit) in people.items()
            }
        )
        for attribute, user in made.items():
            setattr(cls, attribute, user)
        for unit, head in (
            (cls.unit_a, cls.head_a),
            (cls.unit_b, cls.head_b),
            (cls.unit_c, cls.head_c),
        ):
            unit.manager_id = cls.employee_of(head)
        cls.office.manager_id = cls.employee_of(cls.office_user)
        cls.discipline.manager_id = cls.employee_of(cls.discipline_user)
        cls.supervisory.manager_id = cls.employee_of(cls.supervisory_user)
        cls.organisation.manager_id = cls.employee_of(cls.organisation_user)
        cls.secrecy.manager_id = cls.employee_of(cls.secrecy_user)
        (cls.unit_a | cls.unit_b).write({"leader_in_charge_id": cls.leader.id})
        cls.unit_c.leader_in_charge_id = cls.leader2

    @classmethod
    def new_person(cls, name, group="user", unit=None):
        """A user with employee; ``group`` is user, leader, office or admin."""
        return cls.new_people({name: (group, unit)})[name]

    @classmethod
    def new_people(cls, people):
        """Users with employees, {name: user} of {name: (group, unit or None)}; all at once."""
        users = cls.env["res.users"].create(
            [cls._person_values(name, group) for name, (group, _unit) in people.items()]
        )
        cls.env["hr.employee"].create(
            [
                {
                    "name": name,
                    "user_id": user.id,
                    "company_id": cls.company.id,
                    "department_id": unit.id if unit else False,
                }
                for user, (name, (_group, unit)) in zip(
                    users, people.items(), strict=True
                )
            ]
        )
        return dict(zip(people, users, strict=True))

    @classmethod
    def _person_values(cls, name, group):
        """As ``odoo.tests.new_test_user`` has them."""
        login = f"{cls.institution}_{name}"
        groups = ("base.group_user", f"{GROUP}{group}")
        return {
            "login": login,
            "password": login.ljust(8, "x"),
            "email": f"{login[0]}.{login[0]}@example.com",
            "name": name,
            "group_ids": [Command.set([cls.env.ref(each).id for each in groups])],
            "company_id": cls.company.id,
            "company_ids": [Command.set(cls.company.ids)],
            "tz": "Asia/Shanghai",
        }

    @classmethod
    def employee_of(cls, user):
        return cls.env["hr.employee"].search([("user_id", "=", user.id)], limit=1)

    @classmethod
    def _create_regulation(cls):
        if cls.regulation_xmlid:
            return cls.env.ref(cls.regulation_xmlid).copy(
                {"company_id": cls.company.id, "date_from": "2000-01-01"}
            )
        return cls._plain_regulation()

    @classmethod
    def _plain_regulation(cls):
        """A regulation with one category, a 10-working-day term and everything switched on."""
        regulation = cls.env["duban.regulation"].create(
            {
                "name": "督办办法", "code": "plain", "institution": cls.company.name, "company_id": cls.company.id,
                "date_from": "2000-01-01", "extension_enabled": True, "inability_enabled": True, "urging_enabled": True,
                "recheck_enabled": True, "recusal_enabled": True, "merge_enabled": True, "handover_enabled": True,
                "disagreement_enabled": True, "custody_enabled": True, "progress_request_enabled": True,
                "confidentiality_levels": "both", "truth_marks_enabled": True, "recheck_random": True,
                "joint_units_enabled": True, "accountability_enabled": True,
            }
        )  # fmt: skip
        cls.env["duban.source.category"].create(
            {"regulation_id": regulation.id, "code": "meeting", "name": "会议决定"}
        )
        lists = cls.env["duban.option.list"].create(
            [
                {
                    "regulation_id": regulation.id,
                    "code": code,
                    "name": name,
                    "is_open": True,
                }
                for code, name in (
                    ("channel", "方式"),
                    ("record_kind", "记录"),
                    ("recheck_kind", "复查"),
                )
            ]
        )
        Option = cls.env["duban.option"]
        Option.create(
            {
                "list_id": lists[0].id,
                "code": "system",
                "name": "OA",
                "is_system": True,
                "is_default": True,
            }
        )
        Option.create({"list_id": lists[1].id, "code": "phone", "name": "电话"})
        Option.create({"list_id": lists[2].id, "code": "visit", "name": "回访"})
        cls.env["duban.term.rule"].create(
            {
                "regulation_id": regulation.id,
                "name": "交办后10个工作日",
                "kind": "days",
                "days": 10,
                "ground_required": "never",
                "clause": "第一条",
            }
        )
        fields_ = cls.env["ir.model.fields"]
        cls.env["duban.requirement"].create(
            [
                {
                    "regulation_id": regulation.id,
                    "action": "file",
                    "field_id": fields_._get("duban.matter", name).id,
                }
                for name in ("source_category_id", "lead_unit_id", "content", "basis")
            ]
        )
        cls.env["duban.approval.step"].create(
            {
                "regulation_id": regulation.id,
                "name": "审批",
                "purpose": "extension",
                "kind": "decide",
                "role": "leader_in_charge",
            }
        )
        return regulation

    # -- rows of the regulation under test

    @classmethod
    def category(cls, code):
        return cls.regulation.category_ids.filtered(lambda row: row.code == code)

    @classmethod
    def body(cls, code):
        return cls.regulation.decision_body_ids.filtered(lambda row: row.code == code)

    @classmethod
    def grade(cls, code):
        return cls.regulation.grade_ids.filtered(lambda row: row.code == code)

    @classmethod
    def option(cls, list_code, code=None):
        return cls.env["duban.option"]._get(cls.regulation, list_code, code)

    @staticmethod
    def units(*units):
        """Command for a field of units."""
        return [Command.set([unit.id for unit in units])]

    # -- when

    @classmethod
    def calendar_a(cls, years=range(2019, 2028)):
        """CAL-A: Monday to Friday are working days, no holidays."""
        cls.env["duban.calendar.year"].create(
            [{"company_id": cls.company.id, "year": year} for year in years]
        )

    @classmethod
    def calendar_b(cls):
        """CAL-B: CAL-A, 2024-04-04 to 06 off, Sunday 2024-04-07 on."""
        year = cls.env["duban.calendar.year"].search(
            [("company_id", "=", cls.company.id), ("year", "=", 2024)]
        )
        first = date(2024, 4, 4)
        cls.env["duban.calendar.day"].create(
            [
                {
                    "year_id": year.id,
                    "date": first + timedelta(days=n),
                    "is_working": n == 3,
                }
                for n in range(4)
            ]
        )

    def setUp(self):
        super().setUp()
        steps = self.outbox.steps
        self.addCleanup(steps.__delitem__, slice(len(steps), None))

    def at(self, day, clock="10:00"):
        """Set the clock to ``clock`` in Shanghai on ``day`` (ISO date) until the next call or the end of the test."""
        moment = datetime.fromisoformat(f"{day} {clock}") - timedelta(hours=8)
        freezer = Stopped(moment)
        freezer.start()
        self.addCleanup(freezer.stop)

    def date_rows_too(self):
        """What the database dates (``create_date``) goes by the stopped clock as well, for the rest of the test."""
        self.startPatcher(patch.object(self.cr, "now", datetime.now))

    @contextmanager
    def one_transaction(self):
        """What happens inside is one transaction: its notices go out when it ends."""
        with patch.object(
            self.registry["duban.digest"], "_send_soon", lambda digest: None
        ):
            yield
        self.send_notices()

    def send_notices(self):
        """The scheduled action that sends notices, as the scheduler runs it."""
        with patch.object(
            self.registry["ir.cron"], "_commit_progress", lambda *args, **kwargs: 1e9
        ):
            self.env(user=SUPERUSER_ID, context={})["duban.digest"]._cron_send()

    def run_patrol(self):
        """The scheduled action, as the scheduler runs it: in no language and without a time zone."""
        # A test cursor may not commit; the patrol only asks how much time is left.
        with patch.object(
            self.registry["ir.cron"], "_commit_progress", lambda *args, **kwargs: 1e9
        ):
            self.env.invalidate_all()
            env = self.env(user=SUPERUSER_ID, context={})
            env["duban.matter"]._cron_patrol()
            self.env.invalidate_all()

    def todos(self, matter, user=None, kind=None):
        """Open to-dos of the matter, optionally of one user and of one kind (suffix of the activity type's xml id)."""
        domain = [
            ("res_model", "=", "duban.matter"),
            ("res_id", "=", matter.id),
            ("duban_key", "!=", False),
        ]
        if user:
            domain.append(("user_id", "=", user.id))
        if kind:
            domain.append(
                (
                    "activity_type_id",
                    "=",
                    self.env.ref(f"duban_supervision.todo_{kind}").id,
                )
            )
        return self.env["mail.activity"].sudo().search(domain)

    def ends(self, matter, state):
        """The matter ended so, whichever way it took."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE duban_matter SET state = %s WHERE id = %s", [state, matter.id]
        )
        self.env.invalidate_all()

    def assert_refused(self, call, *args, match=""):
        """``call`` ends in a clean error, with nothing in the cache before, as over RPC, and nothing left of it.

        ``match`` (regular expression) is what the error says, where another reason would refuse as well.
        """
        self.env.invalidate_all()
        with (
            mute_logger(
                "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"
            ),
            self.assertRaisesRegex(UserError, match),  # AccessError is one
            self.cr.savepoint(),
        ):
            call(*args)
            self.env.flush_all()
        self.env.invalidate_all()

    def board(self, user):
        """The home board as ``user`` sees it."""
        self.env.invalidate_all()
        return self.env["duban.matter"].with_user(user).get_home()

    def as_user(self, record, user):
        """The record as ``user`` sees it, without anything cached for somebody else."""
        self.env.invalidate_all()
        return record.with_user(user)
