"""One matter whose dossier cannot be made keeps nobody from the package of the others (PLUS-A1)."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.clauses import clause
from tests.duban_supervision_archive.common import PackageCase


@tagged("post_install", "-at_install")
class TestLeftOut(PackageCase):
    @clause("PLUS-A1")
    def test_one_that_is_broken_is_left_out(self):
        """The others are made; what cannot be made is said in words, and no name of an error."""
        broken, seen = self.closed(name="坏的"), self.closed(name="好的")
        package = self.package()
        package.action_list()
        make = self.registry["duban.matter"]._make_dossier

        def fails(matter):
            if matter.id == broken.id:
                raise KeyError("broken")
            return make(matter)

        with (
            patch.object(self.registry["duban.matter"], "_make_dossier", fails),
            mute_logger("odoo.addons.duban_supervision_archive.models.package_line"),
        ):
            package.action_start()
            package._job_run()
        self.assertEqual(package.state, "done", package.job_message)
        lines = {line.matter_id.id: line for line in package.sudo().line_ids}
        self.assertEqual(lines[seen.id].state, "ready")
        self.assertEqual(lines[broken.id].state, "left_out")
        self.assertNotIn("KeyError", lines[broken.id].reason)
