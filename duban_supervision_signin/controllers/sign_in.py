"""Signing in: to the service and back, to a page of this system only."""

import logging
import time
from urllib.parse import urlencode, urlsplit

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessDenied
from odoo.http import request, route

from odoo.addons.web.controllers.home import Home
from odoo.addons.web.controllers.session import Session
from odoo.addons.web.controllers.utils import _get_login_redirect_url, ensure_db

from ..models.sign_in import Denied

_logger = logging.getLogger(__name__)
#: seconds that signing in at the service may take; a clock may be wrong by SKEW
TERM, SKEW = 900, 60
START = "/odoo"


def own_page(target):
    """``target`` if it is a page of this system, else the first one: nobody is led elsewhere."""
    target = target or ""
    parts = urlsplit(target)
    plain = all(
        character.isprintable() and character not in "\\ " for character in target
    )
    if (
        plain
        and target.startswith("/")
        and not target.startswith("//")
        and not parts.netloc
        and not parts.scheme
    ):
        return target
    return START


def sign_in(user, target):
    """Sign in the one person whom a service confirmed and go to ``target``.

    :raise Denied: unknown or archived
    """
    credential = user._duban_credential()
    user.env.flush_all()
    try:
        info = request.session.authenticate(request.env, credential)
    except AccessDenied as error:
        raise Denied("archived") from error
    return request.redirect(_get_login_redirect_url(info["uid"], own_page(target)), 303)


def refuse(code):
    """Back to the page of the password, with the reason in words."""
    return request.redirect(
        f"/web/login?{urlencode({'local': 1, 'duban_error': code})}", 303
    )


def remember(target):
    """Note in the session that signing in began here, and where to go afterwards."""
    request.session.pop("duban_out", None)
    request.session["duban_sign_in"] = [int(time.time()), own_page(target)]
    request.session.touch()


def begun():
    """Where to go after a sign-in that began in this very browser, a short time ago.

    :raise Denied: ``stale``
    """
    moment, target = request.session.pop("duban_sign_in", None) or [0, START]
    if not -SKEW <= time.time() - moment <= TERM:
        raise Denied("stale")
    return target


def in_use():
    """The services in use, none where no database is chosen; nobody is signed in yet."""
    return request.env(user=SUPERUSER_ID)["duban.sign.in"]._in_use() if request.db else ()  # fmt: skip


def leads_on(services):
    """Whether who is not signed in is led to the service at once: where people choose between two, to none."""
    return len(services) == 1 and services.is_direct


class SignOut(Session):
    @route()
    def logout(self, redirect=START):
        """Sign out here, and stay out: not straight back in by what the browser still has of the service.

        :param redirect: where to go
        """
        response = super().logout(redirect)
        if leads_on(in_use()):
            # until somebody asks to be signed in
            request.session["duban_out"] = True
        return response


class SignIn(Home):
    @route()
    def web_login(self, redirect=None, **kw):
        services = in_use()
        if (
            leads_on(services)
            and not request.session.get("duban_out")
            and request.httprequest.method == "GET"
            and not request.session.uid
            and not kw.get("local")
        ):
            return self.cas_start(redirect)
        response = super().web_login(redirect=redirect, **kw)
        if request.db and getattr(response, "qcontext", None) is not None:
            response.qcontext["duban_sign_ins"] = services
            code = kw.get("duban_error")
            # also without a service of ours: who was refused may come from 企业微信 or OAuth
            if code and request.httprequest.method == "GET":
                words = request.env(user=SUPERUSER_ID)["duban.sign.in"]
                response.qcontext["error"] = words._words(code)
            if request.session.get("duban_out") and leads_on(services):
                response.qcontext["message"] = services._words("out")
                response.qcontext["duban_out"] = services._logout_url()
        return response

    @route(
        "/duban/cas/login", type="http", auth="none", methods=["GET"], readonly=False
    )
    def cas_start(self, redirect=None, service=None, **_kw):
        """To the school's sign-in.

        :param service: id of one of several
        """
        ensure_db()
        services = request.env(user=SUPERUSER_ID)["duban.sign.in"]._in_use()
        service = services.filtered(lambda row: str(row.id) == str(service))
        if not service and len(services) == 1:
            service = services
        if not service:
            return request.redirect("/web/login?local=1", 303)
        remember(redirect)
        return request.redirect(service._login_url(), 303, local=False)

    @route(
        "/duban/cas/<int:service_id>",
        type="http",
        auth="none",
        methods=["GET"],
        readonly=False,
    )
    def cas_back(self, service_id, ticket=None, **_kw):
        """Back from the school's sign-in with a ticket, which the service confirms once."""
        ensure_db()
        services = request.env(user=SUPERUSER_ID)["duban.sign.in"]._in_use()
        service = services.filtered(lambda row: row.id == service_id)
        if not service:
            return refuse("service")
        if not ticket:
            return self.cas_start(service=service_id)
        try:
            target = begun()
            return sign_in(service._whom(ticket), target)
        except Denied as error:
            _logger.info("Nobody signed in through the service: %s", error.code)
            return refuse(error.code)
