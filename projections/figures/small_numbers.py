"""What is suppressed in a table, so that no small number and no subtraction reveals a person?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from projections.figures.outcomes import PromiseOutcome

# Section 6 of the domain and the statistics office's rule: a table must not reveal a person.
SUPPRESSED_BELOW = 5

Groups = Mapping[str, Counter[PromiseOutcome]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressed:
    """`groups`: keys that are hidden as a whole. `outcomes`: keys whose seven outcomes are hidden.

    A group that is in `outcomes` only still shows how many requests were received.
    """

    groups: frozenset[str]
    outcomes: frozenset[str]


def hidden(periods: Iterable[Groups], *, of_people: bool) -> Suppressed:
    """What to hide in a table, given its groups in each of its periods.

    A group is shown only if it can be shown for every period. Then a long table is the sum of its
    short ones, and comparing them reveals nothing more. Where the groups describe people
    (`of_people`), outcomes are shown only if none of the seven is a small number; then no sum or
    difference in the table is one either. Asking again at another moment: decision 7.
    """
    groups: set[str] = set()
    outcomes: set[str] = set()
    for period in periods:
        few = {key for key, met in period.items() if met.total() < SUPPRESSED_BELOW}
        groups |= (unseen := _in_company(few, period))
        outcomes |= (
            _in_company(unseen | _with_small_outcomes(period), period) if of_people else unseen
        )
    return Suppressed(groups=frozenset(groups), outcomes=frozenset(outcomes))


def _with_small_outcomes(groups: Groups) -> set[str]:
    return {
        key
        for key, met in groups.items()
        if any(0 < number < SUPPRESSED_BELOW for number in met.values())
    }


def _in_company(keys: set[str], groups: Groups) -> set[str]:
    """The keys, and the smallest other groups until subtraction cannot reveal any of them."""
    company = set(keys)
    others = sorted(groups.keys() - keys, key=lambda key: (groups[key].total(), key))
    while others and company and _give_themselves_away(company, groups):
        company.add(others.pop(0))
    return company


def _give_themselves_away(keys: set[str], groups: Groups) -> bool:
    """Whether the sum of the hidden groups reveals one; a reader gets it by subtraction.

    It does if only one is hidden, if it is small, or if it means one request in each of them.
    """
    received = sum(groups[key].total() for key in keys)
    return len(keys) == 1 or received < SUPPRESSED_BELOW or received == len(keys)
