"""What is a catalogue made of: topics, bands, municipalities, units, rules and numbers?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from triage.catalogue.names import Names
from triage.time.opening_hours import OpeningHours


class Side(StrEnum):
    """Who is the controller of a unit; every request belongs to the county."""

    COUNTY = "county"
    CITY = "city"
    PARISH = "parish"
    NGO = "ngo"
    MULTI = "multi"


class RoutingStep(StrEnum):
    """At which point of the routing order a rule is asked, earliest first."""

    DANGER = "danger"
    SPECIAL = "special"
    OUTSIDE = "outside"
    TOPIC = "topic"


class Reason(StrEnum):
    """Why a request came to a unit; the words for people stand in the catalogue."""

    DANGER = "danger"
    VIOLENCE = "violence"
    WORRY = "worry"
    OUTSIDE = "outside"
    TOPIC = "topic"
    TOPIC_AND_AGE = "topic-and-age"
    UNSURE = "unsure"
    SEVERAL_TOPICS = "several-topics"
    AREA = "area"
    COUNTY_WIDE = "county-wide"
    LANGUAGE = "language"
    NO_WORKER = "no-worker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a request may be about, in the requester's words.

    `order` sorts the form. `lead` decides who owns a request on several topics: the smallest
    leads. `thl` holds the family centre tasks (T1 to T7), `age_bands` the bands the topic suits
    (empty: all). `urgent` topics are looked at first; routing itself does not read the flag.
    """

    code: str
    names: Names
    descriptions: Names
    order: int
    lead: int
    urgent: bool = False
    thl: tuple[str, ...] = ()
    age_bands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeBand:
    """An age group, both ends included, in years; an `adult` band never decides for a child."""

    code: str
    names: Names
    from_years: int | None = None
    until_years: int | None = None
    adult: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """A municipality of the county by its official code."""

    code: str
    names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify:
    """Where a unit is told that something waits for it; each is None where it is not wanted."""

    email: str | None = None
    sms: str | None = None
    webhook: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Where requests are handled, or a partner to whom a family may be offered a way.

    `municipalities` it serves (empty: the whole county); `masked_names` stand in for `names` where
    the requester's address is protected; `notify` says where its people are told of news. One that
    is `reached_by_notice` takes child-protection notices and no transfers. `name_shown` lets a
    requester read the name: one that frightens or tells what was noticed stays untold. `phone` is
    the number that it gives to families, None where it gives none.
    """

    code: str
    names: Names
    side: Side
    masked_names: Names
    municipalities: frozenset[str] = frozenset()
    notify: Notify = Notify()
    reached_by_notice: bool = False
    name_shown: bool = False
    phone: str | None = None

    def serves(self, municipality: str | None) -> bool:
        """Tell whether the unit takes requests from there; None asks for the whole county."""
        return not self.municipalities or municipality in self.municipalities


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Who receives what: `default`, else the first of `second` with a worker, else `fallback`.

    Every condition that is not empty must hold. `partners` are offered to the family with its
    consent and never receive by rule.
    """

    code: str
    step: RoutingStep
    reason: str
    default: str
    fallback: str
    second: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    topics: frozenset[str] = frozenset()
    age_bands: frozenset[str] = frozenset()
    municipalities: frozenset[str] = frozenset()
    askers: frozenset[str] = frozenset()
    concerns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyNumber:
    """A number or page for help right now, with who answers for it and when it was reviewed.

    One that is not `confirmed` is never shown to a requester. `hours` are None where nobody knows
    them. `languages` are those in which it answers (empty: not told), `ages` the age bands that it
    is for (empty: everybody).
    """

    code: str
    names: Names
    when: Names
    number: str | None
    url: str | None
    owner: str
    source: str
    reviewed_on: date | None
    confirmed: bool
    municipalities: frozenset[str] = frozenset()
    hours: OpeningHours | None = None
    languages: tuple[str, ...] = ()
    ages: tuple[str, ...] = ()

    def is_shown_in(self, municipality: str | None) -> bool:
        """Tell whether a requester there may see it; None: nobody knows where."""
        return self.confirmed and (not self.municipalities or municipality in self.municipalities)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """Days on which a unit takes no new requests, both ends included."""

    unit: str
    from_on: date
    until_on: date
