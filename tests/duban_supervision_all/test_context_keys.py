"""The context of a call is the client's: whatever key of the platform stands in it, the same comes of a step (CORE-27).

A person who adds a key that Odoo's own code heeds ("track nothing", "make no to-do", "names with e-mail") would else
leave another trail, tell other people or none, or keep a to-do from being made.
"""
# what people say in a test is nobody's term to translate
# pylint: disable=translation-required

import re
from datetime import date

from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon

#: keys that Odoo's ORM, base, mail, resource and hr heed, with a value that does something
KEYS = {
    # the ORM
    "active_test": False, "bin_size": True, "prefetch_fields": False, "edit_translations": True,
    "check_translations": True, "prefetch_langs": True, "delay_translations": True, "translation_show_source": True,
    "install_mode": True, "install_module": "duban_supervision", "module": "duban_supervision", "noupdate": True,
    "mode": "init", "import_file": True, "import_compat": True, "update_custom_fields": True, "import_flush": True,
    "foreign_record_to_create": {"name": "x"}, "_import_current_module": "duban_supervision", "_force_unlink": True,
    "lang": "en_US", "tz": "Pacific/Kiritimati", "uid": 1, "fill_temporal": False, "read_group_expand": True,
    "import_set_empty_fields": ["name"], "import_skip_records": ["name"],
    # names
    "formatted_display_name": True, "show_email": True, "show_address": True, "show_vat": True,
    "partner_show_db_id": True, "partner_display_name_hide_company": True, "hierarchical_naming": True,
    "short_display_name": True, "no_address_format": True,
    # mail
    "tracking_disable": True, "mail_notrack": True, "mail_create_nolog": True, "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True, "mail_activity_automation_skip": True, "mail_activity_quick_update": True,
    "mail_notify_author": True, "mail_notify_author_mention": True, "mail_notify_force_send": True,
    "mail_post_autofollow": True, "mail_post_autofollow_author_skip": True, "mail_composer_force_partners": True,
    "activity_previous_deadline": "2020-01-01", "clean_context": True, "mail_notification_view_xmlid": "x",
    "send_smtp_skip_to": "x@example.org", "send_validated_to": ["x@example.org"],
    "email_notification_force_footer": True, "email_notification_allow_header": False, "model_description": "假",
    "force_email": True, "filters": [], "attachments_mime_plainxml": True, "image_no_postprocess": True,
    "skip_res_field_check": True, "no_reset_password": True, "create_user": True,
    # hr and resource
    "version_id": lambda case: case.later_version(case.office_user),
    "before_date": "2000-01-01", "_allow_read_hr_employee": True, "compute_leaves": False,
    "employee_timezone": "Pacific/Kiritimati", "salary_simulation": True, "sync_contract_dates": True,
}  # fmt: skip

#: columns in which each matter has its own
OWN = {"id", "ruleset_id", "trail_head", "create_date", "write_date"}


