"""The report of an experiment, for a reader who was not there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from movementsim.indicators import INDICATORS
from movementsim.lab import figures, landscape
from movementsim.lab.design import Cell, Plan, label
from movementsim.lab.experiment import Range, Replicates
from movementsim.lab.figures import Picture
from movementsim.lab.runner import Sweep
from movementsim.lab.store import RUNS
from movementsim.lab.summary import Answers, decided, titled
from movementsim.measures import Interval, PairedDifference

KINDS = {
    "zip": "lists taken side by side",
    "table": "a table of points",
    "random": "a random sample",
    "lhs": "a Latin hypercube",
    "sobol": "a Sobol sequence",
    "morris": "Morris trajectories",
    "saltelli": "Saltelli's sample",
}
FEW = 12
"""Cells of a design up to which the report prints them all."""


class Shown(Protocol):
    """A picture: its file's name, its caption, and how it is written."""

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def caption(self) -> str: ...  # noqa: D102

    def save(self, folder: Path) -> None:
        """Write it as PNG and SVG."""


@dataclass(frozen=True)
class Section:
    """A part of the report: Markdown, then pictures with their captions."""

    text: str
    pictures: tuple[Shown, ...] = ()


def write(
    plan: Plan,
    tables: dict[str, pd.DataFrame],
    swept: Sweep,
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
    sections = [*more, *_sections(plan, tables)]
    pictures = [picture for section in sections for picture in section.pictures]
    parts = [f"# {asked.name}", f"**Question.** {asked.question}"]
    if asked.expectation:
        parts.append(f"**Expected beforehand.** {asked.expectation}")
    parts += _warnings(swept)
    parts.append(f"## How it was asked\n\n{_design(plan)}")
    for section in sections:
        parts.append(section.text)
        parts += [
            f"![{picture.name}]({picture.name}.png)\n\n*{picture.caption}*"
            for picture in section.pictures
        ]
    parts.append(_again(plan, command))
    return "\n\n".join(part.strip() for part in parts) + "\n", pictures


def _sections(plan: Plan, tables: dict[str, pd.DataFrame]) -> Iterator[Section]:
    answers = Answers(plan, tables[RUNS])
    for name in dict.fromkeys(cell.design for cell in plan.cells):
        cells = [cell for cell in plan.cells if cell.design == name]
        arms = list(dict.fromkeys(cell.arm for cell in cells))
        title = "## Answer" if len(plan.experiment.design) < 2 else f"## Answer: {name}"
        varied = len(cells[0].point)
        levels = [len({str(label(cell.point[name])) for cell in cells}) for name in cells[0].point]
        crossing = varied == 2 and len(cells) == math.prod(levels) * len(arms)
        if varied == 0:
            yield Section(
                f"{title}\n\n{_compared(answers, cells)}", _drawn_arms(answers, tables, cells)
            )
        elif crossing and len(arms) > 1:
            yield Section(
                f"{title}\n\n{_counted(answers, cells, arms)}",
                tuple(landscape.difference_map(answers, cells, arm, arms[0]) for arm in arms[1:]),
            )
        elif crossing or varied == 1:
            text = _crossed(answers, cells) if crossing else _compared(answers, cells)
            pictures = [landscape.along(answers, cells)]
            if len(arms) * math.prod(levels[1:]) > 1:  # several colours
                pictures.append(landscape.effects(answers, cells))
            yield Section(f"{title}\n\n{text}", tuple(pictures))
        else:
            yield Section(f"{title}\n\n{_compared(answers, cells)}")


def _drawn_arms(
    answers: Answers, tables: dict[str, pd.DataFrame], cells: list[Cell]
) -> tuple[Picture, ...]:
    pictures = []
    if answers.plan.experiment.over_time:
        pictures.append(figures.over_time(answers, tables, cells))
    pictures.append(figures.differences(answers, cells))
    pictures.append(figures.staying(answers, tables, cells))
    return tuple(pictures)


# Words about the experiment -----------------------------------------------------------------------


def _design(plan: Plan) -> str:
    asked, runs = plan.experiment, len({run.id for run in plan.runs})
    movement = plan.cells[0].scenario
    lines = [
        f"{runs:,} runs of {asked.experiment.weeks} weeks; {_replicates(asked.replicates)} "
        "of every arm at every point. A replicate has the same people, ties and luck in all of "
        "them (one seed), so runs are compared with their twins.",
        "",
    ]
    if movement.network.kind == "branches":
        lines.append(f"- {movement.members:,} members at the start")
    for arm, values in asked.arms.items():
        told = "; ".join(f"{name} = {_plain(value)}" for name, value in values.items())
        lines.append(f"- arm **{arm}**: {told or 'the movement as it is'}")
    for design in plan.designs:
        if design.kind != "grid":
            points = len({str(cell.point) for cell in plan.cells if cell.design == design.name})
            lines.append(f"- {design.name}: {KINDS[design.kind]}, {points:,} points")
        for name, spread in design.parameters.items():
            lines.append(f"- {design.name}: `{name}` ({titled(plan, name)}): {_spread(spread)}")
    return "\n".join(lines)


def _replicates(asked: Replicates) -> str:
    if asked.metric is None:
        return f"{asked.number} replicates"
    what = "mean" if asked.of == "mean" else "paired difference to the reference"
    return (
        f"{asked.least} to {asked.most} replicates, until the 95% interval of the {what} of "
        f"*{INDICATORS[asked.metric].meaning}* is at most {asked.half_width:g} either way,"
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
    return str(label(value))


def _warnings(swept: Sweep) -> list[str]:
    if not swept.failed:
        return []
    return [
        f"> **{len(swept.failed)} runs raised an error and are missing from all that follows.** "
        "What they said is in `failures.jsonl`."
    ]


def _again(plan: Plan, command: str) -> str:
    return (
        "## Again\n\n"
        f"```\n{command}\n```\n\n"
        "runs it again (runs that are there are not repeated; `--fresh` repeats them). "
        "`runs.csv` and `runs.parquet` have a row a run, `summary.csv` the means, intervals and "
        "paired differences, `series.parquet` the indicators over time and `staying.parquet` the "
        "curves of staying (both by `run_id`), `manifest.json` the whole config, versions, seeds "
        "and the digest of the runs."
    )


# Tables -------------------------------------------------------------------------------------------


def markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _compared(answers: Answers, cells: list[Cell]) -> str:
    """Return a table a metric by cell, and what the first metric says in a sentence a cell."""
    metrics = answers.plan.experiment.report.metrics
    if len(cells) > FEW:
        return f"{len(cells)} cells: means, intervals and differences are in `summary.csv`."
    rows = []
    for metric in metrics:
        for cell in cells:
            other = answers.reference(cell)
            apart = answers.difference(cell, other, metric) if other else None
            rows.append(
                [
                    _named(metric) if cell is cells[0] else "",
                    cell.title,
                    between(answers.mean(cell, metric)),
                    between(apart) if apart else "",
                    _saving(apart),
                ]
            )
    table = markdown(
        [
            "after the last week",
            "arm",
            "mean (95% interval)",
            "difference to the reference",
            "pairing saves",
        ],
        rows,
    )
    said = "\n".join(_told(answers, cells, metric) for metric in metrics)
    note = (
        "Differences are between twins: the same people and luck. *Pairing saves* says how many "
        "times fewer runs they needed than independent ones for as narrow an interval."
    )
    if not any(map(answers.reference, cells)):
        return table
    return f"Compared with {_reference(answers, cells)}:\n\n{said}\n\n{table}\n\n{note}"


def _reference(answers: Answers, cells: list[Cell]) -> str:
    others = dict.fromkeys(
        other.title for cell in cells if (other := answers.reference(cell)) is not None
    )
    return next(iter(others)) if len(others) == 1 else answers.plan.experiment.arm_names[0]


def _told(answers: Answers, cells: list[Cell], metric: str) -> str:
    """Return what an indicator says, in a line: who has surely more or less than the reference."""
    words: dict[str, list[str]] = {"more": [], "less": [], "no sure difference": []}
    for cell in cells:
        other = answers.reference(cell)
        if other is None:
            continue
        apart = answers.difference(cell, other, metric)
        if math.isnan(apart.low) or not decided(apart.low, apart.high):
            words["no sure difference"].append(cell.title)
        else:
            words["more" if apart.mean > 0 else "less"].append(f"{cell.title} {between(apart)}")
    if not words["more"] and not words["less"]:
        return f"- **{INDICATORS[metric].meaning}**, no sure difference"
    parts = [f"{word}: {', '.join(who)}" for word, who in words.items() if who]
    return f"- **{INDICATORS[metric].meaning}**, {'; '.join(parts)}"


def _counted(answers: Answers, cells: list[Cell], arms: list[str]) -> str:
    """Return in how many cells of a map either arm has surely more."""
    reference = arms[0]
    rows = []
    for arm in arms[1:]:
        for metric in answers.plan.experiment.report.metrics:
            apart = [
                answers.difference(cell, other, metric)
                for cell in cells
                if cell.arm == arm and (other := answers.reference(cell)) is not None
            ]
            less = sum(one.high < 0 for one in apart)
            more = sum(one.low > 0 for one in apart)
            ends = [min(one.mean for one in apart), max(one.mean for one in apart)]
            rows.append(
                [
                    _named(metric),
                    f"{less} of {len(apart)}",
                    f"{more} of {len(apart)}",
                    str(len(apart) - less - more),
                    f"{number(ends[0])} to {number(ends[1])}",
                ]
            )
        header = [
            "after the last week",
            f"{reference} surely more",
            f"{arm} surely more",
            "not sure",
            f"{arm} less {reference}, lowest to highest",
        ]
    return (
        markdown(header, rows) + "\n\nCells of the map, by whether the 95% interval of the paired "
        "difference leaves out nought; all cells with intervals are in `summary.csv`."
    )


def _crossed(answers: Answers, cells: list[Cell]) -> str:
    """Return a crossing: means, what the second parameter does at each value of the first."""
    first, second = cells[0].point
    by = {(label(cell.point[first]), label(cell.point[second])): cell for cell in cells}
    columns = list(dict.fromkeys(place[0] for place in by))
    lines = list(dict.fromkeys(place[1] for place in by))
    rows = []
    for metric in answers.plan.experiment.report.metrics:
        for line in lines:
            rows.append(
                [
                    _named(metric) if line == lines[0] else "",
                    str(line),
                    *(between(answers.mean(by[column, line], metric)) for column in columns),
                ]
            )
        for line in lines[1:]:
            rows.append(
                [
                    "",
                    f"*{line} less {lines[0]}*",
                    *(
                        f"*{between(answers.difference(by[c, line], by[c, lines[0]], metric))}*"
                        for c in columns
                    ),
                ]
            )
    header = [
        "after the last week",
        titled(answers.plan, second),
        *(f"{titled(answers.plan, first)}: {column}" for column in columns),
    ]
    text = markdown(header, rows)
    if len(columns) == len(lines) == 2:
        (a, b), (c, d) = columns, lines
        corners = by[b, d], by[b, c], by[a, d], by[a, c]
        rows = [
            [_named(metric), between(answers.interaction(corners, metric))]
            for metric in answers.plan.experiment.report.metrics
        ]
        text += (
            f"\n\nDoes it matter more in one of the two? The difference ({d} less {c}) under {b}, "
            f"less the same under {a}; an interval that leaves out nought says that it does.\n\n"
            + markdown(["after the last week", "difference of differences"], rows)
        )
    return text + ("\n\nIn brackets: 95% intervals; differences, in italics, are between twins.")


def _named(metric: str) -> str:
    about = INDICATORS[metric]
    return f"{about.meaning} ({about.unit})"


def between(found: Interval | PairedDifference) -> str:
    """Return a mean with its interval, with the digits that the interval gives sense to."""
    if math.isnan(found.mean):
        return "none"
    if math.isnan(found.low):
        return number(found.mean)
    digits = _digits(found.high - found.low or abs(found.mean))
    low, mean, high = (_written(value, digits) for value in (found.low, found.mean, found.high))
    return f"{mean} ({low} to {high})"


def number(value: float) -> str:
    """Return a number with two or three significant digits."""
    return _written(value, _digits(abs(value) / 3))


def _written(value: float, digits: int) -> str:
    # adding nought turns a rounded −0 into 0
    return f"{round(value, digits) + 0.0:,.{digits}f}".replace("-", "−")


def _digits(width: float) -> int:
    return min(max(0, 1 - math.floor(math.log10(width))), 4) if width > 0 else 0


def _saving(apart: PairedDifference | None) -> str:
    if apart is None or not math.isfinite(apart.saving):
        return ""
    return f"{apart.saving:.1f} times"
