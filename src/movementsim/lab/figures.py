"""Figures for a reader and a journal: one style, intervals everywhere, colours all can tell apart.

Each figure comes with the caption that says what is shown. Arms have one colour, one mark and one
kind of line in all figures.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from scipy import stats

from movementsim.columns import Floats
from movementsim.indicators import INDICATORS
from movementsim.lab.design import Cell, label
from movementsim.lab.experiment import Experiment
from movementsim.lab.points import Points
from movementsim.lab.store import whole
from movementsim.lab.summary import Answers, titled
from movementsim.measures import Interval

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
        with whole(folder / f"{self.name}.csv") as path:
            self.points.to_csv(path, index=False, float_format="%.6g")
        for kind, about in (("png", {"Software": None}), ("svg", {"Date": None})):
            with whole(folder / f"{self.name}.{kind}") as path, mpl.rc_context(STYLE):
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
    meaning = INDICATORS[metric].meaning
    more = f" ({INDICATORS[metric].unit})" if unit else ""
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


def over_time(answers: Answers, tables: Mapping[str, Any], cells: Sequence[Cell]) -> Picture:
    """Draw recorded indicators over time, by cell, with the interval of the mean."""
    metrics = answers.plan.experiment.over_time
    series = [_rows_of(answers, tables["series"], cell) for cell in cells]
    names = [short(cell) for cell in cells]
    points = Points()
    figure, axes = grid(len(metrics))
    with mpl.rc_context(STYLE):
        for axis, metric in zip(axes, metrics, strict=True):
            for number, (name, mine) in enumerate(zip(names, series, strict=True)):
                drawn = _band(axis, mine.groupby("week")[metric], number, name)
                for week, found in drawn.items():
                    points.add(cells[number], metric, found, week=week)
            heading(axis, metric)
            axis.set(xlabel="Week", ylabel=unit_of(metric))
            axis.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        legend(figure, axes[0], names, _what_varies(answers, cells))
    caption = (
        f"Mean over {how_many(answers, cells)} runs each; bands are 95% intervals of the mean at "
        f"each recorded week ({_recorded(answers.plan.experiment)}). All have the same people and "
        "the same luck in each replicate."
    )
    return Picture(_file(cells, "over-time"), figure, caption, points.table())


def _recorded(asked: Experiment) -> str:
    every, weeks = asked.record.every, asked.experiment.weeks
    last = f", the last is {weeks - weeks % every} of {weeks}" if weeks % every else ""
    return f"one in {every}{last}" if every > 1 else "every one"


def _rows_of(answers: Answers, table: pd.DataFrame, cell: Cell) -> pd.DataFrame:
    return table[table["run_id"].isin(answers.ids(cell))]


def short(cell: Cell) -> str:
    """Return what a legend calls a cell: its arm, or its values where there is one arm only."""
    values = [str(label(value)) for value in cell.point.values()]
    arm = [] if cell.arm == "movement" and values else [cell.arm]
    return ", ".join([*arm, *values])


def _what_varies(answers: Answers, cells: Sequence[Cell]) -> str:
    """Return what the names of cells in a legend mean, nothing if they are arms alone."""
    names = [titled(answers.plan, name) for name in cells[0].point]
    arm = ["Arm"] if names and cells[0].arm != "movement" else []
    return ", ".join([*arm, *names])


def _file(cells: Sequence[Cell], what: str) -> str:
    """Return the name of a figure's file: with the design's, where points vary."""
    return f"{slug(cells[0].design)}-{what}" if cells[0].point else what


def slug(name: str) -> str:
    """Return a name as part of a file's name."""
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())


def _band(
    axis: Axes, weekly: Any, number: int, name: str, most: float = np.inf
) -> dict[int, Interval]:
    """Draw a mean over time with its interval, and return both by week."""
    told = weekly.agg(["mean", "sem", "count"])
    weeks, mean = told.index.to_numpy(), told["mean"].to_numpy(np.float64)
    reach = _reach(told["sem"].to_numpy(np.float64), told["count"].to_numpy())
    colour = COLOURS[number % len(COLOURS)]
    axis.plot(weeks, mean, color=colour, linestyle=LINES[number % len(LINES)], label=name)
    high = np.minimum(mean + reach, most)
    axis.fill_between(weeks, mean - reach, high, color=colour, alpha=0.18, linewidth=0)
    ends = zip(weeks, mean, mean - reach, high, strict=True)
    return {int(week): Interval(*found) for week, *found in ends}


