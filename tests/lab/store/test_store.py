"""The store of blocks and tables loses no run and duplicates none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from movementsim.lab.design.plan import Plan
from movementsim.lab.store.finished import BlockResult, combine_results
from movementsim.lab.store.parquet import read_table, write_table
from movementsim.lab.store.store import Store


def test_reopened_store_has_all_runs(
    small: Plan, finished: list[BlockResult], tmp_path: Path
) -> None:
    store = Store(tmp_path / "results")
    store.open()
    assert store.known() == set()
    store.keep(combine_results(finished[:2]))
    assert Store(store.folder).known() == {run.ids[0] for run in finished[:2]}
    store.keep(combine_results(finished[2:]))
    tables = store.close(small)
    assert list(tables["runs"]["run_id"]) == [run.id for run in small.runs]
    assert list(tables["runs"]["arm"]) == ["organisers", "factionalists"] * 3
    assert not store.blocks.exists()
    again = Store(store.folder)
    assert again.known() == {run.ids[0] for run in finished}
    pd.testing.assert_frame_equal(again.close(small)["runs"], tables["runs"])


def test_repeated_run_is_stored_once(
    small: Plan, finished: list[BlockResult], tmp_path: Path
) -> None:
    store = Store(tmp_path)
    store.open()
    store.keep(combine_results(finished))
    before = dict(store.close(small))
    write_table(before["runs"][2:], tmp_path / "runs.parquet")
    store.keep(combine_results(finished[:2]))
    after = store.close(small)
    for table, rows in before.items():
        pd.testing.assert_frame_equal(after[table], rows)


def test_block_without_its_table_of_runs_is_ignored(
    finished: list[BlockResult], tmp_path: Path
) -> None:
    store = Store(tmp_path)
    store.open()
    store.keep(combine_results(finished[:2]))
    (runs,) = store.blocks.glob("*.runs.parquet")
    runs.unlink()
    assert store.known() == set()


def test_tables_without_a_column_of_cells_are_completed(
    small: Plan, finished: list[BlockResult], tmp_path: Path
) -> None:
    store = Store(tmp_path)
    store.open()
    store.keep(combine_results(finished))
    runs = store.close(small)["runs"]
    write_table(runs.drop(columns="cell"), tmp_path / "runs.parquet")
    again = store.close(small)["runs"]
    pd.testing.assert_frame_equal(again, runs)
    assert again.groupby("arm")["cell"].nunique().to_list() == [1, 1]


def test_written_table_is_read_back(tmp_path: Path) -> None:
    table = pd.DataFrame({"a b.c": [1, 2], "x": [0.1, np.nan], "name": ["o'x", ""]})
    write_table(table, tmp_path / "it's.parquet")
    pd.testing.assert_frame_equal(read_table(tmp_path / "it's.parquet"), table, check_dtype=False)


def test_run_shared_by_two_designs_has_a_row_in_each(
    small: Plan, finished: list[BlockResult], tmp_path: Path
) -> None:
    twice = Plan(
        small.experiment,
        (*small.cells, *(replace(cell, design="again") for cell in small.cells)),
    )
    store = Store(tmp_path)
    store.open()
    store.keep(combine_results(finished))
    for _ in range(2):
        tables = store.close(twice)
        assert len(tables["runs"]) == 2 * len(finished)
        assert tables["runs"]["run_id"].nunique() == len(finished)
        assert len(tables["series"]) == 4 * len(finished)
    rows = store.read("runs")
    assert rows is not None
    assert rows["run_id"].is_unique
