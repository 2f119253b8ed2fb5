"""Can a machine send something there: to this e-mail address, this phone number, this web hook?

Whatever a person typed is either made into the one form that senders take, or not used at all.
"""

import re
from typing import Final
from urllib.parse import urlsplit

# No quotes, no spaces, no controls: such an address cannot become a second line of a message.
LOCAL_PART: Final = re.compile(
    r"(?=.{1,64}$)[A-Za-z0-9!#$%&'*+/=?^_{|}~`-]+(\.[A-Za-z0-9!#$%&'*+/=?^_{|}~`-]+)*"
)
HOST: Final = re.compile(
    r"(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,}"
)
BETWEEN_DIGITS: Final = str.maketrans("", "", " \u00a0-\u2011\u2013().")
# ITU-T E.164: at most fifteen digits, the country's first.
NUMBER: Final = re.compile(r"\+[1-9][0-9]{6,14}")
FINLAND: Final = "+358"
THIS_MACHINE: Final = frozenset({"127.0.0.1", "::1", "localhost"})


def mailable(address: str | None) -> str | None:
    """The e-mail address as a mail server takes it, its host in ASCII; None where it is none."""
    local, _, host = (address or "").strip().rpartition("@")
    try:
        host = host.encode("idna").decode()
    except UnicodeError:
        return None
    whole = LOCAL_PART.fullmatch(local) and HOST.fullmatch(host)
    return f"{local}@{host}" if whole else None


def dialable(number: str | None) -> str | None:
    """The number with its country in front, "+358401234567" for "040 123 4567"; else None."""
    digits = (number or "").strip().translate(BETWEEN_DIGITS)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif digits.startswith("0"):
        digits = FINLAND + digits[1:]
    return digits if NUMBER.fullmatch(digits) else None


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
