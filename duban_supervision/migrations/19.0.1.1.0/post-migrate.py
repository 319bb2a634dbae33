"""One scheduled action reminds; what was sent at once before has its message on record."""

from odoo import SUPERUSER_ID, api

CRONS = ("ir_cron_semester_report", "ir_cron_rectification")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in CRONS:
        cron = env.ref(f"duban_supervision.{name}", raise_if_not_found=False)
        if cron:
            cron.unlink()
    # The to-dos that these actions made are the patrol's now, which makes them anew under a key.
    env["mail.activity"].search(
        [
            ("res_model", "in", ("duban.semester", "duban.accountability")),
            ("automated", "=", True),
            ("duban_key", "=", False),
        ]
    ).unlink()
    sent = env["duban.reminder"].search(
        [("kind", "=", "urgent"), ("digest_id", "=", False)]
    )
    for reminder in sent:
        reminder.digest_id = env["duban.digest"].create(
            {
                "user_id": reminder.user_id.id,
                "company_id": reminder.company_id.id,
                "date": reminder.date,
                "date_created": reminder.create_date,
                "is_at_once": True,
                "delivery_ids": [
                    (
                        0,
                        0,
                        {
                            "channel": reminder.user_id.notification_type,
                            "state": "sent",
                            "date_sent": reminder.create_date,
                        },
                    )
                ],
            }
        )
