"""What a researcher does with stored results."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from rocrate.rocrate import ROCrate

from movementsim.plugins.schema import all_indicators

from .conftest import Command

pytestmark = pytest.mark.thorough


@pytest.fixture
def folder(command: Command, config: Path, tmp_path: Path) -> Path:
    """Results of a small experiment: two arms, two replicates."""
    done = command("run", config.name, "--quiet")
    assert done.returncode == 0, done.stderr
    return tmp_path / "runs" / "small"


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def command_in_report(folder: Path) -> list[str]:
    """Return the arguments of the command at the end of a report."""
    report = (folder / "report.md").read_text(encoding="utf-8")
    return shlex.split(report.split("## How to reproduce these results")[1].split("```")[1])[1:]


def test_status_extend_merge_verify_and_replay(command: Command, folder: Path) -> None:
    said = command("status", folder).stdout
    assert "4 of 4 runs are stored" in said
    assert manifest(folder)["digest"][:16] in said

    few = shutil.copytree(folder, folder.with_name("few"))
    more = command("extend", folder, "--replicates", "3")
    assert re.match(r"2 runs in \d+ s, 4 were stored already", more.stdout), more.stderr
    assert len(pd.read_csv(folder / "runs.csv")) == 6
    assert command("extend", folder, "--replicates", "2").returncode == 2
    words = command_in_report(folder)
    assert command(*words, "--quiet", "--results", "elsewhere").returncode == 0
    elsewhere = folder.parents[1] / "elsewhere" / "small"
    assert manifest(elsewhere)["digest"] == manifest(folder)["digest"]
    assert command("merge", few, folder).returncode == 0  # the missing runs are copied
    assert manifest(few)["digest"] == manifest(folder)["digest"]
    assert command_in_report(few) == words

    same = command("verify", folder, "--sample", "50%", "--seed", "1")
    assert (same.returncode, "3 are equal, 0 differ" in same.stdout) == (0, True)

    run = pd.read_csv(folder / "runs.csv")["run_id"][4]
    twice = command("replay", run[:10])
    assert (twice.returncode, "stored in several folders" in twice.stderr) == (2, True)
    shutil.rmtree(few)
    again = command("replay", run[:10])
    assert "It is equal to the stored run" in again.stdout, again.stderr
    series = pd.read_csv(folder / "replays" / f"{run}.csv")
    assert list(series["week"]) == list(range(13))
    assert set(all_indicators()) <= set(series)
    assert series["members"].iloc[-1] == pd.read_csv(folder / "runs.csv")["members"][4]
    assert command("replay", "no-such-run").returncode == 2


def test_changed_result_is_detected(command: Command, folder: Path) -> None:
    from movementsim.lab.store.parquet import read_table, write_table

    runs = read_table(folder / "runs.parquet")
    write_table(runs.assign(trust=runs["trust"] * 1.001), folder / "runs.parquet")
    done = command("verify", folder, "--sample", "2")
    assert done.returncode == 1
    assert "0 are equal, 2 differ" in done.stdout
    found = r"trust \(runs\): 0\.\d+ and 0\.\d+$"
    assert re.search(found, done.stdout, re.MULTILINE), done.stdout
    report = (folder / "report.md").read_text(encoding="utf-8")
    done = command("analyse", folder)
    assert (done.returncode, "stored runs have been changed" in done.stderr) == (2, True)
    assert (folder / "report.md").read_text(encoding="utf-8") == report


def test_analyse_and_publish(command: Command, folder: Path, tmp_path: Path) -> None:
    report = (folder / "report.md").read_text(encoding="utf-8")
    (folder / "report.md").unlink()
    (folder / "over-time.png").unlink()
    assert command("figures", folder).returncode == 0
    assert (folder / "over-time.png").exists()
    assert command("analyse", folder).returncode == 0
    assert (folder / "report.md").read_text(encoding="utf-8") == report

    done = command("publish", folder)
    assert done.returncode == 0, done.stderr
    packed = folder.with_name(f"{folder.name}.zip")
    assert str(packed) in done.stdout
    assert zipfile.is_zipfile(packed)
    done = command("publish", folder, "--output", "crate")
    assert done.returncode == 0, done.stderr
    assert set(zipfile.ZipFile(packed).namelist()) == {
        path.name for path in (tmp_path / "crate").iterdir()
    }
    read = ROCrate(tmp_path / "crate")
    assert read.root_dataset["identifier"] == manifest(folder)["digest"]
    assert {"runs.parquet", "report.md", "manifest.json"} <= {
        entity.id for entity in read.data_entities
    }
    assert command("publish", folder, "--output", "crate").returncode == 2


def test_plan_counts_runs_and_writes_nothing(
    command: Command, config: Path, tmp_path: Path
) -> None:
    done = command("plan", config.name, "--set", "replicates.number=50")
    assert done.returncode == 0, done.stderr
    assert "100 runs" in done.stdout
    assert re.search(r"a run: \S+ s and \S+ kB", done.stdout)
    assert list(tmp_path.iterdir()) == [config]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("status", "nowhere"), "no results"),
        (("run", "small.toml", "--shard", "4/3"), "--shard 4/3: write 3/100"),
        (("run", "small.toml", "--set", "limits.run_seconds=0"), "run_seconds"),
        (("run", "small.toml", "--set", "limits.worker_memory=much"), 'must be "auto", or'),
        (("ablate", "small.toml", "--only", "rules.nothing"), "rules.nothing"),
    ],
)
def test_bad_input_is_reported_before_any_work(
    command: Command, config: Path, tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    done = command(*words)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == [config]
