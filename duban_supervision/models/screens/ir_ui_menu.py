"""Menus of functions that no regulation of the user's institutions provides are not shown (CORE-19)."""

from odoo import api, models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    @api.model
    def _duban_menu_features(self):
        """{xml id of a menu: feature that one of the user's regulations, or the user, must have}. Hook."""
        name = "duban_supervision.duban_menu_"
        return {
            f"{name}progress_request": "progress_request_enabled",
            f"{name}progress_round": "progress_request_enabled",
            f"{name}duplicate": "merge_enabled",
            f"{name}pause": "pause_enabled",
            f"{name}warning": "warning_notices_enabled",
            f"{name}help_call": "help_enabled",
            f"{name}handover": "handover_enabled",
            f"{name}recheck": "recheck_enabled",
            f"{name}recheck_sample": "recheck_random",
        }

    @api.model
    def _duban_leader_menus(self):
        """The entries of a leader who has no other part, at most five (PLUS-L1): the rest is a click away on the home
        page, or comes as a to-do. Hook."""
        name = "duban_supervision.duban_menu_"
        return [
            f"{name}{each}" for each in ("home", "todo", "matter_ledger", "delegation")
        ]

    @api.model
    def _duban_is_leader_only(self):
        """Whether the user is a leader without another part: no unit, not of the office, no administrator."""
        user = self.env.user
        group = "duban_supervision.group_"
        return (
            user.has_group(f"{group}leader")
            and not user.duban_unit_ids
            and not user.has_group(f"{group}office")
            and not user.has_group(f"{group}admin")
        )

    @api.model
    def _duban_not_for_leaders(self):
        """Menus (ids) below the suite's own that a leader's five leave out; none for who has another part."""
        if not self._duban_is_leader_only():
            return []
        # sudo: which menus there are is no secret
        menus = self.sudo().with_context(**{"ir.ui.menu.full_list": True})
        kept = menus.browse()
        for xmlid in self._duban_leader_menus():
            menu = menus.env.ref(xmlid, raise_if_not_found=False)
            while menu:
                kept |= menu
                menu = menu.parent_id
        root = self.env.ref("duban_supervision.duban_menu_root")
        return menus.search(
            [("id", "child_of", root.id), ("id", "not in", kept.ids)]
        ).ids

    @api.model
    @api.readonly
    def get_duban_more(self):
        """What a leader's five entries leave out, for the card below the home page.

        :return: list of {"name": way to the entry in words, "action": id of what it opens}
        """
        shown = set(self._visible_menu_ids()) - set(self._duban_without_function())
        hidden = set(self._duban_not_for_leaders()) & shown
        root = self.env.ref("duban_supervision.duban_menu_root")
        entries = []
        for menu in self.browse(hidden).sorted(
            lambda menu: (menu.parent_id.sequence, menu.sequence, menu.id)
        ):
            # below a menu that is for others
            if menu.action and menu.parent_id.id in shown:
                names = [menu.name] + [menu.parent_id.name] * (menu.parent_id != root)
                entries.append(
                    {"name": " › ".join(reversed(names)), "action": menu.action.id}
                )
        return entries

    def _load_menus_blacklist(self):
        hidden = super()._load_menus_blacklist()
        return [
            *hidden,
            *self._duban_not_for_leaders(),
            *self._duban_without_function(),
        ]

    @api.model
    def _duban_without_function(self):
        """Menus (ids) of functions that no regulation of the user's institutions has."""
        hidden = []
        Regulation = self.env["duban.regulation"]
        features = set()
        for company in self.env.user.company_ids:
            regulation = Regulation._in_force(company)
            if regulation:
                features.update(regulation._feature_names())
        user = self.env.user
        if "filing_initiator:subject_unit" in features or user.has_group(
            "duban_supervision.group_office"
        ):
            features.add("proposes")
        if user.duban_unit_ids:
            features.add("has_unit")
        for xmlid, feature in self._duban_menu_features().items():
            menu = self.env.ref(xmlid, raise_if_not_found=False)
            if menu and feature not in features:
                hidden.append(menu.id)
        return hidden
