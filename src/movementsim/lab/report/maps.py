"""Figures over a design: curves along one parameter, crossings of two, and maps of differences."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize, TwoSlopeNorm
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from scipy import stats

from movementsim.kernel.columns import Floats
from movementsim.lab.analysis.answers import Answers
from movementsim.lab.design.labels import parameter_label, value_label
from movementsim.lab.design.plan import Cell, table_value
from movementsim.lab.report.points import Points
from movementsim.lab.report.style import (
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
    slug,
    unit_of,
)
from movementsim.measures import excludes_zero, mean_interval
from movementsim.plugins.schema import all_indicators

LESS, SAME, MORE = COLOURS[0], "#FFFFFF", COLOURS[1]
DIVERGING = LinearSegmentedColormap.from_list(
    "navy to orange", [LESS, "#A9B8D3", SAME, "#F4B98C", MORE]
)
DARK = 0.62
"""Part of the scale beyond which a number is written in white."""
UNSURE = 0.05
"""Between this probability of having more, and one less it, the runs cannot tell."""


def along(answers: Answers, cells: Sequence[Cell]) -> Picture:
    """Draw each indicator along two parameters at most: the first below, the second by colour.

    With one parameter, colours are arms.
    """
    metrics = answers.plan.experiment.report.metrics
    names = list(cells[0].point)
    below = list(dict.fromkeys(table_value(cell.point[names[0]]) for cell in cells))
    groups = _groups(cells, names)
    points = Points()
    figure, axes = grid(len(metrics))
    with mpl.rc_context(STYLE):
        for axis, metric in zip(axes, metrics, strict=True):
            for number, (name, group) in enumerate(groups.items()):
                shift = 0.12 * (number - (len(groups) - 1) / 2)
                places = [below.index(table_value(cell.point[names[0]])) + shift for cell in group]
                means = [answers.mean(cell, metric) for cell in group]
                axis.plot(
                    places,
                    [mean.mean for mean in means],
                    linewidth=1,
                    label=name,
                    color=COLOURS[number % len(COLOURS)],
                    linestyle=LINES[number % len(LINES)],
                )
                for cell, place, mean in zip(group, places, means, strict=True):
                    interval(axis, mean, number, upright=place)
                    points.add(cell, metric, mean)
            heading(axis, metric)
            axis.set_xticks(range(len(below)), [value_label(names[0], value) for value in below])
            axis.set(ylabel=unit_of(metric), xlim=(-0.5, len(below) - 0.5))
            if last_row(axis):
                axis.set_xlabel(textwrap.fill(parameter_label(answers.plan, names[0]), 40))
        legend(figure, axes[0], list(groups), _colours_mean(answers, names))
    caption = (
        f"Mean at the end over {how_many(answers, cells)} runs a point, with 95% intervals. All "
        "points have the same people and the same luck in each replicate, so differences are surer "
        "than these intervals suggest: see the table."
    )
    return Picture(f"{_file(cells)}-along", figure, caption, points.table())


def effects(answers: Answers, cells: Sequence[Cell]) -> Picture:
    """Draw, at each value of the first parameter, the paired difference between the colours.

    What `along` shows side by side, twin by twin: so between arms, or along the second parameter.
    """
    metrics = answers.plan.experiment.report.metrics
    names = list(cells[0].point)
    (first, ours), *others = _groups(cells, names).items()
    below = [value_label(names[0], cell.point[names[0]]) for cell in ours]
    points = Points()
    figure, axes = grid(len(metrics), size=(3.1, 1.1 + 0.28 * len(below)))
    against = f"{others[0][0]} less {first}" if len(others) == 1 else f"less {first}"
    colours = _colours_mean(answers, names)
    with mpl.rc_context(STYLE):
        for axis, metric in zip(axes, metrics, strict=True):
            for number, (name, group) in enumerate(others, start=1):
                for row, (cell, other) in enumerate(zip(group, ours, strict=True)):
                    apart = answers.difference(cell, other, metric)
                    interval(axis, apart, number, row=row, name="" if row else name)
                    points.add(cell, metric, apart, less=other)
            axis.axvline(0, color=GREY, linewidth=0.8)
            heading(axis, metric)
            name_rows(axis, below, metric, ticks=4)
            axis.set_xlabel(f"Difference ({all_indicators()[metric].unit})")
            if first_column(axis):
                axis.set_ylabel(textwrap.fill(parameter_label(answers.plan, names[0]), 24))
        title = f"{colours}: {against}" if colours else against[:1].upper() + against[1:]
        legend(figure, axes[0], [name for name, _ in others], title)
    caption = (
        f"Mean difference at the end, {against}, over {how_many(answers, cells)} pairs of runs "
        "with the same people and the same luck; bars are 95% intervals."
    )
    return Picture(f"{_file(cells)}-effects", figure, caption, points.table())


def _colours_mean(answers: Answers, names: list[str]) -> str:
    """Return the parameter that colours stand for, nothing if they stand for arms."""
    return parameter_label(answers.plan, names[1]) if len(names) > 1 else ""


def _groups(cells: Sequence[Cell], names: list[str]) -> dict[str, list[Cell]]:
    """Return the cells by what their colour stands for."""
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(_group(cell, names), []).append(cell)
    return groups


def _group(cell: Cell, names: list[str]) -> str:
    return cell.arm if len(names) == 1 else value_label(names[1], cell.point[names[1]])


class Crossing:
    """Two arms over two parameters: the values on both axes, and what differs where.

    Parameters
    ----------
    answers, cells
        The runs, and the cells of a design that crosses two parameters.
    arm
        Which arm; it is compared with the reference.
    """

    def __init__(self, answers: Answers, cells: Sequence[Cell], arm: str) -> None:
        self.plan, self._answers = answers.plan, answers
        self.across, self.up = list(cells[0].point)
        self._cells = [cell for cell in cells if cell.arm == arm]
        self.columns = list(dict.fromkeys(table_value(cell.point[self.across]) for cell in cells))
        self.rows = list(dict.fromkeys(table_value(cell.point[self.up]) for cell in cells))

    @property
    def size(self) -> tuple[float, float]:
        """How large a panel must be."""
        lines = [
            line for value in self.columns for line in value_label(self.across, value).split("\n")
        ]
        column = max(0.55, 0.085 * max(map(len, lines)))
        return max(3.1, column * len(self.columns) + 1.0), max(2.9, 0.42 * len(self.rows) + 1.1)

    @property
    def ordered(self) -> bool:
        """Whether both parameters are numbers, so that between their values lie others."""
        values = [cell.point[name] for cell in self._cells for name in (self.across, self.up)]
        return all(isinstance(value, int | float) for value in values)

    def meets(self, metric: str) -> bool:
        """Whether each arm surely has more somewhere on the map, so that they meet between."""
        odds = self.table(_odds, metric)
        found = bool(np.nanmin(odds) < UNSURE and np.nanmax(odds) > 1 - UNSURE)
        return self.ordered and min(odds.shape) > 1 and found

    def table(self, read: Callable[[Floats], float], metric: str) -> Floats:
        """Return something read off the differences between twins, shape (rows, columns)."""
        found = np.full((len(self.rows), len(self.columns)), np.nan)
        for cell in self._cells:
            other = self._answers.reference(cell)
            if other is None:
                continue
            apart = self._answers.of(cell, metric) - self._answers.of(other, metric)
            row = self.rows.index(table_value(cell.point[self.up]))
            column = self.columns.index(table_value(cell.point[self.across]))
            found[row, column] = read(apart[np.isfinite(apart)])
        return found

    def points(self) -> pd.DataFrame:
        """Return what the maps show: each cell with its difference to the reference."""
        points = Points()
        for metric in self.plan.experiment.report.metrics:
            for cell in self._cells:
                other = self._answers.reference(cell)
                if other is not None:
                    apart = self._answers.difference(cell, other, metric)
                    twins = self._answers.of(cell, metric) - self._answers.of(other, metric)
                    odds = _odds(twins[np.isfinite(twins)])
                    points.add(cell, metric, apart, less=other, probability_of_more=odds)
        return points.table()

    def name_axes(self, axis: Axes) -> None:
        """Write both parameters and their values beside a panel."""
        axis.set_xticks(
            range(len(self.columns)), [value_label(self.across, value) for value in self.columns]
        )
        rows = [value_label(self.up, value) for value in self.rows]
        axis.set_yticks(range(len(rows)), rows if first_column(axis) else [""] * len(rows))
        if last_row(axis):
            axis.set_xlabel(textwrap.fill(parameter_label(self.plan, self.across), 40))
        if first_column(axis):
            axis.set_ylabel(textwrap.fill(parameter_label(self.plan, self.up), 34))
        axis.spines[:].set_visible(False)
        axis.tick_params(length=0)


def _mean(apart: Floats) -> float:
    return float(apart.mean()) if len(apart) else float("nan")


def _sure(apart: Floats) -> float:
    found = mean_interval(apart)
    return float(excludes_zero(found.low, found.high))


def _odds(apart: Floats) -> float:
    """Return how sure the runs are that the mean difference is above nought, 0-1 (Student)."""
    if len(apart) < 2 or np.ptp(apart) == 0:
        return float(np.sign(_mean(apart)) / 2 + 0.5)
    return float(stats.t.cdf(apart.mean() / stats.sem(apart), len(apart) - 1))


def difference_map(answers: Answers, cells: Sequence[Cell], arm: str, reference: str) -> Picture:
    """Draw over two parameters by how much an arm differs from the reference, for each indicator.

    A dot marks a cell whose 95% interval leaves out nought; the line is where the two meet.
    """
    metrics = answers.plan.experiment.report.metrics
    crossing = Crossing(answers, cells, arm)
    meeting = [metric for metric in metrics if crossing.meets(metric)]
    figure, axes = grid(len(metrics), size=crossing.size)
    with mpl.rc_context(STYLE):
        for axis, metric in zip(axes, metrics, strict=True):
            means = crossing.table(_mean, metric)
            _heat(axis, means, crossing.table(_sure, metric) > 0)
            if metric in meeting:
                _line(axis, np.nan_to_num(means), [0.0], linewidths=1.4)
            heading(axis, metric, unit=True)
            crossing.name_axes(axis)
        figure.legend(
            handles=[
                Patch(color=LESS, label=f"{reference}: more"),
                Patch(color=MORE, label=f"{arm}: more"),
                Line2D(
                    [],
                    [],
                    marker="o",
                    markersize=4,
                    markerfacecolor="white",
                    markeredgecolor="black",
                    linestyle="",
                    label="sure (95%)",
                ),
                *_line_of(meeting),
            ],
            loc="outside upper left",
            ncols=4,
            title=f"Numbers: {arm} less {reference}",
            alignment="left",
        )
    caption = (
        f"Mean difference {arm} less {reference} at the end, over {how_many(answers, cells)} pairs "
        "of runs a cell with the same people and the same luck. A dot marks a cell whose 95% "
        "interval leaves out nought (one in twenty would do so by luck alone where nothing "
        f"differs). {_told_of_line(crossing, meeting)} Each panel has a scale of its own."
    )
    return Picture(f"{_file(cells)}-{slug(arm)}", figure, caption, crossing.points())


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
            column,
            row,
            written(value, reach),
            ha="center",
            va="center",
            color=ink,
            fontsize=7.5,
            zorder=3,  # above the line where they meet
        )
        if sure[row, column]:
            axis.plot(column + 0.38, row + 0.34, ".", color=ink, markersize=4)


def tipping_map(answers: Answers, cells: Sequence[Cell], arm: str, reference: str) -> Picture:
    """Draw over two parameters how sure the runs are which of two arms has more, and the tipping.

    The line is where they meet; between the dashed lines the runs cannot tell (90%).
    """
    metrics = answers.plan.experiment.report.metrics
    crossing = Crossing(answers, cells, arm)
    meeting = [metric for metric in metrics if crossing.meets(metric)]
    figure, axes = grid(len(metrics), size=crossing.size)
    with mpl.rc_context(STYLE):
        for axis, metric in zip(axes, metrics, strict=True):
            odds = crossing.table(_odds, metric)
            drawn = axis.imshow(
                odds, cmap=DIVERGING, norm=Normalize(0, 1), origin="lower", aspect="auto"
            )
            if metric in meeting:
                _line(axis, np.nan_to_num(crossing.table(_mean, metric)), [0.0], linewidths=1.6)
                edges = [UNSURE, 1 - UNSURE]
                filled = np.nan_to_num(odds, nan=0.5)
                _line(axis, filled, edges, linewidths=0.9, linestyles="--")
            heading(axis, metric)
            crossing.name_axes(axis)
        bar = figure.colorbar(drawn, ax=axes, location="bottom", shrink=0.5, aspect=40, pad=0.02)
        bar.set_ticks([0.05, 0.5, 0.95], labels=["5%", "even", "95%"])
        bar.set_label(f"Probability of more: {arm}")
        bar.outline.set_visible(False)
        figure.legend(
            handles=[
                Patch(color=LESS, label=f"{reference}: more"),
                Patch(color=MORE, label=f"{arm}: more"),
                *_line_of(meeting),
                *_line_of(meeting, "5% and 95%", linestyle="--"),
            ],
            loc="outside upper left",
            ncols=4,
        )
    caption = (
        f"How sure {how_many(answers, cells)} pairs of runs a cell are of more at the end: {arm} "
        f"(orange) or {reference} (navy). {_told_of_line(crossing, meeting)}"
        + (" Between the dashed lines the runs cannot tell (5% to 95%)." if meeting else "")
    )
    name = f"{_file(cells)}-{slug(arm)}-tipping"
    return Picture(name, figure, caption, crossing.points())


def _line_of(
    meeting: Sequence[str], name: str = "where they meet", linestyle: Literal["-", "--"] = "-"
) -> list[Line2D]:
    """Return what stands for a line in the legend, nothing if no panel has one."""
    return [Line2D([], [], color="black", linestyle=linestyle, label=name)] if meeting else []


def _told_of_line(crossing: Crossing, meeting: Sequence[str]) -> str:
    if meeting:
        return "The black line is where the two meet: each surely has more on a side of it."
    if not crossing.ordered:
        return "No line is drawn where they meet, since a parameter is not a number."
    return "In no panel each surely has more somewhere, so no line is drawn where they meet."


def _line(axis: Axes, found: Floats, levels: list[float], **style: Any) -> None:
    """Draw a contour in black, edged in white so that it is seen on dark cells too."""
    drawn = axis.contour(found, levels=levels, colors="black", **style)
    width = style["linewidths"] + 1.6
    drawn.set_path_effects([patheffects.withStroke(linewidth=width, foreground="white")])


def written(value: float, reach: float) -> str:
    """Return a number with as many digits as the largest beside it calls for."""
    digits = max(0, 1 - int(np.floor(np.log10(reach)))) if reach > 0 else 0
    digits = min(digits, 4)
    return f"{round(value, digits) + 0.0:+.{digits}f}".replace("-", "−")


def _file(cells: Sequence[Cell]) -> str:
    return slug(cells[0].design)
