"""The package agrees with an independent implementation in plain Mesa objects, "the student's".

Twelve runs of the student's model are compared with thirty-six of the package's, with 1,000 members
over 104 weeks. Given the standard deviation over seeds (about 22 members, .019 of Gini, 11
campaigns), a test of the means at 5% has a power of 80% against a difference of 21 members (2%),
.018 of Gini (3%) or 10 campaigns (13%); at the stricter level used here, against one of 30 members,
.026 of Gini or 15 campaigns. `python -m benchmarks dock` runs the finer comparison.
"""

from __future__ import annotations

import pytest

from benchmarks.docking import MEASURES, Runs, compare, run_ours, run_student

MEMBERS, WEEKS = 1000, 104
FALSE_ALARM = 0.01 / (2 * len(MEASURES))
"""Level of each test; all six together raise a false alarm in 1% of cases."""

pytestmark = [pytest.mark.statistics, pytest.mark.slow]


@pytest.fixture(scope="module")
def student() -> Runs:
    return run_student(range(12), MEMBERS, WEEKS)


@pytest.fixture(scope="module")
def ours() -> Runs:
    return run_ours(range(36), MEMBERS, WEEKS)


def test_members_gini_and_campaigns_agree(ours: Runs, student: Runs) -> None:
    for docked in compare(ours, student):
        assert docked.p_mean > FALSE_ALARM, docked
        assert docked.p_shape > FALSE_ALARM, docked


def test_intervals_exclude_relevant_differences(ours: Runs, student: Runs) -> None:
    margins = {"members": 0.03, "power_gini": 0.05, "campaigns_won": 0.2}
    for docked in compare(ours, student):
        margin = margins[docked.name] * docked.student
        assert -margin < docked.low < docked.high < margin, docked


def test_changed_parameters_are_detected(student: Runs) -> None:
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
