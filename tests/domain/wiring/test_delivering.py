"""Do the settings give the lines that they mean, and is what is wrong refused in one line?"""

from __future__ import annotations

from email.headerregistry import Address
from pathlib import Path

import pytest

from triage.notices.telling import Carrier
from wiring.composition.delivering import lines_of
from wiring.settings import BadSettings, Settings, read_settings
from workers.deliveries.http_posts import SmsLine
from workers.deliveries.mail import MailLine, Security

FROM = "Viesti <ei-vastausta@example.fi>"


def settings_with(**more: str) -> Settings:
    return read_settings({f"PYYDA_{name}": value for name, value in more.items()})


def written(folder: Path, text: str) -> str:
    (folder / "file").write_text(text, encoding="utf-8")
    return str(folder / "file")


def mail_line_of(url: str) -> MailLine:
    line = lines_of(settings_with(SMTP_URL=url, SMTP_FROM=FROM))[Carrier.EMAIL]
    assert isinstance(line, MailLine)
    return line


def test_without_settings_there_is_no_line() -> None:
    assert lines_of(settings_with()) == {}


@pytest.mark.parametrize(
    ("url", "port", "security"),
    [
        ("smtp://mail.example.fi", 587, Security.STARTTLS),
        ("smtp://mail.example.fi:2525", 2525, Security.STARTTLS),
        ("smtps://mail.example.fi", 465, Security.TLS),
        ("smtp://127.0.0.1", 25, Security.NONE),
        ("smtps://localhost", 465, Security.TLS),
    ],
)
def test_mail_is_in_clear_on_this_machine_only(url: str, port: int, security: Security) -> None:
    line = mail_line_of(url)

    assert (line.port, line.security) == (port, security)


def test_who_signs_in_to_the_mail_server_stands_in_its_address() -> None:
    line = mail_line_of("smtp://pyyda%40a:sala%2Fsana@mail.example.fi")

    assert (line.username, line.password and line.password.reveal()) == ("pyyda@a", "sala/sana")
    assert "sala" not in repr(line)


def test_the_mail_server_s_password_may_come_from_a_file(tmp_path: Path) -> None:
    more = {"SMTP_FROM": FROM, "SMTP_PASSWORD_FILE": written(tmp_path, "sala/sana%41\n")}

    line = lines_of(settings_with(SMTP_URL="smtp://pyyda@mail", **more))[Carrier.EMAIL]

    assert isinstance(line, MailLine)
    assert (line.username, line.password and line.password.reveal()) == ("pyyda", "sala/sana%41")


@pytest.mark.parametrize("url", ["smtp://mail", "smtp://pyyda:sana@mail"])
def test_a_password_without_a_user_or_with_another_is_refused(url: str, tmp_path: Path) -> None:
    more = {"SMTP_FROM": FROM, "SMTP_PASSWORD_FILE": written(tmp_path, "sala")}
    with pytest.raises(BadSettings, match="PYYDA_SMTP_URL: write user@") as refused:
        lines_of(settings_with(SMTP_URL=url, **more))
    assert "sana" not in str(refused.value)


def test_the_sender_may_have_a_name() -> None:
    assert mail_line_of("smtp://mail").sender == Address(
        "Viesti", addr_spec="ei-vastausta@example.fi"
    )


def test_a_gateway_s_token_comes_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("tunniste\n", encoding="ascii")
    url = "https://sms.example.fi/messages"

    line = lines_of(settings_with(SMS_URL=url, SMS_TOKEN_FILE=str(tmp_path / "token")))[Carrier.SMS]

    assert isinstance(line, SmsLine) and line.token and line.token.reveal() == "tunniste"


def test_a_hook_s_secret_may_be_written_as_others_write_it(tmp_path: Path) -> None:
    path = written(tmp_path, "whsec_" + "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0" + "\n")

    assert Carrier.WEBHOOK in lines_of(settings_with(WEBHOOK_SECRET_FILE=path))


@pytest.mark.parametrize("sender", [None, "Viesti", "a@b", "Vie\x07sti <a@example.fi>"])
def test_mail_without_a_sender_is_refused_in_one_line(sender: str | None) -> None:
    more = {} if sender is None else {"SMTP_FROM": sender}
    with pytest.raises(BadSettings, match="PYYDA_SMTP_FROM: write") as refused:
        lines_of(settings_with(SMTP_URL="smtp://mail", **more))
    assert "\n" not in str(refused.value)


def test_numbers_do_not_travel_in_clear() -> None:
    with pytest.raises(BadSettings, match="PYYDA_SMS_URL: write https://"):
        lines_of(settings_with(SMS_URL="http://sms.example.fi"))


@pytest.mark.parametrize("text", ["", "short", "whsec_", "ä" * 40, "a\nb"])
def test_a_secret_that_is_none_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadSettings, match="PYYDA_WEBHOOK_SECRET_FILE: ") as refused:
        lines_of(settings_with(WEBHOOK_SECRET_FILE=written(tmp_path, text)))
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"PYYDA_SMS_TOKEN_FILE: .*token: No such file"):
        lines_of(settings_with(SMS_URL="https://a.fi", SMS_TOKEN_FILE=str(tmp_path / "token")))
