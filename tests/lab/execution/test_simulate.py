"""The tables of runs, which are the same alone and in any stack."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from movementsim import Movement
from movementsim.kernel.draws import Draws
from movementsim.kernel.tables import TableSet
from movementsim.lab.config.experiment import Experiment
from movementsim.lab.design.plan import Plan, Run, Setup
from movementsim.lab.design.planning import make_plan
from movementsim.lab.execution.simulate import Records, retention_table, simulate
from movementsim.lab.store.finished import BlockResult
from movementsim.rules.person.fear import Fear
from movementsim.simulation.stack import Stack
from movementsim.state.changes import Changes
from movementsim.state.world import World

PUBLISHED = Path(__file__).parents[3] / "results" / "quickstart" / "runs.csv"


def test_tables_of_a_run_agree_with_the_movement(small: Plan, finished: list[BlockResult]) -> None:
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


def test_retention_is_the_share_of_founders_who_are_still_members(small: Plan) -> None:
    movement = Movement(small.runs[0].scenario).run(26)
    people = movement.world.people
    founders = people.joined < 0
    founders &= people.status >= 2
    here = (people.status[founders] == 2).mean()
    found = retention_table(movement.stack, np.array(["only"])).set_index(["group", "weeks"])[
        "retention"
    ]
    assert found["founders", 26] == pytest.approx(here)


def test_the_columns_of_published_runs_are_still_stored(finished: list[BlockResult]) -> None:
    with PUBLISHED.open(encoding="utf-8") as file:
        published = next(csv.reader(file))
    stored = finished[0].tables["runs"].columns

    def totals(names: Iterable[str]) -> set[str]:
        return {name.partition(".")[0] for name in names if "." in name}

    assert totals(published) == totals(stored)
    assert set(Movement(members=20, seed=1).read()) <= set(published)


# -- stacks


@pytest.fixture(scope="module")
def varied() -> Plan:
    """Return a plan of runs that differ in nearly everything; also in weeks and in rules."""
    values = {
        "experiment": {"name": "varied", "question": "?", "weeks": 24},
        "movement": {"members": 40, "network": {"branch_size": 20}},
        "arms": {
            "organisers": {"following": {"Organiser": {"share": 0.1, "eye": 0.2}}},
            "factionalists": {"following": {"Factionalist": 0.1, "Broker": 0.05}},
            "short": {"following": {"Organiser": 0.1, "Factionalist": 0.05}, "members": 60},
            "few rules": {"without": ["drift"], "following": {"Careerist": 0.1}},
            "two waves": {"waves": 2, "following": {"Imitator": 0.2}},
        },
        "design": {
            "kind": "grid",
            "parameters": {"rules.fear.half_life": [4, 30], "rules.leave.base_hazard": [0.0, 0.2]},
        },
        "replicates": {"number": 2},
        "record": {"every": 4, "metrics": ["members", "trust", "power_gini", "turnout"]},
    }
    return make_plan(Experiment.from_values(values), Path(), "varied")


@pytest.fixture(scope="module")
def undisturbed(varied: Plan) -> dict[str, pd.DataFrame]:
    """Return the tables of all runs, simulated one by one."""
    alone = [simulate([run], Records(varied.experiment.record)) for run in varied.runs]
    assert not [failed for result in alone for failed in result.failed]
    return sorted_tables([result.tables for result in alone])


def sorted_tables(parts: list[dict[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """Return tables of several results as one, by run and with columns in alphabetical order."""
    tables = {}
    for name in parts[0]:
        table = pd.concat([part[name] for part in parts], ignore_index=True)
        keys = [key for key in ("run_id", "group", "week", "weeks") if key in table]
        tables[name] = table.sort_values(keys, ignore_index=True)[sorted(table)]
    return tables


def assert_same(found: dict[str, pd.DataFrame], expected: dict[str, pd.DataFrame]) -> None:
    """Assert that tables are the same to the bit."""
    assert found.keys() == expected.keys()
    for name, table in found.items():
        pd.testing.assert_frame_equal(table, expected[name], check_exact=True)


@pytest.mark.parametrize("size", [2, 7, 1000])
def test_tables_are_the_same_in_stacks_of_any_size_and_order(
    varied: Plan, undisturbed: dict[str, pd.DataFrame], size: int
) -> None:
    runs = [
        varied.runs[place] for place in np.random.default_rng(size).permutation(len(varied.runs))
    ]
    results = [
        simulate(runs[begin : begin + size], Records(varied.experiment.record))
        for begin in range(0, len(runs), size)
    ]
    assert_same(sorted_tables([result.tables for result in results]), undisturbed)


def test_a_run_that_raises_in_a_stack_is_recorded_alone(
    varied: Plan, undisturbed: dict[str, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    ill = varied.runs[5]
    seeds, half_life = [], ill.cell.scenario.rules["fear"]["half_life"]
    resolve = Fear.resolve

    def raise_sometimes(self: Fear, world: World, acts: TableSet, draws: Draws) -> Changes:
        mine = self.of(world.movements).half_life == half_life
        if world.week == 9 and (mine & (np.array(world.movements.seeds) == ill.seed)).any():
            seeds.append(world.movements.seeds)
            raise RuntimeError("out of order")
        return resolve(self, world, acts, draws)

    monkeypatch.setattr(Fear, "resolve", raise_sometimes)
    result = simulate(varied.runs, Records(varied.experiment.record))
    failed = {run.id for run in result.failed}
    expected = {
        run.id
        for run in varied.runs
        if run.seed == ill.seed and run.cell.scenario.rules["fear"]["half_life"] == half_life
    }
    assert failed == expected
    assert ill.id in failed
    assert all(
        "out of order" in run.error and "raise_sometimes" in run.traceback for run in result.failed
    )
    assert len(seeds[0]) > 1, "it raised in a stack"
    others = {
        name: table[~table["run_id"].isin(failed)].reset_index(drop=True)
        for name, table in undisturbed.items()
    }
    assert_same(sorted_tables([result.tables]), others)


def test_a_run_whose_scenario_is_wrong_is_recorded_alone(small: Plan) -> None:
    wrong = replace(small.runs[1].cell.setup, values={"members": 0})
    runs = [small.runs[0], with_setup(small.runs[1], wrong), small.runs[2]]
    result = simulate(runs, Records(small.experiment.record))
    assert result.ids == [small.runs[0].id, small.runs[2].id]
    assert [run.id for run in result.failed] == [small.runs[1].id]


def with_setup(run: Run, setup: Setup) -> Run:
    return replace(run, cell=replace(run.cell, setup=setup))


@pytest.mark.parametrize("use", ["if", "exp", "hash", "array"])
def test_runs_that_differ_in_what_a_rule_uses_as_one_number_share_no_stack(
    varied: Plan,
    undisturbed: dict[str, pd.DataFrame],
    monkeypatch: pytest.MonkeyPatch,
    use: str,
) -> None:
    uses: dict[str, Callable[[Any], Any]] = {
        "if": lambda value: 1 if value > 10 else 2,
        "exp": np.exp,
        "hash": lambda value: {value: 1},
        "array": lambda value: np.ones(3) * value,
    }
    resolve = Fear.resolve

    def of_one_number(self: Fear, world: World, acts: TableSet, draws: Draws) -> Changes:
        uses[use](self.half_life)
        return resolve(self, world, acts, draws)

    monkeypatch.setattr(Fear, "resolve", of_one_number)
    stacks: set[tuple[str, ...]] = set()

    def watch(stack: Stack) -> None:
        stacks.add(tuple(sorted({str(each.rules["fear"]) for each in stack.scenarios})))

    result = simulate(varied.runs, Records(varied.experiment.record), watch)
    assert not result.failed
    assert all(len(values) == 1 for values in stacks)
    assert_same(sorted_tables([result.tables]), undisturbed)
