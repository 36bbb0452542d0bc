"""The command line ends as its users expect."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("line", [["nonsense"], ["help", "nonsense"], ["gate", "--no-such-option"]])
def test_wrong_use_ends_with_two_and_says_nothing_on_standard_output(line: list[str], tmp_path: Path) -> None:
    home = {"QUOTAHIT_HOME": str(tmp_path), "PATH": ""}
    done = subprocess.run([sys.executable, str(ROOT / "manage.py"), *line], env=home, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr
