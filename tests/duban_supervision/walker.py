"""People who take random steps, legal and illegal, on an institution's matters, and what must hold whatever they do.

The table of what may follow what stands here once more, written from the requirements (T1–T18), so that the engine is
not its own judge.
"""

from collections import Counter, defaultdict
from datetime import date, timedelta

from odoo.exceptions import AccessError, MissingError, UserError, ValidationError

from tests.documents import printing_is_an_error
from tests.stopped import Stopped

from .walker_checks import ALLOWED, WalkerChecks

REFUSALS = (UserError, AccessError, ValidationError, MissingError)
#: steps of ``anything`` that somebody else than the person drawn takes
BY_OTHERS = (
    "urge by the office",
    "merge by the office",
    "unmerge by the administrator",
    "patrol",
)
TEXTS = ("", None, "同意", "请补充材料", "  ", "设备到货延迟")


class Walker(WalkerChecks):
    """The steps and the invariants; an institution's fixtures come from the class this is mixed with.

    ``self.chance`` is the ``random.Random`` that every choice is drawn from.
    """

    first_day = date(2024, 3, 4)
    #: whether everybody agrees: no step of ``forward`` returns, refuses or asks for more time
    is_smooth = False

    def set_out(self):
        """Once per test: the clock, and what is counted over all its walks."""
        clock = Stopped(f"{self.first_day} 02:00:00")
        self.frozen = clock.start()
        self.addCleanup(clock.stop)
        printing_is_an_error(self)
        self.people = self.env["res.users"].search(
            [("login", "=like", f"{self.institution}_%")]
        )
        self.units = self.unit_a | self.unit_b | self.unit_c
        self.reached, self.outcomes, self.tried = set(), Counter(), Counter()

    def begin(self):
        """A walk from the beginning; ``end`` takes everything back."""
        self.taken_back = self.cr.savepoint(flush=True)
        self.day = self.first_day
        self.frozen.move_to(f"{self.day} 02:00:00")
        self.matters = self.env["duban.matter"]
        self.deadlines = defaultdict(list)

    def end(self):
        """Take the walk back."""
        self.env.invalidate_all(flush=False)
        self.taken_back.close(rollback=True)
        self.registry.clear_cache()

    # -- one step

    def let_pass(self, days, hour=2):
        """Days go by."""
        self.day += timedelta(days=days)
        self.frozen.move_to(f"{self.day} {hour:02}:00:00")

    def pick(self, number):
        """One of the matters; those that ended are rarely of interest."""
        alive = self.matters.filtered(
            lambda m: m.state not in ("rejected", "exempted", "terminated", "withdrawn")
        )
        choice = alive if alive and number % 5 else self.matters
        return choice[number % len(choice)]

    def step(self, act, matter=None):
        """Let ``act(matter)`` happen, and look at what it left behind."""
        before = {each.id: each.state for each in self.matters}
        label = f"{self.day}, {act.__name__}"
        try:
            with self.cr.savepoint():
                label = act(matter) or label
                self.env.flush_all()
            self.outcomes["done"] += 1
        except REFUSALS:
            self.outcomes["refused"] += 1
        self.env.invalidate_all()
        self.check_transitions(before, label)
        self.check_record(label)
        if matter:
            self.check_todos(matter, label)

    def register(self, _matter):
        """A new draft, with units drawn at random."""
        lead, co = self.chance.sample(list(self.units.filtered("active")), 2)
        values = {"lead_unit_id": lead.id} if self.chance.random() < 0.3 else {}
        if self.chance.random() < 0.4 and (
            co.id != values.get("lead_unit_id", self.unit_a.id)
        ):
            values["co_unit_ids"] = [(6, 0, co.ids)]
        if self.institution == "abaf":
            values["grade"] = self.chance.choice(("g1", "g2", "g3"))
        if (
            self.chance.random() < 0.1
            and "lead_unit_id" not in values
            and (self.regulation.confidentiality_levels != "none")
        ):
            # its handler is unit A's
            values["confidentiality"] = "sensitive"
        matter = self.matter(self.registrar(values), **values).sudo(False)
        self.matters |= self.env["duban.matter"].browse(matter.id)

    def registrar(self, values):
        if self.institution != "abaf":
            return self.office_user
        lead = values.get("lead_unit_id", self.unit_a.id)
        return {self.unit_b.id: self.worker_b, self.unit_c.id: self.worker_c}.get(
            lead, self.worker_a
        )

    # -- legal steps, by the right people

    def forward(self, matter):
        """The next step of the procedure, as whoever has to take it."""
        pending = matter.sudo().approval_line_ids.filtered(
            lambda row: row.state == "pending"
        )
        if pending and (self.is_smooth or self.chance.random() < 0.8):
            self.decide(self.chance.choice(list(pending)))
        else:
            getattr(self, f"after_{matter.state}", lambda _m: None)(matter)
        return f"forward from {matter.state}"

    def decide(self, line):
        user = line.approver_id or self.office_user
        if line.records_decision:
            line.request_id.with_user(self.office_user).write(
                {
                    "decision_leader_id": self.secretary.id,
                    "decision_date": self.day,
                    "decision_text": "同意",
                    "outcome": "continue",
                }
            )
        weights = (1, 0, 0) if self.is_smooth else (8, 1, 1)
        decision = self.chance.choices(("approve", "return", "reject"), weights)[0]
        getattr(line.with_user(user), f"action_{decision}")(
            self.chance.choice(("同意", "退回修改"))
        )

    def lead_people(self, matter):
        """(worker, head) of the lead unit."""
        return {
            self.unit_a: (self.worker_a, self.head_a),
            self.unit_b: (self.worker_b, self.head_b),
            self.unit_c: (self.worker_c, self.head_c),
        }[matter.sudo().lead_unit_id]

    def after_draft(self, matter):
        if self.regulation.file_on_assignment:
            matter.with_user(self.office_user).action_assign()
        elif matter.sudo()._chain("filing"):
            matter.with_user(matter.sudo().create_uid).action_submit_filing()
        else:
            matter.with_user(self.office_user).action_file()

    def after_filing_approval(self, matter):
        matter.with_user(self.office_user).action_file()

    def after_filed(self, matter):
        if matter._demands("form_id", "record_before_assign"):
            kind = self.env["duban.option"]._get(self.regulation, "record_kind")[:1]
            self.env["duban.record"].with_user(self.office_user).create(
                {
                    "matter_id": matter.id,
                    "kind_id": kind.id,
                    "summary": "电话告知",
                    "person_id": self.head_a.id,
                }
            )
        matter.with_user(self.office_user).action_assign()

    def after_assigned(self, matter):
        worker, head = self.lead_people(matter)
        if matter._rule("acceptance_kind") == "claim":
            if not matter.sudo().handler_id:
                matter.with_user(worker).handler_id = worker
            matter.with_user(worker).action_claim()
            return
        as_worker = matter.with_user(worker)
        if not matter.plan_line_ids:
            day = matter.date_deadline or self.day + timedelta(days=30)
            self.env["duban.plan.line"].with_user(worker).create(
                {
                    "matter_id": matter.id,
                    "name": "节点",
                    "date": day,
                    "measures": "分步推进",
                    "is_key": True,
                }
            )
        values = {"handler_id": worker.id, "objective": "完成", "measures": "分步推进"}
        as_worker.write(
            {
                name: value
                for name, value in values.items()
                if name in as_worker._writable_fields()
            }
        )
        for line in matter.sudo().unit_line_ids.filtered(
            lambda row: row.role == "co" and not row.handler_id
        ):
            line.handler_id = line.head_id
        as_worker.action_accept()

    def after_in_progress(self, matter):
        worker, head = self.lead_people(matter)
        dice = 1 if self.is_smooth else self.chance.random()
        if dice < 0.15:
            self.feedback(matter, worker)
        elif dice < 0.4 and matter.date_deadline:
            self.apply_for(matter, worker)
        else:
            if not matter.feedback_ids:
                self.feedback(matter, worker)
            for line in matter.sudo().unit_line_ids.filtered(
                lambda row: row.role == "co" and row.report_state == "waiting"
            ):
                self.env["duban.feedback"].with_user(line.head_id).create(
                    {"matter_id": matter.id, "kind": "co_unit", "name": "已配合"}
                )
            matter.with_user(worker).write(
                {"result": "完成", "result_measures": "招标", "result_progress": "完成", "result_effect": "良好",
                 "result_next_steps": "维护", "achievements": "节约", "problems": "无", "self_assessment": "优秀",
                 "co_summary": "已配合"}
            )  # fmt: skip
            file = self.file(matter, worker)
            matter.with_user(worker).result_attachment_ids = [(4, file.id)]
            if matter._rule("head_confirmation_required"):
                matter.with_user(matter.sudo().unit_head_id).action_confirm_result()
            matter.with_user(worker).action_submit_result()

    def apply_for(self, matter, worker):
        kind = self.chance.choice(
            ("extension", "extension", "extension", "inability", "exemption")
        )
        request = self.env["duban.request"].with_user(worker).create(
            {
                "matter_id": matter.id, "kind": kind, "reason": "设备到货延迟", "statement": "书面说明",
                "date_requested": (matter.date_deadline or self.day) + timedelta(days=self.chance.choice((5, 20, 60))),
                "decider_id": self.leader.id if self.chance.random() < 0.5 else False,
                "attachment_ids": [(4, self.file(matter, worker).id)],
            }
        )  # fmt: skip
        request.action_submit()

    def after_result_submitted(self, matter):
        office = matter.with_user(self.office_user)
        if (
            not self.is_smooth
            and self.chance.random() < 0.2
            and not matter.review_passed
        ):
            new = self.day + timedelta(days=10)
            redetermined = matter._rule("return_requires_deadline")
            office.action_return_result("补充材料", new if redetermined else None)
            return
        if not matter.review_passed:
            office.write({"conclusion": "落实到位"})
            office.action_pass_review("符合要求")
        if office.state == "result_submitted":
            self.close(office)

    def after_closing_approval(self, matter):
        self.close(matter.with_user(self.office_user))

    def close(self, office):
        if (
            office._rule("report_back_before_close") != "none"
            and not office.sudo()._is_reported_back()
        ):
            target = (
                self.regulation.decision_body_ids[:1]
                if self.institution == "xisu"
                else None
            )
            values = {
                "regulation_id": self.regulation.id, "company_id": self.company.id, "content": "已办结",
                "leader_ids": [(6, 0, (self.secretary | self.president).ids)], "matter_ids": [(6, 0, office.ids)],
            }  # fmt: skip
            if target:
                values["target_id"] = target.id
            self.env["duban.report.back"].with_user(self.office_user).create(
                values
            ).action_done()
        office.action_close()

    def after_closed(self, matter):
        if self.chance.random() < 0.3:
            matter.with_user(self.office_user).action_reopen(
                "复查未落实", self.day + timedelta(days=20)
            )
            return
        worker, head = self.lead_people(matter)
        for holder, user in (("office", self.office_user), ("subject", worker)):
            if holder in matter.sudo()._archive_holders_missing():
                self.env["duban.archive.record"].with_user(user).create(
                    {
                        "matter_id": matter.id,
                        "holder": holder,
                        "volume": f"V-{matter.id}-{holder}",
                    }
                )
        matter.with_user(self.office_user).action_archive_matter()

    # -- anything, by anybody

    def anything(self, matter):
        """A public call with plausible or absurd arguments, as a random person."""
        user = self.chance.choice(list(self.people))
        as_user = matter.with_user(user)
        text, day = (
            self.chance.choice(TEXTS),
            self.day + timedelta(days=self.chance.randrange(-20, 60)),
        )
        other, unit = (
            self.chance.choice(list(self.matters)),
            self.chance.choice(list(self.units)),
        )
        lines = matter.sudo().approval_line_ids[-1:].with_user(user)
        calls = [
            ("submit_filing", as_user.action_submit_filing),
            ("approve_step", lambda: as_user.action_approve_step(text)),
            ("return_filing", lambda: as_user.action_return_filing(text)),
            ("reject_filing", lambda: as_user.action_reject_filing(text)),
            ("file", as_user.action_file),
            ("assign", as_user.action_assign),
            ("accept", as_user.action_accept),
            ("claim", as_user.action_claim),
            ("confirm_result", as_user.action_confirm_result),
            ("submit_result", as_user.action_submit_result),
            ("return_result", lambda: as_user.action_return_result(text, day)),
            ("pass_review", lambda: as_user.action_pass_review(text)),
            ("return_closing", lambda: as_user.action_return_closing(text)),
            ("close", as_user.action_close),
            ("archive", as_user.action_archive_matter),
            ("reopen", lambda: as_user.action_reopen(text, day)),
            ("exempt", as_user.action_exempt),
            ("terminate", as_user.action_decide_inability),
            ("merge", lambda: as_user.action_merge(other.id, text)),
            ("unmerge", lambda: as_user.action_unmerge(text)),
            ("urge", lambda: as_user.action_urge(text)),
            ("urge by the office", lambda: matter.with_user(self.office_user).action_urge("请抓紧")),
            ("merge by the office", lambda: matter.with_user(self.office_user).action_merge(other.id, "重复")),
            ("unmerge by the administrator", lambda: matter.with_user(self.admin).action_unmerge("误并")),
            ("justify", lambda: as_user.action_give_justification(text)),
            ("judge", lambda: as_user.action_judge_justification(self.chance.random() < 0.5, text)),
            ("write state", lambda: as_user.write({"state": self.chance.choice(list(ALLOWED))})),
            ("write number", lambda: as_user.write({"number": "2024-9999"})),
            ("write date", lambda: as_user.write({"date_deadline": day})),
            ("write closed", lambda: as_user.write({"date_closed": day})),
            ("write content", lambda: as_user.write({"content": text, "lead_unit_id": unit.id})),
            ("write head", lambda: as_user.write({"handler_id": user.id})),
            ("unlink", as_user.unlink),
            ("feedback", lambda: self.feedback(matter, user)),
            ("request", lambda: self.apply_for(matter, user)),
            ("decide", lambda: matter.sudo().approval_line_ids[-1:].with_user(user).action_approve(text)),
            ("write approval", lambda: lines.write({"state": "approved"})),
            ("withdraw", lambda: matter.sudo().request_ids[:1].with_user(user).action_withdraw()),
            ("tick", lambda: self.todos(matter)[:1].with_user(user).action_feedback()),
            ("drop to-do", lambda: self.todos(matter)[:1].with_user(user).unlink()),
            ("write trail", lambda: matter.sudo().act_ids[-1:].with_user(user).write({"note": "x"})),
            ("patrol", matter.sudo()._patrol),
        ]  # fmt: skip
        name, call = self.chance.choice(calls)
        stranger = name not in BY_OTHERS and not as_user.has_access("read")
        before = stranger and self.fingerprint(matter)
        call()
        if stranger:
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertEqual(
                self.fingerprint(matter),
                before,
                f"{name} by {user.login}, who does not see matter {matter.id}",
            )
        if name in (
            "write state",
            "write number",
            "write closed",
            "write approval",
            "tick",
            "drop to-do",
            "write trail",
        ):
            records = {
                "tick": self.todos(matter),
                "write approval": matter.sudo().approval_line_ids,
            }.get(name, matter)
            if name == "drop to-do":
                records = self.todos(matter)
            self.assertFalse(
                records,
                f"{name} on {matter.display_name} by {user.login} was not refused",
            )
        if name == "unlink":
            self.matters = self.matters.exists()
        return f"{name} by {user.login} on {matter.id}"

    # -- invariants
