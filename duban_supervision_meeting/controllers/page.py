"""The page as a Word file, and on the screen of the meeting room."""

from odoo.http import Controller, content_disposition, request, route


class PageController(Controller):
    @route(
        "/duban/meeting/page/<int:page_id>.docx",
        type="http",
        auth="user",
        readonly=True,
    )
    def word(self, page_id):
        """The page as .docx, for whoever may read it."""
        page = request.env["duban.meeting.page"].browse(page_id).exists()
        if not page or not page.has_access("read"):
            return request.not_found()
        return request.make_response(
            page._page_word(),
            headers=[
                (
                    "Content-Type",
                    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                ),
                (
                    "Content-Disposition",
                    content_disposition(f"{page._page_title()}.docx"),
                ),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    @route(
        "/duban/meeting/page/<int:page_id>/screen",
        type="http",
        auth="user",
        readonly=True,
    )
    def screen(self, page_id):
        """The page as the meeting sees it, for whoever may read it; what the reader may not see stays away."""
        page = request.env["duban.meeting.page"].browse(page_id).exists()
        if not page or not page.has_access("read"):
            return request.not_found()
        return request.render(
            "duban_supervision_meeting.page_screen",
            {
                "page": page,
                "groups": page._screen_groups(),
                "day": request.env["duban.matter"]._format_date(page.date),
            },
            headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
        )
