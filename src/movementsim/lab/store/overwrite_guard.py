"""Guards against overwriting published results, or the results of another experiment."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from movementsim.errors import InputError
from movementsim.lab.config.experiment import Experiment
from movementsim.lab.design.plan import Plan
from movementsim.lab.store.manifest import MANIFEST, design_hash

PUBLISHED = "published.json"
"""The file that marks a folder of results as published."""

_MAY_DIFFER = ("replicates", "limits")
"""Sections that do not affect what a run stores, so that stored runs stay valid if they differ."""
_NAMED = 5
"""Differences that an error names."""


def is_published(folder: Path) -> bool:
    """Whether a folder holds published results."""
    return (folder / PUBLISHED).exists()


def refuse_published(folder: Path) -> None:
    """Refuse to write in a folder of published results.

    Raises
    ------
    InputError
        When it is published; says how published results are changed.
    """
    if is_published(folder):
        place = shlex.quote(folder.as_posix())
        raise InputError(
            f"{folder}: these results are published, and change only by `movementsim publish "
            f"FOLDER --into {shlex.quote(folder.parent.as_posix())}`. To work on them, copy the "
            f"folder (cp -r {place} runs/) and delete {PUBLISHED} in the copy"
        )


def refuse_other_experiment(folder: Path, plan: Plan) -> None:
    """Refuse to write the results of a plan over those of another experiment.

    The replicates and the limits of a run may differ, as stored runs stay valid.

    Parameters
    ----------
    folder
        The folder of results; it need not exist.
    plan
        What is going to be run.

    Raises
    ------
    InputError
        When the folder holds results of another config, or of the same config with other files,
        plug-ins, default values or another model; names the differences and says what to do.
    """
    before: Any = None
    with suppress(OSError, ValueError):
        before = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    if not isinstance(before, dict) or not isinstance(stored := before.get("config"), dict):
        return
    with suppress(InputError):  # one that an earlier version wrote lacks the newest defaults
        stored = Experiment.from_values(stored).resolved()
    now = plan.experiment.resolved()
    found = [
        line
        for section in dict.fromkeys([*stored, *now])
        if section not in _MAY_DIFFER
        for line in _differences(stored.get(section), now.get(section), section)
    ]
    if not found and before.get("design_sha256", design_hash(plan)) != design_hash(plan):
        found = ["files of people and ties, plug-ins, default values, or the model"]
    if found:
        more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
        raise InputError(
            f"{folder}: holds results of another experiment, which are not overwritten. What "
            f"differs: {'; '.join(found[:_NAMED])}{more}. Write to another folder with --results, "
            "or repeat everything in this one with --fresh"
        )


def _differences(stored: Any, now: Any, name: str) -> Iterator[str]:
    """Yield what differs between two plain values, with its dotted name."""
    if isinstance(stored, dict) and isinstance(now, dict):
        for key in dict.fromkeys([*stored, *now]):
            yield from _differences(stored.get(key), now.get(key), f"{name}.{key}")
    elif stored != now:
        yield f"{name} is {_short(now)} and was {_short(stored)}"


def _short(value: Any) -> str:
    if value is None:
        return "not given"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:37]}..."
