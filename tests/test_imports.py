"""Heavy libraries are imported only when something needs them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"
HEAVY = (
    "IPython",
    "dask",
    "distributed",
    "duckdb",
    "matplotlib",
    "mesa",
    "networkx",
    "pandas",
    "rich",
    "scipy.special",
    "scipy.stats",
)
SCENARIO = """
members = 40
following = {Organiser = 0.1}

[network]
kind = "branches"
branch_size = 20
"""


def loaded_by(code: str, folder: Path) -> list[str]:
    """Return the heavy libraries that this code loads in a fresh interpreter."""
    script = f"import sys\n{code}\nprint(*(name for name in {HEAVY} if name in sys.modules))"
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


@pytest.mark.parametrize(
    "code",
    [
        "import movementsim",
        "from movementsim import Movement, Scenario",
        "from movementsim import Organiser, Strategy",
        "from movementsim import networks, measures",
        "from movementsim import Scenario; Scenario.from_toml('movement.toml')",
        "import movementsim.lab",
        "from movementsim.lab import Experiment; Experiment.from_toml('experiment.toml')",
    ],
)
def test_imports_and_scenarios_load_no_heavy_library(code: str, tmp_path: Path) -> None:
    (tmp_path / "movement.toml").write_text(SCENARIO)
    shutil.copy(SOURCE.parent / "experiments" / "quickstart.toml", tmp_path / "experiment.toml")
    assert not loaded_by(code, tmp_path)


def test_mesa_is_loaded_when_a_movement_is_made(tmp_path: Path) -> None:
    code = "from movementsim import Movement; Movement(members=20, seed=1).run(2)"
    assert "mesa" in loaded_by(code, tmp_path)
    assert "rich" not in loaded_by(code, tmp_path)
