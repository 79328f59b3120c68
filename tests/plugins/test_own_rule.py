"""The rule of the page `add-a-rule.md` works from one file, in this package or in another."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import movementsim

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "add-a-rule.md").read_text(encoding="utf-8")
ENTRY_POINTS = """
[movementsim.rules]
subscription = my_package.subscription:Subscription

[movementsim.strategies]
careful = my_package.subscription:Careful
"""
SCRIPT = """
import json
from movementsim import Movement
from movementsim.plugins.discovery import find_rules

movement = Movement(members=60, following={"Careful": 0.5}, seed=1).run(20)
left_out = Movement(
    members=60, following={"Careful": 0.5}, seed=1, without=["subscription"]
).run(20)
print(json.dumps({
    "origin": find_rules()["subscription"].origin,
    "read": movement.read("fees", "funds"),
    "relieved": int(movement.world.chronicle.of_kind("relief").sum()),
    "left out": sorted(set(movement.read()) - set(left_out.read())),
    "columns": [name in left_out.world.people.specification for name in ("relief", "arrears")],
}))
"""


def rule_file() -> str:
    """Return the file that the page shows."""
    found = re.search(r"\*\*`subscription\.py`\*\*\n\n```python\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def run(code: str, *paths: Path) -> dict[str, object]:
    """Run code in a fresh interpreter that finds packages in these folders first."""
    environment = {"PYTHONPATH": os.pathsep.join([*map(str, paths), *filter(None, sys.path)])}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environment,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def in_this_package(folder: Path) -> Path:
    """Copy this package, and put the file among its rules."""
    shutil.copytree(Path(movementsim.__file__).parent, folder / "movementsim")
    place = folder / "movementsim" / "rules" / "membership" / "subscription.py"
    place.write_text(rule_file(), encoding="utf-8")
    return folder


def in_another_package(folder: Path) -> Path:
    """Write a third-party package with entry points."""
    (folder / "my_package").mkdir()
    (folder / "my_package" / "__init__.py").write_text("", encoding="utf-8")
    (folder / "my_package" / "subscription.py").write_text(rule_file(), encoding="utf-8")
    about = folder / "my_package-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: my_package\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(ENTRY_POINTS, encoding="utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "origin"), [(in_this_package, "movementsim "), (in_another_package, "my_package 1.0")]
)
def test_one_file_is_enough(place: object, origin: str, tmp_path: Path) -> None:
    assert callable(place)
    found = run(SCRIPT, place(tmp_path))
    assert str(found["origin"]).startswith(origin)
    read = found["read"]
    assert isinstance(read, dict)
    assert read["fees"] == pytest.approx(read["funds"])
    assert read["fees"] > 0
    assert found["relieved"]
    assert found["left out"] == ["fees", "funds"]
    assert found["columns"] == [False, False]
