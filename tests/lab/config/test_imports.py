"""Importing the lab and reading a config load no heavy library."""

import subprocess
import sys
from pathlib import Path

import pytest

EXPERIMENTS = Path(__file__).parents[3] / "experiments"
HEAVY = {"IPython", "dask", "distributed", "duckdb", "matplotlib", "networkx", "pandas", "rich"}


@pytest.mark.parametrize(
    "code",
    [
        "import movementsim",
        "import movementsim.lab",
        "from movementsim.lab import Experiment",
        "from movementsim.lab import Experiment; Experiment.from_toml(sys.argv[1])",
    ],
)
def test_reading_a_config_loads_no_heavy_library(code: str) -> None:
    program = f"import sys; {code}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    words = [sys.executable, "-c", program, str(EXPERIMENTS / "karate.toml")]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.split())


def test_public_names_of_the_lab_are_importable() -> None:
    import movementsim.lab.running
    from movementsim.lab import Experiment, Result, run

    assert Experiment.__name__ == "Experiment"
    assert Result.__name__ == "Result"
    assert run is movementsim.lab.running.run
