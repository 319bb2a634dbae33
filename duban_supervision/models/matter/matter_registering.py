"""Registering drafts (T1): everything the engine decides is set by the engine; what was filed is not deleted."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    @api.model_create_multi
    def create(self, vals_list):
        """Register drafts (T1). Everything the engine decides is set by the engine."""
        self._refuse_engine_values(vals_list)
        self = self._without_defaults().with_context(
            mail_create_nosubscribe=True, mail_create_nolog=True
        )
        regulations = {}
        for vals in vals_list:
            company_id = vals.get("company_id") or self.env.company.id
            if company_id not in regulations:
                regulations[company_id] = self.env["duban.regulation"]._in_force(
                    self.env["res.company"].browse(company_id)
                )
            regulation = (
                self.env["duban.regulation"].browse(vals.get("regulation_id"))
                or regulations[company_id]
            )
            if not regulation:
                raise UserError(
                    self.env._(
                        "No supervision regulation is in force for %s. An administrator chooses one under "
                        "Supervision › Configuration › Regulations.",
                        self.env["res.company"].browse(company_id).name,
                    )
                )
            if not self.env.su:
                regulation._check_in_force()
            self._prepare_create_vals(vals, regulation)
        matters = super().create(vals_list)
        matters._check_registration()
        if not self._door_is_open():
            for matter, vals in zip(matters, vals_list, strict=True):
                matter._check_typed_dates(set(vals))
        matters._check_required("register")
        matters._sync_unit_lines()
        matters._refresh_access()
        self.env["duban.act"]._append(matters, "register")
        return matters

    def _engine_label(self, name):
        return self._label(name)

    @api.model
    def _prepare_create_vals(self, vals, regulation):
        """Complete the values of a new draft in place: rules, office, what the lead unit implies."""
        vals["regulation_id"] = regulation.id
        vals["company_id"] = (
            regulation.sudo().company_id.id
            or vals.get("company_id")
            or self.env.company.id
        )
        if not vals.get("office_id") or not self.env.su:
            vals["office_id"] = regulation.sudo().office_id.id
        if vals.get("lead_unit_id"):
            unit = self.env["hr.department"].browse(vals["lead_unit_id"])
            for name, value in self._lead_unit_defaults(unit).items():
                if not vals.get(name):
                    vals[name] = value
            if regulation.subject_defaults_to_lead and not vals.get("subject_unit_id"):
                vals["subject_unit_id"] = unit.id
        if vals.get("source_category_id") and not vals.get("decision_body_id"):
            category = self.env["duban.source.category"].browse(
                vals["source_category_id"]
            )
            # Where the body is evidence that filing asks for, saying "none" is respected (WUT-12.1b).
            said = "decision_body_id" in vals and any(
                row["field"] == "decision_body_id"
                and row["category"] in (False, category.id)
                for row in regulation._snapshot()["requirements"]
            )
            if len(category.body_ids) == 1 and not said:
                vals["decision_body_id"] = category.body_ids.id
        if "channel_ids" not in vals:
            channels = (
                self.env["duban.option"]
                ._get(regulation, "channel")
                .filtered("is_default")
            )
            vals["channel_ids"] = [(6, 0, channels.ids)]
        if (
            vals.get("is_petition")
            and vals.get("confidentiality", "normal") == "normal"
        ):
            vals["confidentiality"] = "sensitive"
        if vals.get("confidentiality", "normal") != "normal":
            # Whoever registers a sensitive matter is on its list from the first moment; _refresh_access completes it.
            vals["access_user_ids"] = [(6, 0, [self.env.uid])]

    def _check_registration(self):
        """A new matter is a draft, whoever creates it and whatever defaults the client sent."""
        for matter in self:
            if (
                matter.state != "draft"
                or matter.number
                or matter.date_closed
                or matter.date_assigned
                or matter.date_filed
            ):
                raise AccessError(
                    self.env._(
                        "A matter starts as a draft and moves on through the steps of the procedure."
                    )
                )
        if not self.env.su:
            self._assert_may(
                "_is_initiator",
                self.env._(
                    "Only the supervision office (or the initiating unit, where the regulation says so) "
                    "proposes matters."
                ),
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_filed(self):
        if any(matter.number or matter.state != "draft" for matter in self):
            raise UserError(
                self.env._("A matter that was submitted or filed cannot be deleted.")
            )
