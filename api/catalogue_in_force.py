"""Which catalogue does the web process go by at this moment, and what of it does everybody see?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

from api.catalogue_answers import CatalogueAnswer, EmergencyAnswer
from projections.door.read_models import ReadModels
from triage.catalogue import Catalogue, name_in, public
from triage.catalogue.helplines import Reader, helplines
from triage.catalogue.names import Naming
from triage.catalogue.packaged import packaged_lapland
from triage.store.database.call_deadline import in_time
from triage.store.records.crisis_notices import CrisisNotice

# A submission is checked against a catalogue at most this old; one that it fails is read anew.
LATELY_SECONDS = 1.0


class Edition:
    """One catalogue with its public part, composed once a language but for the helplines.

    `every_language`: prepared languages are open although no reader has signed them.
    """

    def __init__(self, catalogue: Catalogue, *, every_language: bool = False) -> None:
        self.catalogue = catalogue
        self.open_languages = catalogue.open_languages(every=every_language)
        self._every_language = every_language
        self._public: dict[tuple[str, Naming], CatalogueAnswer] = {}
        # What was published last; whether it is shown is asked by the moment.
        self._notice: CrisisNotice | None = None

    def with_notice(self, notice: CrisisNotice | None) -> Edition:
        """This edition, and what was said last of something that has happened."""
        self._notice = notice
        return self

    def notice(self, now: datetime) -> CrisisNotice | None:
        """The crisis notice that is shown at this moment, if any."""
        return self._notice if self._notice and self._notice.is_shown(now) else None

    def public(self, language: str, now: datetime, name: Naming = name_in) -> CatalogueAnswer:
        """What a form needs, in one of the languages of the pages."""
        asked = (language, name)
        if asked not in self._public:
            told = public(
                self.catalogue, language, now, every_language=self._every_language, name=name
            )
            self._public[asked] = CatalogueAnswer.model_validate(told)
        numbers = self.numbers(Reader(language=language), now)
        return self._public[asked].model_copy(update={"emergency": numbers})

    def answer_by_on(self, now: datetime) -> date:
        """The day by which whoever asks now is answered."""
        return self.catalogue.promise(now).answer_by_on

    def numbers(self, reader: Reader, now: datetime) -> list[EmergencyAnswer]:
        """The confirmed helplines as a reader sees them at this moment: see `helplines`."""
        shown = helplines(self.catalogue, reader, now)
        return [EmergencyAnswer.model_validate(each) for each in shown]


class CatalogueInForce:
    """Reads the shelf and remembers what it read last.

    It has a thread of its own: whoever asks for help does not stand in line behind slow reads.
    `seconds` counts them, from whenever; nobody can set it. `every_language`: prepared languages
    are open although no reader has signed them.
    """

    def __init__(
        self,
        models: ReadModels,
        seconds: Callable[[], float] = time.monotonic,
        *,
        every_language: bool = False,
    ) -> None:
        self._models = models
        self._every_language = every_language
        self._seconds = seconds
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="catalogue")
        self._edition: Edition | None = None
        self._read_at = 0.0

    async def latest(self) -> Edition:
        """The catalogue in force now. Raises CatalogueRefused where none was ever published."""
        loop = asyncio.get_running_loop()
        catalogue, notice = await in_time(lambda: loop.run_in_executor(self._thread, self._read))
        if self._edition is None or self._edition.catalogue is not catalogue:
            self._edition = self._edition_of(catalogue)
        self._read_at = self._seconds()
        return self._edition.with_notice(notice)

    async def lately(self) -> Edition:
        """The catalogue in force now or a second ago: what many ask for at once."""
        if self._edition is not None and self._seconds() - self._read_at < LATELY_SECONDS:
            return self._edition
        return await self.latest()

    def at_hand(self) -> Edition:
        """The one read last, else the packaged one: for telling emergency numbers in trouble."""
        return self._edition or self._edition_of(packaged_lapland())

    def open_languages(self) -> tuple[str, ...]:
        """The languages that people may read now."""
        return self.at_hand().open_languages

    def _read(self) -> tuple[Catalogue, CrisisNotice | None]:
        return self._models.catalogue(), self._models.crisis_notice()

    def _edition_of(self, catalogue: Catalogue) -> Edition:
        return Edition(catalogue, every_language=self._every_language)
