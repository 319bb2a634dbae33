"""Minutes become items: read offline, each one confirmed by a person (PLUS-M5)."""

import base64
import binascii
import re

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.duban_supervision import inputs

from ..tools.minutes import api as reader
from ..tools.minutes.source import MAX_BYTES

#: most items that one set of minutes may become
MAX_ITEMS = 500
#: titles of school leaders as minutes put them behind or before a surname
TITLES = "常务副校长|副校长|校长助理|校长|党委副书记|党委书记|纪委书记|副书记|书记|副院长|院长|总会计师|总工程师"


class DubanMeeting(models.Model):
    _inherit = "duban.meeting"

    # ------------------------------------------------------------------
    # Hook
    # ------------------------------------------------------------------

    @api.model
    def _read_source(self, name, data, text, unit_names, day):
        """Hook: read minutes. An institution may put a reader of its own here; a person confirms what it proposes.

        :param name: file name, and ``data`` its bytes; or both empty and ``text`` what was pasted
        :param unit_names: names of the institution's units
        :param day: date of the meeting where it is known, else None
        :return: dict as ``tools.minutes.result.Reading.as_dict()``: items are places in ``text``, nothing else
        :raise UserError: what cannot be read, in words
        """
        try:
            if data:
                found = reader.read_file(name, data, unit_names, day)
            else:
                found = reader.read_text(text, unit_names, day)
        except reader.Refused as refused:
            raise UserError(self._refusal(refused.code)) from None
        return found.as_dict()

    @api.model
    def _refusal(self, code):
        """Why a file is not read and what to do instead, in words."""
        words = {
            "large": self.env._(
                "The file is larger than 20 MB. Minutes are not that large: take the pictures out."
            ),
            "empty": self.env._("There is no text in it."),
            "old_word": self.env._(
                "This kind of file is not read. Open it in Word or WPS, save it as .docx and try again."
            ),
            "encrypted": self.env._(
                "The file is locked by a password. Save it without one and try again."
            ),
            "damaged": self.env._(
                "The file is damaged. Open it in Word or WPS, save it anew and try again."
            ),
            "scanned": self.env._(
                "These are pictures of pages (a scan), there is no text in them. Use the file from which they were "
                "printed, or paste the text."
            ),
            "long": self.env._(
                "The file is too long to be minutes. Paste the part that is to be read."
            ),
        }
        return words.get(code) or words["damaged"]

    # ------------------------------------------------------------------
    # What the screen calls
    # ------------------------------------------------------------------

    @api.model
    def read_minutes(self, name=None, data=None, text=None, meeting_id=None, day=None):
        """Read a file or pasted text.

        :param data: the file in base64
        :param meeting_id: the meeting it belongs to, if that is entered already
        :param day: when it was held, where a person said so because the minutes do not
        :return: text, meeting (proposal), items, and what the screen needs to choose from
        :raise UserError: what cannot be read, in words
        """
        meeting = self._meeting_of(meeting_id)
        here = self.with_company(meeting.company_id or self.env.company)
        here._check_reader()
        return here._read_for(meeting.with_env(here.env), name, data, text, day)

    @api.model
    def _read_for(self, meeting, name, data, text, day):
        """See ``read_minutes``; the institution is the one of ``meeting``, empty for one that is not entered yet."""
        data = self._decoded(data)
        if meeting and not data and not inputs.text(self.env, text):
            data = base64.b64decode(meeting.minutes_file or b"")
            name = meeting.minutes_file_name
            if not data:
                raise UserError(
                    self.env._("Choose the file of the minutes, or paste their text.")
                )
        text = inputs.text(self.env, text)
        if not data and not text:
            raise UserError(
                self.env._("Choose the file of the minutes, or paste their text.")
            )
        finder = self._unit_finder()
        day = (meeting and meeting.date) or inputs.day(self.env, day) or None
        found = self._read_source(
            inputs.text(self.env, name), data, text, self._reading_unit_names(), day
        )
        head = self._proposed_meeting(found["meeting"], meeting)
        return {
            "text": found["text"],
            "meeting": head,
            "items": [
                self._proposed_item(item, finder, number)
                for number, item in enumerate(found["items"][:MAX_ITEMS], 1)
            ],
            # more than the screen takes: underlined in the text, and said
            "unread": found.get("unread", [])
            + found.get("passed", [])
            + [[item["start"], item["end"]] for item in found["items"][MAX_ITEMS:]],
            "note": self._too_many(len(found["items"])),
            "units": [
                {"id": unit.id, "name": unit.name} for unit in self._supervised_units()
            ],
            "leaders": [
                {"id": leader.id, "name": leader.name} for leader in self._leaders()
            ],
            "bodies": [{"id": body.id, "name": body.name} for body in self._bodies()],
            "reasons": [
                {"id": reason.id, "name": reason.name, "code": reason.code or ""}
                for reason in self.env["duban.resolution.reason"].search([])
            ],
        }

    def _too_many(self, count):
        """What is said where more was read than one set of minutes takes; empty else."""
        if count <= MAX_ITEMS:
            return ""
        return self.env._(
            "%(count)s passages were read as items; the first %(most)s are proposed, the others are underlined in the "
            "text. Enter these first, then paste the rest of the minutes.",
            count=count,
            most=MAX_ITEMS,
        )

    @api.model
    def confirm_minutes(self, meeting, items, name=None, data=None, text=None):
        """Enter what a person confirmed: the meeting, and its items with their wording out of the text itself.

        :param meeting: {"id"} or {"body_id", "ordinal", "date", "minutes_number", "date_issued"}
        :param items: dicts with ``places`` ([[start, end], …] in the text), ``kind``, ``heading``, ``lead_unit_id``,
            ``co_unit_ids``, ``lead_text``, ``co_text``, ``leader_text``, ``due_text``, ``date_due``, ``reason_id``,
            ``reason_note``
        :raise UserError: a wording that is not in the minutes, an item that is entered already
        :return: id of the meeting
        """
        entered = self._meeting_of(isinstance(meeting, dict) and meeting.get("id"))
        here = self.with_company(entered.company_id or self.env.company)
        here._check_reader()
        record = entered.with_env(here.env)
        return here._confirm_for(record, meeting, items, name, data, text)

    @api.model
    def _confirm_for(self, record, meeting, items, name, data, text):
        """See ``confirm_minutes``; the institution is the one of ``record``, empty for one that is not entered yet."""
        if not isinstance(meeting, dict) or not isinstance(items, list) or not items:
            raise UserError(self.env._("Keep at least one item."))
        if len(items) > MAX_ITEMS:
            raise UserError(self.env._("These are more items than minutes have."))
        data, text = self._decoded(data), inputs.text(self.env, text)
        if record and not data and not text and record.minutes_file:
            data, name = base64.b64decode(record.minutes_file), record.minutes_file_name
        # read again here: what the client says the text is proves nothing
        source = self._read_source(inputs.text(self.env, name), data, text, [], None)[
            "text"
        ]
        values = self._meeting_values(meeting)
        if record:
            record.write({key: value for key, value in values.items() if value})
        else:
            record = self.create(values)
        if data:
            record.write(
                {"minutes_file": base64.b64encode(data), "minutes_file_name": name}
            )
        # the engine's, it is what the file says; who confirms was checked
        whole, begin = record._text_with(source)
        record._engine_write({"minutes_text": whole})
        record._enter_items(source, items, begin)
        record._remember_units()
        return record.id

    def _enter_items(self, source, items, begin=0):
        """Make the items of this one meeting; each wording is cut out of ``source``, which begins at ``begin``."""
        known = {re.sub(r"\s", "", row.name) for row in self.resolution_ids}
        last = max(self.resolution_ids.mapped("sequence") or [0])
        vals_list = []
        for number, item in enumerate(items, 1):
            if not isinstance(item, dict):
                raise UserError(self.env._("An item is not understood."))
            vals = self._item_values(source, item)
            if re.sub(r"\s", "", vals["name"]) in known:
                raise UserError(
                    self.env._(
                        "This item is entered already for %(meeting)s: %(words)s",
                        meeting=self.name,
                        words=vals["name"][:60],
                    )
                )
            vals_list.append({**vals, "meeting_id": self.id, "sequence": last + number})
        # where an item stands in the text is the engine's, which cut it out there
        places = [
            {name: vals.pop(name) + begin for name in ("place_start", "place_end")}
            for vals in vals_list
        ]
        rows = self.env["duban.resolution"].create(vals_list)
        for row, place in zip(rows, places, strict=True):
            row._engine_write(place)
        return rows

    def _item_values(self, source, item):
        places = item.get("places")
        if not isinstance(places, list) or not places:
            raise UserError(self.env._("An item has no place in the minutes."))
        pieces = []
        for place in places:
            if not (
                isinstance(place, list)
                and len(place) == 2
                and all(type(each) is int for each in place)
                and 0 <= place[0] < place[1] <= len(source)
            ):
                raise UserError(self.env._("An item has no place in the minutes."))
            pieces.append(source[place[0] : place[1]].strip())
        kinds = dict(self.env["duban.resolution"]._fields["kind"].selection)
        if item.get("kind") not in kinds:
            raise UserError(self.env._("Choose what each item is."))
        lead = self._units_chosen(inputs.one_id(self.env, item.get("lead_unit_id")))
        co_units = self._units_chosen(
            *inputs.many_ids(self.env, item.get("co_unit_ids"))
        )
        reason = self.env["duban.resolution.reason"].browse(
            inputs.one_id(self.env, item.get("reason_id")) or []
        )
        vals = {
            "name": "；".join(pieces),
            "kind": item["kind"],
            "place_start": places[0][0],
            "place_end": places[-1][1],
            "lead_unit_id": lead.id,
            "co_unit_ids": [(6, 0, (co_units - lead).ids)],
            "date_due": inputs.day(self.env, item.get("date_due")),
            "reason_id": reason.exists().id,
            "responsible_leader_id": self._leader_chosen(item.get("leader_id")).id,
        }
        for key in (
            "heading",
            "lead_text",
            "co_text",
            "leader_text",
            "due_text",
            "reason_note",
        ):
            vals[key] = inputs.text(self.env, item.get(key)) or False
        return vals

    # ------------------------------------------------------------------
    # Proposals
    # ------------------------------------------------------------------

    @api.model
    def _check_reader(self):
        regulation = self.env["duban.regulation"]._in_force()
        if not regulation._of_own_office():
            raise AccessError(
                self.env._(
                    "Only the supervision office keeps the register of meetings."
                )
            )

    @api.model
    def _meeting_of(self, meeting_id):
        meeting = self.browse(inputs.one_id(self.env, meeting_id) or []).exists()
        if meeting:
            meeting.check_access("write")
        return meeting

    @api.model
    def _decoded(self, data):
        if not data:
            return b""
        if not isinstance(data, str | bytes) or len(data) > MAX_BYTES * 4 // 3 + 8:
            raise UserError(self._refusal("large"))
        try:
            return base64.b64decode(data)
        except (binascii.Error, ValueError):
            raise UserError(self._refusal("damaged")) from None

    @api.model
    def _bodies(self):
        regulation = self.env["duban.regulation"]._in_force()
        return self.env["duban.decision.body"].search(
            [("regulation_id", "=", regulation.id), ("is_body", "=", True)]
        )

    @api.model
    def _leaders(self):
        """The school leaders of the institution."""
        # sudo: who is a school leader; groups are read by administrators only
        users = self.env.ref("duban_supervision.group_leader").sudo().all_user_ids
        return users.filtered(
            lambda user: user.active and user._is_school_leader(self.env.company)
        ).sorted("name")

    @api.model
    def _leader_chosen(self, leader_id):
        """The leader that a person chose; nobody else can be put there."""
        chosen = inputs.one_id(self.env, leader_id)
        leader = self._leaders().filtered(lambda user: user.id == chosen)
        if chosen and not leader:
            raise UserError(self.env._("Choose a school leader of the institution."))
        return leader

    @api.model
    def _leader_called(self, words, unit):
        """The one leader whom 李副校长 or 分管副校长 means; empty when nobody does or several may."""
        leaders, words = self._leaders(), words or ""
        if re.match(r"各?(?:分管|联系|主管)", words):
            # 分管…的副校长: the leader in charge of the unit that does the work
            return (unit and unit._duban_leader() or leaders.browse()) & leaders
        bare = re.sub(r"某|同志$", "", words)
        named = leaders.filtered(lambda user: user.name and user.name in bare)
        if not named:
            # 李副校长, 副校长李某: the surname stands before or behind the title
            found = re.match(rf"([一-龥])(?:{TITLES})$", bare) or re.search(
                rf"(?:{TITLES})([一-龥])$", bare
            )
            named = leaders.filtered(
                lambda user: found and (user.name or "").startswith(found[1])
            )
        return named if len(named) == 1 else leaders.browse()

    @api.model
    def _proposed_meeting(self, head, meeting):
        bodies = self._bodies()
        words = head.get("body") or ""
        body = (
            meeting.body_id if meeting else bodies.filtered(lambda b: b.name == words)
        )
        if not body:
            short = re.sub(r"会议$", "会", words)
            body = bodies.filtered(
                lambda b: (
                    b.name
                    and (b.name in words or short.endswith(b.name) or words in b.name)
                )
            )
        values = {
            "id": meeting.id if meeting else False,
            "body": words,
            "body_id": body[:1].id if len(body) == 1 or meeting else False,
            "ordinal": head.get("ordinal") or "",
            "date": head.get("date") or False,
            "minutes_number": head.get("minutes_number") or "",
            "date_issued": head.get("date_issue") or False,
        }
        if meeting:
            values.update(
                ordinal=meeting.ordinal or values["ordinal"],
                date=str(meeting.date or values["date"] or "") or False,
                minutes_number=meeting.minutes_number or values["minutes_number"],
                date_issued=str(meeting.date_issued or values["date_issued"] or "")
                or False,
            )
        return values

    @api.model
    def _proposed_item(self, item, finder, number):
        units = self._proposed_units(item, finder)
        lead = self.env["hr.department"].browse(units["lead_unit_id"] or [])
        return {
            "key": number,
            "places": [[item["start"], item["end"]]],
            "text": item["text"],
            "kind": item["kind"],
            "heading": item["heading"],
            "lead_text": item["lead_unit"] or "",
            "co_text": "、".join(item["co_units"]),
            **units,
            "leader_text": item["leader"] or "",
            "leader_id": self._leader_called(item["leader"], lead).id,
            "due_text": item["due_text"] or "",
            "date_due": item["due"] or False,
            "due_also": item["due_also"],
        }

    @api.model
    def _meeting_values(self, meeting):
        values = {
            "body_id": inputs.one_id(self.env, meeting.get("body_id")),
            "ordinal": inputs.text(self.env, meeting.get("ordinal")),
            "date": inputs.day(self.env, meeting.get("date")),
            "minutes_number": inputs.text(self.env, meeting.get("minutes_number")),
            "date_issued": inputs.day(self.env, meeting.get("date_issued")),
        }
        if not meeting.get("id") and not (values["body_id"] and values["date"]):
            raise UserError(self.env._("Say which body met and when."))
        return values
