"""What is said of a split that happened: the model beside a reference method and chance.

The reference method knows the ties and the two leaders, and nothing else; chance knows nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
import networkx as nx
import numpy as np
import pandas as pd
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from movementsim.kernel.columns import Floats
from movementsim.lab.analysis.outcome_score import Score, marks, score_runs
from movementsim.lab.analysis.reference import guessing, stubborn_averaging
from movementsim.lab.config.outcome import OutcomeConfig
from movementsim.lab.design.plan import Cell, Plan
from movementsim.lab.design.truth import Truth, read_truth
from movementsim.lab.report.prose import Section
from movementsim.measures import Interval
from movementsim.networks import Network

LEFT, EITHER, STAYED = "#D55E00", "#D9D9D9", "#1B3A6B"
UNKNOWN = "#FFFFFF"
SHADES = LinearSegmentedColormap.from_list("left or stayed", [STAYED, EITHER, LEFT])
MANY = 400
"""People from which on a picture shows no names, and a quicker layout is taken."""


# What is shown ------------------------------------------------------------------------------------


def table(outcome: OutcomeConfig, scores: Mapping[str, Score], truth: Truth) -> str:
    """Return a section of a report: the scores of all arms, the reference, chance, and how to read.

    Parameters
    ----------
    outcome, truth
        The section of the experiment, and what happened.
    scores
        By the name of the arm; the first is the one the experiment is about.
    """
    first = next(iter(scores.values()))
    people = first.people
    lines = [
        "## Against what happened",
        "",
        f"Of {people} people whose fate is known {truth.left.sum()} left (column "
        f"`{outcome.column}`). A run says of each whether they have decided to leave when it ends; "
        "the runs together give a probability. The side is the leader followed out, or whose "
        "faction somebody is in, or who is nearer in opinion.",
        "",
        "| who says | told right | AUC | log-loss |",
        "|---|---|---|---|",
    ]
    for arm, score in scores.items():
        lines.append(_line(f"{arm}: a run, mean of {score.runs}", score.each, people))
        lines.append(_line(f"{arm}: the runs together", score.pooled, people))
        if score.leaning:
            lines.append(_line(f"{arm}: the runs together, by side", score.leaning, people))
    if outcome.reference:
        found = marks(outcome, stubborn_averaging(truth.network, *truth.leaders), truth)
        alone = {name: Interval(float(mark), np.nan, np.nan) for name, mark in found.items()}
        lines.append(_line("reference method: stubborn averaging", alone, people))
    coin, turned = guessing(people, len(truth.leaders))
    lines += [
        f"| chance: a coin | {coin:.1f} of {people} | .50 | {np.log(2):.3f} |",
        "",
        "In brackets: 95% intervals over runs. Told right counts the leaders, AUC and log-loss "
        "leave them out: the reference method and the coin are told where they went. A coin that "
        f"may be turned round afterwards gets {turned:.1f}. {_mistakes(outcome, first, truth)}",
        f"Of those who left in the runs {first.followed:.0%} followed somebody out; the others "
        "went by themselves.",
        "",
    ]
    return "\n".join(lines)


def _line(who: str, scored: Mapping[str, Interval], people: int) -> str:
    right, auc, loss = (scored[name] for name in ("right", "auc", "log_loss"))
    return f"| {who} | {_span(right, 1, f' of {people}')} | {_span(auc, 2)} | {_span(loss, 3)} |"


def _span(found: Interval, digits: int, unit: str = "") -> str:
    if np.isnan(found.low):
        whole = float(found.mean).is_integer()
        return f"{found.mean:.{0 if whole and unit else digits}f}{unit}"
    return f"{found.mean:.{digits}f}{unit} ({found.low:.{digits}f}-{found.high:.{digits}f})"


def _mistakes(outcome: OutcomeConfig, score: Score, truth: Truth) -> str:
    """Name whom the runs together get wrong, and whom the reference method does."""
    said = {"The runs together": score.probability}
    if outcome.reference:
        said["the reference method"] = stubborn_averaging(truth.network, *truth.leaders)
    parts = []
    for who, probability in said.items():
        wrong = truth.known & ((probability > 0.5) != truth.left)
        names = [truth.network.ids[row] for row in np.flatnonzero(wrong)]
        more = f" and {len(names) - 20} more" if len(names) > 20 else ""
        parts.append(f"{who} mistook {', '.join(names[:20]) or 'nobody'}{more}")
    return "; ".join(parts) + "."


def picture(outcome: OutcomeConfig, path: Path, score: Score, truth: Truth) -> list[Path]:
    """Draw the network three times: what happened, what the runs say, what the reference says.

    Colour is leaving, orange, against staying, navy; a ring marks who is told wrong, a square a
    leader, white an unknown fate.

    Parameters
    ----------
    path
        Where to write; .png and .svg take the place of its suffix.

    Returns
    -------
    The two files.
    """
    happened = np.where(truth.known, truth.left.astype(np.float64), np.nan)
    panels = {
        "What happened": happened,
        f"The model: share of {score.runs} runs": score.probability,
    }
    if outcome.reference:
        panels["Reference: stubborn averaging"] = stubborn_averaging(truth.network, *truth.leaders)
    place = _layout(truth.network)
    files = [path.with_suffix(".png"), path.with_suffix(".svg")]
    with mpl.rc_context({"svg.hashsalt": "movementsim", "font.size": 9}):
        figure = Figure(figsize=(4.2 * len(panels), 4.9), layout="constrained")
        axes = figure.subplots(1, len(panels), squeeze=False)[0]
        for axis, (title, shown) in zip(axes, panels.items(), strict=True):
            wrong = truth.known & np.isfinite(shown) & ((shown > 0.5) != truth.left)
            right = truth.known.sum() - wrong.sum()
            axis.set_title(title if shown is happened else f"{title}\n{right} of {score.people}")
            _draw(axis, place, truth, shown, wrong)
        shades = mpl.cm.ScalarMappable(mpl.colors.Normalize(0, 1), SHADES)
        bar = figure.colorbar(
            shades, ax=list(axes), location="bottom", shrink=0.35, aspect=30, pad=0.02
        )
        bar.set_ticks([0, 0.5, 1], labels=["stays: 0", "probability of leaving", "leaves: 1"])
        for file in files:
            about = {"Date": None} if file.suffix == ".svg" else {"Software": None}
            figure.savefig(file, dpi=160, metadata=about)
    return files


def _layout(network: Network) -> Floats:
    graph = nx.Graph()
    graph.add_nodes_from(range(len(network.ids)))
    graph.add_edges_from(network.pairs.tolist())
    if len(graph) <= MANY:
        found = nx.kamada_kawai_layout(graph)
    else:
        found = nx.spring_layout(graph, seed=1)
    return np.array([found[row] for row in range(len(graph))])


def _draw(axis: Any, place: Floats, truth: Truth, shown: Floats, wrong: Any) -> None:
    people = len(place)
    size = 150.0 if people <= 60 else max(6.0, 9000.0 / people)
    lines = list(place[truth.network.pairs])
    axis.add_collection(LineCollection(lines, colors="#BBBBBB", linewidths=0.6, zorder=1))
    leads = np.isin(np.arange(people), truth.leaders)
    for some, shape in ((~leads, "o"), (leads, "s")):
        colour = [UNKNOWN if np.isnan(value) else SHADES(value) for value in shown[some]]
        axis.scatter(
            *place[some].T,
            s=size,
            c=colour,
            marker=shape,
            edgecolors="#666666",
            linewidths=0.5,
            zorder=3,
        )
    axis.scatter(
        *place[wrong].T,
        s=2.4 * size,
        facecolors="none",
        edgecolors="black",
        linewidths=1.3,
        zorder=2,
    )
    if people <= 60:
        for row, name in enumerate(truth.network.ids):
            pale = np.isnan(shown[row]) or 0.25 < shown[row] < 0.8
            axis.annotate(
                name,
                place[row],
                ha="center",
                va="center",
                fontsize=6,
                zorder=4,
                color="black" if pale else "white",
            )
    axis.set_aspect("equal")
    axis.margins(0.08)
    axis.axis("off")


def against_truth(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> list[Section]:
    """Return the section that compares the runs with what happened, if the config says what did.

    Parameters
    ----------
    plan
        What was planned.
    tables
        What came of it; of these `people` is used.
    """
    outcome = plan.outcome
    if outcome is None:
        return []
    truth = read_truth(outcome, plan.cells[0].scenario)
    people = dict(list(tables["people"].groupby("run_id", sort=False)))
    scores: dict[str, Any] = {}
    for cell in plan.cells:
        runs = [
            {name: people[run.id][name].to_numpy() for name in people[run.id]}
            for run in plan.runs
            if run.cell is cell and run.id in people
        ]
        scores[cell.title] = score_runs(outcome, runs, truth)
    first = next(iter(scores.values()))
    picture = Split(outcome, plan.cells[0], first, truth)
    return [Section(table(outcome, scores, truth), (picture,))]


@dataclass(frozen=True)
class Split:
    """The picture of who left and who stayed, in the report's terms."""

    outcome: OutcomeConfig
    cell: Cell
    score: Score
    truth: Truth
    name: str = "outcome"
    caption: str = (
        "Who left (orange) and who stayed (navy): what happened, and how sure the runs were of "
        "it. A square is a leader, a ring somebody told wrong, white an unknown fate."
    )

    def save(self, folder: Path) -> None:
        """Write it as PNG and SVG, and what it shows as CSV."""
        picture(self.outcome, folder / self.name, self.score, self.truth)
        people = pd.DataFrame(
            {
                "cell": self.cell.name,
                "id": self.truth.network.ids,
                "left": np.where(self.truth.known, self.truth.left.astype(float), np.nan),
                "probability_of_leaving": self.score.probability,
            }
        )
        people.to_csv(folder / f"{self.name}.csv", index=False, float_format="%.6g")
