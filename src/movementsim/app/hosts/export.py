"""One HTML file with recordings in it, which opens by double-click and needs nothing else."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from movementsim.app.hosts.atlas import encode_atlas, read_axes
from movementsim.app.hosts.page import whole_page
from movementsim.app.hosts.records import Progress, record_all
from movementsim.app.hosts.same_people import LARGEST, check_same_people
from movementsim.app.hosts.stored import stored_panels
from movementsim.app.lessons.lesson import Lesson, read_lessons
from movementsim.app.lessons.levers import OPENING, PRESETS
from movementsim.app.lessons.panels import PairRequest, Panels
from movementsim.app.pages.encode import encode_pair
from movementsim.app.pages.start import viewer_start
from movementsim.app.pages.words import page_words
from movementsim.errors import InputError
from movementsim.scenario.messages import explain
from movementsim.scenario.scenario import Scenario


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What to put into an exported file.

    Attributes
    ----------
    source
        File of a scenario or folder of results; None for the levers.
    run, beside, replicate
        Which stored runs to show; with a scenario, `beside` is the file of another scenario.
    presets, common
        The presets of A and B, and members, weeks and seed, where the levers are used.
    axes
        Axes of an atlas, such as `giving=0,0.2,0.5`; empty for a pair.
    with_lessons, lesson_folder
        Whether to add the lessons, and a folder of further lessons.
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


def exported_page(wanted: ExportRequest, report: Progress, workers: int = 2) -> str:
    """Run what is wanted, and return the page that shows it.

    Parameters
    ----------
    wanted
        What to put into the page.
    report
        Called after each stack of runs.
    workers
        Number of processes.

    Returns
    -------
    str
        The HTML text of the page, which loads nothing from outside.

    Raises
    ------
    InputError
        If a source cannot be shown, a preset is unknown, or an axis is wrong; before any run.
    """
    chosen = read_lessons(wanted.lesson_folder).values() if wanted.with_lessons else ()
    if wanted.axes:
        if wanted.source is not None:
            raise InputError("an atlas is made from levers, not from a file or a folder")
        recording = encode_atlas(read_axes(wanted.axes), _pair_request(wanted), workers, report)
    else:
        panels = _panels(wanted)
        recording = encode_pair(panels, record_all((panels.a, panels.b), workers, report))
    start = {
        **viewer_start("file", {}),
        "recording": recording,
        "lessons": _lessons_with_recordings(chosen, workers, report),
    }
    return whole_page(start, recording.get("title", ""))


def _pair_request(wanted: ExportRequest) -> PairRequest:
    for name in wanted.presets:
        if name not in PRESETS:
            raise InputError(f"no preset {name!r}; there are {', '.join(PRESETS)}")
    a, b = (PRESETS[name] for name in wanted.presets)
    try:
        return PairRequest(a=a, b=b, **wanted.common)
    except ValidationError as error:
        raise InputError(explain(error, PairRequest, "export")) from error


def _panels(wanted: ExportRequest) -> Panels:
    if wanted.source is None:
        if wanted.beside or wanted.run:
            raise InputError("--beside and --run belong to a scenario or a folder of results")
        a, b = (_preset_label(key) for key in wanted.presets)
        return replace(_pair_request(wanted).panels({}, None), names=(a, b))
    if wanted.source.is_dir():
        return stored_panels(wanted.source, wanted.run, wanted.beside, wanted.replicate)
    return _panels_of_files(wanted.source, Path(wanted.beside) if wanted.beside else wanted.source)


def _preset_label(key: str) -> str:
    presets: dict[str, Any] = page_words().get("presets", {})
    label: str = presets.get(key, {}).get("label", key.replace("_", " ").capitalize())
    return label


def _panels_of_files(a: Path, b: Path) -> Panels:
    first, second = Scenario.from_toml(a), Scenario.from_toml(b)
    check_same_people(first, second, f"{a} and {b}: ")
    if first.members > LARGEST:
        raise InputError(f"{a}: {first.members:,} members; at most {LARGEST:,} can be shown")
    return Panels(first, second, names=(a.stem, b.stem))


def _lessons_with_recordings(
    lessons: Iterable[Lesson], workers: int, report: Progress
) -> list[dict[str, Any]]:
    """Return lessons as the page reads them, each with its recording."""
    wanted = list(lessons)
    panels = [
        PairRequest(lesson=lesson.key).panels({lesson.key: lesson}, None) for lesson in wanted
    ]
    records = record_all([one for each in panels for one in (each.a, each.b)], workers, report)
    return [
        {**lesson.plain(), "recording": encode_pair(both, records[2 * number : 2 * number + 2])}
        for number, (lesson, both) in enumerate(zip(wanted, panels, strict=True))
    ]


def check_output(path: Path) -> None:
    """Refuse at once a file that could not be written in the end.

    Raises
    ------
    InputError
        If the path is a folder, its name does not end as a page's does, or its folder is missing
        or not writable.
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


def write_page(page: str, path: Path) -> None:
    """Write a page atomically: the file is complete or not there.

    Parameters
    ----------
    page
        The HTML text.
    path
        Where to write it.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            file.write(page)
        Path(file.name).chmod(0o644)
        Path(file.name).replace(path)
    except OSError as error:
        raise InputError(f"--output {path}: cannot be written: {error.strerror}") from error
