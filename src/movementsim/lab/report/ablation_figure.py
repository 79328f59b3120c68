"""The figure of an ablation: what changes when a rule or a trait is switched off."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.figure import Figure

from movementsim.lab.analysis.ablation import AblationEffect, cells_by_switch, switch_label
from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.config.overrides import NOTHING
from movementsim.lab.design.plan import Cell
from movementsim.lab.report.points import Points
from movementsim.lab.report.style import (
    GREY,
    STYLE,
    Picture,
    draw_interval,
    label_rows,
    set_heading,
    slug,
)
from movementsim.lab.report.templates import caption
from movementsim.lab.report.wording import meaning_of
from movementsim.plugins.schema import all_indicators

_MAX_ROWS = 15


def plot_ablation(
    estimates: Estimates, cells: Sequence[Cell], ranked: Sequence[AblationEffect], metric: str
) -> Picture | None:
    """Draw the largest effects of switching things off, arm by arm.

    Parameters
    ----------
    estimates, cells
        The runs of an ablation, and its cells.
    ranked
        The effects, largest first.
    metric
        The indicator that changes.

    Returns
    -------
    Picture | None
        The figure, or None where nothing changes.
    """
    arms = estimates.plan.experiment.arm_names
    shown = [one for one in ranked if one.size > 0][:_MAX_ROWS]
    if not shown:
        return None
    by_switch, points = cells_by_switch(cells), Points()
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(7.0, 1.3 + 0.3 * max(len(shown), 2)), layout="constrained")
        axis = figure.subplots()
        for row, effect in enumerate(shown):
            for number, (arm, change) in enumerate(zip(arms, effect.by_arm, strict=True)):
                shift = 0.3 * (number - (len(arms) - 1) / 2)
                draw_interval(axis, change, number, row=row + shift, name="" if row else arm)
                cell, whole = by_switch[arm, effect.switch], by_switch[arm, NOTHING]
                points.add(cell, metric, change, less=whole)
        axis.axvline(0, color=GREY, linewidth=0.8)
        set_heading(axis, metric, 70)
        label_rows(axis, [switch_label(one.switch) for one in shown], metric)
        axis.set_xlabel(f"Change when switched off ({all_indicators()[metric].unit})")
        if len(arms) > 1:
            axis.legend(loc="best")
    text = caption("ablation", shown=len(shown), all=len(ranked), meaning=meaning_of(metric))
    return Picture(f"ablation-{slug(metric)}", figure, text, points.table())
