"""Retention curves agree with their definition and with simulated histories."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from movementsim import measures
from movementsim.errors import InputError
from tests.measures.examples import History, histories, orders


class TestRetentionCurve:
    def test_worked_example(self) -> None:
        # Seven people; after five weeks of membership two are at risk, and one of them leaves.
        entered = [0, 0, 0, 0, 3, 3, 0]
        left = [1, 2, 2, 5, -1, -1, -1]
        curve = measures.retention_curve(entered, left, now=6)
        assert curve["weeks"].tolist() == [1, 2, 3, 5, 6]
        assert curve["at_risk"].tolist() == [7, 6, 4, 2, 1]
        assert curve["retention"].tolist() == pytest.approx([6 / 7, 4 / 7, 4 / 7, 2 / 7, 2 / 7])

    @given(histories(censored=False))
    def test_is_the_empirical_share_without_censoring(self, history: History) -> None:
        entered, left, now = history
        curve = measures.retention_curve(entered, left, now)
        stayed_longer = [np.mean(left - entered > weeks) for weeks in curve["weeks"]]
        assert curve["retention"].to_numpy() == pytest.approx(stayed_longer, abs=1e-12)

    @given(histories())
    def test_falls_between_one_and_zero_and_within_its_interval(self, history: History) -> None:
        curve = measures.retention_curve(*history)
        assert (np.diff(curve["retention"]) <= 0).all()
        assert curve["retention"].between(0, 1).all()
        assert (curve["low"] <= curve["retention"] + 1e-12).all()
        assert (curve["retention"] <= curve["high"] + 1e-12).all()
        assert curve["low"].between(0, 1).all()
        assert curve["high"].between(0, 1).all()

    @given(histories())
    def test_counts_everybody_observed_for_that_long(self, history: History) -> None:
        entered, left, now = history
        stayed = np.where(left == measures.STILL_HERE, now, left) - entered
        curve = measures.retention_curve(*history)
        assert curve["weeks"].tolist() == np.unique(stayed).tolist()
        assert curve["at_risk"].tolist() == [(stayed >= weeks).sum() for weeks in curve["weeks"]]

    @given(histories())
    def test_kaplan_meier_gives_the_same_curve(self, history: History) -> None:
        curve = measures.retention_curve(*history)
        weeks, retention = measures.kaplan_meier(*history)
        assert weeks.tolist() == curve["weeks"].tolist()
        assert retention.tolist() == curve["retention"].tolist()

    @given(histories(), orders)
    def test_does_not_depend_on_order(self, history: History, order: Random) -> None:
        entered, left, now = history
        mixed = order.sample(range(entered.size), entered.size)
        shuffled = measures.retention_curve(entered[mixed], left[mixed], now)
        assert shuffled.equals(measures.retention_curve(entered, left, now))

    def test_interval_has_width_if_nobody_leaves(self) -> None:
        curve = measures.retention_curve(np.zeros(20, int), np.full(20, -1), now=52)
        assert curve["retention"].tolist() == [1]
        assert 0.8 < curve["low"].item() < 0.9
        assert curve["high"].item() == 1

    def test_interval_is_the_exponential_greenwood(self) -> None:
        # After the first of seven has left: retention ** exp(+-z * se) with se from 1 / (7 * 6).
        curve = measures.retention_curve([0] * 7, [1, 2, 3, -1, -1, -1, -1], now=6)
        spread = 1.959964 * math.sqrt(1 / 42) / abs(math.log(6 / 7))
        first = curve.iloc[0]
        assert first["low"] == pytest.approx((6 / 7) ** math.exp(spread), abs=1e-6)
        assert first["high"] == pytest.approx((6 / 7) ** math.exp(-spread), abs=1e-6)

    def test_recovers_a_constant_hazard_despite_censoring(self) -> None:
        draws = np.random.default_rng(11)
        people, hazard, now = 20_000, 0.01, 104
        entered = draws.integers(0, now, people)
        left = entered + draws.geometric(hazard, people)
        left[left > now] = measures.STILL_HERE
        curve = measures.retention_curve(entered, left, now).set_index("weeks")
        for weeks in (13, 26, 52):
            truth = (1 - hazard) ** weeks
            # Each half is 1.96 standard errors; deviations up to 4 are allowed.
            low, high = curve.loc[weeks, ["low", "high"]]
            assert abs(curve.loc[weeks, "retention"] - truth) < 4 * (high - low) / (2 * 1.96)

    def test_interval_has_about_the_stated_coverage(self) -> None:
        draws, covered, trials = np.random.default_rng(3), 0, 400
        truth = 0.9**5
        for _ in range(trials):
            stay = draws.geometric(0.1, 60)
            left = np.where(stay > 12, measures.STILL_HERE, stay)
            curve = measures.retention_curve(np.zeros(60, int), left, now=12).set_index("weeks")
            reached = curve.loc[:5].iloc[-1]  # no row for a week in which nobody left
            covered += reached["low"] <= truth <= reached["high"]
        # The standard error of 400 trials at .95 is .011; four of these, as the formula is inexact.
        assert covered / trials == pytest.approx(0.95, abs=0.05)

    def test_no_people(self) -> None:
        curve = measures.retention_curve([], [], now=10)
        assert curve.columns.tolist() == ["weeks", "retention", "low", "high", "at_risk"]
        assert curve.empty

    @pytest.mark.parametrize(
        ("entered", "left", "message"),
        [
            ([5], [4], "left is 4"),
            ([5], [11], "left is 11"),
            ([-3], [4], "entered is -3"),
            ([11], [-1], "entered is 11"),
            ([1.5], [4], "whole weeks"),
            ([1, 2], [4], "shapes differ"),
        ],
    )
    def test_refuses_impossible_weeks(
        self, entered: list[float], left: list[float], message: str
    ) -> None:
        with pytest.raises(InputError, match=message):
            measures.retention_curve(entered, left, now=10)


class TestRetentionByCohort:
    @given(histories(), st.integers(1, 60))
    def test_each_cohort_has_its_own_retention_curve(self, history: History, width: int) -> None:
        entered, left, now = history
        table = measures.retention_by_cohort(entered, left, now, width)
        assert table["cohort"].unique().tolist() == np.unique(entered // width * width).tolist()
        for first, curve in table.groupby("cohort"):
            mine = (entered >= first) & (entered < first + width)
            alone = measures.retention_curve(entered[mine], left[mine], now)
            assert curve.drop(columns="cohort").reset_index(drop=True).equals(alone)

    def test_surge_that_leaves_is_separated_from_earlier_members(self) -> None:
        entered = np.repeat([0, 60], 50)
        left = np.concatenate((np.full(50, -1), np.full(50, 70)))
        table = measures.retention_by_cohort(entered, left, now=100)
        last = table.groupby("cohort")["retention"].last()
        assert last.to_dict() == {0: 1.0, 52: 0.0}

    def test_no_people(self) -> None:
        table = measures.retention_by_cohort([], [], now=10)
        assert table.columns[0] == "cohort"
        assert table.empty

    def test_refuses_a_cohort_of_no_weeks(self) -> None:
        with pytest.raises(InputError, match="width is 0"):
            measures.retention_by_cohort([0], [-1], now=10, width=0)


class TestHalfLife:
    @given(st.integers(1, 100))
    def test_is_the_week_in_which_half_have_left(self, pairs: int) -> None:
        left = np.arange(1, 2 * pairs + 1)
        curve = measures.retention_curve(np.zeros(2 * pairs, int), left, now=2 * pairs)
        assert measures.half_life(curve) == pairs

    @given(st.integers(1, 100))
    def test_exact_half_is_found_despite_rounding(self, pairs: int) -> None:
        left = np.concatenate((np.arange(1, pairs + 1), np.full(pairs, -1)))
        curve = measures.retention_curve(np.zeros(2 * pairs, int), left, now=2 * pairs)
        assert measures.half_life(curve) == pairs

    def test_is_infinite_if_half_never_leave(self) -> None:
        assert (
            measures.half_life(measures.retention_curve([0, 0, 0], [3, -1, -1], now=9)) == math.inf
        )

    def test_no_people(self) -> None:
        assert math.isnan(measures.half_life(measures.retention_curve([], [], now=9)))
