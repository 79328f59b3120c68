"""Stored runs of the lab as panels: they are run again from the config of their folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from movementsim.app.hosts.same_people import LARGEST
from movementsim.app.lessons.panels import Panels
from movementsim.errors import InputError

if TYPE_CHECKING:
    from movementsim.lab.design.plan import Run


def stored_panels(
    folder: str | Path, run: str | None = None, beside: str | None = None, replicate: int = 0
) -> Panels:
    """Return two stored runs on the same people as panels.

    The same scenario and seed give exactly the same run, so the lab does not store the state of
    every week: the runs are repeated from the resolved config in the manifest of their folder.

    Parameters
    ----------
    folder
        A folder of results, with its `manifest.json`.
    run, beside
        Ids of the runs to show as A and B, as in `runs.csv`, or their first letters. By default, A
        is the run of the first arm with the given replicate, and B is the run with the same seed
        of the next arm at the same point of the design (A itself if there is only one arm).
    replicate
        Which replicate, counted from 0, where no run is named.

    Returns
    -------
    Panels
        The panels, named after the cells of the design to which their runs belong.

    Raises
    ------
    InputError
        If there is no manifest or no such run, or the two runs do not have the same people.
    """
    runs = _planned_runs(Path(folder))
    a = _run_of_id(runs, run, folder) if run else _first_run(runs, replicate, folder)
    b = _run_of_id(runs, beside, folder) if beside else _partner(runs, a)
    _check_pair(a, b, folder)
    return Panels(
        a.scenario,
        b.scenario,
        names=(a.cell.title, b.cell.title),
        leads=(f"Stored run {a.id}", f"Stored run {b.id}"),
        title=Path(folder).resolve().name,
    )


def _check_pair(a: Run, b: Run, folder: str | Path) -> None:
    """Refuse two runs that cannot be shown side by side."""
    for one in (a, b):
        if one.scenario.members > LARGEST:
            raise InputError(
                f"{folder}: run {one.id} has {one.scenario.members:,} members; at most "
                f"{LARGEST:,} can be shown one by one"
            )
    if a.seed != b.seed or _people(a) != _people(b):
        raise InputError(
            f"{folder}: the runs {a.id} and {b.id} do not have the same people (their seeds or "
            "networks differ), so they cannot be shown side by side; choose two of the same "
            "replicate"
        )
    if a.scenario.weeks != b.scenario.weeks:
        raise InputError(
            f"{folder}: the runs {a.id} and {b.id} have {a.scenario.weeks} and "
            f"{b.scenario.weeks} weeks; choose two of the same length"
        )


def _planned_runs(folder: Path) -> tuple[Run, ...]:
    """Return the runs that the manifest of a folder plans."""
    from movementsim.lab.config.experiment import Experiment
    from movementsim.lab.design.planning import make_plan

    manifest = folder / "manifest.json"
    try:
        about: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
        config = about["config"]
    except FileNotFoundError as error:
        raise InputError(
            f"{folder}: there is no manifest.json here; name a folder that `movementsim run` has "
            "written"
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{manifest}: cannot be read: {error}") from error
    return make_plan(Experiment.from_values(config, str(manifest)), folder, str(manifest)).runs


def _first_run(runs: tuple[Run, ...], replicate: int, folder: str | Path) -> Run:
    for one in runs:
        if one.replicate == replicate:
            return one
    raise InputError(
        f"{folder}: there is no replicate {replicate}; there are "
        f"{1 + max(one.replicate for one in runs)}, counted from 0"
    )


def _run_of_id(runs: tuple[Run, ...], name: str, folder: str | Path) -> Run:
    found = {one.id: one for one in runs if one.id.startswith(name)}
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        raise InputError(f"{folder}: {len(found)} runs begin with {name!r}; give more letters")
    raise InputError(f"{folder}: there is no run {name!r}; their ids are in runs.csv")


def _partner(runs: tuple[Run, ...], a: Run) -> Run:
    """Return another run with the same seed and people, if possible at the same point."""
    alike = [one for one in runs if one.seed == a.seed and one.id != a.id]
    alike = [one for one in alike if _people(one) == _people(a)]
    here = [one for one in alike if one.cell.point == a.cell.point]
    return (here or alike or [a])[0]


def _people(one: Run) -> tuple[Any, ...]:
    scenario = one.scenario
    return scenario.members, scenario.outside, scenario.network
