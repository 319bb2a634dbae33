"""B10 of the benchmark: what it computes, and that both sides do the same things with calls that exist."""

from odoo.tests import TransactionCase, tagged

from bench import crowd


class Anybody:
    """A person whose calls are noted and not made."""

    def __init__(self, calls):
        self.calls = calls

    def call(self, model, method, *_args, **_kwargs):
        self.calls.append((model, method))
        return [1]


def side(build, **setup):
    """A side whose people are nobody's, and the calls they make."""
    calls = []
    it = object.__new__(build)
    first = f"{build.prefix}head1"
    it.setup = {
        "mine": {first: [1, 2]}, "new": [{"user_ids": [(6, 0, [1, 2, 3])]}], "waiting": [[1, first]],
        "list": {}, "form": {}, "todos": {}, "projects": {}, "desks": [], "todo_type": 1, "task_model": 1, **setup,
    }  # fmt: skip
    it.times = crowd.defaultdict(list)
    it.lock = crowd.threading.Lock()
    it.desks = dict.fromkeys((first, "bench_office_user", "peer_office"), Anybody(calls))  # fmt: skip
    visitor = object.__new__(crowd.Visitor)
    visitor.side, visitor.login, visitor.person = it, first, Anybody(calls)
    visitor.chance = crowd.random.Random(1)
    return it, visitor, calls


@tagged("post_install", "-at_install")
class TestCrowd(TransactionCase):
    def test_percentile(self):
        self.assertEqual(crowd.percentile([5], 0.95), 5)
        self.assertEqual(crowd.percentile([4, 1, 3, 2], 0.5), 2.5)
        self.assertEqual(crowd.percentile(range(101), 0.95), 95)

    def test_growth_of_memory(self):
        self.assertEqual(crowd.growth([100]), 0)
        # what is read at the beginning is no growth
        self.assertEqual(crowd.growth([10, *[100] * 9]), 0)
        self.assertAlmostEqual(crowd.growth([*[100] * 8, 110, 110]), 10)

    def test_rows_compare_the_same_kinds(self):
        rows = crowd.rows_of({"list": [10, 20], "form": [40]}, {"list": [40, 40]})
        self.assertEqual([row["id"] for row in rows], ["B10", "B10-list"])
        self.assertAlmostEqual(rows[1]["ours_ms"], 19.5)
        self.assertEqual(rows[1]["ratio"], rows[1]["ours_ms"] / 40)
        self.assertEqual((rows[0]["n"], rows[0]["pairs"]), (3, 2))

    def test_both_sides_do_the_same_things_with_calls_that_exist(self):
        for build in (crowd.Ours, crowd.Peer):
            it, visitor, calls = side(build)
            for kind in crowd.MIX:
                getattr(it, kind)(visitor)
            # nothing is left to file and to decide: people look instead
            it.file(visitor)
            it.decide(visitor)
            self.assertEqual(set(it.times), set(crowd.MIX))
            for model, method in calls:
                with self.subTest(model=model, method=method):
                    # `project` is not installed: its tasks have what threads have
                    known = model if model in self.env else "mail.thread"
                    self.assertTrue(callable(getattr(self.env[known], method, None)))
        self.assertEqual(sum(crowd.MIX.values()), 100)
