"""What a journal says of windows and of files: workbooks, Word documents and packages, in words."""

import io
import re
import zipfile
from datetime import date, datetime
from html import unescape
from itertools import compress

import docx
import openpyxl
from docx.oxml.ns import qn
from lxml import etree

DAY = "%Y-%m-%d"


def plain(value):
    """Text as it is read, in one line; a checksum is only said to be there."""
    text = unescape(re.sub(r"<[^>]+>", " ", str(value)))
    text = re.sub(r"\b[0-9a-f]{32,}\b", "…", text)
    return " ".join(text.split())


def said(values):
    """{label: text} in one line."""
    return "；".join(f"{label} {value}" for label, value in values.items() if value)


class JournalFiles:
    """Part of ``Journal``: further lines for what is not a record."""

    # -- windows and files

    def log_rows(self, title, records, *names):
        """What a window shows of ``records``, one line for each: the fields ``names``, else all that are stored."""
        self.lines.append(f"-- {title}")
        for record in records:
            shown = self.values_of(record) if not names else {}
            for name in names:
                field = record._fields[name]
                label = field.get_description(record.env, ["string"])["string"]
                shown[label] = self.text(record, field)
            self.lines.append(f"　{said(shown)}")

    def log_workbook(self, title, content, but=()):
        """The cells of a workbook (bytes), row by row, without the columns whose first row says one of ``but``."""
        self.lines.append(f"-- {title}")
        for sheet in openpyxl.load_workbook(io.BytesIO(content)):
            self.lines.append(f"　表“{sheet.title}”")
            shown = [cell.value not in but for cell in sheet[1]]
            for number, row in enumerate(sheet.iter_rows(), 1):
                cells = [self.struck(cell) for cell in compress(row, shown)]
                if any(cells):
                    hidden = sheet.row_dimensions[number].hidden
                    self.lines.append(
                        f"　{number}{'（隐藏）' if hidden else ''} {'｜'.join(cells)}"
                    )

    def struck(self, cell):
        """A cell's words, and that they are struck through."""
        words = self.cell(cell.value)
        return f"{words}（划线）" if words and cell.font.strike else words

    def cell(self, value):
        if isinstance(value, (date, datetime)):
            return f"{value:{DAY}}"
        return "" if value is None else plain(value)

    def log_docx(self, title, content):
        """The words of a Word document, paragraphs and table rows in their order."""
        self.lines.append(f"-- {title}")
        body = docx.Document(io.BytesIO(content))
        for block in body.iter_inner_content():
            if hasattr(block, "rows"):
                for row in block.rows:
                    cells = dict.fromkeys(cell._tc for cell in row.cells)
                    text = [
                        plain(
                            " ".join(part.text or "" for part in cell.iter(qn("w:t")))
                        )
                        for cell in cells
                    ]
                    self.lines.append(f"　{'｜'.join(text)}")
            elif plain(block.text):
                self.lines.append(f"　{plain(block.text)}")

    def log_zip(self, title, content, read=(".txt", ".xml", ".xlsx", ".html")):
        """What lies in a package, and the words of the files that end as ``read`` says; no ids of files, no sizes."""
        self.lines.append(f"-- {title}")
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = package.namelist()
            folders = {}
            for name in names:
                folder = "/".join(name.split("/")[:2]) if "/" in name else ""
                short = re.sub(r"^files/\d+ ", "files/", name[len(folder) :].strip("/"))
                folders.setdefault(folder, []).append(short)
            self.lines += [
                f"　{key}：{'、'.join(each)}" for key, each in folders.items()
            ]
            for name in names:
                if not name.endswith(read):
                    continue
                data = package.read(name)
                if name.endswith(".xlsx"):
                    self.log_workbook(name, data)
                    continue
                self.lines.append(f"-- {name}")
                if name.endswith(".xml"):
                    self.lines.append(f"　{self.leaves(data)}")
                else:
                    text = data.decode("utf-8-sig")
                    text = re.sub(r"(?s)<(style|title|script)\b.*?</\1>", "", text)
                    rows = re.split(r"\n|</(?:tr|p|h\d|div)>", text)
                    self.lines += [f"　{row}" for row in map(plain, rows) if row]

    @staticmethod
    def leaves(content):
        """What an XML file says, without names, sizes and checksums of files."""
        tree = etree.fromstring(content)
        for node in tree.iter("计算机文件"):
            node.clear()
        return "；".join(
            f"{node.tag} {plain(node.text)}"
            for node in tree.iter()
            if not len(node) and node.text
        )
