"""Does each claim of the documents that names a test name one that is there?"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.architecture.reading import ROOT, tracked_files

NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
DOCUMENTS = [path for path in tracked_files() if path.suffix == ".md"]
ASVS = ROOT / "docs" / "asvs.md"
# Of 345 requirements in version 5.0.0, those of levels 1 and 2.
OF_LEVEL_2 = 253
ROW = re.compile(r"^\| ([\d., ]+) \| (.+?) \| (.+) \|$", re.M)
# A place in the repository, another document, a gap, or a ground.
ANSWERED = re.compile(r"`[\w./-]+[/.]\w+|\]\(|\*\*gap\*\*|not ours|operator|none|as in", re.I)


def claims() -> Iterator[tuple[str, str, str]]:
    for path in DOCUMENTS:
        for file, test in NAMED_TEST.findall(path.read_text(encoding="utf-8")):
            yield path.relative_to(ROOT).as_posix(), file, test


def test_each_test_that_a_document_names_is_there() -> None:
    named = list(claims())
    assert named
    wrong = [
        f"{document}: {file}::{test}"
        for document, file, test in named
        if not (ROOT / file).exists()
        or not re.search(rf"^(?:async )?def {test}\(", (ROOT / file).read_text("utf-8"), re.M)
    ]
    assert not wrong, "\n".join(wrong)


def rows() -> list[tuple[list[str], str]]:
    return [
        ([number.strip() for number in numbers.split(",")], answer)
        for numbers, _, answer in ROW.findall(ASVS.read_text(encoding="utf-8"))
    ]


def test_the_list_holds_each_requirement_once() -> None:
    numbers = [number for named, _ in rows() for number in named]
    assert len(set(numbers)) == len(numbers) == OF_LEVEL_2


@pytest.mark.parametrize(("numbers", "answer"), rows(), ids=lambda value: str(value)[:40])
def test_each_requirement_has_a_place_a_gap_or_a_ground(numbers: list[str], answer: str) -> None:
    assert ANSWERED.search(answer), numbers
