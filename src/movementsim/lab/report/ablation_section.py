"""Section of a report on an ablation: what clearly matters, ranked, with figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from movementsim.lab.analysis.ablation import (
    MIN_PAIRS,
    AblationEffect,
    ablation_effects,
    switch_label,
)
from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.design.plan import Cell
from movementsim.lab.report.ablation_figure import plot_ablation
from movementsim.lab.report.section import Section
from movementsim.lab.report.templates import render
from movementsim.lab.report.wording import (
    capitalised,
    format_interval,
    format_number,
    meaning_of,
)

_MAX_ROWS = 10
"""Rules and traits in the table of an indicator."""


def ablation_section(estimates: Estimates, cells: Sequence[Cell]) -> Section:
    """Return the effects of switching off each rule and trait, largest first.

    Parameters
    ----------
    estimates, cells
        The runs of an ablation, and its cells.

    Returns
    -------
    Section
        A table per indicator, and a figure of the first and of the last indicator.
    """
    metrics = estimates.plan.experiment.report.metrics
    arms = estimates.plan.experiment.arm_names
    indicators, pictures = [], []
    for metric in metrics:
        ranked = ablation_effects(estimates, cells, metric)
        indicators.append(_indicator(metric, ranked))
        if metric in (metrics[0], metrics[-1]):
            drawn = plot_ablation(estimates, cells, ranked, metric)
            pictures += [drawn] if drawn else []
    text = render(
        "ablation.md.j2",
        indicators=indicators,
        fewest=MIN_PAIRS,
        most_shown=_MAX_ROWS,
        arms=arms,
        reference=arms[0],
    )
    return Section(text, tuple(pictures))


def _indicator(metric: str, ranked: Sequence[AblationEffect]) -> dict[str, Any]:
    """Return what the template says of one indicator."""
    shown = [one for one in ranked if one.clear or one.too_few]
    return {
        "meaning": capitalised(meaning_of(metric)),
        "too_few": any(one.too_few for one in ranked),
        "clear_effects": sum(one.clear for one in ranked),
        "effects": len(ranked),
        "rows": [
            [
                str(place),
                switch_label(one.switch),
                *(format_interval(change) for change in one.by_arm),
                *(format_interval(contrast) for contrast in one.contrasts),
                format_number(one.size) if math.isfinite(one.size) else "unbounded",
            ]
            for place, one in enumerate(shown[:_MAX_ROWS], start=1)
        ],
    }
