"""TODO."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import NullFormatter, StrMethodFormatter

from movementsim.lab.analysis import scenario_discovery
from movementsim.lab.analysis.answers import Answers
from movementsim.lab.analysis.sensitivity import Indices, Output
from movementsim.lab.config.designs import Design, Range
from movementsim.lab.design.labels import parameter_label, value_label
from movementsim.lab.design.plan import Cell, table_value
from movementsim.lab.report.points import Points
from movementsim.lab.report.style import (
    COLOURS,
    GREY,
    MARKS,
    STYLE,
    Picture,
    first_column,
    grid,
    heading,
    how_many,
    legend,
    slug,
    unit_of,
)
from movementsim.plugins.schema import all_indicators

LEADING = {"saltelli": "total", "morris": "strength"}
RANKED = "rank_correlation"
WORDS = {
    "total": "total effect (share of variance)",
    "first": "alone",
    "strength": "mean absolute effect",
    "direction": "mean effect",
    "unevenness": "standard deviation of effects",
    RANKED: "rank correlation",
    "second": "pair",
}
type Found = Sequence[tuple[Output, Indices]]

BINS = 8


def _strengths(answers: Answers, design: Design, found: Found) -> Picture:
    """Draw how much each input matters for each indicator, with intervals."""
    leading = LEADING.get(design.kind, RANKED)
    metrics = list(dict.fromkeys(output.metric for output, _ in found))
    names = [textwrap.fill(parameter_label(answers.plan, name), 34) for name in design.parameters]
    lines = sum(name.count("\n") + 1 for name in names)
    figure, axes = grid(len(metrics), columns=3, size=(3.5, 0.9 + 0.22 * lines))
    with mpl.rc_context(STYLE):
        for axis, metric in zip(axes, metrics, strict=True):
            mine = [(output, of.inputs) for output, of in found if output.metric == metric]
            for place, (output, table) in enumerate(mine):
                name = output.name if len(mine) > 1 else "total effect"
                _dots(axis, table, leading, place, len(mine), name)
            axis.axvline(0, color=GREY, linewidth=0.8)
            heading(axis, metric, 26)
            axis.set_yticks(
                [-row for row in range(len(names))], names if first_column(axis) else []
            )
            axis.set_ylim(-len(names) + 0.4, 0.6)
            axis.tick_params(axis="y", length=0)
            if leading == RANKED:
                axis.set_xlim(-1.05, 1.05)
            unit = f" ({all_indicators()[metric].unit})" if leading == "strength" else ""
            axis.set_xlabel(f"{WORDS[leading][:1].upper()}{WORDS[leading][1:]}{unit}")
        shown = [output.name for output, _ in found]
        alone = ["alone"] if leading == "total" else []
        legend(figure, axes[0], [*dict.fromkeys(shown), *alone])
    hollow = " Hollow marks: what it does alone." if leading == "total" else ""
    caption = (
        f"How much each input matters over the sampled ranges: {WORDS[leading]}, with 95% "
        f"intervals.{hollow} Each point of the sample is a mean over "
        f"{how_many(answers, [c for c in answers.plan.cells if c.design == design.name])} runs, "
        "the same people and luck at all points."
    )
    return Picture(f"{slug(design.name)}-inputs", figure, caption, _indices(design, found))


def _indices(design: Design, found: Found) -> pd.DataFrame:
    """Return all indices, those of pairs too; each is of all runs of the design."""
    parts = []
    for output, of in found:
        table = pd.concat([of.inputs.rename_axis("input").reset_index(), of.pairs])
        about = {"design": design.name, "of": output.name, "metric": output.metric}
        parts.append(table.assign(**about)[[*about, *table]])
    return pd.concat(parts, ignore_index=True).dropna(axis="columns", how="all")


def _dots(axis: Axes, table: pd.DataFrame, leading: str, place: int, of: int, name: str) -> None:
    rows = -np.arange(len(table)) - 0.22 * (place - (of - 1) / 2)
    value = table[leading].to_numpy(np.float64)
    reach = np.array([value - table[f"{leading}_low"], table[f"{leading}_high"] - value])
    colour, mark = COLOURS[place % len(COLOURS)], MARKS[place % len(MARKS)]
    axis.errorbar(
        value,
        rows,
        xerr=np.maximum(np.nan_to_num(reach), 0.0),
        fmt=mark,
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
            mark,
            markersize=5,
            markerfacecolor="white",
            color=colour,
            zorder=3,
            label=f"{name}: alone" if of > 1 else "alone",
        )


# The sample itself --------------------------------------------------------------------------------


def _spread(answers: Answers, design: Design, cells: Sequence[Cell]) -> Picture:
    """Draw the first indicator at all points against each input, with means in bins."""
    metric = answers.plan.experiment.report.metrics[0]
    names, arms = list(design.parameters), answers.plan.experiment.arm_names
    points = Points()
    for cell in cells:
        points.add(cell, metric, answers.mean(cell, metric))
    figure, axes = grid(len(names))
    with mpl.rc_context(STYLE):
        for axis, name in zip(axes, names, strict=True):
            spread = design.parameters[name]
            levels = [] if isinstance(spread, Range) else [table_value(level) for level in spread]
            if isinstance(spread, Range) and spread.scale == "log":
                axis.set_xscale("log")
                axis.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
                axis.xaxis.set_minor_formatter(NullFormatter())
            for place, arm in enumerate(arms):
                mine = [cell for cell in cells if cell.arm == arm]
                across = _across([table_value(cell.point[name]) for cell in mine], levels)
                up = np.array([answers.mean(cell, metric).mean for cell in mine])
                _cloud(axis, across, up, place, arm)
            if levels:
                axis.set_xticks(range(len(levels)), [value_label(name, level) for level in levels])
                axis.set_xlim(-0.5, len(levels) - 0.5)
            axis.set_xlabel(textwrap.fill(parameter_label(answers.plan, name), 40))
            if first_column(axis):
                axis.set_ylabel(unit_of(metric))
        legend(figure, axes[0], arms)
    meaning = all_indicators()[metric].meaning
    caption = (
        f"{meaning[:1].upper()}{meaning[1:]} at the end, a dot for each point of the sample (mean "
        f"over {how_many(answers, cells)} runs), against each input; lines are means over "
        f"{BINS} equal groups of points, bars their 95% intervals."
    )
    return Picture(f"{slug(design.name)}-sample", figure, caption, points.table())


def _across(values: Sequence[Any], levels: Sequence[Any]) -> Any:
    if levels:
        return np.array([levels.index(value) for value in values], np.float64)
    return np.array(values, np.float64)


def _cloud(axis: Axes, across: Any, up: Any, place: int, name: str) -> None:
    colour = COLOURS[place % len(COLOURS)]
    axis.plot(across, up, ".", color=colour, alpha=0.25, markersize=3)
    groups: list[Any] = [np.flatnonzero(across == value) for value in np.unique(across)]
    if len(groups) > BINS:
        groups = np.array_split(np.argsort(across, kind="stable"), BINS)
    means = [
        (across[group].mean(), up[group].mean(), 1.96 * up[group].std() / np.sqrt(len(group)))
        for group in groups
    ]
    x, y, reach = np.array(means).T
    axis.errorbar(
        x,
        y,
        yerr=reach,
        color=colour,
        marker=MARKS[place % len(MARKS)],
        markersize=4,
        capsize=2,
        linewidth=1.2,
        label=name,
    )


def _plain(what: str) -> str:
    """Return a sentence's subject as a title."""
    bare = what.replace("*", "")
    return bare[:1].upper() + bare[1:]


