"""Two sweeps side by side: what changed between two configs, or two versions of the model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from scipy import stats

from movementsim.errors import InputError
from movementsim.kernel.columns import Floats
from movementsim.lab.design.labels import value_label as told_value
from movementsim.lab.report.prose import Section, between, markdown, named
from movementsim.lab.report.style import GREY, STYLE, Picture, heading, interval, name_rows
from movementsim.lab.store.layout import RUNS
from movementsim.lab.store.result_folder import ResultFolder
from movementsim.measures import Interval, mean_interval
from movementsim.plugins.schema import all_indicators

MOST = 12
"""Cells that the figure has room for."""
DIGITS = 12
"""To which the value of a parameter is that of a point of the other sweep."""


@dataclass(frozen=True)
class Swept:
    """A finished sweep as its tables tell it, whichever model made it.

    Attributes
    ----------
    name
        What to call it.
    model
        The version of the model that made it.
    seed, weeks
        The experiment's.
    metrics
        What its report is about.
    runs
        A row a run: labels, then the indicators at its end.
    """

    name: str
    model: str
    seed: int
    weeks: int
    metrics: tuple[str, ...]
    runs: pd.DataFrame

    @classmethod
    def of(cls, folder: ResultFolder, name: str) -> Swept:
        """Read a folder of results.

        Raises
        ------
        InputError
            When the sweep is not finished, or its runs are missing or were changed since.
        """
        runs, about = folder.sound_tables()[RUNS], folder.manifest
        asked = about["config"]["experiment"]
        return cls(
            name,
            about["versions"]["model"],
            asked["seed"],
            asked["weeks"],
            tuple(about["config"]["report"]["metrics"]),
            runs,
        )

    @cached_property
    def places(self) -> dict[str, pd.DataFrame]:
        """The runs of each arm at each point, by its name in words, in the order of the plan."""
        names = list(self.runs)
        varied = names[names.index("arm") + 1 : names.index("replicate")]
        rows = self.runs.drop_duplicates(["arm", *varied, "replicate"])  # two designs may share it
        titles = [_title(row) for row in rows[["arm", *varied]].to_dict("records")]
        return dict(list(rows.set_index("replicate").groupby(titles, sort=False)))


def _title(labels: dict[str, Any]) -> str:
    (_, arm), *values = (
        (
            name.removeprefix("movement."),
            told_value("", value, DIGITS) if isinstance(value, int | float) else value,
        )
        for name, value in labels.items()
        if not (value == "" or pd.isna(value))  # what another design varies
    )
    told = ", ".join(f"{name} = {value}" for name, value in values)
    return f"{arm} ({told})" if told else str(arm)


@dataclass(frozen=True)
class Change:
    """One indicator in an arm at a point that both sweeps have.

    Attributes
    ----------
    place, metric
        What is compared: the arm and the point in words, and in what.
    cells
        What the tables of the sweep before and of the one after call it; none in older ones.
    before, after
        The means.
    apart
        After less before: between twins where there are pairs, else between independent runs
        (Welch).
    pairs
        How many twins there are; None where the sweeps have other people and luck.
    """

    place: str
    metric: str
    cells: tuple[str | None, str | None]
    before: Interval
    after: Interval
    apart: Interval
    pairs: int | None


def changes(before: Swept, after: Swept) -> list[Change]:
    """Return what differs between two sweeps, in the arms, points and indicators that both have.

    Twins are runs of one seed: two sweeps of the same experiment seed have the same people and
    luck, replicate by replicate, as far as their models draw them alike.

    Raises
    ------
    InputError
        When the two have no arm and point, or no indicator, in common.
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


def _some(swept: Swept) -> str:
    titles = list(swept.places)
    return ", ".join(titles[:3]) + (" and more" if len(titles) > 3 else "")


def _change(before: Swept, after: Swept, place: str, metric: str) -> Change:
    rows = before.places[place], after.places[place]
    known = [one[metric].dropna() for one in rows]
    means = [mean_interval(values.to_numpy(np.float64)) for values in known]
    pairs = None
    if before.seed == after.seed:
        apart = (known[1] - known[0]).dropna().to_numpy(np.float64)  # replicate by replicate
        found, pairs = mean_interval(apart), len(apart)
    else:
        found = _welch(*(values.to_numpy(np.float64) for values in known))
    cells = tuple(str(one["cell"].iloc[0]) if "cell" in one else None for one in rows)
    return Change(place, metric, (cells[0], cells[1]), means[0], means[1], found, pairs)


