"""改派: the people of a former lead unit keep reading what they wrote, no more (CORE-21).

The matter itself is no longer theirs: the rules of matters count no line of a former unit, so whatever asks "who reads
the matter" (search, RPC, files, messages, followers, export, dossier) refuses them, unless they stand on it in another
role. What their unit wrote while it led is read on its own, and through the line of its tenure, which says what the
matter was called and what the unit had written as its result. Of a protected matter nothing is left to them.
"""

from odoo import api, fields, models
from odoo.fields import Domain

from ....tools.remembered import remembered
from ...access.matter_writing import RESULT_TEXTS

#: what units write on a matter: model -> field that names the unit which wrote it; "": see ``_written_domain``
WRITTEN = {
    "duban.feedback": "department_id",
    "duban.help.call": "unit_id",
    "duban.objection": "unit_id",
    "duban.request": "unit_id",
    "duban.record": "department_id",
    "duban.plan.line": "",
    "duban.disagreement": "",
    "duban.matter.unit": "",
}
#: what the line of a tenure lists: field -> model
LISTED = {
    "own_feedback_ids": "duban.feedback",
    "own_plan_line_ids": "duban.plan.line",
    "own_request_ids": "duban.request",
    "own_record_ids": "duban.record",
    "own_help_call_ids": "duban.help.call",
}


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    @remembered("user_id")
    def _duban_handed_over(self, user_id):
        """Ids of the user's units that handed over a matter, any matter; most have none, and nothing more is asked."""
        own, _led = self._duban_unit_id_lists(user_id)
        # sudo: whether there is such a line at all; what is read of it is asked by the domain below
        lines = self.env["duban.matter.unit"].sudo()
        found = lines._read_group(
            [("role", "=", "former"), ("department_id", "in", own)], ["department_id"]
        )
        return tuple(unit.id for (unit,) in found)


def is_staff(units):
    """Condition on a user: works in one of the units (ids)."""
    return [("employee_ids.department_id", "in", list(units))]


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _former_lines(self):
        """Lines of the former lead units of this one matter, in the order in which they handed it over."""
        lines = self.unit_line_ids.filtered(lambda row: row.role == "former")
        # two may end on one day; each lead unit got its line when it took over
        return lines.sorted(lambda row: (row.date_to, row.id))

    @api.model
    def _handed_over_by_me(self):
        """Domain of the matters that a unit of the current user handed over and may know of; none for most people."""
        units = self.env["res.users"]._duban_handed_over(self.env.uid)
        if not units:
            return Domain.FALSE
        domain = Domain("confidentiality", "=", "normal")
        domain &= Domain("is_routed", "=", False)
        domain &= Domain("company_id", "in", self.env.companies.ids)
        domain &= Domain("recused_user_ids", "not in", [self.env.uid])
        former = [("role", "=", "former"), ("department_id", "in", units)]
        return domain & Domain("unit_line_ids", "any", former)

    def _on_handed_over(self, rows, ids, authors):
        """Those of ``rows`` (not parts, but beside matters) that people of the user's unit left on such a matter.

        :param rows: files or messages
        :param ids: the id of its matter for each of them
        :param authors: who wrote each of them (users)
        """
        domain = self._handed_over_by_me()
        if not ids or domain.is_false():
            return rows.browse()
        # sudo: which matters these are and where their authors work; the rows that the person reads come back
        matters = self.sudo().search(Domain("id", "in", ids) & domain)
        units = self.env["res.users"]._duban_handed_over(self.env.uid)
        people = self.env.user | self.env["res.users"].sudo().search(
            Domain("id", "in", [user.id for user in authors]) & Domain(is_staff(units))
        )
        return rows.browse(
            row.id
            for row, key, author in zip(rows, ids, authors, strict=True)
            if key in matters.ids and author in people
        )

    # -- what happens when a matter is handed over

    def _end_unit_work(self, ground):
        """See above; what stood there as the result is kept on the line of the unit that wrote it."""
        said = [
            f"{self._label(name)}：{self[name]}" for name in RESULT_TEXTS if self[name]
        ]
        lead = self.unit_line_ids.filtered(lambda row: row.role == "lead")
        lead.write({"handed_over_result": "\n".join(said) or False})
        return super()._end_unit_work(ground)

    def _end_tenure(self, old, handler, missed):
        """See above; the line says what the matter was called, because its own name is no longer shown to the unit."""
        result = super()._end_tenure(old, handler, missed)
        line = self.unit_line_ids.filtered(
            lambda row: row.role == "former" and row.department_id == old
        )
        open_words = self.confidentiality == "normal" and not self.is_routed
        words = (self.number, open_words and self.name)
        line.write({"handed_over_title": " ".join(filter(None, words))})
        # which units have such lines is cached; for most of them it is not the first
        lines = line.search_count([("role", "=", "former"), ("department_id", "=", old.id)], limit=2)  # fmt: skip
        if lines < 2:
            self.env.registry.clear_cache()
        return result

    def _begin_tenure(self, unit, old):
        """See above; whoever does not read the matter any more does not follow it either."""
        result = super()._begin_tenure(unit, old)
        threads = (self, self.request_ids)
        followers = self.message_partner_ids | self.request_ids.message_partner_ids
        followers = followers.filtered("user_ids")
        if followers:
            # not as superuser: for each it is asked what that person reads
            readers = self.sudo(False)._readers_among(followers.ids)
            gone = list(set(followers.ids) - set(readers))
            for thread in threads:
                thread.message_unsubscribe(gone)
        return result


