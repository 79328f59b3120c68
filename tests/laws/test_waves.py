"""Results do not hang on everybody acting at once: four random waves a week come to the same."""

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


def lived(waves: int, seed: int) -> tuple[float, ...]:
    movement = Movement(members=200, following=FOLLOWING, waves=waves, seed=seed, record=())
    return tuple(movement.run(WEEKS).read(*MEASURES).values())


@pytest.fixture(scope="module")
def runs() -> tuple[Floats, Floats]:
    """Measures at the end, one row a run: in one wave, and in four, of the same people."""
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        at_once = np.array(list(pool.map(partial(lived, 1), range(RUNS), chunksize=5)))
        in_turn = np.array(list(pool.map(partial(lived, 4), range(RUNS), chunksize=5)))
    return at_once, in_turn


@pytest.mark.statistics
@pytest.mark.thorough
@pytest.mark.parametrize("measure", MEASURES)
def test_waves_give_the_same_distribution(measure: str, runs: tuple[Floats, Floats]) -> None:
    at_once, in_turn = (run[:, MEASURES.index(measure)] for run in runs)
    assert stats.ks_2samp(at_once, in_turn).pvalue > 1e-4
    # and the mean difference, of the same people, is within four standard errors of none
    difference = in_turn - at_once
    assert abs(difference.mean()) < 4 * difference.std(ddof=1) / np.sqrt(RUNS)


def test_every_member_acts_in_one_wave_and_luck_stays_the_same() -> None:
    movement = Movement(members=60, following=FOLLOWING, waves=5, seed=1, record=())
    movement.stack.recorded_acts = []
    movement.run(1)
    assert len(movement.stack.recorded_acts) == 5
    whole = Movement(members=60, following=FOLLOWING, waves=1, seed=1, record=())
    whole.stack.recorded_acts = []
    whole.run(1)
    # of the acts of the first week, those that hang on no earlier wave are the same
    for verb in ("rest", "stand", "attend"):
        waves = [getattr(acts, verb).who for acts in movement.stack.recorded_acts]
        assert sorted(np.concatenate(waves)) == sorted(
            getattr(whole.stack.recorded_acts[0], verb).who
        )
