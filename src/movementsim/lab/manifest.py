"""What a result is made of: config, versions, origins, seeds, digest, times; no path, no host."""

from __future__ import annotations

import json
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from movementsim import __version__
from movementsim.lab.design import Plan
from movementsim.lab.runner import Sweep
from movementsim.lab.summary import digest
from movementsim.movement import MODEL_VERSION

LIBRARIES = ("mesa", "numpy", "scipy", "networkx", "pandas", "duckdb", "matplotlib", "pydantic")


def manifest(
    plan: Plan, runs: pd.DataFrame, swept: Sweep, workers: int, command: str, before: Path
) -> str:
    """Return the manifest of a result as JSON.

    Parameters
    ----------
    plan, runs, swept, workers, command
        What was planned, what came of it, and how.
    before
        Where an earlier manifest may be: its times stand if nothing was run anew.
    """
    about: dict[str, Any] = {
        "command": command,
        "config": plan.experiment.resolved(),
        "config_sha256": plan.experiment.hash(),
        "versions": {
            "movementsim": __version__,
            "model": MODEL_VERSION,
            "python": platform.python_version(),
            **{name: version(name) for name in LIBRARIES},
        },
        "platform": f"{platform.system()} {platform.machine()}",
        "plug-ins": plan.origins,
        "seeds": plan.seeds,
        "runs": {
            "planned": len({run.id for run in plan.runs}),
            "there": int(runs["run_id"].nunique()),
            "failed": len(swept.failed),
        },
        "digest": digest(runs),
        "times": {
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(swept.seconds, 1),
            "seconds a run": round(swept.run_seconds, 3),
            "runs": swept.done,
            "workers": workers,
        },
    }
    if not swept.done and before.exists():
        about["times"] = json.loads(before.read_text(encoding="utf-8"))["times"]
    return json.dumps(about, indent=2, ensure_ascii=False) + "\n"
