"""What does a catalogue file say of where else there is help?"""

from triage.catalogue.entries import EmergencyNumber
from triage.catalogue.fields import Fields
from triage.time.opening_hours import OpeningHours


def read_helpline(entry: Fields) -> EmergencyNumber:
    """Read a number or page for help right now; hours that are not told are unknown."""
    return EmergencyNumber(
        code=entry.text("code"),
        names=entry.names("name"),
        when=entry.names("when"),
        number=entry.text("number", default="") or None,
        url=entry.text("url", default="") or None,
        owner=entry.text("owner", default=""),
        source=entry.text("source", default=""),
        reviewed_on=entry.day("reviewed_on"),
        confirmed=entry.flag("confirmed"),
        municipalities=frozenset(entry.texts("municipalities")),
        hours=_hours(entry.table("hours")) if entry.has("hours") else None,
        languages=entry.texts("languages"),
        ages=entry.texts("ages"),
    )


def _hours(table: Fields) -> OpeningHours | None:
    hours = table.hours()
    table.finish()
    return hours
