"""Read the imports and public names of the package from its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import networkx as nx

import movementsim

PACKAGE = Path(movementsim.__file__).parent
NAME = PACKAGE.name


def dotted(path: Path) -> str:
    """Return the dotted name of a module of the package."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def trees() -> dict[str, ast.Module]:
    """Return every module of the package, parsed, by dotted name."""
    return {
        dotted(path): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def imported(name: str) -> Iterator[tuple[str, str]]:
    """Yield module and name of each import from the package itself in a module.

    Imports inside functions and those for type checking count too.
    """
    for node in ast.walk(trees()[name]):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == NAME:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield (inner, "") if inner in trees() else (str(node.module), alias.name)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names if alias.name.startswith(NAME))


@cache
def graph() -> nx.DiGraph:
    """Return the graph of modules, with an edge from each to those that it imports."""
    found = nx.DiGraph()
    for name in trees():
        found.add_node(name)
        found.add_edges_from((name, other) for other, _ in imported(name) if other != name)
    return found


def public_names(name: str) -> set[str]:
    """Return the names that a module defines at its top level without a leading `_`."""
    found: set[str] = set()
    for node in trees()[name].body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found.add(node.name)
            case ast.Assign():
                found |= {
                    inner.id
                    for target in node.targets
                    for inner in ast.walk(target)
                    if isinstance(inner, ast.Name)
                }
            case ast.AnnAssign(target=ast.Name(id=target)):
                found.add(target)
            case ast.TypeAlias(name=ast.Name(id=target)):
                found.add(target)
    return {target for target in found if not target.startswith("_")}
