"""Section of a report that compares the runs with what happened, a reference method and chance.

The reference method is given the ties and the two leaders, and nothing else; chance has nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from movementsim.lab.analysis.outcome_score import Score, prediction_scores, score_runs
from movementsim.lab.analysis.reference import guessing, stubborn_averaging
from movementsim.lab.config.outcome import OutcomeConfig
from movementsim.lab.design.observed_outcome import Truth, read_truth
from movementsim.lab.design.plan import Plan
from movementsim.lab.report.outcome_figure import OutcomeFigure
from movementsim.lab.report.section import Section
from movementsim.lab.report.templates import phrase, render
from movementsim.measures import Interval

_MAX_NAMES = 20
"""Wrongly classified people whom the report names."""


def outcome_sections(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> list[Section]:
    """Return the section on the outcome, if the config has one.

    Parameters
    ----------
    plan
        The plan of the sweep.
    tables
        Its results; of these `people` is used.

    Returns
    -------
    list[Section]
        One section with one figure, or an empty list.

    Raises
    ------
    InputError
        If the people of the runs are not those of the outcome.
    """
    outcome = plan.outcome
    if outcome is None:
        return []
    truth = read_truth(outcome, plan.cells[0].scenario)
    people = dict(list(tables["people"].groupby("run_id", sort=False)))
    scores: dict[str, Score] = {}
    for cell in plan.cells:
        runs = [
            {name: people[run.id][name].to_numpy() for name in people[run.id]}
            for run in plan.runs
            if run.cell is cell and run.id in people
        ]
        scores[cell.title] = score_runs(outcome, runs, truth)
    first = next(iter(scores.values()))
    picture = OutcomeFigure(outcome, plan.cells[0], first, truth)
    return [Section(outcome_text(outcome, scores, truth), (picture,))]


def outcome_text(outcome: OutcomeConfig, scores: Mapping[str, Score], truth: Truth) -> str:
    """Return the scores of all arms, of the reference method and of chance, in Markdown.

    Parameters
    ----------
    outcome, truth
        The section of the experiment, and what happened.
    scores
        By the name of the arm; the first arm is the one that is discussed.

    Returns
    -------
    str
        Markdown: a table of the scores, then the people whom the first arm classifies wrongly.
    """
    first = next(iter(scores.values()))
    people = first.people
    rows = []
    for arm, score in scores.items():
        single = phrase("prediction", arm=arm, runs=score.runs, side=False)
        together, by_side = (phrase("prediction", arm=arm, runs=0, side=s) for s in (False, True))
        rows.append(_row(single, score.each, people))
        rows.append(_row(together, score.pooled, people))
        if score.leaning:
            rows.append(_row(by_side, score.leaning, people))
    if outcome.reference:
        found = prediction_scores(outcome, stubborn_averaging(truth.network, *truth.leaders), truth)
        alone = {name: Interval(float(score), np.nan, np.nan) for name, score in found.items()}
        rows.append(_row(phrase("averaging"), alone, people))
    coin, swapped = guessing(people, len(truth.leaders))
    rows.append([phrase("coin"), f"{coin:.1f} of {people}", "0.50", f"{np.log(2):.3f}"])
    return render(
        "outcome.md.j2",
        people=people,
        left=int(truth.left.sum()),
        column=outcome.column,
        rows=rows,
        swapped=f"{swapped:.1f}",
        mistakes=_mistakes(outcome, first, truth),
        max_names=_MAX_NAMES,
        followed=f"{first.followed:.0%}",
    )


def _row(predictor: str, scored: Mapping[str, Interval], people: int) -> list[str]:
    return [
        predictor,
        _format_score(scored["correct"], 1, f" of {people}"),
        _format_score(scored["auc"], 2),
        _format_score(scored["log_loss"], 3),
    ]


def _format_score(found: Interval, digits: int, unit: str = "") -> str:
    if np.isnan(found.low):
        whole = float(found.mean).is_integer()
        return f"{found.mean:.{0 if whole and unit else digits}f}{unit}"
    return f"{found.mean:.{digits}f}{unit} ({found.low:.{digits}f} to {found.high:.{digits}f})"


def _mistakes(outcome: OutcomeConfig, score: Score, truth: Truth) -> list[dict[str, object]]:
    """Return whom the runs together classify wrongly, and whom the reference method does."""
    predictions = {"All runs together": score.probability}
    if outcome.reference:
        predictions["the reference method"] = stubborn_averaging(truth.network, *truth.leaders)
    found: list[dict[str, object]] = []
    for predictor, probability in predictions.items():
        wrong = truth.known & ((probability > 0.5) != truth.left)
        names = [truth.network.ids[row] for row in np.flatnonzero(wrong)]
        found.append({"predictor": predictor, "names": names})
    return found
