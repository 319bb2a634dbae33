"""The one table of roles: which field holds whom on a matter, of which unit, and what follows from holding it.

Handover, deciders, people who leave, writing and access read this table; a further role is a further row.
"""

from typing import NamedTuple


class Role(NamedTuple):
    """One way in which a person stands on a matter.

    :param field: of ``duban.matter``, or a path into its parts, that holds the person
    :param unit: field of the matter that names the unit whose role it is ("" = the leadership)
    :param decides: role of the approval steps that its holder decides (``approval_step.ROLES``)
    :param handed_over: moves to the successor in a handover (ABAF-8.1c)
    :param recusable: a recusal takes it away
    :param sees: its holder is on the access list of a sensitive matter (CORE-12)
    :param followed: whoever leaves while holding it is replaced, so its matters are looked at (ABAF-8.1d)
    """

    field: str
    unit: str = ""
    decides: str = ""
    handed_over: bool = True
    recusable: bool = True
    sees: bool = True
    followed: bool = True


# fmt: off
ROLES = (
    #    field                          unit            decides               handed_over recusable sees  followed
    Role("handler_id",                  "lead_unit_id", "",                   True,       True,     True,  True),
    Role("liaison_id",                  "lead_unit_id", "",                   True,       True,     True,  True),
    Role("officer_id",                  "office_id",    "",                   True,       True,     True,  True),
    Role("unit_head_id",                "lead_unit_id", "",                   True,       True,     True,  True),
    Role("leader_in_charge_id",         "",             "leader_in_charge",   True,       True,     True,  True),
    Role("responsible_leader_id",       "",             "responsible_leader", True,       True,     True,  True),
    Role("principal_leader_id",         "",             "principal",          True,       True,     True,  True),
    # the leader to whom this one filing goes, not a standing role
    Role("chosen_leader_id",            "",             "",                   False,      False,    True,  False),
    # -- on parts of the matter
    Role("unit_line_ids.handler_id",    "co_unit_ids",  "",                   False,      False,    True,  True),
    Role("unit_line_ids.head_id",       "co_unit_ids",  "",                   False,      False,    True,  True),
    Role("approval_line_ids.approver_id", "",           "",                   False,      False,    True,  True),
    Role("recheck_ids.user_id",         "office_id",    "",                   False,      False,    False, True),
    Role("record_ids.talk_leader_id",   "",             "",                   False,      False,    False, True),
)
# fmt: on


def fields_where(attribute, own=False):
    """Fields and paths of the roles of which ``attribute`` is true, in the order of the table.

    :param own: only fields of the matter itself
    """
    return tuple(
        role.field
        for role in ROLES
        if getattr(role, attribute) and not (own and "." in role.field)
    )


#: fields of the matter that a handover moves
HANDED_OVER = fields_where("handed_over")
#: fields of the matter by which a person has a role on it that a recusal takes away
RECUSABLE = fields_where("recusable")
#: fields of the matter that name a leader -> the role of the steps this leader decides
LEADER_ROLES = {role.field: role.decides for role in ROLES if role.decides}
#: what a person holds who cannot leave unnoticed
FOLLOWED = fields_where("followed")
#: roles of the lead unit, which the office may fill when nobody is there (CORE-20)
LEAD_ROLES = tuple(role.field for role in ROLES if role.unit == "lead_unit_id")
#: fields of the matter whose holders see it when it is sensitive
SEEING = fields_where("sees", own=True)
