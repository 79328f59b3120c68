"""Figures over a design: curves along one parameter, crossings of two, and maps of differences."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from movementsim.columns import Floats
from movementsim.lab.design import Cell, label
from movementsim.lab.figures import (
    COLOURS,
    GREY,
    LINES,
    STYLE,
    Picture,
    first_column,
    grid,
    heading,
    how_many,
    interval,
    last_row,
    legend,
    name_rows,
    unit_of,
)
from movementsim.lab.summary import Answers, decided, titled

LESS, SAME, MORE = COLOURS[0], "#FFFFFF", COLOURS[1]
DIVERGING = LinearSegmentedColormap.from_list(
    "navy to orange", [LESS, "#A9B8D3", SAME, "#F4B98C", MORE]
)
DARK = 0.62
"""Part of the scale beyond which a number is written in white."""


def along(answers: Answers, cells: Sequence[Cell]) -> Picture:
    """Draw each indicator along two parameters at most: the first below, the second by colour.

    With one parameter, colours are arms.
    """
    metrics = answers.plan.experiment.report.metrics
    names = list(cells[0].point)
    below = list(dict.fromkeys(label(cell.point[names[0]]) for cell in cells))
    groups = _groups(cells, names)
    figure, axes = grid(len(metrics))
    with mpl.rc_context(STYLE):
        for axis, metric in zip(axes, metrics, strict=True):
            for number, (name, group) in enumerate(groups.items()):
                shift = 0.12 * (number - (len(groups) - 1) / 2)
                places = [below.index(label(cell.point[names[0]])) + shift for cell in group]
                means = [answers.mean(cell, metric) for cell in group]
                axis.plot(
                    places,
                    [mean.mean for mean in means],
                    linewidth=1,
                    label=name,
                    color=COLOURS[number % len(COLOURS)],
                    linestyle=LINES[number % len(LINES)],
                )
                for place, mean in zip(places, means, strict=True):
                    interval(axis, mean, number, upright=place)
            heading(axis, metric)
            axis.set_xticks(range(len(below)), [str(value) for value in below])
            axis.set(
                xlabel=titled(answers.plan, names[0]),
                ylabel=unit_of(metric),
                xlim=(-0.5, len(below) - 0.5),
            )
        legend(figure, axes[0], list(groups))
    caption = (
        f"Mean at the end over {how_many(answers, cells)} runs a point, with 95% intervals. All "
        "points have the same people and the same luck in each replicate, so differences are surer "
        "than these intervals suggest: see the table."
    )
    return Picture(f"{_file(cells)}-along", figure, caption)


def effects(answers: Answers, cells: Sequence[Cell]) -> Picture:
    """Draw, at each value of the first parameter, the paired difference between the colours.

    What `along` shows side by side, twin by twin: so between arms, or along the second parameter.
    """
    metrics = answers.plan.experiment.report.metrics
    names = list(cells[0].point)
    (first, ours), *others = _groups(cells, names).items()
    below = [str(label(cell.point[names[0]])) for cell in ours]
    figure, axes = grid(len(metrics), size=(3.1, 1.1 + 0.28 * len(below)))
    with mpl.rc_context(STYLE):
        for axis, metric in zip(axes, metrics, strict=True):
            for number, (name, group) in enumerate(others, start=1):
                for row, (cell, other) in enumerate(zip(group, ours, strict=True)):
                    apart = answers.difference(cell, other, metric)
                    interval(axis, apart, number, row=row, name="" if row else name)
            axis.axvline(0, color=GREY, linewidth=0.8)
            heading(axis, metric)
            name_rows(axis, below, metric, ticks=4)
            if first_column(axis):
                axis.set_ylabel(textwrap.fill(titled(answers.plan, names[0]), 24))
        legend(figure, axes[0], [name for name, _ in others])
    against = f"{others[0][0]} less {first}" if len(others) == 1 else f"less {first}"
    caption = (
        f"Mean difference at the end, {against}, over {how_many(answers, cells)} pairs of runs "
        "with the same people and the same luck; bars are 95% intervals."
    )
    return Picture(f"{_file(cells)}-effects", figure, caption)


def _groups(cells: Sequence[Cell], names: list[str]) -> dict[str, list[Cell]]:
    """Return the cells by what their colour stands for."""
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(_group(cell, names), []).append(cell)
    return groups


def _group(cell: Cell, names: list[str]) -> str:
    return cell.arm if len(names) == 1 else str(label(cell.point[names[1]]))


def difference_map(answers: Answers, cells: Sequence[Cell], arm: str, reference: str) -> Picture:
    """Draw over two parameters by how much an arm differs from the reference, for each indicator.

    A dot marks a cell whose 95% interval leaves out nought; the line is where the two meet.
    """
    metrics = answers.plan.experiment.report.metrics
    across, up = list(cells[0].point)
    columns = list(dict.fromkeys(label(cell.point[across]) for cell in cells))
    rows = list(dict.fromkeys(label(cell.point[up]) for cell in cells))
    size = (max(3.1, 0.55 * len(columns) + 1.0), max(2.9, 0.42 * len(rows) + 1.1))
    figure, axes = grid(len(metrics), size=size)
    with mpl.rc_context(STYLE):
        for axis, metric in zip(axes, metrics, strict=True):
            found = np.full((len(rows), len(columns)), np.nan)
            sure = np.zeros(found.shape, np.bool_)
            for cell in cells:
                if cell.arm != arm:
                    continue
                other = next(
                    one for one in cells if one.arm == reference and one.point == cell.point
                )
                apart = answers.difference(cell, other, metric)
                place = rows.index(label(cell.point[up])), columns.index(label(cell.point[across]))
                found[place], sure[place] = apart.mean, decided(apart.low, apart.high)
            _heat(axis, found, sure)
            heading(axis, metric, unit=True)
            axis.set_xticks(range(len(columns)), [str(value) for value in columns])
            axis.set_yticks(range(len(rows)), [str(value) for value in rows])
            if last_row(axis):
                axis.set_xlabel(textwrap.fill(titled(answers.plan, across), 40))
            if first_column(axis):
                axis.set_ylabel(textwrap.fill(titled(answers.plan, up), 34))
        figure.legend(
            handles=[
                Patch(color=LESS, label=f"{reference}: more"),
                Patch(color=MORE, label=f"{arm}: more"),
                Line2D([], [], color="black", marker=".", linestyle="", label="sure (95%)"),
                Line2D([], [], color="black", label="where they meet"),
            ],
            loc="outside upper left",
            ncols=4,
        )
    caption = (
        f"Mean difference {arm} less {reference} at the end, over {how_many(answers, cells)} pairs "
        "of runs a cell with the same people and the same luck. A dot marks a cell whose 95% "
        "interval leaves out nought (one in twenty would do so by luck alone where nothing "
        "differs); the black line is where the two meet. Each panel has a scale of its own."
    )
    return Picture(f"{_file(cells)}-{_slug(arm)}", figure, caption)


def _heat(axis: Axes, found: Floats, sure: Any) -> None:
    reach = float(np.nanmax(np.abs(found), initial=0.0)) or 1.0
    axis.imshow(
        found, cmap=DIVERGING, norm=TwoSlopeNorm(0, -reach, reach), origin="lower", aspect="auto"
    )
    for (row, column), value in np.ndenumerate(found):
        if np.isnan(value):
            continue
        ink = "white" if abs(value) > DARK * reach else "black"
        axis.text(
            column, row, written(value, reach), ha="center", va="center", color=ink, fontsize=7.5
        )
        if sure[row, column]:
            axis.plot(column + 0.38, row + 0.34, ".", color=ink, markersize=4)
    if min(found.shape) > 1 and np.nanmin(found) < 0 < np.nanmax(found):
        axis.contour(np.nan_to_num(found), levels=[0.0], colors="black", linewidths=1.4)
    axis.spines[:].set_visible(False)
    axis.tick_params(length=0)


def written(value: float, reach: float) -> str:
    """Return a number with as many digits as the largest beside it calls for."""
    digits = max(0, 1 - int(np.floor(np.log10(reach)))) if reach > 0 else 0
    digits = min(digits, 4)
    return f"{round(value, digits) + 0.0:+.{digits}f}".replace("-", "−")


def _file(cells: Sequence[Cell]) -> str:
    return _slug(cells[0].design)


def _slug(name: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())
