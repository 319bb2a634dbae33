"""Back from the school's OAuth: who is refused reads why."""

from odoo.http import request, route

from odoo.addons.auth_oauth.controllers.main import OAuthController
from odoo.addons.duban_supervision_signin.controllers.sign_in import refuse


class OAuthWords(OAuthController):
    @route()
    def signin(self, **kw):
        request.duban_denied = None
        response = super().signin(**kw)
        return refuse(request.duban_denied) if request.duban_denied else response
