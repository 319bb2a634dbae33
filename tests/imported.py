"""An institution whose regulation is one file that was imported on screen."""


class ImportedRegulation:
    """Before ``SupervisionCommon``: the regulation under test comes from ``regulation_file`` (path)."""

    regulation_file = None

    @classmethod
    def _create_regulation(cls):
        wizard = (
            cls.env["duban.regulation.import"]
            .with_user(cls.admin)
            .with_company(cls.company)
            .create({})
        )
        cls._choose_file(wizard)
        wizard.action_preview()
        assert not wizard.problems, wizard.problems
        found = wizard.action_apply()["res_id"]
        return cls.env["duban.regulation"].browse(found)._adopt(cls.company)

    @classmethod
    def _choose_file(cls, wizard):
        """What the administrator imports."""
        wizard.text = cls.regulation_file.read_text(encoding="utf-8")
