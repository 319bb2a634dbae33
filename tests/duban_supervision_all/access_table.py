"""Who may do what with one record of each model: the law in one table, judged line by line (2026-11-20).

A model or an operation that is not here is open to nobody. ``sensitive``: reading what hangs on a sensitive matter.
"""

#: internal users of the institution, whatever their unit
EVERYONE = (
    "office_user office_user2 head_a worker_a liaison_a head_b worker_b leader leader2 office_leader secretary "
    "joint_user recused_user outsider worker_c discipline_user secrecy_user organisation_user admin"
)
#: who sees the closed one, which has no joint unit
CLOSED_READERS = (
    "office_user office_user2 head_a worker_a liaison_a head_b worker_b leader office_leader "
    "secretary admin"
)
#: who sees the normal matter
READERS = f"{CLOSED_READERS} joint_user"
#: the access list of the sensitive matter
CIRCLE = "office_user head_a worker_a head_b leader"
#: the office that supervises the matter
OFFICE = "office_user office_user2"
#: every supervising office, each for itself
OFFICES = "office_user office_user2 discipline_user secrecy_user"
LEAD_UNIT = "head_a worker_a liaison_a"
ADMIN = "admin"

#: where others than the circle see that there is a sensitive matter: by its number, without a word of it
OWN = {"duban.bulletin.item", "duban.score.point"}