@tagged("post_install", "-at_install")
class TestContextKeys(SupervisionCommon):
    def later_version(self, user):
        """A version of the employee from a later day on, in another unit: the form of the employee can look at it."""
        values = {
            "employee_id": user.employee_ids.id,
            "date_version": "2099-01-01",
            "department_id": self.unit_out.id,
        }
        return self.env["hr.version"].create(values).id

    def life(self):
        """A matter's life, each step by its person; what came of it, without ids and moments."""
        matter = self.accepted(name="键", co_unit_ids=[(6, 0, self.unit_b.ids)])
        people = matter.sudo().office_id._office_staff().ids
        request = self.extension(matter, "2024-05-30")
        request.action_submit()
        for line in request.sudo().approval_line_ids.filtered(lambda row: row.state == "pending"):  # fmt: skip
            line.with_user(line.approver_id or self.office_user).action_approve("同意")
        seen = [self.snapshot(matter)]
        self.closed(matter)
        return [*seen, self.snapshot(matter), {"staff": people}]

    def snapshot(self, matter):
        """What the database keeps of a matter: its trail, to-dos, messages, followers and values."""
        self.env.flush_all()
        self.cr.flush()
        self.cr.execute(
            """SELECT action, user_id, on_behalf_id, state_from, state_to, note FROM duban_act
                WHERE matter_id = %s ORDER BY seq""",
            (matter.id,),
        )
        acts = self.cr.fetchall()
        self.cr.execute(
            """SELECT a.duban_key, a.user_id, a.date_deadline, a.active, a.summary, a.res_model FROM mail_activity a
                WHERE a.res_model = 'duban.matter' AND a.res_id = %s OR a.res_model = 'duban.request'
                  AND a.res_id IN (SELECT id FROM duban_request WHERE matter_id = %s) ORDER BY 1, 2, 3, 4""",
            (matter.id, matter.id),
        )
        todos = self.cr.fetchall()
        self.cr.execute(
            """SELECT m.message_type, m.body, m.author_id, m.subject,
                      array_agg(DISTINCT n.res_partner_id ORDER BY n.res_partner_id),
                      array_agg(DISTINCT f.name ORDER BY f.name)
                 FROM mail_message m LEFT JOIN mail_notification n ON n.mail_message_id = m.id
                 LEFT JOIN mail_tracking_value t ON t.mail_message_id = m.id
                 LEFT JOIN ir_model_fields f ON f.id = t.field_id
                WHERE m.model = 'duban.matter' AND m.res_id = %s GROUP BY m.id ORDER BY 1, 2, 3, 4, 5, 6""",
            (matter.id,),
        )
        messages = self.cr.fetchall()
        self.cr.execute(
            "SELECT partner_id FROM mail_followers WHERE res_model = 'duban.matter' AND res_id = %s ORDER BY 1",
            (matter.id,),
        )
        followers = self.cr.fetchall()
        self.cr.execute("SELECT * FROM duban_matter WHERE id = %s", (matter.id,))
        row = {
            key: value
            for key, value in self.cr.dictfetchone().items()
            if key not in OWN
        }
        return {
            "acts": self.without_ids(acts),
            "todos": self.without_ids(todos),
            "messages": self.without_ids(messages),
            "followers": followers,
            "row": row,
        }

    def without_ids(self, rows):
        """Rows as text; the ids of what was made on the way are left out."""
        return [re.sub(r"([:/#(]|/web/)\d+\b", r"\1#", str(row)) for row in rows]

    def taken_back(self, call):
        savepoint = self.cr.savepoint(flush=True)
        try:
            return call()
        finally:
            self.env.invalidate_all(flush=False)
            savepoint.close(rollback=True)

    @clause("CORE-27", "CORE-20", "CORE-23")
    def test_a_key_changes_nothing(self):
        self.at("2024-03-04")
        plain = self.env
        usual = self.taken_back(self.life)
        for key, value in {"nothing": True, **KEYS}.items():
            with self.subTest(key=key):
                said = value(self) if callable(value) else value
                self.env = plain(context={**plain.context, key: said})
                try:
                    came = self.taken_back(self.life)
                finally:
                    self.env = plain
                for before, after in zip(usual, came, strict=True):
                    for what, expected in before.items():
                        self.assertEqual(after[what], expected, what)

    @clause("CORE-27")
    def test_a_change_is_noted(self):
        """Whatever the client says of noting none, also in lists and by superuser code for a person."""
        self.at("2024-03-04")
        for key in ("tracking_disable", "mail_notrack"):
            for su in (False, True):
                with self.subTest(key=key, su=su):
                    matter = self.matter(name="草稿")
                    self.cr.flush()
                    before = matter.sudo().message_ids
                    quiet = matter.with_context(**{key: True})
                    quiet.sudo(su).write({"name": "改名"})
                    self.env.flush_all()
                    self.cr.flush()
                    noted = (matter.sudo().message_ids - before).tracking_value_ids
                    self.assertEqual(noted.field_id.mapped("name"), ["name"])

    @clause("CORE-27", "CORE-17")
    def test_what_is_remembered_for_everybody_asks_no_context(self):
        found = set()
        for model in self.env.registry.values():
            for cls in model.mro():
                if cls.__module__.startswith("odoo.addons.duban_supervision"):
                    for name, method in vars(cls).items():
                        cached = getattr(method, "__cache__", None)
                        if cached:
                            found.add(name)
                            self.assertTrue(getattr(cached.method, "is_neutral", False), (cls, name))  # fmt: skip
        self.assertGreater(found, {"_feature_names", "_ids_of", "_duban_unit_id_lists"})

    @clause("CORE-27", "CORE-31", "CORE-17")
    def test_who_asks_first_changes_nothing_for_others(self):
        """Not with archived rows, nor with the options of a matter for which one of them was switched off."""
        self.at("2024-03-04")
        self.regulation._new_version(date(2024, 3, 1)).action_take_back()
        option = self.option("channel")[:1]
        option.active = False
        matter = self.filed()
        option.active = True
        rules, options = self.regulation, self.env["duban.option"]
        self.env.registry.clear_cache()
        usual = (rules._feature_names(), rules._snapshot())
        for key, value in (("active_test", False), ("duban_options_of", matter.id)):
            self.env.registry.clear_cache()
            self.env.invalidate_all()
            for asked in (rules, rules.with_user(self.office_user)):
                odd = asked.with_context(**{key: value})
                # as a page asks for the rows of a list: what comes stays in the cache
                lists = odd.option_list_ids.filtered(lambda row: row.code == "channel")
                lists.web_read({"option_ids": {}})
                for now in (odd, rules):
                    self.assertEqual(now._in_force(self.company), rules, key)
                    self.assertEqual((now._feature_names(), now._snapshot()), usual, key)  # fmt: skip
                    self.assertIn(option, options.with_env(now.env)._get(rules, "channel"), key)  # fmt: skip
