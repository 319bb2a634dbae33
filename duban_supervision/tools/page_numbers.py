"""Page numbers on a finished PDF.

wkhtmltopdf built without patched Qt prints no footer, so the numbers are drawn afterwards, the way Chinese office
documents carry them: — 1 — in the middle of the lower margin. Only digits and dashes are drawn: no font has to be
found.
"""

import io

from reportlab.pdfgen.canvas import Canvas

from odoo.tools.pdf import PdfFileReader, PdfFileWriter

FONT, SIZE = "Times-Roman", 10.5
#: above the lower edge, in points: inside the lower margin of every paper format of the suite
BASELINE = 24
#: in the properties of a PDF that has its numbers
MARK = "/DubanPages"


def number_pages(pdf):
    """Draw page numbers on a PDF of more than one page.

    :param bytes pdf: the document
    :return: the document with its numbers; as it is when it has one page only, or its numbers already
    """
    reader = PdfFileReader(io.BytesIO(pdf))
    if reader.getNumPages() < 2 or MARK in (reader.getDocumentInfo() or {}):
        return pdf
    writer = PdfFileWriter()
    for number in range(1, reader.getNumPages() + 1):
        writer.addPage(reader.getPage(number - 1))
        page = writer.getPage(number - 1)
        width, height = float(page.mediaBox[2]), float(page.mediaBox[3])
        drawn = io.BytesIO()
        canvas = Canvas(drawn, pagesize=(width, height))
        canvas.setFont(FONT, SIZE)
        canvas.drawCentredString(width / 2, BASELINE, f"— {number} —")
        canvas.save()
        page.mergePage(PdfFileReader(io.BytesIO(drawn.getvalue())).getPage(0))
    writer.addMetadata({MARK: str(reader.getNumPages())})
    numbered = io.BytesIO()
    writer.write(numbered)
    return numbered.getvalue()
