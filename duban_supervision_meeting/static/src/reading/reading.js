import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { MultiRecordSelector } from "@web/core/record_selectors/multi_record_selector";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { user } from "@web/core/user";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const KINDS = () => [
    ["task", _t("Task")],
    ["decision_without_task", _t("Decision without a task")],
    ["information", _t("Information")],
    ["repeal", _t("Repeal of an earlier decision")],
];
/** What a kind is not supervised for, by the code of the reason; empty: a person decides. */
const REASON_OF = { information: "information", decision_without_task: "decision_without_task" };

/** A file as base64. */
function asBase64(file) {
    return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result.split(",", 2)[1] || "");
        reader.onerror = () => reject(reader.error);
        reader.readAsDataURL(file);
    });
}

/**
 * Minutes on the left with the passages marked, what is proposed on the right; a person confirms each one.
 *
 * An item holds places in the text and never words of its own: what is entered is cut out of the text by the server.
 */
export class MinutesReading extends Component {
    static template = "duban_supervision_meeting.MinutesReading";
    static components = { MultiRecordSelector, RecordSelector };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.names = useService("name");
        // what a unit is searched by: short names and initials count where a supervised unit is asked for
        this.unitDomain = [
            ["is_supervised_unit", "=", true],
            ["company_id", "in", [user.activeCompany.id, false]],
        ];
        this.unitContext = { hierarchical_naming: false };
        this.notification = useService("notification");
        this.text = useRef("text");
        this.list = useRef("list");
        this.kinds = KINDS();
        this.meetingId = this.props.action.context?.meeting_id || false;
        this.state = useState({
            step: "source",
            busy: false,
            pasted: "",
            reading: null,
            items: [],
            current: 0,
            undo: [],
        });
        onWillStart(async () => {
            if (this.meetingId) {
                const [meeting] = await this.orm.read("duban.meeting", [this.meetingId], ["minutes_file_name", "name"]);
                this.meetingName = meeting.name;
                if (meeting.minutes_file_name) {
                    await this.read({});
                }
            }
        });
        useEffect(
            () => {
                const mark = this.text.el?.querySelector(".o_duban_passage_current");
                mark?.scrollIntoView({ block: "center" });
                const card = this.list.el?.querySelector(".o_duban_item_current");
                card?.scrollIntoView({ block: "nearest" });
                if (document.activeElement === document.body || this.list.el?.contains(document.activeElement)) {
                    if (!/INPUT|SELECT|TEXTAREA/.test(document.activeElement?.tagName)) {
                        card?.focus({ preventScroll: true });
                    }
                }
            },
            () => [this.state.current, this.state.items.length]
        );
    }

    // ------------------------------------------------------------------
    // The source
    // ------------------------------------------------------------------

    async onFile(ev) {
        const [file] = ev.target.files || ev.dataTransfer.files;
        if (file) {
            await this.read({ name: file.name, data: await asBase64(file) });
        }
    }

    onPaste() {
        return this.read({ text: this.state.pasted });
    }

    async read(source) {
        this.state.busy = true;
        try {
            const reading = await this.orm.call("duban.meeting", "read_minutes", [], {
                ...source,
                meeting_id: this.meetingId,
            });
            this.source = source;
            // units are called by their own name here, without the tree above them
            this.names.addDisplayNames(
                "hr.department",
                Object.fromEntries(reading.units.map((unit) => [unit.id, unit.name]))
            );
            this.state.reading = reading;
            this.state.items = reading.items.map((item) => this.prepared(item));
            this.state.current = 0;
            this.state.step = "items";
        } finally {
            this.state.busy = false;
        }
    }

    /** Where the minutes do not say when they met, a time limit without a year is known once a person says it. */
    async onDate(ev) {
        const open = this.state.items.filter((item) => item.due_text && !item.date_due);
        if (!ev.target.value || !open.length) {
            return;
        }
        const reading = await this.orm.call("duban.meeting", "read_minutes", [], {
            ...this.source,
            meeting_id: this.meetingId,
            day: ev.target.value,
        });
        for (const item of open) {
            const read = reading.items.find((each) => each.places[0][0] === item.places[0][0]);
            if (read && read.due_text === item.due_text) {
                item.date_due = read.date_due;
                item.due_also = read.due_also;
            }
        }
    }

    prepared(item) {
        const reason = this.state.reading.reasons.find((row) => row.code === REASON_OF[item.kind]);
        return { ...item, reason_id: reason ? reason.id : false, reason_note: "", done: false };
    }

    // ------------------------------------------------------------------
    // The text with its marks
    // ------------------------------------------------------------------

    wording(item) {
        return item.places.map(([start, end]) => this.state.reading.text.slice(start, end).trim()).join("；");
    }

    /** How many sentences name who acts or by when and are in no item. */
    get passed() {
        return this.pieces.filter((piece) => piece.index === -2).length;
    }

    /** Pieces of the text: [{text, index}] with the item they belong to, -1 for none. */
    get pieces() {
        const text = this.state.reading.text;
        const places = this.state.items
            .flatMap((item, index) => item.places.map(([start, end]) => ({ start, end, index })))
            .sort((a, b) => a.start - b.start);
        const free = ([start, end]) => !places.some((place) => place.start < end && start < place.end);
        for (const [start, end] of (this.state.reading.unread || []).filter(free)) {
            places.push({ start, end, index: -2 });
        }
        places.sort((a, b) => a.start - b.start);
        const found = [];
        let position = 0;
        for (const { start, end, index } of places) {
            if (start < position) {
                continue;
            }
            if (start > position) {
                found.push({ key: position, text: text.slice(position, start), index: -1 });
            }
            found.push({ key: start, text: text.slice(start, end), index });
            position = end;
        }
        found.push({ key: position, text: text.slice(position), index: -1 });
        return found;
    }

    /** Places in the text that the person selected, or null. */
    get selection() {
        const selection = window.getSelection();
        if (!selection.rangeCount || selection.isCollapsed || !this.text.el?.contains(selection.anchorNode)) {
            return null;
        }
        const range = selection.getRangeAt(0);
        const before = range.cloneRange();
        before.selectNodeContents(this.text.el);
        before.setEnd(range.startContainer, range.startOffset);
        const start = before.toString().length;
        const end = start + range.toString().length;
        return end > start ? [start, end] : null;
    }

    // ------------------------------------------------------------------
    // What a person does
    // ------------------------------------------------------------------

    get currentItem() {
        return this.state.items[this.state.current];
    }

    remember() {
        this.state.undo.push(JSON.stringify(this.state.items));
        if (this.state.undo.length > 50) {
            this.state.undo.shift();
        }
    }

    undo() {
        if (this.state.undo.length) {
            this.state.items = JSON.parse(this.state.undo.pop());
            this.state.current = Math.min(this.state.current, this.state.items.length - 1);
        }
    }

    choose(index) {
        if (index >= 0) {
            this.state.current = Math.min(index, this.state.items.length - 1);
        }
    }

    accept(index = this.state.current) {
        const item = this.state.items[index];
        item.done = !item.done;
        if (item.done && index + 1 < this.state.items.length) {
            this.state.current = index + 1;
        }
    }

    acceptAll() {
        this.remember();
        for (const item of this.state.items) {
            item.done = true;
        }
    }

    setKind(item, kind) {
        this.remember();
        item.kind = kind;
        const reason = this.state.reading.reasons.find((row) => row.code === REASON_OF[kind]);
        item.reason_id = reason ? reason.id : false;
    }

    setUnit(item, id) {
        item.lead_unit_id = id || false;
        item.co_unit_ids = item.co_unit_ids.filter((id) => id !== item.lead_unit_id);
    }

    setCoUnits(item, ids) {
        item.co_unit_ids = [...new Set(ids)].filter((id) => id !== item.lead_unit_id);
    }

    /** Units that a name of the minutes may mean and nobody chose yet. */
    offered(item) {
        return item.co_offered.filter((id) => id !== item.lead_unit_id && !item.co_unit_ids.includes(id));
    }

    unitName(id) {
        return this.state.reading.units.find((unit) => unit.id === id)?.name || "";
    }

    /** The current item gets the selected words. */
    useSelection() {
        const place = this.selection;
        if (!place) {
            this.notification.add(_t("Select the words in the minutes first."), { type: "warning" });
            return;
        }
        this.remember();
        this.currentItem.places = [place];
    }

    /** A new item of the selected words: what the reader did not find. */
    addSelection() {
        const place = this.selection;
        if (!place) {
            this.notification.add(_t("Select the words in the minutes first."), { type: "warning" });
            return;
        }
        this.remember();
        const item = this.prepared({
            key: Math.max(0, ...this.state.items.map((each) => each.key)) + 1,
            places: [place],
            kind: "task",
            heading: "",
            lead_text: "",
            lead_unit_id: false,
            co_text: "",
            co_unit_ids: [],
            lead_offered: [],
            co_offered: [],
            leader_text: "",
            leader_id: false,
            due_text: "",
            date_due: false,
            due_also: [],
        });
        const index = this.state.items.findIndex((each) => each.places[0][0] > place[0]);
        this.state.items.splice(index < 0 ? this.state.items.length : index, 0, item);
        this.state.current = index < 0 ? this.state.items.length - 1 : index;
    }

    /** Split the current item after the next mark in its middle, or after the selected words. */
    split() {
        const item = this.currentItem;
        const [start, end] = item.places[0];
        const selected = this.selection;
        let cut = selected && selected[1] > start && selected[1] < end ? selected[1] : 0;
        if (!cut) {
            const words = this.state.reading.text.slice(start, end);
            const marks = [...words.matchAll(/[，；。;,]/g)].map((mark) => mark.index + 1);
            const middle = words.length / 2;
            const best = marks.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0];
            cut = best ? start + best : 0;
        }
        if (!cut) {
            this.notification.add(_t("Select the words after which it is to be split."), { type: "warning" });
            return;
        }
        this.remember();
        const second = {
            ...JSON.parse(JSON.stringify(item)),
            key: Math.max(...this.state.items.map((each) => each.key)) + 1,
            places: [[cut, end], ...item.places.slice(1)],
            done: false,
        };
        const first = this.state.reading.text.slice(start, cut).replace(/[，；。;,\s]+$/, "");
        item.places = [[start, start + first.length]];
        this.state.items.splice(this.state.current + 1, 0, second);
    }

    /** Join the current item with the next one. */
    join() {
        const next = this.state.items[this.state.current + 1];
        if (!next) {
            return;
        }
        this.remember();
        const item = this.currentItem;
        const between = this.state.reading.text.slice(item.places.at(-1)[1], next.places[0][0]);
        if (/^[，；。;,、\s]*$/.test(between)) {
            item.places = [[item.places[0][0], next.places.at(-1)[1]]];
        } else {
            item.places = [...item.places, ...next.places];
        }
        item.lead_unit_id = item.lead_unit_id || next.lead_unit_id;
        item.lead_text = item.lead_text || next.lead_text;
        item.co_unit_ids = [...new Set([...item.co_unit_ids, ...next.co_unit_ids])].filter(
            (id) => id !== item.lead_unit_id
        );
        item.date_due = next.date_due || item.date_due;
        item.due_text = next.due_text || item.due_text;
        this.state.items.splice(this.state.current + 1, 1);
    }

    /** Leave the current item out; it is kept with the reason, so that nothing is lost. */
    drop() {
        this.remember();
        const item = this.currentItem;
        const none = this.state.reading.reasons.find((row) => row.code === "no_item");
        item.reason_id = none ? none.id : item.reason_id;
        item.done = true;
        this.choose(this.state.current + 1);
    }

    onKeydown(ev) {
        if (this.state.step !== "items" || ev.ctrlKey || ev.metaKey || ev.altKey) {
            return;
        }
        if (/INPUT|SELECT|TEXTAREA/.test(ev.target.tagName)) {
            if (ev.key === "Escape") {
                ev.target.blur();
                this.list.el.querySelector(".o_duban_item_current")?.focus();
            }
            return;
        }
        const acts = {
            ArrowDown: () => this.choose(this.state.current + 1),
            ArrowUp: () => this.choose(Math.max(0, this.state.current - 1)),
            j: () => this.choose(this.state.current + 1),
            k: () => this.choose(Math.max(0, this.state.current - 1)),
            Enter: () => this.accept(),
            " ": () => this.accept(),
            a: () => this.accept(),
            s: () => this.split(),
            m: () => this.join(),
            d: () => this.drop(),
            Delete: () => this.drop(),
            n: () => this.addSelection(),
            w: () => this.useSelection(),
            u: () => this.undo(),
            e: () => this.list.el.querySelector(".o_duban_item_current select")?.focus(),
        };
        if (acts[ev.key] && !(ev.target.tagName === "BUTTON" && ["Enter", " "].includes(ev.key))) {
            ev.preventDefault();
            acts[ev.key]();
        }
    }

    // ------------------------------------------------------------------
    // Entering
    // ------------------------------------------------------------------

    get left() {
        return this.state.items.filter((item) => !item.done).length;
    }

    get missing() {
        const { meeting } = this.state.reading;
        return !this.meetingId && !(meeting.body_id && meeting.date);
    }

    async confirm() {
        this.state.busy = true;
        try {
            const items = this.state.items.map(({ places, kind, heading, ...item }) => ({
                places,
                kind,
                heading,
                lead_unit_id: item.lead_unit_id,
                co_unit_ids: item.co_unit_ids,
                lead_text: item.lead_text,
                co_text: item.co_text,
                leader_text: item.leader_text,
                leader_id: item.leader_id,
                due_text: item.due_text,
                date_due: item.date_due || false,
                reason_id: item.reason_id,
                reason_note: item.reason_note,
            }));
            const id = await this.orm.call("duban.meeting", "confirm_minutes", [this.state.reading.meeting, items], {
                ...this.source,
            });
            await this.action.doAction(
                {
                    type: "ir.actions.act_window",
                    res_model: "duban.meeting",
                    res_id: id,
                    views: [[false, "form"]],
                },
                { clearBreadcrumbs: true }
            );
        } finally {
            this.state.busy = false;
        }
    }
}

registry.category("actions").add("duban_minutes_reading", MinutesReading);
