"""What has the clock recorded of a request, and what of it was taken back?"""

from __future__ import annotations

from triage.codes import LookTold
from triage.request.state.clock.marks import Mark
from triage.request.state.clock.open_promise import OpenPromise


class Marked:
    """Marks by event version; `retracted` are those that a wrong clock made."""

    promises: list[OpenPromise]
    look_told: dict[LookTold, int]
    alert_repeats: dict[int, int]

    def __init__(self) -> None:
        self.marks, self.retracted = dict[int, Mark](), dict[int, Mark]()

    def mark(self, version: int, mark: Mark) -> None:
        self.marks[version] = mark
        if mark.told is not None:
            self.look_told[mark.told] = version
        elif mark.repeat is not None:
            self.alert_repeats[mark.repeat] = version
        else:
            self.promises[mark.promise_number].marked.add(mark.kind)

    def retract(self, version: int) -> None:
        """Take back a mark that a wrong clock made."""
        mark = self.marks.pop(version, None)
        if mark is None:
            return
        self.retracted[version] = mark
        if mark.repeat is not None:
            # Only of the alert that is waited for now, as with a look.
            if self.alert_repeats.get(mark.repeat) == version:
                del self.alert_repeats[mark.repeat]
        elif mark.told is None:
            self.promises[mark.promise_number].marked.discard(mark.kind)
        elif self.look_told.get(mark.told) == version:
            # Only the mark of the look that is waited for now; it may belong to an earlier one.
            del self.look_told[mark.told]
