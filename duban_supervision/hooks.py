"""Helpers for the install hooks of institution addons."""


def adopt_regulation(env, xmlid):
    """Put the regulation ``xmlid`` in force for the current company, unless that company already has one.

    For an institution addon's ``post_init_hook``: the first institution installed serves the main company, any other is
    chosen by an administrator (Configuration › Regulations › Adopt).
    """
    company = env.company
    if not env["duban.regulation"]._in_force(company):
        env.ref(xmlid)._adopt(company)
