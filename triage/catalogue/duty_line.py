"""How is the duty reached when the first alert is not acknowledged, and how is its line proved?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time

from triage.catalogue.entries import Notify
from triage.catalogue.fields import Fields
from triage.text.addresses import dialable, hookable, mailable


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyLine:
    """What holds for alerts to the duty; an older edition has the defaults.

    An alert that nobody acknowledged is repeated, first after `repeat_after_minutes` by the clock
    on the wall, and goes to `second` too from then on. Every day at `test_at_local` (Helsinki) a
    test alarm goes out; None: never.

    Raises:
        ValueError: the first pause takes no time.
    """

    repeat_after_minutes: int = 5
    second: Notify = field(default_factory=Notify)
    test_at_local: time | None = time(9)

    def __post_init__(self) -> None:
        if self.repeat_after_minutes < 1:
            raise ValueError("an alert is repeated after a minute at the earliest")


def read_duty_line(entry: Fields) -> DutyLine:
    """Read the table `duty_line`; each of its fields may be left out."""
    usual = DutyLine()
    minutes = entry.number("repeat_after_minutes", usual.repeat_after_minutes)
    second = read_notify(entry.table("second"))
    tests = entry.flag("test_daily", default=True)
    test_at = entry.clock("test_at_local", usual.test_at_local or time())
    entry.finish()
    try:
        return DutyLine(
            repeat_after_minutes=minutes, second=second, test_at_local=test_at if tests else None
        )
    except ValueError as refusal:
        entry.refuse(str(refusal))
        return usual


def read_notify(entry: Fields) -> Notify:
    """Read where somebody is told."""
    told = {name: entry.text(name, default="") or None for name in ("email", "sms", "webhook")}
    entry.finish()
    return Notify(**told)


def unreachable(where: str, notify: Notify) -> Iterator[str]:
    """Tell each address that is none."""
    if notify.email is not None and mailable(notify.email) is None:
        yield f"{where}.email: {notify.email!r} is no e-mail address"
    if notify.sms is not None and dialable(notify.sms) is None:
        yield f"{where}.sms: {notify.sms!r} is no phone number"
    if notify.webhook is not None and hookable(notify.webhook) is None:
        yield f"{where}.webhook: the url must begin with https://"
