"""Units and people of an institution in one workbook: read as offices fill it in, written as a template."""

import re
import unicodedata
from dataclasses import dataclass, field

import xlsxwriter

from .ledger_xlsx import INERT, write_text
from .ledgers.book import read_book
from .ledgers.cells import ParseError, Uncalculated, as_written, folded

#: key → titles of its column; the first is the template's
UNIT_COLUMNS = {
    "name": ("单位名称", "部门名称", "机构名称"),
    "parent": ("上级单位", "上级部门", "隶属单位"),
    "short": ("简称", "简称或曾用名", "曾用名", "单位简称", "部门简称"),
    "kind": ("类别", "单位类别", "单位性质", "部门类别"),
    "head": ("单位负责人", "负责人", "主要负责人", "部门负责人"),
    "liaison": ("督办联络员", "联络员"),
    "leader": ("分管领导", "分管校领导", "联系校领导"),
    "supervised": ("承担督办事项", "是否承担督办事项"),
}
PEOPLE_COLUMNS = {
    "number": ("工号", "职工号", "教工号", "教职工号", "人员编号", "职工编号"),
    "name": ("姓名", "教师姓名", "职工姓名"),
    "unit": ("单位", "部门", "所在单位", "所在部门", "工作部门", "二级单位", "单位名称", "部门名称"),
    "post": ("职务", "岗位", "行政职务", "职务名称", "党政职务"),
    "mobile": ("手机", "手机号", "手机号码", "移动电话"),
    "email": ("邮箱", "电子邮箱", "电子邮件", "Email", "E-mail"),
    "login": ("登录名", "账号", "用户名"),
    "role": ("角色", "督办角色", "系统角色"),
}  # fmt: skip
#: words of the column of roles → roles; the first is the template's
ROLES = {
    "user": ("单位用户", "承办单位", "普通用户"),
    "leader": ("校领导", "院领导", "学校领导"),
    "office": ("督办部门", "督查办", "督办人员"),
    "admin": ("管理员", "系统管理员"),
}
YES, NO = ("是", "√", "有", "y", "yes", "1"), ("否", "×", "无", "不", "n", "no", "0")
#: a cell that empties what is known; an empty cell says nothing
CLEAR = ("无", "清空", "-", "—")
#: rows in which the titles are looked for
HEAD_ROWS = 12


@dataclass
class Row:
    """One row: its number in the sheet, ``values`` {key: text}, ``wrong`` keys whose cell could not be read."""

    sheet: str
    number: int
    values: dict
    wrong: list = field(default_factory=list)


@dataclass
class PeopleFile:
    """``units`` and ``people`` rows, ``left`` (sheet, why) of what was not taken, ``unknown`` titles of columns."""

    units: list = field(default_factory=list)
    people: list = field(default_factory=list)
    left: list = field(default_factory=list)
    unknown: list = field(default_factory=list)


def read_people(content, file_name=""):
    """Units and people of a workbook.

    :param content: bytes
    :raise ParseError: what ``read_book`` raises; ``header``: no sheet names the columns of a list
    """
    book = read_book(content, file_name)
    result = PeopleFile()
    for sheet in book.sheets:
        head = None if sheet.is_hidden else find_head(sheet.grid)
        if not head:
            result.left.append((sheet.name, "hidden" if sheet.is_hidden else "head"))
            continue
        kind, top, columns, unknown = head
        result.unknown += [(sheet.name, title) for title in unknown]
        rows = result.units if kind == "units" else result.people
        rows += _rows(sheet, top, columns)
    if not result.units and not result.people:
        raise ParseError("header", file_name)
    return result


def find_head(grid):
    """(units or people, row of the titles, {column: key}, titles that mean nothing here), or None."""
    for top in sorted(grid.rows)[:HEAD_ROWS]:
        titles = {
            column: folded(as_written(value)).rstrip("*:")
            for column, value in enumerate(grid.rows[top])
            if value not in (None, "")
        }
        for kind, table, needed in (
            ("people", PEOPLE_COLUMNS, {"number", "name"}),
            ("units", UNIT_COLUMNS, {"name"}),
        ):
            columns, unknown = _match(titles, table)
            if needed <= set(columns.values()) and len(columns) > 1:
                return kind, top, columns, unknown
    return None


def _match(titles, table):
    columns, unknown = {}, []
    for column, title in titles.items():
        plain = re.sub(r"\(.*?\)", "", title)
        key = next(
            (key for key, words in table.items() if plain in map(folded, words)), None
        )
        if key and key not in columns.values():
            columns[column] = key
        elif plain not in ("序号", "备注", "编号"):
            unknown.append(title)
    return columns, unknown


def _rows(sheet, top, columns):
    for number in sorted(sheet.grid.rows):
        if number <= top:
            continue
        row = Row(sheet.name, number, {})
        for column, key in columns.items():
            value = sheet.grid.get(number, column)
            if isinstance(value, Uncalculated):
                row.wrong.append(key)
            elif value is not None:
                text = _text(value, sheet.grid.formats.get((number, column), ""))
                if text:
                    row.values[key] = text
        if row.values or row.wrong:
            yield row


def _text(value, number_format):
    """Text of a cell; a number keeps the leading zeros that its format shows."""
    text = as_written(value, number_format).strip()
    if re.fullmatch(r"0{2,}", number_format or "") and text.isdigit():
        return text.zfill(len(number_format))
    return re.sub(r"\s*\n\s*", "、", text)


def mobile_number(text):
    """Eleven digits of a mainland mobile number, "" if it is none."""
    digits = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"^(\+?86)(?=1\d{10}$)", "", digits)
    return digits if re.fullmatch(r"1\d{10}", digits) else ""


def several(text):
    """The names in a cell that holds one or several."""
    return [part.strip() for part in re.split(r"[、,，;；/\n]", text) if part.strip()]


def roles_of(text):
    """(roles, words that are none)."""
    roles, unknown = [], []
    for word in several(text):
        role = next(
            (
                role
                for role, words in ROLES.items()
                if folded(word) in map(folded, words)
            ),
            None,
        )
        (roles if role else unknown).append(role or word)
    return roles, unknown


def yes_or_no(text):
    """True, False, or None if it is neither."""
    word = folded(text).lower()
    return True if word in YES else False if word in NO else None


HOW = (
    "一、“单位”表每行一个单位，“人员”表每行一个人。带 * 的列必填；其余留空表示“不改”，要清空已有内容请填“无”。",
    "二、单位以名称识别。上级单位填写本表中或系统中已有的单位名称。简称、曾用名有几个的，用顿号隔开。",
    "三、类别自定，如“党群部门”“行政部门”“学院”。填写后，台账里写“各学院”就指该类别的全部单位。",
    "四、单位负责人、督办联络员、分管领导填工号；姓名在全校唯一的，也可以填姓名。",
    "五、人员以工号识别，同一份名单重复导入不会产生重复人员。登录名留空时用工号登录。",
    "六、角色填：单位用户、校领导、督办部门、管理员。留空的新人员为单位用户。",
    "七、示例（单位）：教务处　上级单位留空　简称：教务　类别：行政部门　单位负责人：20010012　分管领导：19990003",
    "八、示例（人员）：20010012　王某　教务处　处长　13800000000　单位用户",
    "九、也可以直接导入人事部门的名单：只要有“工号”“姓名”两列，其余列按列名识别，不认识的列会列出来，不会导入。",
)


def write_people(stream, units=(), people=()):
    """A workbook to fill in; with ``units`` and ``people`` (rows by key) it is the list as it stands.

    :param stream: binary file
    """
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **INERT})
    head = book.add_format(
        {"bold": True, "bg_color": "#DDEBF7", "border": 1, "align": "center"}
    )
    text = book.add_format({"num_format": "@"})
    quoted = book.add_format({"num_format": "@", "quote_prefix": True})
    guide = book.add_worksheet("填写说明")
    guide.set_column(0, 0, 110, book.add_format({"text_wrap": True, "valign": "top"}))
    for row, line in enumerate(HOW):
        guide.write_string(row, 0, line)
    for name, table, needed, rows in (
        ("单位", UNIT_COLUMNS, ("name",), units),
        ("人员", PEOPLE_COLUMNS, ("number", "name"), people),
    ):
        sheet = book.add_worksheet(name)
        for column, (key, titles) in enumerate(table.items()):
            sheet.write_string(
                0, column, titles[0] + ("*" if key in needed else ""), head
            )
            sheet.set_column(column, column, 18, text)
            for row, values in enumerate(rows, 1):
                write_text(sheet, row, column, values.get(key), text, quoted)
        sheet.freeze_panes(1, 1)
        last = len(table) - 1
        choices = (
            ("是", "否") if name == "单位" else [words[0] for words in ROLES.values()]
        )
        sheet.data_validation(
            1, last, 5000, last,
            {"validate": "list", "source": list(choices), "error_type": "warning"},
        )  # fmt: skip
    guide.activate()
    book.close()