def _reach(sem: Floats, count: Any) -> Floats:
    """Return half the width of Student's 95% interval."""
    freedom = np.maximum(count - 1, 1)
    return np.asarray(stats.t.ppf(0.975, freedom) * np.nan_to_num(sem), dtype=np.float64)


def differences(answers: Answers, cells: Sequence[Cell]) -> Picture:
    """Draw where each arm ends, and by how much it differs from the reference, twin by twin."""
    metrics = answers.plan.experiment.report.metrics
    weeks = answers.plan.experiment.experiment.weeks
    points = Points()
    with mpl.rc_context(STYLE):
        height = 0.55 + 0.21 * len(cells)
        figure = Figure(figsize=(8.2, height * len(metrics) + 0.5), layout="constrained")
        axes = figure.subplots(len(metrics), 2, squeeze=False)
        for (left, right), metric in zip(axes, metrics, strict=True):
            for number, cell in enumerate(cells):
                interval(left, mean := answers.mean(cell, metric), number)
                points.add(cell, metric, mean)
                if number:
                    apart = answers.difference(cell, cells[0], metric)
                    interval(right, apart, number)
                    points.add(cell, metric, apart, less=cells[0])
            right.axvline(0, color=GREY, linewidth=0.8)
            heading(left, metric, 60)
            name_rows(left, [cell.arm for cell in cells], metric)
            name_rows(right, ["" for _ in cells], metric)
        axes[0][0].annotate(
            f"After {weeks} weeks", (0, 1), (0, 26), "axes fraction", "offset points", fontsize=10
        )
        axes[0][1].annotate(
            f"Difference to {cells[0].arm}",
            (0, 1),
            (0, 26),
            "axes fraction",
            "offset points",
            fontsize=10,
        )
    caption = (
        f"Left: mean over {how_many(answers, cells)} runs an arm. Right: mean difference to "
        f"{cells[0].arm} between runs with the same people and the same luck. Bars are 95% "
        "intervals; a bar on the right that leaves out nought is a difference."
    )
    return Picture("differences", figure, caption, points.table())


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


def staying(answers: Answers, tables: Mapping[str, Any], cells: Sequence[Cell]) -> Picture:
    """Draw how many stay, by cell: founders from the start, and joiners from joining."""
    curves = [_rows_of(answers, tables["staying"], cell) for cell in cells]
    names = [short(cell) for cell in cells]
    titles = {
        "founders": ("Members of the first week", "Weeks since the start"),
        "joiners": ("Those who joined later", "Weeks since joining"),
    }
    followed = pd.concat(curves).query("people > 0 and weeks > 0").dropna(subset="staying")
    shown = [group for group in titles if group in set(followed["group"])] or ["founders"]
    figure, axes = grid(len(shown), size=(4.1, 3.0))
    points = Points()
    with mpl.rc_context(STYLE):
        for axis, group in zip(axes, shown, strict=True):
            title, below = titles[group]
            for number, (name, whole) in enumerate(zip(names, curves, strict=True)):
                mine = whole[(whole["group"] == group) & (whole["people"] > 0)]
                unknown = mine.loc[mine["staying"].isna(), "weeks"]
                mine = mine[mine["weeks"] < unknown.min()] if len(unknown) else mine
                drawn = _band(axis, mine.groupby("weeks")["staying"], number, name, most=1.0)
                for weeks, found in drawn.items():
                    points.add(cells[number], "staying", found, group=group, weeks=weeks)
            axis.set_title(title)
            axis.set(xlabel=below, ylabel="Share still members", ylim=(0, 1.02), xlim=(0, None))
        legend(figure, axes[0], names, _what_varies(answers, cells))
    caption = (
        "Share still members so many weeks later (Kaplan-Meier in each run, then the mean over "
        "runs; bands are 95% intervals of that mean). A member stays until the decision to leave. "
        "Drawn as far as all runs can tell."
    )
    return Picture(_file(cells, "staying"), figure, caption, points.table())


def unit_of(metric: str) -> str:
    """Return what an axis calls an indicator's unit."""
    unit = INDICATORS[metric].unit
    if unit[:1] in "-0123456789.":
        return f"Scale {unit}"
    return unit[:1].upper() + unit[1:]


def how_many(answers: Answers, cells: Sequence[Cell]) -> str:
    """Return how many runs each cell has."""
    counts = sorted({answers.there(cell) for cell in cells})
    return str(counts[0]) if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