TABLE = {
    "duban.accountability": {
        "read": "office_user office_user2 leader secretary",
        "write": OFFICE,
        "create": OFFICE,
        "unlink": OFFICE,
    },
    "duban.act": {"read": READERS, "sensitive": CIRCLE},
    "duban.action.wizard": {"create": EVERYONE},
    "duban.word": {"create": EVERYONE},
    "duban.word.template": {
        "read": f"{OFFICES} {ADMIN}",
        "write": ADMIN,
        "create": ADMIN,
        "unlink": ADMIN,
    },
    "duban.word.version": {"read": f"{OFFICES} {ADMIN}"},
    "duban.adjustment": {"read": READERS, "sensitive": CIRCLE, "create": OFFICE},
    "duban.approval.line": {"read": READERS, "sensitive": CIRCLE},
    "duban.approval.step": {
        "read": EVERYONE,
        "write": ADMIN,
        "create": ADMIN,
        "unlink": ADMIN,
    },
    "duban.archive.record": {
        "read": CLOSED_READERS,
        "sensitive": CIRCLE,
        "write": OFFICE,
        "create": OFFICE,
    },
    "duban.assessment": {
        "read": OFFICE,
        "write": OFFICE,
        "create": OFFICE,
        "unlink": OFFICE,
    },
    "duban.assessment.line": {"read": OFFICE},
    "duban.assessment.recipient": {
        "read": "office_user office_user2 head_a worker_a liaison_a recused_user"
    },
    "duban.bulletin": {
        "read": "office_user office_user2 admin",
        "write": OFFICE,
        "create": OFFICE,
        "unlink": OFFICE,
    },
    "duban.bulletin.item": {
        "read": "office_user office_user2 admin",
        "sensitive": "office_user office_user2 admin",
    },
    "duban.bulletin.line": {"read": "office_user office_user2 admin"},
    "duban.bulletin.recipient": {"read": "office_user office_user2 admin"},
    "duban.calendar.day": {
        "read": EVERYONE,
        "write": ADMIN,
        "create": ADMIN,
        "unlink": ADMIN,
    },
    "duban.calendar.year": {
        "read": EVERYONE,
        "write": ADMIN,
        "create": ADMIN,
        "unlink": ADMIN,
    },
    "duban.commendation": {
        "read": "office_user office_user2 leader secretary",
        "write": OFFICE,
        "create": OFFICE,
        "unlink": OFFICE,
    },
    "duban.decision.body": {
        "read": EVERYONE,
        "write": ADMIN,
        "create": ADMIN,
        "unlink": ADMIN,
    },
    # everybody of the institution sees who is away; the person, the office and the administrator enter it
    "duban.delegation": {
        "read": EVERYONE,
        "write": f"leader admin {OFFICE}",
        "create": f"leader admin {OFFICE}",
        # one that has not begun
        "unlink": f"leader admin {OFFICE}",
    },
    "duban.delivery": {
        "read": "office_user office_user2 head_a discipline_user secrecy_user"
    },
    "duban.demand": {"read": EVERYONE},
    "duban.digest": {
        "read": "office_user office_user2 leader2 discipline_user secrecy_user"
    },
    "duban.disagreement": {
        "read": READERS,
        "sensitive": CIRCLE,
        "create": "head_a worker_a liaison_a head_b worker_b",
    },
    "duban.objection": {"read": READERS, "sensitive": CIRCLE},
    "duban.pause": {"read": READERS, "sensitive": CIRCLE},
    "duban.help.call": {"read": READERS, "sensitive": CIRCLE},
    "duban.judgement": {"read": READERS, "sensitive": CIRCLE},
    "duban.burden": {"read": f"leader leader2 office_leader secretary {OFFICES}"},
    "duban.burden.term": {"read": f"leader leader2 office_leader secretary {OFFICES}"},
    "duban.unit.change": {"create": f"admin {OFFICES}"},
    "duban.unit.change.line": {"create": f"admin {OFFICE}"},
    "duban.supervise.wizard": {"create": OFFICES},
    "duban.document.cell": {
        "read": EVERYONE,
        "write": ADMIN,
        "create": ADMIN,
        "unlink": ADMIN,
    },
    "duban.due.date": {"read": READERS, "sensitive": CIRCLE},
    "duban.duplicate": {"read": OFFICE},
    "duban.feedback": {"read": READERS, "sensitive": CIRCLE, "create": LEAD_UNIT},
    # whoever enters the service could sign in as anybody: the platform's administrator, who is not of this table
    "duban.gateway": {"read": EVERYONE, "write": ADMIN},
    "duban.gateway.address": {"read": ADMIN, "unlink": ADMIN},
    "duban.gateway.message": {"read": ADMIN},
    # in preparation; approved ones are everybody's
    "duban.goal": {
        "read": f"{OFFICE} leader leader2 office_leader secretary",
        "write": OFFICE,
        "create": OFFICE,
        "unlink": OFFICE,
    },
    "duban.goal.closing": {"create": OFFICES},
    "duban.goal.closing.line": {"create": OFFICE},
    "duban.goal.event": {"read": f"{OFFICE} leader leader2 office_leader secretary"},
    "duban.goal.leader": {"create": EVERYONE},
    "duban.goal.milestone": {
        "read": f"{OFFICE} leader leader2 office_leader secretary",
        "write": OFFICE,
        "create": OFFICE,
        "unlink": OFFICE,
    },
    "duban.grade": {"read": EVERYONE, "write": ADMIN, "create": ADMIN, "unlink": ADMIN},
    "duban.handover": {
        "read": "office_user office_user2 head_a worker_a discipline_user secrecy_user admin",
        "write": "office_user office_user2 head_a worker_a",
        "create": "office_user office_user2 head_a worker_a",
        "unlink": "office_user office_user2 head_a worker_a",
    },
    "duban.home.visit": {},
    "duban.import": {"create": EVERYONE},
    "duban.import.column": {"create": EVERYONE},
    "duban.import.gap": {"create": EVERYONE},
    # in a dialog too nobody names what is not read
    "duban.import.line": {"create": READERS},
    "duban.import.memory": {
        "read": EVERYONE,
        "write": OFFICES,
        "create": OFFICES,
        "unlink": OFFICES,
    },
    "duban.import.sheet": {"create": EVERYONE},
    # written during a preview only
    "duban.people.line": {"read": ADMIN, "unlink": ADMIN},
    "duban.people.list": {
        "read": ADMIN,
        "write": ADMIN,
        "create": ADMIN,
        "unlink": ADMIN,
    },
    "duban.label": {"read": EVERYONE, "write": ADMIN, "create": ADMIN, "unlink": ADMIN},
    "duban.ledger.export": {"create": EVERYONE},
    "duban.ledger.export.chunk": {"create": EVERYONE},
    # only its maker reads a package
    "duban.package": {"create": OFFICE},
    "duban.package.line": {},
    "duban.package.box": {},
    "duban.ledger.volume": {
        "read": OFFICE,
        "write": OFFICE,
        "create": OFFICE,
        "unlink": OFFICE,
    },
    "duban.liaison": {"read": EVERYONE},
    "duban.lzu.act": {"read": "office_user office_user2 office_leader secretary"},
    "duban.lzu.communication": {
        "read": "office_user office_user2 office_leader secretary",
        "write": OFFICE,
        "create": OFFICE,
        "unlink": OFFICE,
    },
    "duban.lzu.meeting": {
        "read": "office_user office_user2 leader leader2 office_leader secretary",
        "write": OFFICE,
        "create": OFFICE,
        "unlink": OFFICE,
    },
    "duban.lzu.notice": {
        "read": "office_user office_user2 office_leader secretary",
        "write": OFFICE,
        "create": OFFICE,
        "unlink": OFFICE,
    },
    "duban.lzu.overview": {"read": CIRCLE, "sensitive": CIRCLE},
    "duban.lzu.task": {
        "read": LEAD_UNIT,
        "sensitive": "head_a worker_a",
        "write": LEAD_UNIT,
        "unlink": LEAD_UNIT,
    },
    "duban.matter": {"read": READERS, "write": LEAD_UNIT, "create": OFFICE},
    "duban.matter.unit": {
        "read": READERS,
        "sensitive": CIRCLE,
        "write": OFFICE,
        "unlink": OFFICE,
    },
    "duban.meeting": {
        "read": f"{OFFICE} leader leader2 office_leader secretary",
        "write": OFFICE,
        "create": OFFICE,
        "unlink": OFFICE,
    },
    "duban.meeting.page": {
        "read": OFFICE,
        "write": OFFICE,
        "create": OFFICE,
        "unlink": OFFICE,
    },
    "duban.meeting.page.line": {
        "read": OFFICE,
        "sensitive": "office_user",
        "write": OFFICE,
    },
    "duban.number": {"read": ADMIN},
    "duban.verification": {"read": f"{OFFICES} {ADMIN}"},
    "duban.verification.line": {"read": f"{OFFICES} {ADMIN}"},
    "duban.log.checkpoint": {"read": f"{OFFICES} {ADMIN}"},
    "duban.log.leaf": {"read": ADMIN},
    "duban.person.name": {"read": ADMIN},
    "duban.name.erasing": {"create": ADMIN},
    "duban.print": {},
    "duban.option": {
        "read": EVERYONE,
        "write": ADMIN,
        "create": "office_user office_user2 discipline_user secrecy_user admin",
        "unlink": ADMIN,
    },
    "duban.option.list": {
        "read": EVERYONE,
        "write": ADMIN,
        "create": ADMIN,
        "unlink": ADMIN,
    },
    "duban.plan.line": {
        "read": READERS,
        "sensitive": CIRCLE,
        "write": LEAD_UNIT,
        "create": "head_a worker_a liaison_a head_b worker_b",
    },
    "duban.portal.todo": {"read": ADMIN},
    "duban.procedure.step": {
        "read": EVERYONE,
        "write": ADMIN,
        "create": ADMIN,
        "unlink": ADMIN,
    },
    "duban.progress.exchange": {"create": EVERYONE},
    "duban.progress.exchange.line": {"create": READERS},
    "duban.progress.request": {
        "read": READERS,
        "sensitive": CIRCLE,
        "write": OFFICE,
        "create": OFFICE,
    },
    "duban.progress.round": {
        "read": OFFICE,
        "write": OFFICE,
        "create": OFFICES,
        "unlink": OFFICE,
    },
    "duban.recheck": {
        "read": CLOSED_READERS,
        "sensitive": CIRCLE,
        "write": OFFICE,
        "create": OFFICE,
    },
    "duban.recheck.weight": {
        "read": EVERYONE,
        "write": ADMIN,
        "create": ADMIN,
        "unlink": ADMIN,
    },
    "duban.recheck.sample": {
        "read": OFFICE,
        "write": OFFICE,
        "create": OFFICES,
        "unlink": OFFICE,
    },
    "duban.record": {"read": READERS, "sensitive": CIRCLE},
    "duban.recusal": {"read": READERS, "sensitive": CIRCLE, "create": OFFICE},
    "duban.registration": {"read": READERS, "sensitive": CIRCLE},
    "duban.registration.rule": {
        "read": EVERYONE,
        "write": ADMIN,
        "create": ADMIN,
        "unlink": ADMIN,
    },
    "duban.regulation": {"read": EVERYONE, "create": ADMIN},
    "duban.reminder": {"read": READERS, "sensitive": CIRCLE},
    "duban.report.back": {"read": "office_user", "create": OFFICES},
    "duban.request": {"read": READERS, "sensitive": CIRCLE, "create": LEAD_UNIT},
    "duban.requirement": {
        "read": EVERYONE,
        "write": ADMIN,
        "create": ADMIN,
        "unlink": ADMIN,
    },
    "duban.regulation.change": {"read": ADMIN},
    "duban.regulation.import": {"create": ADMIN},
    "duban.regulation.import.line": {"create": ADMIN},
    "duban.regulation.version": {"create": ADMIN},
    "duban.regulation.version.line": {"create": ADMIN},
    "duban.research": {
        "read": OFFICE,
        "write": OFFICE,
        "create": OFFICE,
        "unlink": OFFICE,
    },
    "duban.resolution": {
        "read": f"{OFFICE} leader leader2 office_leader secretary",
        "write": OFFICE,
        "create": OFFICE,
        "unlink": OFFICE,
    },
    "duban.resolution.reason": {
        "read": EVERYONE,
        "write": f"{OFFICES} {ADMIN}",
        "create": f"{OFFICES} {ADMIN}",
        "unlink": ADMIN,
    },
    "duban.ruleset": {"read": EVERYONE},
    # a preview is the office's; who sees published ones says test_score.py
    "duban.score": {
        "read": OFFICE,
        "write": OFFICE,
        "create": OFFICE,
        "unlink": OFFICE,
    },
    "duban.score.objection": {"read": f"{OFFICE} office_leader secretary"},
    "duban.score.point": {"read": OFFICE, "sensitive": OFFICE},
    "duban.score.rule": {
        "read": EVERYONE,
        "write": ADMIN,
        "create": ADMIN,
        "unlink": ADMIN,
    },
    "duban.score.unit": {"read": OFFICE},
    "duban.semester": {
        "read": EVERYONE,
        "write": "office_user office_user2 admin",
        "create": "office_user office_user2 admin",
        "unlink": "office_user office_user2 admin",
    },
    "duban.source.category": {
        "read": EVERYONE,
        "write": ADMIN,
        "create": ADMIN,
        "unlink": ADMIN,
    },
    "duban.setup": {"create": ADMIN},
    "duban.face": {},
    "duban.sign.in": {},
    "duban.statistics": {"read": CIRCLE, "sensitive": CIRCLE},
    "duban.team.member": {
        "read": READERS,
        "sensitive": CIRCLE,
        "write": OFFICE,
        "create": OFFICE,
        "unlink": OFFICE,
    },
    "duban.term.rule": {
        "read": EVERYONE,
        "write": ADMIN,
        "create": ADMIN,
        "unlink": ADMIN,
    },
    "duban.warning.level": {
        "read": EVERYONE,
        "write": ADMIN,
        "create": ADMIN,
        "unlink": ADMIN,
    },
}
