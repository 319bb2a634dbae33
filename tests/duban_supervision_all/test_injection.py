"""Hostile text in every field that people fill in: shown, mailed, printed and exported it stays text."""

import base64
import csv
import io
import json
import re

import openpyxl

from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.duban_supervision_exchange.tools.ledger_xlsx import LedgerWorkbook

from tests import exhibits
from tests.common import SupervisionCommon

HTML = "<img src=x onerror=alert(1)>"
#: an element of the payload, its brackets not escaped
LIVE = re.compile(r"<img src=.?x|<[^>]*\sonerror=", re.I)
STARTS = ("=", "+", "-", "@", "\t", "\r")
#: text that is not shown but steers the engine
STEERING = re.compile(
    r"^(code|key|document|hash|previous_hash|digest|action|state_from|state_to|role|.*_pattern|trail_.*|res_model"
    r"|.*fingerprint|states|.*_code|stamp|channel|number|regulation_code|kind)$"
)


class Hostile(SupervisionCommon):
    def poison(self, text):
        """Write ``text`` into every text that people enter, past all guards."""
        self.env.flush_all()
        names = [*exhibits.models(self), "hr.department", "res.users", "res.partner"]
        names += ["res.company", "mail.activity", "hr.employee"]
        count = 0
        for name in names:
            if name.startswith("duban.log"):
                continue  # nobody writes words there, and the database refuses it
            Model = self.env[name]
            if not Model._auto:
                continue
            for key, field in Model._fields.items():
                if (
                    field.type not in ("char", "text")
                    or not (field.store and field.column_type)
                    or field.column_type[0] == "jsonb"
                    or field.related
                    or field.inherited
                    or STEERING.match(key)
                    or key == "parent_path"
                    or not (
                        name.startswith("duban.") or key in ("name", "summary", "note")
                    )
                ):
                    continue
                table = Model._table
                # unique where a name must be
                self.cr.execute(
                    f'UPDATE "{table}" SET "{key}" = %s || id WHERE "{key}" IS DISTINCT FROM \'\'',
                    (text,),
                )
                count += 1
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()
        self.assertGreater(count, 150)

    def museum(self):
        """One record of each model, and the matters they hang on."""
        self.at("2024-03-04")
        exhibits.switch_on(self)
        running = self.accepted(co_unit_ids=[(6, 0, self.unit_b.ids)])
        for table in ("duban_act", "duban_lzu_act", "duban_verification_line"):
            self.cr.execute(
                SQL(
                    "ALTER TABLE %s DISABLE TRIGGER %s",
                    SQL.identifier(table),
                    SQL.identifier(f"{table}_guard"),
                )
            )
        closed = self.closed(co_unit_ids=[(6, 0, self.unit_c.ids)])
        self.matters = [running, closed]
        return {
            name: exhibits.exhibit(self, name, self.matters)
            for name in exhibits.models(self)
        }

    def assertDead(self, html, what):
        self.assertFalse(LIVE.search(str(html)), f"live HTML in {what}")


