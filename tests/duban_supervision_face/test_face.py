"""The institution's own face: off until it is set, for everybody once it is, set by the system's administrator only."""

import base64
import io

from PIL import Image

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from tests.common import SupervisionCommon

NAME = "西外督办系统"


def picture(color, size=(300, 200)):
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, "PNG")
    return base64.b64encode(out.getvalue())


@tagged("post_install", "-at_install")
class TestFace(SupervisionCommon, HttpCase):
    browser_size = "1400x900"

    def set_face(self, **values):
        self.env["duban.face"].create(
            {"name": NAME, "short_name": "西外督办", **values}
        )
        self.env.flush_all()

    def manifest(self):
        return self.url_open("/web/manifest.webmanifest").json()

    def test_not_set_nothing_changes(self):
        page = self.url_open("/web/login").text
        self.assertIn("<title>", page)
        self.assertNotIn("o_duban_face", page)
        self.assertIn("/web/binary/company_logo", page)
        self.assertIn("/web/static/img/favicon.ico", page)
        manifest = self.manifest()
        self.assertEqual(manifest["name"], "Odoo")
        self.assertIn("/web/static/img/odoo-icon-192x192.png", str(manifest["icons"]))
        for kind in ("logo", "icon"):
            self.assertEqual(self.url_open(f"/duban/face/{kind}").status_code, 404)

    def test_an_empty_page_of_settings_changes_nothing_either(self):
        self.env["duban.face"].action_open()
        self.env.flush_all()
        self.test_not_set_nothing_changes()

    def test_sign_in_page_and_app(self):
        self.set_face(
            logo=picture("red"),
            icon=picture("blue", (512, 512)),
            welcome="事事有着落，件件有回音",
        )
        page = self.url_open("/web/login").text
        self.assertIn(NAME, page)
        self.assertIn("事事有着落，件件有回音", page)
        self.assertIn("/duban/face/logo?v=", page)
        self.assertIn("/duban/face/icon?v=", page)
        self.assertNotIn("/web/binary/company_logo", page)
        manifest = self.manifest()
        self.assertEqual((manifest["name"], manifest["short_name"]), (NAME, "西外督办"))
        for row in manifest["icons"]:
            answer = self.url_open(row["src"])
            found = Image.open(io.BytesIO(answer.content))
            self.assertEqual(answer.headers["Content-Type"], "image/png")
            self.assertEqual(f"{found.width}x{found.height}", row["sizes"])
        self.assertEqual(self.url_open("/duban/face/logo").status_code, 200)
        self.assertEqual(self.url_open("/duban/face/icon?size=9000").status_code, 404)

    def test_only_the_name(self):
        self.set_face()
        page = self.url_open("/web/login").text
        self.assertIn(f"<title>{NAME}</title>", page)
        self.assertIn("/web/binary/company_logo", page)
        self.assertIn("odoo-icon-192x192", str(self.manifest()["icons"]))

    def test_a_name_is_no_markup(self):
        self.set_face(name="<script>alert(1)</script>")
        self.assertNotIn("<script>alert(1)", self.url_open("/web/login").text)

    def test_a_changed_name_is_shown_at_once(self):
        self.set_face()
        self.assertIn(NAME, self.url_open("/web/login").text)
        self.env["duban.face"].search([]).name = "另一名称"
        self.env.flush_all()
        page = self.url_open("/web/login").text
        self.assertIn("另一名称", page)
        self.assertNotIn(NAME, page)

    def test_who_may_set_it(self):
        self.set_face()
        face = self.env["duban.face"].search([])
        for name in ("office_user", "leader", "head_a", "admin"):
            with self.subTest(name):
                mine = face.with_user(getattr(self, name))
                for step in (
                    lambda mine=mine: mine.read(["name"]),
                    lambda mine=mine: mine.write({"name": "别的"}),
                    lambda mine=mine: mine.action_open(),
                ):
                    with self.assertRaises(AccessError):
                        step()
        self.admin.group_ids |= self.env.ref("base.group_system")
        opened = face.with_user(self.admin).action_open()
        self.assertEqual(opened["res_id"], face.id)
        face.with_user(self.admin).name = "新名称"

    def test_tab_of_the_web_client(self):
        self.start_tour(
            "/odoo/supervision-home", "duban_face_not_set", login=self.office_user.login
        )
        self.set_face()
        self.start_tour(
            "/odoo/supervision-home",
            "duban_face_on_the_tab",
            login=self.office_user.login,
        )
