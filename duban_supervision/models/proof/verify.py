"""Checking what is kept: chains, the live record against them, numbers, names, files and the log (CORE-28).

Everything is read in batches with SQL, past access rules and caches: what the tables say is what is checked.
"""

import json
import re
from collections import defaultdict

from odoo import fields
from odoo.tools import SQL

from ... import clock
from . import outside
from .log import BATCH
from .log_sections import digest, file_sections, matter_sections
from .person_name import mark_of
from .verify_log import LogVerifier, Problem

#: columns of a line of the trail, in the order in which they are read
ACT = (
    "matter_id", "seq", "date", "user_id", "on_behalf_id", "action", "state_from", "state_to", "note", "changes",
    "previous_hash", "hash", "hash_version", "user_mark", "on_behalf_mark",
)  # fmt: skip
#: act -> (date, person) that it stamps on the matter
STAMPED = {
    "file": ("date_filed", "filed_by_id"),
    "assign": ("date_assigned", "assigned_by_id"),
    "close": ("date_closed", "closed_by_id"),
}
DECIDED = ("approved", "returned", "rejected")


class Verifier(LogVerifier):
    """One check of a database; ``run()`` yields problems and counts what it looked at.

    :param env: superuser's environment, with the language of who reads the words
    :param matter_ids: only these matters; None: all, with numbers, names, files and the log
    """

    def __init__(self, env, matter_ids=None):
        self.env, self.cr, self._ = env, env.cr, env._
        self.matter_ids = matter_ids
        self.counts = defaultdict(int)
        #: names of logs that stand in the checkpoints
        self.names = set()

    def run(self):
        """Yield each :class:`Problem`."""
        self.env.flush_all()
        for ids in self._batches():
            yield from self._check_batch(ids)
        if self.matter_ids is None:
            yield from self._check_orphans()
            yield from self._check_numbers()
            yield from self._check_names()
            yield from self._check_log()
            yield from self._check_files()
            yield from self._check_outside()

    def _query(self, *query):
        self.cr.execute(SQL(*query))
        return self.cr.fetchall()

    def _batches(self):
        if self.matter_ids is not None:
            ids = sorted(self.matter_ids)
        else:
            ids = [
                row[0] for row in self._query("SELECT id FROM duban_matter ORDER BY id")
            ]
        for start in range(0, len(ids), BATCH):
            yield ids[start : start + BATCH]

    # ------------------------------------------------------------------
    # Matters: chain and record
    # ------------------------------------------------------------------

    def _check_batch(self, ids):
        names = SQL(", ").join(map(SQL.identifier, ACT))
        acts = defaultdict(list)
        for row in self._query(
            "SELECT %s FROM duban_act WHERE matter_id = ANY(%s) ORDER BY matter_id, seq",
            names,
            ids,
        ):
            acts[row[0]].append(dict(zip(ACT, row, strict=True)))
        lives = {
            live["id"]: live
            for live in self._dicts(
                """SELECT id, company_id, state, trail_length, trail_head, number, date_filed, filed_by_id,
                          date_assigned, assigned_by_id, date_closed, closed_by_id, date_deadline
                     FROM duban_matter WHERE id = ANY(%s)""",
                ids,
            )
        }
        parts = self._parts(ids)
        for key in ids:
            if key not in lives:
                continue
            self.counts["matters"] += 1
            self.counts["acts"] += len(acts[key])
            broken = self._chain(lives[key], acts[key])
            if broken:
                yield Problem("chain", key, *broken)
                continue
            for text in self._live(lives[key], acts[key], *parts(key)):
                yield Problem("record", key, None, text)
        yield from self._check_records(ids)

    def _dicts(self, *query):
        self.cr.execute(SQL(*query))
        return self.cr.dictfetchall()

    def _parts(self, ids):
        """Function: id -> (last due date line, {act of a decision: how many lines stand on it})."""
        due = {
            key: (day,)
            for key, day in self._query(
                "SELECT DISTINCT ON (matter_id) matter_id, date FROM duban_due_date"
                " WHERE matter_id = ANY(%s) ORDER BY matter_id, id DESC",
                ids,
            )
        }
        decided = defaultdict(dict)
        for key, action, count in self._query(
            """SELECT matter_id, purpose || '_' || state, count(*) FROM duban_approval_line
                WHERE matter_id = ANY(%s) AND state = ANY(%s) AND decided_by_id IS NOT NULL GROUP BY 1, 2""",
            ids,
            list(DECIDED),
        ):
            decided[key][action] = count
        return lambda key: (due.get(key), decided[key])

    def _chain(self, live, acts):
        """(line, words) of the first thing that is wrong with a chain, or None."""
        previous = None
        for position, act in enumerate(acts, 1):
            if act["seq"] != position:
                return position, self._("a line is missing")
            if (act["previous_hash"] or None) != previous or act["hash"] != digest(
                content(act)
            ):
                return act["seq"], self._("a line was changed")
            previous = act["hash"]
        if len(acts) != (live["trail_length"] or 0) or (
            (live["trail_head"] or None) != previous
        ):
            return len(acts), self._("the last lines are missing")
        if not acts:
            return 0, self._("there is no trail")
        return None

    def _live(self, live, acts, due, decided):
        """What of the live record the trail does not say; in words."""
        states = [act["state_to"] for act in acts if act["state_to"]]
        state = states[-1] if states else "draft"
        if live["state"] != state:
            yield self._(
                "the state is “%(live)s”, by the trail it is “%(trail)s”",
                live=live["state"],
                trail=state,
            )
        told = self.env["duban.matter"]._days_told()
        for action, (day, person) in STAMPED.items():
            if not live[day]:
                continue
            saying = [
                act
                for act in acts
                if act["action"] == action or day in told.get(act["action"], ())
            ]
            if not saying:
                yield self._("%s: no line of the trail says so", self._label(day))
            elif not any(
                self._says(live, act, action, day, person)
                for act in self._stamping(acts, saying[-1])
            ):
                yield self._(
                    "%s: another date or person than the trail says", self._label(day)
                )
        if due and due[0] != live["date_deadline"]:
            yield self._("the due date is not the last one of its history")
        for action, count in decided.items():
            if count > sum(act["action"] == action for act in acts):
                yield self._("a decision (%s) stands in no line of the trail", action)

    def _says(self, live, act, action, day, person):
        """Whether ``act`` set date and person of the live record as they stand.

        An act that was told the day of a step taken elsewhere says it among its changes; the lines of an earlier
        release said none, so that any day up to their own may be theirs.
        """
        if act["action"] not in self.env["duban.matter"]._days_told():
            return (live[day], live[person]) == (
                self._local(live, act),
                act["user_id"],
            )
        changes = content(act)["changes"]
        if live[person]:
            return False
        if not changes:
            return live[day] <= self._local(live, act)
        return fields.Date.to_string(live[day]) == (changes.get(day) or [None])[-1]

    @staticmethod
    def _stamping(acts, last):
        """Acts that may have set date and person of ``last``; who gives a matter to another unit assigns it anew."""
        if last["action"] != "assign":
            return [last]
        return [act for act in acts if act["seq"] >= last["seq"]]

    def _label(self, name):
        return self.env["duban.matter"]._fields[name]._description_string(self.env)

    def _local(self, live, act):
        company = self.env["res.company"].browse(live["company_id"])
        return clock.local(company, act["date"]).date()

    def _check_records(self, ids):
        """Matters whose trail did not grow since the log took them in: nothing else may have changed."""
        logged = {
            key: (seq, sections or {})
            for key, seq, sections in self._query(
                """SELECT DISTINCT ON (res_id) res_id, seq, sections FROM duban_log_leaf
                    WHERE kind = 'record' AND res_id = ANY(%s) ORDER BY res_id, seq DESC""",
                ids,
            )
        }
        now = matter_sections(self.env["duban.matter"].browse(logged))
        for key, (seq, sections) in logged.items():
            length, live = now[key]
            if length != seq:
                continue
            for name in sorted(sections.keys() | live.keys()):
                if sections.get(name) != live.get(name):
                    yield Problem(
                        "record",
                        key,
                        seq,
                        self._(
                            "changed without a line of the trail: %s",
                            self._section(name),
                        ),
                    )

    def _section(self, name):
        return {
            "matter": self._("the matter itself"),
            "units": self._("its units"),
            "decisions": self._("decisions"),
            "due dates": self._("due dates"),
            "feedback": self._("feedback"),
            "records": self._("supervision records"),
            "requests": self._("requests"),
        }.get(name, name)

    def _check_orphans(self):
        for key, count in self._query(
            """SELECT a.matter_id, count(*) FROM duban_act a
                WHERE NOT EXISTS (SELECT 1 FROM duban_matter m WHERE m.id = a.matter_id) GROUP BY 1"""
        ):
            yield Problem("chain", key, count, self._("a trail without its matter"))

    # ------------------------------------------------------------------
    # Numbers, names, files
    # ------------------------------------------------------------------

    def _check_numbers(self):
        """Every number up to the counter was given to a matter that is there."""
        patterns = dict(
            self._query(
                "SELECT id, content->'settings'->>'number_pattern' FROM duban_ruleset"
            )
        )
        given = defaultdict(set)
        for company, ruleset, number in self._query(
            "SELECT company_id, ruleset_id, number FROM duban_matter WHERE number IS NOT NULL"
        ):
            found = number_in(patterns.get(ruleset), number)
            if found:
                given[company, found[0]].add(found[1])
        # numbers without a year go on above all that was counted before, and may have been counted by years once
        endless, whole = defaultdict(set), defaultdict(set)
        for (company, year), numbers in given.items():
            whole[company] |= numbers
            if not year:
                endless[company] |= numbers
        for company, year, last in self._query(
            "SELECT company_id, year, last FROM duban_number WHERE kind = 'matter'"
        ):
            others = endless[company] if year else whole[company]
            missing = set(range(1, last + 1)) - given[company, year] - others
            above = {n for n in given.pop((company, year)) if n > last}
            if (company, 0) in given:
                given[company, 0] = {n for n in given[company, 0] if n > last}
            for n in sorted(missing):
                yield Problem(
                    "number",
                    None,
                    None,
                    self._("%(year)s: number %(n)s is missing", year=year, n=n),
                )
            for n in sorted(above):
                yield Problem(
                    "number",
                    None,
                    None,
                    self._("%(year)s: number %(n)s was never given", year=year, n=n),
                )
        for (_company, year), numbers in given.items():
            for n in sorted(numbers):
                yield Problem(
                    "number",
                    None,
                    None,
                    self._("%(year)s: number %(n)s was never given", year=year, n=n),
                )

    def _check_names(self):
        for key, name, salt, mark, erased in self._query(
            "SELECT id, name, salt, mark, date_erased FROM duban_person_name"
        ):
            self.counts["names"] += 1
            if name is None and salt is None and erased:
                continue
            if mark_of(salt, name) != mark:
                yield Problem(
                    "name",
                    None,
                    key,
                    self._(
                        "the name “%s” is not the one that people acted under", name
                    ),
                )
        for matter, seq in self._query(
            """SELECT a.matter_id, a.seq FROM duban_act a, unnest(ARRAY[a.user_mark, a.on_behalf_mark]) k
                WHERE k IS NOT NULL AND NOT EXISTS (SELECT 1 FROM duban_person_name n WHERE n.mark = k)"""
        ):
            yield Problem("name", matter, seq, self._("the name of who acted is gone"))

    def _check_files(self):
        rows = self._query(
            "SELECT position, res_id, digest, sections FROM duban_log_leaf WHERE kind = 'file' ORDER BY position"
        )
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            files = self.env["ir.attachment"].browse(row[1] for row in part).exists()
            there = {file.id: file for file in files}
            for position, key, expected, sections in part:
                self.counts["files"] += 1
                file = there.get(key)
                if not file:
                    yield Problem(
                        "file",
                        (sections or {}).get("matter"),
                        position,
                        self._("file %s was deleted", key),
                    )
                elif sections:
                    yield from self._check_file(file, position, sections)
                elif outside.file_digest(file) != expected:
                    yield Problem(
                        "file",
                        self._matter_of(file),
                        position,
                        self._("the content of file %s was changed", key),
                    )
            files.invalidate_recordset()

    def _check_file(self, file, position, sections):
        """Where a file stands, what it is called and what is in it, against its line of the log."""
        words = {
            "place": self._("file %s was moved or hidden under a field", file.id),
            "name": self._("file %s was renamed", file.id),
            "content": self._("the content of file %s was changed", file.id),
        }
        now = file_sections(file)
        for name, text in words.items():
            if now[name] != sections[name]:
                yield Problem("file", sections["matter"], position, text)

    def _matter_of(self, file):
        record = self.env[file.res_model].browse(file.res_id).exists()
        if record._name == "duban.matter":
            return record.id or None
        return record.matter_id.id if record and "matter_id" in record._fields else None


