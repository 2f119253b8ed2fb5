"""What does one published edition of the catalogue hold, and what does it answer?"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain
from typing import TypeAlias

from triage.catalogue.duty_line import DutyLine
from triage.catalogue.entries import (
    AgeBand,
    Closure,
    EmergencyNumber,
    Municipality,
    Reason,
    RoutingStep,
    Rule,
    Side,
    Topic,
    Unit,
)
from triage.catalogue.guides import Guide
from triage.catalogue.languages import PREPARED_LANGUAGES, LanguageReader, open_among_prepared
from triage.catalogue.names import Names, Naming, name_in
from triage.catalogue.self_help import SelfHelp
from triage.catalogue.signs import Signs
from triage.catalogue.signs.danger import DangerWords, danger_words
from triage.catalogue.signs.seeing import code_of
from triage.catalogue.signs.suggesting import (
    About,
    SuggestingWords,
    Suggestions,
    suggestions,
)
from triage.catalogue.signs.unread_language import ReadLanguages, read_languages
from triage.catalogue.topic_groups import TopicGroup
from triage.catalogue.translators import LINK_HOURS, Translator
from triage.codes import Urgency
from triage.time.calendar import WorkingCalendar
from triage.time.deadlines import LookBy, Promise, ServicePromise, look_by, offer_due_at, promise
from triage.time.opening_hours import OpeningHours
from triage.time.retention import RetentionRules

RulesByTopicAndBand: TypeAlias = Mapping[tuple[str, str | None], tuple[Rule, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything a county decides about who helps with what; topics stand in display order.

    `rules` keep the order of the file: the first that fits wins. `unsure_topic` is what "I don't
    know" means, `intake_unit` where everything else ends. `awaiting_native_reader` are languages
    whose texts no native reader has approved yet; `language_readers` have signed a language.
    `danger` holds word patterns by language; `suggesting` those that only suggest to who sorts.
    `topic_groups` stand in display order; an older edition has none. `translation_link` is for how
    long a translator reads what they were asked.
    `former_units` are those of earlier editions that this one has no more, for their names.
    """

    version: str
    languages: tuple[str, ...]
    language_names: Mapping[str, str]
    awaiting_native_reader: frozenset[str]
    office_language: str
    topics: Mapping[str, Topic]
    age_bands: Mapping[str, AgeBand]
    municipalities: Mapping[str, Municipality]
    units: Mapping[str, Unit]
    rules: tuple[Rule, ...]
    reasons: Mapping[str, Names]
    unsure_topic: str
    intake_unit: str
    duty_unit: str | None
    duty_configured: bool
    service_promise: ServicePromise
    retention: RetentionRules
    opening: OpeningHours
    calendar: WorkingCalendar
    emergency: tuple[EmergencyNumber, ...]
    danger: Mapping[str, tuple[str, ...]]
    duty_line: DutyLine = field(default_factory=DutyLine)
    closures: tuple[Closure, ...] = ()
    topic_groups: Mapping[str, TopicGroup] = field(default_factory=dict)
    self_help: tuple[SelfHelp, ...] = ()
    guides: Mapping[str, Guide] = field(default_factory=dict)
    translators: Mapping[str, Translator] = field(default_factory=dict)
    translation_link: timedelta = timedelta(hours=LINK_HOURS)
    language_readers: tuple[LanguageReader, ...] = ()
    suggesting: tuple[SuggestingWords, ...] = ()
    former_units: Mapping[str, Unit] = field(default_factory=dict, repr=False, compare=False)
    danger_words: DangerWords = field(init=False, repr=False, compare=False)
    read_languages: ReadLanguages = field(init=False, repr=False, compare=False)
    danger_rules: tuple[Rule, ...] = field(init=False, repr=False, compare=False)
    special_rules: tuple[Rule, ...] = field(init=False, repr=False, compare=False)
    outside_rules: tuple[Rule, ...] = field(init=False, repr=False, compare=False)
    _by_topic: RulesByTopicAndBand = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Sorted out once, because routing asks for them with every request.
        for name, step in (
            ("danger_rules", RoutingStep.DANGER),
            ("special_rules", RoutingStep.SPECIAL),
            ("outside_rules", RoutingStep.OUTSIDE),
        ):
            object.__setattr__(self, name, self.rules_at(step))
        by_topic = _index(self.rules_at(RoutingStep.TOPIC), self.topics, self.age_bands)
        object.__setattr__(self, "_by_topic", by_topic)
        words = danger_words(tuple(chain.from_iterable(self.danger.values())))
        object.__setattr__(self, "danger_words", words)
        object.__setattr__(self, "read_languages", read_languages(frozenset(self.danger)))

    @property
    def themes(self) -> Mapping[str, str]:
        """Under which head each topic stands, by its code."""
        groups = self.topic_groups.values()
        return {topic: group.code for group in groups for topic in group.topics}

    def open_languages(self, *, every: bool = False) -> tuple[str, ...]:
        """Return the languages that people may read: the full ones, then those signed by a reader.

        `every` opens each prepared one, as in a demo, where it is marked as a draft.
        """
        prepared = open_among_prepared(self.language_readers, every=every)
        return (*self.languages, *(tag for tag in prepared if tag not in self.languages))

    def awaits_reader(self, language: str) -> bool:
        """Tell whether no reader has signed the texts of a language that needs one."""
        needs = language in PREPARED_LANGUAGES or language in self.awaiting_native_reader
        return needs and all(each.language != language for each in self.language_readers)

    def promise(self, arrived_at: datetime) -> Promise:
        """Figure the promise of what arrives at a moment. Raises ValueError for a naive one."""
        return promise(arrived_at, self.calendar, self.service_promise)

    def look_by(self, arrived_at: datetime, *, danger: bool) -> LookBy:
        """Figure by when a human looks at what arrives. Raises ValueError for a naive moment.

        `danger` also where words that no list reads may hide it: the half hour is the same.
        """
        return look_by(
            arrived_at,
            danger=danger,
            hours=self.opening,
            calendar=self.calendar,
            service_promise=self.service_promise,
        )

    def offer_due_at(self, offered_at: datetime, *, level: Urgency) -> datetime:
        """Figure by when an offer of this urgency is taken, or goes back by itself."""
        return offer_due_at(
            offered_at,
            level=level,
            hours=self.opening,
            calendar=self.calendar,
            service_promise=self.service_promise,
        )

    def signs_in(self, texts: Iterable[str]) -> Signs:
        """Look through everything that somebody wrote, for danger and for what nobody's list reads.

        Each text is judged by itself, and by its words: not by the language that was declared.
        """
        texts = tuple(texts)
        return Signs(
            danger=any(map(self.shows_danger, texts)),
            language_unread=any(map(self.read_languages.leave_unread, texts)),
        )

    def likely_unread(self, texts: Iterable[str]) -> str | None:
        """Return the tag of the unread language that the latest unread text is likely in."""
        unread = [text for text in texts if self.read_languages.leave_unread(text)]
        return self.read_languages.likely_unread(unread[-1]) if unread else None

    def suggestions_in(
        self, texts: Iterable[str], chosen: Mapping[About, Collection[str]]
    ) -> Suggestions:
        """Return what the texts suggest beside what is chosen already; nothing follows from it."""
        return suggestions(
            texts, self.suggesting, topics=self.topics, bands=self.age_bands, chosen=chosen
        )

    def shows_danger(self, text: str) -> bool:
        """Tell whether a text, in whatever language, has words of danger.

        It may only raise the priority of a request: nothing is lowered, decided or closed because
        no word was found. The cost grows with the text: a few milliseconds for ten thousand
        characters.
        """
        return self.danger_words.shown_in(text)

    @property
    def danger_patterns(self) -> Mapping[str, str]:
        """The patterns of danger by their codes."""
        return {code_of(rule): rule for rule in chain.from_iterable(self.danger.values())}

    @property
    def violence_topics(self) -> frozenset[str]:
        """The topics of violence and fear: those of the rules whose reason it is."""
        by_violence = (rule.topics for rule in self.rules if rule.reason == Reason.VIOLENCE)
        return frozenset(chain.from_iterable(by_violence))

    def rules_at(self, step: RoutingStep) -> tuple[Rule, ...]:
        """Return the rules asked at a step of the routing order, first wins."""
        return tuple(rule for rule in self.rules if rule.step is step)

    def topic_rules(self, topic: str, band: str | None) -> tuple[Rule, ...]:
        """Return the rules that may decide on a topic at an age, first wins; None: no age told."""
        return self._by_topic.get((topic, band), ())

    def rule(self, code: str) -> Rule | None:
        """Return the rule of that code, or None when this edition has none."""
        return next((rule for rule in self.rules if rule.code == code), None)

    def shown_emergency(self, municipality: str | None) -> tuple[EmergencyNumber, ...]:
        """Return the confirmed numbers for a place, most urgent first; None: place not told."""
        return tuple(entry for entry in self.emergency if entry.is_shown_in(municipality))

    def closed_units(self, on: date) -> frozenset[str]:
        """Return the units that take no new requests on a day."""
        return frozenset(
            closure.unit for closure in self.closures if closure.from_on <= on <= closure.until_on
        )

    @property
    def county_units(self) -> frozenset[str]:
        """The codes of the units on the county's side, which is one controller."""
        return frozenset(code for code, unit in self.units.items() if unit.side is Side.COUNTY)

    def shows_name(self, unit: str) -> bool:
        """Tell whether a requester may read the unit's name; of a forgotten one nobody knows."""
        entry = self.units.get(unit) or self.former_units.get(unit)
        return entry is not None and entry.name_shown

    def unit_name(
        self, unit: str, language: str, *, masked: bool = False, name: Naming = name_in
    ) -> str:
        """Return a unit's name; `masked` where the requester's address is protected.

        A unit that this edition no longer has is named as it was; one that nobody remembers
        like the intake, because its code may tell a place too.
        """
        entry = self.units.get(unit) or self.former_units.get(unit) or self.units[self.intake_unit]
        return name(entry.masked_names if masked else entry.names, language)


def _index(
    rules: tuple[Rule, ...], topics: Iterable[str], bands: Iterable[str]
) -> RulesByTopicAndBand:
    """List for each topic and band the rules in question, those that name the band first."""
    return {
        (topic, band): tuple(
            rule
            for names_the_band in (True, False)
            for rule in rules
            if topic in rule.topics
            and bool(rule.age_bands) is names_the_band
            and (not rule.age_bands or band in rule.age_bands)
        )
        for topic in topics
        for band in (None, *bands)
    }
