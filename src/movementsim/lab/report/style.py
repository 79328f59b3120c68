"""TODO."""

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

from movementsim.lab.analysis.answers import Answers
from movementsim.lab.design.plan import Cell
from movementsim.lab.store.atomic import atomic_write
from movementsim.plugins.schema import all_indicators

COLOURS = ("#1B3A6B", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#8C6D1F")
"""Navy, then from Okabe and Ito (2008); apart also in grey and for the colour-blind."""
MARKS = ("o", "s", "^", "D", "v", "P")
LINES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (1, 1)))
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
    "svg.hashsalt": "movementsim",  # the same figure is the same file
}
DPI = 160


@dataclass(frozen=True)
class Picture:
    """A figure, its caption and the numbers it shows; `name` is the files' name."""

    name: str
    figure: Figure
    caption: str
    points: pd.DataFrame

    def save(self, folder: Path) -> None:
        """Write it as PNG and SVG, and its points as CSV, each whole or not at all."""
        with atomic_write(folder / f"{self.name}.csv") as path:
            self.points.to_csv(path, index=False, float_format="%.6g")
        for kind, about in (("png", {"Software": None}), ("svg", {"Date": None})):
            with atomic_write(folder / f"{self.name}.{kind}") as path, mpl.rc_context(STYLE):
                self.figure.savefig(path, format=kind, dpi=DPI, metadata=about)
            self.figure.set_layout_engine("none")  # it is laid out now: once is enough


def grid(
    panels: int, columns: int = 3, size: tuple[float, float] = (3.1, 2.5)
) -> tuple[Figure, list[Axes]]:
    """Return a figure with so many panels, in rows; four stand two by two."""
    columns = 2 if panels == 4 else min(columns, panels)
    rows = -(-panels // columns)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(size[0] * columns, size[1] * rows + 0.4), layout="constrained")
        axes = list(figure.subplots(rows, columns, squeeze=False).flat)
    for empty in axes[panels:]:
        empty.remove()
    return figure, axes[:panels]


def first_column(axis: Axes) -> bool:
    """Whether a panel stands at the left."""
    place = axis.get_subplotspec()
    return place is None or place.is_first_col()


def last_row(axis: Axes) -> bool:
    """Whether no panel stands below."""
    mine = axis.get_subplotspec()
    places = [other.get_subplotspec() for other in axis.figure.axes]
    return mine is None or not any(
        other.colspan == mine.colspan and other.rowspan.start > mine.rowspan.start
        for other in places
        if other is not None
    )


def heading(axis: Axes, metric: str, width: int = 31, unit: bool = False) -> None:
    """Name an indicator above its panel, with its unit where no axis can say it."""
    meaning = all_indicators()[metric].meaning
    more = f" ({all_indicators()[metric].unit})" if unit else ""
    axis.set_title(textwrap.fill(meaning[:1].upper() + meaning[1:] + more, width))


def legend(figure: Figure, axis: Axes, names: Sequence[str], title: str = "") -> None:
    """Name the arms once, above all panels; or the values of a parameter, which is the title."""
    if len(names) > 1 or title:
        handles = axis.get_legend_handles_labels()
        inches = 0.65 + 0.075 * max(map(len, handles[1]))  # of a handle and the longest name
        figure.legend(
            *handles,
            loc="outside upper left",
            ncols=max(1, min(len(names), 6, int(figure.get_figwidth() / inches))),
            title=title or None,
            alignment="left",
        )


def slug(name: str) -> str:
    """Return a name as part of a file's name."""
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())


def interval(
    axis: Axes,
    found: Any,
    number: int,
    *,
    upright: float | None = None,
    row: float | None = None,
    name: str = "",
) -> None:
    """Draw a mean with its interval.

    Parameters
    ----------
    axis, found
        Where, and what: `mean`, `low`, `high`.
    number
        Whose colour and mark.
    upright
        The place on the horizontal axis; without it the interval lies in a row.
    row
        Which row; the one of `number` if None.
    name
        For a legend.
    """
    lying = upright is None
    reach = [[found.mean - found.low], [found.high - found.mean]]
    height = -(number if row is None else row)
    across, up = (found.mean, height) if upright is None else (upright, found.mean)
    axis.errorbar(
        across,
        up,
        xerr=reach if lying else None,
        yerr=None if lying else reach,
        fmt=MARKS[number % len(MARKS)],
        color=COLOURS[number % len(COLOURS)],
        markersize=5,
        capsize=2.5,
        elinewidth=1.4,
        label=name or None,
    )


def name_rows(axis: Axes, names: list[str], metric: str, ticks: int = 6) -> None:
    """Name the rows of a panel from the top down."""
    axis.set_yticks([-number for number in range(len(names))], names)
    axis.set_ylim(-len(names) + 0.4, 0.6)
    axis.tick_params(axis="y", length=0)
    axis.set_xlabel(unit_of(metric))
    axis.margins(x=0.08)
    axis.xaxis.set_major_locator(MaxNLocator(ticks))


def unit_of(metric: str) -> str:
    """Return what an axis calls an indicator's unit."""
    unit = all_indicators()[metric].unit
    if unit[:1] in "-0123456789.":
        return f"Scale {unit}"
    return unit[:1].upper() + unit[1:]


def how_many(answers: Answers, cells: Sequence[Cell]) -> str:
    """Return how many runs each cell has."""
    counts = sorted({answers.there(cell) for cell in cells})
    return str(counts[0]) if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
