"""Which role may ever do and ask what? The table that a change of permissions must change too."""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest

import projections
import triage.request.commands
from projections.door.questions import Question
from triage.actors import Actor, Role
from triage.errors.requests import NotAllowed
from triage.permission import KNOWN, PERMISSIONS, may, require
from triage.request.commands.command import Command

HANDLERS = {Role.WORKER, Role.COORDINATOR, Role.DUTY}
TAKERS = {Role.WORKER, Role.COORDINATOR}
TABLE: dict[str, set[Role]] = {
    # proofs
    "ArrivalProof": {Role.REQUESTER},
    "OwnCertificate": {Role.REQUESTER},
    "NewestCheckpoint": {Role.SUPERVISOR, Role.OFFICER, Role.ADMINISTRATOR, Role.SYSTEM},
    "RequestCertificate": HANDLERS | {Role.SUPERVISOR, Role.OFFICER},
    # commands
    "AcceptHandover": TAKERS,
    "AcceptTransfer": TAKERS,
    "AnswerConsultation": TAKERS,
    "ConsultUnit": HANDLERS,
    "RecordConsent": HANDLERS,
    "StartStatutoryClock": HANDLERS,
    "EndStatutoryClock": HANDLERS,
    "ReleaseStatutoryClock": HANDLERS,
    "TakeClockBack": HANDLERS,
    "RecordJointContact": HANDLERS,
    "RecordPoliceNotice": HANDLERS,
    "DecideDisclosure": HANDLERS,
    "DecideDataRequest": HANDLERS,
    "DisclosurePrint": HANDLERS,
    "RevokeConsent": HANDLERS,
    "WithdrawConsultation": HANDLERS,
    "AskTranslation": HANDLERS,
    "EndTranslation": HANDLERS,
    "OpenTranslation": {Role.TRANSLATOR},
    "DeliverTranslation": {Role.TRANSLATOR},
    "AddDetails": {Role.REQUESTER},
    "AcknowledgeAlert": HANDLERS,
    "AddNote": HANDLERS,
    "AnswerBreach": {Role.OFFICER},
    "AnswerDataRequest": {Role.OFFICER},
    "ArrangeInterpreter": HANDLERS,
    "AssessUrgency": HANDLERS,
    "AssignRequest": TAKERS,
    "ChangeConsents": {Role.REQUESTER},
    "ChangeContact": {Role.REQUESTER},
    "ClaimRequest": HANDLERS,
    "CloseTogether": {Role.COORDINATOR},
    "ConfirmRecorded": HANDLERS,
    "ChangeHold": {Role.ADMINISTRATOR},
    "DisposeOfRequest": {Role.ADMINISTRATOR, Role.SYSTEM},
    "CloseRequest": HANDLERS,
    "EnforceClock": {Role.SYSTEM},
    "ExplainMiss": {Role.SUPERVISOR},
    "EscalateUncovered": {Role.SYSTEM},
    "MarkContactCompromised": HANDLERS,
    "MatchAvoidance": HANDLERS,
    "NoteAnswerOpened": {Role.REQUESTER},
    "NoteReplacedReceipt": {Role.SYSTEM},
    "GuideRequester": HANDLERS,
    "KeepRefusedWords": {Role.REQUESTER},
    "ReplaceReceipt": {Role.REQUESTER},
    "RouteAnew": {Role.SYSTEM},
    "PassOn": {Role.COORDINATOR},
    "TakeFromLeaver": {Role.SYSTEM},
    "RetractMarks": {Role.SYSTEM, Role.ADMINISTRATOR},
    "EndSilence": HANDLERS,
    "EraseRequest": {Role.ADMINISTRATOR},
    "MakeDataRequest": {Role.REQUESTER},
    "OfferHandover": HANDLERS,
    "OfferTransfer": HANDLERS,
    "OpenRequest": HANDLERS,
    "RecordContactAttempt": HANDLERS,
    "RecordLanding": HANDLERS,
    "RecordEmergencyStep": HANDLERS,
    "DismissDanger": HANDLERS,
    "LinkRequests": HANDLERS,
    "UnlinkRequests": HANDLERS,
    "MergeIntoOther": HANDLERS,
    "AnswerDuplicates": HANDLERS,
    "RecordProtectionNotice": HANDLERS,
    "ConfirmNotice": HANDLERS,
    "DeclineNotice": HANDLERS,
    "RecuseFromRequest": HANDLERS,
    "RefuseTransfer": TAKERS,
    "ReleaseRequest": HANDLERS,
    "ReleaseToRequester": HANDLERS,
    "ReopenOwnRequest": {Role.REQUESTER},
    "ReopenRequest": HANDLERS,
    "ReplyToRequester": HANDLERS,
    "RespondToRequest": HANDLERS,
    "SilenceRequest": HANDLERS,
    "SortRequest": HANDLERS,
    "RetractReply": HANDLERS,
    "TakeBackClosing": {Role.COORDINATOR},
    "WithdrawRequest": {Role.REQUESTER},
    "WithdrawTransfer": HANDLERS,
    "WriteMessage": {Role.REQUESTER},
    # questions
    "AbsenceList": HANDLERS,
    "RotaPlan": HANDLERS,
    "AccessLog": {Role.OFFICER},
    "OwnReads": HANDLERS,
    "WeeklyReview": {Role.OFFICER},
    "AccessibilityFeedbackList": {Role.COORDINATOR, Role.ADMINISTRATOR},
    "AlikeInHeap": {Role.COORDINATOR},
    "ClosedTogether": {Role.COORDINATOR},
    "MissedPromises": {Role.SUPERVISOR},
    "OpenPromises": {Role.SUPERVISOR},
    "HeldBy": {Role.COORDINATOR},
    "HeapPage": {Role.COORDINATOR},
    "Heaps": {Role.COORDINATOR},
    "Breaches": {Role.OFFICER},
    "ConsultationPage": TAKERS,
    "Consultations": TAKERS,
    "TranslationPage": {Role.TRANSLATOR},
    "LogReport": {Role.OFFICER},
    "DataRequestPage": {Role.OFFICER},
    "DataRequests": {Role.OFFICER},
    "CrisisNoticeList": {Role.COORDINATOR, Role.DUTY},
    "NextUp": HANDLERS,
    "ReplyTemplateHistory": {Role.COORDINATOR},
    "ReplyTemplateList": HANDLERS,
    "OwnRequest": {Role.REQUESTER},
    "FalseAlarms": {Role.COORDINATOR, Role.EDITOR},
    "Queue": HANDLERS,
    "Search": HANDLERS,
    "RequestOffer": HANDLERS,
    "RequestPage": HANDLERS,
    "RequestPrint": HANDLERS,
    "ReleasedFeedback": {Role.COORDINATOR, Role.SUPERVISOR},
    "RequestTrail": {Role.SUPERVISOR, Role.OFFICER},
    "ResponseTimes": {Role.SUPERVISOR},
}


