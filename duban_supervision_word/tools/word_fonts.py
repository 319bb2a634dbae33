"""Fonts of a Word file by role, and what stands in for one that the machine does not have."""

import math

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt
from lxml import etree

#: role → font as Word calls it on the machines of an office
FONTS = {
    "title": "方正小标宋简体",
    "body": "仿宋",
    "label": "黑体",
    "kai": "楷体",
}
LATIN = "Times New Roman"
#: font → others that Word or WPS takes where it is missing, the nearest first
INSTEAD = {
    "方正小标宋简体": "方正小标宋_GBK,FZXiaoBiaoSong-B05S,华文中宋,STZhongsong,宋体",
    "仿宋": "仿宋_GB2312,FangSong,FangSong_GB2312,华文仿宋,STFangsong",
    "黑体": "SimHei,华文黑体,STHeiti",
    "楷体": "楷体_GB2312,KaiTi,KaiTi_GB2312,华文楷体,STKaiti",
}


def set_fonts(font, role, points=None, bold=None):
    """Chinese and Latin font of a run or style, and its size in points (Word knows halves)."""
    font.name = LATIN
    font.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONTS[role])
    if points:
        font.size = Pt(math.floor(points * 2) / 2)
    if bold:
        font.bold = True


def prepare(word, points):
    """Make ``points`` the size that everything in ``word`` is measured by, and name what stands in for the fonts.

    Word measures its grid of characters by the style Normal, LibreOffice by the defaults of the file.
    """
    style = word.styles["Normal"]
    set_fonts(style.font, "body", points)
    # no room of Word's own between Chinese and figures: a line holds as many characters as on paper
    for tag in ("w:autoSpaceDE", "w:autoSpaceDN"):
        switch = OxmlElement(tag)
        switch.set(qn("w:val"), "0")
        style.element.get_or_add_pPr().insert_element_before(
            switch,
            "w:snapToGrid",
            "w:spacing",
            "w:ind",
            "w:contextualSpacing",
            "w:jc",
            "w:rPr",
        )
    for defaults in word.styles.element.iter(qn("w:rPrDefault")):
        for size in defaults.iter(qn("w:sz"), qn("w:szCs")):
            size.set(qn("w:val"), str(points * 2))
    for relation in word.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            _name_fallbacks(relation.target_part)


def _name_fallbacks(part):
    # python-docx keeps the table of fonts as bytes and has no public way to them
    table = parse_xml(part.blob)
    for name, others in INSTEAD.items():
        font = etree.SubElement(table, qn("w:font"))
        font.set(qn("w:name"), name)
        for tag, value in (
            ("altName", others),
            ("charset", "86"),
            ("family", "auto"),
            ("pitch", "default"),
        ):
            etree.SubElement(font, qn(f"w:{tag}")).set(qn("w:val"), value)
    part._blob = etree.tostring(
        table, xml_declaration=True, encoding="UTF-8", standalone=True
    )


def width(text):
    """Characters of full width that ``text`` is wide."""
    return sum(0.5 if ord(char) < 0x2000 else 1 for char in text)
