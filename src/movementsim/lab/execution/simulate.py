"""Simulating runs: as many as possible in one stack, and what is stored of each."""

from __future__ import annotations

import time
import traceback
import warnings
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from movementsim import measures
from movementsim.errors import InputWarning
from movementsim.kernel.by_run import ParameterVaries
from movementsim.kernel.columns import Floats
from movementsim.lab.config.outcome import OutcomeConfig
from movementsim.lab.config.report import RecordConfig
from movementsim.lab.design.plan import Run
from movementsim.lab.execution.people_table import people_table
from movementsim.lab.execution.scrub_paths import scrub_paths
from movementsim.lab.store.finished import BlockResult, FailedRun, combine_results
from movementsim.lab.store.layout import RETENTION
from movementsim.scenario.scenario import Scenario
from movementsim.simulation import histories
from movementsim.simulation.stack import Stack, stack_key

_QUARTER = 13
type Watch = Callable[[Stack], None]
"""Called after each simulated week."""


@dataclass(frozen=True)
class Records:
    """What is stored of each run.

    Attributes
    ----------
    record
        The indicators to record over time, and every how many weeks.
    outcome
        The `[outcome]` section; with it the table `people` is added.
    """

    record: RecordConfig
    outcome: OutcomeConfig | None = None


def simulate(runs: Sequence[Run], records: Records, watch: Watch | None = None) -> BlockResult:
    """Simulate runs to their end, in as few stacks as possible; an error is recorded.

    Parameters
    ----------
    runs
        The runs.
    records
        What is stored of each.
    watch
        Called after each week of each stack.

    Returns
    -------
    BlockResult
        The tables of the finished runs; and the failed runs, with their errors and tracebacks
        without local paths. A stack in which a run fails is simulated again in halves, until the
        run that fails is alone.
    """
    results: list[BlockResult] = []
    failed: list[FailedRun] = []
    waiting = [*_alike(runs, failed)]
    while waiting:
        some = waiting.pop()
        try:
            results.append(simulate_stack(some, records, watch))
        except ParameterVaries as varying:
            waiting += _equal_in(some, varying)
        except Exception as error:
            if len(some) > 1:
                half = len(some) // 2
                waiting += [some[half:], some[:half]]
            else:
                failed.append(_failed(some[0][0], error))
    return combine_results([*results, BlockResult(failed=failed)])


type _Prepared = Sequence[tuple[Run, Scenario]]


def _failed(run: Run, error: Exception) -> FailedRun:
    message = scrub_paths(f"{type(error).__name__}: {error}")
    return FailedRun(run.id, message, scrub_paths("".join(traceback.format_exception(error))))


def _alike(runs: Iterable[Run], failed: list[FailedRun]) -> Iterator[_Prepared]:
    """Yield runs that can share a stack, with their scenarios; add those without to `failed`."""
    scenarios: dict[int, Scenario] = {}
    stacks: dict[Hashable, list[tuple[Run, Scenario]]] = {}
    for run in runs:
        try:
            if id(run.cell) not in scenarios:
                scenarios[id(run.cell)] = run.cell.scenario
        except Exception as error:
            failed.append(_failed(run, error))
            continue
        scenario = scenarios[id(run.cell)]
        key = stack_key(scenario)
        own = scenario.model_copy(update={"seed": run.seed})
        stacks.setdefault(key, []).append((run, own))
    yield from stacks.values()


def _equal_in(some: _Prepared, varying: ParameterVaries) -> list[_Prepared]:
    """Divide runs by the value of a parameter that a rule uses as one number."""
    groups: dict[Any, list[tuple[Run, Scenario]]] = {}
    for value, prepared in zip(varying.values.tolist(), some, strict=True):
        groups.setdefault(value, []).append(prepared)
    return list(groups.values())


def simulate_stack(
    prepared: _Prepared, records: Records, watch: Watch | None = None
) -> BlockResult:
    """Simulate runs in one stack.

    Parameters
    ----------
    prepared
        The runs with their scenarios, which have the same weeks, waves and rules left out.
    records, watch
        As for :func:`simulate`.

    Returns
    -------
    BlockResult
        The tables of the runs.
    """
    began = time.perf_counter()
    runs, scenarios = zip(*prepared, strict=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InputWarning)  # the trial run has reported it once
        stack = Stack(scenarios)
    series = _Series(stack, records.record)
    for _ in range(scenarios[0].weeks):
        stack.step()
        series.collect()
        if watch is not None:
            watch(stack)
    ids = np.array([run.id for run in runs])
    tables = {
        "runs": pd.DataFrame({"run_id": ids} | _indicators(stack) | _tallies(stack)),
        "series": series.table(ids),
        RETENTION: retention_table(stack, ids),
    }
    if records.outcome is not None:
        tables["people"] = _people(stack, ids, records.outcome)
    return BlockResult(tables, ids.tolist(), [], time.perf_counter() - began)


