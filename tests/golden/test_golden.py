"""Results change only on purpose."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from movementsim import MODEL_VERSION

HERE = Path(__file__).parent
KEPT = sorted(path.stem for path in HERE.glob("*.json"))
AGAIN = (
    "If this change is intended, raise MODEL_VERSION in src/movementsim/simulation/movement.py, "
    "add a `results` note in changes/, and run `python tests/golden/digests.py --write`. "
    "Otherwise it is a bug."
)


def run_digests(hash_seed: str, *names: str) -> dict[str, Any]:
    """Return digests computed in a separate process with this hash seed."""
    done = subprocess.run(
        [sys.executable, str(HERE / "digests.py"), *names],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def differences(kept: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """List the differences, with old and new values of indicators."""
    lines = []
    for part in ("indicators", "series", "state"):
        for name, before in kept[part].items():  # new names are no differences
            after = found[part].get(name, "gone")
            if before != after:
                shown = f": {before} -> {after}" if part == "indicators" else ""
                lines.append(f"  {part} {name}{shown}")
    return lines


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return run_digests("0")


def test_every_scenario_has_golden_digests(found: dict[str, Any]) -> None:
    assert sorted(found) == KEPT, f"tests/golden/*.json and the scenarios differ. {AGAIN}"


@pytest.mark.parametrize("name", KEPT)
def test_results_are_unchanged(name: str, found: dict[str, Any]) -> None:
    kept = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    changed = differences(kept, found[name])
    assert not changed, "\n".join([f"{name} has changed:", *changed, AGAIN])
    assert kept["model_version"] == MODEL_VERSION, (
        f"{name} is of model version {kept['model_version']}, the model is {MODEL_VERSION}. {AGAIN}"
    )


@pytest.mark.slow
@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_results_do_not_depend_on_the_hash_seed(hash_seed: str, found: dict[str, Any]) -> None:
    assert run_digests(hash_seed) == found