class DubanMatterPart(models.AbstractModel):
    _inherit = "duban.matter.part"

    @api.model
    def _written_domain(self, units):
        """Parts of this model that people of the units (ids) wrote."""
        name = WRITTEN[self._name]
        mine = Domain("create_uid", "=", self.env.uid)
        if name:
            return Domain(name, "in", units) | mine
        # any!: where an author works is in the directory
        return Domain("create_uid", "any!", is_staff(units)) | mine

    @api.model
    def _handed_over_domain(self):
        """Parts that the current user reads because the own unit wrote them while it led the matter."""
        matters = self.env["duban.matter"]._handed_over_by_me()
        if self._name not in WRITTEN or matters.is_false():
            return Domain.FALSE
        units = self.env["res.users"]._duban_handed_over(self.env.uid)
        # any!: the matter's own rules no longer let them in
        return self._written_domain(units) & Domain("matter_id", "any!", matters)

    @api.model
    def _part_domain(self, among=None):
        return super()._part_domain(among) | self._handed_over_domain()

    def _read_besides(self):
        found = super()._read_besides()
        domain = self._handed_over_domain()
        if domain.is_false():
            return found
        # sudo: which of these rows the domain lets the person read; no more comes back
        every = self.sudo().with_context(active_test=False)
        return found | self & every.search(Domain("id", "in", self.ids) & domain).sudo(
            False
        ).with_env(self.env)


class DubanRecord(models.Model):
    _inherit = "duban.record"

    @api.model
    def _written_domain(self, units):
        """What the unit answered to an urging or an instruction it wrote as well."""
        return super()._written_domain(units) | Domain("answer_unit_id", "in", units)


