"""What a report says of claims made beforehand: a table of rulings, and a picture of all places."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from movementsim.lab.analysis import claims
from movementsim.lab.analysis.answers import Answers
from movementsim.lab.analysis.claims import Trial, Verdict
from movementsim.lab.report.points import Points
from movementsim.lab.report.prose import Section, between, markdown, named
from movementsim.lab.report.style import (
    COLOURS,
    GREY,
    MARKS,
    STYLE,
    Picture,
    how_many,
    interval,
    name_rows,
)
from movementsim.plugins.schema import all_indicators

LOOKS: dict[claims.Ruling, int] = {"supported": 0, "contradicted": 1, "open": 4}
"""Which colour and mark a ruling has."""
WIDE = 52
"""Letters that a line above or below a panel holds."""


def section(answers: Answers) -> Section:
    """Return what the runs say of each claim, and where."""
    found = claims.verdicts(answers)
    rows = [
        [
            verdict.claim.id,
            verdict.claim.statement,
            f"{named(verdict.claim.metric)}: {claims.told(verdict.claim)}",
            _found(verdict.trials[0]) if len(verdict.trials) == 1 else "see below",
            f"**{verdict.ruling}**",
        ]
        for verdict in found
    ]
    header = ["", "claim", "expected", "found, with interval", "the runs say"]
    parts = ["## What was claimed beforehand", markdown(header, rows)]
    spread = [verdict for verdict in found if len(verdict.trials) > 1]
    places = [
        [verdict.claim.id, trial.place, _found(trial), trial.ruling]
        for verdict in spread
        for trial in verdict.trials
    ]
    if places:
        header = ["claim", "where", "found, with interval", "the runs say"]
        parts.append(markdown(header, places))
    parts.append(
        "Found is the paired difference between twins (for a peak or valley: by how much the best "
        "inner value stands out above the better end, chosen on one half of the runs and measured "
        "on the other). A claim is supported when its interval lies on the expected side, "
        "contradicted when it lies on the other, else left open."
    )
    return Section("\n\n".join(parts), (picture(answers, spread),) if spread else ())


def _found(trial: Trial) -> str:
    return between(trial.found) + (f"; {trial.note}" if trial.note else "")


def picture(answers: Answers, verdicts: Sequence[Verdict]) -> Picture:
    """Draw what was found of each claim at all its places."""
    points = Points()
    rows = [len(verdict.trials) for verdict in verdicts]
    with mpl.rc_context(STYLE):
        height = 0.2 * sum(rows) + 1.1 * len(rows) + 0.4
        figure = Figure(figsize=(7.2, height), layout="constrained")
        axes = figure.subplots(len(rows), squeeze=False, height_ratios=[n + 1 for n in rows])[:, 0]
        for axis, verdict in zip(axes, verdicts, strict=True):
            claim = verdict.claim
            for row, trial in enumerate(verdict.trials):
                interval(axis, trial.found, LOOKS[trial.ruling], row=row)
                points.add(
                    trial.cells[-1],
                    claim.metric,
                    trial.found,
                    less=trial.cells[-2] if claim.along is None else None,
                    claim=claim.id,
                    ruling=trial.ruling,
                    cells="; ".join(cell.name for cell in trial.cells),
                )
            for bound in {-claim.margin, 0.0, claim.margin}:
                axis.axvline(bound, color=GREY, linewidth=0.8, linestyle=":" if bound else "-")
            axis.set_title(textwrap.fill(f"{claim.id}: {claim.statement}", WIDE))
            name_rows(axis, [trial.place for trial in verdict.trials], claim.metric)
            unit = all_indicators()[claim.metric].unit
            told = f"Difference in {all_indicators()[claim.metric].meaning} ({unit})"
            axis.set_xlabel(textwrap.fill(told, WIDE))
        figure.legend(handles=_marks(verdicts), loc="outside upper left", ncols=len(LOOKS))
    tried = [trial.cells[-1] for verdict in verdicts for trial in verdict.trials]
    caption = (
        f"What {how_many(answers, tried)} twins each say of a claim wherever it can be tried: the "
        "difference found, with its interval."
    )
    if any(verdict.claim.margin for verdict in verdicts):
        caption += " Between the dotted lines a difference counts for nothing."
    return Picture("claims", figure, caption, points.table())


def _marks(verdicts: Sequence[Verdict]) -> list[Line2D]:
    """Return a mark with its name for each ruling that there is."""
    there = {trial.ruling for verdict in verdicts for trial in verdict.trials}
    return [
        Line2D([], [], color=COLOURS[look], marker=MARKS[look], linestyle="", label=ruling)
        for ruling, look in LOOKS.items()
        if ruling in there
    ]
