"""Does the list hear how children and worn-out parents say it, and let daily life be?

False comfort is the worst, but a flag on every tenth harmless text is one that nobody reads.
"""

import tomllib
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from time import process_time

import pytest

from triage.catalogue import Catalogue
from triage.catalogue.packaged import packaged_lapland

HERE = Path(__file__).parent
CRIES: dict[str, list[str]] = tomllib.loads((HERE / "cries.toml").read_text(encoding="utf-8"))
HARMLESS: dict[str, list[str]] = tomllib.loads((HERE / "harmless.toml").read_text(encoding="utf-8"))
EVERY_CRY = [text for texts in CRIES.values() for text in texts]
EVERY_HARMLESS = [text for texts in HARMLESS.values() for text in texts]
MOST_FALSE_ALARMS = 0.02
LONGEST = 10_000

# Never a flag for these, whatever else the list learns.
KNOWN_FALSE_ALARMS = (
    "Lapsi löi varpaansa pöydänjalkaan.",
    "Poikani löi päänsä keinuun ja itki.",
    "Annoin lapselle lääkkeen, mutta hän sylki sen pois.",
    "Annan tytölle lääkkeet aamulla ja illalla.",
    "Otin särkylääkkeen ja menin nukkumaan.",
    "Tapan aikaa, kun lapset nukkuvat.",
    "Kuolen nauruun hänen jutuilleen.",
    "Meinattiin kuolla nauruun.",
    "Ammuttiin rikki naurusta.",
    "Mies hakkaa halkoja.",
    "Kello löi kymmenen.",
    "Vauva potkii mahassa.",
    "Pelkään pimeää.",
    "My son hit his toe.",
    "Sonen slog tån i tröskeln.",
)


@pytest.fixture(scope="module")
def lapland() -> Catalogue:
    return packaged_lapland()


def demo_stories() -> Iterator[tuple[bool, str]]:
    """What the demo's requesters wrote, with whether its story tells of danger."""
    for path in sorted((files("wiring") / "demo").iterdir(), key=lambda each: each.name):
        if not path.name.endswith(".toml"):
            continue
        for request in tomllib.loads(path.read_text(encoding="utf-8")).get("request", []):
            written = [step["text"] for step in request.get("step", []) if _wrote(step)]
            text = "\n".join([request.get("message", ""), *written])
            yield bool(request.get("danger")), text


def _wrote(step: dict[str, str]) -> bool:
    return step.get("by") == "requester" and "text" in step


@pytest.mark.parametrize("cry", EVERY_CRY)
def test_a_cry_is_heard(lapland: Catalogue, cry: str) -> None:
    assert lapland.shows_danger(cry)


@pytest.mark.parametrize("cry", EVERY_CRY)
def test_a_cry_is_heard_without_dots_and_in_capitals(lapland: Catalogue, cry: str) -> None:
    typed_in_haste = cry.translate(str.maketrans("äöåÄÖÅ", "aoaAOA")).upper()
    assert lapland.shows_danger(typed_in_haste)


@pytest.mark.parametrize("language", sorted(packaged_lapland().danger))
def test_every_language_with_a_list_has_cries_and_daily_texts(language: str) -> None:
    assert CRIES[language] and HARMLESS[language]


def test_hardly_any_harmless_text_is_flagged(lapland: Catalogue) -> None:
    demo = [text for danger, text in demo_stories() if not danger]
    texts = [*EVERY_HARMLESS, *demo]
    flagged = [text for text in texts if lapland.shows_danger(text)]
    assert len(EVERY_HARMLESS) >= 200 and len(demo) >= 20
    assert len(flagged) <= MOST_FALSE_ALARMS * len(texts), flagged


def test_the_stories_of_danger_in_the_demo_are_heard(lapland: Catalogue) -> None:
    quiet = [text for danger, text in demo_stories() if not danger and lapland.shows_danger(text)]
    assert quiet == []


@pytest.mark.parametrize("text", KNOWN_FALSE_ALARMS)
def test_what_once_was_a_false_alarm_is_none(lapland: Catalogue, text: str) -> None:
    assert not lapland.shows_danger(text)


@pytest.mark.parametrize("text", [*EVERY_CRY, *EVERY_HARMLESS])
def test_our_languages_are_never_taken_for_unread(lapland: Catalogue, text: str) -> None:
    assert not lapland.signs_in([text]).language_unread


def quickest(judge: Callable[[str], object], text: str) -> float:
    seconds = []
    for _ in range(5):
        begun = process_time()
        judge(text)
        seconds.append(process_time() - begun)
    return min(seconds)


def test_the_cost_of_a_text_grows_as_the_text_does(lapland: Catalogue) -> None:
    daily = " ".join(EVERY_HARMLESS)
    calm = " ".join(text for text in EVERY_HARMLESS if not lapland.shows_danger(text))
    assert len(daily) > LONGEST
    # Ten times the text; quadratic growth would be a hundred times.
    short, long = (
        quickest(lapland.shows_danger, calm[:length]) for length in (LONGEST // 10, LONGEST)
    )
    assert long < 40 * short


def test_languages_cost_less_than_danger(lapland: Catalogue) -> None:
    calm = " ".join(text for text in EVERY_HARMLESS if not lapland.shows_danger(text))[:LONGEST]
    languages = quickest(lapland.read_languages.leave_unread, calm)
    assert languages < 2 * quickest(lapland.shows_danger, calm)


@pytest.mark.parametrize(
    "word", ["isä ", "lyö ", "otin kaikki ", "hän ", "en ", "mua ", "äiti mies "]
)
def test_words_of_many_patterns_keep_nobody_waiting(lapland: Catalogue, word: str) -> None:
    text = (word * LONGEST)[:LONGEST]
    begun = process_time()
    lapland.shows_danger(text)
    assert process_time() - begun < 1
