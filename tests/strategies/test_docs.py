"""The strategy of the page `add-a-strategy.md` runs as a plug-in, and the names on the page exist.

`tests/docs` runs the code of this page together with that of the other pages.
"""

import re
import subprocess
import sys
from pathlib import Path

from movementsim import Movement
from movementsim.plugins.build import standard_rules
from movementsim.plugins.discovery import find_strategies, load_plugin
from movementsim.plugins.schema import movement_schema
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.group import Group

PAGE = Path(__file__).parents[2] / "docs" / "add-a-strategy.md"
TEXT = PAGE.read_text(encoding="utf-8")


def welcomer(folder: Path) -> Path:
    named = re.search(r"\*\*`(\w+\.py)`\*\*\n\n```python\n(.*?)```", TEXT, re.DOTALL)
    assert named is not None
    file = folder / named[1]
    file.write_text(named[2], encoding="utf-8")
    return file


def test_strategy_of_the_page_is_listed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "movementsim", "strategies", "Welcomer"]
    listed = subprocess.run(
        [*command, "--plugin", str(welcomer(tmp_path))], capture_output=True, text=True, check=False
    )
    assert listed.returncode == 0, listed.stderr
    assert "talks with newcomers" in listed.stdout


def test_loaded_strategy_is_found_by_name(tmp_path: Path) -> None:
    try:
        load_plugin(welcomer(tmp_path))
        assert "Welcomer" in find_strategies()
        movement = Movement(members=60, following={"Welcomer": 0.1}, seed=1).run(8)
        assert movement.read("members")["members"] > 0
    finally:
        find_strategies().pop("Welcomer", None)


def test_names_on_the_page_exist() -> None:
    verbs = re.search(r"- \*\*Verbs\*\* are (.*?)\. Each costs", TEXT, re.DOTALL)
    assert verbs is not None
    named = set(re.findall(r"`(\w+)`", verbs[1]))
    presets = {"argue", "court"}  # kinds of talk
    assert named == set(movement_schema(standard_rules()).verbs) | presets
    for word in re.findall(r"`me\.(\w+)", TEXT):
        assert hasattr(Cohort, word) or word in ("trust", "energy"), word
    for word in re.findall(r"`\.(\w+)\(", TEXT):
        assert hasattr(Group, word) or word in ("see", "when"), word
