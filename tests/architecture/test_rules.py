"""Does the project keep the rules of style that a tool can check?"""

from collections.abc import Iterable

import pytest

from tests.architecture import allowed, doors, imports, sizes, words
from tests.architecture.doors import Finding
from tests.architecture.reading import PACKAGES, ROOT, sources, tracked_files

WRITTEN_BY_US = {".py", ".html", ".js", ".css", ".toml", ".yml", ""}


def refuse(findings: Iterable[Iterable[str]]) -> None:
    """Fails with one finding a line, so that every place is seen at once."""
    found = [finding for one in findings for finding in one]
    if found:
        pytest.fail("\n".join(["", *found]), pytrace=False)


def undeclared(
    findings: Iterable[Iterable[Finding]], declined: Iterable[str] = ()
) -> list[list[str]]:
    """What is found at a place that is not in `declined`, and what is declined in vain."""
    found = [finding for one in findings for finding in one]
    in_vain = set(declined) - {place for place, _ in found}
    return [
        [f"{finding} ({place})" for place, finding in found if place not in declined],
        [f"declined in vain: {place}" for place in sorted(in_vain)],
    ]


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_has_code(package: str) -> None:
    assert sources(package)


def test_modules_and_functions_keep_their_caps() -> None:
    refuse(map(sizes.oversized, sources()))


def test_names_say_something() -> None:
    refuse(map(words.empty_names, sources()))


def test_every_module_says_what_it_answers() -> None:
    refuse(map(words.without_docstring, sources()))


def test_nothing_is_left_for_later() -> None:
    written = [path for path in tracked_files() if path.suffix in WRITTEN_BY_US]
    assert written
    refuse(
        words.left_for_later(str(path.relative_to(ROOT)), path.read_text("utf-8"))
        for path in written
        if path.name != "words.py"  # which names the words
    )


def test_the_core_of_the_domain_imports_only_what_it_may() -> None:
    refuse(map(imports.foreign_to_core, sources("triage")))


def test_no_logic_is_taken_from_routes() -> None:
    routed = {each.module for each in sources("api") if imports.holds_routes(each)}
    assert len(routed) > 10
    taken = [imports.routes_imported(each, routed) for each in sources()]
    refuse(undeclared(taken, allowed.TAKES_FROM_ROUTES))


def test_the_domain_reads_no_clock_and_draws_no_chance() -> None:
    found = map(doors.clock_and_chance, sources("triage"))
    refuse(undeclared(found, allowed.CLOCK_AND_CHANCE))


def test_only_the_settings_read_the_environment() -> None:
    others = [source for source in sources() if source.module != "wiring.settings"]
    refuse(undeclared(map(doors.environment, others)))


def test_everything_is_caught_only_where_that_is_declared() -> None:
    refuse(undeclared(map(doors.catches_everything, sources()), allowed.CATCHES_EVERYTHING))


def test_only_the_command_line_prints() -> None:
    others = [source for source in sources() if not source.is_in("wiring.cli")]
    refuse(undeclared(map(doors.prints, others)))


def test_a_process_has_one_clock_handed_in_where_it_begins() -> None:
    refuse(undeclared(map(doors.machines_clock, sources()), allowed.MACHINES_CLOCK))


def test_a_test_lives_on_one_clock() -> None:
    tests = [source for source in sources("tests") if not source.is_in("tests.bench")]
    refuse(undeclared(map(doors.machines_clock, tests), allowed.MACHINES_CLOCK_IN_TESTS))
    refuse(undeclared(map(doors.command_runners, tests), allowed.COMMAND_RUNNERS))


def test_what_a_test_starts_inherits_the_machines_environment() -> None:
    tests = [source for source in sources("tests") if not source.is_in("tests.bench")]
    refuse(undeclared(map(doors.environment, tests), allowed.ENVIRONMENT_IN_TESTS))


def test_no_test_sleeps() -> None:
    tests = [source for source in sources("tests") if not source.is_in("tests.bench")]
    refuse(undeclared(map(doors.sleeps, tests)))
