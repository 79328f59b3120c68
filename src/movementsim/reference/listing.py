"""Print the week, rules, strategies and indicators as tables.

On a terminal tables fit its width; in a pipe or a file each row is one line, never truncated.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from movementsim.kernel.parameters import Declared, Parameter
from movementsim.plugins.build import standard_rules
from movementsim.plugins.discovery import (
    Discovered,
    find_rules,
    find_strategies,
    load_plugin,
    rule_class,
    strategy_class,
)
from movementsim.plugins.schema import all_indicators
from movementsim.simulation.week import Week

_ENDLESS = 100_000
_ABOUT = ("meaning", "default", "unit", "range", "status", "source")


def load_plugins(files: Iterable[Path] | None) -> None:
    """Load the strategies, rules and indicators of plug-in files."""
    for file in files or ():
        load_plugin(file)


def _show(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    console = Console()
    wide = not console.is_terminal
    if wide:
        console = Console(width=_ENDLESS)
    table = Table(*header, box=None if wide else box.SIMPLE_HEAD, pad_edge=False)
    for column in table.columns:
        column.no_wrap, column.overflow = wide, "fold"
    for row in rows:
        table.add_row(*row)
    console.print(table, markup=False, highlight=False)


def print_week() -> None:
    """Print the phases and rules of a week, in their order."""
    _show(
        ("phase", "rule", "does", "reads", "writes", "source"),
        (
            (row.phase, row.rule, row.does, ", ".join(row.reads), ", ".join(row.writes), row.source)
            for row in Week(standard_rules()).table()
        ),
    )


def print_rules(name: str | None = None) -> None:
    """Print the parameters of all rules, or one rule in full."""
    if name is not None:
        kind = rule_class(name)
        _one(
            name,
            kind,
            find_rules()[name].origin,
            f"Phase: {kind.phase}\nReads: {', '.join(kind.reads)}\n"
            f"Writes: {', '.join(kind.writes)}",
        )
        return
    _all("rule", find_rules(), neutral=False)


def print_strategies(name: str | None = None) -> None:
    """Print the parameters of all strategies, or one strategy in full."""
    if name is not None:
        kind = strategy_class(name)
        kept = ", ".join(
            f"{memory} ({about.meaning})" if about.meaning else memory
            for memory, about in kind.memories().items()
        )
        who = "people with time for the movement" if kind.active else "anybody"
        _one(
            name,
            kind,
            find_strategies()[name].origin,
            f"Followed by: {who}\nRemembers: {kept or 'nothing'}",
        )
        return
    _all("strategy", find_strategies(), neutral=True)


def print_indicators() -> None:
    """Print the indicators that a run can record."""
    _show(
        ("indicator", "meaning", "unit", "better", "reads all ties"),
        (
            (about.name, about.meaning, about.unit, about.better, "yes" if about.costly else "")
            for about in all_indicators().values()
        ),
    )


def _one(name: str, kind: type[Declared], origin: str, more: str) -> None:
    print(
        f"{name}\n\n{inspect.getdoc(kind) or ''}\n\n{more}\nSource: {kind.source}\n"
        f"Origin: {origin}\n"
    )
    rows = [_parameter(about, True) for about in kind.parameters()]
    _show(("parameter", *_ABOUT, "neutral"), rows)


def _all[T: Declared](what: str, found: dict[str, Discovered[type[T]]], neutral: bool) -> None:
    rows = []
    for name, item in sorted(found.items()):
        listed = item.kind.parameters()
        if not listed:
            does = (inspect.getdoc(item.kind) or "").split("\n")[0]
            blank = [""] * (len(_ABOUT) - 2 + neutral)
            rows.append([name, "", does, *blank[:-1], item.kind.source, *blank[-1:], item.origin])
        rows += [[name, *_parameter(about, neutral), item.origin] for about in listed]
    header = (what, "parameter", *_ABOUT, *(("neutral",) if neutral else ()), "origin")
    _show(header, [row[: len(header)] for row in rows])


def _parameter(about: Parameter, neutral: bool) -> list[str]:
    cells: list[Any] = [
        about.name,
        about.meaning,
        _value(about.default),
        about.unit,
        f"{_value(about.low)} to {_value(about.high)}",
        about.status,
        about.source,
    ]
    if neutral:
        cells.append("" if about.neutral is None else _value(about.neutral))
    return cells


def _value(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
