"""Is what people type made into an address that a machine may use, or not used at all?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.text.addresses import dialable, hookable, mailable


@pytest.mark.parametrize("typed", ["aino@example.fi", " aino@example.fi ", "a.o+x@post.example.fi"])
def test_an_address_is_taken_as_it_is(typed: str) -> None:
    assert mailable(typed) == typed.strip()


@pytest.mark.parametrize(
    ("typed", "mailed"),
    [
        ("aino@äkäslompolo.fi", "aino@xn--kslompolo-u2ab.fi"),
        # IDNA 2003 would write to fass.de, which is somebody else's.
        ("aino@faß.de", "aino@xn--fa-hia.de"),
        ("Aino@Example.FI", "Aino@example.fi"),
    ],
)
def test_a_host_is_written_as_it_is_registered(typed: str, mailed: str) -> None:
    assert mailable(typed) == mailed


@pytest.mark.parametrize(
    "typed",
    [
        "aino@example.fi.",
        "\u200baino@example.fi",
        "aino\u2060@exam\u00adple.fi\ufeff",
        "\u202aaino@example.fi\u202c",
        "\u2066aino@example.fi\u2069",
        "aino\u200d@example.fi\u3164",
        "mailto:aino@example.fi",
        "MailTo: aino@example.fi",
        "ａｉｎｏ＠ｅｘａｍｐｌｅ．ｆｉ",
        "\u00a0aino@example.fi\n",
    ],
)
def test_what_clearly_is_an_address_is_repaired(typed: str) -> None:
    assert mailable(typed) == "aino@example.fi"


@pytest.mark.parametrize(
    "typed",
    [
        None,
        "",
        "aino",
        "aino@",
        "@example.fi",
        "aino@kone",
        "ai no@example.fi",
        "aino@exa mple.fi",
        "aino,onni@example.fi",
        "aino@example.fi\nBcc: onni@example.fi",
        "aino\r\n@example.fi",
        '"aino"@example.fi',
        "<aino@example.fi>",
        "äiti@example.fi",
        "aino@-example.fi",
        "aino@..fi",
        "aino@" + "a" * 64 + ".fi",
        "a" * 65 + "@example.fi",
        "aino.@example.fi",
        ".aino@example.fi",
        "aino..a@example.fi",
        "aino@localhost",
        "aino@posti.local",
        "aino@example.fi..",
        "aino@[127.0.0.1]",
        "aino@127.0.0.1",
        "aino@xn--a.fi",
        "aino@onni@example.fi",
        "mailto:aino@example.fi?subject=a",
        # Without its joiner this would be another host.
        "aino@نامه\u200cای.com",
        "aino@\ud800.fi",
    ],
)
def test_what_is_no_address_is_never_mailed(typed: str | None) -> None:
    assert mailable(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "+358401234567",
        "0401234567",
        "040 123 4567",
        "(040) 123-4567",
        "00358 40 1234567",
        "+358 (0)40 123 4567",
        "+358 0401234567",
        "(+358) 40 123 4567",
        "358 40 123 4567",
        "040/123 4567",
        "040.123.4567.",
        "\u202a040 123 4567\u202c",
        "\u2066+358401234567\u2069",
        "\u200b040\u00a0123\u20114567",
        "tel:+358-40-123-4567",
        "TEL: 040 123 4567",
        "０４０ １２３ ４５６７",
        "٠٤٠١٢٣٤٥٦٧",
    ],
)
def test_a_number_gets_its_country(typed: str) -> None:
    assert dialable(typed) == "+358401234567"


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("+46 70 123 45 67", "+46701234567"),
        ("0046 (0)70 123 45 67", "+46701234567"),
        ("+49 (0)30/1234567", "+49301234567"),
        # Italy keeps its zero, from wherever it is called.
        ("+39 (0)6 1234 5678", "+390612345678"),
        ("+252 61 123 4567", "+252611234567"),
        ("+93 70 123 4567", "+93701234567"),
    ],
)
def test_another_country_s_number_stays_that_country_s(typed: str, dialled: str) -> None:
    assert dialable(typed) == dialled


@pytest.mark.parametrize(
    "typed",
    [
        None,
        "",
        "soita illalla",
        "112",
        "040",
        "+1" + "2" * 15,
        "0401234567 tai 0501234567",
        "0401234567 0501234567",
        "0401234567 / 0501234567",
        "0401234567, 0501234567",
        "040 123 4567/8",
        "+358401234567 +358501234567",
        "++358401234567",
        "+358401234567x5",
        "abc",
        "1234",
        "0700 FLOWERS",
        "040 123 4567 (äiti)",
        "0000000000",
        "+999 123 456 789",
    ],
)
def test_what_is_no_number_is_never_dialled(typed: str | None) -> None:
    assert dialable(typed) is None


@pytest.mark.parametrize("url", ["https://hooks.example.fi/a", "http://127.0.0.1:9/x"])
def test_a_hook_is_encrypted_or_on_this_machine(url: str) -> None:
    assert hookable(url) == url


@pytest.mark.parametrize(
    "url", [None, "", "hooks.example.fi", "http://hooks.example.fi", "https://", "https://a:99999"]
)
def test_anything_else_is_no_hook(url: str | None) -> None:
    assert hookable(url) is None


CONFUSING = st.text(st.characters(codec=None) | st.sampled_from("@.+0( )/-\u200d\u202e:äß"))


@given(CONFUSING)
def test_whatever_is_typed_is_an_address_in_ascii_or_none(typed: str) -> None:
    for made in (mailable(typed), mailable(f"aino@{typed}.fi"), mailable(f"{typed}@example.fi")):
        assert made is None or (made.isascii() and made.isprintable())


@given(CONFUSING)
def test_whatever_is_typed_is_a_number_or_none(typed: str) -> None:
    for made in (dialable(typed), dialable(f"+358{typed}"), dialable(f"040{typed}")):
        assert made is None or (made[0] == "+" and made[1:].isascii() and made[1:].isdigit())


@given(st.sampled_from(["aino@faß.de", "mailto:aino@example.fi.", "aino@äkäslompolo.fi"]))
def test_what_was_made_once_stays_as_it_is(typed: str) -> None:
    made = mailable(typed)

    assert made and mailable(made) == made
