"""Small-world networks."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from movementsim.errors import InputError
from movementsim.kernel.draws import Keys, keys
from movementsim.networks import small_worlds


def wired(branch: Any, key: Keys, **parameters: float) -> Any:
    return small_worlds(branch, key, np.zeros(len(branch), int), **parameters)


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
    key = keys(seed, uid)
    settings = {"ties": ties, "rewire": chances[0], "between": chances[1]}
    pairs = wired(branch, key, **settings)
    assert (pairs[:, 0] < pairs[:, 1]).all()
    assert len(np.unique(pairs, axis=0)) == len(pairs)
    assert pairs.size == 0 or (pairs.min() >= 0 and pairs.max() < len(branch))
    if chances[1] == 0:
        assert (branch[pairs[:, 0]] == branch[pairs[:, 1]]).all()
    shuffled = np.random.default_rng(seed).permutation(len(branch))
    again = np.sort(uid[shuffled][wired(branch[shuffled], key[shuffled], **settings)], axis=1)
    assert set(map(tuple, again.tolist())) == set(map(tuple, uid[pairs].tolist()))


@pytest.mark.parametrize(
    ("size", "ties"), [(1, 4), (2, 4), (2, 1), (4, 3), (5, 4), (6, 6), (9, 100)]
)
def test_ties_without_rewiring_are_a_ring_lattice_or_complete(size: int, ties: int) -> None:
    branch = np.repeat([4, 9], size)
    key = keys(1, np.arange(2 * size, dtype=np.uint64))
    pairs = wired(branch, key, ties=ties, rewire=0, between=0)
    degree = np.bincount(pairs.ravel(), minlength=2 * size)
    assert set(degree.tolist()) == {min(ties, size - 1)}
    components = list(nx.connected_components(nx.Graph(pairs.tolist())))
    assert len(components) == (2 if size > 1 else 0)


def test_branches_of_two_have_one_tie_also_when_it_is_rewired() -> None:
    branch = np.repeat(np.arange(500), 2)
    key = keys(2, np.arange(1_000, dtype=np.uint64))
    pairs = wired(branch, key, ties=1, rewire=0, between=0.5)
    far = branch[pairs[:, 0]] != branch[pairs[:, 1]]
    assert 495 <= len(pairs) <= 500  # of about 250 moved ties, about 250**2 / 1000**2 coincide
    assert abs(far.sum() - 250) < 5 * np.sqrt(500 * 0.25)


def test_shares_of_rewired_ties_are_as_requested() -> None:
    # 400 branches of 50; every count is binomial, so 5 standard errors bound it
    branch = np.arange(20_000) % 400
    key = keys(5, np.arange(20_000, dtype=np.uint64))
    plain = wired(branch, key, ties=7, rewire=0, between=0)
    fourth = 20_000 * 0.5  # ties of the fourth distance: 20,000 with probability one half
    assert abs(len(plain) - (60_000 + fourth)) < 5 * np.sqrt(20_000 * 0.25)

    mixed = wired(branch, key, ties=7, rewire=0.2, between=0.1)
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
        wired(np.zeros(5, int), keys(1, np.arange(5, dtype=np.uint64)), **parameters)


@given(
    runs=st.lists(
        st.tuples(
            st.lists(st.integers(1, 9), min_size=1, max_size=4),
            st.floats(0, 9),
            st.floats(0, 0.5),
            st.floats(0, 0.5),
        ),
        min_size=1,
        max_size=5,
    ),
    seed=st.integers(0, 2**40),
)
def test_several_movements_are_wired_as_each_would_be_alone(
    runs: list[tuple[list[int], float, float, float]], seed: int
) -> None:
    people = [sum(sizes) for sizes, *_ in runs]
    run = np.arange(len(runs)).repeat(people)
    branch = np.concatenate([np.arange(len(sizes)).repeat(sizes) for sizes, *_ in runs])
    before = np.cumsum([0, *(len(sizes) for sizes, *_ in runs)])[:-1]
    place = np.concatenate([np.arange(count, dtype=np.uint64) for count in people])
    key = keys([seed + number for number in range(len(runs))], place, run)
    _, ties, rewire, between = (np.array(values, object) for values in zip(*runs, strict=True))
    settings = {"ties": ties, "rewire": rewire, "between": between}
    together = small_worlds(
        branch + before[run], key, run, **{k: v.astype(float) for k, v in settings.items()}
    )
    assert (run[together[:, 0]] == run[together[:, 1]]).all()
    for number in range(len(runs)):
        mine = run == number
        alone = wired(branch[mine], key[mine], **{k: v[number] for k, v in settings.items()})
        first = int(mine.argmax())
        assert (together[mine[together[:, 0]]] - first).tolist() == alone.tolist()
