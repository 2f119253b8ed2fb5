"""What keeps the read models close to the log while nobody reads? A loop that follows it.

Reads bring their own read model up to date; this only keeps the distance short. It looks on its
own instead of being woken by writes: a busy minute is then followed in few large batches.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from projections.machinery.following import Follower, ReadModel
from workers.failures import reported

EVERY_SECONDS = 0.5
AFTER_A_FAILURE_SECONDS = 5


def follow(
    follower: Follower, stop: threading.Event, note_round: Callable[[], None] = lambda: None
) -> None:
    """Follow the log until `stop` is set; a model that fails is reported and tried again.

    `note_round` is called after every round in which none failed.
    """
    while not stop.is_set():
        followed = 0
        for model in follower.models:
            with reported("following-failed", name=model.name):
                _catch_up(follower, model, stop)
                followed += 1
        all_did = followed == len(follower.models)
        if all_did:
            note_round()
        stop.wait(EVERY_SECONDS if all_did else AFTER_A_FAILURE_SECONDS)


def _catch_up(follower: Follower, model: ReadModel, stop: threading.Event) -> None:
    # What comes in meanwhile waits for the next round, or a busy minute would be followed in as
    # many small batches as there are writes.
    behind = follower.distance(model)
    while behind > 0 and not stop.is_set():
        behind -= follower.follow(model) or behind


@contextmanager
def following(follower: Follower) -> Iterator[None]:
    """Follow the log in a thread of this process for as long as the context lasts."""
    stop = threading.Event()
    thread = threading.Thread(target=follow, args=(follower, stop), name="follower", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
