"""Fixtures of the tests of meetings."""

from odoo import Command

from tests.common import SupervisionCommon


class MeetingCommon(SupervisionCommon):
    """A plain institution with two bodies, one of them seen by few."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Body = cls.env["duban.decision.body"]
        cls.body_board = Body.create(
            {
                "regulation_id": cls.regulation.id,
                "code": "board",
                "name": "校长办公会议",
            }
        )
        cls.body_party = Body.create(
            {
                "regulation_id": cls.regulation.id,
                "code": "party",
                "name": "党委会",
                "meeting_restricted": True,
                "meeting_reader_ids": [Command.set(cls.secretary.ids)],
            }
        )

    def meeting(self, user=None, **values):
        return (
            self.env["duban.meeting"]
            .with_user(user or self.office_user)
            .create(
                {
                    "body_id": self.body_board.id,
                    "ordinal": "2024年第3次",
                    "date": "2024-03-04",
                    "minutes_number": "校办纪〔2024〕3号",
                    "date_issued": "2024-03-06",
                    "company_id": self.company.id,
                    **values,
                }
            )
        )

    def item(self, meeting, words="教务处更新教学用机房", **values):
        return (
            self.env["duban.resolution"]
            .with_user(self.office_user)
            .create({"meeting_id": meeting.id, "name": words, **values})
        )
