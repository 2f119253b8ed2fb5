"""Who is named in a child-protection notice and has not confirmed it, and who else was told?"""

from __future__ import annotations


class Notified:
    """The notices by their number, from 1, and how many disclosures were decided; of the state."""

    def __init__(self) -> None:
        self.protection_notices = 0
        self.disclosures = 0
        # Whose word a notice still lacks.
        self.unconfirmed: dict[int, frozenset[str]] = {}

    def name_in_notice(self, number: int, usernames: tuple[str, ...]) -> None:
        if usernames:
            self.unconfirmed[number] = frozenset(usernames)

    def confirm_notice(self, number: int, username: str) -> None:
        self.unconfirmed[number] = self.unconfirmed.get(number, frozenset()) - {username}

    def notices_to_confirm(self, username: str) -> tuple[int, ...]:
        """The numbers of the notices that name this person, who has not confirmed them."""
        return tuple(each for each, names in self.unconfirmed.items() if username in names)
