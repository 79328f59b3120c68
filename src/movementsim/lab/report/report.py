"""The report of an experiment: question, design, findings, and how to reproduce them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from movementsim.lab.config.designs import Range
from movementsim.lab.design.labels import parameter_label
from movementsim.lab.design.plan import Plan, table_value
from movementsim.lab.report.section import ReportFigure, Section
from movementsim.lab.report.sections import report_sections
from movementsim.lab.report.templates import render
from movementsim.lab.report.wording import meaning_of
from movementsim.lab.store.finished import SweepSummary
from movementsim.lab.store.layout import RUNS
from movementsim.lab.store.manifest import RESUME


def build_report(
    plan: Plan,
    tables: Mapping[str, pd.DataFrame],
    swept: SweepSummary,
    command: str,
    first: Sequence[Section] = (),
) -> tuple[str, list[ReportFigure]]:
    """Return the report in Markdown, and its figures.

    Parameters
    ----------
    plan, tables, swept
        The plan of the sweep, its results, and how many runs were made or failed.
    command
        The command that reproduces the results.
    first
        Sections that come before the findings.

    Returns
    -------
    tuple[str, list[ReportFigure]]
        The text of the report, and the figures of all its sections in order.
    """
    sections = [*first, *report_sections(plan, tables)]
    about = plan.experiment.experiment
    text = render(
        "report.md.j2",
        name=about.name,
        question=about.question,
        expectation=about.expectation,
        failed=len(swept.failed),
        attempted=swept.done + swept.found + len(swept.failed),
        design=_design_text(plan, runs=int(tables[RUNS]["run_id"].nunique())),
        sections=sections,
        command=command,
        resumes=command.startswith(RESUME),
    )
    return f"{text}\n", [picture for section in sections for picture in section.pictures]


def _design_text(plan: Plan, runs: int) -> str:
    experiment = plan.experiment
    scenario = plan.cells[0].scenario
    same = {cell.scenario.members for cell in plan.cells} == {scenario.members}
    return render(
        "design.md.j2",
        runs=runs,
        weeks=experiment.experiment.weeks,
        replicates=_replicates(plan),
        members=scenario.members if scenario.network.kind == "branches" and same else 0,
        arms=[
            {
                "name": arm,
                "changes": "; ".join(f"{name} = {_plain(value)}" for name, value in values.items()),
            }
            for arm, values in experiment.arms.items()
        ],
        samples=[
            {
                "design": design.name,
                "kind": design.kind,
                "points": len(
                    {str(cell.point) for cell in plan.cells if cell.design == design.name}
                ),
            }
            for design in plan.designs
            if design.kind != "grid"
        ],
        parameters=[
            {
                "design": design.name,
                "name": name,
                "title": parameter_label(plan, name),
                "levels": _levels(spread),
            }
            for design in plan.designs
            for name, spread in design.parameters.items()
        ],
    )


def _replicates(plan: Plan) -> dict[str, Any]:
    replicates = plan.experiment.replicates
    if replicates.metric is None:
        return {"number": replicates.number, "metric": None}
    return {
        "metric": replicates.metric,
        "least": replicates.least,
        "most": replicates.most,
        "difference": replicates.of == "difference",
        "meaning": meaning_of(replicates.metric),
        "half_width": f"{replicates.half_width:g}",
    }


def _levels(spread: Range | Sequence[Any]) -> str:
    if not isinstance(spread, Range):
        return ", ".join(_plain(level) for level in spread)
    scale = " on a log scale" if spread.scale == "log" else ""
    steps = f" in {spread.steps} steps" if spread.steps else ""
    return f"{spread.low:g} to {spread.high:g}{scale}{steps}".replace("-", "−")


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(inner)}" for name, inner in value.items())
    return str(table_value(value))
