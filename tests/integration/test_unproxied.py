"""Is whoever serves by https and trusts no proxy told that everybody counts as one address?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.clock import HandWoundClock
from tests.integration.conftest import environment_for
from tests.integration.store.world import stock
from wiring import logs
from wiring.composition.parts import assemble
from wiring.processes import web
from wiring.settings import read_settings

HTTPS = {"PYYDA_PUBLIC_URL": "https://apua.example"}
HTTP = {"PYYDA_PUBLIC_URL": "http://127.0.0.1:8000"}
TRUSTED = {"PYYDA_TRUSTED_PROXIES": "172.16.213.1"}


@pytest.mark.parametrize(
    ("given", "told"),
    [(HTTPS, ["warning"]), (HTTPS | TRUSTED, []), (HTTP, []), ({}, [])],
    ids=["https", "https and a proxy", "http", "neither"],
)
def test_https_without_a_trusted_proxy_is_warned_of(
    given: dict[str, str],
    told: list[str],
    tmp_path: Path,
    process_as_before: None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = read_settings(environment_for(tmp_path / "data") | given)
    stock(settings)
    logs.set_up("info")
    parts = assemble(settings, clock=HandWoundClock())
    try:
        web.application(parts, bound_to="127.0.0.1")
    finally:
        parts.close()
    lines = map(json.loads, capsys.readouterr().err.splitlines())
    assert [line["level"] for line in lines if line["event"] == "no-proxy-trusted"] == told
