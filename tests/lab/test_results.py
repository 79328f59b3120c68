from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import movementsim
from movementsim import Movement
from movementsim.errors import InputError
from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.config.experiment import Experiment
from movementsim.lab.design.labels import parameter_label
from movementsim.lab.design.plan import Plan
from movementsim.lab.design.planning import make_plan
from movementsim.lab.execution.scrub_paths import scrub_paths
from movementsim.lab.execution.single_run import make_run, retention_table, try_run
from movementsim.lab.store.atomic import atomic_write
from movementsim.lab.store.digest import runs_digest
from movementsim.lab.store.finished import FailedRun, FinishedRun, block_result
from movementsim.lab.store.parquet import read_table, write_table
from movementsim.lab.store.store import Store
from movementsim.measures import mean_interval, paired_difference


@pytest.fixture(scope="module")
def small() -> Plan:
    values = {
        "experiment": {"name": "small", "question": "?", "weeks": 30},
        "movement": {"members": 40, "network": {"branch_size": 20}},
        "arms": {
            "organisers": {"following": {"Organiser": 0.1}},
            "factionalists": {"following": {"Factionalist": 0.1}},
        },
        "replicates": {"number": 3},
        "record": {"every": 10, "metrics": ["members", "trust"]},
    }
    return make_plan(Experiment.from_values(values), Path(), "small")


@pytest.fixture(scope="module")
def finished(small: Plan) -> list[FinishedRun]:
    return [make_run(run, small.experiment.record) for run in small.runs]


def test_what_is_kept_of_a_run(small: Plan, finished: list[FinishedRun]) -> None:
    for run in finished:
        row = run.tables["runs"].iloc[0]
        series = run.tables["series"]
        assert list(series["week"]) == [0, 10, 20, 30]
        assert series["members"].iloc[0] == 40
        assert series["members"].iloc[-1] == row["members"]
        anger = [name for name in row.index if name.startswith("angry_voices.")]
        assert row[anger].sum() == row["angry_voices"]
        stay = run.tables["retention"].set_index(["group", "weeks"])["retention"]
        assert stay["founders"].iloc[0] == pytest.approx(1, abs=0.05)
        assert (np.diff(stay["founders"].dropna()) <= 0).all()
    offices = [f"weeks_in_office.{name}" for name in ("RankAndFile", "Organiser")]
    assert (finished[0].tables["runs"][offices] > 0).to_numpy().any()


def test_retention_is_the_share_of_founders_still_there(small: Plan) -> None:
    movement = Movement(small.runs[0].scenario).run(26)
    people = movement.world.people
    founders = people.joined < 0
    founders &= people.status >= 2
    here = (people.status[founders] == 2).mean()
    found = retention_table(movement).set_index(["group", "weeks"])["retention"]
    assert found["founders", 26] == pytest.approx(here)


def test_a_store_goes_on_and_loses_nothing(
    small: Plan, finished: list[FinishedRun], tmp_path: Path
) -> None:
    store = Store(tmp_path / "results")
    store.open()
    assert store.known() == set()
    store.keep(block_result(finished[:2]))
    assert Store(store.folder).known() == {run.id for run in finished[:2]}
    store.keep(block_result(finished[2:]))
    tables = store.close(small)
    assert list(tables["runs"]["run_id"]) == [run.id for run in small.runs]
    assert list(tables["runs"]["arm"]) == ["organisers", "factionalists"] * 3
    assert not store.blocks.exists()
    again = Store(store.folder)
    assert again.known() == {run.id for run in finished}
    pd.testing.assert_frame_equal(again.close(small)["runs"], tables["runs"])


def test_a_run_that_was_cut_out_and_made_again_is_there_once(
    small: Plan, finished: list[FinishedRun], tmp_path: Path
) -> None:
    store = Store(tmp_path)
    store.open()
    store.keep(block_result(finished))
    before = dict(store.close(small))
    write_table(before["runs"][2:], tmp_path / "runs.parquet")
    store.keep(block_result(finished[:2]))
    after = store.close(small)
    for table, rows in before.items():
        pd.testing.assert_frame_equal(after[table], rows)


def test_a_block_without_its_runs_does_not_count(
    finished: list[FinishedRun], tmp_path: Path
) -> None:
    store = Store(tmp_path)
    store.open()
    store.keep(block_result(finished[:2]))
    (runs,) = store.blocks.glob("*.runs.parquet")
    runs.unlink()
    assert store.known() == set()


def test_the_digest_is_free_of_order_and_of_the_last_digits(
    small: Plan, finished: list[FinishedRun], tmp_path: Path
) -> None:
    found = set()
    for number, order in enumerate((finished, finished[::-1])):
        store = Store(tmp_path / str(number))
        store.open()
        store.keep(block_result(order[:4]))
        store.keep(block_result(order[4:]))
        found.add(runs_digest(store.close(small)["runs"]))
    assert len(found) == 1
    runs = read_table(tmp_path / "0" / "runs.parquet")
    assert runs_digest(runs.sample(frac=1, random_state=1)) in found
    assert runs_digest(runs.assign(trust=runs["trust"] * (1 + 1e-13))) in found
    assert runs_digest(runs.assign(trust=runs["trust"] * (1 + 1e-6))) not in found
    assert runs_digest(runs.assign(members=runs["members"] + 1)) not in found
    assert runs_digest(runs.drop(columns="cell")) in found


