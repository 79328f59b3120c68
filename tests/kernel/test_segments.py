"""Runs of equal keys agree with plain loops."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from movementsim.kernel.segments import (
    common_length,
    filled,
    rank_in_runs,
    run_lengths,
    run_starts,
)

KEYS = st.lists(st.integers(0, 5), max_size=30).map(sorted)


@given(KEYS)
def test_runs_agree_with_groupby(keys: list[int]) -> None:
    runs = [len(list(run)) for _, run in groupby(keys)]
    starts = run_starts(np.array(keys, np.int64))
    assert starts.tolist() == [sum(runs[:k]) for k in range(len(runs))]
    assert run_lengths(starts, len(keys)).tolist() == runs
    ranks = [place for run in runs for place in range(run)]
    assert rank_in_runs(np.array(keys, np.int64)).tolist() == ranks


@pytest.mark.parametrize(
    ("values", "length"),
    [
        ([1, 2.0], 1),
        ([1, np.arange(3)], 3),
        ([np.arange(1), np.arange(0)], 0),
        ([np.arange(0), 1], 0),
        ([], 1),
    ],
)
def test_common_length_of_scalars_and_columns(values: list[object], length: int) -> None:
    assert common_length(values) == length


def test_column_is_filled_from_a_value_or_an_array() -> None:
    assert filled(7, 3).tolist() == [7, 7, 7]
    assert filled(np.array([7]), 3).tolist() == [7, 7, 7]
    values = np.arange(3)
    assert filled(values, 3) is values
