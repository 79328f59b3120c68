"""Section of a report on a sample of inputs: which inputs matter, and where an event happens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np

from movementsim.kernel.columns import Mask
from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.analysis.scenario_discovery import (
    MIN_POINTS,
    Region,
    clearly_higher,
    discover_region,
)
from movementsim.lab.analysis.sensitivity import (
    Indices,
    Output,
    indices,
    leading_index,
    outputs,
)
from movementsim.lab.config.designs import Design
from movementsim.lab.design.labels import parameter_label
from movementsim.lab.design.plan import Cell
from movementsim.lab.report.region_text import region_text
from movementsim.lab.report.sample_figures import (
    INDEX_NAMES,
    plot_inputs,
    plot_region,
    plot_sample,
)
from movementsim.lab.report.section import Section
from movementsim.lab.report.style import Picture, slug
from movementsim.lab.report.templates import phrase, render
from movementsim.lab.report.wording import capitalised, format_number, meaning_of
from movementsim.plugins.schema import all_indicators

_MAX_PAIRS = 5
"""Pairs of inputs in the table of an indicator; all are in the table beside the figure."""


def sample_section(estimates: Estimates, design: Design, cells: Sequence[Cell]) -> Section:
    """Return the sensitivity indices of each indicator, the regions found, and their figures.

    Parameters
    ----------
    estimates
        The runs.
    design, cells
        The sample, and its cells.

    Returns
    -------
    Section
        A table per indicator, then the regions if the design allows them; and the figures.

    Raises
    ------
    InputError
        If a run of the sample is missing; names it.
    """
    root = estimates.plan.experiment.experiment.seed
    by_metric = [
        [(output, indices(design, output, root)) for output in outputs(estimates, design, metric)]
        for metric in estimates.plan.experiment.report.metrics
    ]
    parts = [_indices_text(estimates, design, found) for found in by_metric]
    parts.append(render("sensitivity_note.md.j2", kind=design.kind))
    varying = [one for found in by_metric for one in found if np.ptp(one[0].values) > 0]
    pictures = [plot_inputs(estimates, design, varying)] if varying else []
    if design.kind not in ("saltelli", "morris"):
        pictures.append(plot_sample(estimates, design, cells))
        text, drawn = _regions(estimates, design, cells)
        parts += text
        pictures += drawn
    return Section("\n\n".join(parts), tuple(pictures))


# Which inputs matter ------------------------------------------------------------------------------


def _indices_text(
    estimates: Estimates, design: Design, found: Sequence[tuple[Output, Indices]]
) -> str:
    """Return how much each input matters for one indicator, in the arms side by side."""
    leading = leading_index(design)
    varying = [(output, of.inputs) for output, of in found if not of.inputs[leading].isna().all()]
    header, rows = ["input"], []
    if varying:
        ranked = varying[0][1][leading].abs().sort_values(ascending=False).index
        rows = [[parameter_label(estimates.plan, str(name))] for name in ranked]
    for output, table in varying:
        shown = [leading, *(name for name in table if name in INDEX_NAMES and name != leading)]
        arm = "" if output.name == "movement" else f"{output.name}: "
        header += [f"{arm}{INDEX_NAMES[name]}" for name in shown]
        for row, name in zip(rows, ranked, strict=True):
            row += [_with_interval(table.loc[name], one) for one in shown]
    return render(
        "sensitivity.md.j2",
        meaning=capitalised(meaning_of(found[0][0].metric)),
        header=header,
        rows=rows,
        shares=_random_shares([output for output, _ in varying]),
        pairs=_strongest_pairs(estimates, found),
    )


def _strongest_pairs(
    estimates: Estimates, found: Sequence[tuple[Output, Indices]]
) -> list[list[str]]:
    rows = []
    for output, of in found:
        for _, pair in of.pairs.head(_MAX_PAIRS).iterrows():
            ours, theirs = (
                parameter_label(estimates.plan, pair[side]) for side in ("input", "other")
            )
            arm = "" if output.name == "movement" else output.name
            rows.append([arm, f"{ours} with {theirs}", _with_interval(pair, "second")])
    return rows


def _random_shares(varying: Sequence[Output]) -> list[str]:
    """Return the share of the variance that is due to random draws, where the runs show it."""
    return [
        f"{output.random_share:.0%}" + ("" if output.name == "movement" else f" ({output.name})")
        for output in varying
        if np.isfinite(output.random_share)
    ]


def _with_interval(row: Any, name: str) -> str:
    value = format_number(row[name])
    if f"{name}_low" not in row:
        return value
    low, high = format_number(row[f"{name}_low"]), format_number(row[f"{name}_high"])
    return f"{value} ({low} to {high})"


# Where an event happens ---------------------------------------------------------------------------


@dataclass(frozen=True)
class _Event:
    """Something that happens at some points of a sample and not at others.

    Attributes
    ----------
    text
        The subject of a sentence, such as "organisers have clearly more than ...".
    cells, happens
        One cell per point, and whether it happens there, shape (points,).
    metric
        The indicator.
    arm
        The arm it is about; "low" where there is one arm only.
    """

    text: str
    cells: list[Cell]
    happens: Mask
    metric: str
    arm: str


def _regions(
    estimates: Estimates, design: Design, cells: Sequence[Cell]
) -> tuple[list[str], list[Picture]]:
    """Return where an arm is clearly higher than the reference, or where it is worst."""
    points = len({str(cell.point) for cell in cells})
    if points < MIN_POINTS:
        return [], []
    if find_spec("ema_workbench") is None:
        return [render("regions.md.j2", installed=False)], []
    texts, pictures = [], []
    for event in _events(estimates, cells):
        region = discover_region(event.cells, event.happens)
        texts.append(region_text(estimates.plan, region, event.text))
        if len(region.ranges) >= 2:
            pictures.append(_region_picture(estimates, design, event, region))
    return [render("regions.md.j2", installed=True, regions=texts)], pictures


def _region_picture(estimates: Estimates, design: Design, event: _Event, region: Region) -> Picture:
    name = f"{slug(design.name)}-region-{slug(event.arm)}-{slug(event.metric)}"
    return plot_region(
        estimates,
        event.cells,
        event.happens,
        region,
        name=name,
        event=event.text,
        metric=event.metric,
    )


def _events(estimates: Estimates, cells: Sequence[Cell]) -> Iterator[_Event]:
    """Yield for each indicator where an arm is clearly higher, or where the only arm is worst."""
    arms = estimates.plan.experiment.arm_names
    for metric in estimates.plan.experiment.report.metrics:
        meaning = capitalised(meaning_of(metric))
        for arm in arms[1:]:
            mine = [cell for cell in cells if cell.arm == arm]
            text = phrase("higher", meaning=meaning, arm=arm, reference=arms[0])
            yield _Event(text, mine, clearly_higher(estimates, mine, metric), metric, arm)
        if len(arms) == 1:
            means = np.array([estimates.mean(cell, metric).mean for cell in cells])
            low = all_indicators()[metric].better != "less"
            edge = np.nanquantile(means, 0.25 if low else 0.75)
            happens = means <= edge if low else means >= edge
            limit = format_number(float(edge))
            text = phrase("quarter", meaning=meaning, lowest=low, edge=limit)
            yield _Event(text, list(cells), happens, metric, "low")
