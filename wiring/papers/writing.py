"""How is a paper written: from its template, as Markdown and as a page that can be printed?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt

from triage.time.retention import MONTHS_IN_YEAR, Term
from wiring.papers.installation import Installation
from wiring.papers.names import HERE

PAPERS = ("seloste", "vaikutustenarviointi", "loki", "yhteistoiminta")
# What means something in Markdown, wherever it stands in a line.
MARKS = re.compile(r"([\\`*_\[\]<>|#~])")
PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 11pt/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto;
  padding: 0 1rem }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ border: 1px solid #888; padding: .25rem .5rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere }}
tr, h2, h3 {{ break-inside: avoid; break-after: auto }}
h2, h3 {{ break-after: avoid }}
@page {{ margin: 2cm }}
</style>
</head>
<body>
{body}</body>
</html>
"""


class Marked(str):
    """Markdown of ours, beside what is only a value."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper: the name of its file without an ending, and its text as Markdown."""

    name: str
    language: str
    markdown: str

    @property
    def page(self) -> str:
        """The same as a page of its own, with nothing of any other place in it."""
        title = self.markdown.partition("\n")[0].lstrip("# ")
        # Raw HTML in the text stays text.
        body = MarkdownIt("js-default").render(self.markdown)
        return PAGE.format(language=self.language, title=escape(title), body=body)


def papers(installation: Installation) -> Iterator[Paper]:
    """Every paper about this installation, in the language of its names."""
    language = installation.words.language
    writer = _writer(language)
    for name in PAPERS:
        text = writer.get_template(f"{language}/{name}.md").render(installation.facts())
        yield Paper(name=name, language=language, markdown=text)


def _writer(language: str) -> Environment:
    writer = Environment(  # noqa: S701 - Markdown; values are escaped for that
        loader=FileSystemLoader(HERE),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        finalize=_plain,
        trim_blocks=False,
    )
    gap, decide = MARKERS[language]
    writer.globals.update(
        gap=lambda what: Marked(f"**[{gap}: {what}]**"),
        decide=lambda what: Marked(f"**[{decide}: {what}]**"),
        day=_day,
        hours=HOURS[language],
        span=SPANS[language],
    )
    return writer


def _plain(value: object) -> object:
    """A value on one line, with nothing in it that Markdown would take for its own."""
    if isinstance(value, Marked) or not isinstance(value, str):
        return value
    return MARKS.sub(r"\\\1", " ".join(value.split()))


def _day(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"


def _hours_in_finnish(hours: float) -> str:
    return f"{hours:g} tunnin".replace(".", ",")


def _term_in_finnish(term: Term) -> str:
    if term.months is None:
        return f"{term.days} päivää"
    months = term.months
    years, rest = divmod(months, MONTHS_IN_YEAR)
    return f"{months} kuukautta" if rest or years < 2 else f"{years} vuotta"


MARKERS = {"fi": ("TÄYDENNÄ", "PÄÄTETTÄVÄ")}
HOURS = {"fi": _hours_in_finnish}
SPANS = {"fi": _term_in_finnish}
