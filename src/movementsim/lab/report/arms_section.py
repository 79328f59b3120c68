"""Arms and points compared in tables and sentences: means, and differences between twins."""

from __future__ import annotations

import math

from movementsim.lab.analysis.answers import Answers
from movementsim.lab.design.labels import parameter_label
from movementsim.lab.design.plan import Cell, table_value
from movementsim.lab.report.prose import between, markdown, named, number
from movementsim.measures import PairedDifference, excludes_zero
from movementsim.plugins.schema import all_indicators

FEW = 12
"""Cells of a design up to which the report prints them all."""


def compared(answers: Answers, cells: list[Cell]) -> str:
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
                    named(metric) if cell is cells[0] else "",
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
    said = "\n".join(told(answers, cells, metric) for metric in metrics)
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


def told(answers: Answers, cells: list[Cell], metric: str) -> str:
    """Return what an indicator says, in a line: who has surely more or less than the reference."""
    words: dict[str, list[str]] = {"more": [], "less": [], "no sure difference": []}
    for cell in cells:
        other = answers.reference(cell)
        if other is None:
            continue
        apart = answers.difference(cell, other, metric)
        if math.isnan(apart.low) or not excludes_zero(apart.low, apart.high):
            words["no sure difference"].append(cell.title)
        else:
            words["more" if apart.mean > 0 else "less"].append(f"{cell.title} {between(apart)}")
    if not words["more"] and not words["less"]:
        return f"- **{all_indicators()[metric].meaning}**, no sure difference"
    parts = [f"{word}: {', '.join(who)}" for word, who in words.items() if who]
    return f"- **{all_indicators()[metric].meaning}**, {'; '.join(parts)}"


def counted(answers: Answers, cells: list[Cell], arms: list[str]) -> str:
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
                    named(metric),
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


def crossed(answers: Answers, cells: list[Cell]) -> str:
    """Return a crossing: means, what the second parameter does at each value of the first."""
    first, second = cells[0].point
    by = {(table_value(cell.point[first]), table_value(cell.point[second])): cell for cell in cells}
    columns = list(dict.fromkeys(place[0] for place in by))
    lines = list(dict.fromkeys(place[1] for place in by))
    rows = []
    for metric in answers.plan.experiment.report.metrics:
        for line in lines:
            rows.append(
                [
                    named(metric) if line == lines[0] else "",
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
        parameter_label(answers.plan, second),
        *(f"{parameter_label(answers.plan, first)}: {column}" for column in columns),
    ]
    text = markdown(header, rows)
    if len(columns) == len(lines) == 2:
        (a, b), (c, d) = columns, lines
        corners = by[b, d], by[b, c], by[a, d], by[a, c]
        rows = [
            [named(metric), between(answers.interaction(corners, metric))]
            for metric in answers.plan.experiment.report.metrics
        ]
        text += (
            f"\n\nDoes it matter more in one of the two? The difference ({d} less {c}) under {b}, "
            f"less the same under {a}; an interval that leaves out nought says that it does.\n\n"
            + markdown(["after the last week", "difference of differences"], rows)
        )
    return text + ("\n\nIn brackets: 95% intervals; differences, in italics, are between twins.")


def _saving(apart: PairedDifference | None) -> str:
    if apart is None or not math.isfinite(apart.variance_reduction):
        return ""
    return f"{apart.variance_reduction:.1f} times"
