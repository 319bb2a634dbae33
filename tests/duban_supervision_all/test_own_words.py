"""Messages, to-dos and screens in the institution's own words; what is quoted and what is another app's stays."""

# what people say in a test is nobody's term to translate
# pylint: disable=translation-required

import json

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.duban_supervision.models.rules.own_words import raised_here

from tests.duban_supervision_lzu.common import LzuCommon
from tests.duban_supervision_wut.common import WutCommon
from tests.stopped import Stopped

CHINESE = {"lang": "zh_CN"}


class OwnWords(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")

    def own(self, text):
        return (
            self.env["duban.label"]
            .with_context(lang="zh_CN")
            ._own(text, self.regulation)
        )

    def chinese(self, user):
        user.lang = "zh_CN"
        self.authenticate(user.login, user.login.ljust(8, "x"))

    @mute_logger("odoo.http")
    def refusal(self, model, method, *args, **kwargs):
        """What the browser is told of a step that is refused."""
        call = {
            "model": model,
            "method": method,
            "args": args,
            "kwargs": {"context": CHINESE, **kwargs},
        }
        answer = self.url_open(
            "/web/dataset/call_kw",
            data=json.dumps({"params": call}),
            headers={"Content-Type": "application/json"},
        ).json()
        return answer["error"]["data"]["message"]


@tagged("post_install", "-at_install")
class TestLzuWords(OwnWords, LzuCommon):
    def test_sentences(self):
        for core, own in (
            ("只有承办单位可以申请。", "只有责任单位可以申请。"),
            ("办结期限已过，请督办部门处理", "完成时限已过，请督查室处理"),
            ("协办单位的反馈由承办单位汇总。", "配合单位的反馈由责任单位汇总。"),
            ("没有这些词", "没有这些词"),
        ):
            self.assertEqual(self.own(core), own)

    def test_what_is_quoted_stays(self):
        self.assertEqual(
            self.own("“明确承办单位职责”的办结期限、《督办部门规程》"),
            "“明确承办单位职责”的完成时限、《督办部门规程》",
        )

    def test_twice_is_once(self):
        for word in ("承办单位", "办结时限", "协办单位"):
            once = self.own(f"请{word}填写")
            self.assertEqual(self.own(once), once)

    def test_english_stays(self):
        label = self.env["duban.label"].with_context(lang="en_US")
        self.assertEqual(label._own("承办单位", self.regulation), "承办单位")

    def test_a_todo_says_it(self):
        self.at("2024-03-04")
        self.worker_b.lang = self.liaison_a.lang = "zh_CN"
        matter = self.filed(co_unit_ids=[(6, 0, self.unit_b.ids)])
        said = self.todos(matter, self.worker_b).mapped("summary")
        self.assertTrue(any("责任单位" in text for text in said), said)
        self.assertFalse(any("承办单位" in text for text in said), said)

    def test_screens_say_it(self):
        Matter = self.env["duban.matter"].with_user(self.office_user)
        arch = Matter.with_context(**CHINESE).get_view(view_type="form")["arch"]
        self.assertNotIn('string="办结期限"', arch)
        self.assertIn("完成时限", arch)
        names = Matter.with_context(**CHINESE).fields_get(attributes=["string"])
        said = [row["string"] for row in names.values()]
        self.assertFalse([text for text in said if "承办单位" in text])

    def test_a_refusal_says_it(self):
        self.chinese(self.worker_b)
        with Stopped("2024-03-04 02:00:00"):
            matter = self.filed(co_unit_ids=[(6, 0, self.unit_b.ids)])
        said = self.refusal(
            "duban.request",
            "create",
            {
                "matter_id": matter.id,
                "kind": "extension",
                "reason": "天气原因",
                "date_requested": "2030-01-01",
            },
        )
        self.assertIn("责任单位", said)
        self.assertNotIn("承办单位", said)

    def test_what_another_app_says_is_its_own(self):
        try:
            raise UserError("承办单位")
        except UserError as error:
            self.assertFalse(raised_here(error))
        self.at("2024-03-04")
        matter = self.filed()
        try:
            matter.with_user(self.outsider).action_urge("请尽快")
        except UserError as error:
            self.assertTrue(raised_here(error))
        else:
            self.fail("nobody refused")


@tagged("post_install", "-at_install")
class TestWutWords(OwnWords, WutCommon):
    def test_the_second_institution_has_its_own(self):
        self.assertEqual(
            self.own("协办单位须在办结期限前向承办单位反馈"),
            "配合单位须在办结时限前向承办单位反馈",
        )
        self.assertEqual(self.own("请联系督办部门"), "请联系党政办公室")
        # no word of its own: the core's
        self.assertEqual(self.own("反馈进展"), "反馈进展")


@tagged("post_install", "-at_install")
class TestOtherChinese(OwnWords, WutCommon):
    def test_who_reads_another_chinese_reads_ours_and_no_english(self):
        """zh_TW and zh_HK fall back to each other in Odoo; both find our simplified Chinese."""
        for lang in ("zh_TW", "zh_HK"):
            self.env["res.lang"]._activate_lang(lang)
            with self.subTest(lang), self.assertRaises(UserError) as caught:
                matter = self.filed().with_user(self.outsider)
                matter.with_context(lang=lang).action_urge("请尽快")
            self.assertRegex(str(caught.exception), "[一-鿿]")
