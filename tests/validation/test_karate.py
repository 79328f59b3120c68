"""The karate club: the reference method and chance score as published; the model runs untuned.

The experiment reports the score of the model; no test asserts it, since the model is not tuned.
"""

from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from movementsim import Movement, Scenario, networks
from movementsim.lab.analysis.outcome_score import OUTCOME_METRICS, prediction_scores, score_runs
from movementsim.lab.analysis.reference import guessing, stubborn_averaging
from movementsim.lab.config.experiment import Experiment
from movementsim.lab.config.outcome import OutcomeConfig
from movementsim.lab.design.observed_outcome import Truth, read_truth
from movementsim.lab.design.plan import Plan
from movementsim.lab.design.planning import make_plan
from movementsim.lab.execution.people_table import people_table
from movementsim.lab.report.outcome_figure import draw_outcome
from movementsim.lab.report.outcome_section import outcome_text
from movementsim.state.people import Status

CONFIG = Path(__file__).parents[2] / "experiments" / "karate.toml"


@pytest.fixture(scope="module")
def karate() -> Plan:
    return make_plan(Experiment.from_toml(CONFIG), CONFIG.parent, CONFIG.name)


@pytest.fixture(scope="module")
def asked(karate: Plan) -> OutcomeConfig:
    assert karate.outcome is not None
    return karate.outcome


@pytest.fixture(scope="module")
def truth(karate: Plan, asked: OutcomeConfig) -> Truth:
    return read_truth(asked, karate.cells[0].scenario)


# The reference method and chance ------------------------------------------------------------------


def test_stubborn_averaging_classifies_33_of_34(asked: OutcomeConfig, truth: Truth) -> None:
    said = stubborn_averaging(truth.network, *truth.leaders)
    found = {name: float(prediction_scores(asked, said, truth)[name]) for name in OUTCOME_METRICS}
    assert found["correct"] == 33
    assert np.flatnonzero((said > 0.5) != truth.left).tolist() == [
        8
    ]  # left for a reason outside the model
    assert found["log_loss"] <= 0.21
    assert found["auc"] == 1  # with a lower threshold it would classify all 34 correctly


def test_chance_classifies_18_and_with_swapped_sides_19_4() -> None:
    assert guessing(34, 2) == pytest.approx((18.0, 19.4), abs=0.05)


@given(st.integers(2, 12), st.integers(0, 10_000))
def test_everybody_but_the_leaders_has_the_mean_of_their_ties(people: int, seed: int) -> None:
    graph = nx.gnp_random_graph(people, 0.5, seed=seed)
    rng = np.random.default_rng(seed)
    for tie in graph.edges.values():
        tie["weight"] = rng.uniform(0.1, 3)
    said = stubborn_averaging(networks.from_networkx(graph), 0, people - 1)
    assert (said[0], said[-1]) == (1, 0)
    for row in range(1, people - 1):
        ends = {0, people - 1} & nx.node_connected_component(graph, row)
        weight = [graph.edges[row, other]["weight"] for other in graph[row]]
        mean = np.average(said[list(graph[row])], weights=weight) if ends else 0.5
        assert said[row] == pytest.approx(mean, abs=1e-9)


# The model ----------------------------------------------------------------------------------------


def test_nothing_is_tuned(karate: Plan) -> None:
    """The first arm uses default rules and strategies, and treats both leaders alike."""
    first = karate.cells[0].scenario
    assert first.rules == {}
    one, other = first.roles
    assert not one.parameters
    assert (one.strategy, one.energy, one.opinion) == (
        other.strategy,
        other.energy,
        -(other.opinion or 0),
    )


@pytest.fixture(scope="module")
def ended(karate: Plan) -> list[Movement]:
    first_arm = karate.runs[:: len(karate.cells)]
    return [Movement(run.scenario, record=()).run() for run in first_arm[:4]]


def test_instructor_leaves_in_every_run_and_people_talked(ended: list[Movement]) -> None:
    for movement in ended:
        people = movement.world.people
        assert people.status[0] >= Status.LEAVING
        assert people.barred[0] > 52 or people.leaving[0] < 52  # or he had left before
        assert people.followed[33] != 0  # his rival never follows him
        assert (people.contacted >= 0).mean() > 0.5  # most people were talked to
        assert (people.opinion[[0, 33]] == [-1, 1]).all()
        assert len(people) == 34


def test_same_club_from_files_gives_the_same_people(
    karate: Plan, asked: OutcomeConfig, truth: Truth, ended: list[Movement], tmp_path: Path
) -> None:
    """The network is written with both layers and the column `club`, read again, and run."""
    networks.write_network(truth.network, tmp_path / "karate.csv")
    values = karate.runs[0].scenario.model_dump(exclude_none=True)
    del values["members"]
    values["network"] = {"kind": "file", "ties_file": str(tmp_path / "karate.csv")}
    again = Scenario.from_values(values)
    assert (read_truth(asked, again).left == truth.left).all()
    one, two = (
        pd.DataFrame(people_table(asked, movement))
        for movement in (ended[0], Movement(again, record=()).run())
    )
    pd.testing.assert_frame_equal(one, two)


def test_runs_are_scored_and_shown(
    asked: OutcomeConfig, truth: Truth, ended: list[Movement], tmp_path: Path
) -> None:
    score = score_runs(asked, [people_table(asked, movement) for movement in ended], truth)
    assert score.people == 34
    mean, low, high = score.each["correct"]
    assert 2 <= low <= mean <= high <= 34
    page = outcome_text(asked, {"the quarrel": score}, truth)
    assert "33 of 34" in page
    assert "18.0 of 34" in page
    assert "19.4" in page
    assert all(
        file.stat().st_size > 10_000
        for file in draw_outcome(asked, tmp_path / "who-went-where", score, truth)
    )
