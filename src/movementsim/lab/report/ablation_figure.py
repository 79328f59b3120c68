"""TODO."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.figure import Figure

from movementsim.lab.analysis.ablation import SHOWN, Effect, _places, named
from movementsim.lab.analysis.answers import Answers
from movementsim.lab.config.overrides import NOTHING
from movementsim.lab.design.plan import Cell
from movementsim.lab.report.points import Points
from movementsim.lab.report.style import GREY, STYLE, Picture, heading, interval, name_rows
from movementsim.plugins.schema import all_indicators


def picture(
    answers: Answers, cells: Sequence[Cell], ranked: Sequence[Effect], metric: str
) -> Picture | None:
    """Draw the largest effects of switching things off, arm by arm; None where nothing changes."""
    arms = answers.plan.experiment.arm_names
    shown = [one for one in ranked if one.size > 0][:SHOWN]
    if not shown:
        return None
    by, points = _places(cells), Points()
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(7.0, 1.3 + 0.3 * max(len(shown), 2)), layout="constrained")
        axis = figure.subplots()
        for row, effect in enumerate(shown):
            for number, change in enumerate(effect.by_arm):
                shift = 0.3 * (number - (len(arms) - 1) / 2)
                name = "" if row else arms[number]
                interval(axis, change, number, row=row + shift, name=name)
                arm = arms[number]
                points.add(by[arm, effect.what], metric, change, less=by[arm, NOTHING])
        axis.axvline(0, color=GREY, linewidth=0.8)
        heading(axis, metric, 70)
        name_rows(axis, [named(one.what) for one in shown], metric)
        axis.set_xlabel(f"Change when it is switched off ({all_indicators()[metric].unit})")
        if len(arms) > 1:
            axis.legend(loc="best")
    caption = (
        f"{len(shown)} of {len(ranked)} rules and traits, those with the largest effect first: how "
        f"{all_indicators()[metric].meaning} at the end changes when one of them is switched off, same "
        "people and same luck; bars are 95% intervals."
    )
    return Picture(f"ablation-{metric.replace('_', '-')}", figure, caption, points.table())
