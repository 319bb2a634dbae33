"""Cards from a served Odoo: a hundred in a minute, nothing lost in an outage, one doubled at most after kill -9."""

import sys
import time
from collections import Counter

from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.duban_supervision_wecom.server import AGENT, CORP, SECRET, WecomServer
from tests.served import ServedCase


class Institution(SupervisionCommon):
    """The usual institution with its people, made in a database that keeps it; no test of its own."""

    __test__ = False

    @classmethod
    def make(cls, env):
        """Write it down with ``env``."""
        cls.env, cls.registry = env, env.registry
        cls._create_institution()
        return cls


class SlowServer(WecomServer):
    """Counts each call that sends, also those that the service drops as repeated, and takes its time for each."""

    def __init__(self, users):
        super().__init__(users)
        self.sent, self.pause = [], 0.05

    def on_message_send(self, query, body):
        self.sent.append(body["touser"])
        time.sleep(self.pause)
        return super().on_message_send(query, body)


@tagged("post_install", "-at_install")
class TestServed(ServedCase):
    @classmethod
    def prepare(cls, env):
        made = Institution.make(env)
        # cards lead somewhere; the address of this test is one of this very computer
        env["ir.config_parameter"].set_param("duban_supervision.allow_local_links", "1")
        people = env["res.users"].search([("company_id", "=", made.company.id)])
        for number, user in enumerate(people.sorted("id")):
            user.staff_number = f"20{number:04d}"
        cls.server = SlowServer(dict.fromkeys(people.mapped("staff_number"), ""))
        cls.addClassCleanup(cls.server.close)
        cls.gateway = env["duban.gateway"].create(
            {
                "name": "企业微信", "kind": "wecom", "company_id": made.company.id, "base_url": cls.server.url,
                "app_id": CORP, "secret": SECRET, "agent_id": str(AGENT), "is_on": True, "per_minute": 0,
            }
        ).id  # fmt: skip
        cls.company, cls.office = made.company.id, made.office_user.id
        cls.values = {
            "source_category_id": made.regulation.category_ids[:1].id,
            "content": "内容",
            "basis": "依据",
            "company_id": made.company.id,
        }
        cls.units = (made.unit_a | made.unit_b | made.unit_c).ids

    def assign(self, count, word):
        """Register, file and assign matters as the office does, each in a transaction of its own."""
        for number in range(count):
            with self.inside() as env:
                own = env(
                    user=self.office, context={"allowed_company_ids": [self.company]}
                )
                unit = self.units[number % len(self.units)]
                matter = own["duban.matter"].create(
                    {
                        **self.values,
                        "name": f"{word}{number:03d}",
                        "lead_unit_id": unit,
                    }
                )
                matter.action_file()
                matter.action_assign()

    def waiting(self, *states):
        return self.sql(
            "SELECT count(*) FROM duban_gateway_message WHERE state = ANY(%s)",
            [list(states)],
        )[0][0]

    def told(self, word):
        """Users whom the engine told of the assignment of these matters."""
        rows = self.sql(
            "SELECT DISTINCT u.staff_number FROM duban_reminder r JOIN res_users u ON u.id = r.user_id "
            "JOIN duban_matter m ON m.id = r.res_id AND r.res_model = 'duban.matter' "
            "WHERE r.kind = 'assigned' AND m.name LIKE %s",
            [f"{word}%"],
        )
        return {row[0] for row in rows}

    def mark(self):
        """From here on messages and calls are counted."""
        self.first = self.sql("SELECT coalesce(max(id), 0) FROM duban_gateway_message")[
            0
        ][0]
        self.server.sent.clear()

    def queued(self):
        """{staff number: messages} since the mark. Several matters at once are one message to a person."""
        rows = self.sql(
            "SELECT u.staff_number, count(*) FROM duban_gateway_message m JOIN res_users u ON u.id = m.user_id "
            "WHERE m.id > %s GROUP BY u.staff_number",
            [self.first],
        )
        return Counter(dict(rows))

    def all_sent(self, seconds):
        """Wait until nothing waits any more and nothing is added for a second; whether it came to that.

        Between two jobs that make messages of reminders nothing waits either.
        """

        def looked_at():
            return self.queued(), self.waiting("queued", "sending")

        def is_quiet():
            before = looked_at()
            if not before[0] or before[1]:
                return False
            time.sleep(1)
            return looked_at() == before

        return self.until(is_quiet, seconds)

    @clause("PLUS-T1")
    def test_a_minute_an_outage_and_a_kill(self):
        self.hundred_in_a_minute()
        self.outage()
        self.killed()

    def hundred_in_a_minute(self):
        self.mark()
        self.assign(100, "甲事项")
        begin = time.monotonic()
        # reminders become messages by a job after the commit, and these are sent by another
        self.until(lambda: set(self.queued()) >= self.told("甲事项"), 60)
        self.assertTrue(self.all_sent(60), self.said())
        seconds = time.monotonic() - begin
        sys.stdout.write(
            f"\n100 assignments, {len(self.server.sent)} cards: {seconds:.0f} s after the last\n"
        )
        self.assertLessEqual(seconds, 60)
        self.assertEqual(set(self.queued()), self.told("甲事项"))
        self.assertEqual(Counter(self.server.sent), self.queued())
        self.assertFalse(self.waiting("failed"))

    def outage(self):
        self.mark()
        self.server.is_down = True
        self.assign(5, "乙事项")
        self.assertTrue(self.until(lambda: self.waiting("queued"), 60))
        time.sleep(3)
        self.assertFalse(self.server.sent)
        self.later(30)
        time.sleep(3)
        self.server.is_down = False
        self.later(30)
        self.assertTrue(self.all_sent(60), self.said())
        self.assertEqual(Counter(self.server.sent), self.queued())
        self.assertEqual(set(self.queued()), self.told("乙事项"))

    def killed(self):
        self.mark()
        self.server.is_down = True
        for number in range(12):
            # one by one, so that they are as many messages
            self.assign(1, f"丙{number:02d}事项")
            self.until(lambda at=number: sum(self.queued().values()) > at, 30)
        self.server.pause = 0.5
        self.server.is_down = False
        self.later(30)
        self.assertTrue(self.until(lambda: len(self.server.sent) >= 3, 60), self.said())
        self.kill()
        self.server.pause = 0.05
        before = len(self.server.sent)
        # not before it is certain that nobody sends it any more
        self.assertLessEqual(self.waiting("sending"), 1)
        self.start()
        self.later(5)
        self.assertTrue(self.all_sent(90), self.said())
        self.assertEqual(set(self.queued()), self.told("丙"))
        lost = self.queued() - Counter(self.server.sent)
        doubled = Counter(self.server.sent) - self.queued()
        self.assertFalse(lost)
        self.assertLessEqual(sum(doubled.values()), 1)
        self.assertLess(
            before, sum(self.queued().values()), "it was killed in the middle"
        )
        sys.stdout.write(f"killed after {before}: {sum(doubled.values())} doubled\n")

    def later(self, minutes):
        """As if so many minutes had passed for whatever waits; then the scheduled action runs."""
        self.sql(
            "UPDATE duban_gateway_message SET date_next = date_next - make_interval(mins => %s) "
            "WHERE state IN ('queued', 'sending')", [minutes],
        )  # fmt: skip
        self.sql(
            "UPDATE duban_gateway SET date_blocked = date_blocked - make_interval(mins => %s)", [minutes],
        )  # fmt: skip
        with self.inside() as env:
            env.ref("duban_supervision_gateway.ir_cron_send")._trigger()
