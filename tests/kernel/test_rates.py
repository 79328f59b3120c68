"""Weekly rates add up to the monthly rates from which they are converted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from movementsim.kernel import rates


@given(st.floats(0, 1))
def test_weekly_shares_compound_to_the_monthly_share(monthly: float) -> None:
    left = (1 - rates.weekly_share(monthly)) ** rates.MONTH_IN_WEEKS
    assert 1 - left == pytest.approx(monthly, abs=1e-9)


@given(st.floats(0, 100))
def test_weekly_counts_and_variances_add_up_to_twelve_months_a_year(monthly: float) -> None:
    assert rates.weekly_times(monthly) * 52 == pytest.approx(monthly * 12)
    assert rates.weekly_sigma(monthly) ** 2 * 52 == pytest.approx(monthly**2 * 12)


def test_half_is_left_after_the_half_life() -> None:
    assert rates.fading(26) ** 26 == pytest.approx(0.5)


@given(st.floats(0, 1), st.integers(1, 20))
def test_one_number_is_converted_to_the_bit_as_in_an_array(number: float, length: int) -> None:
    many = np.full(length, number)
    assert (rates.weekly_share(many) == rates.weekly_share(number)).all()
    assert (rates.weekly_sigma(many) == rates.weekly_sigma(number)).all()
    assert (rates.weekly_times(many) == rates.weekly_times(number)).all()
    assert (rates.fading(many + 1) == rates.fading(number + 1)).all()
