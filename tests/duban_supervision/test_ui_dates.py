"""Dates typed as Chinese offices write them."""

import json

from odoo import fields
from odoo.tests import HttpCase, tagged

from tests.common import SupervisionCommon

#: typed into a date box → the date; None: refused, so that the box keeps what it had
TYPED = {
    "2026年12月2日": "2026-12-02",
    "26年12月2日": "2026-12-02",
    "2026年 12月 2日": "2026-12-02",
    "12月2日": "{year}-12-02",
    "12月2号": "{year}-12-02",
    "12月2": "{year}-12-02",
    "12-2": "{year}-12-02",
    "12/2": "{year}-12-02",
    "12.2": "{year}-12-02",
    "6月底": "{year}-06-30",
    "2024年2月底": "2024-02-29",
    "2026年底": "2026-12-31",
    "2026-12-2": "2026-12-02",
    "2026.12.2": "2026-12-02",
    "20261202": "2026-12-02",
    "2月30日": None,
    "13月2日": None,
    "25日": None,
    "12月中旬": None,
    "尽快": None,
}
MOMENTS = {
    "2026年12月2日 15:30": "2026-12-02T15:30",
    "12月2日15时30分": "{year}-12-02T15:30",
    "12月2日9点": "{year}-12-02T09:00",
}
SCRIPT = """
const { parseDate, parseDateTime } = odoo.loader.modules.get("@web/core/l10n/dates");
const { localization } = odoo.loader.modules.get("@web/core/l10n/localization");
const { settleText } = odoo.loader.modules.get("@duban_supervision/dates/chinese_dates");
const read = (parse, text, format) => {
    try {
        const own = parse === parseDate ? localization.dateFormat : localization.dateTimeFormat;
        return parse(settleText(text, own)).toFormat(format);
    } catch (error) {
        if (error.name !== "ConversionError") {
            throw error;
        }
        return null;
    }
};
const wrong = [];
for (const [typed, expected] of Object.entries(%(dates)s)) {
    const date = read(parseDate, typed, "yyyy-MM-dd");
    if (date !== expected) {
        wrong.push(`${typed}: ${date} instead of ${expected}`);
    }
}
for (const [typed, expected] of Object.entries(%(moments)s)) {
    const moment = read(parseDateTime, typed, "yyyy-MM-dd'T'HH:mm");
    if (moment !== expected) {
        wrong.push(`${typed}: ${moment} instead of ${expected}`);
    }
}
console[wrong.length ? "error" : "log"](wrong.join("; ") || "test successful");
"""


@tagged("post_install", "-at_install")
class TestTypedDates(SupervisionCommon, HttpCase):
    browser_size = "1400x900"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office_user.lang = "zh_CN"

    def words(self, table):
        year = fields.Date.today().year
        return json.dumps(
            {typed: read and read.format(year=year) for typed, read in table.items()},
            ensure_ascii=False,
        )

    def test_dates_are_read_as_they_are_meant(self):
        self.browser_js(
            "/odoo/supervision-home",
            SCRIPT % {"dates": self.words(TYPED), "moments": self.words(MOMENTS)},
            "!!document.querySelector('.o_duban_boards')",
            login=self.office_user.login,
        )

    def test_a_due_date_typed_into_the_form(self):
        year = fields.Date.today().year
        matter = self.matter(deadline_ground="会议要求")
        self.start_tour(
            f"/odoo/supervision/{matter.id}",
            "duban_typed_date",
            login=self.office_user.login,
        )
        matter.invalidate_recordset()
        self.assertEqual(matter.date_deadline, fields.Date.to_date(f"{year}-12-02"))
