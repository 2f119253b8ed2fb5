"""What did a requester not tell when sending, and what of a later telling is new?

Fields have dotted names, as in the API: `topics`, `municipality`, `contact.phone`,
`consents.partners`. A field that has its default was not told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, Final, TypeVar, cast

from triage.codes import ReplyBy
from triage.errors.requests import RequestDamaged
from triage.request.help_request import HelpRequest
from triage.request.words import Consents, Contact, Hidden, Profile, RequestWords
from triage.text.personal import revealed

Words = TypeVar("Words")

# Told when sending or never: the message has the dialogue, the own word guards the receipt.
ONLY_WHEN_SENDING: Final = frozenset({"message", "own_word_hash"})
REPLY_BY: Final = "reply_by"
PLACE: Final = "municipality"
# Somebody else may know the receipt and guess at these: the answer must not tell who guessed right.
GUESSED_AT: Final = frozenset(
    {
        PLACE,
        "contact.name",
        "contact.phone",
        "contact.email",
        "contact.safe_times",
        "contact.must_not_know",
        "avoid",
        "has_worker",
    }
)
# What an answer by one of these ways cannot do without.
NEEDED: Final[Mapping[str, str]] = {ReplyBy.PHONE: "contact.phone", ReplyBy.EMAIL: "contact.email"}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Details(Hidden):
    """What a requester told beside the message. Topics are catalogue codes."""

    topics: tuple[str, ...] = ()
    profile: Profile = field(default_factory=Profile)
    plea: RequestWords = field(default_factory=RequestWords)

    def without_protected_place(self) -> Details:
        """The same; a protected address leaves no municipality behind."""
        if not self.profile.protected_address:
            return self
        return replace(self, profile=replace(self.profile, municipality=None))


def given_by(request: HelpRequest) -> Details:
    """What the requester told so far, beside the message.

    Raises:
        RequestDamaged: it does not open, so nobody can tell what is new.
    """
    plea, profile = revealed(request.plea_told), revealed(request.told_profile)
    if plea is None or profile is None or request.profile is None:
        raise RequestDamaged()
    return Details(topics=request.told_topics, profile=profile, plea=plea)


def as_sorted(request: HelpRequest, told: Profile) -> Profile:
    """What the requester tells, with the ages and whom it concerns as a worker sorted it."""
    profile = revealed(request.profile)
    if request.sorted_at is None or profile is None:
        return told
    return replace(told, age_bands=profile.age_bands, concerns=profile.concerns)


def still_untold(request: HelpRequest) -> tuple[str, ...]:
    """The names of the fields that this request still takes; none once it has ended."""
    is_whole = None not in (request.plea, request.profile, request.told_profile)
    if request.ended or request.withdrawn_at or not is_whole:
        return ()
    return untold(given_by(request))


def told(details: Details) -> dict[str, object]:
    """Every field that was told, by its dotted name."""
    named: dict[str, object] = {"topics": details.topics} if details.topics else {}
    return named | dict(_told(details.profile)) | dict(_told(details.plea))


def untold(given: Details) -> tuple[str, ...]:
    """The names of the fields that can still be told.

    To be answered here is what holds where nothing was chosen, so a way of answering may still be
    chosen then.
    """
    known = told(given)
    if given.profile.protected_address:
        known[PLACE] = None
    return tuple(name for name in EVERY_FIELD if name not in known or _is_open(name, known[name]))


def added(given: Details, later: Details) -> Details:
    """What of `later` is new. What was told already is not, the same or otherwise."""
    known, left = told(given), untold(given)
    names = {
        name
        for name, value in told(later).items()
        if name in left and not (name in known and _is_same(value, known[name]))
    }
    topics = later.topics if "topics" in names else ()
    return Details(
        topics=topics, profile=_only(later.profile, names), plea=_only(later.plea, names)
    )


def contradicted(given: Details, later: Details) -> tuple[str, ...]:
    """The fields that were told already, and otherwise; what others may guess at, also the same."""
    known, left = told(given), untold(given)
    return tuple(
        name
        for name, value in told(later).items()
        if name not in left
        and name in known
        and (name in GUESSED_AT or not _is_same(value, known[name]))
    )


def together(given: Details, later: Details) -> Details:
    """Both as one: as if all of it had been told when sending."""
    return Details(
        topics=given.topics or later.topics,
        profile=overlaid(given.profile, later.profile),
        plea=overlaid(given.plea, later.plea),
    ).without_protected_place()


def overlaid(given: Words, later: Words) -> Words:
    """The given fields with those over them that were told later."""
    changes: dict[str, Any] = {}
    for name, value in _values(later):
        before = getattr(given, name)
        if is_dataclass(value) and before is not None:
            changes[name] = overlaid(before, value)
        elif value != getattr(type(given)(), name):
            changes[name] = value
    return cast("Words", replace(cast("Any", given), **changes))


def _only(words: Words, names: Collection[str], inside: str = "") -> Words:
    """The fields of these names; the others have their defaults."""
    kept: dict[str, Any] = {}
    for name, value in _values(words):
        if is_dataclass(value):
            part = _only(value, names, f"{inside}{name}.")
            kept |= {name: part} if any(_told(part)) else {}
        elif f"{inside}{name}" in names:
            kept[name] = value
    return type(words)(**kept)


def _told(words: Any, inside: str = "") -> Iterator[tuple[str, object]]:
    blank = type(words)()
    for name, value in _values(words):
        if is_dataclass(value):
            yield from _told(value, f"{inside}{name}.")
        elif value != getattr(blank, name) and name not in ONLY_WHEN_SENDING:
            yield f"{inside}{name}", value


def _values(words: Any) -> Iterator[tuple[str, Any]]:
    for each in fields(words):
        yield each.name, getattr(words, each.name)


def _names(cls: Any, inside: str = "") -> Iterator[str]:
    nested = {"contact": Contact, "consents": Consents}
    for each in fields(cls):
        if each.name in nested:
            yield from _names(nested[each.name], f"{each.name}.")
        elif each.name not in ONLY_WHEN_SENDING:
            yield f"{inside}{each.name}"


def _is_open(name: str, value: object) -> bool:
    return name == REPLY_BY and value == ReplyBy.HERE


def _is_same(value: object, known: object) -> bool:
    """Whether it says the same; the order of codes says nothing."""
    if isinstance(value, tuple) and isinstance(known, tuple):
        return set(value) == set(known)
    return value == known


EVERY_FIELD: Final = ("topics", *_names(Profile), *_names(RequestWords))
