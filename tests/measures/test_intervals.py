"""Confidence intervals and the variance reduction by pairing."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from movementsim import measures
from movementsim.errors import InputError
from tests.measures.examples import orders

samples = st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=30)


class TestMeanInterval:
    def test_printed_example(self) -> None:
        # Mean 3, standard error sqrt(.5), and 2.776 from a printed table of t with 4 degrees.
        assert measures.mean_interval([1, 2, 3, 4, 5]) == pytest.approx(
            (3, 3 - 2.776 * math.sqrt(0.5), 3 + 2.776 * math.sqrt(0.5)), abs=1e-3
        )

    def test_has_the_stated_coverage(self) -> None:
        draws, trials = np.random.default_rng(5), 2000
        intervals = [measures.mean_interval(draws.normal(size=5), 0.9) for _ in range(trials)]
        covered = np.mean([low <= 0 <= high for _, low, high in intervals])
        assert covered == pytest.approx(0.9, abs=4 * math.sqrt(0.9 * 0.1 / trials))

    @given(samples, orders)
    def test_contains_the_mean_and_widens_with_confidence(
        self, values: list[float], order: Random
    ) -> None:
        assume(np.ptp(values) > 1e-3)
        narrow, wide = measures.mean_interval(values, 0.8), measures.mean_interval(values, 0.99)
        assert wide.low < narrow.low < narrow.mean < narrow.high < wide.high
        shuffled = measures.mean_interval(order.sample(values, len(values)), 0.8)
        assert shuffled == pytest.approx(narrow, abs=1e-9)

    def test_too_few_runs_for_an_interval(self) -> None:
        assert measures.mean_interval([0.1, 0.1, 0.1]) == (0.1, 0.1, 0.1)
        assert measures.mean_interval([4]) == pytest.approx((4, math.nan, math.nan), nan_ok=True)
        assert all(math.isnan(end) for end in measures.mean_interval([]))

    def test_refuses_a_missing_run_and_an_impossible_confidence(self) -> None:
        with pytest.raises(InputError, match="values is nan at position 1"):
            measures.mean_interval([1, math.nan])
        with pytest.raises(InputError, match="confidence is 95"):
            measures.mean_interval([1, 2], confidence=95)


class TestPairedDifference:
    def test_is_the_mean_interval_of_the_differences(self) -> None:
        a, b = [3.0, 5.0, 4.0], [1.0, 4.0, 1.0]
        pair = measures.paired_difference(a, b)
        assert (pair.mean, pair.low, pair.high) == measures.mean_interval([2, 1, 3])
        assert pair.n == 3
        assert pair.variance_reduction == pytest.approx((1 + 3) / 1)

    @given(samples, orders)
    def test_swapping_the_sides_only_changes_the_sign(self, a: list[float], order: Random) -> None:
        b = order.sample(a, len(a))
        pair, swapped = measures.paired_difference(a, b), measures.paired_difference(b, a)
        turned = (-swapped.mean, -swapped.high, -swapped.low, swapped.variance_reduction)
        assert turned == pytest.approx(
            (pair.mean, pair.low, pair.high, pair.variance_reduction), nan_ok=True
        )

    def test_variance_reduction_grows_with_the_shared_variance(self) -> None:
        # With shared variance s and separate variance 1, the variance reduction is 1 + s.
        draws, n = np.random.default_rng(13), 20_000
        for shared in (0, 3, 9):
            common = draws.normal(size=n) * math.sqrt(shared)
            pair = measures.paired_difference(
                common + draws.normal(size=n), common + draws.normal(size=n)
            )
            # The relative standard error of a ratio of two variances is below 2 / sqrt(n).
            assert pair.variance_reduction == pytest.approx(1 + shared, rel=5 * 2 / math.sqrt(n))

    def test_constant_differences_and_constant_sides(self) -> None:
        constant = measures.paired_difference([2, 3, 4], [1, 2, 3])
        assert (constant.mean, constant.low, constant.high) == (1, 1, 1)
        assert constant.variance_reduction == math.inf
        assert math.isnan(measures.paired_difference([2, 2], [1, 1]).variance_reduction)

    def test_one_pair_and_none(self) -> None:
        assert measures.paired_difference([2], [1]).mean == 1
        assert math.isnan(measures.paired_difference([2], [1]).variance_reduction)
        assert measures.paired_difference([], []).n == 0

    def test_refuses_a_missing_run_of_a_pair(self) -> None:
        with pytest.raises(InputError, match=r"a \(2,\), b \(1,\)"):
            measures.paired_difference([1, 2], [1])


class TestMeanIntervals:
    def test_rows_are_estimated_separately(self) -> None:
        rows = np.array([[1.0, 2, 3, 4, 5], [1, 2, np.nan, 6, np.nan], [0.1] * 5])
        mean, low, high = measures.mean_intervals(rows, 0.9)
        for row, *found in zip(rows, mean, low, high, strict=True):
            alone = measures.mean_interval(row[np.isfinite(row)], 0.9)
            assert found == pytest.approx(list(alone), rel=1e-12)
        assert (mean[2], low[2], high[2]) == (0.1, 0.1, 0.1)

    def test_too_few_runs_for_an_interval(self) -> None:
        mean, low, high = measures.mean_intervals(np.array([[3.0, np.nan], [np.nan, np.nan]]))
        assert mean[0] == 3
        assert np.isnan([mean[1], *low, *high]).all()

    def test_half_widths_are_those_of_the_interval(self) -> None:
        values = np.array([2.0, 3.0, 7.0])
        error = values.std(ddof=1) / math.sqrt(3)
        width = measures.student_half_widths(np.array([error, 1.0]), [3, 1])
        assert width[0] == pytest.approx(measures.mean_interval(values).high - values.mean())
        assert math.isnan(width[1])

    def test_variance_reductions_are_those_of_paired_differences(self) -> None:
        ours = np.array([[3.0, 5, 4, 9], [1, 2, np.nan, 4]])
        theirs = np.array([[1.0, 4, 1, 5], [0, 3, 3, 1]])
        found = measures.variance_reductions(ours, theirs)
        for row, (a, b) in zip(found, zip(ours, theirs, strict=True), strict=True):
            both = np.isfinite(a)
            pair = measures.paired_difference(a[both], b[both])
            assert row == pytest.approx(pair.variance_reduction)

    def test_zero_is_excluded_only_by_an_interval_on_one_side(self) -> None:
        assert measures.excludes_zero(0.1, 0.3)
        assert measures.excludes_zero(-0.3, -0.1)
        assert not measures.excludes_zero(-0.1, 0.3)
        assert not measures.excludes_zero(0, 0.3)
        assert not measures.excludes_zero(math.nan, math.nan)

    def test_a_difference_has_a_sign_only_where_it_is_clear(self) -> None:
        ends = [(0.1, 0.3), (-0.3, -0.1), (-0.1, 0.3), (0, 0.3), (math.nan, math.nan)]
        assert [measures.clear_sign(*one) for one in ends] == [1, -1, 0, 0, 0]

    def test_one_pair_of_sides_and_many_have_the_same_variance_reduction(self) -> None:
        ours, theirs = np.random.default_rng(1).normal(size=(2, 6, 9))
        many = measures.variance_reductions(ours, theirs)
        one_by_one = [
            measures.paired_difference(a, b).variance_reduction
            for a, b in zip(ours, theirs, strict=True)
        ]
        assert many.tolist() == one_by_one


class TestIndependentDifference:
    def test_closed_form_of_welch(self) -> None:
        found = measures.independent_difference([4, 6, 8], [1, 2, 3])
        error, freedom = math.sqrt(4 / 3 + 1 / 3), (5 / 3) ** 2 / ((16 / 9) / 2 + (1 / 9) / 2)
        reach = measures.student_half_widths(np.array([error]), [freedom + 1])[0]
        assert found == pytest.approx((4, 4 - reach, 4 + reach))

    def test_too_few_runs_for_an_interval(self) -> None:
        found = measures.independent_difference([2], [1, 4])
        assert found.mean == -0.5
        assert math.isnan(found.low)
        assert math.isnan(measures.independent_difference([], [1]).mean)


class TestProportionInterval:
    def test_wilsons_closed_form(self) -> None:
        z, n, share = 1.959964, 34, 33 / 34
        middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z / (1 + z**2 / n) * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
        expected = (share, middle - half, middle + half)
        assert measures.proportion_interval(33, 34) == pytest.approx(expected, abs=1e-6)

    @given(st.integers(0, 500), st.integers(0, 500))
    def test_contains_the_share_and_is_symmetric(self, successes: int, failures: int) -> None:
        assume(successes + failures > 0)
        n = successes + failures
        share, low, high = measures.proportion_interval(successes, n)
        mirrored = measures.proportion_interval(failures, n)
        assert 0 <= low <= share + 1e-12
        assert share - 1e-12 <= high <= 1
        assert (1 - share, 1 - high, 1 - low) == pytest.approx(mirrored, abs=1e-9)

    def test_no_trials(self) -> None:
        share, low, high = measures.proportion_interval(0, 0)
        assert math.isnan(share)
        assert (low, high) == (0, 1)

    @pytest.mark.parametrize(("successes", "n"), [(-1, 3), (4, 3)])
    def test_refuses_impossible_counts(self, successes: int, n: int) -> None:
        with pytest.raises(InputError, match=f"successes is {successes} of n = {n}"):
            measures.proportion_interval(successes, n)
