"""In which language is somebody answered?"""

from __future__ import annotations

from starlette.requests import HTTPConnection

from api.rendering import Pages
from api.wording import LANGUAGES, Wording, choose_language


def language_of(connection: HTTPConnection, told: str | None = None) -> str:
    """The language of `?lang=`, else the one `told` in a body, else the best of the header's."""
    wanted = connection.query_params.get("lang")
    if wanted not in LANGUAGES and told in LANGUAGES:
        wanted = told
    return choose_language(wanted, connection.headers.get("accept-language"))


def wording_of(connection: HTTPConnection, language: str) -> Wording:
    """The texts of the pages in a language."""
    pages: Pages = connection.app.state.pages
    return pages.wordings[language]
