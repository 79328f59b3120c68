"""Draw the picture of a stack: `python docs/pictures/stack.py` writes stack.svg beside it."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, Rectangle

COLOURS = ("#0072b2", "#e69f00", "#009e73")
"""One colour for each movement, of the palette of Okabe and Ito."""
PEOPLE = (0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 0, 2)
"""The movement of each person: founders of three movements, then two people who joined."""
FOUNDERS = 12
WIDTH, HEIGHT = 0.62, 0.5
COLUMNS = ("run", "key", "trust", "power")


def draw() -> None:
    """Draw the picture and write it."""
    mpl.rcParams["svg.hashsalt"] = "stack"
    mpl.rcParams["svg.fonttype"] = "none"
    mpl.rcParams["font.family"] = "sans-serif"
    figure, axes = plt.subplots(figsize=(9.6, 4.4))
    axes.set_axis_off()
    axes.set_xlim(-1.3, 14.2)
    axes.set_ylim(-3.1, 4.1)
    _movements(axes)
    _arrays(axes)
    _week(axes)
    path = Path(__file__).with_suffix(".svg")
    figure.savefig(path, bbox_inches="tight", metadata={"Date": None})


def _movements(axes: Axes) -> None:
    for run, (centre, colour) in enumerate(zip((1.24, 3.41, 5.89), COLOURS, strict=True)):
        axes.text(centre, 3.75, f"movement {run}", ha="center", color=colour, weight="bold")
        axes.add_patch(
            FancyArrowPatch(
                (centre, 3.6), (centre, 2.75), arrowstyle="-|>", color=colour, mutation_scale=14
            )
        )
    axes.text(8.31, 3.75, "joined later", ha="center", color="#444444")
    axes.add_patch(
        FancyArrowPatch(
            (8.31, 3.6), (8.31, 2.75), arrowstyle="-|>", color="#444444", mutation_scale=14
        )
    )


def _arrays(axes: Axes) -> None:
    for row, column in enumerate(COLUMNS):
        bottom = 2.1 - row * HEIGHT
        axes.text(-0.15, bottom + HEIGHT / 2, column, ha="right", va="center", family="monospace")
        for place, run in enumerate(PEOPLE):
            left = place * WIDTH + (0.25 if place >= FOUNDERS else 0.0)
            axes.add_patch(
                Rectangle(
                    (left, bottom),
                    WIDTH,
                    HEIGHT,
                    facecolor=COLOURS[run],
                    alpha=0.28,
                    edgecolor="white",
                    linewidth=1.5,
                )
            )
            if column == "run":
                axes.text(
                    left + WIDTH / 2,
                    bottom + HEIGHT / 2,
                    str(run),
                    ha="center",
                    va="center",
                    color="#222222",
                    family="monospace",
                )
    axes.text(
        9.5, 1.35, "one row per person,\none array per property", va="center", color="#444444"
    )


def _week(axes: Axes) -> None:
    axes.text(0.0, -0.55, "each week, once for all movements:", weight="bold")
    for line, (step, words) in enumerate(
        (
            ("decide", "every strategy class in one call"),
            ("resolve", "every rule in one call"),
            ("measure", "every indicator in one call, with one value per movement"),
        ),
        start=1,
    ):
        axes.text(0.0, -0.55 - 0.5 * line, step, family="monospace")
        axes.text(1.5, -0.55 - 0.5 * line, words)


if __name__ == "__main__":
    draw()
