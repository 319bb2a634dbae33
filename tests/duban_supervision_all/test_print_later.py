"""A step never waits for a printer, and what it announces is there all the same (CORE-37)."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.duban_supervision.tools import typesetter

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.documents import printing_is_an_error
from tests.duban_supervision_abaf.common import AbafCommon
from tests.duban_supervision_lzu.common import LzuCommon
from tests.duban_supervision_sie.common import SieCommon
from tests.duban_supervision_wut.common import WutCommon
from tests.duban_supervision_xisu.common import XisuCommon

LOGGER = "odoo.addons.duban_supervision.models.documents.print_later"


class PrintLater:
    """Battery: the steps of one matter from its draft to its end, with everything that a step may announce on."""

    #: what the steps announce besides the notice: {document: its file name}
    announced = ()

    def waiting(self):
        return self.env["duban.print"].sudo().search([])

    def make_all(self):
        with (
            patch.object(
                self.registry["ir.cron"], "_commit_progress", lambda *args, **kw: 1e9
            ),
            mute_logger(LOGGER),
        ):
            self.env["duban.print"]._cron_make()

    def missing(self):
        """A server that has nothing to make PDF files with."""

        def none(*_args):
            raise typesetter.NoEngine("typst")

        return patch.object(typesetter, "chosen", none)

    def whole_life(self):
        """One closed matter, urged on its way, and its notice."""
        self.at("2024-03-04")
        self.regulation.notice_on_assignment = True
        matter = self.accepted()
        self.at("2024-03-25")
        if matter._rule("urging_enabled"):
            matter.with_user(self.office_user).action_urge("请尽快落实")
        return self.finish(matter).sudo()

    def finish(self, matter):
        return self.closed(matter)

    @clause("CORE-37")
    def test_every_step_without_a_printer(self):
        with patch.object(self.registry["ir.actions.report"], "_duban_make") as make:
            matter = self.whole_life()
            self.assertFalse(make.called)
        self.assertEqual(matter.state, "closed")
        files = self.waiting().attachment_id
        title = matter.regulation_id._document_title("notice", "notice")
        for name in (title, *self.announced):
            self.assertEqual(
                len(files.filtered(lambda f, name=name: name in f.name)), 1, name
            )
        self.assertFalse(files.filtered("store_fname"))

    @clause("CORE-37")
    def test_made_later_and_again(self):
        matter = self.whole_life()
        files = self.waiting().attachment_id
        reader = self.as_user(files, self.office_user)
        with self.missing():
            forced = reader.with_context(force_report_rendering=True)
            with self.assertRaises(UserError) as error:
                forced[:1].read(["raw"])
            self.assertIn("administrator", str(error.exception))
            with self.assertRaises(UserError):
                forced[:1]._to_http_stream()
            Print = self.env["duban.print"].with_context(force_report_rendering=True)
            with (
                patch.object(self.registry["ir.cron"], "_commit_progress") as commit,
                mute_logger(LOGGER),
            ):
                commit.return_value = 1e9
                Print._cron_make()
            self.assertEqual(len(self.waiting()), len(files))
            self.assertTrue(all(self.waiting().mapped("error")))
        # opened before it is made: what it says is what the step said
        before = matter.name
        self.env.cr.execute(
            "UPDATE duban_matter SET name = '改名' WHERE id = %s", [matter.id]
        )
        self.env.invalidate_all()
        for file in reader:
            self.assertIn(before, file.raw.decode())
            self.assertNotIn("改名", file.raw.decode())
        self.assertTrue(self.waiting())
        self.make_all()
        self.assertFalse(self.waiting())
        for file in reader:
            self.assertTrue(file.store_fname)
            self.assertIn(before, file.raw.decode())
        with self.assertRaises(AccessError):
            self.as_user(files[:1], self.outsider).read(["raw"])

    def test_made_before_its_form_goes(self):
        """An addon that is uninstalled takes its forms along, not the papers that were announced."""
        self.whole_life()
        waiting = self.waiting()
        modules = {row.report.partition(".")[0] for row in waiting}
        self.env["duban.print"]._finish_of(["another"])
        self.assertEqual(self.waiting(), waiting)
        files = waiting.attachment_id
        self.env["duban.print"]._finish_of(modules)
        self.assertFalse(self.waiting())
        self.assertTrue(all(files.mapped("store_fname")))


@tagged("post_install", "-at_install")
class TestPrintLaterPlain(PrintLater, SupervisionCommon):
    def test_volume(self):
        """The ledger of a year is archived without a printer, and its print follows."""
        self.at("2024-03-04")
        matter = self.assigned()
        self.at("2025-01-02")
        printing_is_an_error(self)
        volume = (
            self.env["duban.ledger.volume"]
            .with_user(self.office_user)
            .create({"year": 2024, "volume": "1"})
        )
        volume.action_archive_volume()
        self.assertEqual(volume.state, "archived")
        waiting = self.waiting()
        self.assertEqual(waiting.attachment_id, volume.attachment_id)
        self.assertIn(matter.number, waiting.source)


@tagged("post_install", "-at_install")
class TestPrintLaterXisu(PrintLater, XisuCommon):
    announced = ("督办单",)


@tagged("post_install", "-at_install")
class TestPrintLaterWut(PrintLater, WutCommon):
    """武汉理工大学."""


@tagged("post_install", "-at_install")
class TestPrintLaterSie(PrintLater, SieCommon):
    """国际教育学院."""


@tagged("post_install", "-at_install")
class TestPrintLaterAbaf(PrintLater, AbafCommon):
    announced = ("催办通知单",)

    def finish(self, matter):
        self.report_result(matter).action_pass_review("符合办结要求")
        self.approve(matter)
        self.reported_back(matter)
        matter.action_close()
        return matter


@tagged("post_install", "-at_install")
class TestPrintLaterLzu(PrintLater, LzuCommon):
    """兰州大学."""
