"""The findings of a sweep: one section per design, with the analysis that the design allows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from movementsim.errors import InputError
from movementsim.lab.analysis import variance_reduction
from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.config.designs import SAMPLED, Design
from movementsim.lab.config.overrides import ABLATED
from movementsim.lab.design import precision
from movementsim.lab.design.plan import Cell, Plan, table_value
from movementsim.lab.report.ablation_section import ablation_section
from movementsim.lab.report.arms_section import comparison_text, crossing_text, map_counts_text
from movementsim.lab.report.claims_section import claims_section
from movementsim.lab.report.curves import plot_curves, plot_effects
from movementsim.lab.report.maps import difference_map, tipping_map
from movementsim.lab.report.sample_section import sample_section
from movementsim.lab.report.section import Section
from movementsim.lab.report.style import Picture
from movementsim.lab.report.templates import phrase, render
from movementsim.lab.report.time_series import (
    plot_differences,
    plot_over_time,
    plot_retention,
)
from movementsim.lab.report.wording import format_number, meaning_of, metric_title
from movementsim.lab.store.layout import RUNS

_COMPLETE = 1e6
"""Variance reduction from which on pairing removes all variance: pairs differ by a constant."""
_MAX_CURVES = 6
"""Cells of a design up to which each gets a curve of its own."""
_MAX_IMPRECISE = 20
"""Cells that are listed because they did not reach the requested precision."""


def report_sections(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> list[Section]:
    """Return the sections of a report: claims, the findings of each design, and precision.

    Parameters
    ----------
    plan
        The plan of the sweep.
    tables
        Its results: `runs`, and where figures over time are drawn `series` and `retention`.

    Returns
    -------
    list[Section]
        The sections in the order of the report.

    Notes
    -----
    An analysis that would be wrong because runs are missing is replaced by a note that names them.
    """
    return [*_sections(Estimates(plan, tables[RUNS]), tables)]


def _sections(estimates: Estimates, tables: Mapping[str, pd.DataFrame]) -> Iterator[Section]:
    plan = estimates.plan
    if plan.experiment.claims:
        yield claims_section(estimates)
    for design in plan.designs:
        cells = [cell for cell in plan.cells if cell.design == design.name]
        title = f"## Findings: {design.name}" if len(plan.designs) > 1 else "## Findings"
        try:
            found = _findings(estimates, tables, design, cells)
        except InputError as error:
            found = Section(render("unavailable.md.j2", reason=error))
        yield Section(f"{title}\n\n{found.text}", found.pictures)
    if plan.experiment.replicates.metric is not None:
        yield Section(_precision_text(estimates, tables[RUNS]))
    saved = _pairing_text(estimates)
    if saved:
        yield Section(saved)


def _findings(
    estimates: Estimates,
    tables: Mapping[str, pd.DataFrame],
    design: Design,
    cells: list[Cell],
) -> Section:
    """Return the findings of a design: its shape decides on the analysis and the figures."""
    arms = estimates.plan.experiment.arm_names
    names = list(cells[0].point)
    if design.kind in SAMPLED:
        return sample_section(estimates, design, cells)
    if names == [ABLATED]:
        return ablation_section(estimates, cells)
    levels = [len({str(table_value(cell.point[name])) for cell in cells}) for name in names]
    crossed = len(names) == 2 and len(cells) == math.prod(levels) * len(arms)
    if crossed and len(arms) > 1:
        maps = [
            draw(estimates, cells, arm, arms[0])
            for arm in arms[1:]
            for draw in (difference_map, tipping_map)
        ]
        return Section(map_counts_text(estimates, cells, arms), tuple(maps))
    text = crossing_text(estimates, cells) if crossed else comparison_text(estimates, cells)
    pictures = []
    if crossed or len(names) == 1:
        pictures.append(plot_curves(estimates, cells))
        if len(arms) * math.prod(levels[1:]) > 1:  # several colours
            pictures.append(plot_effects(estimates, cells))
    return Section(text, (*pictures, *_time_series(estimates, tables, cells)))


def _time_series(
    estimates: Estimates, tables: Mapping[str, pd.DataFrame], cells: Sequence[Cell]
) -> tuple[Picture, ...]:
    if len(cells) > _MAX_CURVES:
        return ()
    pictures = []
    if estimates.plan.experiment.over_time:
        pictures.append(plot_over_time(estimates, tables, cells))
    if not cells[0].point:
        pictures.append(plot_differences(estimates, cells))
    pictures.append(plot_retention(estimates, tables, cells))
    return tuple(pictures)


def _precision_text(estimates: Estimates, runs: pd.DataFrame) -> str:
    """Return how many runs cells had, and which never reached the requested precision."""
    replicates = estimates.plan.experiment.replicates
    table = precision.precision_reached(estimates.plan, runs)
    short = table[~table["reached"]].sort_values("half_width", ascending=False)
    return render(
        "precision.md.j2",
        least=replicates.least,
        most=replicates.most,
        difference=replicates.of == "difference",
        meaning=meaning_of(str(replicates.metric)),
        half_width=f"{replicates.half_width:g}",
        reached=int(table["reached"].sum()),
        cells=len(table),
        fewest=int(table["runs"].min()),
        largest=int(table["runs"].max()),
        short=len(short),
        rows=[
            [estimates.plan.cells[place].title, str(row["runs"]), format_number(row["half_width"])]
            for place, row in short.head(_MAX_IMPRECISE).iterrows()
        ],
    )


def _pairing_text(estimates: Estimates) -> str:
    """Return the variance reduction by design and indicator; empty where nothing is compared."""
    rows = []
    several = len(estimates.plan.designs) > 1
    for design in estimates.plan.designs:
        cells = [cell for cell in estimates.plan.cells if cell.design == design.name]
        for metric in estimates.plan.experiment.report.metrics:
            found = variance_reduction.pairing_of(estimates, cells, metric)
            if found is None:
                continue
            reduction = found.variance_reduction
            rows.append(
                [
                    *([design.name] * several),
                    metric_title(metric),
                    f"{reduction:,.1f}" if reduction < _COMPLETE else "complete",
                    f"{found.correlation:.2f}".replace("-", "−"),
                    phrase("limitation", reason=found.limitation, best=f"{found.maximum:.1f}"),
                ]
            )
    good = f"{variance_reduction.GOOD_REDUCTION:g}"
    return render("pairing.md.j2", several=several, good=good, rows=rows) if rows else ""