def test_tables_that_do_not_name_cells_yet_are_taken_up(
    small: Plan, finished: list[FinishedRun], tmp_path: Path
) -> None:
    store = Store(tmp_path)
    store.open()
    store.keep(block_result(finished))
    runs = store.close(small)["runs"]
    write_table(runs.drop(columns="cell"), tmp_path / "runs.parquet")
    again = store.close(small)["runs"]
    pd.testing.assert_frame_equal(again, runs)
    assert again.groupby("arm")["cell"].nunique().to_list() == [1, 1]


def test_tables_come_back_as_they_were(tmp_path: Path) -> None:
    table = pd.DataFrame({"a b.c": [1, 2], "x": [0.1, np.nan], "name": ["o'x", ""]})
    write_table(table, tmp_path / "it's.parquet")
    pd.testing.assert_frame_equal(read_table(tmp_path / "it's.parquet"), table, check_dtype=False)


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("before")

    def interrupted() -> None:
        with atomic_write(path) as beside:
            beside.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]
    (tmp_path / "runs.parquet").write_text("no table")
    with pytest.raises(InputError, match="cannot be read"):
        Store(tmp_path).known()


def test_answers_are_the_measures_of_twins(
    small: Plan, finished: list[FinishedRun], tmp_path: Path
) -> None:
    store = Store(tmp_path)
    store.open()
    store.keep(block_result(finished))
    runs = store.close(small)["runs"]
    estimates = Estimates(small, runs)
    one, other = small.cells
    assert estimates.reference(one) is None
    assert estimates.reference(other) is one
    ours, theirs = (runs[runs["arm"] == cell.arm]["trust"].to_numpy() for cell in small.cells)
    assert estimates.mean(one, "trust") == mean_interval(ours)
    assert estimates.difference(other, one, "trust") == paired_difference(theirs, ours)
    both = (other, one, other, one)
    assert estimates.interaction(both, "trust").mean == pytest.approx(0)
    table = estimates.summary().set_index(["arm", "metric"])
    row = table.loc[("factionalists", "trust")]
    assert row["difference"] == pytest.approx((theirs - ours).mean())
    assert row["reference"] == "organisers"


def test_twins_without_a_partner_are_left_out(
    small: Plan, finished: list[FinishedRun], tmp_path: Path
) -> None:
    store = Store(tmp_path)
    store.open()
    store.keep(block_result(finished[1:]))  # the first organisers' run is missing
    estimates = Estimates(small, store.close(small)["runs"])
    assert estimates.difference(small.cells[1], small.cells[0], "members").n == 2


def test_a_run_that_raises_is_told_without_places_of_this_machine(small: Plan) -> None:
    run = small.runs[0]
    # not everybody has time for the movement, so not everybody can be an organiser
    setup = replace(run.cell.setup, values={"members": 40, "following": {"Organiser": 1.0}})
    failed = try_run(replace(run, cell=replace(run.cell, setup=setup)), small.experiment.record)
    assert isinstance(failed, FailedRun)
    assert failed.id == run.id
    assert "lower the share" in failed.error
    assert "population.py" in failed.traceback
    assert str(Path(movementsim.__file__).parents[1]) not in failed.traceback


def test_what_a_library_raises_is_told_without_places_of_this_machine(small: Plan) -> None:
    run = small.runs[0]
    setup = replace(run.cell.setup, values={"members": 0})
    failed = try_run(replace(run, cell=replace(run.cell, setup=setup)), small.experiment.record)
    assert isinstance(failed, FailedRun)
    assert 'File "pydantic/main.py"' in failed.traceback
    assert not re.search(r'["\s]/', failed.error + failed.traceback)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("[Errno 2] No such file: '/home/ann/my data/x.csv'", "[Errno 2] No such file: 'x.csv'"),
        ('cannot open "/home/ann\'s/my data".', 'cannot open "my data".'),
        ("'/a' and '/home/ann'", "'/a' and 'ann'"),
        ("/srv/lab/ties.csv: line 3", "ties.csv: line 3"),
        ("error:/home/ann/x", "error:x"),
        ("</home/ann/x>", "<x>"),
        ("file:///home/ann/x, 'file:///srv/my lab/y'", "x, 'y'"),
        ("https://errors.pydantic.dev/2.12/v, /srv/x", "https://errors.pydantic.dev/2.12/v, x"),
        ("3/4 of votes and/or members/week", "3/4 of votes and/or members/week"),
    ],
)
def test_absolute_paths_alone_are_cut(said: str, told: str) -> None:
    assert scrub_paths(said) == told


def test_axes_say_what_a_parameter_means(small: Plan) -> None:
    assert parameter_label(small, "rules.opportunities.window") == "Window of a campaign (weeks)"
    assert parameter_label(small, "members") == "members"


def test_a_run_that_two_designs_share_has_a_row_in_each(
    small: Plan, finished: list[FinishedRun], tmp_path: Path
) -> None:
    twice = Plan(
        small.experiment,
        (*small.cells, *(replace(cell, design="again") for cell in small.cells)),
    )
    store = Store(tmp_path)
    store.open()
    store.keep(block_result(finished))
    for _ in range(2):
        tables = store.close(twice)
        assert len(tables["runs"]) == 2 * len(finished)
        assert tables["runs"]["run_id"].nunique() == len(finished)
        assert len(tables["series"]) == 4 * len(finished)
    rows = store.read("runs")
    assert rows is not None
    assert rows["run_id"].is_unique
