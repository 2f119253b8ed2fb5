"""What does the web application work with? Parts made elsewhere, and what it is told beside."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime

from api.http.addresses import Network
from api.http.hosts import Hosts
from projections.door.read_models import ReadModels
from projections.door.reading_room import ReadingRoom
from projections.live.presence import Presence
from triage.accounts.authenticator import Authenticator
from triage.accounts.provider.sign_in import ProviderSignIn
from triage.accounts.translation_links import TranslationLinks
from triage.desk.drafts import DraftDesk
from triage.desk.visits import Visits
from triage.door import Triage
from triage.evidence.checkpoints.holders import Holder
from triage.feedback import FeedbackBox

Wake = Callable[[], None]


class Unwell(Exception):
    """Raised by a probe whose part is not well; `reason` is a stable code for the answer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A number that tells how some part stands, for example the age of the last sweep in seconds.

    `read` runs in a thread and raises where the part is broken. Where `needed`, the service is
    not ready without it.
    """

    name: str
    read: Callable[[], float]
    needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WebParts:
    """The parts of a web process. `models`: for the catalogues and the health of read models.

    `hosts`: names of this service; `https`: people reach it by https. `trusted_proxies`: whose
    forwarded addresses are believed. `probes`: health checks beside store and read models.
    `rows_refused`: how often a stored row was refused, because this service did not write it.
    `waking`: inside its context the given function is called after every write. `every_language`:
    prepared languages are shown as drafts, although no reader has signed them. `holders`: who
    outside may fetch checkpoints by a token. `provider`: where else staff sign in;
    `local_sign_in`: whether passwords of this service sign anybody in.
    """

    triage: Triage
    authenticator: Authenticator
    reading_room: ReadingRoom
    feedback: FeedbackBox
    drafts: DraftDesk
    translation_links: TranslationLinks
    visits: Visits
    presence: Presence
    models: ReadModels
    clock: Callable[[], datetime]
    hosts: Hosts
    https: bool = False
    trusted_proxies: tuple[Network, ...] = ()
    probes: tuple[Probe, ...] = ()
    rows_refused: Callable[[], int] = lambda: 0
    waking: Callable[[Wake], AbstractContextManager[None]] = lambda _: nullcontext()
    every_language: bool = False
    holders: tuple[Holder, ...] = ()
    provider: ProviderSignIn | None = None
    local_sign_in: bool = True
