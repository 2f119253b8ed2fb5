"""What of a table is not told, so that neither a small number nor a subtraction finds a person?"""

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
    """Keys of the groups that are not told at all, and of all whose fates are not told.

    Of a group that is in `fates` only, it is told how many requests were received.
    """

    groups: frozenset[str]
    outcomes: frozenset[str]


def hidden(periods: Iterable[Groups], *, of_people: bool) -> Suppressed:
    """What is hidden of a table, given its groups in each of its periods.

    A group is told only if it can be told of every period: a long table is then the sum of its
    short ones, and comparing the two tells nothing more. Where the groups describe people
    (`of_people`), their fates are told only if none of the seven is a small number; any sum and
    any difference within the table is then none either. Looking twice: decision 7.
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
    """The keys, with the smallest other groups beside them while subtraction would find them."""
    company = set(keys)
    others = sorted(groups.keys() - keys, key=lambda key: (groups[key].total(), key))
    while others and company and _give_themselves_away(company, groups):
        company.add(others.pop(0))
    return company


def _give_themselves_away(keys: set[str], groups: Groups) -> bool:
    """All groups together are no secret, so it is known what the hidden ones sum up to.

    That sum must not be one group's, nor small itself, nor one request for each of the groups.
    """
    received = sum(groups[key].total() for key in keys)
    return len(keys) == 1 or received < SUPPRESSED_BELOW or received == len(keys)
