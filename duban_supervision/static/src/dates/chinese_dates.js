import { localization } from "@web/core/l10n/localization";

const { DateTime } = luxon;

const TIME = String.raw`(?:(?<hour>\d{1,2})[:时点](?:(?<minute>\d{1,2})分?)?)?`;
const CHINESE = new RegExp(
    String.raw`^(?:(?<year>\d{4}|\d{2})年)?(?:(?<month>\d{1,2})月(?:份?(?<end>[底末])|(?<day>\d{1,2})[日号]?)|(?<yearEnd>[底末]))${TIME}$`
);
const MONTH_AND_DAY = new RegExp(String.raw`^(?<month>\d{1,2})[-/.](?<day>\d{1,2})$`);

/**
 * Dates as people write them: 2026年12月2日, 12月2日, 12月2号15时, 12月底, 2026年底, 12-2. Without a year the current one.
 *
 * Odoo reads what its format does not fit by the digits alone: 12月2日 becomes 2012-02-01 without a word, because the
 * Chinese format begins with the year. Nothing changes for text without a Chinese unit, except for month and day under a
 * format that begins with the year.
 *
 * @param {string} text
 * @param {string} format
 * @returns {DateTime|null|false} false: a Chinese unit stands in the text, and it is no date; null: Odoo reads it
 */
function readDate(text, format) {
    const words = text.normalize("NFKC").replace(/\s+/g, "");
    const isChinese = /[年月日号]/.test(words);
    const found = words.match(isChinese ? CHINESE : MONTH_AND_DAY)?.groups;
    if (found && (isChinese || format.startsWith("y"))) {
        const year = found.year ? Number(found.year.padStart(4, "20")) : DateTime.local().year;
        const parts = { year, month: Number(found.month || 12), hour: Number(found.hour || 0), minute: Number(found.minute || 0) };
        const month = DateTime.fromObject({ ...parts, day: 1 });
        const date = found.day ? month.set({ day: Number(found.day) }) : month.endOf("month").startOf("day");
        if (month.isValid && date.isValid && date.month === month.month) {
            return date;
        }
    }
    return isChinese ? false : null;
}

/** What Odoo takes for no date, whatever its format: the box then keeps what it had. */
const NO_DATE = "0000-99-99";

/**
 * The text that Odoo is to read instead of what was typed, so that it is read as it was meant or not at all.
 *
 * @param {string} text
 * @param {string} format of the box
 * @returns {string}
 */
export function settleText(text, format) {
    if (!text.trim() || DateTime.fromFormat(text, format).isValid) {
        return text;
    }
    if (!/\d/.test(text) && !/^[=a-z]/i.test(text.trim())) {
        // of a text without digits Odoo leaves nothing, which Luxon takes for the present moment
        return NO_DATE;
    }
    const date = readDate(text, format);
    return date === false ? NO_DATE : date ? date.toFormat(format) : text;
}

const BOXES = ["date", "datetime", "daterange"].map((kind) => `.o_field_${kind} input`).join(", ");

/** Whether the box is one of the suite's views; the dialog of a row (on a telephone: of every row) lies over one. */
function isOurs(box) {
    return Boolean(box.closest(".o_duban") || (box.closest(".o_dialog") && document.querySelector(".o_duban")));
}

/** Before the box of a view of the suite hears of it, what was typed stands there in its own format. */
function settle({ type, key, target }) {
    if (target instanceof HTMLInputElement && target.matches(BOXES) && isOurs(target) && (type === "change" || ["Enter", "Tab"].includes(key))) {
        const moment = target.closest(".o_field_datetime");
        const settled = settleText(target.value, moment ? localization.dateTimeFormat : localization.dateFormat);
        if (settled !== target.value) {
            target.value = settled;
        }
    }
}

window.addEventListener("change", settle, true);
window.addEventListener("keydown", settle, true);
