"""How far a sweep has come, as text for the terminal."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from movementsim.lab.report.templates import render
from movementsim.lab.store.lock import lock_holders
from movementsim.lab.store.result_folder import ResultFolder
from movementsim.simulation.movement import MODEL_VERSION

_MAX_FAILURES = 3


def status_text(folder: ResultFolder) -> str:
    """Return how many runs of a sweep are stored, what failed, and who is working on it."""
    about = folder.manifest
    experiment = about["config"]["experiment"]
    same_model = about["versions"]["model"] == MODEL_VERSION
    return render(
        "status.txt.j2",
        folder=folder.path,
        name=experiment["name"],
        question=experiment["question"],
        model=about["versions"]["model"],
        this_model=MODEL_VERSION,
        failures=_failures(folder),
        most_failures=_MAX_FAILURES,
        holders=lock_holders(folder.path),
        digest=about.get("digest", "")[:16],
        finished=about.get("times", {}).get("finished"),
        lacking=about["runs"]["planned"] - about["runs"]["there"] if "digest" in about else 0,
        **(_counts(folder) if same_model else {"missing": []}),
    )


def _counts(folder: ResultFolder) -> dict[str, Any]:
    """Return how many runs are stored and missing, in all and by arm."""
    plan, known = folder.plan, folder.store.known()
    planned = {run.id: run for run in plan.runs}
    stored = Counter(planned[run].cell.arm for run in known if run in planned)
    missing = Counter(run.cell.arm for run in folder.missing)
    return {
        "stored": sum(stored.values()),
        "planned": sum(stored.values()) + sum(missing.values()),
        "missing": [
            {"name": arm, "stored": stored[arm], "missing": missing[arm]}
            for arm in plan.experiment.arm_names
        ]
        if missing
        else [],
        "others": len(known - set(planned)),
    }


def _failures(folder: ResultFolder) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for path in sorted(folder.path.glob("failures*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
