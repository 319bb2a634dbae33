"""Opening a filed matter with a PDF: the web client stores nothing on what is kept, so nothing is refused."""

import io

from reportlab.pdfgen.canvas import Canvas

from odoo.tests import HttpCase, tagged

from tests.clauses import clause
from tests.common import SupervisionCommon

#: Odoo draws the picture of a PDF within a second or two and stores it
LOOK = """
setTimeout(() => {
    const box = document.querySelector(".modal, .o_notification .bg-danger, .o_error_dialog");
    console[box ? "error" : "log"](box ? box.innerText : "test successful");
}, 6000);
"""


@tagged("post_install", "-at_install")
class TestFiles(SupervisionCommon, HttpCase):
    browser_size = "1400x900"

    @clause("CORE-27")
    def test_a_filed_matter_with_a_pdf_opens(self):
        self.office_user.lang = "zh_CN"
        matter = self.accepted()
        stream = io.BytesIO()
        canvas = Canvas(stream)
        canvas.drawString(100, 700, "notice")
        canvas.save()
        file = self.env["ir.attachment"].with_user(self.office_user).create(
            {"name": "notice.pdf", "raw": stream.getvalue(), "res_model": matter._name, "res_id": matter.id}
        )  # fmt: skip
        self.assertEqual(file.mimetype, "application/pdf")
        words = "notice"
        matter.with_user(self.office_user).message_post(
            body=words, attachment_ids=file.ids
        )
        self.browser_js(
            f"/odoo/supervision/{matter.id}",
            LOOK,
            "!!document.querySelector('.o-mail-AttachmentCard, .o-mail-AttachmentContainer')",
            login=self.office_user.login,
        )
