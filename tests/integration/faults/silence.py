"""How does the other end of a connection go without a word? Everything comes through a relay.

What it swallows is acknowledged by the operating system all the same, as by a switch in between
that forgot whom it passes things on to: nobody is told that nobody listens.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PIECE = 65_536


@dataclass(slots=True)
class Relay:
    """Hands on what comes, to `port` of this machine; nothing comes over what fell silent."""

    port: int
    listening: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    _ends: list[socket.socket] = field(default_factory=list)
    _silent: set[socket.socket] = field(default_factory=set)

    @property
    def own_port(self) -> int:
        own: int = self.listening.getsockname()[1]
        return own

    def fall_silent(self) -> int:
        """Swallow what comes over every connection there is; new ones are served. How many."""
        self._silent.update(self._ends)
        return len(self._silent)

    def serve(self) -> None:
        """Until it is told to end."""
        with suppress(OSError):
            while True:
                here, _ = self.listening.accept()
                there = socket.create_connection(("127.0.0.1", self.port))
                self._ends += [here, there]
                for ends in ((here, there), (there, here)):
                    threading.Thread(target=self._hand_on, args=ends, daemon=True).start()

    def end(self) -> None:
        for each in (self.listening, *self._ends):
            _hang_up(each)
            each.close()

    def _hand_on(self, from_end: socket.socket, to_end: socket.socket) -> None:
        with suppress(OSError):
            while piece := from_end.recv(PIECE):
                if from_end not in self._silent:
                    to_end.sendall(piece)
        if from_end not in self._silent:
            _hang_up(to_end)


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@contextmanager
def relayed(port: int) -> Iterator[Relay]:
    """A relay to this port, at work until the end of the context."""
    relay = Relay(port)
    threading.Thread(target=relay.serve, daemon=True).start()
    try:
        yield relay
    finally:
        relay.end()
