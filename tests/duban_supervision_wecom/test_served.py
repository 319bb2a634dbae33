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
        self.sent = Counter()

    def on_message_send(self, query, body):
        card = body.get("template_card") or {}
        self.sent[body["touser"], card.get("sub_title_text", "")] += 1
        time.sleep(0.05)
        return super().on_message_send(query, body)


@tagged("post_install", "-at_install")
class TestServed(ServedCase):
    @classmethod
    def prepare(cls, env):
        made = Institution.make(env)
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

    def expected(self, word):
        """{(staff number, name)} of whom the engine told of these matters."""
        return {
            tuple(row)
            for row in self.sql(
                "SELECT u.staff_number, m.name FROM duban_reminder r JOIN res_users u ON u.id = r.user_id "
                "JOIN duban_matter m ON m.id = r.res_id AND r.res_model = 'duban.matter' "
                "WHERE r.kind = 'assigned' AND m.name LIKE %s",
                [f"{word}%"],
            )
        }

    def got(self, word):
        """Calls that sent something, by (staff number, name)."""
        found = Counter()
        for (user, text), count in list(self.server.sent.items()):
            for name in text.replace("\n", " ").replace("、", " ").split():
                if name.startswith(word):
                    found[user, name[: len(word) + 3]] += count
        return found

    @clause("PLUS-T1")
    def test_a_minute_an_outage_and_a_kill(self):
        self.hundred_in_a_minute()
        self.outage()
        self.killed()

    def hundred_in_a_minute(self):
        self.assign(100, "甲事项")
        begin = time.monotonic()
        self.assertTrue(self.until(lambda: len(self.got("甲事项")) >= 100, 60))
        self.assertTrue(self.until(lambda: not self.waiting("queued", "sending"), 60))
        seconds = time.monotonic() - begin
        sys.stdout.write(f"\n100 assignments: {seconds:.0f} s after the last\n")
        self.assertLessEqual(seconds, 60)
        self.assertEqual(self.got("甲事项"), Counter(self.expected("甲事项")))

    def outage(self):
        self.server.is_down = True
        self.assign(5, "乙事项")
        self.assertTrue(self.until(lambda: self.waiting("queued"), 30))
        time.sleep(3)
        self.assertFalse(self.got("乙事项"))
        self.server.is_down = False
        self.later(30)
        self.assertTrue(self.until(lambda: not self.waiting("queued", "sending"), 60))
        self.assertEqual(self.got("乙事项"), Counter(self.expected("乙事项")))

    def killed(self):
        self.server.is_down = True
        self.assign(20, "丙事项")
        self.until(lambda: self.waiting("queued"), 30)
        self.server.is_down = False
        self.later(30)
        self.assertTrue(self.until(lambda: len(self.got("丙事项")) >= 5, 60))
        self.kill()
        before = self.got("丙事项")
        # not before it is certain that nobody sends it any more
        self.assertLessEqual(self.waiting("sending"), 1)
        self.start()
        self.later(5)
        self.assertTrue(
            self.until(lambda: not self.waiting("queued", "sending"), 90), self.said()
        )
        got = self.got("丙事项")
        self.assertEqual(set(got), self.expected("丙事项"))
        self.assertLessEqual(sum(got.values()), len(got) + 1, got - Counter(set(got)))
        self.assertLess(len(before), len(got), "it was killed in the middle")

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
