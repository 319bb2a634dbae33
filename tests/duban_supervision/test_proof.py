"""The trail can be checked by whoever doubts it (CORE-28): what was done behind the suite's back is named."""

import contextlib
import hashlib
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import zipfile
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import tagged

from odoo.addons.duban_supervision.models.access.engine import DOOR
from odoo.addons.duban_supervision.models.proof import outside

from tests.clauses import clause
from tests.common import SupervisionCommon

TOOLS = pathlib.Path(__file__).parents[2] / "tools"


class ProofCommon(SupervisionCommon):
    """A folder outside the database of the test's own, and hands that reach behind the suite."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory(prefix="duban-log")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.startPatcher(patch.object(outside, "base", lambda: self.folder))
        self.at("2024-03-04")

    def sql(self, query, *params):
        """Somebody with the password of the database, who switches triggers off."""
        self.env.flush_all()
        tables = ("duban_act", "duban_matter", "duban_log_leaf", "duban_log_checkpoint")
        for table in tables:
            self.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        self.cr.execute(query, params)
        for table in tables:
            self.cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        self.env.invalidate_all()

    def verify(self):
        """[(kind, matter id or 0, words)] of a verification of everything, written out afterwards."""
        found = self.env["duban.verification"]._run()
        with contextlib.suppress(outside.OutsideError):
            outside.write_out(self.env)
        return [(row.kind, row.matter_number, row.text) for row in found.line_ids]

    def sign(self):
        """What the nightly job does."""
        checkpoint = self.env["duban.log.checkpoint"]._make()
        outside.write_out(self.env)
        return checkpoint

    def tool(self, name, *args):
        done = subprocess.run(
            [sys.executable, "-I", str(TOOLS / name), *map(str, args)],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def assert_found(self, kind, matter, words=""):
        found = self.verify()
        self.assertTrue(
            [
                row
                for row in found
                if row[:2] == (kind, matter.id if matter else 0) and words in row[2]
            ],
            found,
        )
        return found


class ProofHouse(ProofCommon):
    """A matter that runs, one that is done, one that was only filed, and a draft."""

    def setUp(self):
        super().setUp()
        self.assertEqual(self.verify(), [])
        self.running = self.accepted()
        self.feedback(self.running)
        self.done = self.closed(self.accepted(name="办结的"))
        self.other = self.filed(name="另一事项")
        self.matter(name="草稿")


@tagged("post_install", "-at_install")
class TestProof(ProofHouse):
    @clause("CORE-28")
    def test_a_clean_house_verifies_clean(self):
        self.assertEqual(self.verify(), [])
        self.running.with_user(self.office_user).action_urge("请抓紧")
        # a draft goes with its trail, without a trace to miss
        self.matter(name="不要的").with_user(self.office_user).unlink()
        self.assertEqual(self.verify(), [])
        found = self.env["duban.verification"].search([], limit=1)
        self.assertEqual(found.state, "clean")
        self.assertGreater(found.act_count, 20)
        self.assertGreater(found.file_count, 0)
        self.assertGreater(found.checkpoint_count, 1)

    @clause("CORE-28")
    def test_before_anything_was_signed(self):
        """What the record itself says against its trail."""
        due = "UPDATE duban_matter SET date_deadline = '2025-01-01' WHERE id = %s"
        forged = """INSERT INTO duban_approval_line (matter_id, name, purpose, kind, role, state, decided_by_id)
                    VALUES (%s, 'x', 'closing', 'approve', 'leader', 'approved', %s)"""
        for query, params, words in (
            ("UPDATE duban_matter SET state = 'closed' WHERE id = %s", (), "state"),
            (due, (), "due date"),
            ("UPDATE duban_matter SET date_filed = '2024-01-01' WHERE id = %s", (), ""),
            (
                "UPDATE duban_matter SET date_closed = '2024-03-05' WHERE id = %s",
                (),
                "",
            ),
            (forged, (self.leader.id,), "decision"),
        ):
            with self.subTest(query), self.cr.savepoint() as point:
                self.sql(query, self.running.id, *params)
                self.assert_found("record", self.running, words)
                point.rollback()
                self.env.invalidate_all()

    @clause("CORE-28", "CORE-5")
    def test_a_number_that_is_gone(self):
        """Also when nothing was signed yet: the first, one between and the last, deleted with their trails."""
        for n, matter in enumerate((self.running, self.done, self.other), 1):
            with self.subTest(n), self.cr.savepoint() as point:
                self.forget(matter)
                found = [row[2] for row in self.verify() if row[0] == "number"]
                self.assertEqual(found, [f"2024: number {n} is missing"])
                point.rollback()
                self.env.invalidate_all()

    def forget(self, matter):
        """Delete a matter with everything that names it, as the owner of the database can."""
        self.env.flush_all()
        self.cr.execute(
            """SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c
                 JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                WHERE c.confrelid = 'duban_matter'::regclass AND c.confdeltype NOT IN ('c', 'n')"""
        )
        for table, column in self.cr.fetchall():
            self.cr.execute(f"DELETE FROM {table} WHERE {column} = %s", [matter.id])
        self.sql("DELETE FROM duban_matter WHERE id = %s", matter.id)

    @clause("CORE-28")
    def test_after_it_was_signed(self):
        self.sign()
        content = "UPDATE duban_matter SET result = '未完成' WHERE id = %s"
        for query, params, kind, words in (
            (content, (self.done.id,), "record", "matter itself"),
            ("UPDATE duban_matter SET lead_unit_id = %s WHERE id = %s", (self.unit_c.id, self.done.id), "record", ""),
            ("UPDATE duban_feedback SET name = '改写' WHERE matter_id = %s", (self.done.id,), "record", "feedback"),
            ("DELETE FROM duban_feedback WHERE matter_id = %s", (self.done.id,), "record", "feedback"),
            ("DELETE FROM duban_due_date WHERE matter_id = %s", (self.done.id,), "record", "due dates"),
        ):  # fmt: skip
            with self.subTest(query), self.cr.savepoint() as point:
                self.sql(query, *params)
                self.assert_found(kind, self.done, words)
                # the next night does not sign it away
                self.assert_found(kind, self.done, words)
                point.rollback()
                self.env.invalidate_all()

    @clause("CORE-28")
    def test_a_tail_that_was_cut_and_put_right(self):
        """The closing never happened: last lines gone, head, state and dates as they were before."""
        self.sign()
        acts = (
            self.env["duban.act"]
            .sudo()
            .search([("matter_id", "=", self.done.id)], order="seq")
        )
        keep = acts[:-1]
        self.sql("DELETE FROM duban_act WHERE id = %s", acts[-1].id)
        self.sql(
            """UPDATE duban_matter SET trail_length = %s, trail_head = %s, state = %s, date_closed = NULL,
                      closed_by_id = NULL WHERE id = %s""",
            len(keep), keep[-1].hash, [act.state_to for act in keep if act.state_to][-1], self.done.id,
        )  # fmt: skip
        self.assertEqual(self.env["duban.act"]._verify(self.done), [])
        self.assert_found("log", self.done)
        # also after the lines of the log were cut: they stand outside
        self.sql(
            "DELETE FROM duban_log_leaf WHERE res_id = %s AND kind = 'act' AND seq > %s",
            self.done.id,
            len(keep),
        )
        self.assertIn("log", [row[0] for row in self.verify()])

    @clause("CORE-28")
    def test_a_matter_that_was_deleted(self):
        self.sign()
        self.forget(self.done)
        self.assert_found("log", self.done, "deleted")

    @clause("CORE-28")
    def test_a_chain_computed_anew(self):
        """Every line hashed again, head put right: the chain is in order, but not the one that was signed."""
        self.sign()
        acts = (
            self.env["duban.act"]
            .sudo()
            .search([("matter_id", "=", self.other.id)], order="seq")
        )
        previous = None
        for act in acts:
            content = act._content() | {"previous": previous}
            if act.seq == 1:
                content["note"] = "校长批示：同意"
            value = hashlib.sha256(
                json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
            ).hexdigest()
            self.sql(
                "UPDATE duban_act SET note = %s, previous_hash = %s, hash = %s WHERE id = %s",
                content["note"], previous, value, act.id,
            )  # fmt: skip
            previous = value
        self.sql(
            "UPDATE duban_matter SET trail_head = %s WHERE id = %s",
            previous,
            self.other.id,
        )
        self.assertEqual(self.env["duban.act"]._verify(self.other), [])
        self.assert_found("log", self.other)

    @clause("CORE-28")
    def test_the_whole_log_computed_anew(self):
        """Lines and checkpoints deleted and made again, signed with the right key: what stands outside is another."""
        self.sign()
        self.sql("DELETE FROM duban_verification_line")
        self.sql("ALTER TABLE duban_verification DISABLE TRIGGER USER")
        self.sql("DELETE FROM duban_verification")
        self.sql("DELETE FROM duban_log_checkpoint")
        self.sql("DELETE FROM duban_log_leaf")
        self.at("2024-03-06")
        self.assertIn("outside", [row[0] for row in self.verify()])

    @clause("CORE-28")
    def test_a_log_that_was_begun_anew_under_another_name(self):
        """Settings rights: another identifier of the database, and with it another folder and key."""
        self.sign()
        self.env["ir.config_parameter"].set_param("database.uuid", "another")
        self.sign()
        self.assertIn("log", [row[0] for row in self.verify()])
        self.assertIn("log", [row[0] for row in self.verify()])

    @clause("CORE-28")
    def test_an_older_backup(self):
        self.sign()
        with self.cr.savepoint() as point:
            self.running.with_user(self.office_user).action_urge("请抓紧")
            self.sign()
            point.rollback()
        self.env.invalidate_all()
        self.assertIn("outside", [row[0] for row in self.verify()])
        with self.assertRaises(outside.OutsideError):
            outside.write_out(self.env)

    @clause("CORE-28")
    def test_a_file_that_was_exchanged(self):
        self.sign()
        file = self.env["ir.attachment"].sudo().search(
            [("res_model", "=", "duban.matter"), ("res_id", "=", self.done.id)], limit=1
        )  # fmt: skip
        path = pathlib.Path(file._full_path(file.store_fname))
        content = path.read_bytes()
        self.addCleanup(path.write_bytes, content)
        path.chmod(0o600)
        path.write_bytes(b"forged")
        self.assert_found("file", self.done)
        path.write_bytes(content)
        self.assertEqual(self.verify(), [])
        self.sql("DELETE FROM ir_attachment WHERE id = %s", file.id)
        self.assertIn("file", [row[0] for row in self.verify()])

    @clause("CORE-28")
    def test_a_server_action_that_opens_the_door(self):
        """Settings rights: the key of the engine in hand. What is changed without a line is found; a line stays."""
        self.sign()
        action = self.env["ir.actions.server"].create(
            {
                "name": "x",
                "model_id": self.env["ir.model"]._get_id("duban.matter"),
                "state": "code",
                "code": f"""
