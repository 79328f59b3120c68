"""Our columns and a student's plain Mesa objects are the same model.

Twelve runs of the student's against thirty-six of ours, 1,000 members over 104 weeks. With the
spread there is over seeds (about 22 members, .019 of Gini, 11 campaigns), a test of the means at
5% finds with 80% chance a difference of 21 members (2%), .018 of Gini (3%) or 10 campaigns (13%);
at the stricter level used here, of 30 members, .026 of Gini or 15 campaigns.
`python -m benchmarks dock` runs the finer comparison.
"""

from __future__ import annotations

import pytest

from benchmarks.docking import MEASURES, Runs, compare, run_ours, run_student

MEMBERS, WEEKS = 1000, 104
FALSE_ALARM = 0.01 / (2 * len(MEASURES))
"""Level of one test, so that all six together raise a false alarm in one case of a hundred."""

pytestmark = [pytest.mark.statistics, pytest.mark.slow]


@pytest.fixture(scope="module")
def student() -> Runs:
    return run_student(range(12), MEMBERS, WEEKS)


@pytest.fixture(scope="module")
def ours() -> Runs:
    return run_ours(range(36), MEMBERS, WEEKS)


def test_both_have_the_same_members_gini_and_campaigns(ours: Runs, student: Runs) -> None:
    for docked in compare(ours, student):
        assert docked.p_mean > FALSE_ALARM, docked
        assert docked.p_shape > FALSE_ALARM, docked


def test_no_difference_that_matters_is_left_open(ours: Runs, student: Runs) -> None:
    margins = {"members": 0.03, "power_gini": 0.05, "campaigns_won": 0.2}
    for docked in compare(ours, student):
        margin = margins[docked.name] * docked.student
        assert -margin < docked.low < docked.high < margin, docked


def test_the_comparison_notices_a_changed_rule(student: Runs) -> None:
    changed = run_ours(
        range(12),
        MEMBERS,
        WEEKS,
        join={"base_rate": 1.5},
        drift={"monthly_spread": 0.25},
        opportunities={"outward_rate": 8.0},
    )
    for docked in compare(changed, student):
        assert docked.p_mean < FALSE_ALARM, docked
