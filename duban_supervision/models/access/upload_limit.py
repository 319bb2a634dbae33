"""How much one request may bring to the suite. What Odoo takes from anybody, 128 MB, is parsed at once and costs
several times its size: 90 MB in a JSON call were 430 MB of memory. Calls of the suite's models and pages are refused by
their length, before a byte is parsed; other apps keep Odoo's own limit.
"""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.http import request

from ...tools.names import own_model

PARAMETER = "duban_supervision.max_request"
#: bytes; a base64 file in it may have three quarters
LIMIT = 32 * 1024 * 1024
PAGES = "/duban/"


def limit(env):
    """How many bytes one request may bring, as the administrator says, or ``LIMIT``."""
    # sudo: a parameter, which nobody is told
    told = env["ir.config_parameter"].sudo().get_param(PARAMETER) or ""
    return int(told) if told.strip().isdigit() and int(told) else LIMIT


def refuse_large(env):
    """Refuse the present request if it brings too much; work without a request brings nothing.

    :raise UserError: with what can be done
    """
    brought = request and request.httprequest.content_length or 0
    most = limit(env)
    if brought > most:
        raise UserError(
            env._(
                "This brings %(brought)s MB at once, and at most %(most)s MB are taken. Make the file smaller (scan"
                " with fewer dots, split it), or ask the administrator, who can raise the system parameter"
                " %(parameter)s.",
                brought=-(-brought // 2**20),
                most=most // 2**20,
                parameter=PARAMETER,
            )
        )


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _match(cls, path_info):
        """Refused here, since Odoo reads a whole call to know what it is about before it serves it."""
        rule, args = super()._match(path_info)
        if cls._duban_is_meant(path_info, args):
            cls._duban_cut_off()
            try:
                refuse_large(request.env)
            except UserError as error:
                # in the form that the caller expects
                request._set_request_dispatcher(rule)
                error.error_response = request.dispatcher.handle_error(error)
                raise
        return rule, args

    @classmethod
    def _pre_dispatch(cls, rule, args):
        result = super()._pre_dispatch(rule, args)
        # which may have set the limit of the whole Odoo
        if cls._duban_is_meant(request.httprequest.path, args):
            cls._duban_cut_off()
        return result

    @classmethod
    def _duban_cut_off(cls):
        """Whoever does not say how much will come is cut off at the limit."""
        http = request.httprequest
        http.max_content_length = min(
            limit(request.env), http.max_content_length or LIMIT
        )

    @classmethod
    def _duban_is_meant(cls, path, args):
        """Whether the present request calls a model or a page of the suite, as far as its address alone tells
        (web client, JSON-2, ours)."""
        if not request or path != request.httprequest.path:
            return False
        if path.startswith(PAGES):
            return True
        # model/method, or model.method
        model = args.get("__model__") or str(args.get("path") or "").split("/")[0]
        return any(
            own_model(request.env, each) for each in (model, model.rpartition(".")[0])
        )


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        # Odoo's own ways to attach name the record in what they bring
        if any(own_model(self.env, vals.get("res_model")) for vals in vals_list):
            refuse_large(self.env)
        return super().create(vals_list)
