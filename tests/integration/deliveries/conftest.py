"""What do the tests of deliveries share? Both stores, with receivers that the catalogue names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.deliveries.post import Post, catalogue_with, lines_to, publish
from tests.integration.deliveries.receivers import Gateway, Mailbox, gateway_server, mail_server
from tests.integration.store.conftest import empty, module_service, settings_of, stocked
from tests.integration.store.world import TestedService, stock
from tests.servers import PostgresServer

__all__ = ["empty", "module_service", "stocked"]


@pytest.fixture(scope="session")
def one_gateway() -> Iterator[Gateway]:
    with gateway_server(Gateway()) as gateway:
        yield gateway


@pytest.fixture
def gateway(one_gateway: Gateway) -> Gateway:
    """An HTTP server that has not been called yet and takes everything."""
    one_gateway.calls.clear()
    one_gateway.statuses.clear()
    return one_gateway


@pytest.fixture(scope="session")
def one_mailbox() -> Iterator[Mailbox]:
    with mail_server(Mailbox()) as box:
        yield box


@pytest.fixture
def mailbox(one_mailbox: Mailbox) -> Mailbox:
    """An SMTP server that has no mail yet and takes everything."""
    one_mailbox.empty()
    return one_mailbox


@pytest.fixture(scope="session")
def catalogue_text(one_gateway: Gateway) -> str:
    """The unit that everything comes to has every line, the duty and the intake have a hook."""
    with_units = catalogue_with(
        "lappi-ilmoitukset",
        perhesosiaalityo=(
            'notify.email = "jono@example.fi"\n'
            f'notify.webhook = "{one_gateway.url("/hooks/perhesosiaalityo")}"'
        ),
        neuvola=f'notify.webhook = "{one_gateway.url("/hooks/neuvola")}"',
        sosiaalipaivystys='notify.sms = "+358405550000"',
        palveluohjaus='notify.email = "vastaanotto@example.fi"',
    )
    return with_units.replace("[duty_line]\n", '[duty_line]\nsecond.sms = "+358405550001"\n')


@pytest.fixture(scope="session")
def stocked_directory(tmp_path_factory: pytest.TempPathFactory, catalogue_text: str) -> Path:
    directory = tmp_path_factory.mktemp("stocked")
    settings = settings_of(directory, None)
    stock(settings)
    publish(settings, catalogue_text)
    return directory


@pytest.fixture(scope="session")
def stocked_database(postgres_server: PostgresServer, catalogue_text: str) -> Iterator[str]:
    with postgres_server.fresh_database() as url:
        settings = settings_of(Path(), url)
        stock(settings)
        publish(settings, catalogue_text)
        yield url.rpartition("/")[2]


@pytest.fixture
def post(module_service: TestedService, mailbox: Mailbox, gateway: Gateway) -> Post:
    """A service that the tests of a module share, and that has nothing to tell yet."""
    post = Post(module_service, mailbox, gateway, lines_to(mailbox, gateway))
    post.begin_anew()
    return post
