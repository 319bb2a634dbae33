"""The configuration files for production say what Odoo, systemd, nginx and logrotate understand."""

import configparser
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
#: prints {option: value} as Odoo reads a file, and what it does not know
READ = """
import json, sys
from odoo.tools import config
config.parse_config(["--config", sys.argv[1]])
names = json.loads(sys.argv[2])
print(json.dumps({"values": {each: config[each] for each in names if each in config.options_index},
                  "unknown": [each for each in names if each not in config.options_index]}))
"""


def has_odoo():
    try:
        import odoo.release  # noqa: F401
    except ImportError:
        return False
    return True


class TestOdoo(unittest.TestCase):
    def read(self, name):
        """The options of a file as Odoo understands them."""
        path = DEPLOY / "odoo" / name
        parser = configparser.ConfigParser(interpolation=None)
        parser.read(path)
        names = list(parser["options"])
        self.assertEqual(parser.sections(), ["options"])
        with tempfile.TemporaryDirectory() as folder:
            # folders of the other machine, of which Odoo says that they are not there
            del parser["options"]["addons_path"]
            parser["options"]["data_dir"] = folder
            parser["options"]["logfile"] = f"{folder}/odoo.log"
            copy = Path(folder) / "odoo.conf"
            with copy.open("w") as file:
                parser.write(file)
            done = subprocess.run(
                [sys.executable, "-c", READ, str(copy), json.dumps(names)],
                env={**os.environ, "ODOO_RC": "", "PGHOST": "", "HOME": folder},
                capture_output=True,
                text=True,
                check=False,
            )
            log = copy.with_name("odoo.log")
            said = done.stderr + (log.read_text() if log.exists() else "")
        self.assertEqual(done.returncode, 0, said)
        self.assertNotIn("WARNING", said)
        told = json.loads(done.stdout.splitlines()[-1])
        self.assertEqual(told["unknown"], [], "Odoo knows no such option")
        return told["values"]

    @unittest.skipUnless(has_odoo(), "needs Odoo")
    def test_one_machine(self):
        values = self.read("odoo.conf")
        self.assertFalse(values["list_db"])
        self.assertTrue(values["proxy_mode"])
        self.assertEqual(values["http_interface"], "127.0.0.1")
        self.assertFalse(values["with_demo"])
        self.assertGreater(values["workers"], 1)
        self.assertGreater(values["limit_memory_hard"], values["limit_memory_soft"])
        # what all workers may take together fits into the 8 GB that the file names
        total = (values["workers"] + 2) * values["limit_memory_soft"]
        self.assertLess(total, 8 * 1024**3)

    @unittest.skipUnless(has_odoo(), "needs Odoo")
    def test_several_machines(self):
        one, several = self.read("odoo.conf"), self.read("odoo-several.conf")
        self.assertEqual(several["db_replica_host"], "db2.internal")
        self.assertEqual(several["max_cron_threads"], 0)
        differ = {each for each in several if one.get(each) != several[each]}
        self.assertLessEqual(
            differ - {"addons_path", "data_dir", "logfile"},
            {"db_host", "db_port", "db_replica_host", "db_replica_port", "db_sslmode"}
            | {"http_interface", "max_cron_threads"},
        )


class TestSystemd(unittest.TestCase):
    def units(self):
        for path in sorted((DEPLOY / "systemd").rglob("*.*")):
            if path.is_file():
                parser = configparser.ConfigParser(
                    interpolation=None, strict=False, allow_no_value=True
                )
                parser.optionxform = str
                parser.read(path)
                yield path, parser

    def test_they_are_read(self):
        found = dict(self.units())
        self.assertEqual(len(found), 4)
        for path, parser in found.items():
            self.assertLessEqual(
                set(parser.sections()), {"Unit", "Service", "Timer", "Install"}, path
            )

    def test_what_they_start_is_here(self):
        for _path, parser in self.units():
            command = parser.get("Service", "ExecStart", fallback="") or ""
            found = re.match(r"/opt/duban/(bin/\S+)", command)
            if found:
                script = DEPLOY / found.group(1)
                self.assertTrue(os.access(script, os.X_OK), script)

    def test_nobody_else_reads_and_never_root(self):
        for path, parser in self.units():
            if path.suffix == ".service":
                self.assertEqual(parser["Service"]["User"], "odoo", path)
                self.assertEqual(parser["Service"]["UMask"], "0077", path)
                self.assertEqual(parser["Service"]["NoNewPrivileges"], "yes", path)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "needs systemd")
    def test_systemd_s_own_opinion(self):
        for path, _parser in self.units():
            if path.suffix == ".timer":
                done = subprocess.run(
                    ["systemd-analyze", "calendar", "*-*-* 02:30:00"],
                    capture_output=True,
                    check=False,
                )
                self.assertEqual(done.returncode, 0)


