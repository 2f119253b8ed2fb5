"""In which language is somebody answered?"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from starlette.requests import HTTPConnection

from api.words.accept_language import choose_language
from api.words.guests import Guest, guest_of
from api.words.rendering import Pages, packaged_pages
from api.words.wording import LANGUAGES


def language_of(connection: HTTPConnection, told: str | None = None) -> str:
    """The language of `?lang=`, else the one `told` in a body, else the best of the header's."""
    among = open_languages(connection)
    wanted = connection.query_params.get("lang")
    if wanted not in among and told in among:
        wanted = told
    return choose_language(wanted, accepted_by(connection), among)


def guest_in(connection: HTTPConnection) -> Guest | None:
    """Who wants a language that is not open, and has chosen none that is; None for all others."""
    wanted, among = connection.query_params.get("lang"), open_languages(connection)
    return None if wanted in among else guest_of(wanted, accepted_by(connection), among)


def stranger_in(connection: HTTPConnection) -> Guest | None:
    """Whose browser wants first a language that is not open, whatever `?lang=` a link carried.

    Our own links name the language of the page, so past the form it tells no choice any more.
    """
    wanted, among = connection.query_params.get("lang"), open_languages(connection)
    return guest_of(None if wanted in among else wanted, accepted_by(connection), among)


def accepted_by(connection: HTTPConnection) -> str:
    """What a browser says of the languages that its reader knows."""
    return ",".join(connection.headers.getlist("accept-language"))


def open_languages(connection: HTTPConnection) -> Collection[str]:
    """The languages that may be shown here: all that are open, to staff the full ones alone."""
    if getattr(connection.state, "full_languages_only", False):
        return LANGUAGES
    among: Collection[str] = connection.app.state.catalogue.open_languages()
    return among


def in_full_languages(connection: HTTPConnection) -> None:
    """Say of a route that its pages have no words in the prepared languages."""
    connection.state.full_languages_only = True


@cache
def the_pages() -> Pages:
    """The pages with their texts, read once a process."""
    return packaged_pages()
