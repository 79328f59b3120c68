"""Folders of an earlier version stay readable: `retention` was called `staying`."""

from pathlib import Path

import pandas as pd
import pytest

from movementsim.lab.design.plan import Plan
from movementsim.lab.execution.simulate import Records, simulate
from movementsim.lab.store.finished import BlockResult, combine_results
from movementsim.lab.store.layout import RETENTION, TableFiles
from movementsim.lab.store.parquet import Tables, read_table, write_table
from movementsim.lab.store.store import Store
from tests.lab.made_up import planned


@pytest.fixture(scope="module")
def plan() -> Plan:
    return planned()


@pytest.fixture(scope="module")
def finished(plan: Plan) -> list[BlockResult]:
    return [simulate([run], Records(plan.experiment.record)) for run in plan.runs[:2]]


def make_former(folder: Path, prefix: str = "") -> None:
    """Give a table of retention its former name."""
    now = TableFiles(folder, prefix).file(RETENTION)
    rows = read_table(now).rename(columns={RETENTION: "staying"})
    write_table(rows, TableFiles(folder, prefix).file("staying"))
    now.unlink()


def test_table_with_its_former_name_is_read_under_the_present_one(
    plan: Plan, finished: list[BlockResult], tmp_path: Path
) -> None:
    store = Store(tmp_path)
    store.open()
    store.keep(combine_results(finished))
    wanted = store.close(plan)[RETENTION]
    make_former(tmp_path)
    tables = Tables(tmp_path)
    assert RETENTION in tables
    pd.testing.assert_frame_equal(tables[RETENTION], wanted)
    read = store.read(RETENTION)
    assert read is not None
    assert list(read) == list(wanted)


def test_table_with_its_former_name_is_written_under_the_present_one(
    plan: Plan, finished: list[BlockResult], tmp_path: Path
) -> None:
    store = Store(tmp_path)
    store.open()
    store.keep(combine_results(finished[:1]))
    store.close(plan)
    make_former(tmp_path)
    store.keep(combine_results(finished[1:]))  # the block has the present name
    written = store.close(plan)[RETENTION]
    assert not (tmp_path / "staying.parquet").exists()
    assert "staying" not in written
    assert set(written["run_id"]) == {run.ids[0] for run in finished}
    known = pd.concat([run.tables[RETENTION] for run in finished])
    both = written.merge(known, on=["run_id", "group", "weeks"], suffixes=("", "_known"))
    assert len(both) == len(known)
    pd.testing.assert_series_equal(both[RETENTION], both[f"{RETENTION}_known"], check_names=False)
