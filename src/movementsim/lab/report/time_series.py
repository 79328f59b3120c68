"""Figures for a reader and a journal: one style, intervals everywhere, colours all can tell apart.

Each figure comes with the caption that says what is shown. Arms have one colour, one mark and one
kind of line in all figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from scipy import stats

from movementsim.kernel.columns import Floats
from movementsim.lab.analysis.answers import Answers
from movementsim.lab.config.experiment import Experiment
from movementsim.lab.design.labels import parameter_label
from movementsim.lab.design.plan import Cell, table_value
from movementsim.lab.report.points import Points
from movementsim.lab.report.style import (
    COLOURS,
    GREY,
    LINES,
    STYLE,
    Picture,
    grid,
    heading,
    how_many,
    interval,
    legend,
    name_rows,
    slug,
    unit_of,
)
from movementsim.measures import Interval


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
    values = [str(table_value(value)) for value in cell.point.values()]
    arm = [] if cell.arm == "movement" and values else [cell.arm]
    return ", ".join([*arm, *values])


def _what_varies(answers: Answers, cells: Sequence[Cell]) -> str:
    """Return what the names of cells in a legend mean, nothing if they are arms alone."""
    names = [parameter_label(answers.plan, name) for name in cells[0].point]
    arm = ["Arm"] if names and cells[0].arm != "movement" else []
    return ", ".join([*arm, *names])


def _file(cells: Sequence[Cell], what: str) -> str:
    """Return the name of a figure's file: with the design's, where points vary."""
    return f"{slug(cells[0].design)}-{what}" if cells[0].point else what


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


def retention_curves(answers: Answers, tables: Mapping[str, Any], cells: Sequence[Cell]) -> Picture:
    """Draw how many stay, by cell: founders from the start, and joiners from joining."""
    curves = [_rows_of(answers, tables["retention"], cell) for cell in cells]
    names = [short(cell) for cell in cells]
    titles = {
        "founders": ("Members of the first week", "Weeks since the start"),
        "joiners": ("Those who joined later", "Weeks since joining"),
    }
    followed = pd.concat(curves).query("people > 0 and weeks > 0").dropna(subset="retention")
    shown = [group for group in titles if group in set(followed["group"])] or ["founders"]
    figure, axes = grid(len(shown), size=(4.1, 3.0))
    points = Points()
    with mpl.rc_context(STYLE):
        for axis, group in zip(axes, shown, strict=True):
            title, below = titles[group]
            for number, (name, whole) in enumerate(zip(names, curves, strict=True)):
                mine = whole[(whole["group"] == group) & (whole["people"] > 0)]
                unknown = mine.loc[mine["retention"].isna(), "weeks"]
                mine = mine[mine["weeks"] < unknown.min()] if len(unknown) else mine
                drawn = _band(axis, mine.groupby("weeks")["retention"], number, name, most=1.0)
                for weeks, found in drawn.items():
                    points.add(cells[number], "retention", found, group=group, weeks=weeks)
            axis.set_title(title)
            axis.set(xlabel=below, ylabel="Share still members", ylim=(0, 1.02), xlim=(0, None))
        legend(figure, axes[0], names, _what_varies(answers, cells))
    caption = (
        "Share still members so many weeks later (Kaplan-Meier in each run, then the mean over "
        "runs; bands are 95% intervals of that mean). A member stays until the decision to leave. "
        "Drawn as far as all runs can tell."
    )
    return Picture(_file(cells, "retention"), figure, caption, points.table())
