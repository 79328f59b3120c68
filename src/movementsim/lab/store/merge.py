"""Merging results of the same design that were produced in several places."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from movementsim.errors import InputError
from movementsim.lab.design.plan import Plan
from movementsim.lab.store.finished import BlockResult
from movementsim.lab.store.layout import RUN_TABLES, RUNS
from movementsim.lab.store.result_folder import ResultFolder
from movementsim.lab.store.run_differences import run_differences

_NAMED = 3


def merge_results(into: ResultFolder, others: Sequence[ResultFolder]) -> tuple[Plan, int]:
    """Merge the runs of other folders into one.

    Parameters
    ----------
    into
        The folder that receives all runs; the caller holds its lock.
    others
        The folders from which runs are copied; they are not changed.

    Returns
    -------
    tuple[Plan, int]
        The plan, with the largest number of replicates in any folder, and the number of new runs.

    Raises
    ------
    InputError
        When the designs differ, or two folders have different results of the same run; then
        nothing is written.
    """
    for other in others:
        _one_design(into, other)
    ours = _tables(into)
    known = into.store.known()
    brought = [_new_runs(into, ours, other, known) for other in others]
    for result in brought:
        into.store.keep(result)
    most = max(folder.plan.experiment.replicates.most for folder in (into, *others))
    asked = into.plan.experiment.replicates
    plan = into.planned({"number" if asked.metric is None else "max": most})
    return plan, sum(len(result.ids) for result in brought)


def _tables(folder: ResultFolder) -> dict[str, pd.DataFrame]:
    return {name: rows for name in RUN_TABLES if (rows := folder.store.read(name)) is not None}


def _new_runs(
    into: ResultFolder, ours: dict[str, pd.DataFrame], other: ResultFolder, known: set[str]
) -> BlockResult:
    """Return the runs of another folder that are not known yet, and add their ids to `known`.

    Returns
    -------
    BlockResult
        The tables and ids of these runs.

    Raises
    ------
    InputError
        When a run that both have is not the same in both.
    """
    theirs = _tables(other)
    if RUNS not in theirs:
        return BlockResult()
    found = run_differences(ours, theirs) if RUNS in ours else []
    if found:
        named = "; ".join(map(str, found[:_NAMED]))
        raise InputError(
            f"{into.path} and {other.path} have the same runs with different results: {named}"
            f"{' ...' if len(found) > _NAMED else ''}. One of them was changed, or another model "
            "made it; `movementsim verify` shows which"
        )
    new = [run for run in theirs[RUNS]["run_id"] if run not in known]
    known |= set(new)
    tables = {
        name: rows[rows["run_id"].isin(new)].reset_index(drop=True) for name, rows in theirs.items()
    }
    return BlockResult(tables, new)


def _one_design(into: ResultFolder, other: ResultFolder) -> None:
    hashes = [folder.manifest.get("design_sha256") for folder in (into, other)]
    if hashes[0] != hashes[1] or hashes[0] is None:
        models = [folder.manifest["versions"]["model"] for folder in (into, other)]
        why = f" (models {models[0]} and {models[1]})" if models[0] != models[1] else ""
        raise InputError(
            f"{into.path} and {other.path} are results of different designs{why}; only results "
            "of the same config, files, plug-ins and model can be merged"
        )
