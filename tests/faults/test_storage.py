"""Full disks, damaged files and folders with other results cost no runs."""

from __future__ import annotations

import json
import os
import resource
import subprocess
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from movementsim.errors import InputError
from movementsim.lab.conduct import conduct
from movementsim.lab.config.experiment import Experiment
from movementsim.lab.design.plan import Plan
from movementsim.lab.design.planning import make_plan
from movementsim.lab.design.shard import Shard
from movementsim.lab.execution.simulate import Records, simulate
from movementsim.lab.execution.workers import WorkerSettings
from movementsim.lab.store.finished import BlockResult, combine_results
from movementsim.lab.store.layout import RUNS
from movementsim.lab.store.lock import locked_folder
from movementsim.lab.store.manifest import Provenance
from movementsim.lab.store.merge import merge_results
from movementsim.lab.store.result_folder import ResultFolder
from movementsim.lab.store.store import Store

from .conftest import SABOTEUR, Command, CountingProgress, Lab

pytestmark = pytest.mark.thorough

SOURCE = Provenance("movementsim run small.toml", Path(), (SABOTEUR,))


@pytest.fixture(scope="module")
def finished(planned: Plan) -> list[BlockResult]:
    os.environ["SABOTAGE"] = "no such file"
    return [simulate([run], Records(planned.experiment.record)) for run in planned.runs]


def finish(lab: Lab, of: Plan | None = None, shard: Shard | None = None) -> None:
    """Run the missing runs and write the results, as the command does."""
    settings = WorkerSettings(2, plugins=(SABOTEUR,))
    conduct(of or lab.plan, lab.folder, settings, CountingProgress(), SOURCE, shard=shard)


def reported_digest(folder: Path) -> str:
    return str(json.loads((folder / "manifest.json").read_text())["digest"])


@pytest.mark.parametrize(
    ("size", "message"), [(6_000, "runs cannot be written"), (20_000, "report cannot be written")]
)
def test_full_disk_stops_the_sweep_and_fails_no_run(
    lab: Lab, command: Command, size: int, message: str
) -> None:
    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    lab.store.open()
    process = command("run", "small.toml", "--plugin", SABOTEUR, before=small_files)
    said = process.communicate(timeout=300)[1]
    assert process.returncode == 2, said
    assert message in said
    assert "Traceback" not in said
    assert lab.failures() == []
    assert not list(lab.folder.rglob("*.tmp"))
    assert not list(lab.folder.glob("*.png"))
    kept = lab.store.known()
    process = command("resume", "runs/small")
    assert process.wait(300) == 0
    assert kept <= set(lab.runs()["run_id"])
    assert reported_digest(lab.folder) == lab.expected


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a small file system")
def test_small_file_system_that_fills_up(
    lab: Lab, finished: list[BlockResult], tmp_path: Path
) -> None:
    place = tmp_path / "small-disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)], check=False
    )
    if made.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        with pytest.raises(InputError, match="MB are needed"):
            Store(place / "results").open()
        assert not list(place.iterdir())
        store = Store(place)
        store.keep(combine_results(finished[:2]))
        with pytest.raises(InputError, match="cannot be written any more"):
            _keep_each(store, finished[2:])
        kept = store.known()
        assert {run.ids[0] for run in finished[:2]} <= kept < {run.ids[0] for run in finished}
        assert not list(place.rglob("*.tmp"))
    finally:
        subprocess.run(["umount", str(place)], check=True)


def _keep_each(store: Store, runs: list[BlockResult]) -> None:
    for run in runs:
        store.keep(combine_results([run]))


@pytest.mark.parametrize("table", ["series", "runs"])
def test_damaged_table_is_set_aside_and_its_runs_are_repeated(
    lab: Lab, finished: list[BlockResult], table: str
) -> None:
    lab.store.open()
    store = lab.store
    store.keep(combine_results(finished[:4]))
    store.keep(combine_results(finished[4:20]))
    torn = sorted(lab.folder.glob(f"blocks/*.{table}.parquet"))[0]
    torn.write_bytes(torn.read_bytes()[:-30])
    finish(lab)
    assert reported_digest(lab.folder) == lab.expected
    assert list(lab.folder.glob("blocks/*.torn"))
    assert list(lab.runs()["run_id"]) == [run.id for run in lab.plan.runs]


