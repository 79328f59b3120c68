"""No run is lost if the process of a sweep is killed or stopped, or if a second one is started."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from .conftest import SABOTEUR, Command, Lab

pytestmark = pytest.mark.thorough

MANY = ("--set", "experiment.weeks=40", "--set", "replicates.number=12")
"""Enough runs to be interrupted half-way; each takes a tenth of a second or two."""


def half_way(process: subprocess.Popen[str], folder: Path) -> None:
    """Wait until some runs are stored."""
    deadline = time.monotonic() + 240
    while not list(folder.glob("blocks/*.runs.parquet")):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)


def manifest(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "manifest.json").read_text())
    return found


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Collect the digests of the long sweep."""
    return []


@pytest.mark.parametrize("how", ["killed", "stopped twice"])
def test_interrupted_sweep_is_resumed_from_stored_runs(
    lab: Lab, command: Command, tmp_path: Path, how: str, undisturbed: list[str]
) -> None:
    words = ("--plugin", SABOTEUR, *MANY)
    process = command("run", "small.toml", *words)
    half_way(process, lab.folder)
    if how == "killed":
        process.kill()
        process.communicate(timeout=120)
    else:
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does, also to the workers
        time.sleep(0.2)
        os.killpg(process.pid, signal.SIGINT)
        said = process.communicate(timeout=120)[1]
        assert process.returncode == 130, said
        assert "movementsim resume runs/small" in said
        assert "Traceback" not in said
    kept = lab.store.known()
    assert 0 < len(kept) < 144
    assert "digest" not in manifest(lab.folder)

    process = command("resume", "runs/small", "--workers", "1")  # so blocks have other sizes
    out, said = process.communicate(timeout=300)
    assert process.returncode == 0, said
    assert f"{len(kept)} were stored already" in out
    runs = lab.runs()["run_id"]
    assert runs.is_unique
    assert len(runs) == 144
    assert not list(lab.folder.rglob("*.tmp"))
    undisturbed.append(str(manifest(lab.folder)["digest"]))
    if len(undisturbed) == 1:
        process = command("run", "small.toml", *words, "--results", "at-once")
        assert process.wait(300) == 0
        undisturbed.append(str(manifest(tmp_path / "at-once" / "small")["digest"]))
    assert len(set(undisturbed)) == 1


def test_second_process_in_a_folder_is_refused(lab: Lab, command: Command) -> None:
    words = ("run", "small.toml", "--plugin", SABOTEUR, *MANY)
    first = command(*words)
    half_way(first, lab.folder)
    second = command(*words)
    said = second.communicate(timeout=120)[1]
    assert second.returncode == 2
    assert f"process {first.pid} on " in said
    first.kill()  # its lock is released
    first.communicate(timeout=120)
    third = command("resume", "runs/small")
    assert third.wait(300) == 0
    assert lab.runs()["run_id"].is_unique
    assert len(lab.runs()) == 144
