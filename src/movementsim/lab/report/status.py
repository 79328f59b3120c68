"""How far a sweep has come, in words."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from movementsim.lab.store.lock import lock_holders
from movementsim.lab.store.result_folder import ResultFolder
from movementsim.simulation.movement import MODEL_VERSION

SHOWN = 3


def told(folder: ResultFolder) -> str:
    """Return how far a sweep has come, what failed, and who is at it."""
    about = folder.manifest
    lines = [
        f"{about['config']['experiment']['name']}: {about['config']['experiment']['question']}"
    ]
    made = about["versions"]["model"]
    if made != MODEL_VERSION:
        lines.append(f"made by model {made}; this is model {MODEL_VERSION}")
    else:
        lines += _counted(folder)
    lines += _failed(folder)
    lines += [f"at work: {holder}" for holder in lock_holders(folder.path)]
    if "digest" in about:
        lines.append(f"{_ended(about)}; digest {about['digest'][:16]}")
    elif made == MODEL_VERSION and not folder.missing:
        lines.append(f"no report yet: `movementsim resume {folder.path}` writes it")
    else:
        lines.append("not finished")
    return "\n".join(lines)


def _ended(about: dict[str, Any]) -> str:
    lacking = about["runs"]["planned"] - about["runs"]["there"]
    when = about["times"]["finished"]
    return f"ended {when}, {lacking} failed" if lacking else f"finished {when}"


def _counted(folder: ResultFolder) -> list[str]:
    plan, known = folder.plan, folder.store.known()
    planned = {run.id: run for run in plan.runs}
    there = Counter(planned[run].cell.arm for run in known if run in planned)
    missing = Counter(run.cell.arm for run in folder.missing)
    total = sum(there.values())
    lines = [f"{total} of {total + sum(missing.values())} runs are there"]
    if missing:
        lines += [
            f"  {arm}: {there[arm]} there, {missing[arm]} missing"
            for arm in plan.experiment.arm_names
        ]
        lines.append(f"`movementsim resume {folder.path}` makes them")
    if other := len(known - set(planned)):
        lines.append(f"{other} runs of another config are kept aside")
    return lines


def _failed(folder: ResultFolder) -> list[str]:
    failures = [
        json.loads(line)
        for path in sorted(folder.path.glob("failures*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    if not failures:
        return []
    lines = [f"{len(failures)} failed when they were last tried:"]
    lines += [f"  {one['run_id']} ({one['arm']}): {one['error']}" for one in failures[:SHOWN]]
    return [*lines, "  ..."] if len(failures) > SHOWN else lines
