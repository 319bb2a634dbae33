"""What 企业微信 sends is opened only if it is signed with our token, for our enterprise, and whole."""

import base64
import unittest

from odoo.addons.duban_supervision_wecom.tools.callback import Callback, CallbackError

from tests.clauses import clause

KEY = base64.b64encode(b"k" * 32).decode().rstrip("=")


@clause("PLUS-T1")
class TestCallback(unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.ours = Callback("token", KEY, "corp")
        self.sealed = self.ours.seal("<xml>你好</xml>".encode())

    def signed(self, callback, sealed=None):
        sealed = sealed or self.sealed
        return (callback.signature("1", "n", sealed), "1", "n", sealed)

    def test_ours(self):
        self.assertEqual(
            self.ours.open(*self.signed(self.ours)).decode(), "<xml>你好</xml>"
        )

    def test_of_another_enterprise(self):
        """The same keys, another enterprise: a message for it is none for us, nor ours one for it."""
        for name in ("other", "corp2", "cor", ""):
            other = Callback("token", KEY, name)
            with self.subTest(name), self.assertRaises(CallbackError):
                other.open(*self.signed(other))
            sealed = other.seal(b"<xml/>")
            with self.subTest(name), self.assertRaises(CallbackError):
                self.ours.open(*self.signed(self.ours, sealed))

    def test_signed_by_another(self):
        other = Callback("another token", KEY, "corp")
        with self.assertRaises(CallbackError):
            self.ours.open(*self.signed(other))
        signature, timestamp, nonce, sealed = self.signed(self.ours)
        for changed in (
            (signature, "2", nonce, sealed),
            (signature, timestamp, "m", sealed),
            (signature[:-1], timestamp, nonce, sealed),
            ("", timestamp, nonce, sealed),
            (None, timestamp, nonce, sealed),
        ):
            with self.assertRaises(CallbackError):
                self.ours.open(*changed)

    def test_cut(self):
        cut = base64.b64encode(base64.b64decode(self.sealed)[:-16]).decode()
        with self.assertRaises(CallbackError):
            self.ours.open(*self.signed(self.ours, cut))
