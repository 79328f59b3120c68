"""The manifest of a result: config, versions, origins, seeds, digest and times; no local paths."""

from __future__ import annotations

import json
import os
import platform
import shlex
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pandas as pd

import movementsim
from movementsim import __version__
from movementsim.lab.config.hashing import content_hash
from movementsim.lab.config.replicates import Replicates
from movementsim.lab.design.plan import Plan
from movementsim.lab.store.digest import runs_digest
from movementsim.lab.store.finished import SweepSummary
from movementsim.simulation.movement import MODEL_VERSION

MANIFEST = "manifest.json"
_LIBRARIES = (
    *("mesa", "numpy", "scipy", "networkx", "pandas", "duckdb", "matplotlib", "pydantic"),
    *("dask", "distributed", "SALib", "ema-workbench"),
)
RESUME = "movementsim resume"
"""Start of the command that continues a sweep begun from Python, which has no config file."""
MADE_BY = "made by"
"""The entry of a manifest that lists what made its runs."""


@dataclass(frozen=True)
class Provenance:
    """Where an experiment comes from, so that it can be resumed from its results.

    Attributes
    ----------
    command
        The command that runs it, for the reader.
    folder
        The folder from which paths in the config start.
    plugins
        Files with strategies, rules or indicators of the user's own.
    """

    command: str
    folder: Path = Path()
    plugins: tuple[Path, ...] = ()

    def asking(self, replicates: Replicates) -> Provenance:
        """Return the same provenance with a command that requests other replicates.

        A command that resumes a folder stays as it is, because the stored config has the number.

        Parameters
        ----------
        replicates
            The replicates to request.

        Returns
        -------
        Provenance
            The provenance with the changed command.
        """
        words = shlex.split(self.command)
        if words[:2] not in (["movementsim", "run"], ["movementsim", "ablate"]):
            return self
        name = f"replicates.{'number' if replicates.metric is None else 'max'}"
        kept = list(words)
        for place in reversed(range(len(words) - 1)):
            if words[place] == "--set" and words[place + 1].partition("=")[0].strip() == name:
                del kept[place : place + 2]
        said = [*kept, "--set", f"{name}={replicates.most}"]
        return replace(self, command=shlex.join(said))


def design_hash(plan: Plan) -> str:
    """Return the hash of a design; results that differ only in replicates share it."""
    cells = sorted(cell.content for cell in plan.cells)
    return content_hash([plan.experiment.experiment.seed, cells])


def manifest_at_start(plan: Plan, source: Provenance, folder: Path) -> dict[str, Any]:
    """Return the manifest of a result before any run is made.

    Parameters
    ----------
    plan, source
        The plan, and where the experiment comes from.
    folder
        The folder of results, relative to which paths are written.

    Returns
    -------
    dict[str, Any]
        The command, config, hashes, versions, seeds and origins, as plain values.
    """
    return {
        "command": source.command,
        "from": relative_to_results(folder, source.folder),
        "plug-in files": [relative_to_results(folder, file) for file in source.plugins],
        "config": plan.experiment.resolved(),
        "config_sha256": plan.experiment.hash(),
        "design_sha256": design_hash(plan),
        "versions": _versions(),
        "source": _commit(),
        "platform": f"{platform.system()} {platform.machine()}",
        "plug-ins": plan.origins,
        "seeds": plan.seeds,
    }


def makers(
    before: Sequence[dict[str, Any]], now: dict[str, Any], anew: bool
) -> list[dict[str, Any]]:
    """Return what made the runs: commits, libraries and platforms, each once, the earliest first.

    Parameters
    ----------
    before
        The entries of an earlier manifest; empty if it has none.
    now
        A manifest made now.
    anew
        Whether runs are made now; a report that is only written again adds nothing.

    Returns
    -------
    list[dict[str, Any]]
        Entries with `source`, `versions` and `platform`.
    """
    mine = {name: now[name] for name in ("source", "versions", "platform")}
    there = list(before)
    return [*there, mine] if anew and mine not in there else there


def manifest_at_end(
    runs: pd.DataFrame,
    swept: SweepSummary,
    planned: int,
    workers: int | str,
    before: dict[str, Any],
) -> dict[str, Any]:
    """Return the entries that a finished sweep adds to the manifest.

    Parameters
    ----------
    runs
        The stored runs.
    swept
        How the sweep went.
    planned
        How many runs there should be.
    workers
        Number of workers, or a description of them.
    before
        The manifest of an earlier sweep; its times stay if nothing was run now.

    Returns
    -------
    dict[str, Any]
        The entries `runs`, `digest` and `times`.
    """
    times = {
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(swept.seconds, 1),
        "seconds a run": round(swept.run_seconds, 3),
        "runs": swept.done,
        "workers": workers,
    }
    return {
        "runs": {
            "planned": planned,
            "there": int(runs["run_id"].nunique()),
            "failed": len(swept.failed),
        },
        "digest": runs_digest(runs),
        "times": times if swept.done else before.get("times", times),
    }


def manifest_json(values: dict[str, Any]) -> str:
    """Return a manifest as JSON."""
    return json.dumps(values, indent=2, ensure_ascii=False) + "\n"


def relative_to_results(folder: Path, place: Path) -> str:
    """Return the path from a folder of results to a file, so that results expose no local paths.

    Parameters
    ----------
    folder
        The folder of results.
    place
        A file or folder.

    Returns
    -------
    str
        The path with forward slashes.
    """
    return Path(os.path.relpath(place.resolve(), folder.resolve())).as_posix()


def _versions() -> dict[str, str]:
    found = {
        "movementsim": __version__,
        "model": MODEL_VERSION,
        "python": platform.python_version(),
    }
    for name in _LIBRARIES:
        with suppress(PackageNotFoundError):  # an extra
            found[name] = version(name)
    return found


def _commit() -> dict[str, Any]:
    """Return which commit of the simulator computes, and whether its files differ from it."""
    here = Path(movementsim.__file__).parent
    try:
        _git(here, "ls-files", "--error-unmatch", "__init__.py")
        commit = _git(here, "rev-parse", "HEAD")
        return {"commit": commit, "dirty": bool(_git(here, "status", "--porcelain", "--", "."))}
    except (OSError, subprocess.SubprocessError):
        return {"commit": None, "dirty": None}  # not a repository: the version is enough


def _git(folder: Path, *words: str) -> str:
    # without optional locks: asking must not write in the repository, least of all on a full disk
    done = subprocess.run(
        ("git", "--no-optional-locks", "-C", str(folder), *words),
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    )
    return done.stdout.strip()
