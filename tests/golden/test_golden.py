"""Results stay what they were until somebody means them to move."""

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
    "If results were meant to move: raise MODEL_VERSION in src/movementsim/simulation/movement.py, say why in "
    "CHANGELOG.md, and run `python tests/golden/digests.py --write`. If they were not, this is a "
    "bug."
)


def lived(hash_seed: str, *names: str) -> dict[str, Any]:
    """Digests worked out in a process of its own, with this order of hashes."""
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
    """Name what is not the same, and for indicators from what to what."""
    lines = []
    for part in ("indicators", "series", "state"):
        for name, before in kept[part].items():  # what is new has not moved
            after = found[part].get(name, "gone")
            if before != after:
                shown = f": {before} -> {after}" if part == "indicators" else ""
                lines.append(f"  {part} {name}{shown}")
    return lines


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return lived("0")


def test_there_are_golden_digests_of_each_scenario(found: dict[str, Any]) -> None:
    assert sorted(found) == KEPT, f"tests/golden/*.json and the scenarios differ. {AGAIN}"


@pytest.mark.parametrize("name", KEPT)
def test_results_are_what_they_were(name: str, found: dict[str, Any]) -> None:
    kept = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    moved = differences(kept, found[name])
    assert not moved, "\n".join([f"{name} has moved:", *moved, AGAIN])
    assert kept["model_version"] == MODEL_VERSION, (
        f"{name} is of model version {kept['model_version']}, the model is {MODEL_VERSION}. {AGAIN}"
    )


@pytest.mark.slow
@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_the_order_of_hashes_does_not_matter(hash_seed: str, found: dict[str, Any]) -> None:
    assert lived(hash_seed) == found
