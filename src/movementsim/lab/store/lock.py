"""Locks on folders of results: one process at a time, except for shards of one plan."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from movementsim.errors import InputError
from movementsim.lab.design.shard import Shard
from movementsim.lab.store.overwrite_guard import refuse_published

_WHOLE = "whole"
_SUFFIX = ".lock"
_SECONDS_TO_WAIT = 1.0
"""Longer than another shard needs to check that no process has locked the whole folder."""


@contextmanager
def locked_folder(folder: Path, shard: Shard | None = None) -> Iterator[None]:
    """Lock a folder of results against other processes; a process that dies releases its lock.

    Parameters
    ----------
    folder
        The results folder.
    shard
        The part that is run, beside which others may run other parts; all if None.

    Raises
    ------
    InputError
        When another process is at work in it, naming the process; when its results are published.
    """
    refuse_published(folder)
    name = shard.name if shard else _WHOLE
    with ExitStack() as stack:
        stack.enter_context(_held(folder, name))
        for other in _others(folder, name, shard):
            with _held(folder, other, leave_word=False):  # no process holds it
                pass
        yield


def lock_holders(folder: Path) -> list[str]:
    """Return the processes at work in a folder of results, each with its host and start."""
    return [_who(word) for word in sorted(folder.glob(".*.holder.json"))]


def _others(folder: Path, name: str, shard: Shard | None) -> list[str]:
    """Return the locks that must be free: those of shards for all, that of all for a shard."""
    found = [path.stem.removeprefix(".") for path in folder.glob(f".*{_SUFFIX}")]
    return [other for other in found if other != name and (shard is None or other == _WHOLE)]


@contextmanager
def _held(folder: Path, name: str, leave_word: bool = True) -> Iterator[None]:
    place, word = folder / f".{name}{_SUFFIX}", folder / f".{name}.holder.json"
    lock = FileLock(place, timeout=_SECONDS_TO_WAIT)
    try:
        lock.acquire()
    except Timeout:
        raise InputError(
            f"{folder}: {_who(word)} is at work in it; wait until it has ended, or stop it"
        ) from None
    try:
        if leave_word:
            about = {
                "pid": os.getpid(),
                "host": platform.node(),
                "since": datetime.now(UTC).isoformat(timespec="seconds"),
            }
            word.write_text(json.dumps(about), encoding="utf-8")
        yield
    finally:
        word.unlink(missing_ok=True)
        lock.release()
        place.unlink(missing_ok=True)


def _who(word: Path) -> str:
    try:
        about = json.loads(word.read_text(encoding="utf-8"))
        return f"process {about['pid']} on {about['host']} (since {about['since']})"
    except (OSError, ValueError, KeyError):
        return "another process"
