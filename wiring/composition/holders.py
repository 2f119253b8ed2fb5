"""Whom do the settings name as holders of the checkpoints? A file in TOML, read at the start.

What is in the database could be changed by whoever writes there; the list of holders must not.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from triage.evidence.checkpoints.holders import Holder
from triage.text.addresses import hookable
from wiring.composition.parts import Parts
from wiring.settings import BadSettings, Settings
from workers.checkpoints import CheckpointRound
from workers.rounds import Rounds

SETTING = "PYYDA_CHECKPOINT_HOLDERS_FILE"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,19}", re.ASCII)
SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
# The name of a service that nobody has given a public address.
UNNAMED = "pyyda-apua"
WAYS = ("file", "url", "token_sha256")


def checkpoint_round_of(parts: Parts, rounds: Rounds) -> CheckpointRound:
    """What closes checkpoints and hands them out.

    Raises:
        BadSettings
    """
    settings = parts.settings
    host = urlsplit(settings.public_url).hostname if settings.public_url else None
    return CheckpointRound(
        database=parts.database,
        writer=parts.writer,
        ring=parts.ring,
        rounds=rounds,
        clock=parts.clock,
        service=host or UNNAMED,
        every=timedelta(seconds=settings.checkpoint_seconds),
        holders=holders_of(settings),
    )


def holders_of(settings: Settings) -> tuple[Holder, ...]:
    """The holders, none where no file is named.

    Raises:
        BadSettings: one line says what to write.
    """
    path = settings.checkpoint_holders_file
    if path is None:
        return ()
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8")).get("holder", [])
    except OSError as error:
        raise BadSettings(f"{SETTING}: {path}: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(f"{SETTING}: {path} is no TOML ({error})") from None
    if not isinstance(listed, list):
        raise BadSettings(f"{SETTING}: write [[holder]] before each")
    holders = tuple(_holder(each) for each in listed)
    twice = [name for name, count in Counter(each.name for each in holders).items() if count > 1]
    if twice:
        raise BadSettings(f"{SETTING}: two holders are named {twice[0]}")
    return holders


def _holder(given: Any) -> Holder:
    name = given.get("name") if isinstance(given, dict) else None
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise BadSettings(f"{SETTING}: name each holder by small letters, digits and dashes")
    ways = {way: value for way, value in given.items() if way != "name"}
    if len(ways) != 1 or not ways.keys() <= set(WAYS):
        raise BadSettings(f"{SETTING}: {name}: write one of file, url and token_sha256")
    ((way, value),) = ways.items()
    if not isinstance(value, str) or not _fits(way, value):
        raise BadSettings(f"{SETTING}: {name}: {way} is none: see docs/evidence.md")
    if way == "file":
        return Holder(name=name, file=Path(value))
    return Holder(name=name, url=value) if way == "url" else Holder(name=name, token_sha256=value)


def _fits(way: str, value: str) -> bool:
    match way:
        case "file":
            return Path(value).is_absolute()
        case "url":
            return hookable(value) is not None
    return SHA256.fullmatch(value) is not None
