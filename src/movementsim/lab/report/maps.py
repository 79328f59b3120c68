"""Maps over two crossed parameters: where an arm is higher or lower than the reference."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize, TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from movementsim.kernel.columns import Floats
from movementsim.lab.analysis.crossing import UNCLEAR, Crossing, probability_of_more
from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.design.labels import parameter_label, value_label
from movementsim.lab.design.plan import Cell
from movementsim.lab.report.points import Points
from movementsim.lab.report.style import (
    COLOURS,
    STYLE,
    Picture,
    is_first_column,
    is_last_row,
    panel_grid,
    runs_per_cell,
    set_heading,
    slug,
)
from movementsim.lab.report.templates import caption

_LOWER, _HIGHER = COLOURS[0], COLOURS[1]
_DIVERGING = LinearSegmentedColormap.from_list(
    "navy to orange", [_LOWER, "#A9B8D3", "#FFFFFF", "#F4B98C", _HIGHER]
)
_DARK = 0.62
"""Share of the colour scale beyond which a number is written in white."""


def difference_map(
    estimates: Estimates, cells: Sequence[Cell], arm: str, reference: str
) -> Picture:
    """Draw by how much an arm differs from the reference, over two parameters.

    Parameters
    ----------
    estimates, cells
        The runs, and the cells of a design that crosses two parameters.
    arm, reference
        The arm, and the arm that is subtracted.

    Returns
    -------
    Picture
        A panel per indicator. Dots mark cells whose 95% interval excludes zero, lines equality.
    """
    metrics = estimates.plan.experiment.report.metrics
    crossing = Crossing(estimates, cells, arm)
    with_line = [metric for metric in metrics if crossing.overtakes(metric)]
    figure, axes = panel_grid(len(metrics), size=_panel_size(crossing))
    with mpl.rc_context(STYLE):
        for axis, metric in zip(axes, metrics, strict=True):
            means = crossing.means(metric)
            _draw_cells(axis, means, crossing.clear(metric) > 0)
            if metric in with_line:
                _draw_contour(axis, np.nan_to_num(means), [0.0], linewidths=1.4)
            set_heading(axis, metric, unit=True)
            _label_axes(axis, crossing)
        dot = Line2D(
            [],
            [],
            marker="o",
            markersize=4,
            markerfacecolor="white",
            markeredgecolor="black",
            linestyle="",
            label="95% interval excludes zero",
        )
        _add_key(figure, arm, reference, [dot, *_line_key(with_line)])
    text = caption(
        "difference_map",
        arm=arm,
        reference=reference,
        runs=runs_per_cell(estimates, cells),
        meeting=bool(with_line),
        ordered=crossing.ordered,
    )
    name = f"{slug(cells[0].design)}-{slug(arm)}"
    return Picture(name, figure, text, _points(estimates, crossing))


def tipping_map(estimates: Estimates, cells: Sequence[Cell], arm: str, reference: str) -> Picture:
    """Draw the probability that an arm is higher than the reference, over two parameters.

    Parameters
    ----------
    estimates, cells
        The runs, and the cells of a design that crosses two parameters.
    arm, reference
        The arm, and the arm it is compared with.

    Returns
    -------
    Picture
        A panel per indicator. A line is drawn where the two arms are equal; between the dashed
        lines (5% and 95%) the runs cannot tell which is higher.
    """
    metrics = estimates.plan.experiment.report.metrics
    crossing = Crossing(estimates, cells, arm)
    with_line = [metric for metric in metrics if crossing.overtakes(metric)]
    figure, axes = panel_grid(len(metrics), size=_panel_size(crossing))
    with mpl.rc_context(STYLE):
        for axis, metric in zip(axes, metrics, strict=True):
            odds = crossing.probabilities(metric)
            drawn = axis.imshow(
                odds, cmap=_DIVERGING, norm=Normalize(0, 1), origin="lower", aspect="auto"
            )
            if metric in with_line:
                _draw_contour(axis, np.nan_to_num(crossing.means(metric)), [0.0], linewidths=1.6)
                filled, edges = np.nan_to_num(odds, nan=0.5), [UNCLEAR, 1 - UNCLEAR]
                _draw_contour(axis, filled, edges, linewidths=0.9, linestyles="--")
            set_heading(axis, metric)
            _label_axes(axis, crossing)
        bar = figure.colorbar(drawn, ax=axes, location="bottom", shrink=0.5, aspect=40, pad=0.02)
        bar.set_ticks([0.05, 0.5, 0.95], labels=["5%", "50%", "95%"])
        bar.set_label(f"Probability of a higher value: {arm}")
        bar.outline.set_visible(False)
        lines = [*_line_key(with_line), *_line_key(with_line, "5% and 95%", linestyle="--")]
        _add_key(figure, arm, reference, lines, numbers=False)
    text = caption(
        "tipping_map",
        arm=arm,
        reference=reference,
        runs=runs_per_cell(estimates, cells),
        meeting=bool(with_line),
        ordered=crossing.ordered,
    )
    name = f"{slug(cells[0].design)}-{slug(arm)}-tipping"
    return Picture(name, figure, text, _points(estimates, crossing))


def _points(estimates: Estimates, crossing: Crossing) -> pd.DataFrame:
    """Return one row per cell and indicator: the difference from the reference."""
    points = Points()
    for metric in crossing.plan.experiment.report.metrics:
        for cell, other, differences in crossing.pairs(metric):
            points.add(
                cell,
                metric,
                estimates.difference(cell, other, metric),
                less=other,
                probability_of_more=probability_of_more(differences),
            )
    return points.table()


# Parts of a map -----------------------------------------------------------------------------------


def _panel_size(crossing: Crossing) -> tuple[float, float]:
    """Return the width and height of a panel that has room for its values, in inches."""
    lines = [
        line
        for value in crossing.columns
        for line in value_label(crossing.across, value).split("\n")
    ]
    column = max(0.55, 0.085 * max(map(len, lines)))
    return max(3.1, column * len(crossing.columns) + 1.0), max(2.9, 0.42 * len(crossing.rows) + 1.1)


def _label_axes(axis: Axes, crossing: Crossing) -> None:
    """Write both parameters and their values beside a panel."""
    columns = [value_label(crossing.across, value) for value in crossing.columns]
    rows = [value_label(crossing.up, value) for value in crossing.rows]
    axis.set_xticks(range(len(columns)), columns)
    axis.set_yticks(range(len(rows)), rows if is_first_column(axis) else [""] * len(rows))
    if is_last_row(axis):
        axis.set_xlabel(textwrap.fill(parameter_label(crossing.plan, crossing.across), 40))
    if is_first_column(axis):
        axis.set_ylabel(textwrap.fill(parameter_label(crossing.plan, crossing.up), 34))
    axis.spines[:].set_visible(False)
    axis.tick_params(length=0)


def _draw_cells(axis: Axes, means: Floats, clear: Any) -> None:
    reach = float(np.nanmax(np.abs(means), initial=0.0)) or 1.0
    axis.imshow(
        means, cmap=_DIVERGING, norm=TwoSlopeNorm(0, -reach, reach), origin="lower", aspect="auto"
    )
    for (row, column), value in np.ndenumerate(means):
        if np.isnan(value):
            continue
        ink = "white" if abs(value) > _DARK * reach else "black"
        axis.text(
            column,
            row,
            _format_cell(value, reach),
            ha="center",
            va="center",
            color=ink,
            fontsize=7.5,
            zorder=3,  # above the line of equality
        )
        if clear[row, column]:
            axis.plot(column + 0.38, row + 0.34, ".", color=ink, markersize=4)


def _format_cell(value: float, reach: float) -> str:
    """Return a signed number with as many decimals as the largest number of its panel needs."""
    digits = max(0, 1 - int(np.floor(np.log10(reach)))) if reach > 0 else 0
    digits = min(digits, 4)
    return f"{round(value, digits) + 0.0:+.{digits}f}".replace("-", "−")


def _draw_contour(axis: Axes, values: Floats, levels: list[float], **style: Any) -> None:
    """Draw a contour in black, edged in white so that it is visible on dark cells too."""
    drawn = axis.contour(values, levels=levels, colors="black", **style)
    width = style["linewidths"] + 1.6
    drawn.set_path_effects([patheffects.withStroke(linewidth=width, foreground="white")])


def _line_key(
    with_line: Sequence[str], name: str = "equal", linestyle: Literal["-", "--"] = "-"
) -> list[Line2D]:
    """Return the legend entry of a line, or nothing if no panel has one."""
    return [Line2D([], [], color="black", linestyle=linestyle, label=name)] if with_line else []


def _add_key(
    figure: Figure, arm: str, reference: str, entries: Sequence[Line2D], numbers: bool = True
) -> None:
    """Add the legend above all panels: what colours, dots and lines mean."""
    figure.legend(
        handles=[
            Patch(color=_LOWER, label=f"{reference} higher"),
            Patch(color=_HIGHER, label=f"{arm} higher"),
            *entries,
        ],
        loc="outside upper left",
        ncols=4,
        title=f"Numbers: {arm} minus {reference}" if numbers else None,
        alignment="left",
    )
