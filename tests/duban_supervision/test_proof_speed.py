"""100,000 acts verify in less than a minute (CORE-28). ``DUBAN_ACTS=100000`` for all of them; a tenth by default."""

import os
import resource
import time
from datetime import timedelta

from psycopg2.extras import Json

from odoo.tests import tagged

from odoo.addons.duban_supervision.models.proof.log import digest
from odoo.addons.duban_supervision.models.proof.verify import ACT, Verifier, content

from tests.clauses import clause
from tests.duban_supervision.test_proof import ProofCommon

ACTS = int(os.environ.get("DUBAN_ACTS", "10000"))
#: lines of one trail
EACH = 40


@tagged("post_install", "-at_install")
class TestProofSpeed(ProofCommon):
    def many(self, count):
        """``count`` matters like one that is filed, each with a trail of ``EACH`` lines."""
        source = self.filed().sudo()
        self.env.flush_all()
        self.cr.execute(
            """
            INSERT INTO duban_matter
            SELECT (jsonb_populate_record(m, jsonb_build_object(
                       'id', nextval('duban_matter_id_seq'), 'number', '2024-' || lpad(n::text, 4, '0')))).*
              FROM duban_matter m, generate_series(2, %s) n WHERE m.id = %s RETURNING id
            """,
            [count + 1, source.id],
        )
        ids = [row[0] for row in self.cr.fetchall()]
        self.cr.execute(
            "UPDATE duban_number SET last = %s WHERE company_id = %s AND kind = 'matter'",
            [count + 1, self.company.id],
        )
        self.cr.execute(
            "SELECT * FROM duban_act WHERE matter_id = %s ORDER BY seq", [source.id]
        )
        acts = [{name: row[name] for name in ACT} for row in self.cr.dictfetchall()]
        while len(acts) < EACH:
            acts.append(
                acts[-1]
                | {
                    "action": "edit", "state_from": None, "state_to": None, "note": "已与承办单位核对进度",
                    "changes": {"handler_id": ["张三", "李四"]}, "date": acts[-1]["date"] + timedelta(minutes=1),
                }
            )  # fmt: skip
        for start in range(0, count, 250):
            rows, heads = [], []
            for key in ids[start : start + 250]:
                previous = None
                for seq, act in enumerate(acts, 1):
                    row = act | {
                        "matter_id": key, "seq": seq, "previous_hash": previous
                    }  # fmt: skip
                    row["hash"] = previous = digest(content(row))
                    row["changes"] = row["changes"] and Json(row["changes"])
                    rows.append(tuple(row[name] for name in ACT))
                heads.append((key, previous))
            self.cr.execute_values(
                f"INSERT INTO duban_act ({', '.join(ACT)}) VALUES %s", rows
            )
            self.cr.execute_values(
                f"""UPDATE duban_matter SET trail_head = v.head, trail_length = {EACH}
                      FROM (VALUES %s) AS v(id, head) WHERE duban_matter.id = v.id""",
                heads,
            )
        self.cr.execute("ANALYZE duban_act; ANALYZE duban_matter")

    def timed(self, call):
        """(seconds, megabytes grown, what it returned)."""
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.perf_counter()
        result = call()
        seconds = time.perf_counter() - start
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        return seconds, grown / 1024, result

    @clause("CORE-28")
    def test_many_acts(self):
        self.many(ACTS // EACH)
        first = self.timed(self.sign)
        verifier = Verifier(self.env(su=True))
        found = self.timed(lambda: list(verifier.run()))
        print(  # noqa: T201  the figures are what the run is for
            f"\n{verifier.counts['acts']} acts, {verifier.counts['lines']} lines: signed in {first[0]:.1f} s, "
            f"verified in {found[0]:.1f} s, +{found[1]:.0f} MB"
        )
        self.assertEqual(found[2], [])
        self.assertGreaterEqual(verifier.counts["acts"], ACTS)
        self.assertLess(found[0], 60 * max(ACTS, 10000) / 100_000)
        self.assertLess(found[1], 200)
