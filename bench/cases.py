"""B1, B2, B7: the same steps done by the suite and by its peer."""

import itertools
import logging
import threading

from bench import data, floor, lists, others, sheets, sums
from bench.fixtures import ours_values, peer_values
from bench.measuring import Measuring


def measure(options):
    """All cases, or those of ``only``."""
    threading.current_thread().dbname = options["db"]
    logging.getLogger("odoo").setLevel(logging.ERROR)
    it = Measuring(options)
    cases = {
        "B1": one_by_one, "B2": in_bulk, "B3": lists.ledger, "B4": lists.inbox, "B5": sums.patrol,
        "B6": sums.figures, "B7": approval, "B8": sheets.imported, "B11": others.pay,
    }  # fmt: skip
    for name, case in cases.items():
        if not options["only"] or name in options["only"]:
            try:
                case(it)
            except Exception as error:
                # an hour's figures are not lost for one; the command names it at its end, and fails
                logging.getLogger("odoo").exception(name)
                it.rows.append({"id": name, "failed": str(error)})
    return it.rows


def register(env, ready):
    """Register, file and assign: three units, three to-dos."""
    matters = env["duban.matter"].create(ready)
    matters.action_file()
    matters.action_assign()


def create_task(env, ready):
    """A task with three assignees and three activities, as a user makes them."""
    task = env["project.task"].create(ready)
    for user in task.user_ids:
        task.activity_schedule("mail.mail_activity_data_todo", user_id=user.id)


def create_tasks(env, ready):
    """The same for many: one create each."""
    tasks = env["project.task"].create(ready)
    todo = env.ref("mail.mail_activity_data_todo")
    model = env["ir.model"]._get_id("project.task")
    env["mail.activity"].create(
        [
            {
                "res_model_id": model, "res_id": task.id, "user_id": user.id,
                "activity_type_id": todo.id, "summary": todo.summary,
            }
            for task in tasks
            for user in task.user_ids
        ]
    )  # fmt: skip


def one_by_one(it):
    """One matter after the other, in the large ledger."""
    ours, peer = it.side("ours"), it.side("peer")
    it.versus(
        "B1", "register, file and assign one matter",
        lambda: ours.timed(register, "bench_office_user", ours_values(1)),
        lambda: peer.timed(create_task, "peer_office", peer_values(1)),
        1, repeat=4 * it.repeat,
        floor=lambda: floor.written(ours, register, "bench_office_user", ours_values(1)),
    )  # fmt: skip


def in_bulk(it):
    """Many in one call; a few of them warm up."""
    ours, peer = it.side("ours"), it.side("peer")

    def pair(count):
        return (
            lambda: ours.timed(register, "bench_office_user", ours_values(count)),
            lambda: peer.timed(create_tasks, "peer_office", peer_values(count)),
        )

    count = it.options["bulk"]
    it.versus(
        "B2", "the same for many at once", *pair(count), count, warm=pair(10),
        floor=lambda: floor.written(ours, register, "bench_office_user", ours_values(count)),
    )  # fmt: skip


def approval(it):
    """A request with three approvers: request, three decisions, outcome."""
    ours, peer = it.side("ours"), it.side("peer")
    turn = itertools.count()

    def pick(env):
        # of the same person each time, as on the peer's side: what Odoo keeps per person is there on both
        matters = env["duban.matter"].search(
            [
                ("unit_head_id.login", "=", "bench_head1"),
                ("number", "=like", "G%"),
                ("state", "=", "in_progress"),
                # B5 lets some fall overdue, whose later date would be past as well
                ("date_deadline", ">=", env["duban.matter"]._today()),
            ],
            order="id",
        )
        return matters[next(turn) % len(matters)].id

    def extend(env, matter_id):
        matter = env["duban.matter"].browse(matter_id)
        lead = matter.sudo().unit_head_id
        request = (
            env["duban.request"]
            .with_user(lead)
            .create({**data.extension(matter.sudo()), "reason_kind": "objective"})
        )
        request.action_submit()
        for line in request.sudo().approval_line_ids.sorted("sequence"):
            line.with_user(line.approver_id).action_approve("同意")
        assert request.sudo().state == "approved", request.sudo().state

    def order(env):
        vendor = env["res.partner"].search([("name", "=", "Vendor")]) or env[
            "res.partner"
        ].create({"name": "Vendor"})
        return env["purchase.order"].create({"partner_id": vendor.id}).id

    def validate(env, order_id):
        record = env["purchase.order"].browse(order_id)
        env["purchase.order"].with_user(peer_users["head1"]).browse(
            order_id
        ).request_validation()
        for name in ("first", "second", "third"):
            env.invalidate_all(flush=True)
            record.with_user(peer_users[name]).validate_tier()
        record.invalidate_recordset()
        assert record.validation_status == "validated", record.validation_status

    with peer.as_user() as env:
        peer_users = {
            user.login.removeprefix("peer_"): user.id
            for user in env["res.users"].search([("login", "=like", "peer_%")])
        }
    it.versus(
        "B7", "three-step approval, request to decision",
        lambda: ours.timed(extend, "bench_head1", pick),
        lambda: peer.timed(validate, "peer_head1", order),
        3, repeat=2 * it.repeat, floor=lambda: floor.written(ours, extend, "bench_head1", pick),
    )  # fmt: skip
