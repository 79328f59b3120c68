"""Power that drifts and is given away follows a Kesten process with a known tail.

If all members give a share g of their power a month to everybody, and drift has the standard
deviation sigma a month, power is inverse-gamma with the shape a = 1 - 2 ln(1 - g) / sigma^2, which
is also the tail exponent, and its Gini coefficient is Gamma(a - 1/2) / (sqrt(pi) Gamma(a)).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import brentq
from scipy.special import gamma

from movementsim import Movement, Strategy
from movementsim.kernel.columns import Floats
from movementsim.kernel.parameters import parameter
from movementsim.kernel.rates import weekly_share, weekly_sigma
from movementsim.measures import gini
from movementsim.rules.power.drift import Drift
from movementsim.rules.power.giving import Giving
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent

SIGMA = 0.3
MEMBERS = 20_000


class GivesToAll(Strategy):
    """Gives a share of its power to the whole branch."""

    active = False
    a_month: float = parameter(0.0, "share given a month")

    def decide(self, me: Cohort) -> Intent:
        return me.delegate(me.everyone, share=weekly_share(self.a_month))


class GivesFromAbove(GivesToAll):
    """Gives a share of the power above the mean to the whole branch (S2.O3)."""

    def decide(self, me: Cohort) -> Intent:
        share = weekly_share(self.a_month) * me.surplus_share
        return me.delegate(me.everyone, share=share).when(me.surplus > 0)


def settled(strategy: Strategy, weeks: int, seed: int = 1, members: int = MEMBERS) -> Floats:
    """Return power after weeks with only drift and giving, in one branch."""
    movement = Movement(
        members=members,
        outside=0.0,
        following={strategy: 1.0},
        seed=seed,
        record=(),
        standing=False,
        rules=[Giving(), Drift(monthly_spread=SIGMA)],
        network={"ties": 0.0, "branch_size": members},
    )
    movement.world.people.open("hours")[:] = 1e9
    movement.run(weeks)
    return np.array(movement.world.people.power)


def exponent(given: float) -> float:
    return float(1 - 2 * np.log1p(-given) / SIGMA**2)


def expected_gini(shape: float) -> float:
    return float(gamma(shape - 0.5) / (np.sqrt(np.pi) * gamma(shape)))


def sampled(
    shape: float, statistic: Callable[[Floats], float], size: int = MEMBERS, times: int = 100
) -> Floats:
    """Return a statistic of independent samples of the same size."""
    generator = np.random.default_rng(1)
    holdings = stats.invgamma(shape, scale=shape - 1)
    return np.array([statistic(holdings.rvs(size, random_state=generator)) for _ in range(times)])


def weeks_to_settle(given: float) -> int:
    """Return six times the weeks in which a deviation falls to 1/e."""
    return int(6 / weekly_share(given))


def hill(power: Floats) -> float:
    """Return the tail exponent by Hill's estimator, over the top half percent."""
    top = np.sort(power)[-len(power) // 200 :]
    return float(1 / np.log(top[1:] / top[0]).mean())


STEPS = weekly_sigma(SIGMA) ** 2  # weekly steps change a Gini by less than this share of itself


@pytest.mark.slow
@pytest.mark.parametrize(("given", "stated"), [(0.02, 0.66), (0.05, 0.48), (0.10, 0.36)])
def test_giving_by_all_gives_the_stated_inequality_and_tail(given: float, stated: float) -> None:
    shape = exponent(given)
    assert expected_gini(shape) == pytest.approx(stated, abs=0.011)
    power = settled(GivesToAll(a_month=given), weeks_to_settle(given))
    # the reference samples have the same size, and therefore the same bias
    ginis, tails = sampled(shape, gini), sampled(shape, hill)
    assert gini(power) == pytest.approx(ginis.mean(), abs=4 * ginis.std() + STEPS * stated)
    assert hill(power) == pytest.approx(tails.mean(), abs=4 * tails.std())


def gini_from_above(given: float) -> float:
    """Return the Gini coefficient when only power above the mean is given, by quadrature.

    The density is the stationary one of dp = (r m - r max(p - 1, 0)) dt + sigma p dW, with
    r = -ln(1 - g), and the mean surplus m such that mean power is 1.
    """
    ratio = -2 * np.log1p(-given) / SIGMA**2
    log_power = np.linspace(np.log(1e-4), np.log(1e9), 200_001)
    power = np.exp(log_power)

    def weights(surplus: float) -> Floats:
        above = ratio - ratio * (1 + surplus) / power - ratio * log_power
        height = np.where(power < 1, -ratio * surplus / power, above) - log_power
        weight = np.exp(height - height.max())
        return np.asarray(weight / weight.sum())

    surplus = brentq(lambda m: (power * weights(m)).sum() - 1, 1e-3, 1)
    people = weights(surplus)
    return float(1 - 2 * np.trapezoid(np.cumsum(power * people), np.cumsum(people)))


@pytest.mark.slow
@pytest.mark.parametrize(("given", "stated"), [(0.02, 0.70), (0.05, 0.53), (0.10, 0.41)])
def test_giving_from_above_the_mean_leaves_more_inequality(given: float, stated: float) -> None:
    expected = gini_from_above(given)
    assert expected == pytest.approx(stated, abs=0.02)  # the stated value is approximate
    assert expected > expected_gini(exponent(given))
    measured = gini(settled(GivesFromAbove(a_month=given), weeks_to_settle(given)))
    spread = sampled(exponent(given), gini).std()  # both have the same tail
    assert measured == pytest.approx(expected, abs=4 * spread + STEPS * expected)


def test_drift_alone_increases_inequality_without_end() -> None:
    early, late = (
        gini(settled(GivesToAll(a_month=0.0), weeks, members=2000)) for weeks in (52, 208)
    )
    # the variance of log power grows by sigma^2 a month; the Gini of a lognormal is known
    for months, measured in ((12, early), (48, late)):
        spread = SIGMA * np.sqrt(months)
        assert measured == pytest.approx(2 * stats.norm.cdf(spread / np.sqrt(2)) - 1, abs=0.05)


def test_giving_everything_equalises_power_at_once() -> None:
    movement = Movement(
        members=100,
        outside=0.0,
        following={GivesToAll(a_month=1.0): 1.0},
        seed=1,
        record=(),
        standing=False,
        rules=[Giving()],
        network={"branch_size": 100},
    )
    people = movement.world.people
    people.open("hours")[:] = 1e9
    people.open("power")[:] = np.arange(100) / 49.5
    movement.run(1)
    assert people.power == pytest.approx(np.ones(100))
