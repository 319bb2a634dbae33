"""A matter's way through the procedure, step by step, as the fixtures' people take it."""

from odoo import Command, fields


class Steps:
    """Part of ``SupervisionCommon``: each method leaves a matter in the state that it is called by."""

    def values(self, **values):
        """Values of a matter that can be filed under the plain regulation; override per institution."""
        category = self.regulation.category_ids.filtered(lambda row: not row.parent_id)[
            :1
        ]
        return {
            "name": "更新教学用机房", "content": "更新教学用机房设备", "basis": "第四次校务会",
            "source_category_id": category.id, "lead_unit_id": self.unit_a.id, **values,
        }  # fmt: skip

    def matter(self, user=None, **values):
        """A draft registered by ``user`` (default: the office).

        A sensitive one names its handler at once: the list of who may see it has heads and handlers only.
        """
        if values.get("confidentiality", "normal") != "normal":
            values.setdefault("handler_id", self.worker_a.id)
        return (
            self.env["duban.matter"]
            .with_user(user or self.office_user)
            .create(self.values(**values))
        )

    def told(self, record, kind):
        """The notices (``duban.reminder``) of ``kind`` about ``record``."""
        rows = self.env["duban.reminder"].sudo()
        domain = [("res_model", "=", record._name), ("res_id", "=", record.id)]
        return rows.search([*domain, ("kind", "=", kind)])

    def handed_over(self, predecessor, successor, **values):
        """The office draws up a handover, both confirm it."""
        values = {"predecessor_id": predecessor.id, "successor_id": successor.id, **values}  # fmt: skip
        row = self.env["duban.handover"].with_user(self.office_user).create(values)
        row.with_user(predecessor).action_confirm()
        row.with_user(successor).action_confirm()
        return row

    def principal_steps(self):
        """An extension goes through both principal leaders after its own steps."""
        self.env["duban.approval.step"].create(
            [
                {
                    "regulation_id": self.regulation.id,
                    "name": name,
                    "purpose": "extension",
                    "kind": "final",
                    "role": role,
                    "sequence": sequence,
                }
                for name, role, sequence in (
                    ("书记", "principal", 20),
                    ("校长", "other_principal", 30),
                )
            ]
        )

    def run_chain(self, matter):
        """Let every pending approver of the matter approve in turn (the office where a step is the office's)."""
        while True:
            line = matter.sudo().approval_line_ids.filtered(
                lambda row: row.state == "pending"
            )[:1]
            if not line:
                return
            line.with_user(line.approver_id or self.office_user).action_approve("同意")

    def filed(self, **values):
        matter = self.matter(**values)
        if (
            matter.sudo()._chain("filing")
            and not matter.sudo()._has_recorded_instruction()
        ):
            matter.action_submit_filing()
            self.run_chain(matter)
        matter.with_user(self.office_user).action_file()
        return matter.with_user(self.office_user)

    def assigned(self, **values):
        if self.regulation.file_on_assignment:
            matter = self.matter(**values)
        else:
            matter = self.filed(**values)
        if matter.state != "assigned":
            matter.action_assign()
        return matter

    def plan(self, matter, *dates, **values):
        """Give the matter a plan with one milestone per date and name a handler."""
        user = self.worker(matter)
        worker = matter.with_user(user)
        self.env["duban.plan.line"].with_user(user).create(
            [
                {
                    "matter_id": matter.id,
                    "name": f"节点{n}",
                    "date": day,
                    "is_key": True,
                }
                for n, day in enumerate(dates, 1)
            ]
        )
        worker.write({"handler_id": user.id, **values})
        return worker

    def accepted(self, **values):
        """In progress: with handler, objective, measures and a one-milestone plan where the regulation wants them."""
        return self.accept(self.assigned(**values))

    def accept(self, matter):
        """Let the lead unit (A, or C since the matter is its) accept, with everything the regulation wants before."""
        worker = self.worker(matter)
        extra = {"objective": "全部更新"} if not matter.objective else {}
        if not matter.measures:
            extra["measures"] = "分批采购"
        writable = matter.with_user(worker)._writable_fields()
        extra = {name: value for name, value in extra.items() if name in writable}
        self.plan(
            matter,
            *(
                ()
                if matter.plan_line_ids
                else [matter.date_deadline or fields.Date.today()]
            ),
            **extra,
        )
        if matter._rule("acceptance_kind") == "plan":
            matter.with_user(worker).action_accept()
        else:
            matter.with_user(worker).action_claim()
        return matter

    def worker(self, matter):
        """Who works on the matter in its lead unit: unit C's once it was given to C, else unit A's."""
        return (
            self.worker_c
            if matter.sudo().lead_unit_id == self.unit_c
            else self.worker_a
        )

    def file(self, record, user=None, name="报告.pdf"):
        """A file that ``user`` (default: the lead unit) attached to ``record``."""
        return (
            self.env["ir.attachment"]
            .with_user(user or self.worker_a)
            .create(
                {
                    "name": name,
                    "raw": b"content",
                    "res_model": record._name,
                    "res_id": record.id,
                }
            )
        )

    def result_values(self, matter, user=None):
        """What the lead unit fills in before it submits; enough for every regulation. ``user`` attaches the file."""
        return {
            "result": "已全部更新", "achievements": "节约经费", "problems": "无", "result_measures": "集中采购",
            "result_progress": "全部完成", "result_effect": "教学条件改善", "result_next_steps": "加强维护",
            "self_assessment": "优秀", "co_summary": "配合单位已落实",
            "result_attachment_ids": [Command.link(self.file(matter, user).id)],
        }  # fmt: skip

    def submitted(self, matter=None, **values):
        """Result submitted by the lead unit, with everything the regulation wants before."""
        matter = matter or self.accepted(**values)
        if not matter.feedback_ids:
            self.feedback(matter)
        for line in matter.sudo().unit_line_ids.filtered(
            lambda row: row.role == "co" and row.report_state == "waiting"
        ):
            head = line.head_id or self.head_b
            self.env["duban.feedback"].with_user(head).create(
                {"matter_id": matter.id, "kind": "co_unit", "name": "已配合"}
            )
        worker = self.worker(matter)
        matter.with_user(worker).write(self.result_values(matter, worker))
        if matter._rule("head_confirmation_required"):
            matter.with_user(matter.unit_head_id).action_confirm_result()
        matter.with_user(worker).action_submit_result()
        return matter

    def reported_back(self, matter):
        """A report back to all principal leaders."""
        report = self.env["duban.report.back"].with_user(self.office_user).create(
            {
                "regulation_id": matter.regulation_id.id, "company_id": self.company.id, "content": "已办结",
                "leader_ids": [Command.set((self.secretary | self.president).ids)],
                "matter_ids": [Command.set(matter.ids)],
            }
        )  # fmt: skip
        report.action_done()
        return report

    def closed(self, matter=None, **values):
        """Closed: review passed, chain run, reported back, conclusion written."""
        matter = self.submitted(matter, **values).with_user(self.office_user)
        matter.write({"conclusion": "落实到位"})
        matter.action_pass_review("符合要求")
        self.run_chain(matter)
        self.reported_back(matter)
        matter.action_close()
        return matter

    def extension(self, matter, date_requested, user=None, **values):
        """A draft request for extension by the lead unit, with reason, statement and file."""
        attachment = self.file(matter, user, "申请.pdf")
        values = {
            "reason": "设备到货延迟",
            "statement": "书面说明",
            "date_requested": date_requested,
            "reason_kind": "special",
            "attachment_ids": [Command.link(attachment.id)],
            **values,
        }
        return Steps.request(self, matter, user, **values)

    def request(self, matter, user=None, **values):
        """A draft request (extension unless ``kind`` says otherwise) of the lead unit, with no more than a reason."""
        values = {
            "matter_id": matter.id,
            "kind": "extension",
            "reason_kind": "special",
            "reason": "设备到货推迟",
            **values,
        }
        return self.env["duban.request"].with_user(user or self.worker_a).create(values)

    def decided(self, request, user, opinion, granted=True):
        """``user`` decides the step of the request that waits."""
        line = request.sudo().approval_line_ids.filtered(
            lambda row: row.state == "pending"
        )
        line = line.with_user(user)
        if granted:
            line.action_approve(opinion)
        else:
            line.action_reject(opinion)

    def recusal(self, matter, by, person, replacement, ground="利害关系"):
        """``by`` enters that ``person`` keeps away from the matter, and who does the work instead."""
        values = {
            "matter_id": matter.id,
            "user_id": person.id,
            "ground": ground,
            "replacement_id": replacement.id,
        }
        return self.env["duban.recusal"].with_user(by).create(values)

    def recheck(self, matter, kind):
        """A re-check of the ``kind`` (code of the option) that the office plans."""
        values = {
            "matter_id": matter.id,
            "kind_id": self.option("recheck_kind", kind).id,
        }
        return self.env["duban.recheck"].with_user(self.office_user).create(values)

    def feedback(self, matter, user=None, **values):
        """Progress feedback by the lead unit."""
        values = {"matter_id": matter.id, "name": "已完成招标", **values}
        if matter.sudo().co_unit_ids and values.get("kind", "progress") == "progress":
            values.setdefault("co_silence", "尚未到配合阶段")
        return (
            self.env["duban.feedback"]
            .with_user(user or self.worker(matter))
            .create(values)
        )
