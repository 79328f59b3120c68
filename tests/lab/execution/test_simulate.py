"""The tables of a single run."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from movementsim import Movement
from movementsim.lab.design.plan import Plan
from movementsim.lab.execution.simulate import retention_table
from movementsim.lab.store.finished import BlockResult

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
