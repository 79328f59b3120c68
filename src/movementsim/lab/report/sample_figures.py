"""Figures of a sample: which inputs matter, the sample itself, and regions of the inputs."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

from movementsim.kernel.columns import Mask
from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.analysis.scenario_discovery import Limit, Region
from movementsim.lab.analysis.sensitivity import Indices, Output, leading_index
from movementsim.lab.config.designs import Design, Range
from movementsim.lab.design.labels import parameter_label, value_label
from movementsim.lab.design.plan import Cell, table_value
from movementsim.lab.report.points import Points
from movementsim.lab.report.style import (
    COLOURS,
    GREY,
    MARKERS,
    STYLE,
    Picture,
    add_legend,
    is_first_column,
    panel_grid,
    runs_per_cell,
    set_heading,
    slug,
)
from movementsim.lab.report.templates import caption
from movementsim.lab.report.wording import capitalised, meaning_of, metric_title
from movementsim.measures import mean_interval
from movementsim.plugins.schema import all_indicators

INDEX_NAMES = {
    "total": "total effect (share of variance)",
    "first": "alone",
    "strength": "mean absolute effect",
    "direction": "mean effect",
    "unevenness": "standard deviation of effects",
    "rank_correlation": "rank correlation",
}
"""What reports call the columns of indices."""
_GROUPS = 8
"""Groups of points over which the first indicator is averaged."""


def plot_inputs(
    estimates: Estimates, design: Design, found: Sequence[tuple[Output, Indices]]
) -> Picture:
    """Draw how much each input matters for each indicator, with intervals.

    Parameters
    ----------
    estimates, design
        The runs, and the sample.
    found
        The outputs and their indices.

    Returns
    -------
    Picture
        A panel per indicator, with a row per input.
    """
    leading = leading_index(design)
    metrics = list(dict.fromkeys(output.metric for output, _ in found))
    names = [textwrap.fill(parameter_label(estimates.plan, name), 34) for name in design.parameters]
    lines = sum(name.count("\n") + 1 for name in names)
    width = 3.5 if len(metrics) > 1 else 5.5  # one panel has the room for names to itself
    figure, axes = panel_grid(len(metrics), columns=3, size=(width, 0.9 + 0.22 * lines))
    with mpl.rc_context(STYLE):
        for axis, metric in zip(axes, metrics, strict=True):
            mine = [(output, of.inputs) for output, of in found if output.metric == metric]
            for number, (output, table) in enumerate(mine):
                name = output.name if len(mine) > 1 else "total effect"
                _draw_indices(axis, table, leading, number, len(mine), name)
            axis.axvline(0, color=GREY, linewidth=0.8)
            set_heading(axis, metric, 26)
            rows = [-row for row in range(len(names))]
            axis.set_yticks(rows, names if is_first_column(axis) else [""] * len(names))
            axis.set_ylim(-len(names) + 0.4, 0.6)
            axis.tick_params(axis="y", length=0)
            if leading == "rank_correlation":
                axis.set_xlim(-1.05, 1.05)
            unit = f" ({all_indicators()[metric].unit})" if leading == "strength" else ""
            axis.set_xlabel(f"{capitalised(INDEX_NAMES[leading])}{unit}")
        alone = ["alone"] if leading == "total" else []
        add_legend(figure, axes[0], [*dict.fromkeys(output.name for output, _ in found), *alone])
    cells = [cell for cell in estimates.plan.cells if cell.design == design.name]
    text = caption(
        "inputs",
        index=INDEX_NAMES[leading],
        hollow=leading == "total",
        runs=runs_per_cell(estimates, cells),
    )
    return Picture(f"{slug(design.name)}-inputs", figure, text, _indices_table(design, found))


def _indices_table(design: Design, found: Sequence[tuple[Output, Indices]]) -> pd.DataFrame:
    """Return all indices, including those of pairs; each rests on all runs of the design."""
    parts = []
    for output, of in found:
        table = pd.concat([of.inputs.rename_axis("input").reset_index(), of.pairs])
        about = {"design": design.name, "of": output.name, "metric": output.metric}
        parts.append(table.assign(**about)[[*about, *table]])
    return pd.concat(parts, ignore_index=True).dropna(axis="columns", how="all")


def _draw_indices(
    axis: Axes, table: pd.DataFrame, leading: str, number: int, count: int, name: str
) -> None:
    rows = -np.arange(len(table)) - 0.22 * (number - (count - 1) / 2)
    value = table[leading].to_numpy(np.float64)
    reach = np.array([value - table[f"{leading}_low"], table[f"{leading}_high"] - value])
    colour, marker = COLOURS[number % len(COLOURS)], MARKERS[number % len(MARKERS)]
    axis.errorbar(
        value,
        rows,
        xerr=np.maximum(np.nan_to_num(reach), 0.0),
        fmt=marker,
        color=colour,
        markersize=5,
        capsize=2.5,
        elinewidth=1.4,
        label=name,
    )
    if "first" in table:
        axis.plot(
            table["first"],
            rows,
            marker,
            markersize=5,
            markerfacecolor="white",
            color=colour,
            zorder=3,
            label=f"{name}: alone" if count > 1 else "alone",
        )


# The sample itself --------------------------------------------------------------------------------


def plot_sample(estimates: Estimates, design: Design, cells: Sequence[Cell]) -> Picture:
    """Draw the first indicator at all points against each input, with means of groups of points.

    Parameters
    ----------
    estimates
        The runs.
    design, cells
        The sample, and its cells.

    Returns
    -------
    Picture
        A panel per input; colours are arms.
    """
    metric = estimates.plan.experiment.report.metrics[0]
    names, arms = list(design.parameters), estimates.plan.experiment.arm_names
    points = Points()
    for cell in cells:
        points.add(cell, metric, estimates.mean(cell, metric))
    figure, axes = panel_grid(len(names))
    with mpl.rc_context(STYLE):
        for axis, name in zip(axes, names, strict=True):
            spread = design.parameters[name]
            levels = [] if isinstance(spread, Range) else [table_value(level) for level in spread]
            if isinstance(spread, Range) and spread.scale == "log":
                _use_log_scale(axis)
            for number, arm in enumerate(arms):
                mine = [cell for cell in cells if cell.arm == arm]
                across = _positions([table_value(cell.point[name]) for cell in mine], levels)
                up = np.array([estimates.mean(cell, metric).mean for cell in mine])
                _draw_points(axis, across, up, number, arm)
            if levels:
                axis.set_xticks(range(len(levels)), [value_label(name, level) for level in levels])
                axis.set_xlim(-0.5, len(levels) - 0.5)
            axis.set_xlabel(textwrap.fill(parameter_label(estimates.plan, name), 40))
            if is_first_column(axis):
                axis.set_ylabel(textwrap.fill(capitalised(metric_title(metric)), 30))
        add_legend(figure, axes[0], arms)
    text = caption(
        "sample",
        meaning=capitalised(meaning_of(metric)),
        runs=runs_per_cell(estimates, cells),
        groups=_GROUPS,
    )
    return Picture(f"{slug(design.name)}-sample", figure, text, points.table())


def _use_log_scale(axis: Axes) -> None:
    axis.set_xscale("log")
    axis.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axis.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axis.xaxis.set_minor_formatter(NullFormatter())


def _positions(values: Sequence[Any], levels: Sequence[Any]) -> Any:
    if levels:
        return np.array([levels.index(value) for value in values], np.float64)
    return np.array(values, np.float64)


def _draw_points(axis: Axes, across: Any, up: Any, number: int, name: str) -> None:
    """Draw all points, and means of groups of points with their 95% intervals."""
    colour = COLOURS[number % len(COLOURS)]
    axis.plot(across, up, ".", color=colour, alpha=0.25, markersize=3)
    groups: list[Any] = [np.flatnonzero(across == value) for value in np.unique(across)]
    if len(groups) > _GROUPS:
        groups = np.array_split(np.argsort(across, kind="stable"), _GROUPS)
    means = [mean_interval(up[group]) for group in groups]
    x = [across[group].mean() for group in groups]
    y = [mean.mean for mean in means]
    reach = [np.nan_to_num(mean.high - mean.mean) for mean in means]
    axis.errorbar(
        x,
        y,
        yerr=reach,
        color=colour,
        marker=MARKERS[number % len(MARKERS)],
        markersize=4,
        capsize=2,
        linewidth=1.2,
        label=name,
    )


# Regions ------------------------------------------------------------------------------------------


def plot_region(
    estimates: Estimates,
    cells: Sequence[Cell],
    happens: Mask,
    region: Region,
    *,
    name: str,
    event: str,
    metric: str,
) -> Picture:
    """Draw the points over the two most significant numeric inputs, and the region.

    Parameters
    ----------
    estimates, cells
        The runs, and one cell per point.
    happens
        Whether the event happens at each point, shape (points,).
    region
        The region, with limits on at least two inputs that are numbers.
    name
        Name of the files.
    event
        What happens, as a main clause.
    metric
        The indicator that the event is about.

    Returns
    -------
    Picture
        One panel: points by whether the event happens there, and the region as a box.
    """
    points = Points()
    for cell, so in zip(cells, happens, strict=True):
        points.add(cell, metric, happens=bool(so))
    title = capitalised(event.replace("*", ""))
    across, up = region.ranges[:2]
    figure, (axis,) = panel_grid(1, size=(4.4, 3.6))
    with mpl.rc_context(STYLE):
        _draw_box(axis, cells, happens, across, up)
        axis.set_title(textwrap.fill(title, 48))
        axis.set_xlabel(textwrap.fill(parameter_label(estimates.plan, across.parameter), 48))
        axis.set_ylabel(textwrap.fill(parameter_label(estimates.plan, up.parameter), 40))
        add_legend(figure, axis, ["no", "yes"])
    shares = {"density": f"{region.density:.0%}", "coverage": f"{region.coverage:.0%}"}
    text = caption("region", event=title, **shares)
    return Picture(name, figure, text, points.table())


def _draw_box(axis: Axes, cells: Sequence[Cell], happens: Mask, across: Limit, up: Limit) -> None:
    """Draw all points by whether the event happens there, and the box of two limits."""
    x, y = (
        np.array([cell.point[limit.parameter] for cell in cells], np.float64)
        for limit in (across, up)
    )
    style: dict[str, Any] = {"linestyle": "", "markersize": 3.2}
    axis.plot(x[~happens], y[~happens], "o", color=COLOURS[0], alpha=0.45, label="no", **style)
    axis.plot(x[happens], y[happens], "s", color=COLOURS[1], label="yes", **style)
    left, right = max(across.low, x.min()), min(across.high, x.max())
    bottom, top = max(up.low, y.min()), min(up.high, y.max())
    box = Rectangle((left, bottom), right - left, top - bottom, fill=False, linewidth=1.4)
    axis.add_patch(box)
