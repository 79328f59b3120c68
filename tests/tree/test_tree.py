"""The package is a tree: imports in one direction, unique public names, parts of readable size."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import networkx as nx
import pytest

from .imports import NAME, PACKAGE, graph, imported, public_names, trees

FLOORS = (
    ("errors",),
    ("inputs",),
    ("kernel",),
    ("measures", "networks"),
    ("state",),
    ("vocabulary",),
    ("rules",),
    ("institutions",),
    ("strategies",),
    ("indicators",),
    ("plugins",),
    ("scenario",),
    ("simulation",),
    ("recordings",),
    ("reference",),
    ("lab",),
    ("app",),
    ("cli",),
)
LAB = (
    ("config",),
    ("design",),
    ("store",),
    ("execution",),
    ("analysis",),
    ("report",),
    ("adapters", "conduct", "result", "running"),
)
MOST_LINES_OF_A_FILE = 350
MOST_LINES_OF_A_FUNCTION = 50
REASON = "# long because"
"""A file (in its first lines) or a function may be longer if such a comment gives the reason."""
TESTS = Path(__file__).parents[1]
ACROSS = {
    "benchmarks",
    "browser",
    "docking",
    "docs",
    "faults",
    "golden",
    "laws",
    "traits",
    "tree",
    "validation",
}
"""Folders of tests that are not about a single package."""
OF_NO_MODULE = {
    "cli/test_bad_input.py": "every command",
    "cli/test_entry_points.py": "installed packages that bring strategies and rules",
    "lab/execution/test_first_people.py": "tables of people, from the file to the run",
    "lab/store/test_former_names.py": "results of earlier versions, for all that read them",
    "lab/test_file_formats.py": "the page on file formats",
    "plugins/test_own_rule.py": "the page on adding a rule",
    "simulation/test_mesa.py": "what a Mesa model can do",
    "strategies/test_docs.py": "the page on adding a strategy",
    "strategies/test_strategies.py": "all strategies",
    "test_imports.py": "the package as a whole",
    "test_needed.py": "the helpers of the tests",
}
"""Files of tests that mirror no module, and what they are about instead."""


def test_imports_have_no_cycles() -> None:
    cycles = [
        sorted(cycle) for cycle in nx.strongly_connected_components(graph()) if len(cycle) > 1
    ]
    assert not cycles


def floor(name: str, prefix: str, floors: tuple[tuple[str, ...], ...]) -> int | None:
    """Return the level of a module; None for modules without a level."""
    if not name.startswith(f"{prefix}."):
        return None
    room = name.removeprefix(f"{prefix}.").split(".")[0]
    return next((number for number, rooms in enumerate(floors) if room in rooms), None)


@pytest.mark.parametrize(("folder", "floors"), [(PACKAGE, FLOORS), (PACKAGE / "lab", LAB)])
def test_every_package_has_a_level(folder: Path, floors: tuple[tuple[str, ...], ...]) -> None:
    rooms = {path.stem for path in folder.iterdir() if path.suffix == ".py" or path.is_dir()}
    rooms -= {"__init__", "__main__", "__pycache__"}
    assert rooms == {room for level in floors for room in level}


def test_imports_lead_only_to_lower_levels() -> None:
    upward = [
        f"{one} imports {other}"
        for prefix, floors in ((NAME, FLOORS), (f"{NAME}.lab", LAB))
        for one, other in graph().edges
        if (low := floor(one, prefix, floors)) is not None
        and (high := floor(other, prefix, floors)) is not None
        and high > low
    ]
    assert not upward


def test_private_names_are_not_imported() -> None:
    private = [
        f"{name} imports {inner} from {other}"
        for name in trees()
        for other, inner in imported(name)
        if inner.startswith("_") and not inner.startswith("__")
    ]
    assert not private


def test_public_names_are_unique() -> None:
    homes: defaultdict[str, list[str]] = defaultdict(list)
    for name in trees():
        for public in public_names(name):
            homes[public].append(name)
    assert not {public: found for public, found in homes.items() if len(found) > 1}


def test_few_files_are_directly_in_the_package() -> None:
    loose = [path.name for path in PACKAGE.iterdir() if path.is_file()]
    assert len(loose) <= 5, loose


def excused(line: str) -> bool:
    return line.strip().startswith(REASON)


def test_files_and_functions_have_a_readable_size() -> None:
    long = []
    folders = (PACKAGE, TESTS, TESTS.parent / "benchmarks", TESTS.parent / "docs")
    for path in sorted(path for folder in folders for path in folder.rglob("*.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        place = path.relative_to(TESTS.parent)
        if len(lines) > MOST_LINES_OF_A_FILE and not any(map(excused, lines[:20])):
            long.append(f"{place}: {len(lines)} lines")
        for node in ast.walk(ast.parse("\n".join(lines))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                inside = lines[node.lineno - 1 : node.end_lineno]
                if len(inside) > MOST_LINES_OF_A_FUNCTION and not any(map(excused, inside)):
                    long.append(f"{place}: {node.name}, {len(inside)} lines")
    assert not long


def test_tests_mirror_the_tree() -> None:
    misplaced = []
    for path in sorted(TESTS.rglob("test_*.py")):
        place = path.relative_to(TESTS)
        if place.parts[0] in ACROSS:
            continue
        module = PACKAGE / place.with_name(place.name.removeprefix("test_"))
        if not module.is_file() and not module.with_suffix("").is_dir():
            misplaced.append(place.as_posix())
    assert sorted(misplaced) == sorted(OF_NO_MODULE)
