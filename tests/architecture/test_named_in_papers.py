"""Have the papers of data protection words for everything that the code can keep, do and log?

A table or a permission without any would leave a hole in the record of processing: its line belongs
into `names.toml` of each language in `wiring/papers/`.
"""

from collections.abc import Mapping
from string import Formatter
from typing import Any

import pytest

from triage.catalogue.entries import Side
from triage.notices.kinds import Carrier
from triage.permission import KNOWN
from triage.store.tables.every_table import every_table
from triage.stream_kinds import Seal
from triage.time.retention import RetentionRules
from wiring.papers.names import languages, names_in, spans
from wiring.papers.rights import log_columns

NAMED = {
    "permission": KNOWN,
    "table": {table.fullname for table in every_table()},
    "column": set(log_columns()),
    "seal": set(map(str, Seal)),
    "seal_kept": set(map(str, Seal)),
    "side": set(map(str, Side)),
    "carrier": set(map(str, Carrier)),
}


@pytest.fixture(params=languages())
def names(request: pytest.FixtureRequest) -> Mapping[str, Any]:
    return names_in(request.param)


def test_finnish_is_a_language_of_papers() -> None:
    assert "fi" in languages()


@pytest.mark.parametrize("group", NAMED)
def test_each_thing_has_a_name_and_no_name_is_of_nothing(
    names: Mapping[str, Any], group: str
) -> None:
    assert set(names[group]) == set(NAMED[group])


def test_each_span_that_is_named_is_known(names: Mapping[str, Any]) -> None:
    said = [text for each in names["table"].values() for text in each.values()]
    named = {name for text in said for _, name, _, _ in Formatter().parse(text) if name}
    assert named <= spans(RetentionRules()).keys()
