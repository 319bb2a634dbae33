"""Home: what each role needs to see first, in one call.

Everything is counted in the database as the user, so a tile never counts what its list would not show.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ... import clock
from ..matter.states import ACTIVE_STATES, OPEN_STATES, RUNNING_STATES

ROWS = 10
RECENT_DAYS = 7
OVERDUE_VIEW = "duban_supervision.duban_matter_view_list_overdue"
#: to-dos due later than this are not on the first page
NEAR_DAYS = 60


class DubanHome(models.AbstractModel):
    """The board behind ``duban.matter.get_home``."""

    _name = "duban.home"
    _description = "Home board"

    def _matters(self):
        return self.env["duban.matter"]

    @api.model
    def _board(self):
        """The home board of the current user.

        :return: dict with ``roles``; ``tiles`` (figures that open their list), ``lists`` and ``charts``, each with the
            words to show when there is nothing; ``first_steps`` for administrators
        """
        user = self.env.user
        roles = [
            role
            for role in ("office", "leader", "admin")
            if user.has_group(f"duban_supervision.group_{role}")
        ]
        if own := self._home_own_units(roles):
            # An administrator without matters of an own unit has nothing to see there.
            if not {"admin", "office"} & set(roles) or self._matters().search_count(
                own, limit=1
            ):
                roles.append("unit")
        board = {
            "roles": roles,
            "user": user.name,
            "today": self._matters()._screen_date(clock.today(self)),
            "tiles": [],
            "lists": [self._home_todos()],
            "charts": [],
            "first_steps": [],
            "has_more": self.env["ir.ui.menu"]._duban_is_leader_only(),
            "actions": self._home_actions() if "office" in roles else [],
        }
        for role in roles:
            getattr(self, f"_home_{role}")(board)
        if elsewhere := self._home_elsewhere():
            board["lists"].append(elsewhere)
        return board

    @api.model
    def _home_own_units(self, roles=()):
        """Matters (domain) that the user's units handle; of office staff those of their other units only; or None."""
        user = self.env.user
        if not user.duban_unit_ids:
            return None
        if "office" not in roles:
            return Domain("is_my_unit", "=", True)
        # sudo: which units are offices is no secret
        offices = (
            self.env["duban.regulation"]
            .sudo()
            .search([("active", "=", True)])
            ._offices()
        )
        others = user.duban_unit_ids - offices
        if not others:
            return None
        return Domain(
            "unit_line_ids",
            "any",
            [("department_id", "in", others.ids), ("role", "in", ("lead", "co"))],
        )

    @api.model
    def _home_elsewhere(self):
        """What the user has in institutions that are not looked at now (CORE-39); None where there are none."""
        others = self.env.user.company_ids - self.env.companies
        if not others:
            return None
        Matter = self._matters().with_context(allowed_company_ids=others.ids)
        mine = Domain("is_my_unit", "=", True)
        mine |= Domain("office_id", "in", self.env.user.duban_unit_ids.ids)
        mine |= self._home_led() | Domain("waits_for_me", "=", True)
        counts = Matter._read_group(
            mine & Domain("state", "in", ACTIVE_STATES), ["company_id"], ["__count"]
        )
        if not counts:
            return None
        return {
            "key": "elsewhere",
            "title": self.env._("My other institutions"),
            "empty": "",
            "count": len(counts),
            "rows": [
                {
                    "id": company.id,
                    "model": "res.company",
                    "title": company.name,
                    "text": self.env._("%s open matters concern me. Open them", count),
                    "date": "",
                    "late": False,
                }
                for company, count in counts
            ],
        }

    # ------------------------------------------------------------------
    # Roles
    # ------------------------------------------------------------------

    @api.model
    def _home_office(self, board):
        """The office: what waits, what turned red, load per unit, trend."""
        own = Domain("office_id", "in", self.env.user.duban_unit_ids.ids)
        figures = self._home_figures(own)
        board["tiles"] += self._home_office_tiles(own, figures)
        since = self._home_last_working_day()
        red = own & Domain("date_deadline", ">=", since)
        red &= Domain("date_deadline", "<", clock.today(self))
        red &= Domain("state", "in", RUNNING_STATES)
        red &= Domain("paused_since", "=", False)
        late = self._home_sum(figures, light="overdue")
        board["lists"].append(self._home_overdue(own, late))
        turned = self._home_matters(
            "red",
            self.env._("Turned red since the last working day"),
            self.env._("No matter became overdue since the last working day."),
            red,
            None if late else 0,
        )
        if turned["rows"]:
            board["lists"].append(turned)
        board["charts"] += [self._home_load(own, figures), self._home_trend(own)]

    @api.model
    def _home_unit(self, board):
        """The unit: its open matters and those that are late or soon due."""
        own = self._home_own_units(board["roles"])
        figures = self._home_figures(own)
        board["tiles"] += self._home_light_tiles(own, figures, self.env._("my unit"))
        board["lists"].append(
            self._home_matters(
                "unit",
                self.env._("Open matters of my unit"),
                self.env._("Your unit has no open matters."),
                own & Domain("state", "in", ACTIVE_STATES),
                self._home_sum(figures),
            )
        )

    @api.model
    def _home_field(self):
        """Matters of the user's field as a leader (domain): what its units lead, and what they brought in and sign for
        (ABAF-4.1); all of an institution for its principal leader."""
        units = self.env.user.duban_led_unit_ids.ids
        field = self._home_led() | Domain("lead_unit_id", "in", units)
        field |= Domain("subject_unit_id", "in", units)
        return self._home_with_all(field)

    @api.model
    def _home_led(self):
        """Matters that name the user as their leader in charge, or as the one responsible for them (domain)."""
        return Domain("leader_in_charge_id", "=", self.env.uid) | Domain(
            "responsible_leader_id", "=", self.env.uid
        )

    @api.model
    def _home_leader(self, board):
        """The leader: the field in one look and what changed."""
        field = self._home_field()
        figures = self._home_figures(field)
        board["tiles"] += self._home_light_tiles(field, figures, self.env._("my field"))
        board["lists"].append(
            self._home_matters(
                "late",
                self.env._("Overdue in my field"),
                self.env._("Nothing is overdue in your field."),
                field & Domain("is_overdue", "=", True),
                self._home_sum(figures, light="overdue"),
            )
        )
        board["lists"].append(self._home_changes())
        board["charts"].append(self._home_load(field, figures))

    @api.model
    def _home_admin(self, board):
        """The administrator: what is still to be set up, and which institution works under which regulation."""
        regulation = self.env["duban.regulation"]._in_force()
        board["first_steps"] = (
            regulation.first_steps if regulation else regulation._setup_steps()
        )
        board["regulation_id"] = regulation.id
        companies = self.env.user.company_ids
        rules = [(company, regulation._in_force(company)) for company in companies]
        # Who looks from one company may set up the others as well.
        rules = [
            (company, rule.with_context(allowed_company_ids=companies.ids))
            for company, rule in rules
            if rule
        ]
        board["lists"].append(
            {
                "key": "institutions",
                "title": self.env._("Institutions and their regulations"),
                "empty": self.env._("No institution has adopted a regulation yet."),
                "count": len(rules),
                "action": "duban_supervision.duban_regulation_action",
                "rows": [
                    {
                        "id": rule.id,
                        "model": "duban.regulation",
                        "title": company.name,
                        "text": rule.name,
                        "date": self._matters()._screen_date(rule.date_from),
                        "late": False,
                    }
                    for company, rule in rules
                ],
            }
        )

    # ------------------------------------------------------------------
    # Tiles
    # ------------------------------------------------------------------

    @api.model
    def _home_tile(self, key, label, count, domain, style="", model="duban.matter"):
        regulation = self.env["duban.regulation"]._in_force()
        return {
            "key": key,
            "label": self.env["duban.label"]._own(label, regulation),
            "count": count,
            "model": model,
            "domain": list(domain),
            "style": style if count else "",
        }

    @api.model
    def _home_word(self, key, default):
        """The word ``key`` of the regulation in force."""
        rules = self.env["duban.regulation"]._in_force()
        return self.env["duban.label"]._word(rules, key, default)

    @api.model
    def _home_office_tiles(self, own, figures):
        def count(state, passed):
            return self._home_sum(figures, state, passed)

        state = Domain("state", "=", "filed")
        review = Domain("state", "=", "result_submitted")
        passed = Domain("review_passed", "=", True)
        closing = Domain("state", "in", ("result_submitted", "closing_approval"))
        drafts = own & Domain("state", "in", ("draft", "filing_approval"))
        tiles = [
            self._home_tile(
                "to_file",
                self._home_word("state:draft", self.env._("Not yet filed")),
                self._matters().search_count(drafts),
                drafts,
            ),
            self._home_tile(
                "to_assign",
                self.env._("To assign"),
                count("filed", False),
                own & state,
                "warning",
            ),
            self._home_tile(
                "to_review",
                self.env._("Results to review"),
                count("result_submitted", False),
                own & review & ~passed,
                "warning",
            ),
            self._home_tile(
                "to_close",
                self.env._("To close"),
                count("result_submitted", True) + count("closing_approval", True),
                own & closing & passed,
                "warning",
            ),
            self._home_tile(
                "not_accepted",
                self.env._("Not accepted yet"),
                count("assigned", False),
                own & Domain("state", "=", "assigned"),
            ),
        ]
        Request = self.env["duban.request"]
        waiting = Domain("state", "=", "submitted")
        tiles.append(
            self._home_tile(
                "requests",
                self.env._("Requests in decision"),
                Request.search_count(waiting),
                waiting,
                model="duban.request",
            )
        )
        if self._home_has("feedback_review_required"):
            # nobody reviews what was reported of a matter that has ended since
            unread = (
                Domain("review_state", "=", "new")
                & Domain("kind", "!=", "co_unit")
                & Domain("matter_id.state", "in", OPEN_STATES)
            )
            tiles.append(
                self._home_tile(
                    "feedback",
                    self.env._("Feedback to review"),
                    self.env["duban.feedback"].search_count(unread),
                    unread,
                    "warning",
                    "duban.feedback",
                )
            )
        return tiles + self._home_light_tiles(own, figures, "")

    @api.model
    def _home_light_tiles(self, scope, figures, where):
        """Open, due soon and overdue matters of ``scope`` (domain); ``where`` in words, may be empty."""
        suffix = f" · {where}" if where else ""
        running = scope & Domain("state", "in", ACTIVE_STATES)
        soon = scope & Domain("light", "=", "soon")
        overdue = scope & Domain("is_overdue", "=", True)
        return [
            self._home_tile(
                "open",
                self.env._("Open") + suffix,
                self._home_sum(figures),
                running,
            ),
            self._home_tile(
                "soon",
                self.env._("Due soon") + suffix,
                self._home_sum(figures, light="soon"),
                soon,
                "warning",
            ),
            {
                **self._home_tile(
                    "overdue",
                    self.env._("Overdue") + suffix,
                    self._home_sum(figures, light="overdue"),
                    overdue,
                    "danger",
                ),
                "view": self.env.ref(OVERDUE_VIEW).id,
            },
        ]

    # ------------------------------------------------------------------
    # Lists
    # ------------------------------------------------------------------

    @api.model
    def _home_todos(self):
        """What waits for the user, most urgent first; what is months away is counted and shown by "Show all" only."""
        Activity = self.env["mail.activity"]
        domain = [
            ("duban_key", "!=", False),
            ("user_id", "=", self.env.uid),
        ]
        todos = Activity.search(domain, order="date_deadline, id", limit=ROWS)
        today = clock.today(self)
        horizon = today + timedelta(days=NEAR_DAYS)
        count = len(todos) if len(todos) < ROWS else Activity.search_count(domain)
        near = todos.filtered(lambda todo: todo.date_deadline <= horizon)
        return {
            "key": "todos",
            "title": self.env._("Waits for me"),
            "empty": self.env._("Nothing is due soon; %s later to-dos.", count)
            if count
            else self.env._("Nothing waits for you. Well done."),
            "count": count,
            "action": "duban_supervision.mail_activity_action_mine",
            "rows": [
                {
                    "id": todo.id,
                    "model": "mail.activity",
                    "title": todo.summary or todo.activity_type_id.name,
                    "text": todo.res_name or "",
                    "date": self._matters()._screen_date(todo.date_deadline),
                    "late": todo.date_deadline < today,
                }
                for todo in near
            ],
        }

    @api.model
    def _home_matters(self, key, title, empty, domain, count=None):
        """A short list of matters, the earliest due date first; ``count`` if it is known how many there are."""
        matters = self._matters().browse()
        if count != 0:
            matters = self._matters().search_fetch(
                domain,
                ["name", "number", "lead_unit_id", "date_deadline", "state"],
                order="date_deadline, id",
                limit=ROWS,
            )
        if count is None:
            count = (
                len(matters)
                if len(matters) < ROWS
                else self._matters().search_count(domain)
            )
        return {
            "key": key,
            "title": title,
            "empty": empty,
            "count": count,
            "domain": list(domain),
            "rows": [
                {
                    "id": matter.id,
                    "model": "duban.matter",
                    "title": matter.display_name,
                    "text": " · ".join(
                        word
                        for word in (
                            matter.lead_unit_id._duban_name(),
                            matter._state_label(),
                            matter._next_step_dated(),
                        )
                        if word
                    ),
                    "date": self._matters()._screen_date(matter.date_deadline),
                    "late": matter.is_overdue,
                }
                for matter in matters
            ],
        }

    @api.model
    def _home_changes(self):
        """What others did on the matters the user sees since the last look; the newest per matter.

        On the first look: in the last days.
        """
        seen = self.env["duban.home.visit"]._since()
        since = seen or fields.Datetime.now() - timedelta(days=RECENT_DAYS)
        acts = self.env["duban.act"].search(
            [("date", ">=", since), ("user_id", "!=", self.env.uid)],
            order="id desc",
            limit=5 * ROWS,
        )
        newest = {}
        for act in acts.sorted("date", reverse=True):
            newest.setdefault(act.matter_id, act)
        local = clock.local(self, since)
        when = f"{self._matters()._screen_date(local.date())} {local:%H:%M}"
        return {
            "key": "changes",
            "title": self.env._("Changed since your last look, %s", when)
            if seen
            else self.env._("Changed in the last %s days", RECENT_DAYS),
            "empty": self.env._("Nothing changed in your field."),
            "count": len(newest),
            "domain": [("id", "in", [matter.id for matter in newest])],
            "rows": [
                {
                    "id": matter.id,
                    "model": "duban.matter",
                    "title": matter.display_name,
                    "text": f"{act.action_label} · {act.user_name}",
                    "date": self._matters()._screen_date(
                        clock.local(self, act.date).date()
                    ),
                    "late": False,
                }
                for matter, act in list(newest.items())[:ROWS]
            ],
        }
