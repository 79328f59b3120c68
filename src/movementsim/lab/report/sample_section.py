"""Samples of the inputs, told and drawn: which inputs matter, and where something happens."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np

from movementsim.lab.analysis import scenario_discovery
from movementsim.lab.analysis.answers import Answers
from movementsim.lab.analysis.sensitivity import Output, indices, outputs
from movementsim.lab.config.designs import Design
from movementsim.lab.design.labels import parameter_label
from movementsim.lab.design.plan import Cell
from movementsim.lab.report.prose import Section, markdown, number
from movementsim.lab.report.sample_figures import (
    LEADING,
    RANKED,
    WORDS,
    Found,
    _box,
    _spread,
    _strengths,
)
from movementsim.lab.report.style import Picture
from movementsim.plugins.schema import all_indicators

NOTES = {
    "saltelli": "*Alone* is the share of the variance over the sampled ranges that an input "
    "explains by itself (first-order Sobol index), *total* with all that it does together with "
    "others; in brackets 95% intervals by resampling.",
    "morris": "Effects are those of moving one input across its whole range, with the others "
    "anywhere (Morris' elementary effects): *mean absolute* says how much it matters, with a 95% "
    "interval by resampling, *mean* which way, and a large *standard deviation* that its effect is "
    "curved or hangs on other inputs.",
}
RANK_NOTE = (
    "Rank correlation (Spearman) of an input with the outcome over the sample, with 95% intervals: "
    "it sees what goes one way only. Choices count in the order in which the config lists them."
)
PAIRS = 5
"""Pairs of inputs that the report prints; all are in the table beside the figure."""


def section(answers: Answers, design: Design, cells: Sequence[Cell]) -> Section:
    """Return what a sample says: indices for each indicator, regions, and the pictures.

    Raises
    ------
    InputError
        When a run of the sample is missing; names it.
    """
    root = answers.plan.experiment.experiment.seed
    metrics = answers.plan.experiment.report.metrics
    by_metric = [
        [(output, indices(design, output, root)) for output in outputs(answers, design, metric)]
        for metric in metrics
    ]
    found = [one for several in by_metric for one in several]
    parts = [_table(answers, design, several) for several in by_metric]
    parts.append(NOTES.get(design.kind, RANK_NOTE))
    varying = [one for one in found if np.ptp(one[0].values) > 0]
    pictures = [_strengths(answers, design, varying)] if varying else []
    if design.kind not in LEADING:
        pictures.append(_spread(answers, design, cells))
        text, drawn = _regions(answers, design, cells)
        parts += text
        pictures += drawn
    return Section("\n\n".join(parts), tuple(pictures))


# Which inputs matter ------------------------------------------------------------------------------


def _table(answers: Answers, design: Design, found: Found) -> str:
    """Return how much each input matters for one indicator, in the arms side by side."""
    leading = LEADING.get(design.kind, RANKED)
    meaning = all_indicators()[found[0][0].metric].meaning
    title = f"### {meaning[:1].upper()}{meaning[1:]}"
    told = [(output, of.inputs) for output, of in found]
    varying = [(output, table) for output, table in told if not table[leading].isna().all()]
    if not varying:
        return f"{title}\n\nIt does not vary over the sample."
    ranked = varying[0][1][leading].abs().sort_values(ascending=False).index
    header, rows = ["input"], [[parameter_label(answers.plan, str(name))] for name in ranked]
    for output, table in varying:
        shown = [leading, *(name for name in table if name in WORDS and name != leading)]
        arm = "" if output.name == "movement" else f"{output.name}: "
        header += [f"{arm}{WORDS[name]}" for name in shown]
        for row, name in zip(rows, ranked, strict=True):
            row += [_spanned(table.loc[name], one) for one in shown]
    luck = _luck([output for output, _ in varying])
    return f"{title}\n\n{markdown(header, rows)}\n\n{luck}{_pairs(answers, found)}"


def _luck(varying: Sequence[Output]) -> str:
    """Return how much of what differs between runs is luck, if the runs tell."""
    shares = [
        f"{output.luck:.0%}" + ("" if output.name == "movement" else f" ({output.name})")
        for output in varying
        if np.isfinite(output.luck)
    ]
    if not shares:
        return "How much of it is luck, one run a point does not tell."
    share = "Share of the variance of single runs that is luck at a fixed point"
    return f"{share}: {'; '.join(shares)}."


def _pairs(answers: Answers, found: Found) -> str:
    """Return which pairs of inputs do most together that neither does alone."""
    rows = [
        [
            "" if output.name == "movement" else output.name,
            f"{parameter_label(answers.plan, row['input'])} with "
            f"{parameter_label(answers.plan, row['other'])}",
            _spanned(row, "second"),
        ]
        for output, of in found
        for _, row in of.pairs.head(PAIRS).iterrows()
    ]
    if not rows:
        return ""
    header = ["", "two inputs together, the strongest", "share of variance"]
    return f"\n\n{markdown(header, rows)}"


def _spanned(row: Any, name: str) -> str:
    value = row[name]
    if f"{name}_low" not in row:
        return number(value)
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return f"{number(value)} ({number(low)} to {number(high)})"


# Where it happens ---------------------------------------------------------------------------------


def _regions(
    answers: Answers, design: Design, cells: Sequence[Cell]
) -> tuple[list[str], list[Picture]]:
    """Tell and draw where an arm has surely more than the reference, or where it is worst."""
    points = len({str(cell.point) for cell in cells})
    if points < scenario_discovery.FEWEST:
        return [], []
    if find_spec("ema_workbench") is None:
        return ['Regions in which one does better: `pip install "movementsim[discover]"`.'], []
    parts, pictures = [], []
    for what, some, happens, metric in _cases(answers, cells):
        region = scenario_discovery.discover(answers, some, happens)
        parts.append(f"- {region.words(answers.plan, what)}")
        drawn = [one.parameter for one in region.limits if not one.among][:2]
        if len(drawn) == 2:
            pictures.append(_box(answers, some, happens, region, what, metric, design))
    note = (
        "Regions were found by PRIM (Friedman and Fisher 1999); limits that chance would make as "
        "good with more than 5% are left out."
    )
    return ["\n".join(parts), note], pictures


def _cases(
    answers: Answers, cells: Sequence[Cell]
) -> list[tuple[str, list[Cell], np.ndarray, str]]:
    arms = answers.plan.experiment.arm_names
    found = []
    for metric in answers.plan.experiment.report.metrics:
        about = all_indicators()[metric]
        for arm in arms[1:]:
            mine = [cell for cell in cells if cell.arm == arm]
            some, sure = scenario_discovery.surely_more(answers, mine, metric)
            what = f"{arm} surely have more than {arms[0]} in *{about.meaning}*"
            found.append((what, some, sure, metric))
        if len(arms) == 1:
            means = np.array([answers.mean(cell, metric).mean for cell in cells])
            low = about.better != "less"
            edge = np.nanquantile(means, 0.25 if low else 0.75)
            happens = means <= edge if low else means >= edge
            side = "lowest" if low else "highest"
            what = f"*{about.meaning}* is in its {side} quarter ({number(float(edge))})"
            found.append((what, list(cells), happens, metric))
    return found
