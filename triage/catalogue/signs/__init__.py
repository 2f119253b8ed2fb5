"""What do the words of a requester show that a human must look at soon?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What was found in texts; a raise only, whatever else is or was found.

    `danger`: words of danger. `language_unread`: a substantial part is in a language that the
    list of danger has no words for, so that danger may stand there unseen.
    """

    danger: bool = False
    language_unread: bool = False

    @property
    def press(self) -> bool:
        """Whether a human looks within the half hour of danger."""
        return self.danger or self.language_unread

    def __or__(self, more: Signs) -> Signs:
        return Signs(
            danger=self.danger or more.danger,
            language_unread=self.language_unread or more.language_unread,
        )


NO_SIGNS = Signs()
