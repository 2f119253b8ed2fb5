"""May this be somebody's password?"""

from __future__ import annotations

from triage.errors.accounts import PasswordNotFit
from triage.text.personal import Personal
from triage.text.typed_secrets import (
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    can_be_typed_again,
    is_guessable,
    password_form,
)


def require_fit(password: Personal[str], username: str, name: str) -> None:
    """Let a password pass that is long enough and not the first that others would try.

    Raises:
        PasswordNotFit
    """
    length = len(password_form(password).reveal())
    if not SHORTEST_PASSWORD <= length <= LONGEST_PASSWORD or not can_be_typed_again(password):
        raise PasswordNotFit()
    if is_guessable(password, username, name):
        raise PasswordNotFit()
