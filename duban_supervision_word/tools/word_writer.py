"""A document of the suite (``tools/paper.py`` of the engine) as a Word file, by python-docx.

The same data that is typeset as PDF: what the two say cannot differ.
"""

import io

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.run import Run

from odoo.addons.duban_supervision.tools import typesetter

from . import word_official

#: role → font as Word calls it on the machines of an office
FONTS = {
    "title": "方正小标宋简体",
    "body": "仿宋",
    "label": "黑体",
    "kai": "楷体",
}
LATIN = "Times New Roman"
ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
#: kind of a block → (role, points, bold, alignment, points below)
LOOKS = {
    "institution": ("body", 16, False, "center", 2),
    "title": ("title", 22, False, "center", 8),
    "subtitle": ("kai", 12, False, "center", 6),
    "number": ("body", 12, False, "right", 4),
    "heading": ("label", 14, False, "left", 4),
    "sign": ("body", 12, False, "right", 0),
}
TWIPS = 56.7  # in a millimetre


def write(document):
    """The Word file of ``document``.

    :param dict document: data of ``paper.read`` with ``paper`` (millimetres) and ``title``
    :return: bytes
    """
    word = Document()
    word.core_properties.title = document["title"]
    word.core_properties.author = ""
    official = any(page["layout"] for page in document["pages"])
    # what Word's grid of characters is measured by
    _fonts(word.styles["Normal"].font, "body", word_official.SIZE if official else 12)
    _spacing(word.styles["Normal"])
    for position, page in enumerate(document["pages"]):
        section = (
            word.add_section(WD_SECTION.NEW_PAGE) if position else word.sections[0]
        )
        _set_paper(section, document["paper"])
        writer = _Writer(word, document["paper"], page["wide"])
        if page["layout"]:
            word_official.set_grid(section)
            _restart(section)
            word_official.number_pages(word, section, page["layout"], _fonts)
            word_official.Official(writer, page["layout"]).blocks(page["blocks"])
        else:
            _number_pages(section, first=position == 0)
            writer.blocks(word, page["blocks"])
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def _set_paper(section, paper):
    section.page_width, section.page_height = Mm(paper["width"]), Mm(paper["height"])
    if paper["width"] > paper["height"]:
        section.orientation = WD_ORIENT.LANDSCAPE
    for side in ("top", "bottom", "left", "right"):
        setattr(section, f"{side}_margin", Mm(paper[side]))
    section.footer_distance = Mm(paper["bottom"] * 0.45)


def _restart(section):
    """Pages are counted from one."""
    if section._sectPr.find(qn("w:pgNumType")) is None:
        start = OxmlElement("w:pgNumType")
        start.set(qn("w:start"), "1")
        # where the schema wants it
        section._sectPr.insert_element_before(start, "w:cols", "w:docGrid")


def _number_pages(section, first):
    """— n — in the middle of the lower margin, each record counted from one."""
    if not first:
        return  # a section is made like the one before, its footer goes on
    _restart(section)
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    paragraph.add_run(" —")
    shown = OxmlElement("w:r")
    field.append(shown)
    for run in (*paragraph.runs, Run(shown, paragraph)):
        _fonts(run.font, "body", 14)
    Run(shown, paragraph).text = "1"


def _fonts(font, role, points=None, bold=None):
    """Chinese and Latin font of a run or style."""
    font.name = LATIN
    font.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONTS[role])
    if points:
        font.size = Pt(points)
    if bold:
        font.bold = True


def _spacing(styled, below=0, above=0):
    styled.paragraph_format.space_before = Pt(above)
    styled.paragraph_format.space_after = Pt(below)


