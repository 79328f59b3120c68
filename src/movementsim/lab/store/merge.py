"""Bringing results of one design together that were made in several places."""

from __future__ import annotations

from collections.abc import Sequence

from movementsim.errors import InputError
from movementsim.lab.design.plan import Plan
from movementsim.lab.store.finished import BlockResult
from movementsim.lab.store.layout import RUN_TABLES, RUNS
from movementsim.lab.store.result_folder import ResultFolder
from movementsim.lab.store.run_differences import run_differences

_NAMED = 3


def merge_results(into: ResultFolder, others: Sequence[ResultFolder]) -> tuple[Plan, int]:
    """Bring the runs of other folders into one.

    Parameters
    ----------
    into
        Where all of them go; the caller holds its lock.
    others
        Where they come from; nothing changes there.

    Returns
    -------
    The plan, with as many replicates as any of them has, and the number of runs that are new.

    Raises
    ------
    InputError
        When designs differ, or a run that two have is not the same in both; nothing is written.
    """
    for other in others:
        _one_design(into, other)
    ours = {run: rows for run in RUN_TABLES if (rows := into.store.read(run)) is not None}
    brought: list[BlockResult] = []
    known = into.store.known()
    for other in others:
        theirs = {run: rows for run in RUN_TABLES if (rows := other.store.read(run)) is not None}
        if RUNS not in theirs:
            continue
        found = run_differences(ours, theirs) if RUNS in ours else []
        if found:
            told = "; ".join(map(str, found[:_NAMED]))
            raise InputError(
                f"{into.path} and {other.path} have the same runs with other results: {told}"
                f"{' ...' if len(found) > _NAMED else ''}; one of them was changed or made by "
                "something else than this model: `movementsim verify` tells which"
            )
        new = [run for run in theirs[RUNS]["run_id"] if run not in known]
        known |= set(new)
        brought.append(
            BlockResult(
                {
                    table: rows[rows["run_id"].isin(new)].reset_index(drop=True)
                    for table, rows in theirs.items()
                },
                new,
            )
        )
    for over in brought:
        into.store.keep(over)
    most = max(folder.plan.experiment.replicates.most for folder in (into, *others))
    asked = into.plan.experiment.replicates
    plan = into.planned({"number" if asked.metric is None else "max": most})
    return plan, sum(len(over.ids) for over in brought)


def _one_design(into: ResultFolder, other: ResultFolder) -> None:
    hashes = [folder.manifest.get("design_sha256") for folder in (into, other)]
    if hashes[0] != hashes[1] or hashes[0] is None:
        models = [folder.manifest["versions"]["model"] for folder in (into, other)]
        why = f" (models {models[0]} and {models[1]})" if models[0] != models[1] else ""
        raise InputError(
            f"{into.path} and {other.path} are results of different designs{why}; only results "
            "of the same config, files, plug-ins and model can be merged"
        )
