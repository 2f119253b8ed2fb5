"""What may be refused where others are asked to help: units, partners, services elsewhere?"""

from __future__ import annotations

from triage.errors import TriageError


class UnknownGuide(TriageError):
    """The catalogue lists no such service of others."""

    code = "unknown-service"


class PlaceNotNamed(TriageError):
    """Whoever is told that it is another's matter must be told whose."""

    code = "place-not-named"
