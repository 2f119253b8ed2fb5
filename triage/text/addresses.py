"""Can a machine send something there: to this e-mail address, this phone number, this web hook?

The one place that decides it, for what is typed into a field and for what is about to be sent.
What clearly is an address is made into the one form that senders take; the rest is not used.
"""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

import phonenumbers
from email_validator import validate_email
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

from triage.text.visible import UNSEEN

HOME: Final = "FI"
HOME_CODE: Final = 358
THIS_MACHINE: Final = frozenset({"127.0.0.1", "::1", "localhost"})

# Between such letters a joiner is one of the name's own signs (RFC 5892): without it the name is
# another's.
MEANT_JOINER: Final = re.compile(r"[^\x00-\u024f][\u200c\u200d]+[^\x00-\u024f]")
# The wide forms that East Asian keyboards write, sign by sign.
WIDE: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
MAIL_LINK: Final = "mailto:"
CALL_LINK: Final = "tel:"
SEPARATORS: Final = r"[\s()/.\-\u00b7\u2010-\u2015\u2212]"
NUMBER: Final = re.compile(rf"{SEPARATORS}*\+?(?:\d|{SEPARATORS})+")
# Fewer digits behind a stroke are another number's end ("040 123 4567/8"), and nobody knows whose.
ANOTHER_S_END: Final = re.compile(r"/\D*(?:\d\D*){1,3}$")
# "+358 (0)40": the zero is dialled at home only.
ZERO_AT_HOME: Final = re.compile(r"\(\s*0\s*\)")


def mailable(address: str | None) -> str | None:
    """The e-mail address as a mail server takes it, its host in ASCII; None where it is none."""
    if address is None or MEANT_JOINER.search(address):
        return None
    whole = _after(MAIL_LINK, _seen(address)).removesuffix(".")
    try:
        # Whether somebody is there is found out by writing to them.
        known = validate_email(whole, strict=True, allow_smtputf8=False, check_deliverability=False)
    except ValueError:
        return None
    return known.ascii_email


def dialable(number: str | None) -> str | None:
    """The number with its country in front (ITU-T E.164); else None.

    "+358401234567" for "040 123 4567": without a country it is a Finnish one.
    """
    whole = _after(CALL_LINK, _seen(number or "")).removesuffix(".")
    if not NUMBER.fullmatch(whole) or ANOTHER_S_END.search(whole):
        return None
    readings = list(_readings(whole))
    known = [each for each in readings if phonenumbers.is_valid_number(each)]
    # Which numbers another country gives out may have changed since the library was made.
    known += [each for each in readings if _is_possible_abroad(each)]
    return phonenumbers.format_number(known[0], PhoneNumberFormat.E164) if known else None


def _readings(number: str) -> Iterator[PhoneNumber]:
    """The number without the zero in brackets, and with it: Italy dials it from abroad too."""
    for each in dict.fromkeys((ZERO_AT_HOME.sub("", number), number)):
        digits = re.sub(SEPARATORS, "", each)
        try:
            yield phonenumbers.parse(digits, HOME)
        except NumberParseException:
            continue


def _is_possible_abroad(number: PhoneNumber) -> bool:
    return number.country_code != HOME_CODE and phonenumbers.is_possible_number(number)


def hookable(url: str | None) -> str | None:
    """The address of a web hook: https, or plain http to this machine itself; else None."""
    try:
        parts = urlsplit(url or "")
        is_here = parts.hostname in THIS_MACHINE
        known = parts.scheme == "https" or (parts.scheme == "http" and is_here)
        # Asking for the port refuses one that is none.
        return url if known and parts.hostname and parts.port != 0 else None
    except ValueError:
        return None


def _seen(text: str) -> str:
    """What a reader sees of the text, in signs of usual width: copying brings others along."""
    return UNSEEN.sub("", text).translate(WIDE).strip()


def _after(scheme: str, text: str) -> str:
    """The text without the scheme of a link in front of it."""
    is_link = text[: len(scheme)].lower() == scheme
    return text[len(scheme) :].strip() if is_link else text
