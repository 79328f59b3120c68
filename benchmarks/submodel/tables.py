"""The tables of `python -m benchmarks submodel`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from rich.table import Table

from benchmarks.submodel.implementations import IMPLEMENTATIONS, OURS
from benchmarks.submodel.measure import (
    Measured,
    Size,
    Values,
    apart,
    files_of,
    lines_of_code,
)

WITHIN = 2.5
"""Standard errors within which implementations dock."""


def available() -> tuple[list[str], list[str]]:
    """Return the implementations that can be run here, and notes on those that cannot."""
    notes = [
        f"{each.title}: left out, because `{each.needs}` is not installed; "
        'pip install -c constraints.txt -e ".[bench]" installs it'
        for each in IMPLEMENTATIONS.values()
        if not each.installed
    ]
    return [name for name, each in IMPLEMENTATIONS.items() if each.installed], notes


def cost_tables(found: Mapping[tuple[str, str], Measured], sizes: Sequence[Size]) -> list[Table]:
    """Return tables of time, set-up and memory by size, and of lines of code.

    Parameters
    ----------
    found, sizes
        Measurements by implementation and title of the size, and the sizes.

    Returns
    -------
    list of Table
        One table for each kind of cost.
    """
    shown: dict[str, Callable[[Measured], str]] = {
        "a week, ms of CPU": lambda one: f"{1000 * one.week:.3g}",
        "set-up, s of CPU": lambda one: f"{one.setup:.2g}",
        "peak memory, MB": lambda one: f"{one.memory:.0f}",
    }
    names = list(dict.fromkeys(name for name, _ in found))
    tables = []
    for title, show in shown.items():
        table = Table(title, *(size.title for size in sizes))
        for name in names:
            figures = (show(found[name, size.title]) for size in sizes)
            table.add_row(IMPLEMENTATIONS[name].title, *figures)
        tables.append(table)
    lines = Table("lines of code", "")
    for name in names:
        count = lines_of_code(files_of(IMPLEMENTATIONS[name]))
        lines.add_row(IMPLEMENTATIONS[name].title, str(count))
    return [*tables, lines]


def docking_table(ends: Mapping[str, Values]) -> Table:
    """Return means at the end of the runs, and differences from movementsim in standard errors.

    Parameters
    ----------
    ends
        Values at the end of each run, by implementation and measure.

    Returns
    -------
    Table
        One row per implementation.
    """
    table = Table("at the end", *ends[OURS], f"all within {WITHIN}")
    distances = apart(ends)
    for name, values in ends.items():
        means = {measure: f"{np.mean(value):.4g}" for measure, value in values.items()}
        verdict = ""
        if name in distances:
            away = distances[name]
            means = {measure: f"{mean} ({away[measure]:+.1f})" for measure, mean in means.items()}
            verdict = "yes" if max(map(abs, away.values())) <= WITHIN else "no"
        table.add_row(IMPLEMENTATIONS[name].title, *means.values(), verdict)
    return table