door = env["duban.matter"]._door()
matter = env["duban.matter"].sudo().with_context(duban_door=door).browse({self.done.id})
matter.write({{"date_deadline": "2025-01-01", "result": "伪造"}})
""",
            }
        )
        action.run()
        self.env.flush_all()
        found = self.assert_found("record", self.done, "matter itself")
        self.assertIn("due date", str(found))

    @clause("CORE-28")
    def test_names_at_the_time_of_the_act(self):
        worker, name = self.worker_a, self.worker_a.name
        acts = self.env["duban.act"].sudo().search(
            [("matter_id", "=", self.running.id), ("user_id", "=", worker.id)]
        )  # fmt: skip
        self.assertTrue(acts)
        self.sign()
        # a person does not rename oneself; the administrator of the directory does
        with self.assertRaises(AccessError):
            worker.with_user(worker).write({"name": "周建国（校长）"})
        with self.assertRaises(AccessError):
            worker.partner_id.with_user(worker).sudo(False).write(
                {"name": "周建国（校长）"}
            )
        worker.sudo().write({"name": "周建国（校长）"})
        self.env.invalidate_all()
        self.assertEqual(set(acts.mapped("user_name")), {name})
        self.feedback(self.running)
        last = self.running.sudo().act_ids.sorted("seq")[-1:]
        self.assertEqual(last.user_name, "周建国（校长）")
        with self.running.with_user(self.office_user)._make_dossier() as stream:
            archive = zipfile.ZipFile(io.BytesIO(stream.read()))
        words = archive.read("trail/trail.txt").decode().splitlines()
        self.assertIn(name, words[acts[0].seq - 1])
        self.assertEqual(self.verify(), [])
        # a name exchanged behind the back
        self.sql(
            "UPDATE duban_person_name SET name = '另一人' WHERE user_id = %s", worker.id
        )
        self.assertIn("name", [row[0] for row in self.verify()])

    @clause("CORE-28")
    def test_older_acts_keep_the_name_of_the_upgrade(self):
        acts = (
            self.env["duban.act"]
            .sudo()
            .search([("matter_id", "=", self.other.id)], order="seq")
        )
        previous = None
        for act in acts:
            content = act._content() | {"previous": previous}
            for key in ("v", "user_mark", "on_behalf_mark"):
                content.pop(key)
            value = hashlib.sha256(
                json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
            ).hexdigest()
            self.sql(
                """UPDATE duban_act SET hash_version = NULL, user_mark = NULL, previous_hash = %s, hash = %s
                    WHERE id = %s""",
                previous, value, act.id,
            )  # fmt: skip
            previous = value
        self.sql(
            "UPDATE duban_matter SET trail_head = %s WHERE id = %s",
            previous,
            self.other.id,
        )
        name = self.office_user.name
        self.env["duban.person.name"]._keep_older()
        self.assertFalse(self.env["duban.person.name"]._keep_older())
        self.office_user.sudo().name = "新名"
        self.env.invalidate_all()
        self.assertEqual(set(acts.mapped("user_name")), {name})
        self.assertEqual(self.verify(), [])
        self.sign()
        row = self.env["duban.person.name"].search(
            [("is_older", "=", True), ("user_id", "=", self.office_user.id)]
        )
        salt = "0" * 32
        mark = hashlib.sha256(f"{salt}\n另一人".encode()).hexdigest()
        self.sql(
            "UPDATE duban_person_name SET name = '另一人', salt = %s, mark = %s WHERE id = %s",
            salt,
            mark,
            row.id,
        )
        self.assertIn("name", [found[0] for found in self.verify()])

    @clause("CORE-28")
    def test_a_pseudonym_breaks_no_chain(self):
        Name = self.env["duban.person.name"]
        worker = self.worker_a
        matter = self.running
        acts = matter.sudo().act_ids.filtered(lambda act: act.user_id == worker)
        self.assertTrue(acts)
        rows = Name.sudo().search([("user_id", "=", worker.id)])
        for user in (self.office_user, self.leader, worker):
            self.assert_refused(Name.with_user(user)._erase, worker, "本人申请")
        as_admin = Name.with_user(self.admin)
        self.assert_refused(as_admin._erase, worker, "本人申请")
        self.assertTrue(Name.with_user(worker)._kept_of(worker))
        worker.sudo().active = False
        # the matter still runs
        self.assert_refused(as_admin._erase, worker, "本人申请")
        with patch.object(type(Name), "_check_erasable", lambda *args: None):
            self.assert_refused(as_admin._erase, worker, " ")
            as_admin._erase(worker, "本人申请，2024年3月4日")
        self.assertFalse(rows.name or rows.salt)
        self.assertEqual(set(acts.mapped("user_name")), {f"Person {worker.id}"})
        self.assertEqual(self.verify(), [])
        self.assertTrue(as_admin._kept_of(worker))
        self.assert_refused(Name.with_user(self.office_user)._kept_of, worker)

    def written(self, person, user):
        names = self.env["duban.person.name"].with_user(user)
        return {row["field"]: row["count"] for row in names._written_of(person)}

    def test_where_a_name_is_written_in_words_is_told(self):
        """No pseudonym reaches what is hashed as it was written, so it is said where that is."""
        Name = self.env["duban.person.name"]
        worker = self.worker_a
        # whoever looks for it literally finds it, and nothing that is only like it
        worker.sudo().name = "欧阳_百分%"
        before = self.written(worker, worker)
        self.assertNotIn("Note", before)
        self.env["duban.act"]._append(self.running, "urge", "改由欧阳_百分%办理")
        self.env["duban.act"]._append(self.running, "urge", "改由欧阳甲百分乙办理")
        self.assertEqual(self.written(worker, self.admin), {**before, "Note": 1})
        self.assert_refused(Name.with_user(self.office_user)._written_of, worker)
        row = Name._take(worker) and Name.search([("user_id", "=", worker.id)], limit=1)
        message = row.with_user(self.admin).action_show()["params"]["message"]
        self.assertIn("In words", message)
        self.assertIn("Note: 1", message)

    @clause("CORE-28")
    def test_who_may_verify_and_who_sees_what(self):
        Verification = self.env["duban.verification"]
        for user in (self.worker_a, self.leader, self.outsider):
            self.assert_refused(Verification.with_user(user).action_verify)
            self.assertFalse(Verification.with_user(user).has_access("read"))
        self.sql(
            "UPDATE duban_matter SET state = 'closed' WHERE id = %s", self.running.id
        )
        for user in (self.office_user, self.admin):
            # as the button above the list calls it: with the ids of what is ticked
            action = call_kw(Verification.with_user(user), "action_verify", [[]], {})
            found = Verification.with_user(user).browse(action["res_id"])
            self.assertEqual(found.user_id, user)
            self.assertEqual(found.state, "problems")
            self.assert_refused(found.write, {"state": "clean"})
            self.assert_refused(found.sudo().unlink)
            self.assert_refused(Verification.with_user(user).create, {"state": "clean"})
        own = found.line_ids.with_user(self.office_user)
        self.assertIn(self.running.number, own[0].matter_label)
        self.running.sudo().with_context(duban_door=DOOR).write(
            {"confidentiality": "sensitive"}
        )
        self.running.sudo()._refresh_access()
        line = self.as_user(found.line_ids, self.admin)[0]
        self.assertEqual(line.matter_label, f"#{self.running.id}")

    @clause("CORE-28")
    def test_the_nightly_job_signs_and_sends(self):
        self.company.duban_anchor_email = "dangan@example.edu.cn, jiwei@example.edu.cn"
        Mail = self.env["mail.mail"].sudo()
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 1
        ):
            self.env["duban.verification"]._cron_verify()
        checkpoint = self.env["duban.log.checkpoint"]._last()
        mails = Mail.search([("email_to", "like", "example.edu.cn")])
        self.assertEqual(
            set(mails.mapped("email_to")),
            {"dangan@example.edu.cn", "jiwei@example.edu.cn"},
        )
        for mail in mails:
            self.assertIn(checkpoint.note.splitlines()[2], mail.body_html)
            self.assertNotIn("另一事项", mail.body_html)
        self.assertEqual(outside.written(self.env)[1][-1], checkpoint.note)
        self.assertFalse(self.told())
        # a night that found something: who can act on it knows, and nobody else
        self.sql(
            "UPDATE duban_matter SET state = 'closed' WHERE id = %s", self.running.id
        )
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 1
        ):
            self.env["duban.verification"]._cron_verify()
        told = self.told().partner_ids.user_ids
        self.assertIn(self.admin, told)
        self.assertIn(self.office_user, told)
        self.assertFalse(told & (self.worker_a | self.head_a | self.leader))

    def told(self):
        """Messages about verifications."""
        return (
            self.env["mail.message"]
            .sudo()
            .search([("model", "=", "duban.verification")])
        )
