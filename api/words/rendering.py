"""How does a template become a page in the reader's language?"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from api.words.fallback import direction, marked, marked_up, spoken_in
from api.words.wording import Wording, read_wordings
from triage.text.addresses import dialable

# A neutral page that nobody is surprised to see open: Finland's weather service.
EXIT_ADDRESS = "https://www.ilmatieteenlaitos.fi/"
# Requesters' pages carry these themselves.
INLINE = ("pyyda.css", "answer.css")

# How a language calls itself; the order is that of the switch.
OWN_NAMES = {
    "fi": "Suomi",
    "sv": "Svenska",
    "en": "English",
    "se": "Davvisámegiella",
    "fi-simple": "Selkosuomi",
}
# The prepared ones stand behind them, those that are open.
PREPARED_NAMES = {
    "smn": "Anarâškielâ",
    "sms": "Sääʹmǩiõll",
    "ru": "Русский",
    "uk": "Українська",
    "ar": "العربية",
    "so": "Soomaali",
    "fa": "فارسی",
}

# Languages offered for the requester's own words and for an interpreter, by their own names.
TONGUES = {
    "fi": "suomi",
    "sv": "svenska",
    "en": "English",
    "se": "davvisámegiella",
    "smn": "anarâškielâ",
    "sms": "sääʹmǩiõll",
    "ar": "العربية",
    "ckb": "کوردیی ناوەندی",
    "et": "eesti",
    "es": "español",
    "fa": "فارسی",
    "fr": "français",
    "kmr": "kurmancî",
    "prs": "دری",
    "ru": "русский",
    "so": "Soomaali",
    "th": "ไทย",
    "ti": "ትግርኛ",
    "tr": "Türkçe",
    "uk": "українська",
    "vi": "Tiếng Việt",
    "zh": "中文",
}
SIGN_TONGUE = "fse"  # Finnish sign language, offered for interpreting only


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Templates and the words that fill them."""

    environment: Environment
    wordings: Mapping[str, Wording]
    style_hashes: tuple[str, ...]

    def render(
        self,
        template: str,
        *,
        language: str,
        path: str = "/",
        actor: object | None = None,
        **context: object,
    ) -> str:
        """The HTML of `template`, for example "form.html" or "staff/queue.html".

        `language` is one that has a wording, `path` the page's own path for the language
        switch, `actor` the signed-in person or None. What a prepared language lacks comes from
        the one that stands in, with `lang` and `dir`. Raises MissingWords for a text that a full
        language lacks, UndefinedError for a context key that was not given.
        """
        words = self.wordings[language]
        html = self.environment.get_template(template).render(
            {
                **_words_for_templates(words),
                "language": language,
                "languages": OWN_NAMES,
                "more_languages": {},
                "path": path,
                "actor": actor,
                **context,
            }
        )
        # Staff's pages hold what others typed, and no text of ours in another language.
        return html if actor else marked_up(html)


def packaged_pages() -> Pages:
    """The pages that come with the program; templates and texts are read once."""
    here = Path(__file__).parents[1]
    environment = Environment(
        loader=FileSystemLoader(here / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    styles = {name: bare((here / "static" / name).read_text(encoding="utf-8")) for name in INLINE}
    environment.filters["groups"] = groups
    environment.filters["dialled"] = dialable
    environment.filters["spoken_in"] = spoken_in
    environment.globals.update(
        exit_address=EXIT_ADDRESS,
        tongues=TONGUES,
        sign_tongue=SIGN_TONGUE,
        direction=direction,
        asset=_asset_addresses(here / "static"),
        styles=styles,
    )
    return Pages(
        environment=environment,
        wordings=read_wordings(here / "texts", here / "texts" / "staff"),
        style_hashes=tuple(map(_style_hash, styles.values())),
    )


def groups(receipt: str, size: int = 4) -> list[str]:
    """A receipt in groups that are easy to read aloud; its own separators win."""
    parts = receipt.replace("-", " ").split()
    if len(parts) > 1:
        return parts
    return [receipt[start : start + size] for start in range(0, len(receipt), size)]


def link(language: str, path: str, **query: object) -> str:
    """A path of ours that keeps the chosen language: no cookie tells which one it was."""
    return f"{path}?{urlencode({'lang': language, **query})}"


def _words_for_templates(words: Wording) -> dict[str, object]:
    def text(key: str, /, **values: object) -> Markup:
        return in_its_language(key, words.text(key, **values))

    def lines(key: str, /, **values: object) -> tuple[Markup, ...]:
        return tuple(in_its_language(key, line) for line in words.lines(key, **values))

    def count(key: str, number: int, /, **values: object) -> Markup:
        return text(words.form_of(key, number), n=number, **values)

    def in_its_language(key: str, said: Markup) -> Markup:
        speaker = words.speaker(key)
        return said if speaker is words else marked(said, speaker.language)

    return {
        "t": text,
        "has_text": words.has,
        "lines": lines,
        "n": count,
        "day": words.day,
        "short_day": words.short_day,
        "clock": words.clock,
        "moment": words.moment,
        "short_moment": words.short_moment,
        "soon": words.soon,
        "link": lambda path, **query: link(words.language, path, **query),
    }


def _style_hash(style: str) -> str:
    """As a content policy names a style that stands in the page."""
    return f"sha256-{b64encode(hashlib.sha256(style.encode()).digest()).decode()}"


def bare(style: str) -> str:
    """A stylesheet without its comments, its indents and the spaces around its signs."""
    bare = re.sub(
        r" ?([{}]) ?|(?<=[;,:]) ", r"\1", re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    )
    # Neither an empty line nor an indent is left, so packing a page changes nothing of it.
    return re.sub(r"\n\s+", "\n", bare).strip()


def _asset_addresses(folder: Path) -> Callable[[str], str]:
    """`asset("pyyda.css")`: its address, which changes when the file does."""
    marks = {file.name: content_mark(file) for file in folder.iterdir() if file.is_file()}
    return lambda name: f"/static/{name}?v={marks[name]}"


def content_mark(file: Path) -> str:
    """A short mark that another content of the file would not have."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:8]
