#!/usr/bin/env python3
"""Derive, offline, whether a promise was kept, from the facts in a deadline certificate.

    check_certificate.py FILE.json

FILE is what `GET /api/v1/requests/{id}/certificate` answers. Every day is judged anew by Finnish
law (Act 150/1930, sections 2 and 5): the day of arrival is not counted, nor Saturdays, Sundays,
holidays of the church, May Day, Independence Day, Midsummer Eve and Christmas Eve. Days that the
service's own calendar has closed or opened are facts of the certificate; they are listed, so that
they can be compared with that calendar. The end of a day is Helsinki's, by the summer time of the
European Union.

It needs Python 3.8 or newer and nothing else. Exit status: 0 it holds, 1 it does not, 2 wrong call.
"""

import json
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

DAY = timedelta(days=1)
LOCAL = {"closed": False, "opened": True}


class DoesNotHold(Exception):
    """Something in the certificate does not follow from the rest; the message says what."""


def main(arguments):
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        for line in checked(json.loads(Path(arguments[0]).read_text(encoding="utf-8"))):
            print(line)
    except DoesNotHold as refused:
        print(f"DOES NOT HOLD: {refused}", file=sys.stderr)
        return 1
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"DOES NOT HOLD: cannot be read ({error!r})", file=sys.stderr)
        return 1
    return 0


def checked(certificate):
    """What was derived, a line each."""
    arrived_at = moment(certificate["arrived_at"])
    promise = certificate["promise"]
    counted = counted_days(certificate["days"], helsinki(arrived_at).date())
    if len(counted) != promise["answer_working_days"]:
        raise DoesNotHold(
            "{} days are counted, {} promised".format(len(counted), promise["answer_working_days"])
        )
    if counted[-1] != date.fromisoformat(certificate["days"][-1]["on"]):
        raise DoesNotHold("the last day is none that counts")
    target_at = end_of(counted[promise["target_working_days"] - 1])
    answer_by = end_of(counted[-1])
    for name, derived in (("target_at", target_at), ("answer_by", answer_by)):
        if moment(promise[name]) != derived:
            raise DoesNotHold(f"{name} is {derived}, not {promise[name]}")
    answered_at = certificate["first_answer_at"]
    answered_at = None if answered_at is None else moment(answered_at)
    verdict = verdict_of(answered_at, answer_by, moment(certificate["as_of"]))
    if answered_at is not None and answered_at < arrived_at:
        raise DoesNotHold("the answer came before the request")
    if certificate["verdict"] != verdict:
        raise DoesNotHold("the verdict is {}, not {}".format(verdict, certificate["verdict"]))
    yield f"It holds: {verdict}."
    yield "Arrived {}, to be answered before {}.".format(*map(shown, (arrived_at, answer_by)))
    yield "First answer: {}.".format("none" if answered_at is None else shown(answered_at))
    for day in certificate["days"]:
        if day["why"] in LOCAL:
            yield "{} by the calendar {} of the service: compare it.".format(
                day["on"] + " " + day["why"], certificate["calendar"]
            )


def counted_days(days, arrived_on):
    """The days that count, after each day was judged anew."""
    found = [date.fromisoformat(each["on"]) for each in days]
    if found != [arrived_on + number * DAY for number in range(len(found))] or not found:
        raise DoesNotHold("the days do not run from the arrival on")
    for number, each in enumerate(days):
        day = found[number]
        why = "arrival" if day == arrived_on else why_of(day)
        if each["why"] in LOCAL and why != "arrival":
            # Only what would count otherwise can be closed, and only what would not be opened.
            if (why == "working-day") == LOCAL[each["why"]]:
                raise DoesNotHold("{} cannot be {}: it is a {}".format(day, each["why"], why))
            why = each["why"]
        if each["why"] != why or each["counted"] != (why in ("working-day", "opened")):
            raise DoesNotHold(f"{day} is {why}")
    return [found[number] for number, each in enumerate(days) if each["counted"]]


def why_of(day):
    if day.weekday() >= 5:
        return "weekend"
    return "holiday" if day in holidays(day.year) else "working-day"


def holidays(year):
    """The days off that can fall on a weekday, by Act 150/1930."""
    easter = easter_sunday(year)
    midsummer = next(
        date(year, 6, 20) + number * DAY
        for number in range(7)
        if (date(year, 6, 20) + number * DAY).weekday() == 5
    )
    return {
        date(year, 1, 1),
        date(year, 1, 6),
        easter - 2 * DAY,
        easter + DAY,
        date(year, 5, 1),
        easter + 39 * DAY,
        midsummer - DAY,
        date(year, 12, 6),
        date(year, 12, 24),
        date(year, 12, 25),
        date(year, 12, 26),
    }


def easter_sunday(year):
    """By the Gregorian computus of Meeus, Jones and Butcher."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def verdict_of(answered_at, answer_by, as_of):
    if (answered_at or as_of) >= answer_by:
        return "missed"
    return "open" if answered_at is None else "kept"


def moment(text):
    found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if found.tzinfo is None:
        raise DoesNotHold(f"{text} has no time zone")
    return found.astimezone(UTC)


def end_of(day):
    """24:00 of Helsinki's day, in UTC."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) + DAY
    winter = midnight - timedelta(hours=2)
    return winter - timedelta(hours=1) if is_summer(winter - timedelta(hours=1)) else winter


def helsinki(at):
    return at + timedelta(hours=3 if is_summer(at) else 2)


def is_summer(at):
    """Whether summer time holds: from 01:00 UTC of March's last Sunday to October's."""
    return last_sunday(at.year, 3) <= at < last_sunday(at.year, 10)


def last_sunday(year, month):
    last = date(year, month, 31)
    last -= (last.weekday() + 1) % 7 * DAY
    return datetime(last.year, last.month, last.day, 1, tzinfo=UTC)


def shown(at):
    return helsinki(at).strftime("%Y-%m-%d %H:%M") + " in Helsinki"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
