"""Atlases: grids of runs over values of some levers, among which the page's sliders choose."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from math import prod
from typing import Any

from movementsim.app.hosts.records import Progress, record_all
from movementsim.app.lessons.levers import LEVERS, LeverSettings, lever_scenario
from movementsim.app.lessons.panels import PairRequest
from movementsim.app.pages.encode import ShownRun, encode_runs
from movementsim.app.pages.words import page_words
from movementsim.errors import InputError

MOST_RUNS = 100
"""Most runs of an atlas; each takes some 50 kB of the file."""

DEFAULT_AXES = ("organisers=0,0.03,0.06,0.09", "factionalists=0,0.03,0.06,0.09")
"""The axes of an atlas for which none are given."""


def read_axes(texts: Iterable[str]) -> dict[str, list[float]]:
    """Return the values of each lever, from texts such as `giving=0,0.2,0.5`.

    Returns
    -------
    dict[str, list[float]]
        The values of each lever, in its unit, by the lever's key and in the order given.

    Raises
    ------
    InputError
        If a lever is unknown, a value is not a number or out of range, or there are too many runs.
    """
    axes: dict[str, list[float]] = {}
    for text in texts:
        key, values = _axis(text)
        if key in axes:
            raise InputError(f"--axis {text}: {key} is given twice")
        axes[key] = values
    count = prod(len(values) for values in axes.values())
    if count > MOST_RUNS or count < 2:
        raise InputError(f"an atlas has 2 to {MOST_RUNS} runs; these axes make {count}")
    return axes


def _axis(text: str) -> tuple[str, list[float]]:
    """Return the lever and the values of one axis."""
    levers = {lever.key: lever for lever in LEVERS}
    key, _, listed = text.partition("=")
    key = key.strip()
    if key not in levers:
        raise InputError(f"--axis {text}: no lever {key!r}; there are {', '.join(levers)}")
    try:
        values = [float(value) for value in listed.split(",")]
    except ValueError as error:
        raise InputError(
            f"--axis {text}: give numbers with commas between, as in {key}=0,0.5,1"
        ) from error
    lever = levers[key]
    for value in values:
        if not lever.low <= value <= lever.high:
            raise InputError(
                f"--axis {text}: {key} = {value:g}: must be {lever.low:g} to {lever.high:g}"
            )
    return key, values


def encode_atlas(
    axes: dict[str, list[float]], asked: PairRequest, workers: int, report: Progress
) -> dict[str, Any]:
    """Run a grid of settings on the same people, and return their recording.

    Parameters
    ----------
    axes
        Values by lever. The grid has all combinations; the values of the last lever vary fastest.
    asked
        What all runs share: the other levers (those of A), members, weeks and seed.
    workers
        Number of processes.
    report
        Called after each stack of runs.

    Returns
    -------
    dict[str, Any]
        The recording as plain values for JSON, with the axes of the grid as `atlas` and the numbers
        of the two runs shown first (the first and the last) as `shown`.
    """
    base = asked.panels({}, None).a
    levers = (asked.a or LeverSettings()).model_dump()
    points = [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]
    whole = {name for name, field in LeverSettings.model_fields.items() if field.annotation is int}
    settings = [
        LeverSettings(**{**levers, **{k: int(v) if k in whole else v for k, v in point.items()}})
        for point in points
    ]
    scenarios = [
        lever_scenario(one, members=base.members, weeks=base.weeks, seed=base.seed)
        for one in settings
    ]
    records = record_all(scenarios, workers, report)
    shown = [
        ShownRun(record, _title(point), "", one.model_dump())
        for record, point, one in zip(records, points, settings, strict=True)
    ]
    grid = {"axes": [{"lever": key, "values": axes[key]} for key in axes]}
    recording = encode_runs(shown, seed=base.seed, members=base.members)
    return {**recording, "atlas": grid, "shown": [0, len(shown) - 1]}


def _title(point: dict[str, float]) -> str:
    """Return the name of a run: its levers with their values."""
    levers: dict[str, Any] = page_words().get("levers", {})
    units = {lever.key: lever.unit for lever in LEVERS}
    parts = []
    for key, value in point.items():
        label = levers.get(key, {}).get("label", key)
        number = f"{100 * value:g}%" if units[key] == "share" else f"{value:g}"
        parts.append(f"{label} {number}")
    return ", ".join(parts)
