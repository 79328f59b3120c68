"""Two sweeps side by side: what changed between two configs, or two versions of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from scipy import stats

from movementsim.columns import Floats
from movementsim.errors import InputError
from movementsim.indicators import INDICATORS
from movementsim.lab.design import Cell, Plan
from movementsim.lab.figures import GREY, STYLE, Picture, heading, interval, name_rows
from movementsim.lab.points import Points
from movementsim.lab.prose import Section, between, markdown, named
from movementsim.lab.store import RUNS
from movementsim.lab.summary import Answers
from movementsim.measures import Interval, mean_interval

MOST = 12
"""Cells that the figure has room for."""


@dataclass(frozen=True)
class Change:
    """One indicator in a cell that both sweeps have.

    Attributes
    ----------
    cell, earlier, metric
        What is compared: the cell of the sweep that is `after`, of the one `before`; in what.
    before, after
        The means.
    apart
        After less before: between twins where `paired`, else between independent runs (Welch).
    """

    cell: Cell
    earlier: Cell
    metric: str
    before: Interval
    after: Interval
    apart: Interval
    paired: bool


def changes(
    before: Plan,
    before_tables: Mapping[str, pd.DataFrame],
    after: Plan,
    after_tables: Mapping[str, pd.DataFrame],
) -> list[Change]:
    """Return what differs between two sweeps, in the cells and indicators that both have.

    Twins are runs of one seed: two sweeps of the same experiment seed have the same people and
    luck, replicate by replicate.

    Raises
    ------
    InputError
        When the two have no arm and point in common.
    """
    old, new = Answers(before, before_tables[RUNS]), Answers(after, after_tables[RUNS])
    places = {_place(cell): cell for cell in before.cells}
    shared = [(places[_place(cell)], cell) for cell in after.cells if _place(cell) in places]
    if not shared:
        raise InputError(
            "the two sweeps have no arm and point in common; the first has "
            f"{_some(before)}, the second {_some(after)}"
        )
    known = before.experiment.report.metrics
    metrics = [*after.experiment.report.metrics]
    metrics += [name for name in known if name not in metrics]
    paired = before.experiment.experiment.seed == after.experiment.experiment.seed
    return [
        _change(theirs, ours, old.of(ours, metric), new.of(theirs, metric), metric, paired)
        for metric in metrics
        for ours, theirs in shared
    ]


def _place(cell: Cell) -> tuple[str, str]:
    return cell.arm, str(sorted(cell.point.items()))


def _some(plan: Plan) -> str:
    titles = [cell.title for cell in plan.cells[:3]]
    return ", ".join(titles) + (" and more" if len(plan.cells) > 3 else "")


def _change(
    cell: Cell, earlier: Cell, before: Floats, after: Floats, metric: str, paired: bool
) -> Change:
    known = [values[np.isfinite(values)] for values in (before, after)]
    means = [mean_interval(values) for values in known]
    if paired:
        count = min(len(before), len(after))
        twins = after[:count] - before[:count]
        apart = mean_interval(twins[np.isfinite(twins)])
    else:
        apart = _welch(*known)
    return Change(cell, earlier, metric, means[0], means[1], apart, paired)


def _welch(before: Floats, after: Floats) -> Interval:
    middle = float(np.mean(after) - np.mean(before)) if len(before) and len(after) else np.nan
    if min(len(before), len(after)) < 2:
        return Interval(middle, np.nan, np.nan)
    found = stats.ttest_ind(after, before, equal_var=False).confidence_interval(0.95)
    return Interval(middle, float(found.low), float(found.high))


def compare(
    before: Plan,
    before_tables: Mapping[str, pd.DataFrame],
    after: Plan,
    after_tables: Mapping[str, pd.DataFrame],
    names: tuple[str, str] = ("before", "after"),
) -> Section:
    """Return two sweeps compared, in a table and a picture; see :func:`changes`."""
    found = changes(before, before_tables, after, after_tables)
    rows = [
        [
            named(one.metric),
            one.cell.title,
            between(one.before),
            between(one.after),
            between(one.apart),
        ]
        for one in found
    ]
    how = (
        "Differences are between twins: both sweeps have the same people and luck."
        if found[0].paired
        else "The sweeps have other people and luck (another seed), so differences are between "
        "independent runs (Welch 1947)."
    )
    header = ["after the last week", "arm", names[0], names[1], f"{names[1]} less {names[0]}"]
    title = f"## {names[0]} and {names[1]}"
    text = f"{title}\n\n{markdown(header, rows)}\n\n{how} In brackets 95% intervals."
    return Section(text, (_picture(found, names),))


def _picture(found: list[Change], names: tuple[str, str]) -> Picture:
    metrics = list(dict.fromkeys(one.metric for one in found))
    cells = list(dict.fromkeys(one.cell.title for one in found))[:MOST]
    points = Points()
    with mpl.rc_context(STYLE):
        figure = Figure(
            figsize=(7.0, (0.75 + 0.24 * len(cells)) * len(metrics) + 0.3), layout="constrained"
        )
        axes = figure.subplots(len(metrics), 1, squeeze=False)[:, 0]
        for axis, metric in zip(axes, metrics, strict=True):
            mine = [one for one in found if one.metric == metric and one.cell.title in cells]
            for row, one in enumerate(mine):
                interval(axis, one.apart, 0, row=row)
                points.add(one.cell, metric, one.apart, less=one.earlier)
            axis.axvline(0, color=GREY, linewidth=0.8)
            heading(axis, metric, 70)
            name_rows(axis, [one.cell.title for one in mine], metric)
            axis.set_xlabel(f"{names[1]} less {names[0]} ({INDICATORS[metric].unit})")
    caption = f"Difference {names[1]} less {names[0]}, with 95% intervals."
    return Picture("compared", figure, caption, points.table())
