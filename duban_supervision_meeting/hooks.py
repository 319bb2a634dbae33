"""Existing matters get the meeting that they name."""


def post_init_hook(env):
    """Link the matters that were registered before there were meetings; nothing is typed twice (PLUS-M1)."""
    env["duban.meeting"]._link_old_matters()
