"""What was refused on a request's page, and what has changed since the page was shown?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from api.errors.problems import Problem
from api.pages.form_fields import Typed
from api.v1.verbs.card import Verb
from projections.door.requests.request_page import RequestShown
from projections.views.request.request_shown import Happening
from triage.actors import Actor
from triage.errors.requests import ChangedMeanwhile
from triage.text.visible import says_something

WORDS = ("text", "summary", "because", "to")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedVerb:
    """A verb that was refused: why, what had been typed, and which version had been seen."""

    verb: Verb
    problem: Problem
    form: Typed
    seen: int | None

    @property
    def words(self) -> str:
        """Everything that was typed freely, to be copied where it can no longer be sent."""
        return "\n\n".join(filter(None, map(self.form.one, WORDS)))

    def error(self, shown: RequestShown, actor: Actor) -> dict[str, object]:
        """What the templates make a sentence of."""
        return {
            **self._reason(shown, actor),
            "verb": self.verb.name,
            "errors": self.problem.named,
            **self.problem.shown,
        }

    def _reason(self, shown: RequestShown, actor: Actor) -> dict[str, object]:
        """The code; of a page gone stale, who was quicker or whether there are words to keep."""
        holder = shown.row.claimed_by if self.verb.is_a_race else None
        taken_by = None if holder == actor.username else holder
        if self.problem.code != ChangedMeanwhile.code:
            return {"code": self.problem.code}
        if taken_by is not None:
            return {"code": "taken", "by": taken_by}
        return {"code": "stale-with-words" if says_something(self.words) else self.problem.code}

    def changes(self, shown: RequestShown) -> list[dict[str, Any]]:
        """What happened to the request since the page was shown, oldest first."""
        return [asdict(each) for each in self._since(shown)]

    def was_done_before(self, shown: RequestShown, actor: Actor) -> bool:
        """Whether a button was pressed twice: the same was done from this very page before."""
        kind = self.verb.leaves.kind()
        mine = [
            each
            for each in self._since(shown)
            if each.kind == kind and each.by.username == actor.username
        ]
        if not mine or shown.contents is None:
            return False
        return (self.verb.words_left(shown.contents, mine[-1]) or "") == self._typed()

    def _since(self, shown: RequestShown) -> Sequence[Happening]:
        stale = self.problem.code == ChangedMeanwhile.code
        if not stale or shown.contents is None or self.seen is None or self.seen < 0:
            return ()
        # Every event is a version, and what a partner does not see lies further back.
        events = shown.row.version - self.seen
        return shown.contents.history[-events:] if events > 0 else ()

    def _typed(self) -> str:
        return (self.form.one("text") or self.form.one("because")).strip()
