"""Do the commands do what the contract says: 0 done, 1 refused in one line, 2 wrong usage?"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from tests.architecture.reading import ROOT
from tests.integration.conftest import STORES, environment_for
from tests.integration.store.world import AINO, TestedService, opened
from triage.actors import Role
from triage.catalogue.packaged import packaged_lapland_text
from triage.commands.dialogue import RecordProtectionNotice
from triage.errors import WrongPassword
from triage.personal import Personal
from triage.store import staff
from triage.store.tables import catalogues, request_keys
from wiring.cli import app
from wiring.settings import Settings

PASSWORD = "neljä tavallista sanaa riittää"
Run = Callable[..., Result]

# What reaches past the tables that every store knows alike is asked of each store.
on_both_stores = pytest.mark.parametrize("environment", STORES, indirect=True)


@pytest.fixture
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """An empty place for data: SQLite files unless the test asks for a real PostgreSQL."""
    is_postgresql = getattr(request, "param", "sqlite") == "postgresql"
    url = request.getfixturevalue("postgres_url") if is_postgresql else None
    return environment_for(tmp_path / "data", url)


@pytest.fixture
def run(environment: dict[str, str], process_as_before: None) -> Run:
    """Runs a command with a database of this test's own."""

    def run(*arguments: str, **how: object) -> Result:
        return CliRunner(env=environment).invoke(app, list(arguments), **how)  # type: ignore[arg-type]

    return run


@pytest.fixture
def prepared(served: Settings, run: Run) -> Run:
    """Runs a command with a database that is set up."""
    return run


def done(result: Result) -> str:
    """What a command said that did what it should."""
    assert (result.exit_code, result.stderr) == (0, ""), result.stderr
    return result.stdout


def refusal(result: Result) -> str:
    """The one line that a refused command says, without its name."""
    assert (result.exit_code, result.stdout) == (1, ""), result.output
    (line,) = result.stderr.splitlines()
    return line.removeprefix("pyyda-apua: ")


def accounts(run: Run) -> dict[str, dict[str, object]]:
    return {each["username"]: each for each in json.loads(done(run("staff", "list", "--json")))}


def add(run: Run, *more: str, name: str = "venla", password: str = PASSWORD) -> Result:
    arguments = ("staff", "add", name, "--name", "Venla", "--password-stdin", *more)
    return run(*arguments, input=f"{password}\n")


WORKER = ("--role", "worker", "--unit", "neuvola")


# -- wrong usage, unknown settings, no database --


@pytest.mark.parametrize(
    "arguments",
    [("no-such-command",), ("staff", "add"), ("serve", "--port", "port"), ("erase", "X"), ()],
)
def test_wrong_usage_is_two(arguments: tuple[str, ...]) -> None:
    assert CliRunner().invoke(app, list(arguments)).exit_code == 2


def test_the_version_is_told() -> None:
    assert CliRunner().invoke(app, ["--version"]).exit_code == 0


@pytest.mark.parametrize(
    ("name", "value"), [("PYYDA_SWEEP_SECONDS", "often"), ("PYYDA_SWEPT", "1")]
)
def test_a_bad_setting_stops_every_command_and_is_named(
    tmp_path: Path, process_as_before: None, name: str, value: str
) -> None:
    environment = environment_for(tmp_path) | {name: value}

    assert name in refusal(CliRunner(env=environment).invoke(app, ["staff", "list"]))


@on_both_stores
@pytest.mark.parametrize(
    "arguments", [("staff", "list"), ("verify",), ("rebuild",), ("catalogue", "show")]
)
def test_what_is_not_set_up_says_how_to_set_it_up(run: Run, arguments: tuple[str, ...]) -> None:
    assert "pyyda-apua upgrade" in refusal(run(*arguments))


def test_asking_for_what_is_not_there_makes_nothing(
    tmp_path: Path, process_as_before: None
) -> None:
    CliRunner(env=environment_for(tmp_path / "data")).invoke(app, ["staff", "list"])

    assert not (tmp_path / "data").exists()


