"""A counterfactual run is equal to the original up to the act that it leaves out."""

from __future__ import annotations

import numpy as np
import pytest

from movementsim.app.lessons.levers import LeverSettings, lever_scenario
from movementsim.app.pages.what_if import encode_what_if
from movementsim.recordings.difference import act_effect
from movementsim.recordings.record import Record
from movementsim.recordings.recorder import record_run

PLAN = lever_scenario(
    LeverSettings(organisers=0.05, factionalists=0.06, exclusion=0.5, threat=2),
    members=120,
    weeks=90,
    seed=2,
)


@pytest.fixture(scope="module")
def happened() -> Record:
    return record_run(PLAN)


@pytest.mark.parametrize(
    "kind",
    [
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
    ],
)
def test_only_the_act_and_what_follows_can_differ(happened: Record, kind: str) -> None:
    rows = happened.rows(kind)
    if not rows:
        pytest.fail(f"the run has no {kind}; choose another seed")
    row = rows[len(rows) // 2]
    act = happened.act(row)
    assert act is not None
    counterfactual = record_run(PLAN, act)
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


def test_scheduled_event_can_be_left_out() -> None:
    events = [{"week": 5, "kind": "remove", "who": ["leaders"]}]
    plan = lever_scenario(LeverSettings(), members=80, weeks=12, seed=1, more={"events": events})
    run = record_run(plan)
    row = run.rows("removal")[0]
    act = run.act(row)
    assert act is not None
    counterfactual = record_run(plan, act)
    assert not counterfactual.rows("removal")
    plain = record_run(lever_scenario(LeverSettings(), members=80, weeks=12, seed=1))
    assert counterfactual.metrics["trust"] == plain.metrics["trust"]


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
    shown = encode_what_if(happened, record_run(PLAN, act), row, seed=2, members=120, panel="B")
    names = shown["people"]["name"]
    assert shown["what_if"]["act"] == row
    assert shown["what_if"]["panel"] == "B"
    both = [world["name"] for world in shown["scenarios"]]
    assert both == ["As it happened", "Without that act"]
    assert any(name in shown["what_if"]["text"] for name in names)
    assert all(0 <= person < len(names) for person in shown["what_if"]["changed"])
    assert "{" not in shown["what_if"]["line"]
    assert happened.kind_of(row).name == "exclusion"
