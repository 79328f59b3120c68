"""Docstrings are complete: parameters, shapes of arrays and errors are documented.

Ruff checks that what a docstring returns, yields and raises has its section (rules DOC201, DOC402
and DOC501). This adds what Ruff does not know: public functions with two or more parameters
describe each of them, those that return arrays have a section Returns, and those that raise have
a section Raises, also where the docstring is one line. Sections Returns and Yields give a type, and
below it the text: the API reference takes each line that is not indented for a type.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import griffe
import pytest

SOURCE = Path(__file__).parents[2] / "src" / "movementsim"
"""Files and folders whose docstrings are complete; ("",) checks all of them."""
ARRAYS = re.compile(r"\b(Array|Floats|Whole|Mask|Uids|NDArray|ndarray|DataFrame)\b")
COMMAND = re.compile(r"typer\.|\b\w+(Option|Argument)\b")
"""Annotations of the parameters of a command, which carry their own help."""

RESULT = re.compile(r"^(?:Returns|Yields)\n-+\n(.+?)(?:\n\n|\Z)", re.MULTILINE | re.DOTALL)
"""What stands below the heading of the section Returns or Yields."""

type Function = ast.FunctionDef | ast.AsyncFunctionDef


def sections(function: Function) -> dict[str, set[str]]:
    """Return the sections of a docstring, with the names that each describes."""
    text = ast.get_docstring(function) or ""
    found: dict[str, set[str]] = {}
    for section in griffe.Docstring(text).parse("numpy", warnings=False):
        items = section.value if isinstance(section.value, list) else []
        names = {str(getattr(item, "name", "")).lstrip("*") for item in items}
        found[section.kind.value] = names
    return found


def result_without_type(text: str) -> bool:
    """Say whether a section Returns or Yields begins with prose where its type should be."""
    for block in RESULT.findall(text):
        lines = block.splitlines()
        types = [line for line in lines if not line.startswith(" ")]
        if len(types) == len(lines) or any(line.endswith((".", ",", ";", ":")) for line in types):
            return True
    return False


def parameters(function: Function) -> list[str]:
    """Return the names of the parameters, besides self and those that are private."""
    given = function.args
    listed = [*given.posonlyargs, *given.args, given.vararg, *given.kwonlyargs, given.kwarg]
    names = [item.arg for item in listed if item is not None]
    return [name for name in names if name not in ("self", "cls") and not name.startswith("_")]


def raises(function: Function) -> bool:
    """Say whether the body raises an error of its own, in no function inside it."""
    todo: list[ast.AST] = list(function.body)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Raise) and node.exc is not None:
            if "NotImplementedError" not in ast.unparse(node.exc):
                return True
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            todo += ast.iter_child_nodes(node)
    return False


@cache
def classes() -> dict[str, tuple[list[str], set[str]]]:
    """Return the bases and methods of each class of the package, by its name."""
    found = {}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases = [ast.unparse(base).split("[")[0].split(".")[-1] for base in node.bases]
                methods = {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
                found[node.name] = (bases, methods)
    return found


def inherited(method: str, owner: str) -> bool:
    """Say whether a base class documents the method already."""
    bases, _ = classes().get(owner, ([], set()))
    return any(
        method in classes().get(base, ([], set()))[1] or inherited(method, base) for base in bases
    )


def public_functions(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    """Yield public functions, and the public methods of public classes with their class."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if not node.name.startswith("_"):
                yield "", node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for item in node.body:
                if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef) and (
                    not item.name.startswith("_") and not inherited(item.name, node.name)
                ):
                    yield node.name, item


def findings(path: Path) -> list[str]:
    """Return what is missing from the docstrings of a file."""
    missing = []
    for owner, function in public_functions(ast.parse(path.read_text(encoding="utf-8"))):
        place = f"{path.name}:{function.lineno}: {owner and owner + '.'}{function.name}"
        decorated = {ast.unparse(item).split("(")[0] for item in function.decorator_list}
        if COMMAND.search(ast.unparse(function.args)):
            continue
        has, named = sections(function), parameters(function)
        undescribed = [name for name in named if name not in has.get("parameters", set())]
        if len(named) >= 2 and undescribed:
            missing.append(f"{place}: Parameters does not describe {', '.join(undescribed)}")
        returns = ast.unparse(function.returns) if function.returns else ""
        shown = has.keys() & {"returns", "yields"} or decorated & {"property", "cached_property"}
        if ARRAYS.search(returns) and not shown:
            missing.append(f"{place}: returns an array, but has no section Returns")
        if result_without_type(ast.get_docstring(function) or ""):
            missing.append(f"{place}: Returns or Yields begins with prose; begin with a type")
        if raises(function) and "raises" not in has:
            missing.append(f"{place}: raises an error, but has no section Raises")
    return missing


def files() -> list[str]:
    """Return the files to check, from the folder of the package."""
    return [path.relative_to(SOURCE).as_posix() for path in sorted(SOURCE.rglob("*.py"))]


@pytest.mark.parametrize(
    ("section", "wrong"),
    [
        ("Returns\n-------\nThe label.", True),
        (
            "Returns\n-------\nThe label, in\none line.\n\nRaises\n------\nInputError\n    Never.",
            True,
        ),
        ("Yields\n------\nThe client;\n    it stops.", True),
        ("Returns\n-------\nstr\n    The label.", False),
        ("Returns\n-------\nfirst : (n,) int64\n    Rows.\nsecond : str\n    A label.", False),
        ("Raises\n------\nInputError\n    Never.", False),
    ],
)
def test_a_section_that_begins_with_prose_is_found(section: str, wrong: bool) -> None:
    assert result_without_type(f"Do something.\n\n{section}") == wrong


@pytest.mark.parametrize("name", files())
def test_docstrings_are_complete(name: str) -> None:
    assert not findings(SOURCE / name)
