"""Which verbs fit now, for this viewer? What a page offers; the doors still decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from api.v1.verbs import VERBS
from projections.door.questions import RequestShown
from projections.views.queue import ENDED
from triage.actors import Actor, Role
from triage.permission import may
from triage.request.need_to_know import SEES_CONTENT, Standing

Fits = Callable[[RequestShown, Actor], bool]
# The duty to notify outlives the words (Act 417/2007, section 25).
AFTER_ERASURE = frozenset({"protection-notice", "notice-release"})


def may_now(shown: RequestShown, actor: Actor) -> list[str]:
    """The verbs that this viewer may use on the request as it stands, in the order of `VERBS`."""
    erased = shown.contents is not None and shown.contents.erased
    return [
        verb
        for verb, entry in VERBS.items()
        if may(actor, entry.command.permission)
        and FITS[verb](shown, actor)
        and (verb in AFTER_ERASURE or not erased)
    ]


def _reads(shown: RequestShown, actor: Actor) -> bool:
    return shown.ground in SEES_CONTENT


def _goes_on(shown: RequestShown) -> bool:
    return shown.row.state not in ENDED


def _reads_and_goes_on(shown: RequestShown, actor: Actor) -> bool:
    return _reads(shown, actor) and _goes_on(shown)


def _is_free(shown: RequestShown, actor: Actor) -> bool:
    inside = shown.ground != Standing.RECEIVER
    return inside and _goes_on(shown) and shown.row.claimed_by is None


def _may_release(shown: RequestShown, actor: Actor) -> bool:
    return _goes_on(shown) and shown.row.claimed_by is not None and _has_the_say(shown, actor)


def _may_assign(shown: RequestShown, actor: Actor) -> bool:
    free_or_mine = shown.row.claimed_by is None or _has_the_say(shown, actor)
    return shown.ground != Standing.RECEIVER and _goes_on(shown) and free_or_mine


def _has_the_say(shown: RequestShown, actor: Actor) -> bool:
    return actor.role is Role.COORDINATOR or shown.row.claimed_by == actor.username


def _may_offer(shown: RequestShown, actor: Actor) -> bool:
    return _reads_and_goes_on(shown, actor) and shown.row.offered_to is None


def _may_take_back(shown: RequestShown, actor: Actor) -> bool:
    waits = _goes_on(shown) and shown.row.offered_to is not None
    return waits and (_reads(shown, actor) or actor.role is Role.COORDINATOR)


def _may_accept(shown: RequestShown, actor: Actor) -> bool:
    stands_in = actor.role is Role.COORDINATOR and shown.offered_inside
    return _goes_on(shown) and (stands_in or shown.row.offered_to in actor.units)


def _may_send_back(shown: RequestShown, actor: Actor) -> bool:
    waits = _goes_on(shown) and shown.row.offered_to is not None
    return waits and (shown.row.offered_to in actor.units or actor.role is Role.COORDINATOR)


def _may_step_aside(shown: RequestShown, actor: Actor) -> bool:
    return _goes_on(shown)


def _is_a_colleagues(shown: RequestShown, actor: Actor) -> bool:
    return shown.ground == Standing.COLLEAGUE


def _withholds(shown: RequestShown, actor: Actor) -> bool:
    return shown.contents is not None and shown.contents.withheld


def _may_close(shown: RequestShown, actor: Actor) -> bool:
    closed = shown.row.state == "closed"
    return _reads(shown, actor) and not closed and shown.row.offered_to is None


def _has_ended(shown: RequestShown, actor: Actor) -> bool:
    return _reads(shown, actor) and not _goes_on(shown)


FITS: Mapping[str, Fits] = {
    "urgency": _reads_and_goes_on,
    "claim": _is_free,
    "release": _may_release,
    "assignment": _may_assign,
    "reply": _reads_and_goes_on,
    "note": _reads,
    "contact-attempt": _reads_and_goes_on,
    "transfer": _may_offer,
    "transfer-acceptance": _may_accept,
    "transfer-refusal": _may_send_back,
    "transfer-withdrawal": _may_take_back,
    "recusal": _may_step_aside,
    "opening": _is_a_colleagues,
    "protection-notice": _reads,
    "notice-release": _withholds,
    "closing": _may_close,
    "reopening": _has_ended,
}
