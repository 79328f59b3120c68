"""The implementations of the sub-model dock with one another, and are measured as they should.

Twenty runs of 60 members over a year find, with a probability of 80% at the level used here, a
difference of trust of .02, of liking of .015, of members of 8 and of exits of 5.
`python -m benchmarks submodel` compares larger movements over more runs.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.submodel import spec
from benchmarks.submodel.implementations import IMPLEMENTATIONS, OURS, Implementation
from benchmarks.submodel.measure import Values, apart, lines_of_code, simulate, timed

MEMBERS, SEEDS, WEEKS = 60, range(1, 21), 52
WITHIN = 4.0
"""Standard errors; all sixteen comparisons exceed them by chance in one case of two hundred."""
ALL = [
    pytest.param(
        name, marks=pytest.mark.skipif(not each.installed, reason=f"{each.needs} is not installed")
    )
    for name, each in IMPLEMENTATIONS.items()
]
OTHERS = [each for each in ALL if each.values != (OURS,)]


@pytest.fixture(scope="module")
def ours() -> Values:
    return simulate(OURS, MEMBERS, SEEDS, WEEKS)


@pytest.mark.parametrize("name", OTHERS)
def test_it_docks_with_movementsim(name: str, ours: Values) -> None:
    theirs = simulate(name, MEMBERS, SEEDS, WEEKS)
    away = apart({OURS: ours, name: theirs})[name]
    assert max(map(abs, away.values())) < WITHIN, away


def test_the_comparison_notices_a_changed_parameter(
    ours: Values, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spec, "TRUST_LOSS", 1.5 * spec.TRUST_LOSS)
    monkeypatch.setattr(spec, "LIKING_GAIN", 1.5 * spec.LIKING_GAIN)
    monkeypatch.setattr(spec, "AVOIDABLE", 3 * spec.AVOIDABLE)
    monkeypatch.setattr(spec, "JOIN_RATE", 10 * spec.JOIN_RATE)
    away = apart({OURS: ours, "numpy": simulate("numpy", MEMBERS, SEEDS, WEEKS)})["numpy"]
    assert min(map(abs, away.values())) > WITHIN, away


def test_our_movements_are_the_same_alone_and_stacked(ours: Values) -> None:
    alone = simulate(OURS, MEMBERS, [7], WEEKS)
    for name, values in alone.items():
        np.testing.assert_array_equal(values, ours[name][6:7])


@pytest.mark.filterwarnings("ignore:Mean of empty slice", "ignore:invalid value")
@pytest.mark.parametrize("name", ALL)
def test_it_survives_until_nobody_is_left(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spec, "BACKGROUND", 0.5)
    monkeypatch.setattr(spec, "JOIN_RATE", 0.0)
    movements = IMPLEMENTATIONS[name].start(20, [1])
    for _ in range(12):
        movements.step()
    ends = movements.ends()
    assert ends.members + ends.exits == 20


@pytest.mark.parametrize("name", ALL)
def test_it_is_measured(name: str) -> None:
    measured = timed(IMPLEMENTATIONS[name], 20, 2, 2)
    assert measured.setup > 0
    assert measured.week > 0
    assert measured.memory > 10


def test_what_is_not_installed_is_found_out() -> None:
    assert not Implementation("", "", "", needs="a_package_that_does_not_exist").installed


def test_lines_of_code_are_those_that_hold_code(tmp_path: Path) -> None:
    file = tmp_path / "code.py"
    file.write_text(
        '"""A docstring.\n\nOf three lines.\n"""\n\n# a comment\n'
        'TEXT = """two\nlines"""  # and a comment\n\n\n'
        'def double(x):\n    """Return 2 x."""\n    return (\n        2\n\n        * x\n    )\n'
    )
    assert lines_of_code([file]) == 2 + 5
