"""Does the suite refuse to leave a test out in silence?"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.reading import ROOT

SKIPS = "import pytest\ndef test_x():\n    pytest.skip('no reason')\n"
SKIPS_ITS_MODULE = "import pytest\npytest.importorskip('no_such_module')\ndef test_x(): ...\n"
ASKS_FOR_A_SERVER = "def test_x(postgres_url): ...\n"
PASSES = "def test_x(): ...\n"


@pytest.mark.parametrize(
    ("folder", "code", "said"),
    [
        ("domain", SKIPS, "1 failed"),
        ("domain", SKIPS_ITS_MODULE, "1 error"),
        ("domain", ASKS_FOR_A_SERVER, "no server in this tier"),
        ("elsewhere", PASSES, "tests/elsewhere is no tier"),
    ],
)
def test_a_test_that_does_not_run_fails_the_suite(
    tmp_path: Path, folder: str, code: str, said: str
) -> None:
    done = run_suite(tmp_path, folder, code)
    assert done.returncode != 0
    assert said in done.stdout + done.stderr


def test_a_test_that_runs_passes(tmp_path: Path) -> None:
    assert run_suite(tmp_path, "domain", PASSES).returncode == 0


def run_suite(folder: Path, tier: str, code: str) -> subprocess.CompletedProcess[str]:
    """Runs this suite's own conftest and settings over one planted test."""
    planted = folder / "tests" / tier
    planted.mkdir(parents=True)
    (planted / "test_planted.py").write_text(code, encoding="utf-8")
    for name in ("conftest.py", "servers.py"):
        shutil.copy(ROOT / "tests" / name, folder / "tests" / name)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"],
        cwd=folder,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
