"""Does printing what a requester told show a word of it?"""

from dataclasses import fields

import pytest

from triage.request.words import Contact, Profile, RequestWords


@pytest.mark.parametrize("told", [Contact, RequestWords, Profile])
def test_no_field_shows_in_repr(told: type[Contact | RequestWords | Profile]) -> None:
    everything = told(**{each.name: f"Maija {each.name}" for each in fields(told)})

    assert (repr(everything), f"{everything}") == (f"{told.__name__}(•••)",) * 2
