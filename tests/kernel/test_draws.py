"""Keyed draws: uniform, told apart by every part of their key, and never drawn in order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from movementsim.kernel.draws import Draws, hashed_uid, keys, stranger_uids

MANY = 100_000
UIDS = np.arange(MANY, dtype=np.uint64)
KEYS = keys(1, UIDS)
SEEDS = st.integers(0, 2**63 - 1)
NAMES = st.text(max_size=12)
WEEKS = st.integers(-1, 5_000)
NUMBERS = st.lists(st.integers(0, 2**63 - 1), min_size=1, max_size=20, unique=True)
UNLIKELY = 1e-6  # a test fails by chance once in a million


def as_uids(numbers: list[int]) -> np.ndarray:
    return np.array(numbers, np.uint64)


def correlated(first: np.ndarray, second: np.ndarray) -> bool:
    return bool(stats.pearsonr(first, second).pvalue < UNLIKELY)


@pytest.mark.parametrize("week", [-1, 0, 519])
@pytest.mark.parametrize("name", ["leave", "has patience"])
@pytest.mark.parametrize("kind", ["person", "branch"])
def test_draws_are_uniform(name: str, week: int, kind: str) -> None:
    drawn = Draws(week).uniform(name, keys(1, UIDS, kind=kind))
    assert ((drawn >= 0) & (drawn < 1)).all()
    assert stats.kstest(drawn, "uniform").pvalue > UNLIKELY


def test_draws_of_pairs_are_uniform_from_either_side() -> None:
    draws = Draws(3)
    one = KEYS[[7]].repeat(MANY)
    for drawn in (draws.uniform("meet", one, KEYS), draws.uniform("meet", KEYS, one)):
        assert stats.kstest(drawn, "uniform").pvalue > UNLIKELY


@pytest.mark.parametrize("numbers", [UIDS, UIDS << np.uint64(32), UIDS + np.uint64(1 << 62)])
def test_every_bit_is_as_often_set_as_not(numbers: np.ndarray) -> None:
    key = keys(1, numbers)
    for drawn in (key, Draws(3).order("draw", key), Draws(3).order("draw", key, key)):
        for bit in range(64):
            ones = int(((drawn >> np.uint64(bit)) & np.uint64(1)).sum())
            assert stats.binomtest(ones, MANY).pvalue > UNLIKELY


def test_normal_numbers_have_the_normal_distribution() -> None:
    assert stats.kstest(Draws(3).normal("drift", KEYS), "norm").pvalue > UNLIKELY


@pytest.mark.parametrize("probability", [0.001, 0.3, 0.97])
def test_a_chance_comes_as_often_as_it_should(probability: float) -> None:
    came = int(Draws(3).chance("chance", probability, KEYS).sum())
    assert stats.binomtest(came, MANY, probability).pvalue > UNLIKELY


def test_what_is_certain_happens_and_what_is_impossible_does_not() -> None:
    draws = Draws(3)
    assert draws.chance("certain", 1.0, KEYS).all()
    assert not draws.chance("impossible", 0.0, KEYS).any()


def test_names_weeks_seeds_people_and_pairs_are_independent() -> None:
    draws = Draws(3)
    drawn = draws.uniform("leave", KEYS)
    for other in (
        draws.uniform("leavE", KEYS),
        Draws(4).uniform("leave", KEYS),
        Draws(3 + 64).uniform("leave", KEYS),  # in another block of weeks
        draws.uniform("leave", keys(2, UIDS)),
        draws.uniform("leave", keys(1, UIDS, kind="branch")),
        draws.uniform("leave", keys(1, UIDS + np.uint64(1))),
        draws.uniform("leave", KEYS, KEYS),
        draws.uniform("leave", KEYS, KEYS[[0]].repeat(MANY)),
    ):
        assert not correlated(drawn, other)
    ring = np.roll(KEYS, 1)
    assert not correlated(draws.uniform("meet", KEYS, ring), draws.uniform("meet", ring, KEYS))


def test_seeds_that_follow_one_another_are_independent() -> None:
    # what replicates are: many seeds, few people each
    seeds = list(range(20_000))
    key = keys(seeds, np.zeros(len(seeds), np.uint64), np.arange(len(seeds)))
    drawn = Draws(3).uniform("leave", key)
    assert stats.kstest(drawn, "uniform").pvalue > UNLIKELY
    for lag in (1, 2, 52):
        assert not correlated(drawn[lag:], drawn[:-lag])


def test_one_persons_draws_over_the_weeks_are_uniform_and_have_no_memory() -> None:
    one = KEYS[[5]]
    drawn = np.array([Draws(week).uniform("leave", one)[0] for week in range(20_000)])
    assert stats.kstest(drawn, "uniform").pvalue > UNLIKELY
    for lag in (1, 2, 52, 64):
        assert not correlated(drawn[lag:], drawn[:-lag])


@given(SEEDS, NAMES, WEEKS, NUMBERS, st.data())
def test_draws_depend_on_the_key_alone_not_on_who_else_draws(
    seed: int, name: str, week: int, numbers: list[int], data: st.DataObject
) -> None:
    draws, key = Draws(week), keys(seed, as_uids(numbers))
    which = data.draw(st.lists(st.integers(0, len(key) - 1), max_size=30))
    other = key[::-1].copy()
    draws.uniform("something else", key)  # never in order: this must not matter
    for draw in (draws.uniform, draws.order):
        assert (draw(name, key)[which] == draw(name, key[which])).all()
        assert (draw(name, key, other)[which] == draw(name, key[which], other[which])).all()
    assert (draws.normal(name, key)[which] == draws.normal(name, key[which])).all()
    assert np.isfinite(draws.normal(name, key)).all()


@given(st.lists(SEEDS, min_size=1, max_size=5), NUMBERS, st.data())
def test_somebody_who_is_added_and_runs_that_are_stacked_change_nobodys_key(
    seeds: list[int], numbers: list[int], data: st.DataObject
) -> None:
    uid = as_uids(numbers)
    run = np.array(
        data.draw(st.lists(st.integers(0, len(seeds) - 1), min_size=len(uid), max_size=len(uid)))
    )
    together = keys(seeds, uid, run)
    for number, seed in enumerate(seeds):
        mine = run == number
        assert (together[mine] == keys(seed, uid[mine])).all()
    assert (together[:-1] == keys(seeds, uid[:-1], run[:-1])).all()


def test_keys_differ_between_people_seeds_and_kinds() -> None:
    everybody = [keys(seed, UIDS, kind=kind) for seed in range(4) for kind in ("person", "branch")]
    assert len(np.unique(np.concatenate(everybody))) == 8 * MANY


@given(NUMBERS)
def test_drawing_leaves_keys_and_uids_as_they_were(numbers: list[int]) -> None:
    uid = as_uids(numbers)
    before = uid.copy()
    key = keys(1, uid)
    drawn = key.copy()
    Draws(3).uniform("leave", key, key)
    Draws(3).normal("leave", key)
    Draws(3).order("leave", key)
    assert (uid == before).all()
    assert (key == drawn).all()


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=4))
def test_uids_of_named_people_keep_clear_of_counted_ones(parts: list[int]) -> None:
    assert 2**62 <= int(hashed_uid(*parts)) < 2**63
    assert hashed_uid(*parts) == hashed_uid(*parts)


def test_uids_of_named_people_are_told_apart_by_where_the_parts_end() -> None:
    assert hashed_uid(1, 23) != hashed_uid(12, 3)


def test_strangers_have_uids_of_their_own_clear_of_counted_ones() -> None:
    branch, place = np.divmod(np.arange(MANY), 500)
    uids = [
        stranger_uids(cause, week, branch, place) for cause in ("stream", "ask") for week in (0, 1)
    ]
    together = np.concatenate(uids)
    assert len(np.unique(together)) == len(together)
    assert int(together.min()) >= 2**62
    assert int(together.max()) < 2**63
    assert (uids[0][:-1] == stranger_uids("stream", 0, branch[:-1], place[:-1])).all()
