"""For the demo data of institution addons: matters lived through by their own people, on the days it happened."""

from contextlib import contextmanager
from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError

from . import clock


class Demo:
    """Base of an addon's demo story (``demo/story.py``, class ``Played``), which is loaded with the demo data only.

    :param env: the superuser's environment
    """

    addon = ""

    def __init__(self, env):
        self.env = env

    def _ref(self, name):
        return self.env.ref(f"{self.addon}.{name}")


class Story:
    """Plays demo matters through the real actions, as the persons themselves, on days before today.

    :param env: the superuser's environment
    :param company: ``res.company`` record of the institution
    :param prefix: of the demo logins, e.g. ``xisu`` for ``xisu.office``
    """

    def __init__(self, env, company, prefix):
        self.env = env
        self.company = company
        self.prefix = prefix
        self.today = clock.today(env.user)

    def adopt(self, xmlid, **values):
        """Put a regulation in force for the institution from last year on.

        :param xmlid: of the regulation
        :param values: offices and leaders of the institution
        :return: the regulation in force
        """
        regulation = self.env.ref(xmlid).with_context(mail_create_nolog=True)
        regulation = regulation._adopt(self.company)
        regulation.write(
            {
                "date_from": self.today.replace(month=1, day=1) - timedelta(days=365),
                **values,
            }
        )
        self._show_to_admin()
        return regulation

    def _show_to_admin(self):
        """The administrator starts where there is something to see, not in the empty main company."""
        admin = self.env.ref("base.user_admin", raise_if_not_found=False)
        if admin and not self.env["duban.regulation"]._in_force(admin.company_id):
            admin.write(
                {
                    "company_ids": [Command.link(self.company.id)],
                    "company_id": self.company.id,
                }
            )

    def load_calendars(self, days=400):
        """The working calendars that a story about the last and next ``days`` days needs.

        A year whose official arrangement is not published gets the statutory days off, without make-up days: good
        enough to try out (CORE-35).
        """
        first, last = (self.today + timedelta(days=sign * days) for sign in (-1, 1))
        calendars = self.env["duban.calendar.year"]
        for year in range(first.year, last.year + 1):
            calendar = calendars.create({"year": year, "company_id": self.company.id})
            try:
                with self.env.cr.savepoint():
                    calendar.action_load()
            except UserError:
                calendar._enter_statutory_days()
                # in the language of those who read the demo data
                calendar.note = (
                    self.env["res.users"]
                    .with_context(lang="zh_CN")
                    .env._("Demo data: the official arrangement is not published yet.")
                )

    def day(self, offset):
        """The date ``offset`` days from today; on a weekend the Friday before."""
        day = self.today + timedelta(days=offset)
        return day - timedelta(days=max(day.weekday() - 4, 0))

    @contextmanager
    def on(self, offset):
        """What happens inside happens on ``day(offset)``, at ten in Shanghai."""
        # Odoo's own requirements bring freezegun; only demo data need it.
        from freezegun import freeze_time

        with freeze_time(f"{self.day(offset)} 02:00:00"):
            yield self.day(offset)

    def user(self, name):
        return self.env["res.users"].search(
            [("login", "=", f"{self.prefix}.{name}")], limit=1
        )

    def by(self, name, record=None):
        """The environment, or ``record``, as the demo person ``name`` sees it."""
        user = self.user(name)
        context = {
            "allowed_company_ids": user.company_id.ids,
            "lang": "zh_CN",
            "tz": "Asia/Shanghai",
        }
        env = self.env(user=user, su=False, context=context)
        return env if record is None else record.with_env(env)

    # -- steps that every story has

    def accept(self, matter, head, worker, *milestones, line=None, **values):
        """``head`` accepts ``matter`` with a plan; ``worker`` carries it out.

        :param milestones: pairs of a name and the offset of its date in days
        :param line: further values of each milestone
        :param values: further elements of the plan
        """
        mine = self.by(head, matter)
        mine.env["duban.plan.line"].create(
            [
                {
                    "matter_id": matter.id,
                    "name": name,
                    "date": self.day(offset),
                    **(line or {}),
                }
                for name, offset in milestones
            ]
        )
        mine.write({"handler_id": self.user(worker).id, **values})
        mine.action_accept()

    def feed_back(
        self, matter, worker, text, milestone=None, accepted_by=None, **values
    ):
        """``worker`` reports progress, at the ``milestone`` of that position; ``accepted_by`` takes note of it."""
        if milestone is not None:
            lines = matter.plan_line_ids.sorted("date")
            values["plan_line_id"] = lines[milestone].id
        feedback = self.by(worker)["duban.feedback"].create(
            {"matter_id": matter.id, "name": text, **values}
        )
        if accepted_by:
            self.by(accepted_by, feedback).action_accept_feedback()

    def report_back(self, matter, content, **values):
        """The office reports ``matter`` back to whom ``values`` name."""
        report = self.by("office")["duban.report.back"].create(
            {"content": content, "matter_ids": [Command.set(matter.ids)], **values}
        )
        report.action_done()
