from __future__ import annotations

import movementsim
from movementsim.plugins.build import standard_rules
from movementsim.plugins.discovery import find_rules, find_strategies
from movementsim.plugins.schema import all_indicators
from movementsim.rules.base import PHASES
from movementsim.simulation.week import Week

from .conftest import Command


def test_week_is_not_truncated_in_a_pipe(command: Command) -> None:
    done = command("week", env={"COLUMNS": "40"})
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    table = Week(standard_rules()).table()
    assert len(lines) == 1 + len(table)  # one line per rule, and the header
    for row, line in zip(table, lines[1:], strict=True):
        assert line.startswith(row.phase)
        for words in (row.rule, row.does, ", ".join(row.reads), ", ".join(row.writes), row.source):
            assert words in line
    assert set(PHASES) <= {row.phase for row in table}


def test_rules_are_listed_with_every_parameter(command: Command) -> None:
    lines = command("rules").stdout.splitlines()
    for name, found in find_rules().items():
        mine = [line for line in lines if line.split()[0] == name]
        assert len(mine) == max(1, len(found.kind.parameters()))
        for about in found.kind.parameters():
            assert any(about.name in line and about.meaning in line for line in mine)


def test_strategies_are_listed_and_shown_one_by_one(command: Command) -> None:
    listed = command("strategies").stdout
    for name, found in find_strategies().items():
        assert name in listed
        for about in found.kind.parameters():
            assert about.meaning in listed
    one = command("strategies", "Organiser").stdout
    assert "giving" in one
    assert "share a month" in one
    assert f"movementsim {movementsim.__version__}" in one


def test_misspelt_name_gets_a_suggestion(command: Command) -> None:
    cases = {("rules", "balot"): "'ballot'", ("strategies", "Organizer"): "'Organiser'"}
    for words, near in cases.items():
        done = command(*words)
        assert done.returncode == 2
        assert f"did you mean {near}?" in done.stderr


def test_indicators_and_version_are_printed(command: Command) -> None:
    listed = command("indicators").stdout
    for about in all_indicators().values():
        assert about.meaning in listed
    assert movementsim.__version__ in command("--version").stdout
