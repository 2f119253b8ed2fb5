"""Where do the master keys come from? A file, the environment, or a key service by its command.

Whoever keeps keys elsewhere (a hardware module, a vault, a cloud's key service) names a command
that prints them: it unwraps what lies here, and this service stores no key at all.
"""

from __future__ import annotations

import base64
import binascii
import shlex
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from triage.store.keys.key_ring import KEY_BYTES
from wiring.settings import BadSettings

COMMAND = "PYYDA_MASTER_KEY_COMMAND"
SECONDS = 20
MANY = 4


class KeySource(Protocol):
    """Where this service's master keys are."""

    def read(self) -> tuple[bytes, ...]:
        """The key in force, then those that are still accepted; 32 bytes each.

        Raises:
            BadSettings: there is none, or it cannot be had; one line says what to do.
        """
        ...


@dataclass(frozen=True, slots=True)
class FromText:
    """From the environment."""

    text: str = field(repr=False)
    name: str

    def read(self) -> tuple[bytes, ...]:
        return keys_in(self.text, self.name)


@dataclass(frozen=True, slots=True)
class FromFile:
    """From a file, one a line."""

    path: Path

    def read(self) -> tuple[bytes, ...]:
        try:
            return keys_in(self.path.read_text(encoding="ascii"), str(self.path))
        except UnicodeDecodeError:
            raise BadSettings(f"{self.path}: a master key is 32 bytes in base64") from None
        except OSError as error:
            raise BadSettings(f"{self.path}: {error.strerror}") from None


@dataclass(frozen=True, slots=True)
class FromCommand:
    """From what a command prints, one a line. It is run without a shell, once a process."""

    command: str

    def read(self) -> tuple[bytes, ...]:
        try:
            words = shlex.split(self.command)
            done = subprocess.run(  # noqa: S603 - the operator's own command
                words, capture_output=True, check=False, timeout=SECONDS, stdin=subprocess.DEVNULL
            )
        except (OSError, ValueError, IndexError):
            raise BadSettings(f"{COMMAND}: the command cannot be run") from None
        except subprocess.TimeoutExpired:
            raise BadSettings(f"{COMMAND}: the key service did not answer in time") from None
        if done.returncode:
            raise BadSettings(f"{COMMAND}: the key service gave no key (status {done.returncode})")
        # Nothing of what it printed is told.
        return keys_in(done.stdout.decode("ascii", "replace"), COMMAND)


def keys_in(text: str, name: str) -> tuple[bytes, ...]:
    """The keys in a text, with white space between two. Raises BadSettings."""
    keys = tuple(_decoded(each) for each in text.split())
    if not 0 < len(keys) <= MANY or None in keys:
        raise BadSettings(f"{name}: a master key is 32 bytes in base64")
    return tuple(dict.fromkeys(each for each in keys if each is not None))


def _decoded(text: str) -> bytes | None:
    try:
        key = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return None
    return key if len(key) == KEY_BYTES else None
