"""What may be refused where others are asked to help: units, partners, services elsewhere?"""

from __future__ import annotations

from triage.errors.requests import TriageError


class UnknownGuide(TriageError):
    """The catalogue lists no such service of others."""

    code = "unknown-service"


class PlaceNotNamed(TriageError):
    """Whoever is told that it is another's matter must be told whose."""

    code = "place-not-named"


class FollowUpNotFit(TriageError):
    """The day on which both sides are asked lies ahead, and not further than a year."""

    code = "follow-up-not-fit"


class NoLandingAwaited(TriageError):
    """Nobody was handed over, or somebody has recorded already that it landed."""

    code = "no-landing-awaited"


class NotLanded(TriageError):
    """Handed over is the outcome only once a side has said that the family is in good hands."""

    code = "not-landed"


class HandedOver(TriageError):
    """The request was handed over: the sender may only record that it landed."""

    code = "handed-over"
