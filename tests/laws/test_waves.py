"""Results do not depend on simultaneous decisions: four random waves a week give the same."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import numpy as np
import pytest
from scipy import stats

from movementsim import Movement
from movementsim.kernel.columns import Floats

RUNS = 40
WEEKS = 78
MEASURES = ("members", "power_gini", "trust", "stake")
FOLLOWING = {"Organiser": 0.05, "Factionalist": 0.05}


def run_for(waves: int, seed: int) -> tuple[float, ...]:
    movement = Movement(members=200, following=FOLLOWING, waves=waves, seed=seed, record=())
    return tuple(movement.run(WEEKS).read(*MEASURES).values())


@pytest.fixture(scope="module")
def runs() -> tuple[Floats, Floats]:
    """Return measures at the end, one row per run, with one wave and with four, in pairs."""
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        at_once = np.array(list(pool.map(partial(run_for, 1), range(RUNS), chunksize=5)))
        in_turn = np.array(list(pool.map(partial(run_for, 4), range(RUNS), chunksize=5)))
    return at_once, in_turn


@pytest.mark.statistics
@pytest.mark.thorough
@pytest.mark.parametrize("measure", MEASURES)
def test_waves_give_the_same_distribution(measure: str, runs: tuple[Floats, Floats]) -> None:
    at_once, in_turn = (run[:, MEASURES.index(measure)] for run in runs)
    assert stats.ks_2samp(at_once, in_turn).pvalue > 1e-4
    # the mean difference of paired runs is within four standard errors of zero
    difference = in_turn - at_once
    assert abs(difference.mean()) < 4 * difference.std(ddof=1) / np.sqrt(RUNS)


def test_every_member_acts_in_one_wave_with_the_same_draws() -> None:
    movement = Movement(members=60, following=FOLLOWING, waves=5, seed=1, record=())
    movement.stack.recorded_acts = []
    movement.run(1)
    assert len(movement.stack.recorded_acts) == 5
    single = Movement(members=60, following=FOLLOWING, waves=1, seed=1, record=())
    single.stack.recorded_acts = []
    single.run(1)
    # acts of the first week that do not depend on earlier waves are the same
    for verb in ("rest", "stand", "attend"):
        waves = [getattr(acts, verb).who for acts in movement.stack.recorded_acts]
        assert sorted(np.concatenate(waves)) == sorted(
            getattr(single.stack.recorded_acts[0], verb).who
        )
