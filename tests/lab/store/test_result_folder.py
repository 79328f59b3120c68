"""Lost or changed runs in a folder of results are detected."""

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from movementsim.errors import InputError
from movementsim.lab.report.status import status_text
from movementsim.lab.report.two_sweeps import SweepTables
from movementsim.lab.store.crate import write_crate
from movementsim.lab.store.parquet import read_table, write_table
from tests.lab.stored import copied


def cut(runs: pd.DataFrame) -> pd.DataFrame:
    return runs[3:]


def changed(runs: pd.DataFrame) -> pd.DataFrame:
    return runs.assign(members=runs["members"] + 1)


def grown(runs: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([runs, runs[:1].assign(run_id="another")])


def test_sweep_with_missing_runs_is_not_reported_as_finished(tmp_path: Path) -> None:
    folder = copied(tmp_path / "a", runs={"planned": 90, "there": 78, "failed": 12})
    assert re.search(r"ended \S+, 12 failed; digest", status_text(folder))
    with pytest.raises(InputError, match="12 of 90 runs are missing"):
        write_crate(folder, tmp_path / "a.zip")
    assert "finished 20" in status_text(copied(tmp_path / "b"))


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (cut, r"3 of 90 runs are missing from runs\.parquet; `movementsim resume"),
        (changed, "the stored runs have been changed"),
        (grown, r"runs\.parquet has 91 runs, and manifest\.json names 90"),
    ],
)
def test_changed_runs_are_neither_compared_nor_published(
    how: Callable[[pd.DataFrame], pd.DataFrame], words: str, tmp_path: Path
) -> None:
    folder = copied(tmp_path / "a")
    table = folder.path / "runs.parquet"
    write_table(how(read_table(table)), table)
    with pytest.raises(InputError, match=words):
        SweepTables.of(folder, "a")
    with pytest.raises(InputError, match=words):
        write_crate(folder, tmp_path / "a.zip")
    table.unlink()
    with pytest.raises(InputError, match=r"runs\.parquet is missing"):
        write_crate(folder, tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == [folder.path]
