"""Does the suite refuse to leave a test out in silence?"""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.architecture.reading import ROOT
from tests.environment import inherited

SKIPS = "import pytest\ndef test_x():\n    pytest.skip('no reason')\n"
SKIPS_ITS_MODULE = "import pytest\npytest.importorskip('no_such_module')\ndef test_x(): ...\n"
ASKS_FOR_A_SERVER = "def test_x(postgres_url): ...\n"
PASSES = "def test_x(): ...\n"


def test_a_skipped_test_has_failed(tmp_path: Path) -> None:
    done = run_suite(tmp_path, {"domain/test_a.py": SKIPS, "domain/test_b.py": PASSES})
    assert "1 failed, 1 passed" in done.stdout
    assert done.returncode == 1


def test_a_skipped_module_stops_the_suite(tmp_path: Path) -> None:
    done = run_suite(tmp_path, {"domain/test_a.py": SKIPS_ITS_MODULE})
    assert "1 error" in done.stdout
    assert done.returncode != 0


def test_a_tier_without_servers_gets_none(tmp_path: Path) -> None:
    done = run_suite(tmp_path, {"domain/test_a.py": ASKS_FOR_A_SERVER})
    assert "no server in this tier" in done.stderr
    assert done.returncode != 0


def test_a_folder_that_is_no_tier_stops_the_suite(tmp_path: Path) -> None:
    done = run_suite(tmp_path, {"elsewhere/test_a.py": PASSES})
    assert "tests/elsewhere is no tier" in done.stderr
    assert done.returncode != 0


def run_suite(folder: Path, planted: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Runs this suite's own conftest and settings over planted tests; they are by path."""
    for path, code in planted.items():
        (folder / "tests" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "tests" / path).write_text(code, encoding="utf-8")
    for name in ("conftest.py", "environment.py", "servers.py"):
        shutil.copy(ROOT / "tests" / name, folder / "tests")
    shutil.copy(ROOT / "pyproject.toml", folder)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:schemathesis"],
        cwd=folder,
        env=inherited(),
        capture_output=True,
        text=True,
        check=False,
    )
