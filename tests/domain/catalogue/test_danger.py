"""Do words of danger raise the alarm, in haste and in any language, and do daily words not?"""

import tomllib
import unicodedata
from pathlib import Path
from time import process_time

import pytest

from triage.catalogue import Catalogue
from triage.catalogue.packaged import packaged_lapland
from triage.catalogue.signs.danger import WORDS_BETWEEN, DangerWords, fold

SENTENCES = tomllib.loads(
    Path(__file__).with_name("danger_sentences.toml").read_text(encoding="utf-8")
)
DANGER: list[str] = SENTENCES["danger"]
DAILY: list[str] = SENTENCES["daily"]


@pytest.fixture(scope="module")
def lapland() -> Catalogue:
    return packaged_lapland()


@pytest.mark.parametrize("sentence", DANGER)
def test_a_cry_for_help_shows_danger(lapland: Catalogue, sentence: str) -> None:
    assert lapland.shows_danger(sentence)


@pytest.mark.parametrize("sentence", DANGER)
def test_a_cry_is_heard_without_dots_and_small_letters(lapland: Catalogue, sentence: str) -> None:
    typed_in_haste = sentence.translate(str.maketrans("äöåÄÖÅ", "aoaAOA")).upper()
    assert lapland.shows_danger(typed_in_haste)


@pytest.mark.parametrize("sentence", DANGER)
def test_a_cry_is_heard_amid_a_long_message(lapland: Catalogue, sentence: str) -> None:
    daily = " ".join(DAILY)
    assert lapland.shows_danger(f"{daily} {sentence} {daily}")


@pytest.mark.parametrize("sentence", DAILY)
def test_daily_words_show_no_danger(lapland: Catalogue, sentence: str) -> None:
    assert not lapland.shows_danger(sentence)


@pytest.mark.parametrize(
    "text", ["", "   ", "!!!", "\x00", "🙂", "\ud800", "a" * 10_000, "ä" * 10_000]
)
def test_a_text_without_words_shows_no_danger(lapland: Catalogue, text: str) -> None:
    assert not lapland.shows_danger(text)


@pytest.mark.parametrize(
    "written",
    [
        "itsemurha",
        "ITSEMURHA",
        "itsemurhaa",
        "itsemurhasta",
        "itse\u00admurha",
        "itse\u200bmurha",
        "(itsemurha)",
        "ｉｔｓｅｍｕｒｈａ",
        "itsemurhaaaaa",
        "...itsemurha?",
    ],
)
def test_a_stem_is_found_however_it_is_written(written: str) -> None:
    assert DangerWords(["itsemurh*"]).shown_in(f"mietin {written} usein")


UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u180e\u200b\u200c\u200d\u200e\u2060\u2800\u3164\ufe0f\ufeff\uffa0\x08"
)


@pytest.mark.parametrize("sign", [*UNSEEN, "\U000e0020"], ids=ascii)
@pytest.mark.parametrize("words", ["itse{}murha", "haluan{}kuolla", "h{0}a{0}luan kuo{0}lla"])
def test_a_sign_that_nobody_sees_hides_nothing(lapland: Catalogue, words: str, sign: str) -> None:
    assert lapland.shows_danger(f"Hei. Mietin: {words.format(sign)}, joskus.")


@pytest.mark.parametrize(
    "space", ["\u00a0", "\u2003", "\u202f", "\u3000", "\t", "\n\n", "\u2028", "   "]
)
def test_any_space_stands_between_words(lapland: Catalogue, space: str) -> None:
    assert lapland.shows_danger(f"haluan{space}kuolla")


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_letters_are_the_same_however_they_are_composed(lapland: Catalogue, form: str) -> None:
    assert lapland.shows_danger(unicodedata.normalize(form, "Äiti lyö mua"))


@pytest.mark.parametrize(
    "written",
    [
        "h a l u a n  k u o l l a",
        "h a l u a n k u o l l a",
        "H-A-L-U-A-N K-U-O-L-L-A",
        "i t s e m u r h a",
        "i.t.s.e.m.u.r.h.a",
        "t.a.p.a.n itseni",
        "k\nu\no\nl\nl\na",
    ],
)
def test_letters_that_stand_one_by_one_are_words(lapland: Catalogue, written: str) -> None:
    assert lapland.shows_danger(f"minä vaan {written} nyt")