class DubanMatterUnit(models.Model):
    _inherit = "duban.matter.unit"

    handed_over_title = fields.Char("Matter handed over", readonly=True, copy=False)
    handed_over_result = fields.Text(
        "Result as it stood",
        readonly=True,
        copy=False,
        help="What the unit had written as the result when another unit took the matter over.",
    )
    is_own_unit = fields.Boolean(
        compute="_compute_is_own_unit",
        search="_search_is_own_unit",
        export_string_translation=False,
    )
    own_feedback_ids = fields.Many2many(
        "duban.feedback", compute="_compute_own_parts", string="Progress reported"
    )
    own_plan_line_ids = fields.Many2many(
        "duban.plan.line",
        compute="_compute_own_parts",
        string="Plan of the unit",
        context={"active_test": False},
    )
    own_request_ids = fields.Many2many(
        "duban.request", compute="_compute_own_parts", string="Requests of the unit"
    )
    own_record_ids = fields.Many2many(
        "duban.record", compute="_compute_own_parts", string="Records of the unit"
    )
    own_help_call_ids = fields.Many2many(
        "duban.help.call", compute="_compute_own_parts", string="Calls for help"
    )
    own_file_ids = fields.Many2many(
        "ir.attachment", compute="_compute_own_parts", string="Files of the unit"
    )

    @api.depends_context("uid")
    @api.depends("department_id")
    def _compute_is_own_unit(self):
        units = self.env.user.duban_unit_ids
        for line in self:
            line.is_own_unit = line.department_id in units

    def _search_is_own_unit(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return Domain("department_id", "in", self.env.user.duban_unit_ids.ids)

    @api.depends_context("uid")
    @api.depends("matter_id", "department_id", "role")
    def _compute_own_parts(self):
        """What the unit of a former line wrote, as far as the current user reads it."""
        for line in self:
            former = line.role == "former" and bool(line._origin)
            for name, model in LISTED.items():
                rows = self.env[model].with_context(active_test=False)
                line[name] = former and rows.search(
                    Domain("matter_id", "=", line.matter_id.id)
                    & rows._written_domain(line.department_id.ids)
                )
            line.own_file_ids = former and line._own_files()

    def _own_files(self):
        """Files on the matter itself that people of this one line's unit attached, if the user may read them."""
        # sudo: which there are; each is then asked as the user
        files = self.env["ir.attachment"].sudo()
        found = files.search(
            [
                ("res_model", "=", "duban.matter"),
                ("res_id", "=", self.matter_id.id),
                ("create_uid.employee_ids.department_id", "=", self.department_id.id),
            ]
        )
        return found.sudo(False).with_env(self.env)._filtered_access("read")

    def _init_column(self, column_name):
        """Lines from before are given the name that their matter has now."""
        if column_name != "handed_over_title":
            return super()._init_column(column_name)
        self.env.cr.execute(
            """UPDATE duban_matter_unit u
                  SET handed_over_title = concat_ws(' ', m.number, m.name), is_open = FALSE
                 FROM duban_matter m
                WHERE u.role = 'former' AND m.id = u.matter_id AND m.confidentiality = 'normal'"""
        )
        return None

    @api.model
    def _written_domain(self, units):
        """The line of a unit as a former one."""
        return Domain("role", "=", "former") & Domain("department_id", "in", units)


class DubanReminder(models.Model):
    _inherit = "duban.reminder"

    def _line(self):
        """Whoever hears that the matter went to another unit is led to what stays of it."""
        line = super()._line()
        matter, user = self.matter_id, self.user_id
        if self.kind == "reassigned" and not matter.with_user(user).has_access("read"):
            # sudo: which line is that person's
            lines = matter.sudo().unit_line_ids.with_user(user)
            own = lines.filtered(lambda row: row.sudo().role == "former")
            own = own._filtered_access("read")[-1:]
            line["url"] = f"/odoo/{own._name}/{own.id}" if own else ""
        return line


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _check_access(self, operation):
        """Files that people of a unit put on a matter are read by the unit after it handed the matter over."""
        result = super()._check_access(operation)
        if not result or operation != "read":
            return result
        # sudo: where each stands and who attached it
        files = result[0].sudo().filtered(lambda row: row.res_model == "duban.matter")
        own = self.env["duban.matter"]._on_handed_over(
            result[0].browse(files.ids),
            [row.res_id for row in files],
            [row.create_uid for row in files],
        )
        left = result[0] - own
        return (left, result[1]) if left else None


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _read_besides(self):
        """What people wrote themselves on a matter that their unit handed over."""
        me = self.env.user
        # sudo: where each stands and who wrote it
        mine = self.sudo().filtered(
            lambda row: row.model == "duban.matter" and row.author_id == me.partner_id
        )
        return super()._read_besides() | self.env["duban.matter"]._on_handed_over(
            self.browse(mine.ids), [row.res_id for row in mine], [me] * len(mine)
        )
