"""Does a line keep to its time, to encryption, and to the one address, whoever is at its end?"""

from __future__ import annotations

import datetime
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.clock import START
from tests.integration.deliveries.post import mail_line
from tests.integration.deliveries.receivers import (
    LOOPBACK,
    Gateway,
    Mailbox,
    mail_server,
    silent_server,
)
from triage.text.personal import Personal
from workers.deliveries.http_posts import HttpPoster, SmsLine
from workers.deliveries.lines import Fault, Letter, NotDelivered
from workers.deliveries.mail import Security

TRY_SECONDS = 0.5
LETTER = Letter(
    id=UUID(int=7),
    kind="something-new",
    unit=None,
    at=START,
    now=START,
    address=Personal("kissankello@example.fi"),
    subject="Sinulle on uutta luettavaa",
    text="Sinulle on uutta luettavaa.",
)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of this machine's loopback, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + signed.public_bytes(encoding)
    )
    return path


@pytest.fixture
def encrypted(certificate: Path) -> Iterator[Mailbox]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with mail_server(Mailbox(), tls=context) as box:
        yield box


def test_mail_is_encrypted_where_the_certificate_is_believed(
    encrypted: Mailbox, certificate: Path
) -> None:
    believing = ssl.create_default_context(cafile=str(certificate))
    line = mail_line(encrypted.port, host="localhost", security=Security.STARTTLS, tls=believing)

    line.send(LETTER)

    assert encrypted.recipients == [LETTER.address.reveal()]


def test_no_mail_goes_to_whoever_cannot_say_who_they_are(encrypted: Mailbox) -> None:
    line = mail_line(encrypted.port, host="localhost", security=Security.STARTTLS)

    with pytest.raises(NotDelivered) as failed:
        line.send(LETTER)

    assert (failed.value.code, failed.value.fault) == ("SSLCertVerificationError", Fault.LINE)
    assert encrypted.taken == []


def test_no_mail_goes_in_clear_where_encryption_is_wanted(mailbox: Mailbox) -> None:
    line = mail_line(mailbox.port, security=Security.STARTTLS)

    with pytest.raises(NotDelivered) as failed:
        line.send(LETTER)

    assert failed.value.code == "SMTPNotSupportedError"
    assert mailbox.taken == []


def test_a_server_of_tls_from_the_start_that_says_nothing_is_given_up() -> None:
    with silent_server() as port, pytest.raises(NotDelivered):
        mail_line(port, security=Security.TLS, try_seconds=TRY_SECONDS).send(LETTER)


@pytest.mark.parametrize("said", [b"", b"220-", b"220 here\r\n"])
def test_a_mail_server_that_hangs_or_drips_is_cut_off_in_time(said: bytes) -> None:
    with silent_server(said) as port:
        line = mail_line(port, try_seconds=TRY_SECONDS)
        began = time.monotonic()
        with pytest.raises(NotDelivered) as failed:
            line.send(LETTER)

    assert failed.value.fault is Fault.LINE
    assert time.monotonic() - began < TRY_SECONDS + 2


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\nX: "])
def test_a_gateway_that_hangs_or_drips_is_cut_off_in_time(said: bytes) -> None:
    poster = HttpPoster(try_seconds=TRY_SECONDS)
    with silent_server(said) as port:
        line = SmsLine(url=f"http://{LOOPBACK}:{port}/sms", poster=poster)
        began = time.monotonic()
        with pytest.raises(NotDelivered) as failed:
            line.send(LETTER)

    assert failed.value.fault is Fault.LINE
    assert time.monotonic() - began < TRY_SECONDS + 2


def test_nobody_is_led_elsewhere(gateway: Gateway) -> None:
    gateway.statuses["/sms"] = 307

    with pytest.raises(NotDelivered, match="http-307"):
        SmsLine(url=gateway.url("/sms")).send(LETTER)

    assert [call.path for call in gateway.calls] == ["/sms"]


def test_a_failure_tells_no_address() -> None:
    with silent_server(b"550 kissankello@example.fi\r\n") as port, pytest.raises(NotDelivered) as e:
        mail_line(port, try_seconds=TRY_SECONDS).send(LETTER)

    assert "kissankello" not in repr(e.value) + str(e.value)
    assert e.value.__cause__ is None
