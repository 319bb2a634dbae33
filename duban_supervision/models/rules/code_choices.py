"""What may stand in a box of a regulation that holds a code: offered in words, so that nobody types codes.

The boxes stay text, as in a regulation's file; what is no code of anything is refused by the check of its row.
"""

from lxml import etree

from odoo import api, models

GETTER = "_document_value_"


def is_for_people(field):
    """Whether a field has a name that people read."""
    return (
        field.export_string_translation
        and field.name not in models.MAGIC_COLUMNS
        and field._module != "mail"
    )


def model_words(model):
    """What the records of a model are called, in the reader's language."""
    # sudo: the catalogue of models is the administrators'
    return model.env["ir.model"].sudo()._get(model._name).name


class DubanCodeChoices(models.AbstractModel):
    """Offers what a box with codes may hold."""

    _name = "duban.code.choices"
    _description = "Codes, offered in words"

    @api.model
    def get_code_choices(self, name, document=""):
        """What the box ``name`` of a record may hold.

        :param document: paper whose values are asked for, in a box that holds a value of a paper
        :return: list of {"code", "words"}, in the order of the words; empty for a box that holds anything
        :raise AccessError: for whoever may not read these records
        """
        self.browse().check_access("read")
        choices = self._code_choices(name, document)
        return [
            {"code": code, "words": words}
            for code, words in sorted(choices.items(), key=lambda each: each[1])
        ]

    @api.model
    def _code_choices(self, name, document):
        """{code: words} for ``get_code_choices``. Hook: extend through ``super()``."""
        return {}


class DubanRegulationPart(models.AbstractModel):
    _name = "duban.regulation.part"
    _inherit = ["duban.regulation.part", "duban.code.choices"]


class DubanProcedureStep(models.Model):
    _inherit = "duban.procedure.step"

    def _code_choices(self, name, document):
        if name == "states":
            states = self.env["duban.matter"]._fields["state"]
            return dict(states._description_selection(self.env))
        return super()._code_choices(name, document)


class DubanOptionList(models.Model):
    _inherit = "duban.option.list"

    def _code_choices(self, name, document):
        if name == "code":
            regulation = self.env["duban.regulation"]
            words = regulation._list_words()
            return {code: words.get(code, code) for code in regulation._known_lists()}
        return super()._code_choices(name, document)


class DubanDocumentCell(models.Model):
    _inherit = "duban.document.cell"

    def _code_choices(self, name, document):
        if name == "document":
            regulation = self.env["duban.regulation"]
            words = regulation._paper_words()
            return {code: words.get(code, code) for code in regulation._known_forms()}
        if name == "key" and document:
            return self.env[self._document_model(document)]._document_keys()
        return super()._code_choices(name, document)


class DubanLabel(models.Model):
    _inherit = "duban.label"

    def _code_choices(self, name, document):
        if name != "key":
            return super()._code_choices(name, document)
        matter = self.env["duban.matter"]
        papers = self.env["duban.regulation"]._paper_words()
        states = matter._fields["state"]._description_selection(self.env)
        return {
            **self._field_choices(),
            **{
                f"state:{code}": self.env._("State: %s", words)
                for code, words in states
            },
            **{
                f"action:{code}": self.env._("Button: %s", words)
                for code, words in self._button_words().items()
            },
            **{
                f"doc:{code}": self.env._("Paper: %s", words)
                for code, words in papers.items()
            },
        }

    @api.model
    def _button_words(self):
        """{method: what is written on its button} of the matter's form."""
        matter = self.env["duban.matter"]
        form = etree.fromstring(matter.get_view(view_type="form")["arch"])
        return {
            node.get("name"): node.get("string")
            for node in form.iterfind(".//button[@string]")
            if (name := node.get("name") or "").startswith("action_")
            and hasattr(matter, name)
        }

    def _field_choices(self):
        """Fields of the matter and of what belongs to one, where their screens take words from here."""
        found = {}
        for model in self.env.values():
            if model._abstract or not hasattr(model, "_label_key"):
                continue
            if model._labels_of_matter:
                continue
            kind = model_words(model) if model._name != "duban.matter" else ""
            for name, field in model._fields.items():
                if not is_for_people(field):
                    continue
                words = field._description_string(self.env)
                words = f"{kind} / {words}" if kind else words
                found[model._label_key(name)] = self.env._("Field: %s", words)
        return found


class DubanDocumentMixin(models.AbstractModel):
    _inherit = "duban.document.mixin"

    @api.model
    def _document_keys(self):
        """{key: words} of what a paper about this model can print, the values of its matter included."""
        common = self.env["duban.regulation"]._document_labels()
        found = {
            name: common.get(name) or field._description_string(self.env)
            for name, field in self._fields.items()
            if is_for_people(field)
        }
        getters = (
            name.removeprefix(GETTER)
            for name in dir(type(self))
            if name.startswith(GETTER)
        )
        found.update((name, common.get(name, name)) for name in getters)
        if self._name != "duban.matter":
            matter = self.env["duban.matter"]
            found.update(
                (f"matter.{key}", f"{model_words(matter)} / {words}")
                for key, words in matter._document_keys().items()
            )
        return {**found, "row": common["row"]}