def _box(
    answers: Answers,
    cells: Sequence[Cell],
    happens: Any,
    region: scenario_discovery.Region,
    what: str,
    metric: str,
    design: Design,
) -> Picture:
    """Draw the points over the two most telling inputs, and the region."""
    across, up = [one for one in region.limits if not one.among][:2]
    x, y = (
        np.array([cell.point[limit.parameter] for cell in cells], np.float64)
        for limit in (across, up)
    )
    points = Points()
    for cell, so in zip(cells, happens, strict=True):
        points.add(cell, metric, happens=bool(so))
    figure, (axis,) = grid(1, size=(4.4, 3.6))
    with mpl.rc_context(STYLE):
        axis.plot(
            x[~happens],
            y[~happens],
            "o",
            color=COLOURS[0],
            markersize=3,
            alpha=0.45,
            label="does not happen",
        )
        axis.plot(x[happens], y[happens], "s", color=COLOURS[1], markersize=3.5, label="happens")
        left, right = max(across.low, x.min()), min(across.high, x.max())
        bottom, top = max(up.low, y.min()), min(up.high, y.max())
        box = Rectangle((left, bottom), right - left, top - bottom, fill=False, linewidth=1.4)
        axis.add_patch(box)
        axis.set_title(textwrap.fill(_plain(what), 48))
        axis.set_xlabel(textwrap.fill(parameter_label(answers.plan, across.parameter), 48))
        axis.set_ylabel(textwrap.fill(parameter_label(answers.plan, up.parameter), 40))
        legend(figure, axis, ["does not happen", "happens"])
    caption = (
        f"{what[:1].upper()}{what[1:]}: orange squares. The box is the region found, on the two "
        f"inputs that tell most; {region.density:.0%} of the points in it, and it holds "
        f"{region.coverage:.0%} of all such points."
    )
    arm = cells[0].arm if len(answers.plan.experiment.arm_names) > 1 else "low"
    name = f"{slug(design.name)}-region-{slug(arm)}-{slug(metric)}"
    return Picture(name, figure, caption, points.table())
