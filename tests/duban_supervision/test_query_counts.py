"""The number of queries of what people do often; it must not grow with the number of matters."""

from odoo.tests import tagged

from tests.common import SupervisionCommon
from tests.duban_supervision.test_patrol import PatrolCommon


@tagged("post_install", "-at_install")
class TestQueryCounts(PatrolCommon, SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

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

    def test_register_file_assign(self):
        Matter = self.env["duban.matter"].with_user(self.office_user)
        # reads once what is cached for the whole process
        Matter.create(self.drafts(1)).action_file()
        counts = {}
        for size in (1, 40):
            values = self.drafts(size)
            registered, matters = self.queries(
                lambda values=values: Matter.create(values)
            )
            filed, _ = self.queries(matters.action_file)
            assigned, _ = self.queries(matters.action_assign)
            counts[size] = (registered, filed, assigned)
        for one, many, limit in zip(counts[1], counts[40], (30, 40, 45), strict=True):
            self.assertLessEqual(one, limit, counts)
            # writes of many rows may be split, reads are not
            self.assertLessEqual(many, one + 5, counts)

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
        for few, many, limit in zip(counts[2], counts[40], (45, 20), strict=True):
            self.assertLessEqual(few, limit, counts)
            self.assertLessEqual(many, few, counts)

    def arch(self, view):
        from lxml import etree

        return etree.fromstring(view.arch)

    def wish(self, records, name):
        """What the web client asks for a column."""
        if records._fields[name].type == "many2one":
            return {"fields": {"display_name": {}}}
        return (
            {"fields": {"display_name": {}}} if records._fields[name].relational else {}
        )

    def test_approval(self):
        matter = self.accepted()
        request = self.extension(matter, "2024-04-30")
        submitted, _ = self.queries(request.action_submit)
        line = request.sudo().approval_line_ids
        decided, _ = self.queries(
            lambda: line.with_user(self.leader).action_approve("同意")
        )
        self.assertLessEqual(submitted, 70)
        self.assertLessEqual(decided, 75)

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
        self.assertLessEqual(counts[1], 60, counts)
        self.assertLessEqual(counts[30], counts[1] + 10, counts)