def test_config_changed_during_a_sweep_keeps_stored_runs(
    lab: Lab, finished: list[BlockResult]
) -> None:
    store = lab.store
    store.open()
    store.keep(combine_results(finished[:10]))
    values = lab.plan.experiment.resolved()
    values["movement"]["members"] = 20
    finish(lab, make_plan(Experiment.from_values(values), Path(), "changed"))
    assert reported_digest(lab.folder) != lab.expected
    assert len(pd.read_csv(lab.folder / "runs.csv")) == 24
    assert {run.ids[0] for run in finished[:10]} <= store.known()  # set aside
    finish(lab)
    assert reported_digest(lab.folder) == lab.expected
    assert list(pd.read_csv(lab.folder / "runs.csv")["run_id"]) == [run.id for run in lab.plan.runs]


def test_shards_make_up_one_sweep_also_if_one_runs_twice(lab: Lab) -> None:
    for number in (1, 3, 3, 2):
        finish(lab, shard=Shard(number, 3))
        assert not (lab.folder / "report.md").exists()
    assert lab.runs()["run_id"].is_unique
    assert not ResultFolder(lab.folder).missing
    with locked_folder(lab.folder, Shard(1, 3)):
        with pytest.raises(InputError, match="process"), locked_folder(lab.folder, Shard(1, 3)):
            pass
        with locked_folder(lab.folder, Shard(2, 3)):  # at the same time
            pass
        with pytest.raises(InputError, match="process"), locked_folder(lab.folder):
            pass
    finish(lab)
    assert reported_digest(lab.folder) == lab.expected
    assert (lab.folder / "report.md").exists()


def test_results_of_another_model_are_kept_apart(lab: Lab, finished: list[BlockResult]) -> None:
    older = [
        replace(
            run,
            ids=[f"0{run.ids[0][1:]}"],
            tables={
                name: rows.assign(run_id=f"0{run.ids[0][1:]}") for name, rows in run.tables.items()
            },
        )
        for run in finished
    ]
    lab.store.open()
    lab.store.keep(combine_results(older))
    config = lab.plan.experiment.resolved()
    about = {"versions": {"model": "0", "movementsim": "0.0.1"}, "command": "x", "config": config}
    (lab.folder / "manifest.json").write_text(json.dumps(about))
    with pytest.raises(InputError, match="made by model 0, this is model"):
        _ = ResultFolder(lab.folder).plan
    finish(lab)
    assert reported_digest(lab.folder) == lab.expected
    assert {run.ids[0] for run in older} <= lab.store.known()


def test_merge_accepts_equal_rows_and_refuses_others(
    lab: Lab, finished: list[BlockResult], tmp_path: Path
) -> None:
    places = [tmp_path / name / "small" for name in "abc"]
    parts = finished[:14], finished[10:], [_with_changed_trust(finished[12])]
    for place, runs in zip(places, parts, strict=True):
        made = replace(lab, folder=place)
        made.store.open()
        finish(made, shard=Shard(1, 1000))  # writes the plan
        made.store.forget()
        made.store.keep(combine_results(runs))
    with pytest.raises(InputError, match=f"run {finished[12].ids[0]}, trust"):
        merge_results(ResultFolder(places[0]), [ResultFolder(places[2])])
    assert Store(places[0]).known() == {run.ids[0] for run in parts[0]}
    _, new = merge_results(ResultFolder(places[0]), [ResultFolder(places[1])])
    assert new == 10
    made = replace(lab, folder=places[0])
    assert made.digest() == lab.expected


def _with_changed_trust(run: BlockResult) -> BlockResult:
    runs = run.tables[RUNS]
    return replace(run, tables={**run.tables, RUNS: runs.assign(trust=runs["trust"] * 1.0001)})


def test_many_blocks_are_merged(
    lab: Lab, finished: list[BlockResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("movementsim.lab.store.store._MOST_BLOCKS", 5)
    store = lab.store
    store.open()
    for run in finished:
        store.keep(combine_results([run]))
    store.keep(BlockResult())
    assert len(list(lab.folder.glob("blocks/*.runs.parquet"))) < 10
    assert lab.digest() == lab.expected
