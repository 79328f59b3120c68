"""Scores against observed outcomes: closed forms and intervals."""

from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from movementsim import InputError, networks
from movementsim.lab.analysis.outcome_score import prediction_scores, score_runs
from movementsim.lab.design.observed_outcome import Truth, read_truth
from tests.lab.outcomes import outcome, scenario

PERHAPS = st.sampled_from([0.0, 0.2, 0.5, 0.7, 1.0])  # few values, so that many are tied


def truth_of(left: list[bool], known: list[bool], leaders: int = 0) -> Truth:
    network = networks.from_networkx(nx.empty_graph(len(left)))
    gone, stayed = left.index(True), left.index(False)
    rows = np.array([gone, stayed][:leaders], np.int64)
    return Truth(network, np.array(left), np.array(known), rows)


@st.composite
def predictions(draw: st.DrawFn) -> tuple[Truth, np.ndarray]:
    """Draw predictions for people; at least one is known to have left, and one to have stayed."""
    left = [True, False, *draw(st.lists(st.booleans(), max_size=12))]
    known = [True, True, *(draw(st.booleans()) for _ in left[2:])]
    said = np.array([draw(PERHAPS) for _ in left])
    return truth_of(left, known), said


def run_of(truth: Truth, left: list[bool]) -> dict[str, Any]:
    ids = np.array(truth.network.ids)
    return {
        "id": ids,
        "left": np.array(left),
        "followed": np.full(len(ids), ""),
        "side": np.full(len(ids), ""),
        "opinion": np.zeros(len(ids)),
    }


@given(predictions())
def test_scores_agree_with_counting_by_hand(case: tuple[Truth, np.ndarray]) -> None:
    truth, said = case
    found = prediction_scores(outcome(leaders=None), said, truth)
    gone, stayed = (said[truth.known & mask] for mask in (truth.left, ~truth.left))
    pairs = [float(a > b) + 0.5 * float(a == b) for a in gone for b in stayed]
    assert found["correct"] == (gone > 0.5).sum() + (stayed <= 0.5).sum()
    assert found["auc"] == pytest.approx(np.mean(pairs))
    chances = np.clip([*gone, *(1 - stayed)], 0.01, 0.99)
    assert found["log_loss"] == pytest.approx(-np.log(chances).mean())


@given(predictions())
def test_reversed_predictions_have_the_complementary_auc(case: tuple[Truth, np.ndarray]) -> None:
    truth, said = case
    one, other = (prediction_scores(outcome(), p, truth)["auc"] for p in (said, 1 - said))
    assert one + other == pytest.approx(1)


def test_uninformative_prediction_has_log_loss_of_log_2() -> None:
    truth = truth_of([True, False, True, False], [True] * 4)
    assert prediction_scores(outcome(), np.full(4, 0.5), truth)["log_loss"] == pytest.approx(
        np.log(2)
    )


def test_leaders_count_only_among_those_classified_correctly() -> None:
    truth = truth_of([True, False, True, False], [True] * 4, leaders=2)
    wrong_about_leaders = np.array([0.0, 1.0, 0.9, 0.1])
    found = prediction_scores(outcome(), wrong_about_leaders, truth)
    assert found["correct"] == 2
    assert found["auc"] == 1
    assert found["log_loss"] == pytest.approx(-np.log(0.9))


def test_score_of_single_runs_and_of_pooled_runs() -> None:
    truth = truth_of([True, True, False, False], [True] * 4)
    half = [run_of(truth, [True, False, False, False]), run_of(truth, [False, True, False, False])]
    score = score_runs(outcome(leaders=None), half * 5, truth)
    assert score.each["correct"].mean == 3
    assert score.probability.tolist() == [0.5, 0.5, 0, 0]
    assert score.pooled["correct"].mean == 2  # a share of exactly one half predicts staying
    assert score.pooled["auc"].mean == 1
    assert score.each["auc"].mean == 0.75
    assert score.pooled["correct"].low <= 2 <= score.pooled["correct"].high


def test_single_run_has_no_interval() -> None:
    truth = truth_of([True, False], [True] * 2)
    score = score_runs(outcome(leaders=None), [run_of(truth, [True, False])], truth)
    assert score.pooled["correct"].mean == 2
    assert np.isnan([score.pooled["auc"].low, score.each["auc"].high]).all()


def test_interval_narrows_with_the_square_root_of_the_number_of_runs() -> None:
    truth, rng = truth_of([True, False] * 10, [True] * 20), np.random.default_rng(1)
    chance = np.where(truth.left, 0.6, 0.3)
    widths = []
    for number in (25, 400):
        runs = [run_of(truth, list(rng.random(20) < chance)) for _ in range(number)]
        low, high = score_runs(outcome(leaders=None), runs, truth).pooled["log_loss"][1:]
        widths.append(high - low)
    # the width of an interval from 25 runs has a standard error of about one sixth of itself
    assert widths[0] / widths[1] == pytest.approx(4, rel=0.5)


def test_runs_of_other_people_are_refused(tmp_path: Path) -> None:
    truth = read_truth(outcome(), scenario(tmp_path))
    with pytest.raises(InputError, match="other people"):
        score_runs(outcome(), [run_of(truth_of([True, False], [True, True]), [True, False])], truth)