def test_a_wrong_master_key_is_told(environment: dict[str, str], prepared: Run) -> None:
    done(prepared("rebuild"))
    environment["PYYDA_MASTER_KEY"] = "dnVvc2lrYXVzaXRhbGxlbm5ldHV1c2ltYXN0ZXJhdmE="

    assert "PYYDA_MASTER_KEY_FILE" in refusal(prepared("rebuild"))


def test_an_unreachable_database_is_told_in_one_line(
    tmp_path: Path, process_as_before: None
) -> None:
    environment = environment_for(tmp_path, "postgresql://nobody@127.0.0.1:1/none")

    assert "database" in refusal(CliRunner(env=environment).invoke(app, ["upgrade"]))


# -- upgrade --


@on_both_stores
def test_upgrade_puts_the_packaged_catalogue_in_force(run: Run) -> None:
    done(run("upgrade"))

    assert done(run("catalogue", "show")).rstrip() == packaged_lapland_text().rstrip()


@on_both_stores
def test_upgrade_leaves_the_catalogue_in_force_as_it_is(run: Run) -> None:
    done(run("upgrade"))

    assert "catalogue" not in done(run("upgrade"))


# -- staff --


@on_both_stores
def test_an_added_account_may_sign_in(prepared: Run, served: Settings) -> None:
    done(add(prepared, *WORKER))

    assert signs_in(served, "venla", PASSWORD)


def signs_in(settings: Settings, username: str, password: str) -> bool:
    with opened(settings) as service:
        try:
            desk = service.parts.front_desk
            asyncio.run(desk.sign_in(username, Personal(password), "192.0.2.1"))
        except WrongPassword:
            return False
    return True


def test_an_added_account_is_listed(prepared: Run) -> None:
    done(add(prepared, *WORKER, "--unit", "perheneuvola", "--language", "so"))

    assert accounts(prepared)["venla"] == {
        "username": "venla",
        "name": "Venla",
        "role": "worker",
        "units": ["neuvola", "perheneuvola"],
        "languages": ["fi", "so"],
        "active": True,
        "demo": False,
    }


def test_the_list_for_people_has_a_line_for_each(prepared: Run) -> None:
    lines = done(prepared("staff", "list")).splitlines()

    assert [line.split()[0] for line in lines] == ["aino", "kerttu", "olli"]


@pytest.mark.parametrize(
    ("role", "units"),
    [("coordinator", ["palveluohjaus"]), ("duty", ["sosiaalipaivystys"]), ("administrator", [])],
)
def test_a_role_brings_its_own_unit(prepared: Run, role: str, units: list[str]) -> None:
    done(add(prepared, "--role", role))

    assert accounts(prepared)["venla"]["units"] == units


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--role", "worker"), "--unit"),
        (("--role", "supervisor"), "--unit"),
        (("--role", "editor", "--unit", "neuvola"), "leave --unit out"),
        (("--role", "worker", "--unit", "nevula"), "no unit nevula"),
        ((*WORKER, "--language", "suomi?"), "no language tag"),
    ],
)
def test_an_account_that_does_not_fit_is_refused(
    prepared: Run, arguments: tuple[str, ...], said: str
) -> None:
    assert said in refusal(add(prepared, *arguments))


@pytest.mark.parametrize("password", ["", "lyhyt", "elevenchars", "x" * 1001])
def test_a_password_too_short_or_long_is_refused(prepared: Run, password: str) -> None:
    assert "12" in refusal(add(prepared, *WORKER, password=password))


@pytest.mark.parametrize("name", ["Venla", "v", "venla%", "ven_la", "ven la", "1venla", "äiti"])
def test_a_user_name_has_a_plain_form(prepared: Run, name: str) -> None:
    assert "user name" in refusal(add(prepared, *WORKER, name=name))


def test_a_user_name_is_given_once(prepared: Run) -> None:
    assert "staff change" in refusal(add(prepared, *WORKER, name="aino"))


def test_without_a_terminal_the_password_comes_from_standard_input(prepared: Run) -> None:
    arguments = ("staff", "add", "venla", "--name", "Venla", *WORKER)

    assert "--password-stdin" in refusal(prepared(*arguments))


