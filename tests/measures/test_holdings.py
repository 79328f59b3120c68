"""Inequality, the share of the top and the effective number of holders."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from movementsim import measures
from movementsim.errors import InputError
from tests.measures.examples import amounts, holdings, orders, scales


class TestGini:
    def test_closed_forms(self) -> None:
        assert measures.gini([0, 0, 0, 1]) == pytest.approx(0.75)
        assert measures.gini(np.arange(1, 1001)) == pytest.approx(999 / 3000)

    def test_exponential_holdings_have_one_half(self) -> None:
        # The standard error of the Gini is about 0.29 / sqrt(n); five of these are allowed.
        held = np.random.default_rng(7).exponential(size=100_000)
        assert measures.gini(held) == pytest.approx(0.5, abs=5 * 0.29 / math.sqrt(100_000))

    @given(holdings)
    def test_is_half_the_relative_mean_absolute_difference(self, held: list[float]) -> None:
        assume(sum(held) > 0)
        differences = np.abs(np.subtract.outer(held, held))
        expected = differences.mean() / (2 * np.mean(held))
        assert measures.gini(held) == pytest.approx(expected, abs=1e-12)

    @given(holdings)
    def test_is_within_its_bounds(self, held: list[float]) -> None:
        assert 0 <= measures.gini(held) <= 1 - 1 / len(held) + 1e-12

    @given(holdings, scales, orders, st.integers(2, 4))
    def test_does_not_depend_on_unit_order_or_replication(
        self, held: list[float], scale: float, order: Random, copies: int
    ) -> None:
        reference = pytest.approx(measures.gini(held), abs=1e-12)
        shuffled = order.sample(held, len(held))
        assert measures.gini(np.array(held) * scale) == reference
        assert measures.gini(shuffled) == reference
        assert measures.gini(held * copies) == reference

    @given(amounts, st.integers(1, 500))
    def test_equal_holdings_give_exactly_zero(self, held: float, people: int) -> None:
        assert measures.gini([held] * people) == 0

    def test_transfer_from_rich_to_poor_lowers_it(self) -> None:
        assert measures.gini([1, 5, 8]) < measures.gini([1, 4, 9])

    def test_huge_and_tiny_holdings_neither_overflow_nor_vanish(self) -> None:
        assert measures.gini([0, 1e308, 1e308]) == pytest.approx(1 / 3)
        assert measures.gini([0, 1e-308, 1e-308]) == pytest.approx(1 / 3)

    def test_no_people_and_no_holdings(self) -> None:
        assert math.isnan(measures.gini([]))
        assert measures.gini([0, 0]) == 0

    @pytest.mark.parametrize("wrong", [-1.0, math.nan, math.inf])
    def test_refuses_impossible_holdings(self, wrong: float) -> None:
        with pytest.raises(InputError, match=r"values is .* at position 1"):
            measures.gini([1.0, wrong])


class TestTopShare:
    def test_counts_the_largest(self) -> None:
        assert measures.top_share([1, 1, 1, 1, 1, 1, 1, 1, 1, 11]) == pytest.approx(11 / 20)

    def test_counts_a_fraction_of_a_person(self) -> None:
        assert measures.top_share([4, 2, 2], top=0.5) == pytest.approx((4 + 1) / 8)

    @given(holdings, st.floats(0.01, 1))
    def test_is_between_the_equal_share_and_one(self, held: list[float], top: float) -> None:
        assert top - 1e-12 <= measures.top_share(held, top) <= 1

    @given(holdings, scales, orders, st.integers(2, 4), st.floats(0.01, 1))
    def test_does_not_depend_on_unit_order_or_replication(
        self, held: list[float], scale: float, order: Random, copies: int, top: float
    ) -> None:
        reference = pytest.approx(measures.top_share(held, top), abs=1e-9)
        assert measures.top_share(np.array(held) * scale, top) == reference
        assert measures.top_share(order.sample(held, len(held)), top) == reference
        assert measures.top_share(held * copies, top) == reference

    @given(holdings)
    def test_everybody_holds_everything(self, held: list[float]) -> None:
        assert measures.top_share(held, top=1) == pytest.approx(1)

    def test_no_people_and_no_holdings(self) -> None:
        assert math.isnan(measures.top_share([]))
        assert measures.top_share([0, 0, 0], top=0.2) == 0.2

    @pytest.mark.parametrize("top", [0, -0.1, 1.1, math.nan])
    def test_refuses_a_top_that_is_not_a_share(self, top: float) -> None:
        with pytest.raises(InputError, match="top is"):
            measures.top_share([1, 2], top=top)


class TestEffectiveHolders:
    @given(st.integers(1, 50), st.integers(0, 50), scales)
    def test_equal_holders_count_and_the_powerless_do_not(
        self, holders: int, powerless: int, scale: float
    ) -> None:
        power = [scale] * holders + [0.0] * powerless
        assert measures.effective_holders(power) == pytest.approx(holders)

    @given(holdings, scales, orders, st.integers(2, 4))
    def test_does_not_depend_on_unit_or_order_and_doubles_with_the_people(
        self, power: list[float], scale: float, order: Random, copies: int
    ) -> None:
        holders = measures.effective_holders(power)
        assert measures.effective_holders(np.array(power) * scale) == pytest.approx(holders)
        assert measures.effective_holders(order.sample(power, len(power))) == pytest.approx(holders)
        assert measures.effective_holders(power * copies) == pytest.approx(copies * holders)

    @given(holdings)
    def test_is_between_one_and_the_number_of_holders(self, power: list[float]) -> None:
        assume(sum(power) > 0)
        most = np.count_nonzero(power)
        assert 1 - 1e-12 <= measures.effective_holders(power) <= most + 1e-9

    def test_is_zero_without_holders(self) -> None:
        assert measures.effective_holders([]) == 0
        assert measures.effective_holders([0, 0]) == 0
