"""Does the repository hold what a fresh clone needs, and nothing of one machine?"""

import os
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from importlib.metadata import packages_distributions

import pytest

from tests.architecture.allowed import NOT_IMPORTED
from tests.architecture.places import machine_paths, outside_addresses
from tests.architecture.reading import PACKAGES, ROOT, imported_modules, sources, tracked_files

ASKED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(
    r"^([a-z0-9-]+)==(\S+)(?: ;[^\\]*)?((?: *\\\n +--hash=sha256:[0-9a-f]{64})+)$", re.M
)

# A file or folder of ours, as a text names it.
NAMED_PLACE = re.compile(
    r"`((?:triage|projections|workers|api|wiring|tests|script|docs)/[\w./-]*[\w/])`"
)


def texts() -> Iterator[tuple[str, str]]:
    for path in tracked_files():
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture


def pins(lock: str) -> dict[str, str]:
    """Version by package; every line of the lock belongs to exactly one pin with its hashes."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not PIN.sub("", text).strip(), f"{lock} holds more than pins with hashes"
    return {found[1]: found[2] for found in PIN.finditer(text)}


def names(requirements: list[str]) -> set[str]:
    """The packages that are asked for, spelled as the locks spell them."""
    spelled = [re.split(r"[^\w-]", requirement)[0].lower() for requirement in requirements]
    return {name.replace("_", "-") for name in spelled}


def imported(*folders: str) -> set[str]:
    """The packages of others that the modules of these folders import, as they are installed."""
    found = {
        name.partition(".")[0] for each in sources(*folders) for _, name in imported_modules(each)
    }
    foreign = found - sys.stdlib_module_names - {*PACKAGES, "tests"}
    brought_by = packages_distributions()
    return names([package for module in foreign for package in brought_by.get(module, [module])])


@pytest.mark.parametrize("finding", [outside_addresses, machine_paths])
def test_no_text_names_a_registry_or_one_machine(
    finding: Callable[[str, str], Iterator[str]],
) -> None:
    found = [place for path, text in texts() for place in finding(path, text)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("part", ["py" + "pi.org/simple", "--index" + "-url x", "ghcr" + ".io/a/b"])
def test_a_planted_address_is_found(part: str) -> None:
    assert list(outside_addresses("a.txt", f"see {part}"))


@pytest.mark.parametrize("folder", ["root", "home", "work"])
def test_a_planted_path_is_found(folder: str) -> None:
    assert list(machine_paths("a.py", f'open("/{folder}/someone/file")'))


@pytest.mark.parametrize(
    "line", ["https://example.fi/ho" + "me/a", "cd docs/wo" + "rk/x", "--no-emit-in" + "dex"]
)
def test_an_innocent_text_is_left_alone(line: str) -> None:
    assert not [*machine_paths("a", line), *outside_addresses("a", line)]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_what_the_project_asks_for(lock: str) -> None:
    groups = ASKED["dependency-groups"]
    wanted = names(ASKED["project"]["dependencies"] + groups["build"])
    if lock == "requirements-dev.lock":
        wanted |= names(groups["dev"])
    assert not wanted - pins(lock).keys()


def test_what_the_service_imports_is_what_it_declares() -> None:
    declared = names(ASKED["project"]["dependencies"])
    assert imported(*PACKAGES) == declared - NOT_IMPORTED.keys()
    assert NOT_IMPORTED.keys() <= declared


def test_what_the_tests_import_is_declared() -> None:
    declared = names(ASKED["project"]["dependencies"] + ASKED["dependency-groups"]["dev"])
    assert imported("tests") <= declared


def test_tests_run_on_the_versions_that_are_served() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


@pytest.mark.parametrize("path", ["server", "test", "lock", "secrets", "container"])
def test_a_script_can_be_run(path: str) -> None:
    assert os.access(ROOT / "script" / path, os.X_OK)


def test_ci_runs_the_command_that_people_run() -> None:
    assert "script/test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_each_decision_has_a_number_of_its_own() -> None:
    names = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(name[:4]) for name in names] == [*range(1, len(names) + 1)]


def test_every_place_that_a_text_names_is_there() -> None:
    gone = [
        f"{path}: {named}"
        for path, text in texts()
        if path.endswith((".md", ".py"))
        for named in NAMED_PLACE.findall(text)
        if not (ROOT / named).exists()
    ]
    assert not gone, "\n".join(gone)
