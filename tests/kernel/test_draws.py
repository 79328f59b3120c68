"""Keyed luck: uniform, told apart by every part of its key, and never drawn in order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from movementsim.kernel.draws import Draws, hashed_uid

MANY = 100_000
UIDS = np.arange(MANY, dtype=np.uint64)
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
def test_luck_is_uniform(name: str, week: int) -> None:
    luck = Draws(1, week).uniform(name, UIDS)
    assert ((luck >= 0) & (luck < 1)).all()
    assert stats.kstest(luck, "uniform").pvalue > UNLIKELY


def test_luck_of_pairs_is_uniform_from_either_side() -> None:
    draws = Draws(1, 3)
    one = np.full(MANY, 7, np.uint64)
    for luck in (draws.uniform("meet", one, UIDS), draws.uniform("meet", UIDS, one)):
        assert stats.kstest(luck, "uniform").pvalue > UNLIKELY


def test_every_bit_is_as_often_set_as_not() -> None:
    lots = Draws(1, 3).order("lots", UIDS)
    for bit in range(64):
        ones = int(((lots >> np.uint64(bit)) & np.uint64(1)).sum())
        assert stats.binomtest(ones, MANY).pvalue > UNLIKELY


def test_normal_numbers_have_the_normal_distribution() -> None:
    draws = Draws(1, 3)
    assert stats.kstest(draws.normal("drift", UIDS), "norm").pvalue > UNLIKELY


@pytest.mark.parametrize("probability", [0.001, 0.3, 0.97])
def test_a_chance_comes_as_often_as_it_should(probability: float) -> None:
    came = int(Draws(1, 3).chance("luck", probability, UIDS).sum())
    assert stats.binomtest(came, MANY, probability).pvalue > UNLIKELY


def test_what_is_certain_happens_and_what_is_impossible_does_not() -> None:
    draws = Draws(1, 3)
    assert draws.chance("certain", 1.0, UIDS).all()
    assert not draws.chance("impossible", 0.0, UIDS).any()


def test_names_weeks_seeds_people_and_pairs_are_independent() -> None:
    luck = Draws(1, 3).uniform("leave", UIDS)
    for other in (
        Draws(1, 3).uniform("leavE", UIDS),
        Draws(1, 4).uniform("leave", UIDS),
        Draws(2, 3).uniform("leave", UIDS),
        Draws(1, 3).uniform("leave", UIDS + np.uint64(1)),
        Draws(1, 3).uniform("leave", UIDS, UIDS),
        Draws(1, 3).uniform("leave", UIDS, np.zeros(MANY, np.uint64)),
    ):
        assert not correlated(luck, other)
    ring = np.roll(UIDS, 1)
    assert not correlated(
        Draws(1, 3).uniform("meet", UIDS, ring), Draws(1, 3).uniform("meet", ring, UIDS)
    )


def test_one_persons_luck_over_the_weeks_is_uniform_and_has_no_memory() -> None:
    one = np.array([5], np.uint64)
    luck = np.array([Draws(1, week).uniform("leave", one)[0] for week in range(20_000)])
    assert stats.kstest(luck, "uniform").pvalue > UNLIKELY
    for lag in (1, 2, 52):
        assert not correlated(luck[lag:], luck[:-lag])


@given(SEEDS, NAMES, WEEKS, NUMBERS, st.data())
def test_luck_hangs_on_the_key_alone_not_on_who_else_draws(
    seed: int, name: str, week: int, numbers: list[int], data: st.DataObject
) -> None:
    draws, uid = Draws(seed, week), as_uids(numbers)
    which = data.draw(st.lists(st.integers(0, len(uid) - 1), max_size=30))
    other = uid[::-1].copy()
    draws.uniform("something else", uid)  # never in order: this must not matter
    for draw in (draws.uniform, draws.order):
        assert (draw(name, uid)[which] == draw(name, uid[which])).all()
        assert (draw(name, uid, other)[which] == draw(name, uid[which], other[which])).all()
    assert (draws.normal(name, uid)[which] == draws.normal(name, uid[which])).all()
    assert np.isfinite(draws.normal(name, uid)).all()


@given(NUMBERS)
def test_drawing_leaves_the_keys_as_they_were(numbers: list[int]) -> None:
    uid = as_uids(numbers)
    before = uid.copy()
    Draws(1, 3).uniform("leave", uid, uid)
    Draws(1, 3).normal("leave", uid)
    assert (uid == before).all()


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=4))
def test_born_uids_keep_clear_of_counted_ones(parts: list[int]) -> None:
    assert 2**62 <= int(hashed_uid(*parts)) < 2**63
    assert hashed_uid(*parts) == hashed_uid(*parts)


def test_born_uids_are_told_apart_by_where_the_parts_end() -> None:
    assert hashed_uid(1, 23) != hashed_uid(12, 3)
