"""Are read models rebuilt by name, and does a rebuild that is overtaken say so?"""

from __future__ import annotations

from sqlalchemy import text

from tests.integration.command_line.saying import done, on_both_stores, refusal
from tests.integration.commands import Run
from tests.integration.store.world import TestedService, opened
from wiring.settings import Settings


@on_both_stores
def test_a_rebuild_names_every_read_model(prepared: Run, served: Settings) -> None:
    with opened(served) as service:
        service.submit()

    lines = done(prepared("rebuild")).splitlines()

    told = [line.partition(": ")[2] for line in lines]
    assert told == ["2 events"] * len(lines)
    assert len(lines) > 1


def test_one_read_model_can_be_rebuilt_alone(prepared: Run) -> None:
    assert done(prepared("rebuild", "queue_15")) == "queue_15: 0 events\n"


def test_an_unknown_read_model_is_refused_with_the_known_ones(prepared: Run) -> None:
    assert "queue_15" in refusal(prepared("rebuild", "queue_0"))


# What another process that begins to rebuild does to this one: it puts the place back to nought.
OVERTAKEN = {
    "sqlite": (
        "CREATE TRIGGER views.overtaken AFTER UPDATE ON positions WHEN NEW.name LIKE '%_rebuilt_%' "
        "BEGIN UPDATE positions SET position = 0 WHERE name = NEW.name; END",
    ),
    "postgresql": (
        "CREATE FUNCTION views.overtake() RETURNS trigger LANGUAGE plpgsql "
        "AS 'BEGIN NEW.position := 0; RETURN NEW; END'",
        "CREATE TRIGGER overtaken BEFORE UPDATE ON views.positions FOR EACH ROW "
        "WHEN (NEW.name LIKE '%_rebuilt_%') EXECUTE FUNCTION views.overtake()",
    ),
}


@on_both_stores
def test_a_rebuild_that_is_overtaken_says_so(prepared: Run, service: TestedService) -> None:
    service.submit()
    with service.parts.database.views.begin() as connection:
        for statement in OVERTAKEN[connection.dialect.name]:
            connection.execute(text(statement))

    assert "another process has begun to rebuild it too" in refusal(prepared("rebuild"))
