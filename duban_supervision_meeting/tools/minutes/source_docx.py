"""Paragraphs and tables of a .docx in reading order: numbers that Word counts, text boxes, changes accepted."""

import io
import zipfile

import docx
from docx.oxml.ns import qn

from .numbering import Numbering
from .source import MAX_CHARACTERS, Refused

MAX_UNPACKED = 60 * 2**20
MAX_PARTS = 4000
MAX_DEPTH = 60

#: elements that hold paragraphs or runs and say nothing themselves
WRAPPERS = {
    qn(f"w:{name}")
    for name in "sdt sdtContent smartTag customXml ins moveTo hyperlink fldSimple dir bdo".split()
}
SKIPPED = {qn(f"w:{name}") for name in "del moveFrom instrText delText".split()}


def blocks(data):
    """Blocks of the document in ``data``.

    :raise Refused: damaged, long, scanned (pictures only), empty
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if len(parts) > MAX_PARTS or sum(p.file_size for p in parts) > MAX_UNPACKED:
                raise Refused("long")
            if not any(part.filename == "word/document.xml" for part in parts):
                # a spreadsheet, a presentation, some other archive
                raise Refused("old_word")
        document = docx.Document(io.BytesIO(data))
    except Refused:
        raise
    except Exception:  # each layer of a broken package has an error of its own
        raise Refused("damaged") from None
    walker = Walker(document)
    found = walker.body(document.element.body)
    size = sum(len(block.get("text", "")) for block in found)
    if size > MAX_CHARACTERS:
        raise Refused("long")
    if not any(block.get("text") or block.get("rows") for block in found):
        has_picture = any("/media/" in f"/{part.filename}" for part in parts)
        raise Refused("scanned" if has_picture else "empty")
    return found


class Walker:
    """One document being read."""

    def __init__(self, document):
        self.numbering = Numbering(document)

    def body(self, element, depth=0):
        """Blocks below ``element``."""
        if depth > MAX_DEPTH:
            raise Refused("damaged")
        found = []
        for child in element.iterchildren():
            if child.tag == qn("w:p"):
                found += self.paragraph(child, depth)
            elif child.tag == qn("w:tbl"):
                found.append({"rows": self.rows(child, depth + 1)})
            elif child.tag in WRAPPERS:
                found += self.body(child, depth + 1)
        return found

    def paragraph(self, element, depth):
        """The paragraph itself and after it what its text boxes hold."""
        pieces, boxes = [], []
        self._runs(element, pieces, boxes, depth)
        number = self.numbering.next(element)
        lines = "".join(pieces).split("\n")
        found = [
            {
                "text": line.strip(),
                "number": number if not index else None,
                "wrapped": False,
                "page": 0,
            }
            for index, line in enumerate(lines)
        ]
        for box in boxes:
            found += self.body(box, depth + 1)
        return found

    def _runs(self, element, pieces, boxes, depth):
        if depth > MAX_DEPTH:
            raise Refused("damaged")
        for child in element.iterchildren():
            tag = child.tag
            if tag in SKIPPED or not isinstance(tag, str):
                continue
            if tag == qn("w:t"):
                pieces.append(child.text or "")
            elif tag in (qn("w:tab"), qn("w:ptab")):
                # a tab stop of the paragraph's layout has the same name and no text
                if element.tag == qn("w:r"):
                    pieces.append("\t")
            elif tag in (qn("w:br"), qn("w:cr")):
                pieces.append("\n")
            elif tag == qn("w:noBreakHyphen"):
                pieces.append("-")
            elif tag == qn("w:txbxContent"):
                boxes.append(child)
            elif tag.endswith("}AlternateContent"):
                # the same box twice: for programs of today and of before
                choices = child.findall(f"{tag[: tag.index('}') + 1]}Choice")
                for choice in choices[:1] or list(child.iterchildren())[:1]:
                    self._runs(choice, pieces, boxes, depth + 1)
            elif tag not in (qn("w:pPr"), qn("w:rPr")):
                self._runs(child, pieces, boxes, depth + 1)

    def rows(self, table, depth):
        """Rows of cells; a cell that continues the one above repeats its text, a wide one is one cell."""
        found, above = [], {}
        for row in table.iter(qn("w:tr")):
            if next(row.iterancestors(qn("w:tbl"))) is not table:
                continue
            cells, column = [], 0
            for cell in row.iter(qn("w:tc")):
                if next(cell.iterancestors(qn("w:tr"))) is not row:
                    continue
                texts = []
                for block in self.body(cell, depth):
                    if "rows" in block:
                        texts += ["\t".join(inner) for inner in block["rows"]]
                    elif block["text"]:
                        texts.append((block["number"] or "") + block["text"])
                text = "\n".join(texts)
                merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
                if merge is not None and merge.get(qn("w:val")) != "restart":
                    text = above.get(column, text)
                above[column] = text
                span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
                width = span.get(qn("w:val"), "1") if span is not None else "1"
                column += min(int(width), 64) if width.isdigit() else 1
                cells.append(text)
            found.append(cells)
        return found
