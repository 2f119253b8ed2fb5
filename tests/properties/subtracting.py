"""Which unknown numbers, none below nought, follow from sums of them?"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from fractions import Fraction
from typing import Generic, TypeVar

Unknown = TypeVar("Unknown", bound=Hashable)
# What is added up, and what it makes.
Sum = tuple[frozenset[Unknown], int]


class Reader(Generic[Unknown]):
    """Takes away what is known, sees that of nought every part is nought, and solves the rest."""

    def __init__(self, sums: Sequence[Sum[Unknown]]) -> None:
        self.known: dict[Unknown, int] = {}
        while any(self._takes_away(*each) for each in sums):
            pass
        self._solved: dict[Unknown, dict[Unknown, Fraction]] = {}
        for unknowns, _ in sums:
            if left := self._without_solved(unknowns):
                pivot = next(iter(left))
                self._solved[pivot] = {each: share / left[pivot] for each, share in left.items()}

    def works_out(self, unknowns: frozenset[Unknown]) -> bool:
        return not self._without_solved(unknowns)

    def _takes_away(self, unknowns: frozenset[Unknown], value: int) -> bool:
        """Whether anything new came of a sum."""
        left = [each for each in unknowns if each not in self.known]
        rest = value - sum(self.known.get(each, 0) for each in unknowns)
        if not left or (rest and len(left) > 1):
            return False
        self.known |= dict.fromkeys(left, rest)
        return True

    def _without_solved(self, unknowns: frozenset[Unknown]) -> dict[Unknown, Fraction]:
        left = {each: Fraction(1) for each in sorted(unknowns, key=str) if each not in self.known}
        for pivot, row in self._solved.items():
            if factor := left.get(pivot):
                for each, share in row.items():
                    left[each] = left.get(each, Fraction(0)) - factor * share
        return {each: share for each, share in left.items() if share}
