"""One run: a movement from its first week to its last, and what is stored of it."""

from __future__ import annotations

import time
import traceback
import warnings
from typing import Any

import numpy as np
import pandas as pd

from movementsim import measures
from movementsim.errors import InputWarning
from movementsim.lab.config.outcome import OutcomeConfig
from movementsim.lab.config.report import RecordConfig
from movementsim.lab.design.plan import Run
from movementsim.lab.execution.people_table import people_table
from movementsim.lab.execution.scrub_paths import scrub_paths
from movementsim.lab.store.finished import FailedRun, FinishedRun
from movementsim.lab.store.layout import RETENTION
from movementsim.simulation import histories
from movementsim.simulation.movement import Movement

_QUARTER = 13


def make_run(run: Run, record: RecordConfig, outcome: OutcomeConfig | None = None) -> FinishedRun:
    """Run one movement to its end.

    Parameters
    ----------
    run
        The cell and the seed.
    record
        The indicators to record over time, and every how many weeks.
    outcome
        The `[outcome]` section; with it the table `people` is added.

    Returns
    -------
    FinishedRun
        The tables of the run, each with the column `run_id`, and the seconds that it took.
    """
    began = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InputWarning)  # the trial run has reported it once
        movement = Movement(run.scenario, record=record.metrics, record_every=record.every)
    movement.run()
    tables = {
        "runs": pd.DataFrame([{**_indicators(movement), **_tallies(movement)}]),
        "series": _series(movement, record),
        RETENTION: retention_table(movement),
    }
    if outcome is not None:
        tables["people"] = pd.DataFrame(people_table(outcome, movement))
    for table in tables.values():
        table.insert(0, "run_id", run.id)
    return FinishedRun(run.id, tables, time.perf_counter() - began)


def try_run(
    run: Run, record: RecordConfig, outcome: OutcomeConfig | None = None
) -> FinishedRun | FailedRun:
    """Run one movement to its end; an error is recorded instead of raised.

    Parameters
    ----------
    run, record, outcome
        See :func:`make_run`.

    Returns
    -------
    FinishedRun | FailedRun
        The finished run; or the failed run, with its error and traceback without local paths.
    """
    try:
        return make_run(run, record, outcome)
    except Exception as error:
        message = scrub_paths(f"{type(error).__name__}: {error}")
        return FailedRun(run.id, message, scrub_paths(traceback.format_exc()))


def _indicators(movement: Movement) -> dict[str, float]:
    return {name: float(value) for name, value in movement.read().items()}


def _tallies(movement: Movement) -> dict[str, float]:
    """Return totals by strategy, and the number of angry voices by the act that caused them."""
    tally, strategies = movement.tally, movement.following.strategies
    kept: dict[str, float] = {}
    for name, values in sorted(tally.by_strategy.items()):
        for strategy, value in zip(strategies, values, strict=True):
            column = f"{name}.{type(strategy).__name__}"
            kept[column] = kept.get(column, 0.0) + float(value)
    for cause in (*sorted(movement.world.schema.kinds), "unknown"):
        kept[f"angry_voices.{cause}"] = float(tally.total.get(f"hostility_from_{cause}", 0.0))
    return kept


def _series(movement: Movement, record: RecordConfig) -> pd.DataFrame:
    columns = {
        name: np.asarray(values, np.float32)
        for name, values in movement.datacollector.model_vars.items()
    }
    rows = movement.setup.weeks // record.every + 1
    return pd.DataFrame({"week": np.arange(rows) * record.every, **columns})


def retention_table(movement: Movement) -> pd.DataFrame:
    """Return retention (Kaplan-Meier) every 13 weeks, for founders and for those who joined later.

    Returns
    -------
    pandas.DataFrame
        One row per group and quarter: `group` (`founders`, counted from the start, or `joiners`,
        counted from joining), `weeks` of membership, `retention` (share still members, 0-1; NaN
        where nobody was observed for that long), and `people`, the size of the group.
    """
    now = movement.week
    who, entered, left = histories.membership_spells(movement)
    founders = movement.world.people.joined[who] < 0
    weeks = np.arange(0, now + 1, _QUARTER)
    parts: list[Any] = []
    for group, some in (
        ("founders", founders),
        ("joiners", ~founders),
    ):
        lengths, chances = measures.kaplan_meier(entered[some], left[some], now)
        stay = np.full(len(weeks), np.nan)
        if len(lengths):
            place = lengths.searchsorted(weeks, "right") - 1
            stay = np.where(place >= 0, chances[np.maximum(place, 0)], 1.0)
            stay[weeks > lengths[-1]] = np.nan
        parts.append(
            pd.DataFrame(
                {"group": group, "weeks": weeks, RETENTION: stay, "people": int(some.sum())}
            )
        )
    return pd.concat(parts, ignore_index=True)