class TestNginx(unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.text = (DEPLOY / "nginx" / "duban.conf").read_text()

    def test_blocks_close_and_lines_end(self):
        depth = 0
        for number, line in enumerate(self.text.splitlines(), 1):
            code = re.sub(r"#.*", "", line).strip()
            if not code:
                continue
            self.assertRegex(code, r"[;{}]$", f"line {number}")
            depth += code.count("{") - code.count("}")
            self.assertGreaterEqual(depth, 0, f"line {number}")
        self.assertEqual(depth, 0)

    def test_it_leads_where_odoo_listens(self):
        parser = configparser.ConfigParser(interpolation=None)
        parser.read(DEPLOY / "odoo" / "odoo.conf")
        for option in ("http_port", "gevent_port"):
            self.assertIn(f"127.0.0.1:{parser['options'][option]} ", self.text)

    @unittest.skipUnless(
        shutil.which("nginx") and shutil.which("openssl"), "needs nginx"
    )
    def test_nginx_s_own_opinion(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes"]
                + ["-subj", "/CN=duban.example.edu.cn", "-days", "1"]
                + ["-keyout", folder / "duban.key", "-out", folder / "duban.pem"],
                check=True,
                capture_output=True,
            )
            text = self.text.replace("/etc/nginx/tls/", f"{folder}/")
            text = text.replace("/var/log/nginx/", f"{folder}/")
            # whoever runs the tests may not listen on ports below 1024
            text = text.replace("listen 80;", f"listen unix:{folder}/80;")
            text = text.replace("listen 443 ", f"listen unix:{folder}/443 ")
            ours = " ".join(
                f"{each}_temp_path {folder}/{each};"
                for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
            )
            (folder / "duban.conf").write_text(text)
            (folder / "nginx.conf").write_text(
                f"pid {folder}/pid; error_log {folder}/error.log;\n"
                f"events {{}}\nhttp {{ access_log off; {ours} include {folder}/duban.conf; }}\n"
            )
            done = subprocess.run(
                ["nginx", "-t", "-p", folder, "-c", folder / "nginx.conf"],
                capture_output=True,
                text=True,
                check=False,
            )
            self.assertEqual(done.returncode, 0, done.stderr)


class TestScripts(unittest.TestCase):
    def call(self, name, *args):
        return subprocess.run(
            [DEPLOY / "bin" / name, *args], capture_output=True, text=True, check=False
        )

    def test_bash_reads_them(self):
        for path in sorted((DEPLOY / "bin").glob("*.sh")):
            done = subprocess.run(
                ["bash", "-n", path], capture_output=True, text=True, check=False
            )
            self.assertEqual((done.returncode, done.stderr), (0, ""), path)

    def test_usage(self):
        for name in ("backup.sh", "restore.sh"):
            done = self.call(name)
            self.assertEqual(done.returncode, 2)
            self.assertIn(f"usage: {name}", done.stderr)

    def test_a_damaged_backup_is_not_restored(self):
        with tempfile.TemporaryDirectory() as name:
            backup = Path(name) / "backup"
            backup.mkdir()
            (backup / "database.dump").write_text("half")
            (backup / "SHA256SUMS").write_text(f"{'0' * 64}  database.dump\n")
            done = self.call("restore.sh", str(backup), "new", name)
            self.assertEqual(done.returncode, 1)
            self.assertIn("is damaged; nothing was done", done.stderr)


@unittest.skipUnless(shutil.which("logrotate"), "needs logrotate")
class TestLogrotate(unittest.TestCase):
    def test_logrotate_s_own_opinion(self):
        path = DEPLOY / "logrotate" / "odoo-duban"
        text = re.sub(r"^ *(su|create) .*\n", "", path.read_text(), flags=re.M)
        with tempfile.TemporaryDirectory() as name:
            copy = Path(name) / "odoo-duban"
            copy.write_text(text)
            copy.chmod(0o600)
            done = subprocess.run(
                ["logrotate", "--debug", "--state", f"{name}/state", copy],
                capture_output=True,
                text=True,
                check=False,
            )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("error:", done.stderr)
