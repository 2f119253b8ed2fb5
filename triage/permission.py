"""Which role may ever do what? One table of `resource:action`; need to know comes on top."""

from __future__ import annotations

from triage.actors import Actor, Role
from triage.errors.requests import NotAllowed

HANDLE = frozenset(
    {
        "queue:read",
        "request:enter",
        "request:read",
        "request:look",
        "request:acknowledge",
        "request:emergency",
        "request:claim",
        "request:release",
        "request:assign",
        "request:reply",
        "request:note",
        "request:link",
        "request:contact",
        "request:transfer",
        "request:consult",
        "request:consent",
        "consultation:answer",
        "request:receive",
        "request:recuse",
        "request:open",
        "request:protect",
        "request:disclose",
        "request:decide",
        "request:close",
        "request:reopen",
        "catalogue:read",
        "certificate:read",
        "reply-template:read",
        "own-reads:read",
    }
)

# Who watches over the service from inside, and what they need for it.
WATCH = frozenset({"checkpoint:read"})

# What came in one burst from one network is the coordinator's to sort out.
HEAPS = frozenset({"heap:read", "heap:close"})

# Who is at hand when something has happened.
CRISIS = frozenset({"crisis-notice:publish"})

# Whoever holds requests tells when somebody else must see to them.
ABSENCE = frozenset({"absence:record"})

# Who is on duty is planned by the coordinator, and seen by those who are.
ROTA = frozenset({"rota:read"})

# Whoever is told of something chooses where and when.
OWN_NOTICES = frozenset({"own-notices:choose"})

# Who can have a page mended and answer whoever could not use it.
ACCESSIBILITY = frozenset({"accessibility-feedback:handle"})

# The duty watches over danger around the clock; who answers stays with the unit.
DUTY = HANDLE - {"request:assign", "request:receive", "consultation:answer"}

PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.REQUESTER: frozenset(
        {
            "request:submit",
            "own-request:read",
            "own-request:write",
            "accessibility-feedback:give",
        }
    ),
    Role.TRANSLATOR: frozenset({"translation:deliver"}),
    Role.WORKER: HANDLE | ABSENCE | ROTA | OWN_NOTICES,
    Role.COORDINATOR: HANDLE
    | HEAPS
    | CRISIS
    | ACCESSIBILITY
    | ABSENCE
    | ROTA
    | OWN_NOTICES
    | {
        "rota:plan",
        "absence:record-of-anybody",
        "request:pass-on",
        "feedback:read",
        "reply-template:keep",
        "false-alarms:read",
    },
    Role.DUTY: DUTY | CRISIS | ABSENCE | ROTA | OWN_NOTICES,
    Role.EDITOR: frozenset({"catalogue:read", "false-alarms:read"}),
    Role.SUPERVISOR: OWN_NOTICES
    | WATCH
    | frozenset(
        {
            "response-times:read",
            "miss:explain",
            "trail:read",
            "certificate:read",
            "feedback:read",
            "catalogue:read",
        }
    ),
    Role.OFFICER: WATCH
    | frozenset(
        {
            "trail:read",
            "certificate:read",
            "access-log:read",
            "access-log:review",
            "data-request:read",
            "data-request:answer",
            "catalogue:read",
        }
    ),
    Role.ADMINISTRATOR: ACCESSIBILITY
    | WATCH
    | frozenset(
        {
            "request:erase",
            "request:dispose",
            "request:hold",
            "request:retract-marks",
            "catalogue:read",
        }
    ),
    # A holder of checkpoints outside asks as the system does.
    Role.SYSTEM: WATCH
    | frozenset(
        {"request:enforce", "request:note-receipt", "request:retract-marks", "request:dispose"}
    ),
}

KNOWN = frozenset().union(*PERMISSIONS.values())


def may(actor: Actor, permission: str) -> bool:
    """Whether the actor's role ever may do this, to any request at all."""
    return permission in PERMISSIONS[actor.role]


def require(actor: Actor, permission: str) -> None:
    """Let the actor's role pass.

    Raises:
        NotAllowed: the role never may.
    """
    if not may(actor, permission):
        raise NotAllowed(role=str(actor.role), permission=permission)
