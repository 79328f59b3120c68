"""What a sweep says: one section for each design, each analysis by what the design can carry."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import pandas as pd

from movementsim.errors import InputError
from movementsim.lab.analysis import ablation, pairing
from movementsim.lab.analysis.answers import Answers
from movementsim.lab.config.designs import SAMPLED, Design
from movementsim.lab.config.overrides import ABLATED
from movementsim.lab.design import precision
from movementsim.lab.design.plan import Cell, Plan, table_value
from movementsim.lab.report import (
    ablation_figure,
    claims_section,
    maps,
    sample_section,
    time_series,
)
from movementsim.lab.report.arms_section import compared, counted, crossed
from movementsim.lab.report.prose import Section, between, markdown, named, number
from movementsim.lab.report.style import Picture
from movementsim.lab.store.layout import RUNS
from movementsim.plugins.schema import all_indicators

ALL = 1e6
"""From here on pairing saves all runs but one: twins differ by the same."""
SHOWN = 10
"""Rules and traits that an ablation's table has."""
CURVES = 6
"""Cells of a design up to which each gets a curve of its own."""


def analyse(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> list[Section]:
    """Return the sections of a report: claims, the answer of each design, what pairing saved.

    Parameters
    ----------
    plan
        What was planned.
    tables
        What came of it: `runs`, and where figures over time are drawn `series` and `retention`.

    Notes
    -----
    An analysis that would be wrong because runs are missing says so in its place, and names them.
    """
    answers = Answers(plan, tables[RUNS])
    return [*_sections(answers, tables)]


def _sections(answers: Answers, tables: Mapping[str, pd.DataFrame]) -> Iterator[Section]:
    plan = answers.plan
    if plan.experiment.claims:
        yield claims_section.section(answers)
    several = len(plan.designs) > 1
    for design in plan.designs:
        cells = [cell for cell in plan.cells if cell.design == design.name]
        title = f"## Answer: {design.name}" if several else "## Answer"
        try:
            yield _answer(answers, tables, design, cells, title)
        except InputError as error:
            yield Section(f"{title}\n\n> **Not told.** {error}.")
    if plan.experiment.replicates.metric is not None:
        yield Section(_precision(answers, tables[RUNS]))
    saved = _pairing(answers)
    if saved:
        yield Section(saved)


def _answer(
    answers: Answers,
    tables: Mapping[str, pd.DataFrame],
    design: Design,
    cells: list[Cell],
    title: str,
) -> Section:
    """Return the section of a design: what is told and drawn hangs on its shape."""
    arms = answers.plan.experiment.arm_names
    if design.kind in SAMPLED:
        found = sample_section.section(answers, design, cells)
        return Section(f"{title}\n\n{found.text}", found.pictures)
    names = list(cells[0].point)
    if names == [ABLATED]:
        return _ablation(answers, cells, title)
    levels = [len({str(table_value(cell.point[name])) for cell in cells}) for name in names]
    crossing = len(names) == 2 and len(cells) == math.prod(levels) * len(arms)
    curves = _curves(answers, tables, cells)
    if not names:
        return Section(f"{title}\n\n{compared(answers, cells)}", curves)
    if crossing and len(arms) > 1:
        pictures = [
            draw(answers, cells, arm, arms[0])
            for arm in arms[1:]
            for draw in (maps.difference_map, maps.tipping_map)
        ]
        return Section(f"{title}\n\n{counted(answers, cells, arms)}", tuple(pictures))
    text = crossed(answers, cells) if crossing else compared(answers, cells)
    pictures = []
    if crossing or len(names) == 1:
        pictures.append(maps.along(answers, cells))
        if len(arms) * math.prod(levels[1:]) > 1:  # several colours
            pictures.append(maps.effects(answers, cells))
    return Section(f"{title}\n\n{text}", (*pictures, *curves))


def _curves(
    answers: Answers, tables: Mapping[str, pd.DataFrame], cells: list[Cell]
) -> tuple[Picture, ...]:
    if len(cells) > CURVES:
        return ()
    pictures = []
    if answers.plan.experiment.over_time:
        pictures.append(time_series.over_time(answers, tables, cells))
    if not cells[0].point:
        pictures.append(time_series.differences(answers, cells))
    pictures.append(time_series.retention_curves(answers, tables, cells))
    return tuple(pictures)


def _ablation(answers: Answers, cells: list[Cell], title: str) -> Section:
    """Return what switching each thing off does, ranked."""
    metrics = answers.plan.experiment.report.metrics
    arms = answers.plan.experiment.arm_names
    parts, pictures = [title], []
    for metric in metrics:
        ranked = ablation.effects(answers, cells, metric)
        shown = [one for one in ranked if one.sure or one.told_by_few]
        rows = [
            [
                str(place),
                ablation.named(one.what),
                *(between(change) for change in one.by_arm),
                *(between(change) for change in one.apart),
                number(one.size) if math.isfinite(one.size) else "beyond all",
            ]
            for place, one in enumerate(shown[:SHOWN], start=1)
        ]
        header = [
            "",
            "switched off",
            *(f"change: {arm}" for arm in arms),
            *(f"change of {arm} less {arms[0]}" for arm in arms[1:]),
            "size",
        ]
        parts.append(
            f"### {all_indicators()[metric].meaning[:1].upper()}{all_indicators()[metric].meaning[1:]}\n\n"
            f"{_how_many_matter(ranked)}" + (f"\n\n{markdown(header, rows)}" if rows else "")
        )
        if metric in (metrics[0], metrics[-1]):
            drawn = ablation_figure.picture(answers, cells, ranked, metric)
            pictures += [drawn] if drawn else []
    parts.append(
        "Changes are between twins, with one thing switched off and with nothing; in brackets 95% "
        "intervals. *Size*: the largest change, in standard deviations between runs with nothing "
        "switched off. With so many comparisons some intervals leave out nought by luck: one in "
        "twenty of those that change nothing."
    )
    return Section("\n\n".join(parts), tuple(pictures))


def _how_many_matter(ranked: list[ablation.Effect]) -> str:
    sure = sum(one.sure for one in ranked)
    if any(one.told_by_few for one in ranked):
        return (
            f"Fewer than {ablation.FEWEST} replicates do not tell what matters; the largest "
            "changes, none of them sure:"
        )
    first = f" (below the first {SHOWN}; all changes are in `summary.csv`)"
    return (
        f"{sure} of {len(ranked)} surely matter{first if sure > SHOWN else ''}; the others change "
        "it by less than the runs can tell."
    )


def _precision(answers: Answers, runs: pd.DataFrame) -> str:
    """Return where runs went, and which points never got as precise as was asked."""
    asked = answers.plan.experiment.replicates
    table = precision.precision_reached(answers.plan, runs)
    lines = [
        "## Where the runs went",
        "",
        f"Each cell was to have {asked.least} to {asked.most} runs, until the 95% interval of the "
        f"{'mean' if asked.of == 'mean' else 'paired difference'} of "
        f"*{all_indicators()[str(asked.metric)].meaning}* was at most {asked.half_width:g} either way. "
        f"{int(table['reached'].sum())} of {len(table)} cells got there; they had "
        f"{int(table['runs'].min())} to {int(table['runs'].max())} runs.",
    ]
    short = table[~table["reached"]].sort_values("half_width", ascending=False)
    if len(short):
        rows = [
            [answers.plan.cells[place].title, str(row["runs"]), number(row["half_width"])]
            for place, row in short.head(20).iterrows()
        ]
        lines += [
            "",
            f"**{len(short)} never got there** (the widest first; `summary.csv` marks them all):",
            "",
            markdown(["cell", "runs", "half-width reached"], rows),
        ]
    return "\n".join(lines)


def _pairing(answers: Answers) -> str:
    """Return what pairing saved, by design and indicator, and why where it was little."""
    rows = []
    several = len(answers.plan.designs) > 1
    for design in answers.plan.designs:
        cells = [cell for cell in answers.plan.cells if cell.design == design.name]
        for metric in answers.plan.experiment.report.metrics:
            saving = pairing.savings_of(answers, cells, metric)
            if saving is None:
                continue
            times = f"{saving.times:,.1f} times" if saving.times < ALL else "all"
            rows.append(
                [
                    *([design.name] * several),
                    named(metric),
                    times,
                    f"{saving.likeness:.2f}",
                    saving.why,
                ]
            )
    if not rows:
        return ""
    return (
        "## What pairing saved\n\n"
        "All arms and points share people and luck, replicate by replicate. The variance of a "
        "difference between independent runs (the sum of both variances) over that between twins, "
        "from these runs, says how many times more runs independent seeds would have needed for "
        "intervals as narrow.\n\n"
        + markdown(
            [
                *(["design"] * several),
                "after the last week",
                "saved",
                "likeness of twins (r)",
                "if under 4",
            ],
            rows,
        )
    )
