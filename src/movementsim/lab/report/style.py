"""The common style of all figures: colours, markers, panels, headings, legends and intervals.

An arm has the same colour, marker and line style in all figures. Every figure has a caption and a
table of the points it shows.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.design.plan import Cell
from movementsim.lab.report.wording import capitalised, meaning_of, metric_title
from movementsim.lab.store.atomic import atomic_write
from movementsim.measures import Interval, PairedDifference
from movementsim.plugins.schema import all_indicators

COLOURS = ("#1B3A6B", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#8C6D1F")
"""Navy, then colours of Okabe and Ito (2008): distinct in grey and for colour-blind readers."""
MARKERS = ("o", "s", "^", "D", "v", "P")
LINE_STYLES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (1, 1)))
GREY = "#666666"
STYLE: Any = {
    "font.size": 9,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.7,
    "legend.frameon": False,
    "lines.linewidth": 1.6,
    "svg.hashsalt": "movementsim",  # equal figures give equal files
}
DPI = 160
_NO_WIDTH = 1e-12


@dataclass(frozen=True)
class Picture:
    """A figure with its caption and the numbers it shows.

    Attributes
    ----------
    name
        Name of its files, without the suffix.
    figure
        The drawing.
    caption
        The caption printed below the figure.
    points
        One row per point of the figure.
    """

    name: str
    figure: Figure
    caption: str
    points: pd.DataFrame

    def save(self, folder: Path) -> None:
        """Write the figure as PNG and SVG and its points as CSV, each file atomically."""
        with atomic_write(folder / f"{self.name}.csv") as path:
            self.points.to_csv(path, index=False, float_format="%.6g")
        for kind, about in (("png", {"Software": None}), ("svg", {"Date": None})):
            with atomic_write(folder / f"{self.name}.{kind}") as path, mpl.rc_context(STYLE):
                self.figure.savefig(path, format=kind, dpi=DPI, metadata=about)
            self.figure.set_layout_engine("none")  # the layout is computed once


def panel_grid(
    panels: int, columns: int = 3, size: tuple[float, float] = (3.1, 2.5)
) -> tuple[Figure, list[Axes]]:
    """Return a figure with a number of panels, row by row.

    Parameters
    ----------
    panels
        How many panels.
    columns
        Largest number of panels in a row; four panels are always two by two.
    size
        Width and height of a panel, in inches.

    Returns
    -------
    tuple[Figure, list[Axes]]
        The figure, and the axes of its panels.
    """
    columns = 2 if panels == 4 else min(columns, panels)
    rows = -(-panels // columns)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(size[0] * columns, size[1] * rows + 0.4), layout="constrained")
        axes = list(figure.subplots(rows, columns, squeeze=False).flat)
    for empty in axes[panels:]:
        empty.remove()
    return figure, axes[:panels]


def is_first_column(axis: Axes) -> bool:
    """Whether a panel is the first of its row."""
    place = axis.get_subplotspec()
    return place is None or place.is_first_col()


def is_last_row(axis: Axes) -> bool:
    """Whether there is no panel below this one."""
    mine = axis.get_subplotspec()
    places = [other.get_subplotspec() for other in axis.figure.axes]
    return mine is None or not any(
        other.colspan == mine.colspan and other.rowspan.start > mine.rowspan.start
        for other in places
        if other is not None
    )


def set_heading(axis: Axes, metric: str, width: int = 31, unit: bool = False) -> None:
    """Write the name of an indicator above its panel.

    Parameters
    ----------
    axis, metric
        The panel and its indicator.
    width
        Letters per line.
    unit
        Whether to add the unit, where no axis shows it.
    """
    title = metric_title(metric) if unit else meaning_of(metric)
    axis.set_title(textwrap.fill(capitalised(title), width))


def add_legend(figure: Figure, axis: Axes, names: Sequence[str], title: str = "") -> None:
    """Add one legend above all panels, unless there is a single name without a title.

    Parameters
    ----------
    figure, axis
        The figure, and a panel that has all labelled lines.
    names
        The arms, or the values of a parameter.
    title
        The title of the parameter whose values are named.
    """
    if len(names) > 1 or title:
        handles = axis.get_legend_handles_labels()
        inches = 0.65 + 0.075 * max(map(len, handles[1]))  # a handle and the longest name
        figure.legend(
            *handles,
            loc="outside upper left",
            ncols=max(1, min(len(names), 6, int(figure.get_figwidth() / inches))),
            title=title or None,
            alignment="left",
        )


def slug(name: str) -> str:
    """Return a name in the form that file names use: lower case, with hyphens."""
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())


def draw_interval(
    axis: Axes,
    estimate: Interval | PairedDifference,
    number: int,
    *,
    upright: float | None = None,
    row: float | None = None,
    name: str = "",
) -> None:
    """Draw a mean with its interval.

    Parameters
    ----------
    axis, estimate
        The panel, and the mean with its interval.
    number
        Which colour and marker: the number of the arm or of the value.
    upright
        Position on the horizontal axis of a vertical interval. Without it the interval is
        horizontal, in a row.
    row
        Which row, counted from the top; `number` if None.
    name
        Label for the legend.
    """
    horizontal = upright is None
    reach = [[estimate.mean - estimate.low], [estimate.high - estimate.mean]]
    height = -(number if row is None else row)
    across, up = (estimate.mean, height) if upright is None else (upright, estimate.mean)
    axis.errorbar(
        across,
        up,
        xerr=reach if horizontal else None,
        yerr=None if horizontal else reach,
        fmt=MARKERS[number % len(MARKERS)],
        color=COLOURS[number % len(COLOURS)],
        markersize=5,
        capsize=2.5,
        elinewidth=1.4,
        label=name or None,
    )


def label_rows(axis: Axes, names: list[str], metric: str, ticks: int = 6) -> None:
    """Label the rows of a panel from the top down.

    Parameters
    ----------
    axis, names
        The panel, and one label per row.
    metric
        The indicator whose unit labels the horizontal axis.
    ticks
        Largest number of intervals between ticks.
    """
    axis.set_yticks([-number for number in range(len(names))], names)
    axis.set_ylim(-len(names) + 0.4, 0.6)
    axis.tick_params(axis="y", length=0)
    axis.set_xlabel(unit_label(metric))
    axis.margins(x=0.08)
    left, right = axis.dataLim.intervalx
    if 0 <= right - left < _NO_WIDTH:  # all values are equal; ticks would be at rounding errors
        axis.set_xlim(left - 1, right + 1)
    axis.xaxis.set_major_locator(MaxNLocator(ticks))


def unit_label(metric: str) -> str:
    """Return the label of an axis that shows an indicator: its unit."""
    unit = all_indicators()[metric].unit
    return f"Scale {unit}" if unit[:1] in "-0123456789." else capitalised(unit)


def runs_per_cell(estimates: Estimates, cells: Sequence[Cell]) -> str:
    """Return how many runs each cell has, as a number or a range.

    Parameters
    ----------
    estimates, cells
        The runs, and the cells that are counted.

    Returns
    -------
    str
        A text such as "30" or "20 to 30".
    """
    counts = sorted({estimates.run_count(cell) for cell in cells})
    return str(counts[0]) if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
