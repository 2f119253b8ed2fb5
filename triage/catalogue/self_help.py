"""What may somebody read or do while waiting for the answer, and who answers for it?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from triage.catalogue.fields import Fields
from triage.catalogue.names import Names
from triage.codes import Asker

# As much as somebody reads who is tired; more would be a wall.
MOST_SHOWN: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfHelp:
    """A few lines, and a page of which the address is sure.

    It fits requests on one of its `topics`, about one of its `age_bands`, by one of its `askers`;
    an empty one fits all. A title names no topic: somebody else may see it.
    """

    code: str
    titles: Names
    texts: Names
    url: str | None
    topics: frozenset[str]
    age_bands: frozenset[str]
    askers: frozenset[str]
    owner: str
    source: str
    reviewed_on: date | None

    @property
    def is_for_all(self) -> bool:
        """Whether it fits every request on its topics."""
        return not self.age_bands and not self.askers

    def fits(self, topics: Iterable[str], age_bands: Iterable[str], asker: str | None) -> bool:
        """Tell whether it fits a request. An age or asker that was not told may be any."""
        bands = set(age_bands)
        return (
            (not self.topics or not self.topics.isdisjoint(topics))
            and (not self.age_bands or not bands or not self.age_bands.isdisjoint(bands))
            and (not self.askers or asker is None or asker in self.askers)
        )


def self_help_for(
    entries: Iterable[SelfHelp],
    topics: Sequence[str],
    age_bands: Sequence[str] = (),
    asker: str | None = None,
) -> tuple[SelfHelp, ...]:
    """Return at most four that fit a request, those on its topics first, then those on any."""
    fitting = [each for each in entries if each.fits(topics, age_bands, asker)]
    return tuple(sorted(fitting, key=lambda each: not each.topics)[:MOST_SHOWN])


def read_self_help(entry: Fields) -> SelfHelp:
    """Read one table of the file."""
    return SelfHelp(
        code=entry.text("code"),
        titles=entry.names("title"),
        texts=entry.names("text"),
        url=entry.text("url", default="") or None,
        topics=frozenset(entry.texts("topics")),
        age_bands=frozenset(entry.texts("age_bands")),
        askers=frozenset(entry.texts("askers")),
        owner=entry.text("owner", default=""),
        source=entry.text("source", default=""),
        reviewed_on=entry.day("reviewed_on"),
    )


def self_help_holes(
    entries: Sequence[SelfHelp], topics: Iterable[str], age_bands: Iterable[str]
) -> Iterator[str]:
    """Yield the holes. Where there is any self-help, each topic must have some for everybody."""
    known: dict[str, set[str]] = {
        "topic": set(topics),
        "age band": set(age_bands),
        "asker": set(Asker),
    }
    for entry in entries:
        where = f"self_help {entry.code}"
        named: dict[str, frozenset[str]] = {
            "topic": entry.topics,
            "age band": entry.age_bands,
            "asker": entry.askers,
        }
        for kind, codes in named.items():
            yield from (f"{where}: no {kind} {code!r}" for code in sorted(codes - known[kind]))
        if entry.url is not None and not entry.url.startswith("https://"):
            yield f"{where}: the url must begin with https://"
        if not entry.owner:
            yield f"{where}: nobody owns it"
        if entry.reviewed_on is None:
            yield f"{where}: has no day of review"
    for topic in topics if entries else ():
        if not any(each.is_for_all and each.fits((topic,), (), None) for each in entries):
            yield f"self_help: nothing that fits everybody on topic {topic}"
