"""The states of a matter, and which of them mean open, on the ledger, running."""

STATES = [
    ("draft", "Draft"),
    ("filing_approval", "Filing approval"),
    ("filed", "Filed"),
    ("assigned", "Assigned"),
    ("in_progress", "In progress"),
    ("result_submitted", "Result submitted"),
    ("closing_approval", "Closing approval"),
    ("closed", "Closed"),
    ("archived", "Archived"),
    ("rejected", "Rejected"),
    ("exempted", "Exempted"),
    ("terminated", "Terminated"),
    ("merged", "Merged"),
]
OPEN_STATES = (
    "draft",
    "filing_approval",
    "filed",
    "assigned",
    "in_progress",
    "result_submitted",
    "closing_approval",
)
#: states that a matter does not leave but by being taken up again
ENDED_STATES = (
    "closed",
    "archived",
    "rejected",
    "exempted",
    "terminated",
    "merged",
    "withdrawn",
)
#: states of a matter that was carried through
CLOSED_STATES = ("closed", "archived")
#: states of what was drawn up and never became, or should never have become, a matter of the office
NEVER_FILED = ("rejected", "withdrawn")
#: states in which the matter stands on the ledger and is being worked on
ACTIVE_STATES = (
    "filed",
    "assigned",
    "in_progress",
    "result_submitted",
    "closing_approval",
)
#: states in which a passed due date means overdue (D9)
RUNNING_STATES = ("assigned", "in_progress")
#: states in which a result is looked at
REVIEW_STATES = ("result_submitted", "closing_approval")
#: states in which the lead unit answers for the matter, and may be replaced by another
UNIT_STATES = ("filed", "assigned", "in_progress", "result_submitted")
#: states in which the lead unit confirms that it keeps its material
CUSTODY_STATES = ("result_submitted", "closing_approval", *CLOSED_STATES)
UNIT_ROLES = [
    ("lead", "Lead unit"),
    ("co", "Co-unit"),
    ("joint", "Joint supervising unit"),
    ("subject", "Initiating unit"),
    ("team", "Team unit"),
    ("former", "Former lead unit"),
]
