import { Component, onMounted, onWillUpdateProps, useState } from "@odoo/owl";
import { AutoComplete } from "@web/core/autocomplete/autocomplete";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { TagsList } from "@web/core/tags_list/tags_list";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const SHOWN = 40;

/**
 * A box that holds a code, or several between commas, offered and shown in words. What may stand in it the model says
 * (`get_code_choices`); anything else can still be typed, and is refused when it is saved if it means nothing.
 */
export class CodeBox extends Component {
    static template = "duban_supervision.CodeBox";
    static components = { AutoComplete, TagsList };
    static props = {
        ...standardFieldProps,
        several: { type: Boolean, optional: true },
        document: { type: String, optional: true },
    };
    /** One question per model, box and paper for all rows of a page. */
    static asked = new Map();

    setup() {
        this.orm = useService("orm");
        this.state = useState({ choices: [] });
        // not waited for: a form with many boxes opens at once, and its codes turn into words
        onMounted(() => this.load(this.props));
        onWillUpdateProps((props) => {
            this.load(props);
        });
    }

    /** Fetch what may be chosen, unless it is here. */
    async load({ record, name, document }) {
        const paper = (document && record.data[document]) || "";
        const key = JSON.stringify([record.resModel, name, paper]);
        const { asked } = this.constructor;
        if (!asked.has(key)) {
            const answer = this.orm.call(record.resModel, "get_code_choices", [name, paper]);
            asked.set(key, answer);
            answer.catch(() => asked.delete(key));
        }
        const choices = await asked.get(key);
        if (this.key !== key) {
            this.key = key;
            this.state.choices = choices;
        }
    }

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    get codes() {
        return this.value
            .split(",")
            .map((code) => code.trim())
            .filter(Boolean);
    }

    words(code) {
        return this.state.choices.find((choice) => choice.code === code)?.words || code;
    }

    get shown() {
        const codes = this.props.several ? this.codes : [this.value];
        return codes.filter(Boolean).map((code) => this.words(code));
    }

    get tags() {
        return this.codes.map((code) => ({
            id: code,
            text: this.words(code),
            title: code,
            onDelete: this.props.readonly ? undefined : () => this.save(this.codes.filter((each) => each !== code)),
        }));
    }

    get sources() {
        return [{ options: (typed) => this.suggest(typed) }];
    }

    async suggest(typed) {
        await this.load(this.props);
        const asked = typed.toLowerCase();
        const free = this.state.choices.filter(
            ({ code, words }) =>
                (!this.props.several || !this.codes.includes(code)) && `${words} ${code}`.toLowerCase().includes(asked)
        );
        return free.slice(0, SHOWN).map(({ code, words }) => ({ label: words, onSelect: () => this.choose(code) }));
    }

    choose(code) {
        return this.save(this.props.several ? [...this.codes, code] : [code]);
    }

    /** What was typed and not chosen: the one choice with these words, or as it is. */
    typed({ inputValue }) {
        const text = inputValue.trim();
        const same = this.state.choices.find(({ code, words }) => words === text || code === text);
        if (this.props.several ? text : text !== this.shown.join("")) {
            return this.choose(same?.code || text);
        }
    }

    save(codes) {
        return this.props.record.update({ [this.props.name]: codes.join(",") });
    }
}

registry.category("fields").add("duban_code", {
    component: CodeBox,
    displayName: _t("Code, chosen in words"),
    supportedTypes: ["char"],
    supportedOptions: [
        { label: _t("Several"), name: "several", type: "boolean" },
        { label: _t("Field with the paper"), name: "document", type: "string" },
    ],
    extractProps: ({ options }) => ({ several: Boolean(options.several), document: options.document }),
});
