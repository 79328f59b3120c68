"""Docking (Axtell et al. 1996): our columns and the student's objects should behave alike.

Both run only the rules in :data:`SHARED`, with the same two plain strategies, each with its own
people, ties and random draws. Distributions over seeds are compared, not single runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rich.progress import track
from scipy import stats

from benchmarks.strategies import Activist, Friend
from benchmarks.student import StudentMovement
from benchmarks.student_person import ACTIVISTS
from movementsim import Movement
from movementsim.kernel.columns import Floats
from movementsim.plugins.discovery import find_rules
from movementsim.scenario.scenario import Scenario
from movementsim.strategies.base import Strategy

SHARED = (
    "opportunities",
    "fading",
    "conversation",
    "giving",
    "drift",
    "effort",
    "outcome",
    "trust",
    "felt_say",
    "learning",
    "hours",
    "leave",
    "join",
)
"""The rules that both run. There are no motions, nobody begins in office, and the causes of surges
stay at zero. Without the other rules there is no grievance, faction, burnout, decision or
ballot, and respect stays as it was at the start."""

MEASURES = ("members", "power_gini", "campaigns_won")

type Runs = dict[str, Floats]
"""Measures at the end of each run, by name."""


def scenario(members: int, **rules: dict[str, Any]) -> Scenario:
    """Return our scenario of the shared rules.

    Parameters
    ----------
    members
        Members at the start.
    rules
        Parameters of rules that differ from the student's, by rule.

    Returns
    -------
    Scenario
        The scenario, with every rule that the student's model leaves out switched off.
    """
    settings = {"opportunities": {}, **rules}
    settings["opportunities"] = {"inside_rate": 0.0, **settings["opportunities"]}
    return Scenario(
        members=members,
        without=tuple(name for name in sorted(find_rules()) if name not in SHARED),
        rules=settings,
        standing=False,
    )


def our_movement(plan: Scenario, seed: int, **settings: Any) -> Movement:
    """Return our movement of activists and their friends.

    Parameters
    ----------
    plan
        The scenario.
    seed
        The seed.
    settings
        Other arguments of `Movement`.

    Returns
    -------
    Movement
        The movement in week 0.
    """
    following: dict[Strategy | str, float] = {Activist(): ACTIVISTS, Friend(): 1 - ACTIVISTS}
    return Movement(plan, following=following, seed=seed, **settings)


def run_ours(seeds: Iterable[int], members: int, weeks: int, **rules: dict[str, Any]) -> Runs:
    """Run our model once per seed.

    Parameters
    ----------
    seeds
        The seeds.
    members, weeks
        Members at the start, and the length of each run.
    rules
        As in :func:`scenario`.

    Returns
    -------
    dict of str to (runs,) array
        Each measure at the end of each run.
    """
    plan = scenario(members, **rules)
    ends = [
        our_movement(plan, seed, record=(), record_every=weeks).run(weeks).read(*MEASURES)
        for seed in seeds
    ]
    return {name: np.array([end[name] for end in ends]) for name in MEASURES}


def run_student(seeds: Iterable[int], members: int, weeks: int) -> Runs:
    """Run the student's model once per seed.

    Parameters
    ----------
    seeds
        The seeds.
    members, weeks
        Members at the start, and the length of each run.

    Returns
    -------
    dict of str to (runs,) array
        Each measure at the end of each run.
    """
    ends = []
    for seed in seeds:
        movement = StudentMovement(members, seed)
        for _ in range(weeks):
            movement.step()
        ends.append(movement.datacollector.model_vars)
    return {name: np.array([end[name][-1] for end in ends], np.float64) for name in MEASURES}


@dataclass(frozen=True, slots=True)
class Docked:
    """The comparison of one measure.

    Attributes
    ----------
    name
        The measure.
    ours
        Mean over our runs.
    student
        Mean over the student's runs.
    difference
        Our mean minus the student's.
    error
        Standard error of the difference (Welch).
    low
        Lower end of the 95% interval of the difference.
    high
        Upper end of the 95% interval of the difference.
    detectable
        Difference that a two-sided test at 5% detects with a power of 80% at this sample size.
    p_mean
        p of equal means (Welch).
    p_shape
        p of equal distributions (Kolmogorov-Smirnov).
    """

    name: str
    ours: float
    student: float
    difference: float
    error: float
    low: float
    high: float
    detectable: float
    p_mean: float
    p_shape: float


def compare(ours: Runs, student: Runs) -> list[Docked]:
    """Compare the two models measure by measure.

    Parameters
    ----------
    ours, student
        Measures at the end of each run.

    Returns
    -------
    list of Docked
        One comparison per measure.
    """
    return [_compared(name, ours[name], student[name]) for name in MEASURES]


def _compared(name: str, ours: Floats, student: Floats) -> Docked:
    means = stats.ttest_ind(ours, student, equal_var=False)
    low, high = means.confidence_interval(0.95)
    error = float(np.sqrt(ours.var(ddof=1) / len(ours) + student.var(ddof=1) / len(student)))
    quantiles = stats.t.ppf([0.975, 0.8], means.df)
    return Docked(
        name=name,
        ours=float(ours.mean()),
        student=float(student.mean()),
        difference=float(ours.mean() - student.mean()),
        error=error,
        low=float(low),
        high=float(high),
        detectable=float(quantiles.sum() * error),
        p_mean=float(means.pvalue),
        p_shape=float(stats.ks_2samp(ours, student).pvalue),
    )


def dock(runs: int, members: int = 1000, weeks: int = 104) -> list[Docked]:
    """Run both models, showing progress, and compare them.

    Parameters
    ----------
    runs
        Runs of each model.
    members, weeks
        Members at the start, and the length of each run.

    Returns
    -------
    list of Docked
        One comparison per measure.
    """
    ours: list[Runs] = []
    student: list[Runs] = []
    for seed in track(range(runs), "docking"):
        ours.append(run_ours([seed], members, weeks))
        student.append(run_student([seed], members, weeks))
    return compare(_joined(ours), _joined(student))


def _joined(runs: Sequence[Runs]) -> Runs:
    return {name: np.concatenate([run[name] for run in runs]) for name in MEASURES}
