"""Figures over time: recorded indicators, retention, and where the arms of a design end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from pandas.api.typing import SeriesGroupBy

from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.design.labels import parameter_label
from movementsim.lab.design.plan import Cell, table_value
from movementsim.lab.report.points import Points
from movementsim.lab.report.style import (
    COLOURS,
    GREY,
    LINE_STYLES,
    STYLE,
    Picture,
    add_legend,
    draw_interval,
    label_rows,
    panel_grid,
    runs_per_cell,
    set_heading,
    slug,
    unit_label,
)
from movementsim.lab.report.templates import caption
from movementsim.measures import Interval, student_half_widths

RETENTION_PANELS = {
    "founders": ("Founding members", "Weeks since the start"),
    "joiners": ("Members who joined later", "Weeks since joining"),
}
"""Title and horizontal axis of each panel, by the group in the table of retention."""


def plot_over_time(
    estimates: Estimates, tables: Mapping[str, pd.DataFrame], cells: Sequence[Cell]
) -> Picture:
    """Draw the recorded indicators over time, one curve per cell.

    Parameters
    ----------
    estimates, cells
        The runs, and the cells to draw.
    tables
        Must have `series`: one row per run and recorded week.

    Returns
    -------
    Picture
        A panel per indicator; bands are 95% intervals of the mean in each recorded week.
    """
    experiment = estimates.plan.experiment
    series = [_rows_of(estimates, tables["series"], cell) for cell in cells]
    names = [_legend_name(cell) for cell in cells]
    points = Points()
    figure, axes = panel_grid(len(experiment.over_time))
    with mpl.rc_context(STYLE):
        for axis, metric in zip(axes, experiment.over_time, strict=True):
            for number, (name, rows) in enumerate(zip(names, series, strict=True)):
                drawn = _draw_band(axis, rows.groupby("week")[metric], number, name)
                for week, mean in drawn.items():
                    points.add(cells[number], metric, mean, week=week)
            set_heading(axis, metric)
            axis.set(xlabel="Week", ylabel=unit_label(metric))
            axis.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        add_legend(figure, axes[0], names, _legend_title(estimates, cells))
    every, weeks = experiment.record.every, experiment.experiment.weeks
    text = caption(
        "over_time",
        runs=runs_per_cell(estimates, cells),
        every=every,
        last=weeks - weeks % every,
        weeks=weeks,
    )
    return Picture(_file_name(cells, "over-time"), figure, text, points.table())


def plot_differences(estimates: Estimates, cells: Sequence[Cell]) -> Picture:
    """Draw where each arm ends, and its difference from the reference between paired runs.

    Parameters
    ----------
    estimates, cells
        The runs, and one cell per arm; the first is the reference.

    Returns
    -------
    Picture
        A row of two panels per indicator: means on the left, paired differences on the right.
    """
    metrics = estimates.plan.experiment.report.metrics
    points = Points()
    with mpl.rc_context(STYLE):
        height = 0.55 + 0.21 * len(cells)
        figure = Figure(figsize=(8.2, height * len(metrics) + 0.5), layout="constrained")
        axes = figure.subplots(len(metrics), 2, squeeze=False)
        for (left, right), metric in zip(axes, metrics, strict=True):
            for number, cell in enumerate(cells):
                draw_interval(left, mean := estimates.mean(cell, metric), number)
                points.add(cell, metric, mean)
                if number:
                    difference = estimates.difference(cell, cells[0], metric)
                    draw_interval(right, difference, number)
                    points.add(cell, metric, difference, less=cells[0])
            right.axvline(0, color=GREY, linewidth=0.8)
            set_heading(left, metric, 60)
            label_rows(left, [cell.arm for cell in cells], metric)
            label_rows(right, ["" for _ in cells], metric)
        _write_above(axes[0][0], f"After {estimates.plan.experiment.experiment.weeks} weeks")
        _write_above(axes[0][1], f"Difference from {cells[0].arm}")
    text = caption("differences", reference=cells[0].arm, runs=runs_per_cell(estimates, cells))
    return Picture("differences", figure, text, points.table())


def plot_retention(
    estimates: Estimates, tables: Mapping[str, pd.DataFrame], cells: Sequence[Cell]
) -> Picture:
    """Draw retention, one curve per cell: founders from the start, joiners from joining.

    Parameters
    ----------
    estimates, cells
        The runs, and the cells to draw.
    tables
        Must have `retention`: the Kaplan-Meier curves of each run.

    Returns
    -------
    Picture
        A panel per group of members, with 95% intervals of the mean over runs, as far as every run
        has an estimate.
    """
    curves = [_rows_of(estimates, tables["retention"], cell) for cell in cells]
    names = [_legend_name(cell) for cell in cells]
    known = pd.concat(curves).query("people > 0 and weeks > 0").dropna(subset="retention")
    groups = [one for one in RETENTION_PANELS if one in set(known["group"])] or ["founders"]
    figure, axes = panel_grid(len(groups), size=(4.1, 3.0))
    points = Points()
    with mpl.rc_context(STYLE):
        for axis, group in zip(axes, groups, strict=True):
            title, below = RETENTION_PANELS[group]
            for number, (name, curve) in enumerate(zip(names, curves, strict=True)):
                rows = _known_to_all(curve[curve["group"] == group])
                by_week = rows.groupby("weeks")["retention"]
                drawn = _draw_band(axis, by_week, number, name, highest=1.0)
                for weeks, mean in drawn.items():
                    points.add(cells[number], "retention", mean, group=group, weeks=weeks)
            axis.set_title(title)
            axis.set(xlabel=below, ylabel="Share still members", ylim=(0, 1.02), xlim=(0, None))
        add_legend(figure, axes[0], names, _legend_title(estimates, cells))
    return Picture(_file_name(cells, "retention"), figure, caption("retention"), points.table())


def _known_to_all(curves: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of retention curves up to the first week that is unknown in some run."""
    curves = curves[curves["people"] > 0]
    unknown = curves.loc[curves["retention"].isna(), "weeks"]
    return curves[curves["weeks"] < unknown.min()] if len(unknown) else curves


