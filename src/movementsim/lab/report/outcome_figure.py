"""The figure of an outcome: the network as it split, and as the runs predict it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import networkx as nx
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from movementsim.kernel.columns import Floats, Mask
from movementsim.lab.analysis.outcome_score import Score
from movementsim.lab.analysis.reference import stubborn_averaging
from movementsim.lab.config.outcome import OutcomeConfig
from movementsim.lab.design.observed_outcome import Truth
from movementsim.lab.design.plan import Cell
from movementsim.lab.report.templates import caption
from movementsim.networks import Network

_LEFT, _EITHER, _STAYED, _UNKNOWN = "#D55E00", "#D9D9D9", "#1B3A6B", "#FFFFFF"
_SHADES = LinearSegmentedColormap.from_list("left or stayed", [_STAYED, _EITHER, _LEFT])
_MANY_PEOPLE = 400
"""People from which on a faster layout is used."""
_MAX_NAMED = 60
"""People up to which the figure shows their names."""


@dataclass(frozen=True)
class OutcomeFigure:
    """The figure of who left and who stayed, as part of a report.

    Attributes
    ----------
    outcome, truth
        The section of the experiment, and what happened.
    cell, score
        The cell whose runs are shown, and how well they predict.
    name, caption
        See :class:`movementsim.lab.report.section.ReportFigure`.
    """

    outcome: OutcomeConfig
    cell: Cell
    score: Score
    truth: Truth
    name: str = "outcome"

    @property
    def caption(self) -> str:
        """The caption printed below the figure."""
        return caption("outcome")

    def save(self, folder: Path) -> None:
        """Write the figure as PNG and SVG, and the numbers it shows as CSV."""
        draw_outcome(self.outcome, folder / self.name, self.score, self.truth)
        people = pd.DataFrame(
            {
                "cell": self.cell.name,
                "id": self.truth.network.ids,
                "left": np.where(self.truth.known, self.truth.left.astype(float), np.nan),
                "probability_of_leaving": self.score.probability,
            }
        )
        people.to_csv(folder / f"{self.name}.csv", index=False, float_format="%.6g")


def draw_outcome(outcome: OutcomeConfig, path: Path, score: Score, truth: Truth) -> list[Path]:
    """Draw the network as it split, as the runs predict it, and as the reference method does.

    Orange is leaving and navy staying. A ring marks people who are classified wrongly, a square a
    leader, white an unknown fate.

    Parameters
    ----------
    outcome, truth
        The section of the experiment, and what happened.
    path
        Where to write; `.png` and `.svg` replace its suffix.
    score
        How well the runs predict what happened.

    Returns
    -------
    list[Path]
        The two files.
    """
    happened = np.where(truth.known, truth.left.astype(np.float64), np.nan)
    panels = {
        "What happened": happened,
        f"The model: share of {score.runs} runs": score.probability,
    }
    if outcome.reference:
        panels["Reference: stubborn averaging"] = stubborn_averaging(truth.network, *truth.leaders)
    positions = _layout(truth.network)
    files = [path.with_suffix(".png"), path.with_suffix(".svg")]
    with mpl.rc_context({"svg.hashsalt": "movementsim", "font.size": 9}):
        figure = Figure(figsize=(4.2 * len(panels), 4.9), layout="constrained")
        axes = figure.subplots(1, len(panels), squeeze=False)[0]
        for axis, (title, leaving) in zip(axes, panels.items(), strict=True):
            wrong = truth.known & np.isfinite(leaving) & ((leaving > 0.5) != truth.left)
            right = truth.known.sum() - wrong.sum()
            correct = "" if leaving is happened else f"\n{right} of {score.people} correct"
            axis.set_title(f"{title}{correct}")
            _draw_network(axis, positions, truth, leaving, wrong)
        shades = mpl.cm.ScalarMappable(mpl.colors.Normalize(0, 1), _SHADES)
        bar = figure.colorbar(
            shades, ax=list(axes), location="bottom", shrink=0.35, aspect=30, pad=0.02
        )
        bar.set_ticks([0, 0.5, 1], labels=["stays: 0", "probability of leaving", "leaves: 1"])
        for file in files:
            about = {"Date": None} if file.suffix == ".svg" else {"Software": None}
            figure.savefig(file, dpi=160, metadata=about)
    return files


def _layout(network: Network) -> Floats:
    """Return the positions of all people, shape (n, 2)."""
    graph = nx.Graph()
    graph.add_nodes_from(range(len(network.ids)))
    graph.add_edges_from(network.pairs.tolist())
    if len(graph) <= _MANY_PEOPLE:
        found = nx.kamada_kawai_layout(graph)
    else:
        found = nx.spring_layout(graph, seed=1)
    return np.array([found[row] for row in range(len(graph))])


def _draw_network(
    axis: Axes, positions: Floats, truth: Truth, leaving: Floats, wrong: Mask
) -> None:
    people = len(positions)
    size = 150.0 if people <= _MAX_NAMED else max(6.0, 9000.0 / people)
    lines = list(positions[truth.network.pairs])
    axis.add_collection(LineCollection(lines, colors="#BBBBBB", linewidths=0.6, zorder=1))
    leads = np.isin(np.arange(people), truth.leaders)
    for some, shape in ((~leads, "o"), (leads, "s")):
        axis.scatter(
            positions[some, 0],
            positions[some, 1],
            s=size,
            c=[_UNKNOWN if np.isnan(value) else _SHADES(value) for value in leaving[some]],
            marker=shape,
            edgecolors="#666666",
            linewidths=0.5,
            zorder=3,
        )
    axis.scatter(
        positions[wrong, 0],
        positions[wrong, 1],
        s=2.4 * size,
        facecolors="none",
        edgecolors="black",
        linewidths=1.3,
        zorder=2,
    )
    if people <= _MAX_NAMED:
        _write_names(axis, positions, truth.network.ids, leaving)
    axis.set_aspect("equal")
    axis.margins(0.08)
    axis.axis("off")


def _write_names(axis: Axes, positions: Floats, names: list[str], leaving: Floats) -> None:
    for name, position, probability in zip(names, positions, leaving, strict=True):
        pale = np.isnan(probability) or 0.25 < probability < 0.8
        axis.annotate(
            name,
            position,
            ha="center",
            va="center",
            fontsize=6,
            zorder=4,
            color="black" if pale else "white",
        )
