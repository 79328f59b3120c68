"""Strategies and rules of other packages are found by entry points."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .conftest import Command

pytestmark = pytest.mark.slow

MODULE = """
from movementsim import Strategy
from movementsim.rules.base import Rule
from movementsim.state.changes import Changes

class Dreamer(Strategy):
    def decide(self, me):
        return me.rest()

class Weather(Rule):
    \"\"\"It rains.\"\"\"
    phase = "news"
    def resolve(self, world, acts, draws):
        return Changes(world)

answer = 42
"""
POINTS = """
[movementsim.strategies]
Dreamer = dreams:Dreamer
Broken = dreams_that_are_not_there:Nothing
Number = dreams:answer

[movementsim.rules]
weather = dreams:Weather
"""


@pytest.fixture
def installed(tmp_path: Path) -> dict[str, str]:
    """An environment in which a package with entry points is installed."""
    place = tmp_path / "site"
    about = place / "dreams-2.5.dist-info"
    about.mkdir(parents=True)
    (place / "dreams.py").write_text(MODULE, encoding="utf-8")
    (about / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: dreams\nVersion: 2.5\n", encoding="utf-8"
    )
    (about / "entry_points.txt").write_text(POINTS, encoding="utf-8")
    paths = [str(place), os.environ.get("PYTHONPATH", "")]
    return {"PYTHONPATH": os.pathsep.join(path for path in paths if path)}


def test_package_adds_its_parts_and_broken_ones_are_left_out(
    command: Command, installed: dict[str, str]
) -> None:
    done = command("strategies", "Dreamer", env=installed)
    assert done.returncode == 0, done.stderr
    assert "dreams 2.5" in done.stdout
    said = done.stderr.splitlines()
    assert len(said) == 2
    assert "Broken of dreams 2.5 cannot be loaded and is left out" in said[0]
    assert "dreams_that_are_not_there" in said[0]
    assert "Number of dreams 2.5 is not a Strategy and is left out" in said[1]
    assert "It rains." in command("week", env=installed).stdout


def test_strategy_of_a_package_runs_in_an_experiment(
    command: Command, config: Path, installed: dict[str, str]
) -> None:
    done = command(
        "run",
        config,
        "--set",
        "arms.organisers.following={Dreamer = 0.1}",
        "--quiet",
        env=installed,
    )
    assert done.returncode == 0, done.stderr
