"""The trail proves itself under every regulation, and the log finds what was done behind its back."""

import tempfile
from unittest.mock import patch

from odoo.exceptions import AccessError

from odoo.addons.duban_supervision.models.proof import outside

from tests.clauses import clause


class TrailBattery:
    """Expects the fixtures of ``SupervisionCommon``."""

    @clause("CORE-28")
    def test_core_28_a_clean_house_verifies_clean(self):
        """Signed twice, with acts between: nothing is found; one value changed by SQL: that is found."""
        folder = tempfile.TemporaryDirectory(prefix="duban-log")
        self.addCleanup(folder.cleanup)
        self.startPatcher(patch.object(outside, "base", lambda: folder.name))
        matter, running = self.closed(), self.accepted()
        found = self.env["duban.verification"]._run()
        self.assertEqual(found.line_ids.mapped("text"), [])
        outside.write_out(self.env)
        self.feedback(running)
        found = self.env["duban.verification"]._run()
        self.assertEqual(found.line_ids.mapped("text"), [])
        outside.write_out(self.env)
        self.env.flush_all()
        self.cr.execute(
            "UPDATE duban_matter SET content = '改写' WHERE id = %s", [matter.id]
        )
        self.env.invalidate_all()
        found = self.env["duban.verification"]._run()
        self.assertEqual(found.line_ids.mapped("matter_number"), [matter.id])

    @clause("CORE-2")
    def test_the_trail_proves_itself(self):
        matter = self.closed()
        Act = self.env["duban.act"]
        self.assertEqual(Act._verify(matter), [])
        first = matter.sudo().act_ids[0]
        for call in (
            lambda: first.write({"note": "x"}),
            lambda: first.unlink(),
            lambda: Act.sudo().create({"matter_id": matter.id}),
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                call()
        self.assertEqual(
            matter.sudo().act_ids.sorted("seq").mapped("seq"),
            list(range(1, len(matter.sudo().act_ids) + 1)),
        )
