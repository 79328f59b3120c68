"""How well runs predict what happened: people classified correctly, AUC and log-loss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from movementsim.errors import InputError
from movementsim.kernel.columns import Array, Floats
from movementsim.lab.config.outcome import OutcomeConfig
from movementsim.lab.design.observed_outcome import Truth
from movementsim.measures import Interval, mean_interval

OUTCOME_METRICS = ("correct", "auc", "log_loss")
_RESAMPLES = 999


@dataclass(frozen=True, eq=False)
class Score:
    """How well runs predict what happened.

    Attributes
    ----------
    runs
        Number of runs.
    people
        Number of people whose fate is known.
    each
        By metric, the mean score of single runs, which predict yes or no, with a 95% interval; see
        `prediction_scores`.
    pooled
        By metric, the score of the share of runs in which a person left, as a probability; with a
        95% interval by resampling runs.
    probability
        (n,) share of runs in which each person left.
    leaning
        As `pooled`, for the side people are on at the end, whether they left or not; empty if no
        leaders are named.
    followed
        Share of those who left, apart from the leaders, who followed somebody out.
    """

    runs: int
    people: int
    each: dict[str, Interval]
    pooled: dict[str, Interval]
    probability: Floats
    leaning: dict[str, Interval]
    followed: float


def score_runs(outcome: OutcomeConfig, runs: Sequence[Mapping[str, Array]], truth: Truth) -> Score:
    """Return how well these runs predict what happened.

    Parameters
    ----------
    outcome
        The `[outcome]` section.
    runs
        The table `people` of each run, as columns of shape (n,).
    truth
        What happened.

    Returns
    -------
    Score
        The scores of single runs and of all runs together.

    Raises
    ------
    InputError
        When there are no runs, or one is about other people than those of the truth.
    """
    if not runs:
        raise InputError("outcome: there are no runs to score")
    for run in runs:
        if list(run["id"]) != truth.network.ids:
            raise InputError("outcome: a run is about other people than those of the outcome")
    left = np.array([run["left"] for run in runs], np.float64)
    judged = truth.judged
    gone = left[:, judged].sum()
    followed = sum((run["followed"][judged] != "").sum() for run in runs)
    leaning = {}
    if outcome.leaders:
        side = np.array([run["side"] == outcome.leaders[0] for run in runs], np.float64)
        leaning = _pooled(outcome, side, truth)
    each = prediction_scores(outcome, left, truth)
    return Score(
        runs=len(runs),
        people=int(truth.known.sum()),
        each={name: mean_interval(values) for name, values in each.items()},
        pooled=_pooled(outcome, left, truth),
        probability=left.mean(axis=0),
        leaning=leaning,
        followed=float(followed / gone) if gone else float("nan"),
    )


def prediction_scores(
    outcome: OutcomeConfig, probability: Floats, truth: Truth
) -> dict[str, Floats]:
    """Score predictions by what happened.

    Parameters
    ----------
    outcome
        The `[outcome]` section, for `clip`.
    probability
        Probability of leaving of each person, shape (..., n).
    truth
        What happened to the n people.

    Returns
    -------
    dict of str to (...) float64
        By metric: `correct`, people classified correctly, counting above one half as left (leaders
        included); `auc`, the chance that somebody who left was given a higher probability than
        somebody who stayed; `log_loss`, the mean -log of the probability, clipped, given to what
        happened (both without the leaders).
    """
    from scipy import stats  # half a second to load, and workers do not need it

    known = np.flatnonzero(truth.known)
    correct = ((probability[..., known] > 0.5) == truth.left[known]).sum(axis=-1)
    said, left = probability[..., truth.judged], truth.left[truth.judged]
    gone = left.sum()
    ranks = stats.rankdata(said, axis=-1)[..., left].sum(axis=-1)
    auc = (ranks - gone * (gone + 1) / 2) / (gone * (len(left) - gone))
    held = np.clip(said, outcome.clip, 1 - outcome.clip)
    log_loss = -np.log(np.where(left, held, 1 - held)).mean(axis=-1)
    return {"correct": correct.astype(np.float64), "auc": auc, "log_loss": log_loss}


def _pooled(outcome: OutcomeConfig, said: Floats, truth: Truth) -> dict[str, Interval]:
    """Score the mean over runs, shape (runs, n), with intervals by resampling the runs."""
    return {name: _resampled(outcome, said, truth, name) for name in OUTCOME_METRICS}


def _resampled(outcome: OutcomeConfig, said: Floats, truth: Truth, name: str) -> Interval:
    from scipy import stats

    def score(run: Array, axis: int = -1) -> Floats:
        return prediction_scores(outcome, said[run].mean(axis=axis - 1), truth)[name]

    whole = float(score(np.arange(len(said))))
    if len(said) == 1:
        return Interval(whole, float("nan"), float("nan"))
    drawn = stats.bootstrap(
        (np.arange(len(said)),),
        score,
        n_resamples=_RESAMPLES,
        batch=100,
        method="percentile",
        vectorized=True,
        rng=np.random.default_rng(0),
    )
    return Interval(whole, *map(float, drawn.confidence_interval))
