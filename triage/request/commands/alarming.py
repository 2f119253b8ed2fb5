"""What do signs set going that show in what a requester tells beside the messages?"""

from __future__ import annotations

from triage.catalogue.signs import Signs
from triage.codes import Urgency
from triage.request.commands.command import Situation
from triage.request.commands.transfer import hastened
from triage.request.events import DutyAlerted
from triage.request.help_request import HelpRequest
from triage.request.state.clock.alarm import Alarm

# Nobody reads more than a limit at once. What may tell of danger gets in so many times longer.
PRESSING_BEYOND = 10


def room(limit: int, signs: Signs) -> int:
    """How many of a kind are taken: the limit, and a few more of those whose signs press."""
    return limit + (PRESSING_BEYOND if signs.press else 0)


def alarm_of(signs: Signs, request: HelpRequest, here: Situation) -> Alarm:
    """What signs that press set going now."""
    return Alarm(
        look_by=here.catalogue.look_by(here.now, danger=True),
        offer_due_at=hastened(request, here, Urgency.EMERGENCY) if signs.danger else None,
        urgency_lapses=signs.danger and request.urgency is Urgency.NORMAL,
        danger=signs.danger,
        language_unread=signs.language_unread,
    )


def alert_duty(alarm: Alarm | None, request: HelpRequest, here: Situation) -> None:
    """Alert the duty where something showed while everybody is away."""
    if alarm and alarm.look_by.out_of_hours:
        begin_alert(request, here)


def begin_alert(request: HelpRequest, here: Situation) -> None:
    """Alert the duty where there is one, until somebody acknowledges it."""
    if here.catalogue.duty_configured:
        minutes = here.catalogue.duty_line.repeat_after_minutes
        here.record(request, DutyAlerted, unit=None, repeat_after_minutes=minutes)
