"""A counterfactual run is equal to the original up to the act that it leaves out."""

from __future__ import annotations

import numpy as np
import pytest

from movementsim.app.lessons.levers import LeverSettings, lever_scenario
from movementsim.app.pages.what_if import encode_what_if
from movementsim.recordings.acts import Act
from movementsim.recordings.difference import act_effect
from movementsim.recordings.record import Record
from movementsim.recordings.recorder import record_run, record_runs
from movementsim.scenario.scenario import Scenario
from tests.recordings.equal import assert_equal_records

PLAN = lever_scenario(
    LeverSettings(organisers=0.05, factionalists=0.06, exclusion=0.5, threat=2),
    members=120,
    weeks=90,
    seed=3,
)

KINDS = (
    "exclusion",
    "given",
    "failed_task",
    "favour",
    "faction",
    "ballot",
    "recruited",
    "voice",
    "angry_voice",
    "lapse",
    "resignation",
    "threat",
    "granted",
)


@pytest.fixture(scope="module")
def happened() -> Record:
    return record_run(PLAN)


@pytest.fixture(scope="module")
def acts(happened: Record) -> dict[str, Act]:
    """Return an act of each kind, from the middle of the run."""
    found = {}
    for kind in KINDS:
        rows = happened.rows(kind)
        if not rows:
            pytest.fail(f"the run has no {kind}; choose another seed")
        act = happened.act(rows[len(rows) // 2])
        assert act is not None
        found[kind] = act
    return found


@pytest.fixture(scope="module")
def counterfactuals(acts: dict[str, Act]) -> dict[str, Record]:
    """Return the run as it happened, and the run without each act: all from one stack."""
    runs = record_runs([PLAN] * (1 + len(acts)), [None, *acts.values()])
    return dict(zip(("nothing", *acts), runs, strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_act_and_what_follows_can_differ(
    happened: Record, acts: dict[str, Act], counterfactuals: dict[str, Record], kind: str
) -> None:
    act, counterfactual = acts[kind], counterfactuals[kind]
    week = act.week
    before = happened.events[:, 0] < week
    assert np.array_equal(
        happened.slots[before], counterfactual.slots[counterfactual.events[:, 0] < week]
    )
    assert happened.metrics["trust"][: week + 1] == counterfactual.metrics["trust"][: week + 1]
    assert happened.metrics["members"][: week + 1] == counterfactual.metrics["members"][: week + 1]
    code = counterfactual.code(kind)
    same = (counterfactual.events[:, 0] == week) & (counterfactual.events[:, 1] == code)
    pairs = {tuple(pair) for pair in counterfactual.slots[same].tolist()}
    if kind == "ballot":  # somebody else is elected
        assert act.who not in {who for who, _ in pairs}
    elif kind == "threat":
        assert act.branch not in counterfactual.events[same, 4]
    else:
        assert (act.who, act.whom) not in pairs


@pytest.mark.parametrize("kind", ["lapse", "threat", "given", "exclusion"])
def test_runs_of_a_stack_do_not_notice_what_is_left_out_of_others(
    acts: dict[str, Act], counterfactuals: dict[str, Record], kind: str
) -> None:
    assert_equal_records(counterfactuals[kind], record_run(PLAN, acts[kind]))


def test_run_as_it_happened_can_share_its_stack_with_those_without_an_act(
    happened: Record, counterfactuals: dict[str, Record]
) -> None:
    assert_equal_records(counterfactuals["nothing"], happened)


def test_scheduled_event_can_be_left_out() -> None:
    events = [{"week": 5, "kind": "remove", "who": ["leaders"]}]
    plan = lever_scenario(LeverSettings(), members=80, weeks=12, seed=1, more={"events": events})
    run = record_run(plan)
    row = run.rows("removal")[0]
    act = run.act(row)
    assert act is not None
    beside, counterfactual = record_runs([plan, plan], [None, act])
    assert_equal_records(beside, run)
    assert not counterfactual.rows("removal")
    plain = record_run(lever_scenario(LeverSettings(), members=80, weeks=12, seed=1))
    assert_equal_records(counterfactual, plain)


def test_event_of_another_branch_still_happens() -> None:
    events = [{"week": 5, "kind": "remove", "who": ["leaders"], "branch": one} for one in (0, 1)]
    plan = lever_scenario(LeverSettings(), members=80, weeks=8, seed=1, more={"events": events})
    run = record_run(plan)
    act = run.act(run.rows("removal")[0])
    assert act is not None
    counterfactual = record_run(plan, act)
    (row,) = counterfactual.rows("removal")
    assert {act.branch, counterfactual.events[row, 4]} == {0, 1}


def test_event_that_names_people_is_left_out_of_one_run_only() -> None:
    events = [{"week": 3, "kind": "exclude", "who": [name], "by": ["2"]} for name in ("0", "33")]
    network = {"kind": "generator", "generator": "karate_club_graph"}
    plan = Scenario.from_values({"members": 34, "weeks": 6, "network": network, "events": events})
    run = record_run(plan)
    first, second = (run.act(row) for row in run.rows("exclusion"))
    without = record_runs([plan] * 3, [first, None, second])
    left = [[one.act(row) for row in one.rows("exclusion")] for one in without]
    assert left == [[second], [first, second], [first]]


def test_only_acts_of_people_can_be_left_out(happened: Record) -> None:
    for kind in ("win", "decision", "quarrel"):
        rows = happened.rows(kind)
        assert rows
        assert happened.act(rows[0]) is None
        assert not happened.kind_of(rows[0]).removable
    assert happened.act(-1) is None
    assert happened.act(10**9) is None


def test_everybody_keeps_their_draws(happened: Record) -> None:
    row = happened.rows("lapse")[0]
    act = happened.act(row)
    assert act is not None
    counterfactual = record_run(PLAN, act)
    here, there = (
        int(np.flatnonzero(run.slot == act.who)[0]) for run in (happened, counterfactual)
    )
    assert happened.status[act.week + 1, here] == 2
    assert counterfactual.status[act.week + 1, there] == 1
    # in that week nobody else's trust changes, since draws are keyed to people
    shared, one, other = np.intersect1d(happened.uid, counterfactual.uid, return_indices=True)
    assert len(shared) > 100
    next_week = act.week + 1
    assert np.allclose(happened.trust[next_week, one], counterfactual.trust[next_week, other])


def test_same_run_twice_has_no_differences(happened: Record) -> None:
    found = act_effect(happened, record_run(PLAN), happened.uid)
    assert not found.changed
    assert not any(found.counts.values())


def test_page_lists_whom_the_act_changed(happened: Record) -> None:
    row = happened.rows("exclusion")[0]
    act = happened.act(row)
    assert act is not None
    shown = encode_what_if(happened, record_run(PLAN, act), row, seed=3, members=120, panel="B")
    names = shown["people"]["name"]
    assert shown["what_if"]["act"] == row
    assert shown["what_if"]["panel"] == "B"
    both = [world["name"] for world in shown["scenarios"]]
    assert both == ["As it happened", "Without that act"]
    assert any(name in shown["what_if"]["text"] for name in names)
    assert all(0 <= person < len(names) for person in shown["what_if"]["changed"])
    assert "{" not in shown["what_if"]["line"]
    assert happened.kind_of(row).name == "exclusion"
