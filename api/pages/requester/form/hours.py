"""Does anybody read messages just now, and when next?"""

from __future__ import annotations

from datetime import datetime

from starlette.requests import Request

from api.catalogue_in_force import Edition
from api.http.access import parts_of


def reading_hours(request: Request, edition: Edition) -> tuple[bool, datetime]:
    """Whether somebody reads now, and when the next time begins."""
    catalogue, now = edition.catalogue, parts_of(request).clock()
    hours, calendar = catalogue.opening, catalogue.calendar
    return hours.is_open(now, calendar), hours.next_opening_at(now, calendar)
