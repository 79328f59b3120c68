"""Small-world networks."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from movementsim.errors import InputError
from movementsim.networks import (
    small_worlds,
)


@given(
    sizes=st.lists(st.integers(1, 14), min_size=0, max_size=5),
    ties=st.floats(0, 20),
    chances=st.tuples(st.floats(0, 0.5), st.floats(0, 0.5)),
    seed=st.integers(0, 2**40),
)
def test_small_worlds_have_no_loops_or_double_ties_and_ignore_the_order_of_rows(
    sizes: list[int], ties: float, chances: tuple[float, float], seed: int
) -> None:
    branch = np.repeat(np.arange(len(sizes)), sizes)
    uid = np.arange(100, 100 + len(branch), dtype=np.uint64)

    def wired(branch: Any, uid: Any) -> Any:
        rewire, between = chances
        return small_worlds(branch, uid, ties=ties, rewire=rewire, between=between, seed=seed)

    pairs = wired(branch, uid)
    assert (pairs[:, 0] < pairs[:, 1]).all()
    assert len(np.unique(pairs, axis=0)) == len(pairs)
    assert pairs.size == 0 or (pairs.min() >= 0 and pairs.max() < len(branch))
    if chances[1] == 0:
        assert (branch[pairs[:, 0]] == branch[pairs[:, 1]]).all()
    shuffled = np.random.default_rng(seed).permutation(len(branch))
    again = np.sort(uid[shuffled][wired(branch[shuffled], uid[shuffled])], axis=1)
    assert set(map(tuple, again.tolist())) == set(map(tuple, uid[pairs].tolist()))


@pytest.mark.parametrize(
    ("size", "ties"), [(1, 4), (2, 4), (2, 1), (4, 3), (5, 4), (6, 6), (9, 100)]
)
def test_ties_without_rewiring_are_a_ring_lattice_or_complete(size: int, ties: int) -> None:
    branch = np.repeat([4, 9], size)
    uid = np.arange(2 * size, dtype=np.uint64)
    pairs = small_worlds(branch, uid, ties=ties, rewire=0, between=0, seed=1)
    degree = np.bincount(pairs.ravel(), minlength=2 * size)
    assert set(degree.tolist()) == {min(ties, size - 1)}
    components = list(nx.connected_components(nx.Graph(pairs.tolist())))
    assert len(components) == (2 if size > 1 else 0)


def test_branches_of_two_have_one_tie_also_when_it_is_rewired() -> None:
    branch = np.repeat(np.arange(500), 2)
    uid = np.arange(1_000, dtype=np.uint64)
    pairs = small_worlds(branch, uid, ties=1, rewire=0, between=0.5, seed=2)
    far = branch[pairs[:, 0]] != branch[pairs[:, 1]]
    assert 495 <= len(pairs) <= 500  # of about 250 moved ties, about 250**2 / 1000**2 coincide
    assert abs(far.sum() - 250) < 5 * np.sqrt(500 * 0.25)


def test_shares_of_rewired_ties_are_as_requested() -> None:
    # 400 branches of 50; every count is binomial, so 5 standard errors bound it
    branch = np.arange(20_000) % 400
    uid = np.arange(20_000, dtype=np.uint64)
    plain = small_worlds(branch, uid, ties=7, rewire=0, between=0, seed=5)
    fourth = 20_000 * 0.5  # ties of the fourth distance: 20,000 with probability one half
    assert abs(len(plain) - (60_000 + fourth)) < 5 * np.sqrt(20_000 * 0.25)

    mixed = small_worlds(branch, uid, ties=7, rewire=0.2, between=0.1, seed=5)
    lost = 1 - len(mixed) / len(plain)
    assert 0 < lost < 0.2 * 7 / 50 * 1.5  # the estimate of the docstring, with some tolerance
    far = (branch[mixed[:, 0]] != branch[mixed[:, 1]]).mean()
    expected = 0.1 * (1 - 1 / 400)
    error = np.sqrt(expected * (1 - expected) / len(mixed))
    assert abs(far - expected / (1 - lost)) < 5 * error
    ring = set(map(tuple, plain.tolist()))
    stayed = np.mean([tuple(pair) in ring for pair in mixed.tolist()])
    # of ties moved within a branch, about 7/49 join neighbours, and most of these are dropped
    assert abs(stayed - 0.7 / (1 - lost)) < 0.2 * 7 / 49


@pytest.mark.parametrize(
    "wrong",
    [{"ties": -1}, {"ties": np.inf}, {"rewire": -0.1}, {"between": 1.1}, {"rewire": np.nan}],
)
def test_small_worlds_refuse_impossible_numbers(wrong: dict[str, float]) -> None:
    parameters = {"ties": 4.0, "rewire": 0.5, "between": 0.5, **wrong}
    with pytest.raises(InputError, match=str(next(iter(wrong.values())))):
        small_worlds(np.zeros(5, int), np.arange(5, dtype=np.uint64), seed=1, **parameters)