def test_a_changed_account_keeps_what_was_not_named(prepared: Run) -> None:
    done(prepared("staff", "change", "aino", "--name", "Aino Uusi"))

    aino = accounts(prepared)["aino"]
    assert (aino["name"], aino["role"], aino["units"]) == (
        "Aino Uusi",
        "worker",
        ["perhesosiaalityo"],
    )


def test_a_new_role_begins_without_the_units_of_the_old(prepared: Run) -> None:
    done(prepared("staff", "change", "aino", "--role", "administrator"))

    assert accounts(prepared)["aino"]["units"] == []


def test_a_changed_password_is_the_only_one(prepared: Run, served: Settings) -> None:
    done(add(prepared, *WORKER))

    done(prepared("staff", "change", "venla", "--password-stdin", input=f"{PASSWORD} uusi\n"))

    found = [signs_in(served, "venla", password) for password in (PASSWORD, f"{PASSWORD} uusi")]
    assert found == [False, True]


def test_a_disabled_account_is_shut_out(prepared: Run, served: Settings) -> None:
    done(add(prepared, *WORKER))

    done(prepared("staff", "disable", "venla"))

    assert not signs_in(served, "venla", PASSWORD)


def test_a_disabled_account_can_be_let_in_again(prepared: Run, served: Settings) -> None:
    done(add(prepared, *WORKER))
    done(prepared("staff", "disable", "venla"))

    done(prepared("staff", "change", "venla", "--enable"))

    assert signs_in(served, "venla", PASSWORD)


@pytest.mark.parametrize("verb", ["change", "disable"])
def test_an_unknown_account_is_named(prepared: Run, verb: str) -> None:
    assert "venla" in refusal(prepared("staff", verb, "venla"))