def _welch(before: Floats, after: Floats) -> Interval:
    middle = float(np.mean(after) - np.mean(before)) if len(before) and len(after) else np.nan
    if min(len(before), len(after)) < 2:
        return Interval(middle, np.nan, np.nan)
    found = stats.ttest_ind(after, before, equal_var=False).confidence_interval(0.95)
    return Interval(middle, float(found.low), float(found.high))


def compare(before: Swept, after: Swept) -> Section:
    """Return two sweeps compared, in a table and a picture; see :func:`changes`."""
    found = changes(before, after)
    twins = found[0].pairs is not None
    rows = [
        [
            named(one.metric),
            one.place,
            between(one.before),
            between(one.after),
            between(one.apart),
            *([str(one.pairs)] * twins),
        ]
        for one in found
    ]
    names = [before.name, after.name]
    header = [_when(before, after), "arm", *names, f"{after.name} less {before.name}"]
    table = markdown([*header, *(["pairs"] * twins)], rows)
    text = f"## {before.name} and {after.name}\n\n{table}\n\n{' '.join(_notes(before, after))}"
    return Section(text, (_picture(found, before.name, after.name),))


def _when(before: Swept, after: Swept) -> str:
    if before.weeks == after.weeks:
        return f"after {after.weeks} weeks"
    return f"after {before.weeks} weeks and after {after.weeks}"


def _notes(before: Swept, after: Swept) -> Iterator[str]:
    """Yield what a reader must know to read the table."""
    if before.weeks != after.weeks:
        yield (
            f"**{before.name} ends after {before.weeks} weeks, {after.name} after {after.weeks}:** "
            "differences are also those of time."
        )
    if before.model != after.model:
        yield (
            f"**{before.name} was made by model {before.model}, {after.name} by model "
            f"{after.model}**, which may draw people and luck otherwise."
        )
    else:
        yield f"Both were made by model {after.model}."
    if before.seed != after.seed:
        yield (
            "The sweeps have other people and luck (another seed), so differences are between "
            "independent runs (Welch 1947)."
        )
    else:
        yield (
            "Differences are between twins: both sweeps have the same people and luck."
            if before.model == after.model
            else "Differences are replicate by replicate, of the same seeds."
        )
        yield ("Means are over all runs of a sweep, differences over the pairs that both have.")
    yield "In brackets 95% intervals."


def _picture(found: list[Change], before: str, after: str) -> Picture:
    metrics = list(dict.fromkeys(one.metric for one in found))
    places = list(dict.fromkeys(one.place for one in found))[:MOST]
    drawn = [one for one in found if one.place in places]
    with mpl.rc_context(STYLE):
        figure = Figure(
            figsize=(7.0, (0.75 + 0.24 * len(places)) * len(metrics) + 0.3), layout="constrained"
        )
        axes = figure.subplots(len(metrics), 1, squeeze=False)[:, 0]
        for axis, metric in zip(axes, metrics, strict=True):
            mine = [one for one in drawn if one.metric == metric]
            for row, one in enumerate(mine):
                interval(axis, one.apart, 0, row=row)
            axis.axvline(0, color=GREY, linewidth=0.8)
            heading(axis, metric, 70)
            name_rows(axis, [one.place for one in mine], metric)
            axis.set_xlabel(f"{after} less {before} ({all_indicators()[metric].unit})")
    caption = f"Difference {after} less {before}, with 95% intervals."
    return Picture("compared", figure, caption, _points(drawn))


def _points(drawn: list[Change]) -> pd.DataFrame:
    """Return what the picture shows, each with the cells of both sweeps whose runs it sums up."""
    return pd.DataFrame(
        {
            "cell": [one.cells[1] for one in drawn],
            "less": [one.cells[0] for one in drawn],
            "arm": [one.place for one in drawn],
            "metric": [one.metric for one in drawn],
            "unit": [all_indicators()[one.metric].unit for one in drawn],
            "pairs": [one.pairs for one in drawn],
            "mean": [one.apart.mean for one in drawn],
            "low": [one.apart.low for one in drawn],
            "high": [one.apart.high for one in drawn],
        }
    ).dropna(axis="columns", how="all")
