"""Is a text that no list of danger reads told from one that somebody's list does read?"""

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from time import process_time

import pytest

from triage.catalogue.packaged import packaged_lapland
from triage.catalogue.signs.unread_language import ReadLanguages, read_languages

TEXTS = tomllib.loads(Path(__file__).with_name("languages.toml").read_text(encoding="utf-8"))
UNREAD: list[str] = [text for texts in TEXTS["unread"].values() for text in texts]
PARTLY: list[str] = TEXTS["partly"]["texts"]
READ: list[str] = TEXTS["read"]["texts"]
PACKAGED = frozenset(packaged_lapland().danger)
SENTENCES = tomllib.loads(
    Path(__file__).with_name("danger_sentences.toml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def languages() -> ReadLanguages:
    return packaged_lapland().read_languages


@pytest.mark.parametrize("text", UNREAD)
def test_what_no_list_reads_is_unread(languages: ReadLanguages, text: str) -> None:
    assert languages.leave_unread(text)


@pytest.mark.parametrize("text", UNREAD)
def test_it_is_unread_in_capitals_too(languages: ReadLanguages, text: str) -> None:
    assert languages.leave_unread(text.upper())


@pytest.mark.parametrize("text", UNREAD)
def test_a_finnish_message_around_it_hides_nothing(languages: ReadLanguages, text: str) -> None:
    finnish = "Meillä on kolme lasta ja arki on tosi raskasta. En tiedä, mitä pitäisi tehdä."
    assert languages.leave_unread(f"{finnish} {text} {finnish}")


@pytest.mark.parametrize("text", PARTLY)
def test_a_part_in_another_language_is_enough(languages: ReadLanguages, text: str) -> None:
    assert languages.leave_unread(text)


@pytest.mark.parametrize("text", READ, ids=ascii)
def test_what_is_read_or_says_too_little_is_not_unread(languages: ReadLanguages, text: str) -> None:
    assert not languages.leave_unread(text)


@pytest.mark.parametrize("text", [*SENTENCES["danger"], *SENTENCES["daily"]])
def test_sentences_of_our_languages_are_read(languages: ReadLanguages, text: str) -> None:
    assert not languages.leave_unread(text)


@pytest.mark.parametrize("text", SENTENCES["daily"])
def test_our_languages_are_read_without_dots_and_in_capitals(
    languages: ReadLanguages, text: str
) -> None:
    typed_in_haste = text.translate(str.maketrans("äöåÄÖÅ", "aoaAOA")).upper()
    assert not languages.leave_unread(typed_in_haste)


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("fa", "به کمک نیاز دارم، بچه‌ام شب‌ها نمی‌خوابد و خیلی خسته‌ام"),
        ("so", "Waxaan u baahanahay caawimaad, carruurtaydu ma seexdaan habeenkii."),
        ("smn", "Tarbâšâm iše, párnáš ij uáđi ihkoo já mun lam vaibâm."),
        ("sms", "Tarbšam veäʹǩǩ, päärnaž ij uäʹđ da leäm väibbam."),
        ("uk", "Мені потрібна допомога з дитиною, я дуже втомилася"),
    ],
)
def test_a_language_that_a_list_lacks_is_unread(tag: str, text: str) -> None:
    assert read_languages(PACKAGED - {tag}).leave_unread(text)


def test_a_list_that_has_stems_of_a_language_reads_it() -> None:
    text = "Kocam beni ve çocukları dövüyor, nereye gideceğimi bilmiyorum."
    assert not read_languages(PACKAGED | {"tr"}).leave_unread(text)


def test_a_list_that_has_stems_of_thai_reads_its_script() -> None:
    assert not read_languages(PACKAGED | {"th"}).leave_unread("สามีทำร้ายฉันและฉันกลัวมาก")


@pytest.mark.parametrize(
    "text",
    [
        "ä " * 5_000,
        "й" * 10_000,
        "a\u0430 " * 3_300,
        "İ" * 10_000,
        "\u0e31" * 10_000,
        "äiti " * 2_000,
    ],
    ids=ascii,
)
def test_no_text_keeps_everybody_waiting(languages: ReadLanguages, text: str) -> None:
    begun = process_time()
    languages.leave_unread(text)
    assert process_time() - begun < 0.5


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Kocam beni ve çocukları dövüyor, nereye gideceğimi bilmiyorum.", "tr"),
        ("Hei. Burri më rreh dhe kam frikë për fëmijët e mi. Kiitos.", "sq"),
        ("toi khong muon song nua, xin giup toi", "vi"),
        ("مێردەکەم لێم دەدات و زۆر دەترسم", "ckb"),
        ("สามีทำร้ายฉันและฉันกลัวมาก", "th"),
        ("夫に殴られています。助けてください。", "ja"),
        ("我丈夫打我，我很害怕。", "zh"),
        ("ሰብኣየይ ይሃርመኒ ኣሎ፡ ኣዝየ ፈሪሐ", "ti"),
        ("zawji yadribni w ana khayfa kteer", "ar-Latn"),
        ("asdf ghjk", None),
        ("", None),
    ],
)
def test_an_unread_language_is_likely_this_one(
    languages: ReadLanguages, text: str, tag: str | None
) -> None:
    assert languages.likely_unread(text) == tag


def test_the_latest_unread_text_tells_the_language() -> None:
    texts = ["Yardım edin lütfen", "Mi marido me pega y tengo mucho miedo.", "Kiitos avusta."]
    assert packaged_lapland().likely_unread(texts) == "es"
    assert packaged_lapland().likely_unread(["Kiitos avusta."]) is None


@pytest.mark.parametrize("text", [*UNREAD, *PARTLY])
def test_no_guess_is_a_language_that_is_read(languages: ReadLanguages, text: str) -> None:
    assert languages.likely_unread(text) not in PACKAGED


def strings(told: object) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        for each in told.values():
            yield from strings(each)


@pytest.mark.parametrize("tag", sorted(PACKAGED))
def test_what_the_service_itself_says_in_a_language_is_read(
    languages: ReadLanguages, tag: str
) -> None:
    own_texts = files("api") / "texts" / f"{tag}.toml"
    told = list(strings(tomllib.loads(own_texts.read_text(encoding="utf-8"))))
    assert len(told) > 100
    unread = [text for text in told if languages.leave_unread(text)]
    assert len(unread) <= len(told) // 100, unread
