from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from .conftest import Command, arguments

pytestmark = pytest.mark.slow

FIGURES = ("over-time", "differences", "retention")


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def test_run_writes_tables_figures_and_a_report(
    command: Command, config: Path, tmp_path: Path
) -> None:
    done = command("run", config.name)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "runs" / "small"
    runs = pd.read_csv(folder / "runs.csv")
    assert list(runs["arm"]) == ["organisers", "factionalists"] * 2
    assert runs["members"].between(20, 120).all()
    seeds = runs.groupby("replicate")["seed"].agg(["nunique", "first"])
    assert (seeds["nunique"] == 1).all()
    assert seeds["first"].is_unique
    for name in FIGURES:
        assert (folder / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        assert "<svg" in (folder / f"{name}.svg").read_text(encoding="utf-8")
        assert str(Path("runs/small") / f"{name}.png") in done.stdout
    report = (folder / "report.md").read_text(encoding="utf-8")
    assert "Does it run?" in report
    assert "movementsim run small.toml" in report
    about = manifest(folder)
    assert about["config"]["movement"]["members"] == 60
    assert {"movementsim", "model", "mesa", "numpy", "scipy", "networkx", "python"} <= set(
        about["versions"]
    )
    for words in (report, json.dumps(about)):
        assert str(tmp_path) not in words
    assert not list(folder.rglob("*.tmp"))
    assert not (folder / "blocks").exists()


def test_share_that_gives_nobody_warns_once_and_runs(command: Command, config: Path) -> None:
    done = command(
        "run", config.name, "--workers", "2", "--set", "arms.organisers.following.Organiser=0.005"
    )
    assert done.returncode == 0, done.stderr
    warned = [line for line in done.stderr.splitlines() if "nobody" in line]
    assert len(warned) == 1, done.stderr
    assert warned[0].startswith("movementsim: small.toml")
    assert "following.Organiser = 0.005: of 60 members that is nobody" in warned[0]
    assert "warnings.warn" not in done.stderr


def test_results_do_not_depend_on_workers_or_hash_seed(
    command: Command, config: Path, tmp_path: Path
) -> None:
    digests = set()
    for place, (workers, hashes) in enumerate((("1", "0"), ("2", "1"))):
        done = command(
            "run",
            config,
            "--results",
            tmp_path / str(place),
            "--workers",
            workers,
            "--quiet",
            env={"PYTHONHASHSEED": hashes},
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        digests.add(manifest(tmp_path / str(place) / "small")["digest"])
    assert len(digests) == 1


def test_stored_runs_are_neither_repeated_nor_lost(
    command: Command, config: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "runs" / "small"
    made = []
    for replicates in ("3", "2", "3"):
        done = command("run", config, "--set", f"replicates.number={replicates}")
        assert done.returncode == 0, done.stderr
        made.append(int(re.match(r"(\d+) runs in", done.stdout).group(1)))  # type: ignore[union-attr]
        assert manifest(folder)["times"]["runs"] == 6  # the number of runs made
        assert len(pd.read_csv(folder / "runs.csv")) == 2 * int(replicates)
    assert made == [6, 0, 0]
    done = command("run", config, "--fresh", "--set", "replicates.number=1")
    assert manifest(folder)["times"]["runs"] == 2
    before = manifest(folder)
    done = command("run", config, "--set", "movement.members=50")
    assert (done.returncode, "movement.members is 50 and was 60" in done.stderr) == (2, True)
    assert manifest(folder) == before


def test_ctrl_c_keeps_finished_runs_and_the_same_command_resumes(
    command: Command, config: Path, tmp_path: Path
) -> None:
    words = ("run", config, "--set", "experiment.weeks=100", "--set", "replicates.number=10")
    blocks = tmp_path / "runs" / "small" / "blocks"
    process = subprocess.Popen(
        arguments(*words),
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 120
    while not list(blocks.glob("*.runs.parquet")) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does, also to the workers
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 130, said
    assert "repeat the command" in said
    assert "Traceback" not in said
    kept = int(re.search(r"(\d+) of 20 runs are stored", said).group(1))  # type: ignore[union-attr]
    assert 0 < kept < 20
    assert not (tmp_path / "runs" / "small" / "report.md").exists()

    done = command(*words)
    assert done.returncode == 0, done.stderr
    assert f"{kept} were stored already" in done.stdout
    undisturbed = command(*words, "--results", "at-once", "--workers", "1")
    assert undisturbed.returncode == 0, undisturbed.stderr
    folders = (tmp_path / "runs" / "small", tmp_path / "at-once" / "small")
    assert manifest(folders[0])["digest"] == manifest(folders[1])["digest"]


def test_run_that_raises_is_reported_and_the_others_continue(
    command: Command, config: Path, tmp_path: Path
) -> None:
    plugin = tmp_path / "late.py"
    plugin.write_text(
        "from movementsim import Strategy\n"
        "class Late(Strategy):\n"
        "    def decide(self, me):\n"
        "        if me.week >= 55:\n"
        "            raise RuntimeError('too late')\n"
        "        return me.rest()\n",
        encoding="utf-8",
    )
    done = command(
        "run",
        config,
        "--plugin",
        plugin,
        "--set",
        "arms.factionalists.following={Late = 0.1}",
        "--set",
        "experiment.weeks=58",
    )
    assert done.returncode == 1
    assert "2 of 4 runs failed" in done.stderr
    folder = tmp_path / "runs" / "small"
    lines = (folder / "failures.jsonl").read_text(encoding="utf-8").splitlines()
    failures = [json.loads(line) for line in lines]
    assert [failure["arm"] for failure in failures] == ["factionalists"] * 2
    assert all("too late" in failure["traceback"] for failure in failures)
    assert list(pd.read_csv(folder / "runs.csv")["arm"]) == ["organisers"] * 2
    assert "2 of 4 runs failed" in (folder / "report.md").read_text(encoding="utf-8")
    assert "late.py" in manifest(folder)["plug-ins"]["Late"]


def test_two_designs_in_one_experiment(command: Command, config: Path, tmp_path: Path) -> None:
    text = config.read_text(encoding="utf-8") + (
        '\n[[design]]\nname = "the map"\n[design.parameters]\n'
        '"rules.opportunities.window" = [2, 8]\n"rules.ballot.turnout_base" = [-3.0, 0.0]\n'
        '\n[[design]]\nname = "a curve"\n[design.parameters]\nmembers = [40, 60]\n'
    )
    config.write_text(text, encoding="utf-8")
    done = command("run", config)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "runs" / "small"
    for name in ("the-map-factionalists", "a-curve-along", "a-curve-effects"):
        assert (folder / f"{name}.png").exists()
    summary = pd.read_csv(folder / "summary.csv")
    compared = summary[summary["arm"] == "factionalists"].dropna(subset=["difference"])
    assert len(compared) == 6 * (4 + 2)  # the usual metrics at all points of both designs
    assert (compared["difference_low"] <= compared["difference"]).all()
    assert (compared["difference"] <= compared["difference_high"]).all()
    assert (compared["pairs"] == 2).all()


def test_factorial_design_of_one_arm_and_a_table_of_points(
    command: Command, config: Path, tmp_path: Path
) -> None:
    text = config.read_text(encoding="utf-8")
    start, end = text.index("[arms."), text.index("[replicates]")
    roles = 'roles = [{ who = "leader", strategy = "Organiser", brief = "outward" }]\n\n'
    text = text[:start].replace("[movement.network]", roles + "[movement.network]") + text[end:]
    config.write_text(
        text
        + (
            '\n[[design]]\nname = "crossing"\n[design.parameters]\n'
            '"roles.0.brief" = ["outward", "inside"]\n'
            '"roles.0.strategy" = ["Organiser", "Factionalist"]\n'
            '\n[[design]]\nname = "some points"\nkind = "table"\n'
            "points = [{ waves = 1, outside = 1.0 }, { waves = 2, outside = 2.0 }]\n"
        ),
        encoding="utf-8",
    )
    done = command("run", config)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "runs" / "small"
    report = (folder / "report.md").read_text(encoding="utf-8")
    assert "Factionalist minus Organiser" in report
    assert "difference of differences" in report
    for name in ("crossing-along", "crossing-effects"):
        assert (folder / f"{name}.svg").exists()
    runs = pd.read_csv(folder / "runs.csv")
    crossing = runs[runs["design"] == "crossing"]
    led = crossing[crossing["roles.0.strategy"] == "Organiser"]
    assert (led["weeks_in_office.Factionalist"] == 0).all()
    assert (led["weeks_in_office.Organiser"] > 0).all()
    assert set(runs["movement.waves"].dropna()) == {1, 2}
    assert len(runs) == 2 * (4 + 2)
