"""An official document (GB/T 9704-2012) as Word: red head, grid of 22 lines × 28 characters, imprint, page numbers.

The same data and the same measures as ``report/official.typ`` of the engine.
"""

from copy import copy

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from . import word_fonts

ROWS, COLUMNS = 22, 28
#: twips (a twentieth of a point) of the body of 156 × 225 mm
BODY_WIDTH, BODY_HEIGHT = 8844, 12756
LINE = BODY_HEIGHT // ROWS
#: left of the body: 28 mm
MARGIN = 1587
SIZE, SMALL, TITLE = 16, 14, 22
INK = RGBColor(255, 0, 0)
#: the wider rule of a letter: 170 mm, so 7 mm beyond the text on each side
BEYOND = 397
MARK = {"document": (46, 35), "letter": (36, 0), "bulletin": (54, 8)}
CENTER, LEFT, RIGHT = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
)
#: elements of ``w:pPr`` that come after a border, a shading, tabs, by the schema
AFTER_BORDER = (
    "w:shd",
    "w:tabs",
    "w:autoSpaceDE",
    "w:autoSpaceDN",
    "w:snapToGrid",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:jc",
    "w:rPr",
)


def set_grid(word, section):
    """22 lines of 28 characters on the page: as the grid that Word's page setup shows, and as measures of the text.

    Lines have their height and characters their distance of their own: LibreOffice and WPS draw characters that are
    wider than a cell of the grid two cells apart, and tables would get lines as high as the text's.
    """
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(LINE))
    # the width of a character beyond the type size of the document, in 4096ths of a point
    grid.set(qn("w:charSpace"), str(round((BODY_WIDTH / 20 / COLUMNS - SIZE) * 4096)))
    properties.append(grid)
    style = word.styles["Normal"].element
    off = OxmlElement("w:snapToGrid")
    off.set(qn("w:val"), "0")
    style.get_or_add_pPr().insert_element_before(
        off, *AFTER_BORDER[AFTER_BORDER.index("w:spacing") :]
    )
    letters = style.get_or_add_rPr()
    closer = OxmlElement("w:spacing")
    closer.set(qn("w:val"), str(round(BODY_WIDTH / COLUMNS - SIZE * 20)))
    for element in (copy(off), closer):
        letters.insert_element_before(
            element, "w:kern", "w:position", "w:sz", "w:szCs", "w:lang"
        )


def number_pages(word, section, layout):
    """— n —: on odd pages right, on even pages left, one character from the edge; a letter's first page has none."""
    word.settings.odd_and_even_pages_header_footer = True
    section.footer_distance = Mm(35 - 7 - 5)
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = RIGHT if side == "right" else LEFT
        _indent(paragraph, **{side: SMALL * 20})
        number(paragraph, SMALL)
    section.different_first_page_header_footer = layout == "letter"
    if layout == "letter":
        first = section.first_page_footer
        first.is_linked_to_previous = False
        _rule(first.paragraphs[0], "top", "thinThickSmallGap")
        _indent(first.paragraphs[0], left=-BEYOND, right=-BEYOND)


def number(paragraph, points):
    """— n —, the number as a field."""
    word_fonts.set_fonts(paragraph.add_run("— ").font, "body", points)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    shown = paragraph.add_run("1")
    word_fonts.set_fonts(shown.font, "body", points)
    field.append(shown._r)
    word_fonts.set_fonts(paragraph.add_run(" —").font, "body", points)


def _indent(paragraph, **values):
    """Indentation in twips: left, right, firstLine, hanging, or in characters: firstLineChars."""
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    for name, value in values.items():
        indent.set(qn(f"w:{name}"), str(value))


def _rule(paragraph, side, style="single", eighths=12, color="FF0000", space=1):
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(borders, *AFTER_BORDER)
    line = OxmlElement(f"w:{side}")
    for name, value in (
        ("val", style),
        ("sz", eighths),
        ("space", space),
        ("color", color),
    ):
        line.set(qn(f"w:{name}"), str(value))
    borders.append(line)


