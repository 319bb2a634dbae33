"""The number of queries of what people do often; it must not grow with the number of matters."""

from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.duban_supervision.models.reminding.digest import DubanDigest

from tests.common import SupervisionCommon
from tests.duban_supervision.test_patrol import PatrolCommon
from tests.duban_supervision_exchange.test_import import ImportCase


@tagged("post_install", "-at_install")
class TestQueryCounts(ImportCase, PatrolCommon, SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        # What a step itself costs: messages are the scheduled action's, after the commit.
        self.patch(self.registry["duban.digest"], "_send_soon", DubanDigest._send_soon)

    def drafts(self, count):
        units = [(6, 0, (self.unit_b | self.unit_c).ids)]
        return [
            self.values(
                name=f"更新第{n}批机房",
                content=f"更新第{n}批机房设备",
                co_unit_ids=units,
            )
            for n in range(count)
        ]

    def queries(self, call):
        """How many queries ``call`` takes on an empty cache, everything written included."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        result = call()
        self.env.flush_all()
        return self.cr.sql_log_count - before, result

    def grow(self, count):
        """So many more matters, assigned."""
        Matter = self.env["duban.matter"].with_user(self.office_user)
        matters = Matter.create(self.drafts(count))
        matters.action_file()
        matters.action_assign()
        return matters

    def steady(self, call, limit, few=2, many=40, grow=None, more=0):
        """``call()`` takes at most ``limit`` queries, and ``more`` with ``many`` matters more in the ledger."""
        grow = grow or self.grow
        grow(few)
        call()  # reads once what is cached for the whole process
        first, _ = self.queries(call)
        grow(many)
        second, _ = self.queries(call)
        self.assertLessEqual(first, limit)
        self.assertLessEqual(second, first + more, f"{first} queries, then {second}")

    def test_register_file_assign(self):
        Matter = self.env["duban.matter"].with_user(self.office_user)
        # reads once what is cached for the whole process
        first = Matter.create(self.drafts(1))
        first.action_file()
        first.action_assign()
        Matter.search([("id", "in", first.ids)], limit=1)
        # and the rules of what was not read above, because it had just been written
        self.queries(lambda: Matter.create(self.drafts(1)))
        self.cr.precommit.clear()
        counts = {}
        for size in (1, 500):
            values = self.drafts(size)
            registered, matters = self.queries(
                lambda values=values: Matter.create(values)
            )
            filed, _ = self.queries(matters.action_file)
            assigned, _ = self.queries(matters.action_assign)
            counts[size] = (registered, filed, assigned)
        for one, many, limit in zip(counts[1], counts[500], (16, 16, 22), strict=True):
            self.assertLessEqual(one, limit, counts)
            # reads do not grow; Odoo inserts and updates a hundred rows per statement
            self.assertLessEqual(many, one + self.STATEMENTS * 5, counts)

    def test_rest_of_the_way(self):
        """Accepted, urged, reported on, finished, reviewed, closed."""
        for turn in range(2):  # the first reads what is cached for the whole process
            matter = self.assigned(name=f"更新第{turn}批机房")
            counts = dict(self.steps_to_the_end(matter))
        limits = {
            "milestone": 14, "handler": 17, "accept": 18, "urge": 24, "progress": 19, "result": 17, "review": 17,
            "close": 21,
        }  # fmt: skip
        for step, limit in limits.items():
            self.assertLessEqual(counts[step], limit, counts)

    def steps_to_the_end(self, matter):
        """(step, queries) of each step from acceptance to the end."""
        worker, head = matter.with_user(self.worker_a), matter.with_user(self.head_a)
        line = {"matter_id": matter.id, "name": "节点", "date": "2024-03-08"}
        progress = {"matter_id": matter.id, "name": "进展顺利", "kind": "progress"}
        for step, call in (
            ("milestone", lambda: self.env["duban.plan.line"].with_user(self.worker_a).create(line)),
            ("handler", lambda: worker.write({"handler_id": self.worker_a.id})),
            ("accept", worker.action_accept),
            ("urge", lambda: matter.action_urge("请抓紧")),
            ("progress", lambda: self.env["duban.feedback"].with_user(self.worker_a).create(progress)),
            ("words", lambda: worker.write({"result": "完成"})),
            ("result", head.action_submit_result),
            ("review", matter.action_pass_review),
            ("close", matter.action_close),
        ):  # fmt: skip
            yield step, self.queries(call)[0]

    def test_messages_of_a_batch_are_one_per_person(self):
        """The job: as many messages as people, however many matters (CORE-23)."""
        Matter = self.env["duban.matter"].with_user(self.office_user)
        counts = {}
        for size in (2, 100):
            matters = Matter.create(self.drafts(size))
            matters.action_file()
            matters.action_assign()
            Digest = self.env["duban.digest"].sudo()
            before = Digest.search([])
            count, _ = self.queries(self.send_notices)
            sent = Digest.search([]) - before
            self.assertEqual(len(sent), len(sent.user_id))
            self.assertEqual(sent.reminder_ids.matter_id, matters)
            counts[size] = (count, len(sent))
        self.assertEqual(counts[2][1], counts[100][1])
        self.assertLessEqual(counts[100][0], counts[2][0] + 20, counts)

    #: hundreds of rows per hundred matters that one of these steps writes, each in a statement; a matter has several
    #: to-dos and notices
    STATEMENTS = 14

    def test_home(self):
        for user, limit in (
            (self.office_user, 19),
            (self.head_a, 19),
            (self.leader, 19),
            (self.secretary, 19),
        ):
            with self.subTest(user=user.name):
                self.steady(self.env["duban.matter"].with_user(user).get_home, limit)

    def test_statistics(self):
        Statistics = self.env["duban.statistics"]
        day = self.env["duban.matter"]._today()
        self.steady(
            lambda: Statistics._figures(self.company, day.replace(month=1, day=1), day),
            10,
        )
        for user in (self.office_user, self.head_a, self.leader):
            with self.subTest(user=user.name):
                own = Statistics.with_user(user)
                measures = ["task_count:sum", "completion_rate:avg"]
                self.steady(
                    lambda own=own, measures=measures: own.formatted_read_grouping_sets(
                        [("role", "=", "lead")], [[], ["department_id"]], measures
                    ),
                    10,
                )

    def test_search_box(self):
        view = self.env.ref("duban_supervision.duban_matter_view_search")
        node = self.arch(view).find("field[@name='name']")
        domain = safe_eval(node.get("filter_domain"), {"self": "更新"})
        for user in (self.office_user, self.head_a):
            Matter = self.env["duban.matter"].with_user(user)
            self.steady(
                lambda Matter=Matter: Matter.web_search_read(
                    domain, {"name": {}, "number": {}}, limit=500, count_limit=10001
                ),
                # persons and wording are searched as well
                8,
                # what fifty matters have none of is asked in one query, of more each by itself
                more=4,
            )

    def test_form(self):
        matter = self.accepted()
        for user, limit in ((self.office_user, 38), (self.worker_a, 38)):
            Matter = self.env["duban.matter"].with_user(user)
            view = self.env.ref("duban_supervision.duban_matter_view_form")
            # as a desk gets it, with what the institutions and other addons put in
            arch = etree.fromstring(Matter.get_view(view.id, "form")["arch"])
            names = {
                node.get("name")
                for node in arch.iterfind(".//field")
                if not node.xpath("ancestor::field")
            }
            wanted = {
                name: self.wish(Matter, name) for name in names & Matter._fields.keys()
            }
            self.steady(
                lambda Matter=Matter, wanted=wanted: Matter.browse(matter.id).web_read(
                    wanted
                ),
                limit,
            )

    def test_import(self):
        category = self.regulation.category_ids[:1]
        counts = {}
        for size in (2, 1, 50):  # the first reads what is cached for the whole process
            rows = [["序号", "工作任务", "责任单位", "配合单位", "完成时限"]]
            rows += [
                [n, f"第{size}批第{n}项工作", "教务处", "后勤处、科研处", "2024-06-28"]
                for n in range(size)
            ]
            job = (
                self.env["duban.import"]
                .with_user(self.office_user)
                .create(
                    {
                        "file": self.sheet(rows), "file_name": "plan.xlsx", "year": 2024,
                        "source_category_id": category.id, "basis": "年度工作要点",
                    }
                )
            )  # fmt: skip
            read, _ = self.queries(job.action_read)
            created, _ = self.queries(job.action_create_drafts)
            self.assertEqual(job.created_count, size)
            counts[size] = (read, created)
        for one, many, limit in zip(counts[1], counts[50], (28, 36), strict=True):
            self.assertLessEqual(one, limit, counts)
            self.assertLessEqual(many, one + 5, counts)

    def test_export(self):
        def export():
            job = self.env["duban.ledger.export"].with_user(self.office_user).create({})
            job.action_export()
            self.assertEqual(job.job_state, "done")

        self.steady(export, 40)

    def test_patrol_with_nothing_due(self):
        def grow(count):
            self.grow(count)
            self.run_patrol()

        self.steady(self.run_patrol, 20, grow=grow)

    def test_ledger_and_todos(self):
        Matter = self.env["duban.matter"].with_user(self.office_user)
        view = self.env.ref("duban_supervision.duban_matter_view_list")
        columns = [node.get("name") for node in self.arch(view).iterfind("./field")]
        wanted = {name: self.wish(Matter, name) for name in columns}
        todo_view = self.env.ref("duban_supervision.mail_activity_view_list")
        todo_columns = [
            node.get("name") for node in self.arch(todo_view).iterfind("./field")
        ]
        Activity = self.env["mail.activity"].with_user(self.head_a)
        todo_wanted = {name: self.wish(Activity, name) for name in todo_columns}
        domain = [("user_id", "=", self.head_a.id), ("duban_key", "!=", False)]
        counts = {}
        for size in (2, 40):
            matters = Matter.create(self.drafts(size))
            matters.action_file()
            matters.action_assign()
            self.report(matters)
            as_head = matters.with_user(self.head_a)
            ledger, _ = self.queries(
                lambda records=as_head: records.browse().web_search_read(
                    [], wanted, limit=80
                )
            )
            todos, _ = self.queries(
                lambda: Activity.web_search_read(domain, todo_wanted, limit=80)
            )
            counts[size] = (ledger, todos)
        for few, many, limit in zip(counts[2], counts[40], (34, 8), strict=True):
            self.assertLessEqual(few, limit, counts)
            self.assertLessEqual(many, few, counts)

    def report(self, matters):
        """Progress on each, which the ledger shows."""
        self.env.flush_all()
        self.cr.execute(
            """INSERT INTO duban_feedback (matter_id, name, date, kind, medium, review_state)
               SELECT m, '进展顺利', CURRENT_DATE, 'progress', 'written', 'accepted' FROM unnest(%s) m""",
            (matters.ids,),
        )

    def arch(self, view):
        return etree.fromstring(view.arch)

    def wish(self, records, name):
        """What the web client asks for a column."""
        if records._fields[name].type == "many2one":
            return {"fields": {"display_name": {}}}
        return (
            {"fields": {"display_name": {}}} if records._fields[name].relational else {}
        )

    def test_approval(self):
        counts = []
        for others in (1, 1, 30):
            for other in self.grow(others):
                self.extension(other, "2024-04-30").action_submit()
            request = self.extension(self.accepted(), "2024-04-30")
            submitted, _ = self.queries(request.action_submit)
            line = request.sudo().approval_line_ids
            decided, _ = self.queries(
                lambda line=line: line.with_user(self.leader).action_approve("同意")
            )
            counts.append((submitted, decided))
        _first, few, many = counts
        self.assertLessEqual(few[0], 21)
        # one of them: whether who decides reads the matter
        self.assertLessEqual(few[1], 28)
        # thirty more cost nothing; people come in one query or in up to three, as their order in a set falls
        for before, after in zip(few, many, strict=True):
            self.assertLessEqual(after, before + 2, counts)

    def test_patrol(self):
        counts = {}
        for size in (1, 30):
            matters = (
                self.env["duban.matter"]
                .with_user(self.office_user)
                .create(self.drafts(size))
            )
            matters.action_file()
            matters.action_assign()
            self.at("2024-03-25")
            before = self.env["duban.matter"].search_count(
                self.env["duban.matter"]._patrol_domain()
            )
            self.assertTrue(before)
            counts[size], _ = self.queries(matters.sudo()._patrol)
            self.at("2024-03-04")
        self.assertLessEqual(counts[1], 17, counts)
        self.assertLessEqual(counts[30], counts[1] + 10, counts)
