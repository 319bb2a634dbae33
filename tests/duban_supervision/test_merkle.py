"""The tree of hashes and its proofs, against the examples of RFC 6962 and by brute force."""

import pathlib
import sys
import tempfile

from odoo.tests import TransactionCase, tagged

from odoo.addons.duban_supervision.tools import merkle, signed_note

from tests.clauses import clause

TOOLS = pathlib.Path(__file__).parents[2] / "tools"


@tagged("post_install", "-at_install")
class TestTree(TransactionCase):
    @clause("CORE-28")
    def test_the_tree_of_rfc_6962(self):
        """Test vectors of the certificate-transparency project for the inputs of its own tests."""
        inputs = [
            b"", b"\x00", b"\x10", b" !", b"01", b"@ABC", b"PQRSTUVW", b"`abcdefghijklmno",
        ]  # fmt: skip
        inputs[3:6] = [b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43"]
        leaves = [merkle.leaf_hash(data) for data in inputs]
        self.assertEqual(
            merkle.root(leaves[:1]).hex(),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        )
        self.assertEqual(
            merkle.root(leaves).hex(),
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        )
        sys.path.insert(0, str(TOOLS))
        self.addCleanup(sys.path.remove, str(TOOLS))
        import verify_log

        for size in range(1, 70):
            leaves = [merkle.leaf_hash(bytes([n])) for n in range(size)]
            root = merkle.root(leaves)
            for index in range(size):
                proof = merkle.inclusion_proof(leaves, index)
                check = verify_log.included
                self.assertTrue(check(leaves[index], index, size, proof, root))
                self.assertFalse(check(b"x" * 32, index, size, proof, root))
                if size > 1:
                    other = (index + 1) % size
                    self.assertFalse(check(leaves[index], other, size, proof, root))
                    self.assertFalse(check(leaves[index], index, size, proof[1:], root))

    @clause("CORE-28")
    def test_a_signed_note(self):
        """The verifier key of the Go checksum database is read; a note is refused once a letter of it changed."""
        known = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
        self.assertEqual(signed_note.read_verifier_key(known)[0], "sum.golang.org")
        with self.assertRaises(ValueError):
            signed_note.read_verifier_key(known.replace("033d", "033e"))
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "key"
            key = signed_note.load_key(path)
            self.assertEqual(path.stat().st_mode & 0o777, 0o600)
            self.assertEqual(
                signed_note.public_bytes(signed_note.load_key(path)),
                signed_note.public_bytes(key),
            )
            path.chmod(0o640)
            with self.assertRaises(PermissionError):
                signed_note.load_key(path)
        text = signed_note.checkpoint("log", 3, b"r" * 32)
        note = signed_note.sign(text, "log", key)
        verifier = signed_note.verifier_key("log", signed_note.public_bytes(key))
        self.assertTrue(signed_note.is_signed(note, verifier))
        self.assertFalse(
            signed_note.is_signed(note.replace("\n3\n", "\n4\n"), verifier)
        )
        self.assertEqual(signed_note.parse(note), ("log", 3, b"r" * 32))
