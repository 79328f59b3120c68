"""A plan has the right cells, seeds and ids."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as some

from movementsim.lab.config.experiment import Experiment
from movementsim.lab.config.overrides import with_settings
from movementsim.lab.design.plan import replicate_seed
from movementsim.lab.design.planning import make_plan
from tests.lab.experiments import VALUES, cells


def test_arms_and_points_override_the_movement() -> None:
    whole = Experiment.from_values(VALUES)
    found = {(cell.arm, *cell.point.values()): cell.scenario for cell in cells(whole)}
    assert len(found) == 2 * 2 * 2
    scenario = found["factionalists", 8, 2]
    assert scenario.rules["ballot"] == {
        "office_share": 0.3,
        "turnout_base": -1.0,
    }  # tables are merged
    assert scenario.rules["opportunities"] == {"window": 8}
    assert scenario.waves == 2
    assert list(scenario.following) == ["Factionalist"]
    assert found["organisers", 2, 1].rules["ballot"] == {"office_share": 0.3}


def test_all_cells_share_the_seeds_of_the_replicates() -> None:
    runs = make_plan(Experiment.from_values(VALUES), Path(), "file.toml").runs
    assert [run.replicate for run in runs] == sorted(run.replicate for run in runs)
    assert len({run.id for run in runs}) == len(runs) == 24
    by_replicate = {run.replicate: run.seed for run in runs}
    assert all(run.seed == by_replicate[run.replicate] for run in runs)
    assert len(set(by_replicate.values())) == 3


def test_ids_depend_only_on_what_decides_a_run() -> None:
    def ids(*settings: str) -> set[str]:
        experiment = Experiment.from_values(with_settings(VALUES, list(settings)))
        return {run.id for run in make_plan(experiment, Path(), "file.toml").runs}

    first = ids()
    assert ids('experiment.question="Other words"', "report.metrics=['trust']") == first
    assert ids("replicates.number=4") > first
    assert ids("movement.members=40") == first
    for other in ("experiment.weeks=9", "experiment.seed=4", "movement.rules.trust.gain=0.06"):
        assert not ids(other) & first


@given(some.integers(0, 2**62), some.integers(0, 10**6))
def test_seeds_are_exact_in_every_table_format(root: int, replicate: int) -> None:
    found = replicate_seed(root, replicate)
    assert 0 <= found < 2**53
    assert int(float(found)) == found
    assert found == replicate_seed(root, replicate) != replicate_seed(root, replicate + 1)
