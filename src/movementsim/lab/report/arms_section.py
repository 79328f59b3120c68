"""Text of a report that compares arms and points: means and differences between paired runs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.design.labels import parameter_label
from movementsim.lab.design.plan import Cell, table_value
from movementsim.lab.report.templates import render
from movementsim.lab.report.wording import (
    format_interval,
    format_number,
    meaning_of,
    metric_title,
)
from movementsim.measures import clear_sign, excludes_zero

_MAX_CELLS = 12
"""Cells of a design up to which the report prints them all."""


def comparison_text(estimates: Estimates, cells: Sequence[Cell]) -> str:
    """Return a comparison of cells with their references: a finding per indicator, then a table.

    Parameters
    ----------
    estimates, cells
        The runs, and the cells of a design.

    Returns
    -------
    str
        Markdown; for a design of very many cells, only a note on where the table is.
    """
    metrics = estimates.plan.experiment.report.metrics
    if len(cells) > _MAX_CELLS:
        return render("comparison.md.j2", too_many=len(cells))
    compared = any(map(estimates.reference, cells))
    return render(
        "comparison.md.j2",
        too_many=0,
        reference=_reference_title(estimates, cells) if compared else "",
        findings=[_finding(estimates, cells, metric) for metric in metrics],
        rows=[
            _row(estimates, cell, metric, cell is cells[0]) for metric in metrics for cell in cells
        ],
    )


def _row(estimates: Estimates, cell: Cell, metric: str, first: bool) -> list[str]:
    other = estimates.reference(cell)
    difference = estimates.difference(cell, other, metric) if other else None
    reduction = difference.variance_reduction if difference else math.nan
    return [
        metric_title(metric) if first else "",
        cell.title,
        format_interval(estimates.mean(cell, metric)),
        format_interval(difference) if difference else "",
        f"{reduction:.1f}" if math.isfinite(reduction) else "",
    ]


def _reference_title(estimates: Estimates, cells: Sequence[Cell]) -> str:
    others = dict.fromkeys(
        other.title for cell in cells if (other := estimates.reference(cell)) is not None
    )
    return next(iter(others)) if len(others) == 1 else estimates.plan.experiment.arm_names[0]


def _finding(estimates: Estimates, cells: Sequence[Cell], metric: str) -> dict[str, Any]:
    """Return which cells are clearly higher or lower than their reference, and which are not."""
    higher, lower, unclear = [], [], []
    for cell in cells:
        other = estimates.reference(cell)
        if other is None:
            continue
        difference = estimates.difference(cell, other, metric)
        if not excludes_zero(difference.low, difference.high):
            unclear.append(cell.title)
        elif difference.mean > 0:
            higher.append(f"{cell.title} {format_interval(difference)}")
        else:
            lower.append(f"{cell.title} {format_interval(difference)}")
    meaning = meaning_of(metric)
    return {"meaning": meaning, "higher": higher, "lower": lower, "unclear": unclear}


def map_counts_text(estimates: Estimates, cells: Sequence[Cell], arms: Sequence[str]) -> str:
    """Return in how many cells of a map each arm is clearly higher, a table per arm.

    Parameters
    ----------
    estimates, cells
        The runs, and the cells of a design that crosses two parameters.
    arms
        The arms; the first is the reference of the others.

    Returns
    -------
    str
        Markdown: one table per arm, with a row per indicator.
    """
    metrics = estimates.plan.experiment.report.metrics
    tables = [
        render(
            "map_counts.md.j2",
            reference=arms[0],
            arm=arm,
            rows=[_counts(estimates, cells, arm, metric) for metric in metrics],
            last=arm == arms[-1],
        )
        for arm in arms[1:]
    ]
    return "\n\n".join(tables)


def _counts(estimates: Estimates, cells: Sequence[Cell], arm: str, metric: str) -> list[str]:
    differences = [
        estimates.difference(cell, other, metric)
        for cell in cells
        if cell.arm == arm and (other := estimates.reference(cell)) is not None
    ]
    signs = [clear_sign(one.low, one.high) for one in differences]
    lower, higher, unclear = (signs.count(sign) for sign in (-1, 1, 0))
    means = [one.mean for one in differences]
    return [
        metric_title(metric),
        f"{lower} of {len(differences)}",
        f"{higher} of {len(differences)}",
        str(unclear),
        f"{format_number(min(means))} to {format_number(max(means))}",
    ]


def crossing_text(estimates: Estimates, cells: Sequence[Cell]) -> str:
    """Return two crossed parameters as a table, with the interaction where both have two values.

    Parameters
    ----------
    estimates, cells
        The runs, and the cells of a design that crosses two parameters in one arm.

    Returns
    -------
    str
        Markdown: means, differences from the first line in italics, and the table of interactions.
    """
    plan = estimates.plan
    metrics = plan.experiment.report.metrics
    first, second = cells[0].point
    by_point = {
        (table_value(cell.point[first]), table_value(cell.point[second])): cell for cell in cells
    }
    columns = list(dict.fromkeys(place[0] for place in by_point))
    lines = list(dict.fromkeys(place[1] for place in by_point))
    rows = [
        row for metric in metrics for row in _crossed(estimates, by_point, columns, lines, metric)
    ]
    interactions, interaction = [], {}
    if len(columns) == len(lines) == 2:
        (a, b), (c, d) = columns, lines
        corners = by_point[b, d], by_point[b, c], by_point[a, d], by_point[a, c]
        interaction = {"to": d, "from": c, "under": b, "reference": a}
        interactions = [
            [metric_title(metric), format_interval(estimates.interaction(corners, metric))]
            for metric in metrics
        ]
    return render(
        "crossing.md.j2",
        first=parameter_label(plan, first),
        second=parameter_label(plan, second),
        columns=[f"{parameter_label(plan, first)}: {column}" for column in columns],
        rows=rows,
        interaction=interaction,
        interactions=interactions,
    )


def _crossed(
    estimates: Estimates,
    by_point: dict[tuple[Any, Any], Cell],
    columns: Sequence[Any],
    lines: Sequence[Any],
    metric: str,
) -> list[list[str]]:
    """Return the rows of one indicator: means, then differences from the first line in italics."""
    means = [
        [
            metric_title(metric) if line == lines[0] else "",
            str(line),
            *(
                format_interval(estimates.mean(by_point[column, line], metric))
                for column in columns
            ),
        ]
        for line in lines
    ]
    differences = []
    for line in lines[1:]:
        found = [
            estimates.difference(by_point[column, line], by_point[column, lines[0]], metric)
            for column in columns
        ]
        cells = [f"*{format_interval(one)}*" for one in found]
        differences.append(["", f"*{line} minus {lines[0]}*", *cells])
    return [*means, *differences]
