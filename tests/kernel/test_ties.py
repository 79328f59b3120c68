"""Ties agree with a plain dict of dicts and do what their docstrings promise."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from movementsim.errors import InputError
from movementsim.kernel.padded_rows import NO_TIE
from movementsim.kernel.tie_layers import NEVER_MET
from movementsim.kernel.ties import Ties

SHARES = st.floats(0, 1)
GAINS = st.floats(-1, 1)
ROWS = st.integers(0, 10_000)  # taken modulo the number of people


def moved(level: float, gains: list[float]) -> float:
    """Return the level after all gains, then all losses."""
    for gain in gains:
        level += (1 - level) * max(gain, 0)
    for gain in gains:
        level *= 1 + min(gain, 0)
    return level


class AgainstPlainDicts(RuleBasedStateMachine):
    """Apply one history to tie stores with different spare room and to `seen[tail][head]`."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[dict[int, dict[str, float]]] = []

    @initialize(
        people=st.integers(1, 8),
        asked=st.dictionaries(st.tuples(ROWS, ROWS), st.tuples(SHARES, SHARES), max_size=12),
    )
    def begin(self, people: int, asked: dict[tuple[int, int], tuple[float, float]]) -> None:
        self.seen = [{} for _ in range(people)]
        pairs, views = [], []
        for (a, b), (there, back) in asked.items():
            tail, head = a % people, b % people
            if tail != head and head not in self.seen[tail]:
                pairs.append((tail, head))
                views.append((there, back))
                self.seen[tail][head] = {"liking": there, "respect": back, "met": 0}
                self.seen[head][tail] = {"liking": back, "respect": there, "met": 0}
        liking = np.array(views).reshape(-1, 2)
        ends = np.array(pairs, int).reshape(-1, 2)
        self.stores = [
            Ties.from_pairs(people, ends, liking, liking[:, ::-1], slack=slack, least=least)
            for slack, least in ((0.0, 0), (0.25, 2), (2.0, 5))
        ]

    @property
    def tied(self) -> list[tuple[int, int]]:
        return [(tail, head) for tail, row in enumerate(self.seen) for head in row]

    @rule(
        asked=st.lists(st.tuples(ROWS, ROWS, SHARES, SHARES, SHARES, SHARES), max_size=10),
        week=st.integers(-1, 500),
    )
    def add(self, asked: list[tuple[int, int, float, float, float, float]], week: int) -> None:
        people = len(self.seen)
        tail = np.array([a % people for a, *_ in asked], int)
        head = np.array([b % people for _, b, *_ in asked], int)
        layers = np.array([request[2:] for request in asked]).reshape(-1, 4)
        for ties in self.stores:
            liking, respect, liking_back, respect_back = layers.T
            edge = ties.add(tail, head, liking, respect, liking_back, respect_back, week)
            np.testing.assert_array_equal(edge == NO_TIE, tail == head)
            real = edge[tail != head]
            np.testing.assert_array_equal(ties.tail[real], tail[tail != head])
            np.testing.assert_array_equal(ties.head[real], head[tail != head])
        for a, b, (liking, respect, liking_back, respect_back) in zip(
            tail.tolist(), head.tolist(), layers.tolist(), strict=True
        ):
            if a != b and b not in self.seen[a]:
                self.seen[a][b] = {"liking": liking, "respect": respect, "met": week}
                self.seen[b][a] = {"liking": liking_back, "respect": respect_back, "met": week}

    @rule(count=st.integers(0, 3))
    def grow(self, count: int) -> None:
        for ties in self.stores:
            ties.grow(count)
        self.seen += [{} for _ in range(count)]

    @precondition(lambda self: self.tied)
    @rule(
        layer=st.sampled_from(["liking", "respect"]),
        gains=st.lists(st.tuples(ROWS, GAINS), max_size=8),
    )
    def move(self, layer: str, gains: list[tuple[int, float]]) -> None:
        tied = self.tied
        by_tie: dict[tuple[int, int], list[float]] = {}
        for k, gain in gains:
            by_tie.setdefault(tied[k % len(tied)], []).append(gain)
        ends = np.array([tied[k % len(tied)] for k, _ in gains], int).reshape(-1, 2)
        for ties in self.stores:
            edge = np.append(ties.find(*ends.T), NO_TIE)  # a missing tie is ignored
            move = ties.warm if layer == "liking" else ties.shift_respect
            move(edge, np.array([*(gain for _, gain in gains), 0.5]))
        for (tail, head), steps in by_tie.items():
            self.seen[tail][head][layer] = moved(self.seen[tail][head][layer], steps)

    @rule(factor=st.one_of(SHARES, st.just(0.0), st.floats(1e-90, 1e-60)))
    def fade(self, factor: float) -> None:
        for ties in self.stores:
            ties.fade(factor)
        for row in self.seen:
            for view in row.values():
                view["liking"] *= factor

    @precondition(lambda self: self.tied)
    @rule(k=ROWS, week=st.integers(0, 32_767))
    def touch(self, k: int, week: int) -> None:
        tail, head = self.tied[k % len(self.tied)]
        for ties in self.stores:
            ties.touch(ties.find([tail], [head]), week)
        self.seen[tail][head]["met"] = self.seen[head][tail]["met"] = week

    @rule(rows=st.lists(ROWS, max_size=6))
    def ties_of(self, rows: list[int]) -> None:
        asked = np.array([row % len(self.seen) for row in rows], int)
        for ties in self.stores:
            owner, edge = ties.ties_of(asked)
            for k, row in enumerate(asked):
                heads = ties.head[edge[owner == k]].tolist()
                assert sorted(heads) == sorted(self.seen[row])

    @rule()
    def continue_with_copies(self) -> None:
        old, self.stores = self.stores, [ties.copy() for ties in self.stores]
        for ties in old:  # changes of the originals must not affect the copies
            everybody = np.arange(ties.people)
            ties.add(everybody, np.zeros_like(everybody), 0.5)
            ties.touch(np.arange(len(ties.tail)), 9)
            ties.fade(0.0)
            ties.respect[:] = 7

    @invariant()
    def agrees(self) -> None:
        n = len(self.seen)
        tail, head = (grid.ravel() for grid in np.meshgrid(range(n), range(n), indexing="ij"))
        for ties in self.stores:
            edge = ties.find(tail, head)
            tied = [h in self.seen[t] for t, h in zip(tail.tolist(), head.tolist(), strict=True)]
            np.testing.assert_array_equal(edge != NO_TIE, tied)
            edge = edge[edge != NO_TIE]
            views = [self.seen[t][h] for t, h in zip(ties.tail[edge], ties.head[edge], strict=True)]
            for layer, stored in (
                ("liking", ties.liking(edge)),
                ("respect", ties.respect[edge]),
                ("met", ties.met[edge]),
            ):
                np.testing.assert_allclose(
                    stored, [view[layer] for view in views], rtol=1e-9, atol=1e-12
                )

    @invariant()
    def layout_is_valid(self) -> None:
        for ties in self.stores:
            positions = np.arange(len(ties.tail))
            np.testing.assert_array_equal(ties.reverse[ties.reverse], positions)
            np.testing.assert_array_equal(ties.tail[ties.reverse], ties.head)
            spare = positions >= (ties.start[:-1] + ties.degree)[ties.tail]
            np.testing.assert_array_equal(ties.head[spare], ties.tail[spare])
            assert not ties.warmth[spare].any()
            assert not ties.respect[spare].any()
            assert ((ties.liking() >= 0) & (ties.liking() <= 1)).all()
            assert ((ties.respect >= 0) & (ties.respect <= 1)).all()

    @invariant()
    def layers_and_counts_agree(self) -> None:
        n = len(self.seen)
        held = np.column_stack((np.arange(n) + 0.5, np.cos(np.arange(n))))
        for layer in ("liking", "respect"):
            sums = np.zeros((n, 2))
            for tail, row in enumerate(self.seen):
                for head, view in row.items():
                    sums[tail] += view[layer] * held[head]
            for ties in self.stores:
                weights = ties.liking() if layer == "liking" else ties.respect
                weighed = np.zeros((n, 2))
                np.add.at(weighed, ties.tail, weights[:, np.newaxis] * held[ties.head])
                np.testing.assert_allclose(weighed, sums, rtol=1e-9, atol=1e-12)
        for ties in self.stores:
            assert ties.people == n
            assert ties.ties == len(self.tied) // 2
            pairs, edge = ties.pairs()
            assert sorted(map(tuple, pairs.tolist())) == sorted(
                (a, b) for a, b in self.tied if a < b
            )
            np.testing.assert_array_equal(np.column_stack((ties.tail, ties.head))[edge], pairs)