@pytest.mark.parametrize(
    "written",
    [
        "haluan kuo.lla",
        "ha-lu-an kuol-la",
        "haluan k(u)olla",
        "haluan k**uo**lla",
        "haluan kuo🙂lla",
        "haluan kuo_lla",
        "HaluanKuolla",
        "haluan ku0lla",
        "h4lu4n kuoll4",
        "t4p4n itseni",
        "1tsemurha",
        "r@iskattu",
        "k!ll my$elf",
        "k1ll mys3lf",
        "haluan k*olla",
        "t*pan itseni",
        "su*c*de",
        "haluan kuoooolla",
        "haluuuan kuollllla",
        "en jaksaaa elääää",
        "hаluаn kuоllа",
        "ιtsemurha",
        "xочу yмереть",
        "ʜᴀʟᴜᴀɴ ᴋᴜᴏʟʟᴀ",
        "🅗🅐🅛🅤🅐🅝 🅚🅤🅞🅛🅛🅐",
        "🇭🇦🇱🇺🇦🇳 🇰🇺🇴🇱🇱🇦",
        "haluan kuołła",
    ],
    ids=ascii,
)
def test_words_in_other_signs_are_read_as_a_person_reads_them(
    lapland: Catalogue, written: str
) -> None:
    assert lapland.shows_danger(f"Hei, {written}, joskus.")


@pytest.mark.parametrize(
    "written",
    [
        "3v ja 5v lapset, 7lk ja 4kk vauva, A4-paperi, 1,5-vuotias",
        "Soita klo 12-14 tai 16.30, p. 0401234567, matti.meikalainen@esim.fi!",
        "https://www.perhekeskus-lappi.fi/lyhyt_polku#alku",
        "äiti/isä, vuoro-asuminen, lasten-valvoja, ei-kieltävä",
        "*Tärkeää*: **olemme** _paikalla_, siis * ja * ja *",
        "SafePark ja iPad, PerheKeskus",
        "hyvääää huomentaaa, voiii kun kivaaa!!!",
        "Привет и hello, ок?",
    ],
)
def test_daily_words_in_other_signs_show_no_danger(lapland: Catalogue, written: str) -> None:
    assert not lapland.shows_danger(written)


@pytest.mark.parametrize(
    "text",
    ["ä" * 10_000, "a\u0430" * 5_000, "aaa " * 2_500, "a1" * 5_000, "a*" * 5_000, "a-" * 5_000],
    ids=ascii,
)
def test_no_text_keeps_everybody_waiting(lapland: Catalogue, text: str) -> None:
    begun = process_time()
    lapland.shows_danger(text)
    assert process_time() - begun < 1


@pytest.mark.parametrize(
    "written",
    ["H.K. ja J.K. Virtanen", "k e r h o", "a, b, c, d ja e", "A 1 B 2 C 3", "K-18 ja S-ryhmä"],
)
def test_single_letters_of_daily_life_show_no_danger(lapland: Catalogue, written: str) -> None:
    assert not lapland.shows_danger(written)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("ase", "hänellä on ase", True),
        ("ase", "aseman koulu", False),
        ("ase", "linja-ase", True),
        ("murh*", "itsemurha", False),
        ("*murh*", "itsemurha", True),
        ("*murh* minua", "murhasta on jo monta vuotta ja nyt minua väsyttää", False),
        ("en halua elää", "en enää halua elää", True),
        ("en halua elää", "elää en halua", True),
        ("en halua elää", "en halua", False),
        ("en halua elää", "halua elää", False),
        ("hyppä* juna*", "hyppään junan alle", True),
        ("otin|söi* kaikki|*purk*", "otin lääkepurkin", True),
        ("otin|söi* kaikki|*purk*", "kaikki söivät", True),
        ("otin|söi* kaikki|*purk*", "otin ja söin", False),
    ],
)
def test_a_pattern_matches_as_the_file_explains(pattern: str, text: str, found: bool) -> None:
    assert DangerWords([pattern]).shown_in(text) is found


@pytest.mark.parametrize(("between", "found"), [(WORDS_BETWEEN, True), (WORDS_BETWEEN + 1, False)])
def test_the_words_of_a_pattern_stand_close_together(between: int, found: bool) -> None:
    text = " ".join(["haluan", *["sana"] * between, "kuolla"])
    assert DangerWords(["haluan kuolla"]).shown_in(text) is found


def test_a_later_pair_counts_after_a_distant_one() -> None:
    text = "haluan sana sana sana sana sana kuolla sana haluan"
    assert DangerWords(["haluan kuolla"]).shown_in(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Äiti lyö", "aiti lyo"),
        ("Háliidan jápmit", "haliidan japmit"),
        ("Đ ŋ ŧ", "d n t"),
        ("don’t", "dont"),
        ("бьёт", "бьет"),
        ("أريد", "اريد"),
        ("kuollaaaa", "kuollaa"),
        ("Straße", "strasse"),
    ],
)
def test_folding_drops_what_haste_drops(text: str, folded: str) -> None:
    assert fold(text) == folded
