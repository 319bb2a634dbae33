import { ConversionError } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

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
 * Chinese format begins with the year. All its date and datetime boxes come through this one function. Nothing changes
 * for text without a Chinese unit, except for month and day under a format that begins with the year.
 *
 * @param {string} text
 * @param {string} format
 * @param {Object} [options] zone and numbering system
 * @throws {ConversionError} a Chinese unit stands in the text, and it is no date: better refused than misread
 */
function readDate(text, format, options = {}) {
    const words = text.normalize("NFKC").replace(/\s+/g, "");
    const isChinese = /[年月日号]/.test(words);
    const found = words.match(isChinese ? CHINESE : MONTH_AND_DAY)?.groups;
    if (found && (isChinese || format.startsWith("y"))) {
        const year = found.year ? Number(found.year.padStart(4, "20")) : DateTime.local().year;
        const parts = { year, month: Number(found.month || 12), hour: Number(found.hour || 0), minute: Number(found.minute || 0) };
        const month = DateTime.fromObject({ ...parts, day: 1 }, options);
        const date = found.day ? month.set({ day: Number(found.day) }) : month.endOf("month").startOf("day");
        if (month.isValid && date.isValid && date.month === month.month) {
            return date;
        }
    }
    if (isChinese) {
        throw new ConversionError(_t("“%s” is not a date; write for example 2026年12月2日.", text));
    }
    return null;
}

patch(DateTime, {
    fromFormat(text, format, options) {
        if (text === "") {
            // what Odoo leaves of a text without digits; Luxon would take it for the present moment
            return DateTime.invalid("unparsable");
        }
        const result = super.fromFormat(text, format, options);
        return result.isValid || typeof text !== "string" ? result : readDate(text, format, options) || result;
    },
});
