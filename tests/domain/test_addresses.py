"""Is what people type made into an address that a machine may use, or not used at all?"""

import pytest

from triage.addresses import dialable, hookable, mailable


@pytest.mark.parametrize("typed", ["aino@example.fi", " aino@example.fi ", "a.o+x@post.example.fi"])
def test_an_address_is_taken_as_it_is(typed: str) -> None:
    assert mailable(typed) == typed.strip()


def test_a_host_of_other_letters_is_written_in_ascii() -> None:
    assert mailable("aino@äkäslompolo.fi") == "aino@xn--kslompolo-u2ab.fi"


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
    ],
)
def test_what_is_no_address_is_never_mailed(typed: str | None) -> None:
    assert mailable(typed) is None


@pytest.mark.parametrize(
    "typed", ["+358401234567", "0401234567", "040 123 4567", "(040) 123-4567", "00358 40 1234567"]
)
def test_a_number_gets_its_country(typed: str) -> None:
    assert dialable(typed) == "+358401234567"


def test_another_country_s_number_stays_that_country_s() -> None:
    assert dialable("+46 70 123 45 67") == "+46701234567"


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
        "٠٤٠١٢٣٤٥٦٧",
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
