"""A document of the suite (``tools/paper.py`` of the engine) as a Word file, by python-docx.

The same data that is typeset as PDF: what the two say cannot differ.
"""

import io

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from . import word_fonts, word_official, word_table
from .word_table import ALIGN

#: kind of a block → (role, points, bold, alignment, points below)
LOOKS = {
    "institution": ("body", 16, False, "center", 2),
    "title": ("title", 22, False, "center", 8),
    "subtitle": ("kai", 12, False, "center", 6),
    "number": ("body", 12, False, "right", 4),
    "heading": ("label", 14, False, "left", 4),
    "sign": ("body", 12, False, "right", 0),
}


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
    word_fonts.prepare(word, word_official.SIZE if official else 12)
    _spacing(word.styles["Normal"])
    for position, page in enumerate(document["pages"]):
        section = (
            word.add_section(WD_SECTION.NEW_PAGE) if position else word.sections[0]
        )
        _set_paper(section, document["paper"])
        writer = _Writer(word, document["paper"], page["wide"])
        if page["layout"]:
            word_official.set_grid(word, section)
            _restart(section)
            word_official.number_pages(word, section, page["layout"])
            word_official.Official(writer, page["layout"]).blocks(page["blocks"])
        else:
            _continued(section, page, writer.width)
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


def _continued(section, page, width):
    """From its second page on a record says above the text what it is, and its number."""
    section.different_first_page_header_footer = True
    section.header_distance = Mm(10)
    section.first_page_header.is_linked_to_previous = False
    section.header.is_linked_to_previous = False
    paragraph = section.header.paragraphs[0]
    paragraph.style = "Normal"
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT)
    for text in (f"{page['name']}（续）", f"\t{page['number']}"):
        word_fonts.set_fonts(paragraph.add_run(text).font, "body", 9)


def _number_pages(section, first):
    """— n — in the middle of the lower margin, each record counted from one."""
    if not first:
        return  # a section is made like the one before, its footer goes on
    _restart(section)
    for footer in (section.footer, section.first_page_footer):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        word_official.number(paragraph, 10.5)


def _spacing(styled, below=0, above=0):
    styled.paragraph_format.space_before = Pt(above)
    styled.paragraph_format.space_after = Pt(below)


class _Writer:
    """Writes blocks into the body or a cell."""

    def __init__(self, word, paper, wide):
        self.word = word
        self.width = paper["width"] - paper["left"] - paper["right"]
        self.size = 9.5 if wide else 12
        self.wide = wide
        self.tables = word_table.Tables(self)

    def blocks(self, holder, blocks, role="body", empty=None):
        """Write ``blocks`` at the end of ``holder``.

        :param empty: paragraph that is there already and is filled first
        """
        for block in blocks:
            kind = block["kind"]
            if kind in ("table", "chart"):
                getattr(self.tables, kind)(block)
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
            # paragraphs with the same border are one box to Word, which draws between them only what it is told to
            self.border(paragraph, "bottom", "between")
        for run in block["runs"]:
            if "br" in run:
                paragraph.add_run().add_break()
                continue
            if "fill" in run:
                paragraph.add_run("\t")
                continue
            text = run["t"].replace("\u200b", "") + ("　" if run.get("choice") else "")
            written = paragraph.add_run(text)
            word_fonts.set_fonts(
                written.font,
                "label" if run.get("bold") else role,
                size * (0.8 if run.get("small") else 1),
                bold or run.get("bold"),
            )

    def border(self, paragraph, *sides):
        borders = OxmlElement("w:pBdr")
        for side in sides:
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
