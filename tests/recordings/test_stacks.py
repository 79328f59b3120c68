"""The record of a run is the same whatever shares its stack."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from movementsim import Scenario
from movementsim.app.lessons.levers import LeverSettings, lever_scenario
from movementsim.plugins.discovery import find_rules, load_plugin
from movementsim.recordings.metrics import RECORDED_METRICS
from movementsim.recordings.recorder import final_metrics, record_run, record_runs
from movementsim.simulation.stack import Stack
from tests.recordings.equal import assert_equal_records

BUSY = LeverSettings(organisers=0.05, factionalists=0.1, exclusion=0.4, threat=3)
QUIET = LeverSettings(organisers=0.0, factionalists=0.0, turnout=0.3)
REMOVAL = {"events": [{"week": 9, "kind": "remove", "who": ["leaders"]}]}


def plan(settings: LeverSettings = BUSY, seed: int = 4, members: int = 70) -> Scenario:
    return lever_scenario(settings, members=members, weeks=56, seed=seed)


def changed(scenario: Scenario, **values: object) -> Scenario:
    return Scenario.from_values({**scenario.model_dump(), **values})


PLANS = (
    plan(),
    plan(QUIET),  # the same people, another mixture
    plan(seed=5, members=40),
    lever_scenario(BUSY, members=70, weeks=56, seed=4, more=REMOVAL),
    # these share a stack with none of the others
    changed(plan(), waves=2),
    changed(plan(), without=("favours",)),
    changed(plan(), weeks=20),
)


def test_record_is_the_same_alone_and_beside_others() -> None:
    for scenario, found in zip(PLANS, record_runs(PLANS), strict=True):
        assert_equal_records(found, record_run(scenario))
    for scenario, found in zip(PLANS[::-1], record_runs(PLANS[::-1]), strict=True):
        assert found.weeks == scenario.weeks


def test_final_metrics_are_the_last_ones_of_the_record() -> None:
    runs = record_runs(PLANS)
    for found, run in zip(final_metrics(PLANS), runs, strict=True):
        last = {name: values[-1] for name, values in run.metrics.items()}
        assert list(found) == list(RECORDED_METRICS)
        assert found == pytest.approx(last, abs=0, rel=0, nan_ok=True)
    assert {run.metrics["turnout"][-1] > 0 for run in runs[:4]} == {True}
    assert math.isnan(runs[-1].metrics["turnout"][-1])  # no ballot in 20 weeks


@pytest.mark.parametrize("scenarios", [PLANS[:2], PLANS[:1] * 2], ids=["two", "one twice"])
def test_runs_that_can_share_a_stack_do(
    scenarios: tuple[Scenario, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = sizes_of_stacks(monkeypatch)
    record_runs(scenarios)
    assert sizes == [2]


def sizes_of_stacks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list of the sizes of all stacks that will be made."""
    sizes: list[int] = []
    made = Stack.__init__

    def noted(self: Stack, *arguments: object) -> None:
        made(self, *arguments)  # type: ignore[arg-type]
        sizes.append(self.runs)

    monkeypatch.setattr(Stack, "__init__", noted)
    return sizes


RULES = '''
from movementsim.rules.base import Rule
from movementsim.state.changes import Changes


class Levelling(Rule):
    """Trust moves towards its mean over everybody in the arrays, which breaks the stack law."""

    phase = "judge"
    source = "S3.M1"
    reads = ("trust", "status")
    writes = ("trust",)

    def resolve(self, world, acts, draws):
        changes, people = Changes(world), world.people
        roll = people.roll
        changes.put("trust", roll, (people.trust[roll] + people.trust[roll].mean()) / 2)
        return changes


class Cheering(Rule):
    """Everybody gains trust, if its parameter says so: this rule reads it as one number."""

    phase = "judge"
    source = "S3.M1"
    reads = ("status",)
    writes = ("trust",)
    cheer: float = 0.0

    def resolve(self, world, acts, draws):
        changes = Changes(world)
        if self.cheer > 0:
            changes.put("trust", world.people.roll, 1.0)
        return changes
'''


@pytest.fixture
def rules_of_ones_own(tmp_path: Path) -> Iterator[None]:
    file = tmp_path / "levelling.py"
    file.write_text(RULES, encoding="utf-8")
    load_plugin(file)
    yield
    del find_rules()["levelling"], find_rules()["cheering"]


@pytest.mark.usefixtures("rules_of_ones_own")
def test_rules_that_cannot_be_stacked_have_a_stack_for_each_run() -> None:
    small = lever_scenario(QUIET, members=40, weeks=6, seed=2)
    mixing = [changed(small, seed=seed) for seed in (1, 2)]
    cheered = [
        changed(small, rules={**small.rules, "cheering": {"cheer": cheer}}, without=("levelling",))
        for cheer in (0, 1, 0)
    ]
    runs = record_runs([*mixing, *cheered])
    for scenario, found in zip((*mixing, *cheered), runs, strict=True):
        assert_equal_records(found, record_run(scenario))
    assert [run.metrics["trust"][-1] == 1 for run in runs[2:]] == [False, True, False]