TestAgainstPlainDicts = pytest.mark.slow(AgainstPlainDicts.TestCase)


@pytest.fixture
def trio() -> Ties:
    """Return the ties 0 - 1 - 2, with a different view from each side."""
    return Ties.from_pairs(3, np.array([[1, 0], [1, 2]]), np.array([[0.1, 0.2], [0.3, 0.4]]), 0.5)


def test_column_0_is_the_first_persons_view_of_the_second(trio: Ties) -> None:
    edge = trio.find(np.array([1, 0, 1, 2]), np.array([0, 1, 2, 1]))
    np.testing.assert_array_equal(trio.liking(edge), [0.1, 0.2, 0.3, 0.4])


@given(st.lists(GAINS, min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_gains_on_one_tie_do_not_depend_on_their_order(gains: list[float], random: object) -> None:
    shuffled = list(gains)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = (Ties.from_pairs(2, np.array([[0, 1]]), 0.3, 0.4) for _ in range(2))
    edge = np.zeros(len(gains), int)
    for ties, order in ((one, gains), (other, shuffled)):
        ties.warm(edge, np.array(order))
        ties.shift_respect(edge, np.array(order))
    np.testing.assert_array_equal(one.warmth, other.warmth)
    np.testing.assert_array_equal(one.respect, other.respect)


def test_gain_closes_a_share_of_the_gap_and_loss_takes_a_share(trio: Ties) -> None:
    edge = trio.find([1, 1], [0, 0])
    trio.warm(edge, np.array([0.1, 0.1]))
    assert trio.liking(edge[:1])[0] == pytest.approx(1 - 0.9 * 0.9 * 0.9)
    trio.shift_respect(edge[:1], -0.2)
    assert trio.respect[edge[0]] == pytest.approx(0.4)


def test_missing_tie_has_no_liking(trio: Ties) -> None:
    assert trio.liking(trio.find([0], [2])).tolist() == [0.0]


def test_positions_and_version_change_only_when_a_row_is_full() -> None:
    ties = Ties.from_pairs(6, np.array([[0, 1]]), slack=0, least=2)
    place = ties.find([0], [1])
    ties.add([0, 0], [2, 3])
    assert ties.version == 0
    np.testing.assert_array_equal(ties.find([0], [1]), place)
    ties.add([0], [4])
    assert ties.version == 1
    ties.grow(2)
    assert ties.version == 1


def test_first_of_two_requests_for_one_tie_wins_in_either_direction() -> None:
    ties = Ties.from_pairs(2, np.empty((0, 2), int))
    edge = ties.add([1, 0], [0, 1], liking=[0.9, 0.1], liking_back=[0.8, 0.2])
    np.testing.assert_allclose(ties.liking(edge), [0.9, 0.8])
    assert ties.met[edge].tolist() == [NEVER_MET, NEVER_MET]
    assert ties.ties == 1


def test_older_ties_come_first_whatever_the_spare_room_and_the_order_of_requests() -> None:
    listed = []
    for slack, step in ((0.0, 1), (1.0, 1), (0.5, -1)):
        ties = Ties.from_pairs(9, np.array([[0, 5]]), slack=slack, least=0)
        ties.add([0, 7, 0][::step], [8, 0, 3][::step])
        ties.add([1, 0][::step], [0, 6][::step])
        _, edge = ties.ties_of([0])
        listed.append(ties.head[edge].tolist())
    assert [listed[0][:1], sorted(listed[0][1:4]), sorted(listed[0][4:])] == [
        [5],
        [3, 7, 8],
        [1, 6],
    ]
    assert listed[0] == listed[1]
    assert listed[0] == listed[2]


def test_hub_is_found_from_both_sides() -> None:
    leaves = np.arange(1, 2_000)
    star = Ties.from_pairs(2_000, np.column_stack((np.zeros_like(leaves), leaves)))
    hub = np.zeros_like(leaves)
    edge = star.find(hub, leaves)
    np.testing.assert_array_equal(star.head[edge], leaves)
    np.testing.assert_array_equal(star.tail[edge], hub)
    np.testing.assert_array_equal(star.find(leaves, hub), star.reverse[edge])


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        (lambda f: f.find([0], [3]), "row 3 is not one of 3 people"),
        (lambda f: f.add([0], [2], liking=1.5), "liking 1.5"),
        (lambda f: f.add([0], [2], respect_back=np.nan), "respect nan"),
        (lambda f: f.add([0], [2], met=40_000), "week 40000"),
        (lambda f: f.warm([0], 1.01), "gain of 1.01"),
        (lambda f: f.shift_respect([0], np.nan), "gain of nan"),
        (lambda f: f.touch([0], -2), "week -2"),
        (lambda f: f.fade(1.1), "factor 1.1"),
        (lambda f: f.grow(-1), "grow by -1"),
        (lambda _: Ties.from_pairs(2, np.array([[0, 0]])), "row 0 is tied to itself"),
        (lambda _: Ties.from_pairs(2, np.array([[0, 1], [1, 0]])), r"\(0, 1\) appears more than"),
        (lambda _: Ties.from_pairs(2, np.array([[0, 2]])), "row 2"),
        (lambda _: Ties.from_pairs(2, np.array([[0, 1]]), slack=-1), "slack -1"),
    ],
)
def test_mistake_is_named_and_nothing_changes(
    trio: Ties, mistake: Callable[[Ties], object], message: str
) -> None:
    before = trio.copy()
    with pytest.raises(InputError, match=message):
        mistake(trio)
    for name in ("start", "degree", "tail", "head", "warmth", "respect", "met", "reverse"):
        np.testing.assert_array_equal(getattr(trio, name), getattr(before, name))


