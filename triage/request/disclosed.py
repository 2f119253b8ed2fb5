"""Who else may ask for what stands in a request, and which parts of it are there?"""

from __future__ import annotations

from enum import StrEnum


class OutsideAsker(StrEnum):
    """Who asks for what stands in a request of somebody else."""

    GUARDIAN = "guardian"
    POLICE = "police"
    COURT = "court"
    AUTHORITY = "authority"
    OTHER = "other"


class DisclosedPart(StrEnum):
    """What of a request can be handed out; records of child protection are none of it."""

    MESSAGE = "message"
    DIALOGUE = "dialogue"
    CONTACT = "contact"
    NOTES = "notes"
