"""Selection of the first candidates of each owner agrees with sorting in Python."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from movementsim.kernel import selection
from movementsim.kernel.columns import Whole
from movementsim.kernel.selection import first


def expected(owner: Whole, score: list[float], lots: Whole, times: int) -> list[int]:
    """Return the positions of the first `times` rows of each owner, sorted one by one."""
    found = []
    for who in sorted(set(owner.tolist())):
        rows = [row for row in range(len(owner)) if owner[row] == who]
        found += sorted(rows, key=lambda row: (score[row], lots[row]))[:times]
    return found


@given(st.data())
def test_rows_are_ordered_by_score_then_by_lot(data: st.DataObject) -> None:
    owner = np.array(sorted(data.draw(st.lists(st.integers(0, 4), max_size=30))), np.int64)
    score = data.draw(
        st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=len(owner), max_size=len(owner))
    )
    lots = np.array(data.draw(st.permutations(range(len(owner)))), np.int64)
    times = data.draw(st.integers(1, 10))
    chosen = first(owner, np.array(score), lambda rows: lots[rows], times)
    assert chosen.tolist() == expected(owner, score, lots, times)


def test_repeated_selection_of_the_best_agrees_with_sorting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(3)
    owner = np.sort(rng.integers(0, 40, 500))
    score, lots = rng.integers(0, 3, 500).astype(float), rng.permutation(500)
    by_sorting = first(owner, score, lambda rows: lots[rows], 5)
    monkeypatch.setattr(selection, "_FEW", 0)
    assert first(owner, score, lambda rows: lots[rows], 5).tolist() == by_sorting.tolist()


def test_number_can_differ_between_owners() -> None:
    owner = np.array([0, 0, 0, 1, 1, 1])
    chosen = first(owner, None, lambda rows: rows, np.array([2, 1]))
    assert chosen.tolist() == [0, 1, 3]


def test_score_that_is_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not a number"):
        first(np.array([0, 0]), np.array([1.0, np.nan]), lambda rows: rows, 1)
