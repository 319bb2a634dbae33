"""B8: an annual plan from Excel."""

import base64
import io
from datetime import date

import openpyxl

from bench import data
from bench.fixtures import SERIAL, fixture, peers


def workbook(rows):
    """An xlsx file with these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def imported(it):
    """An annual plan from Excel: read, check, create all drafts, in batches as the window does."""
    count = it.options["rows"]
    it.versus(
        "B8", "import of an annual plan from Excel", *pair(it, count), count, warm=pair(it, 20)
    )  # fmt: skip


def pair(it, count):
    """Functions that import ``count`` rows: ours, the peer's."""
    ours, peer = it.side("ours"), it.side("peer")
    units = data.DEPARTMENTS

    def plan(_env):
        rows = [["序号", "工作任务", "责任单位", "配合单位", "完成时限"]]
        for n in range(count):
            serial = next(SERIAL)
            lead, co, other = (units[(serial + k) % data.UNITS] for k in range(3))
            due = f"{date.today().year}-12-{n % 28 + 1:02}"
            rows.append(
                [n + 1, f"推进{data.words(serial)}", lead, f"{co}、{other}", due]
            )
        return base64.b64encode(workbook(rows)).decode()

    def take_over(env, file):
        category = fixture(env).regulation.sudo().category_ids[:1]
        job = env["duban.import"].create(
            {
                "file": file, "file_name": "plan.xlsx", "source_category_id": category.id,
                "basis": "年度工作要点", "year": date.today().year,
            }
        )  # fmt: skip
        for action in (job.action_read, job.action_create_drafts):
            action()
            env.cr.commit()
            # as the window does: a large file is read step by step too
            while job.job_state == "running":
                job.job_step()
                env.cr.commit()
        assert job.created_count == count, (job.created_count, job.bad_count)

    titles = ["Title", "Project", "Assignees", "Deadline", "Description"]

    def sheet(env):
        users = peers(env)["users"].mapped("name")
        rows = [titles]
        for n in range(count):
            serial = next(SERIAL)
            names = ",".join(users[(serial + k) % data.UNITS] for k in range(3))
            due = f"{date.today().year}-12-{n % 28 + 1:02} 08:00:00"
            title = f"推进{data.words(serial)}"
            rows.append([title, units[serial % data.UNITS], names, due, "年度工作要点"])
        return base64.b64encode(workbook(rows)).decode()

    def load(env, file):
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        job = env["base_import.import"].create(
            {
                "res_model": "project.task",
                "file": base64.b64decode(file),
                "file_name": "plan.xlsx",
                "file_type": kind,
            }
        )
        columns = ["name", "project_id", "user_ids", "date_deadline", "description"]
        options = {
            "has_headers": True, "quoting": '"', "separator": ",", "sheet": "Sheet", "sheets": ["Sheet"],
            "float_thousand_separator": ",", "float_decimal_separator": ".", "date_format": "%Y-%m-%d",
            "datetime_format": "%Y-%m-%d %H:%M:%S", "encoding": "", "skip": 0, "limit": 2000,
            "advanced": True, "keep_matches": False, "fallback_values": {}, "name_create_enabled_fields": {},
            "import_set_empty_fields": [], "import_skip_records": [], "has_multi_sheet": False,
        }  # fmt: skip
        done = 0
        while done < count:
            # as the web client: so many rows per call
            result = job.execute_import(columns, titles, {**options, "skip": done})
            assert result["ids"], result["messages"][:2]
            done += len(result["ids"])
            env.cr.commit()

    return (
        lambda: ours.timed(take_over, "bench_office_user", plan),
        lambda: peer.timed(load, "peer_office", sheet),
    )
