"""What is suppressed in a table, so that no small number and no subtraction reveals a person?

A table may have another above it: themes are sums of their topics. Then both are suppressed
together, whichever of them is asked for, so that neither fills in what the other leaves out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """The groups of one period, those that they add up to, and which of these each belongs to."""

    parts: dict[str, Counter[PromiseOutcome]]
    wholes: dict[str, Counter[PromiseOutcome]]
    whole_of: dict[str, str] = field(default_factory=dict)

    def beneath(self, wholes: Collection[str]) -> Groups:
        """The parts of these wholes."""
        return {key: met for key, met in self.parts.items() if self.whole_of[key] in wholes}


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
        groups |= (unseen := _in_company(_few(period), period))
        outcomes |= (
            _in_company(unseen | _with_small_outcomes(period), period) if of_people else unseen
        )
    return Suppressed(groups=frozenset(groups), outcomes=frozenset(outcomes))


def hidden_on_both(periods: Iterable[Levels]) -> tuple[Suppressed, Suppressed]:
    """What to hide of the parts, and of the wholes above them; both describe people."""
    groups: tuple[set[str], set[str]] = (set(), set())
    outcomes: tuple[set[str], set[str]] = (set(), set())
    for levels in periods:
        unseen = _in_company_on_both(_few(levels.parts), _few(levels.wholes), levels)
        vague = _in_company_on_both(
            unseen[0] | _with_small_outcomes(levels.parts),
            unseen[1] | _with_small_outcomes(levels.wholes),
            levels,
        )
        for level in (0, 1):
            groups[level].update(unseen[level])
            outcomes[level].update(vague[level])
    of_parts, of_wholes = (
        Suppressed(groups=frozenset(groups[level]), outcomes=frozenset(outcomes[level]))
        for level in (0, 1)
    )
    return of_parts, of_wholes


def _few(groups: Groups) -> set[str]:
    return {key for key, met in groups.items() if met.total() < SUPPRESSED_BELOW}


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


def _in_company_on_both(
    parts: set[str], wholes: set[str], levels: Levels
) -> tuple[set[str], set[str]]:
    """The keys, and others on both levels until neither gives the other away."""
    known = -1
    while len(parts) + len(wholes) != known:
        known = len(parts) + len(wholes)
        parts = _in_company(parts, levels.parts)
        wholes = _in_company(wholes, levels.wholes)
        for whole in sorted(levels.wholes):
            parts, wholes = _in_company_within(whole, parts, wholes, levels)
        parts, wholes = _in_company_beneath(parts, wholes, levels)
    return parts, wholes


def _in_company_within(
    whole: str, parts: set[str], wholes: set[str], levels: Levels
) -> tuple[set[str], set[str]]:
    """What is hidden of one whole: if it is told, its parts would be found by taking them away."""
    members = levels.beneath({whole})
    mine = parts & members.keys()
    if whole in wholes:
        # All parts told would add up to it.
        return parts | (set() if mine else _smallest(members)), wholes
    if mine:
        mine = _in_company(mine, members)
        if _give_themselves_away(mine, members):
            wholes = wholes | {whole}
    return parts | mine, wholes


def _in_company_beneath(
    parts: set[str], wholes: set[str], levels: Levels
) -> tuple[set[str], set[str]]:
    """What hidden wholes are together is known; so is what is hidden beneath them together."""
    beneath = levels.beneath(wholes)
    mine = _in_company(parts & beneath.keys(), beneath)
    if mine and _give_themselves_away(mine, beneath):
        shown = {key: met for key, met in levels.wholes.items() if key not in wholes}
        wholes = wholes | _smallest(shown)
    return parts | mine, wholes


def _smallest(groups: Groups) -> set[str]:
    """The key of the smallest group, if there is one."""
    return set(sorted(groups, key=lambda key: (groups[key].total(), key))[:1])