class Official:
    """Writes the blocks of one official document.

    :param writer: the writer of forms and lists, for tables and runs
    :param str layout: document, letter or bulletin
    """

    def __init__(self, writer, layout):
        self.writer = writer
        self.word = writer.word
        self.layout = layout

    def blocks(self, blocks):
        for position, block in enumerate(blocks):
            kinds = [
                blocks[at]["kind"] if 0 <= at < len(blocks) else ""
                for at in (position - 1, position + 1)
            ]
            self.block(block, *kinds)

    def block(self, block, before, after):
        kind = block["kind"]
        if kind in ("table", "chart"):
            getattr(self.writer.tables, kind)(block)
            if after in ("signature", "attached"):
                self.keep_last_row()
        elif kind == "keep":
            self.blocks(block["blocks"])
        elif kind == "imprint":
            self.imprint(block)
        elif kind == "signature":
            self.signature(block)
        elif kind == "docnumber":
            self.number(block, before != kind, after != kind)
        elif kind == "mark":
            self.mark(block)
            if after != "docnumber" and self.layout != "letter":
                self.red_rule()
        elif kind in ("title", "attached"):
            getattr(self, kind)(block)
        elif kind == "break":
            self.line().paragraph_format.page_break_before = True
        else:
            # the signature never stands alone on a page
            paragraph = self.text(block, after in ("signature", "attached"))
            if after in ("table", "chart"):
                paragraph.paragraph_format.space_after = Pt(0.2 * LINE / 20)

    def keep_last_row(self):
        """The last row of what was just drawn goes with what follows, as the signature never stands alone."""
        for cell in self.word.tables[-1].rows[-1].cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True

    def line(self, runs=(), role="body", size=SIZE, rows=1, color=None, bold=False):
        """A paragraph of the grid."""
        paragraph = self.word.add_paragraph()
        shape = paragraph.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        shape.line_spacing = Pt(rows * LINE / 20)
        for run in runs:
            if "br" in run:
                paragraph.add_run().add_break()
            elif "fill" in run:
                paragraph.add_run("\t")
            else:
                written = paragraph.add_run(run["t"].replace("\u200b", ""))
                used = "label" if run.get("bold") else role
                word_fonts.set_fonts(written.font, used, size, bold or run.get("bold"))
                if color is not None:
                    written.font.color.rgb = color
        return paragraph

    def text(self, block, keep=False):
        kind = block["kind"]
        role = {"heading": "label", "subheading": "kai"}.get(kind, "body")
        paragraph = self.line(block["runs"], role)
        if "align" in block:
            paragraph.alignment = {"center": CENTER, "right": RIGHT, "left": LEFT}[
                block["align"]
            ]
        elif kind != "to":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            _indent(paragraph, firstLineChars=200, firstLine=2 * SIZE * 20)
        paragraph.paragraph_format.keep_with_next = keep or role != "body"
        return paragraph

    def mark(self, block):
        """The red mark: 35 mm below the body's upper edge, smaller where it would not fit in one line."""
        largest, above = MARK[self.layout]
        text = "".join(run.get("t", "") for run in block["runs"])
        size = min(largest, int(BODY_WIDTH / 20 / (word_fonts.width(text) * 1.07)))
        paragraph = self.line(block["runs"], "title", size, color=INK, bold=True)
        paragraph.alignment = CENTER
        paragraph.paragraph_format.line_spacing = Pt(size * 1.2)
        paragraph.paragraph_format.space_before = Mm(above)
        if self.layout == "letter":
            _rule(paragraph, "bottom", "thickThinSmallGap", 24, space=11)
            _indent(paragraph, left=-BEYOND, right=-BEYOND)

    def number(self, block, first, last):
        paragraph = self.line(block["runs"])
        across = any("fill" in run for run in block["runs"])
        if self.layout == "letter":
            paragraph.alignment = RIGHT
            paragraph.paragraph_format.space_before = Pt(SIZE * 7 / 8)
            return
        if across:
            self.tab(paragraph, BODY_WIDTH - SIZE * 20)
            _indent(paragraph, left=SIZE * 20, right=SIZE * 20)
        else:
            paragraph.alignment = CENTER
        if first:
            rows = 0.6 if self.layout == "bulletin" else 2
            paragraph.paragraph_format.space_before = Pt(rows * LINE / 20)
        if last:
            self.red_rule()

    def red_rule(self):
        """4 mm below the number, or the mark where there is none."""
        rule = self.line()
        rule.paragraph_format.line_spacing = Mm(4)
        _rule(rule, "bottom")

    def tab(self, paragraph, position):
        paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(position / 20), 2)

    def title(self, block):
        rows = 1 if self.layout == "bulletin" else 2
        paragraph = self.line(block["runs"], "title", TITLE, rows=1.1)
        paragraph.alignment = CENTER
        paragraph.paragraph_format.space_before = Pt(rows * LINE / 20)
        paragraph.paragraph_format.space_after = Pt(LINE / 20)
        self.balance(paragraph, block)

    def balance(self, paragraph, block):
        """Lines of about the same length, none with a single character."""
        text = "".join(run.get("t", "") for run in block["runs"])
        width, room = word_fonts.width(text) * TITLE * 20, BODY_WIDTH
        if width > room:
            lines = -(-width // room)
            spare = max((room - width / lines - TITLE * 40) / 2, 0)
            _indent(paragraph, left=int(spare), right=int(spare))

    def attached(self, block):
        self.line()
        paragraph = self.line(block["runs"])
        _indent(paragraph, left=5 * SIZE * 20, hanging=3 * SIZE * 20)

    def signature(self, block):
        """Name above date: the date four characters from the right, the name centred on it."""
        lines = [[]]
        for run in block["runs"]:
            if "br" in run:
                lines.append([])
            else:
                lines[-1].append(run)
        date = word_fonts.width("".join(run["t"] for run in lines[-1]))
        self.line().paragraph_format.keep_with_next = True
        for runs in lines:
            paragraph = self.line(runs)
            paragraph.alignment = RIGHT
            own = word_fonts.width("".join(run["t"] for run in runs))
            _indent(paragraph, right=max(round((4 + (date - own) / 2) * SIZE * 20), 0))
            paragraph.paragraph_format.keep_with_next = runs is not lines[-1]

    def imprint(self, block):
        """A table at the foot of the last page: thick rules outside, thin ones between; a letter has copies only."""
        letter = self.layout == "letter"
        rows = [one for one in block["blocks"] if not letter or one["kind"] == "copies"]
        if not rows:
            return
        table = self.word.add_table(rows=0, cols=1)
        table.autofit = False
        self.float(table)
        for position, one in enumerate(rows):
            cell = table.add_row().cells[0]
            cell.width = Pt(BODY_WIDTH / 20)
            if not letter:
                self.borders(cell, position == 0, position == len(rows) - 1)
            paragraph = cell.paragraphs[0]
            made = self.line(one["runs"], size=SMALL)
            made.paragraph_format.line_spacing = Pt(24)
            cell._tc.replace(paragraph._p, made._p)
            if one["kind"] == "copies":
                # one character from the edge, further lines below the first name
                _indent(
                    made, left=4 * SMALL * 20, right=SMALL * 20, hanging=3 * SMALL * 20
                )
            else:
                _indent(made, left=SMALL * 20, right=SMALL * 20)
                self.tab(made, BODY_WIDTH - SMALL * 20)
        # a table is not the last thing of a document
        last = self.word.add_paragraph().paragraph_format
        last.line_spacing, last.space_after = Pt(1), Pt(0)

    def float(self, table):
        """At the foot of the text, and as wide as it.

        Counted from the edge of the page: a table as wide as the text whose place is counted from the text stays in
        the flow in LibreOffice, right below the date.
        """
        properties = table._tbl.tblPr
        place = OxmlElement("w:tblpPr")
        for name, value in (
            ("leftFromText", 0),
            ("rightFromText", 0),
            ("vertAnchor", "margin"),
            ("horzAnchor", "page"),
            ("tblpX", MARGIN),
            ("tblpYSpec", "bottom"),
        ):
            place.set(qn(f"w:{name}"), str(value))
        # right behind the style, as the schema wants it
        properties.insert(
            1 if properties.find(qn("w:tblStyle")) is not None else 0, place
        )
        # what is written in it has indents of its own
        inside = OxmlElement("w:tblCellMar")
        for side in ("left", "right"):
            none = OxmlElement(f"w:{side}")
            none.set(qn("w:w"), "0")
            none.set(qn("w:type"), "dxa")
            inside.append(none)
        properties.insert_element_before(inside, "w:tblLook")

    def borders(self, cell, first, last):
        borders = OxmlElement("w:tcBorders")
        for side, thick in (("top", first), ("bottom", last)):
            line = OxmlElement(f"w:{side}")
            # eighths of a point: 0.35 mm and 0.25 mm
            for name, value in (
                ("val", "single"),
                ("sz", 8 if thick else 6),
                ("space", 0),
                ("color", "000000"),
            ):
                line.set(qn(f"w:{name}"), str(value))
            borders.append(line)
        cell._tc.get_or_add_tcPr().append(borders)
