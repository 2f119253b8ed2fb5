"""What may be refused about translations?"""

from __future__ import annotations

from triage.errors.requests import TriageError


class UnknownTranslator(TriageError):
    """The catalogue has no translator of that code."""

    code = "unknown-translator"


class NotTheirLanguage(TriageError):
    """The translator does not translate into that language, as the catalogue says."""

    code = "not-their-language"


class NothingToTranslate(TriageError):
    """Either messages of the requester or a text is translated: not both, and not neither."""

    code = "nothing-to-translate"


class WordsIdentify(TriageError):
    """The words may tell whom they are about; `found` names the kinds, never the words."""

    code = "words-identify"


class NoTranslation(TriageError):
    """No translation of that kind waits: the link is wrong, was used, or has ended."""

    code = "no-translation"
