"""The page as a Word file."""

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
