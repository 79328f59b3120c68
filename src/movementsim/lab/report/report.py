"""The report of an experiment, for a reader who was not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from movementsim.lab.config.designs import Range
from movementsim.lab.config.replicates import Replicates
from movementsim.lab.design.labels import parameter_label
from movementsim.lab.design.plan import Plan, table_value
from movementsim.lab.report.prose import Section, Shown
from movementsim.lab.report.sections import analyse
from movementsim.lab.store.finished import SweepSummary
from movementsim.lab.store.layout import RUNS
from movementsim.lab.store.manifest import RESUME
from movementsim.plugins.schema import all_indicators

KINDS = {
    "zip": "lists taken side by side",
    "table": "a table of points",
    "random": "a random sample",
    "lhs": "a Latin hypercube",
    "sobol": "a Sobol sequence",
    "morris": "Morris trajectories",
    "saltelli": "Saltelli's sample",
}


def write(
    plan: Plan,
    tables: Mapping[str, pd.DataFrame],
    swept: SweepSummary,
    command: str,
    more: Sequence[Section] = (),
) -> tuple[str, list[Shown]]:
    """Return the report in Markdown, and its pictures.

    Parameters
    ----------
    plan, tables, swept
        What was planned, what came of it, and how it went.
    command
        The command that makes it again.
    more
        Sections that come first.
    """
    asked = plan.experiment.experiment
    sections = [*more, *analyse(plan, tables)]
    drawn = [picture for section in sections for picture in section.pictures]
    parts = [f"# {asked.name}", f"**Question.** {asked.question}"]
    if asked.expectation:
        parts.append(f"**Expected beforehand.** {asked.expectation}")
    parts += _warnings(swept)
    made = int(tables[RUNS]["run_id"].nunique())
    parts.append(f"## How it was asked\n\n{_design(plan, made)}")
    for section in sections:
        parts.append(section.text)
        parts += [
            f"![{picture.name}]({picture.name}.png)\n\n*{picture.caption}*"
            for picture in section.pictures
        ]
    parts.append(_again(plan, command))
    return "\n\n".join(part.strip() for part in parts) + "\n", drawn


def pictures(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> list[Shown]:
    """Return the pictures of a report alone."""
    return [picture for section in analyse(plan, tables) for picture in section.pictures]


def _design(plan: Plan, runs: int) -> str:
    asked = plan.experiment
    movement = plan.cells[0].scenario
    lines = [
        f"{runs:,} runs of {asked.experiment.weeks} weeks; {_replicates(asked.replicates)} "
        "of every arm at every point. A replicate has the same people, ties and luck in all of "
        "them (one seed), so runs are compared with their twins.",
        "",
    ]
    same = {cell.scenario.members for cell in plan.cells} == {movement.members}
    if movement.network.kind == "branches" and same:
        lines.append(f"- {movement.members:,} members at the start")
    for arm, values in asked.arms.items():
        told = "; ".join(f"{name} = {_plain(value)}" for name, value in values.items())
        lines.append(f"- arm **{arm}**: {told or 'the movement as it is'}")
    for design in plan.designs:
        if design.kind != "grid":
            points = len({str(cell.point) for cell in plan.cells if cell.design == design.name})
            lines.append(f"- {design.name}: {KINDS[design.kind]}, {points:,} points")
        for name, spread in design.parameters.items():
            lines.append(
                f"- {design.name}: `{name}` ({parameter_label(plan, name)}): {_spread(spread)}"
            )
    return "\n".join(lines)


def _replicates(asked: Replicates) -> str:
    if asked.metric is None:
        return f"{asked.number} replicates"
    what = "mean" if asked.of == "mean" else "paired difference to the reference"
    return (
        f"{asked.least} to {asked.most} replicates, until the 95% interval of the {what} of "
        f"*{all_indicators()[asked.metric].meaning}* is at most {asked.half_width:g} either way,"
    )


def _spread(spread: Range | Sequence[Any]) -> str:
    if not isinstance(spread, Range):
        return ", ".join(_plain(level) for level in spread)
    how = " on a log scale" if spread.scale == "log" else ""
    steps = f" in {spread.steps} steps" if spread.steps else ""
    return f"{spread.low:g} to {spread.high:g}{how}{steps}"


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(inner)}" for name, inner in value.items())
    return str(table_value(value))


def _warnings(swept: SweepSummary) -> list[str]:
    if not swept.failed:
        return []
    runs = swept.done + swept.found + len(swept.failed)
    return [
        f"> **{len(swept.failed)} of {runs} runs failed: all that follows is without them.** "
        "What became of them is in `failures.jsonl`."
    ]


def _does(command: str) -> str:
    if command.startswith(RESUME):
        return "makes what is missing, from the config that is kept with the results."
    return "runs it again (runs that are there are not repeated; `--fresh` repeats them)."


def _again(plan: Plan, command: str) -> str:
    return (
        "## Again\n\n"
        f"```\n{command}\n```\n\n"
        f"{_does(command)} "
        "`runs.csv` and `runs.parquet` have a row a run, `summary.csv` the means, intervals and "
        "paired differences, `series.parquet` the indicators over time and `retention.parquet` the "
        "curves of retention (both by `run_id`), `manifest.json` the whole config, versions, seeds "
        "and the digest of the runs. Beside each figure lies a table of its points (of the same "
        "name, `.csv`): each names its `cell`, whose runs are the rows of `runs.csv` with that "
        "`cell` (an index over a sample rests on all rows of its `design`), and "
        "`movementsim replay RUN_ID` makes any of them again, week by week."
    )


__all__ = ["Section", "Shown", "pictures", "write"]
