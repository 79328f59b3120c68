"""What a file of one's own defines is found, whatever it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from movementsim import Movement
from movementsim.plugins.discovery import MEASURES, find_measures, load_plugin

FILE = """
from movementsim.state.observed import PersonalTotal, Total, ratio_of, total_of

TOTALS = (
    Total("asked_weeks", lambda world: 1.0),
    Total("talks_had", lambda world: len(world.facts.talked)),
    PersonalTotal("weeks_on_the_roll", lambda world, following: (world.people.roll, None)),
)
talks_had = total_of("talks_had", "conversations so far", "conversations")
talks_a_week = ratio_of("talks_a_week", "conversations", "a week", total="talks_had",
                        per="asked_weeks")
"""


@pytest.fixture
def measures(tmp_path: Path) -> Iterator[None]:
    """Load a file of measures, for one test."""
    file = tmp_path / "talks_of_a_week.py"
    file.write_text(FILE, encoding="utf-8")
    before = {part: set(find_measures()[part]) for part in MEASURES}
    load_plugin(file)
    yield
    for part, found in find_measures().items():
        for name in set(found) - before[part]:
            del found[name]


@pytest.mark.usefixtures("measures")
def test_a_measure_of_ones_own_brings_the_totals_that_it_reads() -> None:
    movement = Movement(members=40, seed=1, record=()).run(4)
    read = movement.read("talks_had", "talks_a_week")
    assert read["talks_had"] == 4 * read["talks_a_week"] > 0
    assert movement.tally.by_strategy["weeks_on_the_roll"].sum() >= 4 * 30


def test_no_total_that_is_kept_whatever_the_rules_counts_what_a_rule_reports() -> None:
    assert list(find_measures()["totals"]) == []
    assert list(find_measures()["personal_totals"]) == ["weeks_in_office"]