# -- catalogue --


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A catalogue that an editor has given a new version."""
    text = packaged_lapland_text()
    (old,) = [line for line in text.splitlines() if line.startswith("version = ")][:1]
    path = tmp_path / "edited.toml"
    path.write_text(text.replace(old, 'version = "lappi-edited"', 1), encoding="utf-8")
    return path


@pytest.fixture
def full_of_holes(tmp_path: Path) -> Path:
    path = tmp_path / "holes.toml"
    text = packaged_lapland_text().replace('intake_unit = "palveluohjaus"', 'intake_unit = "x"')
    path.write_text(text.replace('default = "neuvola"', 'default = "y"'), encoding="utf-8")
    return path


def test_a_catalogue_without_holes_passes(edited: Path) -> None:
    assert "lappi-edited" in done(CliRunner().invoke(app, ["catalogue", "check", str(edited)]))


def test_every_hole_of_a_catalogue_is_listed(full_of_holes: Path) -> None:
    result = CliRunner().invoke(app, ["catalogue", "check", str(full_of_holes)])

    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) > 1
    assert "intake_unit" in result.stderr


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["catalogue", "check", str(tmp_path / "none.toml")])

    assert "none.toml" in refusal(result)


@on_both_stores
def test_a_published_catalogue_is_in_force(prepared: Run, edited: Path) -> None:
    done(prepared("catalogue", "publish", str(edited)))

    assert json.loads(done(prepared("catalogue", "show", "--json")))["version"] == "lappi-edited"


def test_a_catalogue_with_holes_is_not_published(
    prepared: Run, served: Settings, full_of_holes: Path
) -> None:
    prepared("catalogue", "publish", str(full_of_holes))

    with opened(served) as service, service.parts.database.views.connect() as connection:
        assert len(connection.execute(select(catalogues.c.number)).fetchall()) == 1


def test_a_version_is_published_once(prepared: Run, edited: Path) -> None:
    done(prepared("catalogue", "publish", str(edited)))

    assert "published already" in refusal(prepared("catalogue", "publish", str(edited)))


# -- rebuild --


@on_both_stores
def test_a_rebuild_names_every_read_model(prepared: Run, served: Settings) -> None:
    with opened(served) as service:
        service.submit()

    lines = done(prepared("rebuild")).splitlines()

    assert [line.partition(": ")[2] for line in lines] == ["2 events"] * 3


def test_one_read_model_can_be_rebuilt_alone(prepared: Run) -> None:
    assert done(prepared("rebuild", "queue_1")) == "queue_1: 0 events\n"


def test_an_unknown_read_model_is_refused_with_the_known_ones(prepared: Run) -> None:
    assert "queue_1" in refusal(prepared("rebuild", "queue_0"))


# -- erase --


def wrapped_words(service: TestedService, request_id: UUID) -> bytes | None:
    with service.parts.database.views.connect() as connection:
        return connection.scalar(
            select(request_keys.c.words).where(request_keys.c.request_id == request_id)
        )


def test_erasing_removes_the_bytes_of_the_key_from_every_file(
    prepared: Run, service: TestedService
) -> None:
    receipt = service.submit()
    key = wrapped_words(service, receipt.request_id)

    done(prepared("erase", receipt.reference, "--reason", "Pyytäjä pyysi."))

    directory = service.parts.settings.data_dir
    files = [path for path in directory.rglob("*") if path.is_file()]
    assert key is not None
    assert not [path for path in files if key in path.read_bytes()]


@on_both_stores
def test_an_erased_request_has_no_key(prepared: Run, service: TestedService) -> None:
    receipt = service.submit()

    done(prepared("erase", receipt.reference.lower(), "--reason", "Pyytäjä pyysi."))

    assert wrapped_words(service, receipt.request_id) is None


@on_both_stores
def test_erasing_twice_is_harmless(prepared: Run, service: TestedService) -> None:
    reference = service.submit().reference
    done(prepared("erase", reference, "--reason", "Pyytäjä pyysi."))

    done(prepared("erase", reference, "--reason", "Varmuuden vuoksi."))


def protected(service: TestedService) -> str:
    """The reference of a request that the law says to keep."""
    receipt = service.submit()
    notice = RecordProtectionNotice(
        request_id=receipt.request_id,
        to=Personal("Lastensuojelu"),
        because=Personal("Huoli."),
        family_told=True,
    )
    service.parts.triage.execute_and_wait(notice, AINO)
    return receipt.reference


def test_a_request_to_be_kept_by_law_is_not_erased(prepared: Run, service: TestedService) -> None:
    reference = protected(service)

    assert "--despite-class" in refusal(prepared("erase", reference, "--reason", "Pyyntö."))


@on_both_stores
def test_a_second_reason_erases_what_is_kept_by_law(prepared: Run, service: TestedService) -> None:
    reference = protected(service)

    done(prepared("erase", reference, "--reason", "Pyyntö.", "--despite-class", "Päätös 7."))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("2222-2222-2222", "--reason", "Pyyntö."), "no request has the reference"),
        (("2222-2222-2222", "--reason", "  "), "reason"),
    ],
)
def test_erasing_needs_a_request_and_a_reason(
    prepared: Run, arguments: tuple[str, ...], said: str
) -> None:
    assert said in refusal(prepared("erase", *arguments))


# -- the processes of production --


@pytest.mark.parametrize("command", [("web", "--port", "0"), ("follow",)])
def test_a_single_machine_is_told_to_serve(
    tmp_path: Path, process_as_before: None, command: tuple[str, ...]
) -> None:
    runner = CliRunner(env=environment_for(tmp_path / "data"))
    done(runner.invoke(app, ["upgrade"]))

    assert "pyyda-apua serve" in refusal(runner.invoke(app, list(command)))


def test_a_worker_without_a_broker_says_what_to_set(tmp_path: Path) -> None:
    arguments = [sys.executable, "-m", "celery", "-A", "wiring.celery", "worker"]
    environment = environment_for(tmp_path) | {"PATH": os.environ["PATH"]}

    ended = subprocess.run(
        arguments, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (ended.returncode, "PYYDA_REDIS_URL" in ended.stderr) == (1, True)


def test_what_no_role_needs_is_no_role() -> None:
    arguments = ["staff", "add", "venla", "--name", "Venla", "--role", str(Role.REQUESTER)]

    assert CliRunner().invoke(app, arguments).exit_code == 2


def test_a_listed_account_has_no_password_in_it(prepared: Run, served: Settings) -> None:
    with opened(served) as service, service.parts.database.views.connect() as connection:
        secret = staff.password_hash(connection, "aino")

    assert secret
    assert secret not in done(prepared("staff", "list", "--json"))
