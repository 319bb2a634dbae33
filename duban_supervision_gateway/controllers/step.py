"""Links of messages: whoever is not signed in does so first, then the very step opens."""

from odoo.http import Controller, request, route

from odoo.addons.duban_supervision.tools.names import own_model

HOME = "/odoo/supervision-home"


class Step(Controller):
    @route("/duban/todo/<int:todo_id>", type="http", auth="user", readonly=True)
    def todo(self, todo_id):
        """The step that a to-do asks for, or what is left of it: the matter, else that nothing is left here."""
        # sudo: only which record it points at; the form asks for the person's rights
        todo = (
            request.env["mail.activity"]
            .sudo()
            .with_context(active_test=False)
            .browse(todo_id)
            .exists()
        )
        if not todo.duban_key:
            return self.gone()
        line = todo.with_env(request.env)._duban_line()
        asked = line.with_env(todo.env).request_id
        if asked and asked.with_env(request.env).has_access("read"):
            return request.redirect(f"/odoo/{asked._name}/{asked.id}")
        return self.step(todo.res_model, todo.res_id)

    @route(
        "/duban/step/<string:model>/<int:res_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def step(self, model, res_id):
        """The form of a record of the suite, if the person may read it, else that nothing is left for the person."""
        if not own_model(request.env, model) or request.env[model]._abstract:
            return request.redirect(HOME)
        record = request.env[model].browse(res_id).exists()
        if record and record.has_access("read"):
            return request.redirect(f"/odoo/{model}/{res_id}")
        return self.gone()

    def gone(self):
        """The same words for what is done, was handed on, or never was: no more than the message said itself."""
        return request.render("duban_supervision_gateway.gone_page", {"home": HOME})