@tagged("post_install", "-at_install")
class TestInjection(Hostile):
    @mute_logger("odoo.addons.base.models.ir_qweb")
    def test_printed_and_mailed(self):
        records = self.museum()
        self.poison(HTML)
        shown = 0
        for report in self.env["ir.actions.report"].search(
            [("model", "=like", "duban.%")]
        ):
            record = records[report.model]
            if report.model == "duban.matter":
                record = self.matters[1].sudo()
            if not record or record._transient:
                continue
            if "xisu" in report.report_name:
                # an institution's own form is for its own matters
                self.regulation.code = "xisu"
            html = self.env["ir.actions.report"]._render_qweb_html(report, record.ids)[
                0
            ]
            self.assertDead(html.decode(), report.report_name)
            shown += "onerror" in html.decode()
        self.assertGreater(shown, 5, "the payload is printed, as text")
        for name, record in records.items():
            # every HTML field, computed ones too
            for key, field in record._fields.items():
                if field.type == "html":
                    self.assertDead(record[key], f"{name}.{key}")
        # mail: a digest, the notice at filing, a round, a posted conclusion
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        digest = records["duban.digest"]
        digest._deliver()
        self.env["duban.digest"]._send(records["duban.reminder"], at_once=True)
        running = self.matters[0].with_user(self.office_user)
        running.action_urge(HTML)
        running.sudo()._patrol()
        self.feedback(running, name=HTML)
        messages = self.env["mail.message"].search([("id", ">", before)])
        self.assertGreater(len(messages), 2)
        for message in messages:
            self.assertDead(message.body, f"message {message.subject}")
            self.assertDead(message.subject, "a subject")

    def test_exported_by_the_suite(self):
        self.museum()
        for start in STARTS:
            self.poison(f"{start}1+1{HTML}")
            office = self.env(user=self.office_user)
            job = office["duban.ledger.export"].create({"output": "xlsx"})
            job.action_export()
            self.assertTrue(job.file)
            self.assertInert(base64.b64decode(job.file), start)
            exchange = (
                self.env["duban.progress.exchange"].with_user(self.worker_a).create({})
            )
            exchange.action_export()
            self.assertInert(base64.b64decode(exchange.export_file), start)

    def test_rows_to_correct(self):
        rows = "\n".join(
            ["督办事项,承办单位", *(f'"{start}1+1{HTML}{n}",天文台{n}' for n, start in enumerate(STARTS))]
        )  # fmt: skip
        job = self.env["duban.import"].with_user(self.office_user).create(
            {"file": base64.b64encode(rows.encode()), "file_name": "a.csv"}
        )  # fmt: skip
        job.action_read()
        job.action_bad_file()
        self.assertInert(base64.b64decode(job.bad_file), "rows to correct")

    def assertInert(self, content, what):
        """No cell is a formula; a text that looks like one is marked as text, also for who edits the cell."""
        book = openpyxl.load_workbook(io.BytesIO(content))
        texts = 0
        for row in book.active.iter_rows():
            for each in row:
                self.assertNotEqual(each.data_type, "f", f"{what}: {each.value!r}")
                self.assertFalse(each.hyperlink)
                text = str(each.value or "").replace("_x000D_", "\r")
                if text.startswith(STARTS):
                    texts += 1
                    self.assertTrue(each.quotePrefix, f"{what}: {each.value!r}")
        self.assertGreater(texts, 0)

    def test_every_line_of_a_workbook(self):
        stream = io.BytesIO()
        words = {"footer": "x", "sheet": "台账", "total": "x"}
        titles = [f"{start}1" for start in STARTS]
        book = LedgerWorkbook(stream, titles, [("=1", 5), ("@x", 5)], words)
        for start in STARTS:
            book.add_group(f"{start}HYPERLINK(1)")
            book.add_row([f"{start}1", 5])
        book.close("=SUM(A1)")
        self.assertInert(stream.getvalue(), "workbook")


@tagged("post_install", "-at_install")
class TestInjectionOverTheWire(Hostile, HttpCase):
    """Odoo's own export of lists."""

    def test_exported_by_odoo(self):
        self.museum()
        numbers = [self.matter(name="x").id for _start in STARTS]
        for number, start in zip(numbers, STARTS, strict=True):
            self.env.cr.execute(
                "UPDATE duban_matter SET name = %s, content = %s WHERE id = %s",
                (f"{start}1+1", f"{start}HYPERLINK(1)", number),
            )
        self.env.invalidate_all()
        self.at("2026-11-20")  # a session of 2024 would have expired
        self.office_user.sudo().password = "secret-of-a-test"
        self.authenticate(self.office_user.login, "secret-of-a-test")
        asked = {
            "model": "duban.matter", "ids": numbers, "domain": [], "import_compat": False, "groupby": [],
            "fields": [{"name": name, "label": name} for name in ("name", "content")],
        }  # fmt: skip
        for kind in ("csv", "xlsx"):
            answer = self.url_open(
                f"/web/export/{kind}",
                data={"data": json.dumps(asked), "csrf_token": self.csrf()},
            )
            self.assertEqual(answer.status_code, 200)
            if kind == "csv":
                rows = list(csv.reader(io.StringIO(answer.text)))
                self.assertEqual(len(rows), len(STARTS) + 1)
                for value in (value for row in rows[1:] for value in row):
                    self.assertFalse(value.startswith(STARTS), repr(value))
            else:
                for row in openpyxl.load_workbook(
                    io.BytesIO(answer.content)
                ).active.iter_rows():
                    for each in row:
                        self.assertNotEqual(each.data_type, "f", repr(each.value))

    def csrf(self):
        page = self.url_open("/odoo").text
        return re.search(r'csrf_token: "([^"]+)"', page).group(1)
