"""Of which kind is a row of the access log, and for what purpose was it read?

Both are told from what the row holds, so rows from before have them too. The purpose is what Act
703/2023 on client data wants kept beside who and when.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from triage.actors import Role
from triage.request.disclosed import OutsideAsker


class LogKind(StrEnum):
    """What was done, as people look for it. `ADMIN`: an act of an administrator at the machine;
    `REVIEW`: how the data protection officer judged what was unusual.
    """

    VIEW = "view"
    LIST = "list"
    SEARCH = "search"
    PRINT = "print"
    EXPORT = "export"
    AUDIT = "audit"
    ACT = "act"
    REVIEW = "review"
    ADMIN = "admin"


class Purpose(StrEnum):
    """For what personal data was used."""

    SERVICE = "service"
    URGENT_HELP = "urgent-help"
    OWN_DATA = "own-data"
    SUPERVISION = "supervision"
    DATA_PROTECTION = "data-protection"
    UPKEEP = "upkeep"


# Acts of administrators at the machine, as the log calls them.
ADMIN_ACTS: Final = (
    "account-add",
    "account-change",
    "account-disable",
    "backup",
    "catalogue-publish",
    "dispose",
    "erase",
    "restore",
    "rotate-key",
)
ACTIONS_OF: Final = {
    LogKind.VIEW: ("view", "row", "own", "offer", "consultation", "translation", "data-request"),
    LogKind.LIST: (
        "list",
        "next",
        "missed",
        "consultations",
        "data-requests",
        "absences",
        "rota",
        "accessibility-feedback",
        "crisis-notices",
        "reply-templates",
        "reply-template",
    ),
    LogKind.SEARCH: ("search", "found"),
    LogKind.PRINT: ("print", "statistics-print"),
    LogKind.EXPORT: (
        "statistics-export",
        "certificate-export",
        "checkpoint",
        "disclosure",
        *(f"disclosure-{asker}" for asker in OutsideAsker),
    ),
    LogKind.AUDIT: (
        "trail",
        "certificate",
        "statistics",
        "feedback",
        "false-alarms",
        "log",
        "log-report",
        "log-review",
        "own-log",
    ),
    LogKind.ACT: (
        "act",
        "page",
        "absence",
        "absence-end",
        "shift",
        "shift-end",
        "keep-template",
        "retire-template",
        "answer-accessibility",
        "publish",
        "unpublish",
    ),
    LogKind.REVIEW: ("review-opened", "review-no-role", "review-many", "review-denied"),
    LogKind.ADMIN: ADMIN_ACTS,
}
KIND_OF: Final = {action: kind for kind, actions in ACTIONS_OF.items() for action in actions}
# What the log can be narrowed down to; refusals are looked for by their outcome.
GROUNDS_OF_READS: Final = (
    "own",
    "triage",
    "opened",
    "substitute",
    "colleague",
    "receiver",
    "follower",
    "consulted",
    "translator",
    "intake",
    "duty",
    "queue",
    "requester",
    "own-reads",
    "supervision",
    "supervisor",
    "audit",
    "data-protection",
    "data-protection-officer",
    "administration",
)
PURPOSE_OF_GROUND: Final = {
    "duty": Purpose.URGENT_HELP,
    "requester": Purpose.OWN_DATA,
    "own-reads": Purpose.OWN_DATA,
    "supervision": Purpose.SUPERVISION,
    "feedback": Purpose.SUPERVISION,
    "audit": Purpose.DATA_PROTECTION,
    "data-protection": Purpose.DATA_PROTECTION,
    "editing": Purpose.UPKEEP,
    "administration": Purpose.UPKEEP,
    "system": Purpose.UPKEEP,
}
# Where the ground is the role's own name, or the try was refused.
PURPOSE_OF_ROLE: Final = {
    Role.REQUESTER: Purpose.OWN_DATA,
    Role.DUTY: Purpose.URGENT_HELP,
    Role.SUPERVISOR: Purpose.SUPERVISION,
    Role.OFFICER: Purpose.DATA_PROTECTION,
    Role.EDITOR: Purpose.UPKEEP,
    Role.ADMINISTRATOR: Purpose.UPKEEP,
    Role.SYSTEM: Purpose.UPKEEP,
}


def kind_of(action: str) -> LogKind | None:
    """Of which kind an action is; None of one that a release before this wrote."""
    return KIND_OF.get(action)


def purpose_of(ground: str, role: str) -> Purpose:
    """What a read on this ground by this role was for."""
    return PURPOSE_OF_GROUND.get(ground) or PURPOSE_OF_ROLE.get(Role(role), Purpose.SERVICE)