for package in (triage.request.commands, projections):
    for module in walk_packages(package.__path__, f"{package.__name__}."):
        import_module(module.name)


def below(cls: type[Any]) -> Iterator[type[Any]]:
    for each in cls.__subclasses__():
        yield each
        yield from below(each)


CLASSES = {
    cls.__name__: cls
    for cls in (*below(Command), *below(Question))
    if not inspect.isabstract(cls) and cls.__module__.startswith(("triage.", "projections."))
}


def test_every_command_and_question_stands_in_the_table() -> None:
    assert set(CLASSES) == set(TABLE)


@pytest.mark.parametrize("name", sorted(TABLE))
@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_what_the_table_says(name: str, role: Role) -> None:
    permission = CLASSES[name].permission

    assert may(Actor(role=role), permission) is (role in TABLE[name])


@pytest.mark.parametrize("name", sorted(TABLE))
def test_every_command_and_question_is_allowed_to_somebody(name: str) -> None:
    assert any(CLASSES[name].permission in allowed for allowed in PERMISSIONS.values())


def test_every_role_has_its_permissions_written_down() -> None:
    assert set(PERMISSIONS) == set(Role)


def test_a_role_without_the_permission_is_told_so() -> None:
    with pytest.raises(NotAllowed) as refusal:
        require(Actor(role=Role.EDITOR), "request:read")

    assert refusal.value.details == {"role": "editor", "permission": "request:read"}


@pytest.mark.parametrize(
    ("role", "prefix"),
    [
        (Role.EDITOR, "request:"),
        (Role.SUPERVISOR, "request:"),
        (Role.OFFICER, "request:"),
        (Role.ADMINISTRATOR, "request:read"),
        (Role.WORKER, "response-times:"),
        (Role.COORDINATOR, "access-log:"),
    ],
)
def test_a_role_has_nothing_of_this_kind(role: Role, prefix: str) -> None:
    assert [each for each in PERMISSIONS[role] if each.startswith(prefix)] == []


@pytest.mark.parametrize("kind", [Command, Question])
def test_a_class_with_an_unknown_permission_cannot_be_made(kind: type[Any]) -> None:
    assert "request:guess" not in KNOWN

    with pytest.raises(TypeError, match="names no known permission"):
        type("Guess", (kind,), {}, permission="request:guess")


@pytest.mark.parametrize("kind", [Command, Question])
def test_a_class_without_a_permission_cannot_be_made(kind: type[Any]) -> None:
    with pytest.raises(TypeError, match="names no known permission"):
        type("Guess", (kind,), {})
