"""From when on is the requester told nothing of what staff do, and what was told until then?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from triage.request.words import Consents, RequestWords
from triage.text.personal import Personal


class Withheld:
    """What a notice to the authorities hides from the requester; a part of the request's state.

    `withheld_from` is the version of that notice. `consents_before` and `silent_before` are what
    was told then: staff may change both, and the requester would see that something happened.
    """

    plea: Personal[RequestWords] | None
    silent_since: datetime | None

    def __init__(self) -> None:
        self.withheld_from: int | None = None
        self.consents_before: Personal[Consents] | None = None
        self.silent_before = False

    def withhold(self, version: int) -> None:
        """Tell the requester nothing from this event on; what is withheld already stays so."""
        if self.withheld_from is not None:
            return
        self.withheld_from = version
        self.silent_before = self.silent_since is not None
        if self.plea:
            self.consents_before = Personal(self.plea.reveal().consents)

    def release(self) -> None:
        self.withheld_from = self.consents_before = None
        self.silent_before = False

    def choose(self, consents: Consents) -> None:
        """The requester chose these, which is no news to them."""
        if self.consents_before:
            self.consents_before = Personal(consents)

    @property
    def plea_told(self) -> Personal[RequestWords] | None:
        """What the requester told, with the consents as they may be told."""
        if self.plea is None or self.consents_before is None:
            return self.plea
        return Personal(replace(self.plea.reveal(), consents=self.consents_before.reveal()))

    @property
    def silent_told(self) -> bool:
        """Whether the requester may see that nothing goes out by itself."""
        return self.silent_before if self.withheld_from else self.silent_since is not None
