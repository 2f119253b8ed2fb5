"""Are notes written and read as C2SP specifies them, and is a forged one refused?"""

from __future__ import annotations

import base64

import pytest

from triage.evidence.checkpoints.notes import (
    NoteRefused,
    SigningKey,
    TreeHead,
    VerifierKey,
    notes_in,
    opened,
    signed,
    tree_head,
)

# The example of the specification.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE_NOTE = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""  # noqa: E501
# The text of the checkpoint in the specification.
EXAMPLE_CHECKPOINT = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
"""
KEY = SigningKey("apua.example/events", bytes(range(32)))
NEXT = SigningKey("apua.example/events", bytes(range(1, 33)))
HEAD = TreeHead(origin="apua.example/events", size=512, root=bytes(32))


def test_the_example_of_the_specification_opens() -> None:
    text = opened(EXAMPLE_NOTE, [VerifierKey.read(EXAMPLE_KEY)])

    assert text == "This is an example message.\n"


def test_a_key_is_written_as_it_was_read() -> None:
    assert str(VerifierKey.read(EXAMPLE_KEY)) == EXAMPLE_KEY


def test_a_checkpoint_says_what_the_one_of_the_specification_says() -> None:
    head = tree_head(EXAMPLE_CHECKPOINT)

    assert (head.origin, head.size) == ("example.com/behind-the-sofa", 20852163)
    assert str(head) == EXAMPLE_CHECKPOINT


def test_what_is_signed_opens_by_its_key_alone() -> None:
    note = signed(str(HEAD), [KEY])

    assert tree_head(opened(note, [KEY.verifier])) == HEAD
    with pytest.raises(NoteRefused, match="no known key"):
        opened(note, [NEXT.verifier])


def test_a_note_of_two_keys_opens_by_either() -> None:
    note = signed(str(HEAD), [KEY, NEXT])

    assert opened(note, [KEY.verifier]) == opened(note, [NEXT.verifier]) == str(HEAD)


def test_a_false_signature_of_a_known_key_spoils_a_note_that_another_signed() -> None:
    lines = signed(str(HEAD), [NEXT]) + KEY.signature_line("another text\n")

    with pytest.raises(NoteRefused, match="is false"):
        opened(lines, [KEY.verifier, NEXT.verifier])


def test_every_changed_letter_of_a_checkpoint_is_noticed() -> None:
    note = signed(str(HEAD), [KEY])
    for at, letter in enumerate(note):
        changed = note[:at] + ("B" if letter != "B" else "C") + note[at + 1 :]
        with pytest.raises(NoteRefused):
            opened(changed, [KEY.verifier])


@pytest.mark.parametrize(
    "note", ["", "text\n", "text\n\n", "text\n\n— name\n", "te\x07xt\n\n— n AAAA\n", "a\n\nb c\n"]
)
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(NoteRefused):
        opened(note, [KEY.verifier])


@pytest.mark.parametrize("text", ["", "o\n1\n", "o\n01\nAAAA\n", "o\n-1\nAAAA\n", "\n1\nAAAA\n"])
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteRefused):
        tree_head(text)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "name",
        EXAMPLE_KEY.replace("530d903a", "530d903b"),
        EXAMPLE_KEY.replace("foo", "fop"),
        "name+00000000+" + base64.b64encode(b"\x02" + bytes(32)).decode(),
    ],
)
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(NoteRefused):
        VerifierKey.read(key)


def test_a_file_of_many_notes_is_parted_as_they_came() -> None:
    notes = [signed(str(HEAD), [KEY]), signed(str(HEAD), [KEY, NEXT]), EXAMPLE_NOTE]

    assert notes_in("".join(notes)) == notes
    assert notes_in("\n".join(notes)) == notes
    assert notes_in("") == []


def test_a_private_key_does_not_show_itself() -> None:
    assert KEY.seed.hex() not in repr(KEY) and str(KEY.seed) not in repr(KEY)