def test_full_row_takes_spare_room_of_its_neighbours() -> None:
    people = 300
    ring = np.column_stack((np.arange(people), (np.arange(people) + 1) % people))
    ties = Ties.from_pairs(people, ring, liking=0.5, respect=0.25)
    positions, far = len(ties.tail), ties.start[[0, 50, 250, 299]].copy()
    friends = np.arange(100, 200, 10)
    ties.add(np.full(len(friends), 155), friends, liking=0.75, liking_back=0.125)
    assert ties.version == 1
    assert len(ties.tail) == positions  # no rows were added: neighbours had spare room
    np.testing.assert_array_equal(ties.start[[0, 50, 250, 299]], far)
    np.testing.assert_array_equal(ties.liking(ties.find([155], friends)), 0.75)
    np.testing.assert_array_equal(ties.liking(ties.find(friends, [155])), 0.125)
    seen = ties.find(ring[:, 0], ring[:, 1])
    np.testing.assert_array_equal(ties.liking(seen), 0.5)
    np.testing.assert_array_equal(ties.reverse[seen], ties.find(ring[:, 1], ring[:, 0]))
    spare = np.ones(positions, np.bool_)
    spare[ties.ties_of(np.arange(people))[1]] = False
    np.testing.assert_array_equal(ties.head[spare], ties.tail[spare])
    assert not ties.warmth[spare].any()
