"""Whose model a name is."""


def own_model(env, name):
    """Whether ``name`` is a model of the suite that is installed."""
    return (name or "").startswith("duban.") and name in env
