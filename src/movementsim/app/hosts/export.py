"""One HTML file with recordings in it, that opens by double-click and needs nothing else."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from movementsim.app.hosts.page import whole_page
from movementsim.app.hosts.stored import LARGEST, stored_panels
from movementsim.app.lessons.lessons import Lesson, lessons
from movementsim.app.lessons.levers import LEVERS, OPENING, PRESETS, Settings, scenario
from movementsim.app.lessons.panels import Asked, Panels
from movementsim.app.pages.encode import Shown, recording, together
from movementsim.app.pages.words import page_words
from movementsim.app.server.start import start_of
from movementsim.app.server.workroom import Workroom
from movementsim.errors import InputError
from movementsim.recordings.record import Record
from movementsim.scenario.messages import explain
from movementsim.scenario.scenario import Scenario

MOST_RUNS = 100
"""Runs of an atlas at most: each takes some 50 KB of the file."""

DEFAULT_AXES = ("organisers=0,0.03,0.06,0.09", "factionalists=0,0.03,0.06,0.09")

type Told = Callable[[int, int], None]
"""Called with how many runs are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to put into the file.

    Attributes
    ----------
    source
        A scenario's file or a folder of results; None for the levers.
    run, beside, replicate
        Which stored runs; or `beside` names another scenario's file.
    presets, common
        The presets of A and B, and members, weeks and seed, where levers are meant.
    axes
        Axes of an atlas as texts, empty for none.
    with_lessons, lesson_folder
        Whether the lessons go in as well, and where there are more of them.
    """

    source: Path | None = None
    run: str | None = None
    beside: str | None = None
    replicate: int = 0
    presets: tuple[str, str] = OPENING
    common: dict[str, int] = field(default_factory=dict)
    axes: tuple[str, ...] = ()
    with_lessons: bool = False
    lesson_folder: Path | None = None


def made(wanted: Wanted, tell: Told, workers: int = 2) -> str:
    """Return the page asked for.

    Raises
    ------
    InputError
        For a source that cannot be shown, an unknown preset, or a wrong axis; before any run.
    """
    chosen = list(lessons(wanted.lesson_folder).values()) if wanted.with_lessons else []
    if wanted.axes:
        if wanted.source is not None:
            raise InputError("an atlas is made from levers, not from a file or a folder")
        asked = _asked(wanted)
        recorded = atlas(axes_of(wanted.axes), asked, workers, tell)
    else:
        recorded = pair_of(_panels(wanted), workers, tell)
    return page_of(recorded, with_recordings(chosen, workers, tell))


def _asked(wanted: Wanted) -> Asked:
    for name in wanted.presets:
        if name not in PRESETS:
            raise InputError(f"no preset {name!r}; there are {', '.join(PRESETS)}")
    a, b = (PRESETS[name] for name in wanted.presets)
    try:
        return Asked(a=a, b=b, **wanted.common)
    except ValidationError as error:
        raise InputError(explain(error, Asked, "export")) from error


def _panels(wanted: Wanted) -> Panels:
    if wanted.source is None:
        if wanted.beside or wanted.run:
            raise InputError("--beside and --run belong to a scenario or a folder of results")
        names = [name.replace("_", " ").capitalize() for name in wanted.presets]
        presets: dict[str, Any] = page_words().get("presets", {})
        labels = [
            presets.get(key, {}).get("label", name)
            for key, name in zip(wanted.presets, names, strict=True)
        ]
        return replace(_asked(wanted).panels({}, None), names=(labels[0], labels[1]))
    if wanted.source.is_dir():
        return stored_panels(wanted.source, wanted.run, wanted.beside, wanted.replicate)
    return _of_files(wanted.source, Path(wanted.beside) if wanted.beside else wanted.source)


def _of_files(a: Path, b: Path) -> Panels:
    first, second = Scenario.from_toml(a), Scenario.from_toml(b)
    for name in ("members", "outside", "network", "seed", "weeks"):
        if getattr(first, name) != getattr(second, name):
            raise InputError(
                f"{a} and {b}: {name} differs ({getattr(first, name)} and "
                f"{getattr(second, name)}); two panels show the same people for the same time"
            )
    if first.members > LARGEST:
        raise InputError(f"{a}: {first.members:,} members; at most {LARGEST:,} can be shown")
    return Panels(first, second, names=(a.stem, b.stem))


def record_all(scenarios: Iterable[Scenario], workers: int, tell: Told) -> list[Record]:
    """Run all of these, on several processes at once, and return their records in order."""
    wanted = list(scenarios)

    async def run_all() -> list[Record]:
        workroom = Workroom(workers, limit=3600)
        done = 0

        async def run(one: Scenario) -> Record:
            nonlocal done
            record = await workroom.record(one)
            done += 1
            tell(done, len(wanted))
            return record

        try:
            return await asyncio.gather(*map(run, wanted))
        finally:
            workroom.close()

    return asyncio.run(run_all())


def pair_of(panels: Panels, workers: int, tell: Told) -> dict[str, Any]:
    """Return the recording of two panels."""
    return together(panels, record_all((panels.a, panels.b), workers, tell))


def axes_of(given: Iterable[str]) -> dict[str, list[float]]:
    """Read axes of an atlas from texts such as `giving=0,0.2,0.5`.

    Raises
    ------
    InputError
        For an unknown lever, a value that is no number or out of range, or too many runs.
    """
    axes: dict[str, list[float]] = {}
    levers = {lever.key: lever for lever in LEVERS}
    for text in given:
        key, _, values = text.partition("=")
        key = key.strip()
        if key not in levers:
            raise InputError(f"--axis {text}: no lever {key!r}; there are {', '.join(levers)}")
        if key in axes:
            raise InputError(f"--axis {text}: {key} is there twice")
        try:
            axes[key] = [float(value) for value in values.split(",")]
        except ValueError as error:
            raise InputError(
                f"--axis {text}: give numbers with commas between, as in {key}=0,0.5,1"
            ) from error
        lever = levers[key]
        for value in axes[key]:
            if not lever.low <= value <= lever.high:
                raise InputError(
                    f"--axis {text}: {key} = {value:g}: must be {lever.low:g} to {lever.high:g}"
                )
    count = 1
    for one in axes.values():
        count *= len(one)
    if count > MOST_RUNS or count < 2:
        raise InputError(f"an atlas has 2 to {MOST_RUNS} runs; these axes make {count}")
    return axes


def atlas(axes: dict[str, list[float]], asked: Asked, workers: int, tell: Told) -> dict[str, Any]:
    """Return the recording of a grid of settings on the same people.

    Parameters
    ----------
    axes
        Values by lever; the grid is all of their combinations, the last lever moving fastest.
    asked
        What all share: the other levers (those of A), members, weeks and seed.
    """
    base = asked.panels({}, None)
    levers = (asked.a or Settings()).model_dump()
    points = [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]
    whole = {name for name, field in Settings.model_fields.items() if field.annotation is int}
    settings = [
        Settings(**{**levers, **{k: int(v) if k in whole else v for k, v in point.items()}})
        for point in points
    ]
    scenarios = [
        scenario(one, members=base.a.members, weeks=base.a.weeks, seed=base.a.seed)
        for one in settings
    ]
    records = record_all(scenarios, workers, tell)
    shown = [
        Shown(record, _title(point), "", one.model_dump())
        for record, point, one in zip(records, points, settings, strict=True)
    ]
    grid = {"axes": [{"lever": key, "values": axes[key]} for key in axes]}
    recorded = recording(shown, seed=base.a.seed, members=base.a.members)
    return {**recorded, "atlas": grid, "shown": [0, len(shown) - 1]}


def _title(point: dict[str, float]) -> str:
    levers: dict[str, Any] = page_words().get("levers", {})
    units = {lever.key: lever.unit for lever in LEVERS}
    said = []
    for key, value in point.items():
        label = levers.get(key, {}).get("label", key)
        number = f"{100 * value:g}%" if units[key] == "share" else f"{value:g}"
        said.append(f"{label} {number}")
    return ", ".join(said)


def with_recordings(lessons: Iterable[Lesson], workers: int, tell: Told) -> list[dict[str, Any]]:
    """Return lessons as the page reads them, each with its recording inside."""
    wanted = list(lessons)
    panels = [Asked(lesson=lesson.key).panels({lesson.key: lesson}, None) for lesson in wanted]
    records = record_all([one for each in panels for one in (each.a, each.b)], workers, tell)
    return [
        {**lesson.plain(), "recording": together(both, records[2 * number : 2 * number + 2])}
        for number, (lesson, both) in enumerate(zip(wanted, panels, strict=True))
    ]


def page_of(recorded: dict[str, Any] | None, lessons: list[dict[str, Any]]) -> str:
    """Return the page that shows a recording, lessons that have theirs, or both."""
    start = {**start_of("file", {}), "recording": recorded, "lessons": lessons}
    return whole_page(start, (recorded or {}).get("title", ""))


def check_output(path: Path) -> None:
    """Complain at once about a file that could not be written in the end.

    Raises
    ------
    InputError
        When its name does not end as a page's does, its folder is not there or cannot be written
        to, or it is a folder itself.
    """
    if path.is_dir():
        raise InputError(f"--output {path}: is a folder; give a file's name, as in {path}/a.html")
    if path.suffix.lower() not in (".html", ".htm"):
        raise InputError(
            f"--output {path}: must end in .html or .htm, so that a double-click opens it in a "
            f"browser; give {path.with_suffix('.html')}"
        )
    if not path.parent.is_dir():
        raise InputError(f"--output {path}: there is no folder {path.parent}; make it first")
    if not os.access(path.parent, os.W_OK):
        raise InputError(f"--output {path}: the folder {path.parent} cannot be written to")


def write(page: str, path: Path) -> None:
    """Write the page whole, or not at all."""
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            file.write(page)
        Path(file.name).chmod(0o644)
        Path(file.name).replace(path)
    except OSError as error:
        raise InputError(f"--output {path}: cannot be written: {error.strerror}") from error
