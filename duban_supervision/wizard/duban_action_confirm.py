"""The dialog at work: what it shows, and the action called as the user, one record or many."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError

#: titles that the dialog of many lists by name
NAMED = 20


class DubanActionWizard(models.TransientModel):
    _inherit = "duban.action.wizard"

    @api.model
    def _ask_title(self, ask, records):
        if len(records) > 1:
            return self.env._(
                "%(title)s (%(count)s)", title=ask.title, count=len(records)
            )
        return ask.title

    @api.depends("action", "res_model", "res_ids")
    def _compute_ask(self):
        asks = self._asks()
        for wizard in self:
            ask = asks.get(wizard.action)
            records = wizard._records()
            matters = records.matter_id if "matter_id" in records._fields else records
            wizard.shown = sorted(ask.arguments.values()) if ask else []
            wizard.needed = wizard._needed(ask, records)
            wizard.text_label = ask.text if ask else ""
            wizard.hint = ask.hint if ask else ""
            wizard.record_names = "\n".join(self._names_of(matters))
            wizard.record_count = len(records)
            wizard.details = (
                "\n".join(records._asked_about(wizard.action))
                if len(records) == 1 and hasattr(records, "_asked_about")
                else False
            )
            wizard.regulation_id = matters[:1].regulation_id

    @api.model
    def _names_of(self, matters):
        """Titles of the first ``matters``, and how many there are in all where that is more."""
        names = matters[:NAMED].mapped("display_name")
        if len(matters) > NAMED:
            names.append(self.env._("… %s in all", len(matters)))
        return names

    def _records(self):
        """The records the action is for, as the user sees them; only models that have something to ask."""
        model = self.env[self.res_model] if self.res_model in self.env else None
        if model is None or not (
            model._name == "duban.matter" or hasattr(model, "action_ask")
        ):
            raise UserError(self.env._("Unknown action: %s", self.action or ""))
        return model.browse(self.res_ids or [])

    def action_confirm(self):
        """Call the action with what was entered, as the user.

        One record: its error is shown. Several: each is tried by itself and the dialog lists what became of it.

        :raise UserError: something required is empty
        """
        self.ensure_one()
        ask = self._asks()[self.action]
        required = self._needed(ask, self._records())
        empty = [name for name in required if not self._filled(name)]
        if empty:
            labels = [
                ask.text
                if name == "text" and ask.text
                else self._fields[name]._description_string(self.env)
                for name in empty
            ]
            words = self.env._("Please fill in: %s", "、".join(labels))
            if self.choices:
                return self._say(words)
            raise UserError(words)
        arguments = {
            parameter: self._argument(name) for parameter, name in ask.arguments.items()
        }
        records = self._records()
        records.check_access("read")
        if len(records) <= 1:
            getattr(records, ask.method)(**arguments)
            return {"type": "ir.actions.act_window_close"}
        return self._confirm_each(records, ask, arguments)

    def _say(self, words):
        """Window action: say ``words`` beside the dialog, which stays as it is."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "danger", "message": words},
        }

    def _filled(self, name):
        value = self[name]
        return bool(value.strip()) if isinstance(value, str) else bool(value)

    def _argument(self, name):
        value = self[name]
        if name in ("verdict", "agreed", "upheld"):
            return value == "yes"
        if name == "mark_id":
            return value.code or None
        if name == "unit_ids":
            return value.ids
        return value.id if isinstance(value, models.BaseModel) else value or None

    def _confirm_each(self, records, ask, arguments):
        """Try the records one by one, each in a savepoint, and show the result per record."""
        results = []
        for record in records:
            try:
                with self.env.cr.savepoint():
                    getattr(record, ask.method)(**arguments)
                results.append(
                    {
                        "id": record.id,
                        "name": record.display_name,
                        "ok": True,
                        "message": "",
                    }
                )
            except (UserError, AccessError, ValidationError) as error:
                results.append(
                    {
                        "id": record.id,
                        "name": record.display_name,
                        "ok": False,
                        "message": str(error),
                    }
                )
        self.write(
            {
                "results": results,
                "done_count": sum(row["ok"] for row in results),
                "is_done": True,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": ask.title,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