def content(act):
    """The hashed content of a line as it stands in the table (``duban.act._content`` says the same of a record)."""
    result = {
        "matter": act["matter_id"],
        "seq": act["seq"],
        "date": fields.Datetime.to_string(act["date"]),
        "user": act["user_id"],
        "on_behalf": act["on_behalf_id"],
        "action": act["action"],
        "from": act["state_from"],
        "to": act["state_to"],
        "note": act["note"] or None,
        "changes": act["changes"] or None,
        "previous": act["previous_hash"],
    }
    if isinstance(result["changes"], str):
        result["changes"] = json.loads(result["changes"])
    if act["hash_version"]:
        result |= {
            "v": act["hash_version"],
            "user_mark": act["user_mark"],
            "on_behalf_mark": act["on_behalf_mark"],
        }
    return result


def number_in(pattern, number):
    """(year, n) of a number given by ``pattern``, year 0 where it says none; None when it is none of that pattern."""
    if not pattern:
        return None
    words = re.escape(pattern).replace(r"\{year\}", r"(?P<year>\d{4})", 1)
    words = words.replace(r"\{year\}", r"\d{4}")
    words = re.sub(r"\\\{n(:[^}]*)?\\\}", r"(?P<n>\\d+)", words, count=1)
    found = re.fullmatch(words, number)
    if not found:
        return None
    return int(found.groupdict().get("year") or 0), int(found["n"])
