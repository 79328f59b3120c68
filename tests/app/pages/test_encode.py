"""The encoded recording agrees with the model; both panels show the same people in one layout."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from movementsim.app.lessons.lesson import read_lessons
from movementsim.app.lessons.levers import PRESETS, LeverSettings, lever_scenario
from movementsim.app.lessons.panels import PairRequest
from movementsim.app.pages.encode import ShownRun, encode_pair, encode_runs
from movementsim.app.pages.words import page_words
from movementsim.recordings.record import Record
from movementsim.recordings.recorder import record_run
from movementsim.simulation.movement import Movement
from movementsim.state.people import Status
from tests.app.unpack import events, planes, ties

MEMBERS, WEEKS, SEED = 80, 30, 3


def made(settings: LeverSettings) -> Record:
    return record_run(lever_scenario(settings, members=MEMBERS, weeks=WEEKS, seed=SEED))


@pytest.fixture(scope="module")
def pair() -> dict[str, Any]:
    shown = [
        ShownRun(made(PRESETS["organising"]), "A"),
        ShownRun(made(LeverSettings(organisers=0, factionalists=0.15, exclusion=1)), "B"),
    ]
    return encode_runs(shown, seed=SEED, members=MEMBERS)


def test_weekly_metrics_are_those_of_the_model(pair: dict[str, Any]) -> None:
    movement = Movement(
        lever_scenario(PRESETS["organising"], members=MEMBERS, weeks=WEEKS, seed=SEED), record=[]
    )
    shown = pair["scenarios"][0]["metrics"]
    for week in range(WEEKS + 1):
        expected = movement.read("members", "trust", "in_factions", "exits", "campaigns_won")
        for metric, indicator in (
            ("members", "members"),
            ("trust", "trust"),
            ("in_factions", "in_factions"),
            ("left", "exits"),
            ("won", "campaigns_won"),
        ):
            assert shown[metric][week] == pytest.approx(expected[indicator], abs=5.1e-4)
        movement.step()


def test_state_of_each_person_is_that_of_the_model(pair: dict[str, Any]) -> None:
    settings = PRESETS["organising"]
    movement = Movement(
        lever_scenario(settings, members=MEMBERS, weeks=WEEKS, seed=SEED), record=[]
    )
    movement.run()
    people = movement.world.people
    place = {uid: number for number, uid in enumerate(pair["people"]["uid"])}
    state, trust, power, stake = planes(pair, 0)[:, -1]
    top = pair["power_top"]
    for slot in np.flatnonzero(people.status >= Status.MEMBER).tolist():
        here = place[str(people.uid[slot])]
        assert (state[here] >> 2) & 3 == {2: 1, 3: 2, 4: 3}[int(people.status[slot])]
        assert trust[here] / 255 == pytest.approx(people.trust[slot], abs=0.01)
        assert stake[here] / 255 == pytest.approx(people.stake[slot], abs=0.01)
        near = pytest.approx(np.sqrt(people.power[slot] / top), abs=0.01)
        assert power[here] / 255 == near
        assert pair["people"]["branch"][here] == people.branch[slot]


def test_number_of_members_drawn_equals_the_metric(pair: dict[str, Any]) -> None:
    for side in (0, 1):
        status = (planes(pair, side)[0] >> 2) & 3
        there = np.isin(status, (1, 2)).sum(axis=1)
        assert there.tolist() == pair["scenarios"][side]["metrics"]["members"]


def test_both_panels_start_with_the_same_people(pair: dict[str, Any]) -> None:
    first = [planes(pair, side)[:, 0] for side in (0, 1)]
    assert np.array_equal(first[0][1:], first[1][1:])
    # at the start, only the strategies of the two panels differ
    assert np.array_equal(first[0][0] & 0b11001111, first[1][0] & 0b11001111)


def test_names_and_places_of_founders_do_not_depend_on_the_scenario(pair: dict[str, Any]) -> None:
    other = encode_runs(
        [ShownRun(made(PRESETS["left_alone"]), "A"), ShownRun(made(PRESETS["generous"]), "B")],
        seed=SEED,
        members=MEMBERS,
    )
    for key in ("uid", "name", "branch", "place"):
        assert pair["people"][key][:MEMBERS] == other["people"][key][:MEMBERS]


def test_names_and_places_are_unique(pair: dict[str, Any]) -> None:
    people = pair["people"]
    assert len(set(people["name"])) == len(people["name"])
    places = list(zip(people["branch"], people["place"], strict=True))
    assert len(set(places)) == len(places)
    for number, branch in enumerate(pair["branches"]):
        taken = sorted(place for home, place in places if home == number)
        assert taken == list(range(len(taken)))
        assert branch["founders"] == MEMBERS // len(pair["branches"])


def test_ties_join_people_who_are_shown(pair: dict[str, Any]) -> None:
    found = ties(pair, 1)
    assert len(found) > MEMBERS
    assert (found[:, 0] != found[:, 1]).all()
    assert found[:, :2].max() < len(pair["people"]["uid"])
    assert (found[:, 3] == WEEKS).all()


def test_events_are_decodable_and_in_the_right_week(pair: dict[str, Any]) -> None:
    kind = {name: number for number, name in enumerate(pair["kinds"])}
    rows = events(pair, 1)
    status = (planes(pair, 1)[0] >> 2) & 3
    gone = rows[np.isin(rows[:, 1], (kind["lapse"], kind["resignation"]))]
    assert len(gone)
    for week, _, who, _ in gone.tolist():
        assert status[week - 1, who] == 1
        assert status[week, who] >= 2
    excluded = rows[rows[:, 1] == kind["exclusion"]]
    assert len(excluded) == pair["scenarios"][1]["metrics"]["exclusions"][-1] > 0


def test_only_acts_that_the_page_can_describe_are_encoded(pair: dict[str, Any]) -> None:
    kinds = {pair["kinds"][kind] for side in (0, 1) for kind in events(pair, side)[:, 1]}
    assert kinds <= set(page_words()["events"])
    assert {"lapse", "exclusion", "angry_voice", "given"} <= kinds


def test_leaders_and_colours_agree(pair: dict[str, Any]) -> None:
    people = len(pair["people"]["uid"])
    now = np.full(people, -1)
    state = planes(pair, 1)[0]
    changes = pair["scenarios"][1]["leaders"]
    for week in range(WEEKS + 1):
        for _, person, leader in (change for change in changes if change[0] == week):
            now[person] = leader
        member = np.isin((state[week] >> 2) & 3, (1, 2))
        assert np.array_equal((state[week] & 3 > 0)[member], (now >= 0)[member])


def test_story_names_people_of_the_recording(pair: dict[str, Any]) -> None:
    for shown in pair["scenarios"]:
        assert len(shown["story"]) > 3
        weeks = [line["week"] for line in shown["story"]]
        assert weeks == sorted(weeks)
        for line in shown["story"]:
            assert "{" not in line["text"]
            assert any(pair["people"]["name"][who] in line["text"] for who in line["who"]) or (
                not line["who"] or line["kind"] in ("win", "loss", "threat", "quarrel", "elected")
            )


@pytest.mark.parametrize(
    "asked",
    [
        PairRequest(lesson="the-surge", members=200, weeks=120),  # the lesson with the most people
        PairRequest(
            a=LeverSettings(organisers=0.15, factionalists=0.15, exclusion=0.6, threat=12),
            b=LeverSettings(organisers=0.15, factionalists=0.15, exclusion=1, threat=12),
        ),
    ],
    ids=["the-surge", "strong levers"],
)
def test_two_runs_of_200_for_120_weeks_are_small(asked: PairRequest) -> None:
    panels = asked.panels(read_lessons(), None)
    encoded = encode_pair(panels, (record_run(panels.a), record_run(panels.b)))
    assert len(json.dumps(encoded, separators=(",", ":"))) < 150_000


def test_a_recording_is_plain_json(pair: dict[str, Any]) -> None:
    assert json.loads(json.dumps(pair, allow_nan=False)) == pair


def test_levers_reach_the_model() -> None:
    settings = LeverSettings(
        organisers=0.05,
        factionalists=0.02,
        giving=0.3,
        listening=0.4,
        exclusion=0.2,
        circle=6,
        turnout=0.5,
        threat=2,
    )
    plan = lever_scenario(settings, members=200, weeks=10, seed=1)
    organiser, factionalist = plan.strategies()[1:]
    assert organiser.values()["giving"] == 0.3
    assert organiser.values()["listening"] == 0.4
    assert factionalist.values()["exclusion"] == 0.2
    assert factionalist.values()["circle"] == 6
    assert plan.rules["ballot"]["turnout_base"] == pytest.approx(0)
    assert plan.rules["opportunities"]["threat_rate"] == 2


def test_untouched_levers_have_the_defaults_of_the_model() -> None:
    by_levers = lever_scenario(LeverSettings(), members=80, weeks=20, seed=1)
    plain = Movement(
        members=80,
        weeks=20,
        seed=1,
        following={"Organiser": 0.03, "Factionalist": 0.03},
        network={"branch_size": 40},
    )
    assert Movement(by_levers).run().read("trust") == plain.run().read("trust")
