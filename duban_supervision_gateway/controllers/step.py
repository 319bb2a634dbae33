"""Links of messages: whoever is not signed in does so first, then the very step opens."""

from odoo.http import Controller, request, route

from odoo.addons.duban_supervision.tools.names import own_model


class Step(Controller):
    @route("/duban/todo/<int:todo_id>", type="http", auth="user", readonly=True)
    def todo(self, todo_id):
        """The step that a to-do asks for, or what is left of it: the matter, else the own page."""
        # sudo: only which record it points at; the form asks for the person's rights
        todo = (
            request.env["mail.activity"]
            .sudo()
            .with_context(active_test=False)
            .browse(todo_id)
            .exists()
        )
        if not todo.duban_key:
            return request.redirect("/odoo/supervision-home")
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
        """The form of a record of the suite, if the person may read it, else the own page."""
        if own_model(request.env, model) and not request.env[model]._abstract:
            record = request.env[model].browse(res_id).exists()
            if record and record.has_access("read"):
                return request.redirect(f"/odoo/{model}/{res_id}")
        return request.redirect("/odoo/supervision-home")
