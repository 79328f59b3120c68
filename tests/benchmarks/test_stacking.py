"""Cases are timed in two checkouts, and all processes of a command are accounted for."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.processes import run
from benchmarks.stacking import HERE, compare, lines

BUSY = """
import os, sys, time
if os.fork():
    sys.exit()  # its child goes on alone
while time.process_time() < 0.5:
    pass
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux hands orphans on")
def test_the_time_of_processes_that_outlive_their_parent_counts() -> None:
    assert run([sys.executable, "-c", BUSY], {}).cpu > 0.5


def test_what_a_command_prints_is_kept() -> None:
    environ = {"GREETING": "hello"}
    assert (
        run([sys.executable, "-c", "import os; print(os.environ['GREETING'])"], environ).output
        == "hello\n"
    )


@pytest.mark.slow
@pytest.mark.parametrize("case", ["1x200", "30x200"])
def test_a_case_is_timed_in_both_checkouts(case: str) -> None:
    (compared,) = compare(HERE, [case], repeats=1, weeks=1)
    assert len(compared.ours) == len(compared.theirs) == 1
    ((title, *_),) = lines([compared])
    assert "1 weeks: CPU" in title


def test_a_folder_that_is_no_checkout_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no src/movementsim"):
        compare(tmp_path, ["1x200"], 1)
