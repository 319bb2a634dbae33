"""One matter of a package, and the boxes (盒) that are downloaded."""

import base64
import logging

from psycopg2 import OperationalError

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.duban_supervision.models.documents.document_mixin import in_chinese
from odoo.addons.duban_supervision.models.matter.states import CLOSED_STATES

from .package import RETENTIONS

_logger = logging.getLogger(__name__)


class DubanPackageLine(models.Model):
    """A filed unit (件): the dossier of one matter, made in the name of who makes the package."""

    _name = "duban.package.line"
    _description = "Matter of a package"
    _inherit = ["duban.document.part", "duban.engine.values"]
    _document = "package_id"
    _order = "item, id"
    _rec_name = "matter_id"

    #: what the office writes while the package is a draft
    _of_the_office = {"retention", "is_included"}

    package_id = fields.Many2one(
        "duban.package", required=True, index=True, ondelete="cascade", readonly=True
    )
    matter_id = fields.Many2one(
        "duban.matter", required=True, index=True, ondelete="restrict", readonly=True
    )
    item = fields.Integer("Item number", readonly=True)
    retention = fields.Selection(RETENTIONS, "Retention period", required=True)
    is_included = fields.Boolean("Included", default=True)
    state = fields.Selection(
        [("waiting", "Waiting"), ("ready", "Ready"), ("left_out", "Left out")],
        required=True,
        default="waiting",
        readonly=True,
    )
    reason = fields.Char("Why it is left out", readonly=True)
    dossier = fields.Binary(attachment=True, readonly=True)
    box_id = fields.Many2one("duban.package.box", readonly=True)
    pages = fields.Integer(readonly=True)
    size = fields.Integer("Size (bytes)", readonly=True)

    _matter_uniq = models.UniqueIndex(
        "(package_id, matter_id)", "This matter is on the list already."
    )

    def write(self, vals):
        if not self._by_engine():
            if not vals.keys() <= self._of_the_office:
                self._refuse_engine_write(vals)
                raise AccessError(
                    self.env._("“%s” is written by the system only.", self._said_name())
                )
            self.package_id._check_writable({"line_ids": True})
        return super().write(vals)

    def _first_free(self, first):
        """``first``; where other packages gave one of the numbers from it on, the first after theirs.

        Given under the same archival code (档号), by whoever made them: only a number comes back. A matter that is
        packed once more may keep its own.
        """
        package = self.package_id
        if package.kind != "archive":
            return first
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """SELECT l.item FROM duban_package_line l
                     JOIN duban_package p ON p.id = l.package_id JOIN duban_matter m ON m.id = l.matter_id
                     JOIN (SELECT DISTINCT extract(year FROM COALESCE(m.date_ended, m.date_filed)) AS year, l.retention
                             FROM duban_package_line l JOIN duban_matter m ON m.id = l.matter_id
                            WHERE l.id = ANY(%(ids)s)) own
                       ON own.retention = l.retention
                      AND own.year = extract(year FROM COALESCE(m.date_ended, m.date_filed))
                    WHERE p.company_id = %(company)s AND p.kind = 'archive' AND p.state <> 'draft'
                      AND p.id <> %(package)s AND l.is_included AND l.matter_id <> ALL(%(matters)s)
                      AND (COALESCE(p.fonds_number, ''), COALESCE(p.catalogue_number, ''),
                           COALESCE(p.class_name, '')) = (%(fonds)s, %(catalogue)s, %(class_name)s)""",
                ids=self.ids,
                company=package.company_id.id,
                package=package.id,
                matters=self.matter_id.ids,
                fonds=package.fonds_number or "",
                catalogue=package.catalogue_number or "",
                class_name=package.class_name or "",
            )
        )
        taken = {item for (item,) in self.env.cr.fetchall()}
        free = taken.isdisjoint(range(first, first + len(self)))
        return first if free else max(taken) + 1

    def _number(self, first):
        """Number the items without a gap, in their order."""
        for position, line in enumerate(self.sorted()):
            line._engine_write({"item": first + position})

    def _make(self):
        """Make the dossier of this one line; what cannot be made is left out with its reason, never silently."""
        matter = self.matter_id.with_user(self.env.user)
        values = {"state": "left_out"}
        try:
            if not matter.has_access("read"):
                raise UserError(self.env._("No longer within the maker's knowledge."))
            if not self.package_id._fits(matter):
                raise UserError(
                    self.env._("No longer one of those asked for, e.g. reopened.")
                )
            with self.env.cr.savepoint(), matter._make_dossier() as stream:
                content = stream.read()
            values = {
                "state": "ready",
                "dossier": base64.b64encode(content),
                "size": len(content),
            }
        except UserError as error:
            values["reason"] = str(error)
        except OperationalError:
            raise  # somebody else works on the same records: the batch is taken again
        except Exception:
            _logger.exception("No dossier of %s", matter)
            values["reason"] = self.env._(
                "Its dossier cannot be made; the administrator finds why in the log."
            )
        self._engine_write(values)

    def _known_as(self):
        """Number of the matter, its title where it has none; empty where the maker does not see it any more."""
        readable = self.matter_id._filtered_access("read")
        return readable.number or readable.name or ""

    def _folder(self):
        """Name of the folder of this one line: item number and number of the matter."""
        number = "".join(
            "_" if sign in '\\/:*?"<>|' or ord(sign) < 32 else sign
            for sign in self.matter_id.number or ""
        )
        return f"{self.item:04d} {number}".strip(" .")[:80]

    def _volume(self):
        """Number of the volume under which the office filed the matter of this one line."""
        records = self.matter_id.archive_record_ids
        return records.filtered(lambda row: row.holder == "office")[:1].volume or ""

    def _responsible(self):
        """责任者 of the papers of this one line: the office that drew them up, on every list alike."""
        return (
            self.matter_id.office_id or self.package_id.regulation_id.office_id
        ).name

    def _day(self):
        """日期 of this one item, on every list alike: when its matter ended, else when it was filed (DA/T 22)."""
        return self.matter_id.date_ended or self.matter_id.date_filed

    def _said_end(self):
        """What ended the matter of this one line: 办结 is what was carried through only."""
        matter = in_chinese(self.matter_id)
        return "办结" if matter.state in CLOSED_STATES else matter._state_label()

    def _metadata(self, files):
        """Metadata of this one line after DA/T 46, as nested pairs.

        :param files: list of dicts path, size, sha256
        """
        package, matter = self.package_id, self.matter_id
        retentions = dict(self._fields["retention"]._description_selection(self.env))
        folder = f"dossiers/{self._folder()}/"
        return [
            ("聚合层次", "件"),
            ("来源", [
                ("全宗名称", package.fonds_name),
                ("立档单位名称", package.regulation_id.institution),
            ]),
            ("电子文件号", f"{package.regulation_id.code} {matter.number or matter.id}"),
            ("档号", [
                ("全宗号", package.fonds_number),
                ("目录号", package.catalogue_number),
                ("年度", str(self._day().year)),
                ("保管期限", retentions[self.retention]),
                ("机构或问题", package.class_name),
                ("室编案卷号", self._volume()),
                ("室编件号", str(self.item)),
            ]),
            ("内容描述", [
                ("题名", matter.name),
                ("文件编号", matter.number),
                ("责任者", self._responsible()),
                ("日期", str(self._day())),
                ("人名", matter.handler_id.name),
            ]),
            ("形式特征", [
                ("文件组合类型", "组合文件"),
                ("件数", str(len(files))),
                ("页数", str(self.pages or "")),
            ]),
            ("电子属性", [
                ("计算机文件", [
                    ("格式信息", entry["path"].rpartition(".")[2].lower()),
                    ("计算机文件名", entry["path"].removeprefix(folder)),
                    ("计算机文件大小", str(entry["size"])),
                    ("摘要算法", "SHA-256"),
                    ("摘要", entry["sha256"]),
                ])
                for entry in files
            ]),
            *(
                ("机构人员实体", [("机构人员类型", kind), ("机构人员名称", name)])
                for kind, name in (
                    ("督办部门", matter.office_id.name),
                    ("主办单位", matter.lead_unit_id.name),
                    *(("协办单位", unit.name) for unit in matter.co_unit_ids),
                    ("承办人", matter.handler_id.name),
                )
                if name
            ),
            *(
                ("业务实体", [
                    ("业务状态", "历史行为"),
                    ("业务行为", act),
                    ("行为时间", str(day)),
                    ("行为依据", ground),
                ])
                for act, day, ground in (
                    ("立项", matter.date_filed, matter.basis),
                    ("交办", matter.date_assigned, None),
                    (self._said_end(), matter.date_ended, None),
                )
                if day
            ),
        ]  # fmt: skip


class DubanPackageBox(models.Model):
    """A ZIP of so many dossiers as fit, with its own list and manifest; all unpack into one folder."""

    _name = "duban.package.box"
    _description = "Box of a package"
    _inherit = ["duban.document.part", "duban.engine.values"]
    _document = "package_id"
    _order = "number"

    package_id = fields.Many2one(
        "duban.package", required=True, index=True, ondelete="cascade", readonly=True
    )
    number = fields.Integer("Box number", required=True, readonly=True)
    name = fields.Char("File name", required=True, readonly=True)
    file = fields.Binary("ZIP file", attachment=True, readonly=True)
    size = fields.Integer("Size (bytes)", readonly=True)
    first_item = fields.Integer("From item", readonly=True)
    last_item = fields.Integer("To item", readonly=True)
    matter_count = fields.Integer("Matters", readonly=True)
    file_count = fields.Integer("Files", readonly=True)
    pages = fields.Integer(readonly=True)
    fingerprint = fields.Char("SHA-256 of the manifest", readonly=True)

    def write(self, vals):
        self._refuse_engine_write(vals)
        return super().write(vals)
