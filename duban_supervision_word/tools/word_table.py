"""Tables and bars of a document in a Word file."""

import math

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell

from odoo.addons.duban_supervision.tools import typesetter

from . import word_fonts

ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
TWIPS = 56.7  # in a millimetre
#: room beside a label and beside other text, in points; as on paper
BESIDE_LABEL, BESIDE, BESIDE_FORM, ABOVE = 2, 3, 5.4, 2
#: width of a letter or figure against its size
LETTER = 0.55
#: a label so much too long is set smaller, a longer one in lines of the same length
A_LITTLE = 1.12
#: eighths of a point: the frame of a form, and the rules inside
FRAME, INSIDE = 12, 4
SIDES = ("top", "left", "bottom", "right")


class Tables:
    """Writes the tables of one page.

    :param writer: the writer of blocks, for what stands in the cells
    """

    def __init__(self, writer):
        self.writer = writer
        self.word = writer.word
        self.width = writer.width

    def add(self, widths, style=None):
        """A table without rows, with columns of ``widths`` millimetres, as wide as the text."""
        table = self.word.add_table(rows=0, cols=len(widths))
        if style:
            table.style = style
        table.autofit = False
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
            column.w = Mm(width)
        return table

    def close(self):
        """What follows the table; two that touch would become one."""
        shape = self.word.add_paragraph().paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        shape.line_spacing = Pt(10)

    def table(self, block):
        widths = self.widths(block)
        table = self.add(widths, "Table Grid")
        if block["form"]:
            self.frame(table)
        else:
            self.margins(table._tbl.tblPr, "w:tblCellMar", BESIDE)
        open_cells = {}  # column → (rows still spanned, columns)
        for position, row in enumerate(block["rows"]):
            self.row(table, row, widths, open_cells, position < block["head"], block)
        self.close()

    def widths(self, block):
        """Widths of the columns in millimetres; one of a list holds its longest word, the others make room."""
        total = sum(block["widths"]) or 1
        widths = [self.width * width / total for width in block["widths"]]
        if block["form"]:
            return widths
        least = [
            (letters * LETTER * self.writer.size + 2 * BESIDE + 1) * 20 / TWIPS
            for letters in block["words"]
        ]
        least += [0] * (len(widths) - len(least))
        fixed = {at for at, width in enumerate(widths) if least[at] > width}
        room = self.width - sum(least[at] for at in fixed)
        rest = sum(width for at, width in enumerate(widths) if at not in fixed)
        if not fixed or room <= 0 or not rest:
            return widths
        return [
            least[at] if at in fixed else width * room / rest
            for at, width in enumerate(widths)
        ]

    def margins(self, parent, tag, beside, above=0):
        margin = OxmlElement(tag)
        for side in SIDES:
            points = beside if side in ("left", "right") else above
            if points:
                self.property(margin, f"w:{side}", w=round(points * 20), type="dxa")
        parent.insert_element_before(margin, "w:tblLook", "w:vAlign")

    def frame(self, table):
        borders = OxmlElement("w:tblBorders")
        for side in (*SIDES, "insideH", "insideV"):
            thick = side in SIDES
            self.property(
                borders,
                f"w:{side}",
                val="single",
                sz=FRAME if thick else INSIDE,
                space=0,
                color="000000",
            )
        properties = table._tbl.tblPr
        properties.insert_element_before(
            borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"
        )
        # room above and below, but not so much that a form of one sheet needs a second one
        self.margins(properties, "w:tblCellMar", BESIDE_FORM, ABOVE)

    def chart(self, block):
        """Bars: a shaded paragraph between name and figure, as long as the share says."""
        widths = [self.width * part for part in (0.3, 0.5, 0.2)]
        table = self.add(widths)
        for row in block["rows"]:
            cells = table.add_row().cells
            for cell, width in zip(cells, widths, strict=True):
                cell.width = Mm(width)
            for cell, data in zip((cells[0], cells[2]), row["cells"], strict=True):
                self.writer.blocks(cell, data["blocks"], "body", cell.paragraphs[0])
            cells[0].paragraphs[0].alignment = ALIGN["right"]
            bar = cells[1].paragraphs[0]
            room = widths[1] - 4
            bar.paragraph_format.right_indent = Mm(room * (1 - row["share"] / 100))
            bar.paragraph_format.line_spacing = Pt(self.writer.size * 0.8)
            if row["share"]:
                shade = OxmlElement("w:shd")
                for name, value in (
                    ("val", "clear"),
                    ("color", "auto"),
                    ("fill", "595959"),
                ):
                    shade.set(qn(f"w:{name}"), value)
                bar._p.get_or_add_pPr().insert_element_before(
                    shade,
                    "w:tabs",
                    "w:snapToGrid",
                    "w:spacing",
                    "w:ind",
                    "w:jc",
                    "w:rPr",
                )
            table.rows[-1]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        self.close()

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
            covered = widths[column : column + span]
            written = self.cell(table, element, covered, merge, data)
            role = "label" if data["label"] or row["group"] else "body"
            self.writer.blocks(written, data["blocks"], role, written.paragraphs[0])
            if data["label"]:
                self.fit(written, data["blocks"], sum(covered))
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
        if data and data["label"]:
            self.margins(properties, "w:tcMar", BESIDE_LABEL)
        top = data and data["top"] and not data["label"]
        self.property(properties, "w:vAlign", val="top" if top else "center")
        tc.append(OxmlElement("w:p"))
        element.append(tc)
        cell = _Cell(tc, table)
        if data and not data["blocks"]:
            word_fonts.set_fonts(
                cell.paragraphs[0].add_run("").font, "body", self.writer.size
            )
        elif data:
            cell.paragraphs[0].alignment = ALIGN[data["align"]]
        return cell

    def fit(self, cell, blocks, width):
        """A label is not broken for its last character: a little smaller, else lines of the same length."""
        runs = blocks[0].get("runs", ()) if len(blocks) == 1 else ()
        if not runs or any("t" not in run for run in runs):
            return
        paragraph = cell.paragraphs[0]
        room = width * TWIPS / 20 - 2 * BESIDE_LABEL
        whole = word_fonts.width(paragraph.text) * self.writer.size
        if whole <= room:
            return
        if whole <= A_LITTLE * room:
            for run in paragraph.runs:
                size = self.writer.size * room / whole * 0.99
                run.font.size = Pt(math.floor(size * 2) / 2)
            return
        if not paragraph.text.isalpha():
            return  # marks decide where its lines may end
        lines = math.ceil(whole / room)
        spare = room - (whole / lines + 0.7 * self.writer.size)
        if spare > 0:
            shape = paragraph.paragraph_format
            shape.left_indent = shape.right_indent = Pt(spare / 2)

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
        return cell["length"] * self.writer.size / room < typesetter.LINES

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
