"""Comparison of two finished sweeps: two configs, or two versions of the model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from movementsim.errors import InputError
from movementsim.lab.design.labels import value_label
from movementsim.lab.report.section import Section
from movementsim.lab.report.style import (
    GREY,
    STYLE,
    Picture,
    draw_interval,
    label_rows,
    set_heading,
)
from movementsim.lab.report.templates import caption, render
from movementsim.lab.report.wording import format_interval, metric_title
from movementsim.lab.store.layout import RUNS
from movementsim.lab.store.result_folder import ResultFolder
from movementsim.measures import Interval, independent_difference, mean_interval
from movementsim.plugins.schema import all_indicators

_MAX_PLACES = 12
"""Arms and points that the figure has room for."""
_DIGITS = 12
"""Significant digits in which a parameter must agree with a point of the other sweep."""


@dataclass(frozen=True)
class SweepTables:
    """A finished sweep as read from its tables, whichever version of the model made it.

    Attributes
    ----------
    name
        What reports call it.
    model
        The version of the model that made it.
    seed, weeks
        Seed and length of its runs.
    metrics
        The indicators of its report.
    runs
        One row per run: labels, then the indicators at its end.
    """

    name: str
    model: str
    seed: int
    weeks: int
    metrics: tuple[str, ...]
    runs: pd.DataFrame

    @classmethod
    def of(cls, folder: ResultFolder, name: str) -> SweepTables:
        """Read a folder of results.

        Parameters
        ----------
        folder
            The folder.
        name
            What reports call the sweep.

        Returns
        -------
        SweepTables
            The sweep.

        Raises
        ------
        InputError
            If the sweep is not finished, or its runs are missing or were changed since.
        """
        runs, about = folder.sound_tables()[RUNS], folder.manifest
        experiment = about["config"]["experiment"]
        return cls(
            name,
            about["versions"]["model"],
            experiment["seed"],
            experiment["weeks"],
            tuple(about["config"]["report"]["metrics"]),
            runs,
        )

    @cached_property
    def places(self) -> dict[str, pd.DataFrame]:
        """The runs of each arm at each point, by its title, in the order of the plan."""
        names = list(self.runs)
        varied = names[names.index("arm") + 1 : names.index("replicate")]
        rows = self.runs.drop_duplicates(["arm", *varied, "replicate"])  # two designs may share it
        titles = [_title(row) for row in rows[["arm", *varied]].to_dict("records")]
        return dict(list(rows.set_index("replicate").groupby(titles, sort=False)))


def _title(labels: dict[str, Any]) -> str:
    (_, arm), *values = (
        (
            name.removeprefix("movement."),
            value_label("", value, _DIGITS) if isinstance(value, int | float) else value,
        )
        for name, value in labels.items()
        if not (value == "" or pd.isna(value))  # what another design varies
    )
    point = ", ".join(f"{name} = {value}" for name, value in values)
    return f"{arm} ({point})" if point else str(arm)


@dataclass(frozen=True)
class Change:
    """The change of an indicator in an arm, at a point that both sweeps have.

    Attributes
    ----------
    place, metric
        The arm and the point in words, and the indicator.
    cells
        The names of the cell in the tables before and after; None in older tables.
    before, after
        The means, with intervals.
    difference
        After minus before: between paired runs, or between independent runs (Welch) where the
        sweeps have different seeds.
    pairs
        Number of pairs; None where the sweeps have different seeds.
    """

    place: str
    metric: str
    cells: tuple[str | None, str | None]
    before: Interval
    after: Interval
    difference: Interval
    pairs: int | None


def changes(before: SweepTables, after: SweepTables) -> list[Change]:
    """Return the changes between two sweeps, in all arms, points and indicators that both have.

    Two sweeps with the same seed use common random numbers: their runs are paired replicate by
    replicate, as far as their models make the same random draws.

    Parameters
    ----------
    before, after
        The sweeps.

    Returns
    -------
    list[Change]
        One change per indicator and place, indicator by indicator.

    Raises
    ------
    InputError
        If the two have no arm and point, or no indicator, in common.
    """
    shared = [place for place in after.places if place in before.places]
    if not shared:
        raise InputError(
            "the two sweeps have no arm and point in common; the first has "
            f"{_some(before)}, the second {_some(after)}"
        )
    metrics = [
        metric
        for metric in dict.fromkeys([*after.metrics, *before.metrics])
        if metric in all_indicators() and metric in before.runs and metric in after.runs
    ]
    if not metrics:
        raise InputError("the two sweeps have no indicator of their reports in common")
    return [_change(before, after, place, metric) for metric in metrics for place in shared]


def _some(swept: SweepTables) -> str:
    titles = list(swept.places)
    return ", ".join(titles[:3]) + (" and more" if len(titles) > 3 else "")


def _change(before: SweepTables, after: SweepTables, place: str, metric: str) -> Change:
    rows = before.places[place], after.places[place]
    known = [one[metric].dropna() for one in rows]
    means = [mean_interval(values.to_numpy(np.float64)) for values in known]
    pairs = None
    if before.seed == after.seed:
        apart = (known[1] - known[0]).dropna().to_numpy(np.float64)  # replicate by replicate
        found, pairs = mean_interval(apart), len(apart)
    else:
        found = independent_difference(known[1], known[0])
    cells = tuple(str(one["cell"].iloc[0]) if "cell" in one else None for one in rows)
    return Change(place, metric, (cells[0], cells[1]), means[0], means[1], found, pairs)


def compare_sweeps(before: SweepTables, after: SweepTables) -> Section:
    """Return two sweeps compared, as a table and a figure.

    Parameters
    ----------
    before, after
        The sweeps; see :func:`changes`.

    Returns
    -------
    Section
        The table of all changes, and a figure of the first arms and points.

    Raises
    ------
    InputError
        If the two have no arm and point, or no indicator, in common.
    """
    found = changes(before, after)
    paired = found[0].pairs is not None
    rows = [
        [
            metric_title(one.metric),
            one.place,
            format_interval(one.before),
            format_interval(one.after),
            format_interval(one.difference),
            *([str(one.pairs)] * paired),
        ]
        for one in found
    ]
    text = render("two_sweeps.md.j2", before=before, after=after, paired=paired, rows=rows)
    return Section(text, (_plot_changes(found, before.name, after.name),))


def _plot_changes(found: list[Change], before: str, after: str) -> Picture:
    metrics = list(dict.fromkeys(one.metric for one in found))
    places = list(dict.fromkeys(one.place for one in found))[:_MAX_PLACES]
    drawn = [one for one in found if one.place in places]
    with mpl.rc_context(STYLE):
        figure = Figure(
            figsize=(7.0, (0.75 + 0.24 * len(places)) * len(metrics) + 0.3), layout="constrained"
        )
        axes = figure.subplots(len(metrics), 1, squeeze=False)[:, 0]
        for axis, metric in zip(axes, metrics, strict=True):
            mine = [one for one in drawn if one.metric == metric]
            for row, one in enumerate(mine):
                draw_interval(axis, one.difference, 0, row=row)
            axis.axvline(0, color=GREY, linewidth=0.8)
            set_heading(axis, metric, 70)
            label_rows(axis, [one.place for one in mine], metric)
            axis.set_xlabel(f"{after} minus {before} ({all_indicators()[metric].unit})")
    text = caption("two_sweeps", before=before, after=after)
    return Picture("compared", figure, text, _points(drawn))


def _points(drawn: list[Change]) -> pd.DataFrame:
    """Return the points of the figure, each with the cells of both sweeps behind it."""
    return pd.DataFrame(
        {
            "cell": [one.cells[1] for one in drawn],
            "less": [one.cells[0] for one in drawn],
            "arm": [one.place for one in drawn],
            "metric": [one.metric for one in drawn],
            "unit": [all_indicators()[one.metric].unit for one in drawn],
            "pairs": [one.pairs for one in drawn],
            "mean": [one.difference.mean for one in drawn],
            "low": [one.difference.low for one in drawn],
            "high": [one.difference.high for one in drawn],
        }
    ).dropna(axis="columns", how="all")
