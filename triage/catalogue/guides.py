"""Where may a family be guided to, and who answers for what is told of it?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from triage.catalogue.fields import Fields
from triage.catalogue.names import Names, Naming, name_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A service of others: what it is, how it is reached and when, with who reviewed it when.

    `times` are words: a service of others tells its times as it likes.
    """

    code: str
    names: Names
    texts: Names
    times: Names
    number: str | None
    url: str | None
    owner: str
    source: str
    reviewed_on: date | None

    def suggested(self, language: str, name: Naming = name_in) -> str:
        """The message that a worker begins with, in the requester's language."""
        lines = (
            name(self.names, language),
            name(self.texts, language),
            self.number,
            self.url,
            name(self.times, language),
        )
        return "\n".join(line for line in lines if line)


def read_guide(entry: Fields) -> Guide:
    """Read one table of the file."""
    return Guide(
        code=entry.text("code"),
        names=entry.names("name"),
        texts=entry.names("text"),
        times=entry.names("times"),
        number=entry.text("number", default="") or None,
        url=entry.text("url", default="") or None,
        owner=entry.text("owner", default=""),
        source=entry.text("source", default=""),
        reviewed_on=entry.day("reviewed_on"),
    )


def guide_holes(guides: Iterable[Guide]) -> Iterator[str]:
    """Yield what is missing of each: a way to reach it, an owner, a day of review."""
    for guide in guides:
        where = f"guide {guide.code}"
        if guide.number is None and guide.url is None:
            yield f"{where}: has neither number nor url"
        if guide.url is not None and not guide.url.startswith("https://"):
            yield f"{where}: the url must begin with https://"
        if not guide.owner:
            yield f"{where}: nobody owns it"
        if guide.reviewed_on is None:
            yield f"{where}: has no day of review"


def guide_names(guides: Iterable[Guide]) -> Iterator[tuple[str, Names]]:
    """Yield each text with its place in the file."""
    for guide in guides:
        yield f"guide {guide.code}: name", guide.names
        yield f"guide {guide.code}: text", guide.texts
        yield f"guide {guide.code}: times", guide.times