class _Writer:
    """Writes blocks into the body or a cell."""

    fonts = staticmethod(_fonts)

    def __init__(self, word, paper, wide):
        self.word = word
        self.width = paper["width"] - paper["left"] - paper["right"]
        self.size = 9.5 if wide else 12
        self.wide = wide

    def blocks(self, holder, blocks, role="body", empty=None):
        """Write ``blocks`` at the end of ``holder``.

        :param empty: paragraph that is there already and is filled first
        """
        for block in blocks:
            kind = block["kind"]
            if kind in ("table", "chart"):
                getattr(self, kind)(block)
                continue
            if kind == "keep":
                self.blocks(holder, block["blocks"], role, empty)
                empty = None
                continue
            paragraph, empty = empty or holder.add_paragraph(), None
            if kind == "break":
                paragraph.add_run().add_break(WD_BREAK.PAGE)
            elif kind == "rule":
                self.border(paragraph, "top")
            else:
                self.paragraph(paragraph, block, role)

    def paragraph(self, paragraph, block, role):
        kind = block["kind"]
        size, bold = self.size, False
        if kind in LOOKS:
            role, size, bold, align, below = LOOKS[kind]
            if self.wide and kind in ("title", "institution"):
                size -= 3
            paragraph.alignment = ALIGN[block.get("align", align)]
            _spacing(paragraph, below)
        elif "align" in block:
            paragraph.alignment = ALIGN[block["align"]]
        if kind == "paragraph":
            paragraph.paragraph_format.first_line_indent = Pt(2 * size)
        elif kind == "heading":
            paragraph.paragraph_format.keep_with_next = True
        if block.get("ruled"):
            self.border(paragraph, "bottom")
        for run in block["runs"]:
            if "br" in run:
                paragraph.add_run().add_break()
                continue
            if "fill" in run:
                paragraph.add_run("\t")
                continue
            text = run["t"].replace("\u200b", "") + ("　" if run.get("choice") else "")
            written = paragraph.add_run(text)
            _fonts(
                written.font,
                "label" if run.get("bold") else role,
                size * (0.8 if run.get("small") else 1),
                bold or run.get("bold"),
            )

    def border(self, paragraph, side):
        borders = OxmlElement("w:pBdr")
        line = OxmlElement(f"w:{side}")
        for name, value in (
            ("val", "single"),
            ("sz", "4"),
            ("space", "1"),
            ("color", "000000"),
        ):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
        # the schema wants it before spacing and indentation
        paragraph._p.get_or_add_pPr().insert_element_before(
            borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )

    # -- tables

    def table(self, block):
        total = sum(block["widths"]) or 1
        widths = [self.width * width / total for width in block["widths"]]
        table = self.word.add_table(rows=0, cols=len(widths))
        table.style = "Table Grid"
        table.autofit = False
        for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
            column.w = Mm(width)
        open_cells = {}  # column → (rows still spanned, columns)
        for position, row in enumerate(block["rows"]):
            self.row(table, row, widths, open_cells, position < block["head"], block)
        # two tables that touch become one
        _spacing(self.word.add_paragraph(), 0)

    def chart(self, block):
        """Bars: a shaded paragraph between name and figure, as long as the share says."""
        table = self.word.add_table(rows=0, cols=3)
        table.autofit = False
        widths = [self.width * part for part in (0.3, 0.55, 0.15)]
        for row in block["rows"]:
            cells = table.add_row().cells
            for cell, width in zip(cells, widths, strict=True):
                cell.width = Mm(width)
            for cell, data in zip((cells[0], cells[2]), row["cells"], strict=True):
                self.blocks(cell, data["blocks"], "body", cell.paragraphs[0])
            bar = cells[1].paragraphs[0]
            room = widths[1] - 4
            bar.paragraph_format.right_indent = Mm(room * (1 - row["share"] / 100))
            bar.paragraph_format.line_spacing = Pt(self.size * 0.8)
            if row["share"]:
                shade = OxmlElement("w:shd")
                for name, value in (
                    ("val", "clear"),
                    ("color", "auto"),
                    ("fill", "595959"),
                ):
                    shade.set(qn(f"w:{name}"), value)
                bar._p.get_or_add_pPr().insert_element_before(
                    shade, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
                )
        _spacing(self.word.add_paragraph(), 0)

    def row(self, table, row, widths, open_cells, is_head, block):
        line = table.add_row()
        element = line._tr
        for cell in list(element.tc_lst):
            element.remove(cell)
        cells = iter(row["cells"])
        column = 0
        while column < len(widths):
            if column in open_cells:
                left, span = open_cells.pop(column)
                self.cell(
                    table, element, widths[column : column + span], merge="continue"
                )
                if left > 1:
                    open_cells[column] = (left - 1, span)
                column += span
                continue
            data = next(cells, None)
            if data is None:
                self.cell(table, element, widths[column:])
                break
            span = min(data["colspan"], len(widths) - column)
            if row["group"] and len(row["cells"]) == 1:
                span = len(widths)
            merge = "restart" if data["rowspan"] > 1 else None
            if merge:
                open_cells[column] = (data["rowspan"] - 1, span)
            written = self.cell(
                table, element, widths[column : column + span], merge, data
            )
            self.blocks(
                written,
                data["blocks"],
                "label" if data["label"] or row["group"] else "body",
                written.paragraphs[0],
            )
            column += span
        self.row_properties(element, row, is_head, block)

    def cell(self, table, element, widths, merge=None, data=None):
        """A new cell at the end of a row."""
        tc = OxmlElement("w:tc")
        properties = OxmlElement("w:tcPr")
        tc.append(properties)
        self.property(properties, "w:tcW", w=round(sum(widths) * TWIPS), type="dxa")
        if len(widths) > 1:
            self.property(properties, "w:gridSpan", val=len(widths))
        if merge:
            self.property(properties, "w:vMerge", val=merge)
        top = data and data["top"] and not data["label"]
        self.property(properties, "w:vAlign", val="top" if top else "center")
        tc.append(OxmlElement("w:p"))
        element.append(tc)
        cell = _Cell(tc, table)
        if data and not data["blocks"]:
            _fonts(cell.paragraphs[0].add_run("").font, "body", self.size)
        elif data:
            cell.paragraphs[0].alignment = ALIGN[data["align"]]
        return cell

    def property(self, parent, tag, **values):
        child = OxmlElement(tag)
        for name, value in values.items():
            child.set(qn(f"w:{name}"), str(value))
        parent.append(child)

    def is_short(self, cell, form):
        """Whether a row with this cell stays whole; as on paper."""
        if form:
            return cell["length"] < typesetter.SPLIT
        room = cell["share"] * self.width * TWIPS / 20
        return cell["length"] * self.size / room < typesetter.LINES

    def row_properties(self, element, row, is_head, block):
        properties = element.get_or_add_trPr()
        height = max([cell["height"] for cell in row["cells"]], default=0)
        if not height and block["form"]:
            height = 24
        if all(self.is_short(cell, block["form"]) for cell in row["cells"]):
            properties.append(OxmlElement("w:cantSplit"))
        if height:
            self.property(
                properties, "w:trHeight", val=round(height * 20), hRule="atLeast"
            )
        if is_head:
            properties.append(OxmlElement("w:tblHeader"))
