"""Section of a report on claims made beforehand: a table of rulings and a figure of all places."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from movementsim.lab.analysis.claims import ClaimTest, Ruling, Verdict, verdicts
from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.config.claims import Claim, Contrast
from movementsim.lab.design.labels import value_label
from movementsim.lab.report.points import Points
from movementsim.lab.report.section import Section
from movementsim.lab.report.style import (
    COLOURS,
    GREY,
    MARKERS,
    STYLE,
    Picture,
    draw_interval,
    label_rows,
    runs_per_cell,
)
from movementsim.lab.report.templates import caption, phrase, render
from movementsim.lab.report.wording import format_interval, metric_title

_LOOKS: dict[Ruling, int] = {"supported": 0, "contradicted": 1, "open": 4}
"""The number of the colour and marker that each ruling has."""
_WIDTH = 52
"""Letters in a line above or below a panel."""


def claims_section(estimates: Estimates) -> Section:
    """Return the ruling on each claim, and the tests at all places of the design.

    Returns
    -------
    Section
        Tables of the claims and their tests, and a figure of those that are tested at several
        places.

    Raises
    ------
    InputError
        If a claim cannot be tested on this design.
    """
    found = verdicts(estimates)
    several = [verdict for verdict in found if len(verdict.tests) > 1]
    text = render(
        "claims.md.j2",
        claims=[
            [
                verdict.claim.id,
                verdict.claim.statement,
                f"{metric_title(verdict.claim.metric)}: {_expected(verdict.claim)}",
                _observed(verdict.tests[0]) if len(verdict.tests) == 1 else "see below",
                f"**{verdict.ruling}**",
            ]
            for verdict in found
        ],
        places=[
            [verdict.claim.id, test.place, _observed(test), test.ruling]
            for verdict in several
            for test in verdict.tests
        ],
    )
    return Section(text, (_plot_claims(estimates, several),) if several else ())


def _observed(test: ClaimTest) -> str:
    interval = format_interval(test.observed)
    return f"{interval}; {test.note}" if test.note else interval


def _expected(claim: Claim) -> str:
    """Return in words what a claim expects."""
    return phrase(
        "expected",
        expect=claim.expect,
        along=claim.along,
        contrast=claim.contrast and _from_to(claim.contrast),
        across=claim.across and _from_to(claim.across),
    )


def _from_to(contrast: Contrast) -> str:
    ends = [value_label("", end).replace("\n", ", ") for end in (contrast.before, contrast.after)]
    return phrase("contrast", parameter=contrast.parameter, before=ends[0], after=ends[1])


def _plot_claims(estimates: Estimates, found: Sequence[Verdict]) -> Picture:
    """Draw what was observed for each claim at all its places."""
    points = Points()
    rows = [len(verdict.tests) for verdict in found]
    with mpl.rc_context(STYLE):
        height = 0.2 * sum(rows) + 1.1 * len(rows) + 0.4
        figure = Figure(figsize=(7.2, height), layout="constrained")
        axes = figure.subplots(len(rows), squeeze=False, height_ratios=[n + 1 for n in rows])[:, 0]
        for axis, verdict in zip(axes, found, strict=True):
            _draw_verdict(axis, verdict)
            for test in verdict.tests:
                _add_point(points, verdict.claim, test)
        figure.legend(handles=_legend_entries(found), loc="outside upper left", ncols=len(_LOOKS))
    tested = [test.cells[-1] for verdict in found for test in verdict.tests]
    margin = any(verdict.claim.margin for verdict in found)
    text = caption("claims", pairs=runs_per_cell(estimates, tested), margin=margin)
    return Picture("claims", figure, text, points.table())


def _draw_verdict(axis: Axes, verdict: Verdict) -> None:
    claim = verdict.claim
    for row, test in enumerate(verdict.tests):
        draw_interval(axis, test.observed, _LOOKS[test.ruling], row=row)
    for bound in {-claim.margin, 0.0, claim.margin}:
        axis.axvline(bound, color=GREY, linewidth=0.8, linestyle=":" if bound else "-")
    axis.set_title(textwrap.fill(f"{claim.id}: {claim.statement}", _WIDTH))
    label_rows(axis, [test.place for test in verdict.tests], claim.metric)
    axis.set_xlabel(textwrap.fill(f"Difference in {metric_title(claim.metric)}", _WIDTH))


def _add_point(points: Points, claim: Claim, test: ClaimTest) -> None:
    points.add(
        test.cells[-1],
        claim.metric,
        test.observed,
        less=test.cells[-2] if claim.along is None else None,
        claim=claim.id,
        ruling=test.ruling,
        cells="; ".join(cell.name for cell in test.cells),
    )


def _legend_entries(found: Sequence[Verdict]) -> list[Line2D]:
    """Return a marker with its name for each ruling that occurs."""
    rulings = {test.ruling for verdict in found for test in verdict.tests}
    return [
        Line2D([], [], color=COLOURS[look], marker=MARKERS[look], linestyle="", label=ruling)
        for ruling, look in _LOOKS.items()
        if ruling in rulings
    ]
