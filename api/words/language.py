"""In which language is somebody answered?"""

from __future__ import annotations

from functools import cache

from starlette.requests import HTTPConnection

from api.words.accept_language import choose_language
from api.words.rendering import Pages, packaged_pages
from api.words.wording import LANGUAGES


def language_of(connection: HTTPConnection, told: str | None = None) -> str:
    """The language of `?lang=`, else the one `told` in a body, else the best of the header's."""
    wanted = connection.query_params.get("lang")
    if wanted not in LANGUAGES and told in LANGUAGES:
        wanted = told
    return choose_language(wanted, ",".join(connection.headers.getlist("accept-language")))


@cache
def the_pages() -> Pages:
    """The pages with their texts, read once a process."""
    return packaged_pages()
