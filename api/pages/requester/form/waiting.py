"""What is somebody offered to read or do until the answer comes?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.catalogue_in_force import Edition
from api.words.fallback import marked_name
from triage.catalogue.self_help import self_help_for
from triage.request.words import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfHelpShown:
    """One piece of it, in the reader's language or marked with the one that it is in."""

    title: str
    text: str
    url: str | None


def self_help_shown(
    edition: Edition, language: str, topics: Sequence[str], profile: Profile
) -> list[SelfHelpShown]:
    """What fits the request, at most four; the page folds it and prints none of it."""
    chosen = self_help_for(edition.catalogue.self_help, topics, profile.age_bands, profile.asker)
    return [
        SelfHelpShown(
            title=marked_name(each.titles, language),
            text=marked_name(each.texts, language),
            url=each.url,
        )
        for each in chosen
    ]