def _indicators(stack: Stack) -> dict[str, Floats]:
    return {name: stack.read(about) for name, about in stack.indicators.items()}


def _tallies(stack: Stack) -> dict[str, Floats]:
    """Return totals by strategy, and the number of angry voices by the act that caused them."""
    classes = np.full((stack.runs, stack.following.most), "", object)
    for run, strategies in enumerate(stack.following.each):
        classes[run, : len(strategies)] = [type(strategy).__name__ for strategy in strategies]
    kept: dict[str, Floats] = {}
    for name, values in sorted(stack.tally.by_strategy.items()):
        for followed in dict.fromkeys(classes.ravel().tolist()):
            if followed:
                own = classes == followed
                total = np.cumsum(np.where(own, values, 0.0), axis=1)[:, -1]
                kept[f"{name}.{followed}"] = np.where(own.any(axis=1), total, np.nan)
    for cause in (*sorted(stack.world.schema.kinds), "unknown"):
        kept[f"angry_voices.{cause}"] = stack.tally.total[f"hostility_from_{cause}"].copy()
    return kept


class _Series:
    """The indicators that are recorded over time.

    Parameters
    ----------
    stack
        The stack.
    record
        The indicators, and every how many weeks they are recorded.
    """

    def __init__(self, stack: Stack, record: RecordConfig) -> None:
        self._stack, self._every = stack, record.every
        self._about = {name: stack.indicators.get(name) for name in record.metrics}
        self._values: dict[str, list[Floats]] = {name: [] for name in self._about}
        self.collect()

    def collect(self) -> None:
        """Record the indicators if it is time to."""
        if self._stack.week % self._every:
            return
        nothing = np.full(self._stack.runs, np.nan)
        for name, about in self._about.items():
            self._values[name].append(nothing if about is None else self._stack.read(about))

    def table(self, ids: np.ndarray) -> pd.DataFrame:
        """Return one row for each run and recorded week."""
        rows = self._stack.week // self._every + 1
        columns = {
            name: np.asarray(values, np.float32).T.ravel() for name, values in self._values.items()
        }
        week = np.tile(np.arange(rows) * self._every, len(ids))
        return pd.DataFrame({"run_id": ids.repeat(rows), "week": week} | columns)


def retention_table(stack: Stack, ids: np.ndarray) -> pd.DataFrame:
    """Return retention (Kaplan-Meier) every 13 weeks, for founders and for those who joined later.

    Parameters
    ----------
    stack
        The stack at its end.
    ids
        The ids of its runs.

    Returns
    -------
    pandas.DataFrame
        One row per run, group and quarter: `run_id`, `group` (`founders`, counted from the start,
        or `joiners`, counted from joining), `weeks` of membership, `retention` (share still
        members, 0-1; NaN where nobody was observed for that long), and `people`, the size of the
        group.
    """
    now, people = stack.week, stack.world.people
    who, entered, left = histories.membership_spells(stack)
    founder = people.joined[who] < 0
    group = people.run[who] * 2 + ~founder
    order = np.argsort(group, kind="stable")
    bounds = np.searchsorted(group[order], np.arange(2 * len(ids) + 1))
    weeks = np.arange(0, now + 1, _QUARTER)
    stay = np.full((2 * len(ids), len(weeks)), np.nan)
    for number, (begin, end) in enumerate(pairwise(bounds)):
        some = order[begin:end]
        lengths, chances = measures.kaplan_meier(entered[some], left[some], now)
        if len(lengths):
            place = lengths.searchsorted(weeks, "right") - 1
            stay[number] = np.where(place >= 0, chances[np.maximum(place, 0)], 1.0)
            stay[number, weeks > lengths[-1]] = np.nan
    named = np.tile(np.array(["founders", "joiners"]).repeat(len(weeks)), len(ids))
    return pd.DataFrame(
        {
            "run_id": ids.repeat(2 * len(weeks)),
            "group": named,
            "weeks": np.tile(weeks, 2 * len(ids)),
            RETENTION: stay.ravel(),
            "people": np.diff(bounds).repeat(len(weeks)),
        }
    )


def _people(stack: Stack, ids: np.ndarray, outcome: OutcomeConfig) -> pd.DataFrame:
    tables = []
    for run, own in enumerate(ids):
        table = pd.DataFrame(people_table(outcome, stack.part(run)))
        table.insert(0, "run_id", own)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)