def _rows_of(estimates: Estimates, table: pd.DataFrame, cell: Cell) -> pd.DataFrame:
    return table[table["run_id"].isin(estimates.run_ids(cell))]


def _legend_name(cell: Cell) -> str:
    """Return the legend entry of a cell: its arm, or its values where there is only one arm."""
    values = [str(table_value(value)) for value in cell.point.values()]
    arm = [] if cell.arm == "movement" and values else [cell.arm]
    return ", ".join([*arm, *values])


def _legend_title(estimates: Estimates, cells: Sequence[Cell]) -> str:
    """Return what the legend entries of cells mean, or an empty text if they are arms alone."""
    names = [parameter_label(estimates.plan, name) for name in cells[0].point]
    arm = ["Arm"] if names and cells[0].arm != "movement" else []
    return ", ".join([*arm, *names])


def _file_name(cells: Sequence[Cell], figure: str) -> str:
    """Return the name of a figure's files, with the design's name where points vary."""
    return f"{slug(cells[0].design)}-{figure}" if cells[0].point else figure


def _write_above(axis: Axes, text: str) -> None:
    axis.annotate(text, (0, 1), (0, 26), "axes fraction", "offset points", fontsize=10)


def _draw_band(
    axis: Axes, runs: SeriesGroupBy, number: int, name: str, highest: float = np.inf
) -> dict[int, Interval]:
    """Draw the mean of runs over time with a band for its interval, and return both by week.

    A single run has a band of no width.

    Returns
    -------
    dict[int, Interval]
        The mean and its 95% interval for each week.
    """
    by_week = runs.agg(["mean", "sem", "count"])
    mean, error = (by_week[name].to_numpy(np.float64) for name in ("mean", "sem"))
    half_width = np.nan_to_num(student_half_widths(error, by_week["count"].to_numpy()))
    low, high = mean - half_width, np.minimum(mean + half_width, highest)
    colour, line = COLOURS[number % len(COLOURS)], LINE_STYLES[number % len(LINE_STYLES)]
    axis.plot(by_week.index, mean, color=colour, linestyle=line, label=name)
    axis.fill_between(by_week.index, low, high, color=colour, alpha=0.18, linewidth=0)
    ends = zip(by_week.index, mean, low, high, strict=True)
    return {int(week): Interval(*found) for week, *found in ends}
