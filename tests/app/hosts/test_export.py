"""Exported pages are self-contained; stored runs are shown again exactly."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from movementsim.app.hosts.stored import stored_panels
from movementsim.app.lessons.levers import LeverSettings, lever_scenario
from movementsim.errors import InputError
from movementsim.simulation.movement import Movement
from tests.tiny import TINY

pytestmark = pytest.mark.slow

SMALL = ("--members", "40", "--weeks", "10")


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "movementsim", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def inside(path: Path) -> dict[str, Any]:
    """Return the data embedded in an exported page."""
    page = path.read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="start">(.*?)</script>', page, re.S)
    assert found
    start: dict[str, Any] = json.loads(found[1])
    return start


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    (folder / "tiny.toml").write_text(TINY, encoding="utf-8")
    done = run(
        "run", str(folder / "tiny.toml"), "--results", str(folder), "--quiet", "--workers", "1"
    )
    assert done.returncode == 0, done.stderr
    manifest: Path = next(folder.rglob("manifest.json"))
    return manifest.parent


def test_exported_file_loads_nothing_from_outside(tmp_path: Path) -> None:
    path = tmp_path / "pair.html"
    done = run("export", "--output", str(path), *SMALL, "--a", "generous", "--b", "hoarding")
    assert done.returncode == 0, done.stderr
    page = path.read_text(encoding="utf-8")
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=\"(?!data:)", page)
    assert not re.search(r"^\s*(import|export) ", page, re.M)
    assert "Content-Security-Policy" in page
    recording = inside(path)["recording"]
    assert recording["scenarios"][0]["settings"]["giving"] == 0.5
    plan = lever_scenario(
        LeverSettings(**recording["scenarios"][1]["settings"]), members=40, weeks=10, seed=1
    )
    members = Movement(plan, record=["members"]).run().read("members")["members"]
    assert recording["scenarios"][1]["metrics"]["members"][-1] == members
    assert sorted(tmp_path.iterdir()) == [path]


def test_atlas_has_a_run_for_each_point_of_the_grid(tmp_path: Path) -> None:
    path = tmp_path / "atlas.html"
    axes = ("--axis", "organisers=0,0.1", "--axis", "circle=0,5,10")
    done = run("export", "--output", str(path), *SMALL, *axes)
    assert done.returncode == 0, done.stderr
    recording = inside(path)["recording"]
    assert recording["atlas"]["axes"] == [
        {"lever": "organisers", "values": [0, 0.1]},
        {"lever": "circle", "values": [0, 5, 10]},
    ]
    points = [
        (shown["settings"]["organisers"], shown["settings"]["circle"])
        for shown in recording["scenarios"]
    ]
    assert points == [(0, 0), (0, 5), (0, 10), (0.1, 0), (0.1, 5), (0.1, 10)]


def test_two_scenario_files_are_shown_side_by_side(tmp_path: Path) -> None:
    for name, share in (("few", 0.05), ("many", 0.15)):
        plan = lever_scenario(LeverSettings(organisers=share), members=40, weeks=10, seed=2)
        (tmp_path / f"{name}.toml").write_text(plan.to_toml(), encoding="utf-8")
    path, few, many = (tmp_path / name for name in ("pair.html", "few.toml", "many.toml"))
    done = run("export", str(few), "--beside", str(many), "--output", str(path))
    assert done.returncode == 0, done.stderr
    assert [shown["name"] for shown in inside(path)["recording"]["scenarios"]] == ["few", "many"]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--output", "nowhere/a.html"), "nowhere"),
        (("--output", "."), "is a folder"),
        (("--output", "x.txt"), "must end in .html or .htm"),
        (("--output", "page"), "give page.html"),
        (("--output", "a.html", "--a", "organizing"), "no preset 'organizing'"),
        (("--output", "a.html", "--members", "5"), "members"),
        (("--output", "a.html", "--axis", "givin=1,2"), "no lever 'givin'"),
        (("--output", "a.html", "--axis", "giving=0,x"), "give numbers"),
        (("--output", "a.html", "--axis", "giving=0,7"), "giving = 7"),
        (("none.toml", "--output", "a.html"), "no such file"),
        (("--output", "a.html", "--beside", "x.toml"), "--beside"),
    ],
)
def test_impossible_export_is_reported_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], named: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("export", *words)
    assert done.returncode == 2
    assert named in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_stored_runs_are_reproduced_exactly(tmp_path: Path, results: Path) -> None:
    path = tmp_path / "stored.html"
    done = run("export", str(results), "--replicate", "1", "--output", str(path))
    assert done.returncode == 0, done.stderr
    shown = inside(path)["recording"]["scenarios"]
    with (results / "runs.csv").open(encoding="utf-8") as file:
        rows = {row["arm"]: row for row in csv.DictReader(file) if row["replicate"] == "1"}
    assert [panel["name"] for panel in shown] == ["organisers", "factionalists"]
    for panel in shown:
        kept = rows[panel["name"]]
        assert panel["metrics"]["members"][-1] == int(float(kept["members"]))
        assert panel["metrics"]["trust"][-1] == pytest.approx(float(kept["trust"]), abs=5e-4)
        assert kept["run_id"] in panel["lead"]


def test_stored_runs_can_be_chosen_by_id(results: Path) -> None:
    with (results / "runs.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    chosen = next(row for row in rows if row["arm"] == "factionalists" and row["replicate"] == "0")
    panels = stored_panels(results, chosen["run_id"])
    assert panels.names == ("factionalists", "organisers")
    assert str(panels.a.seed) == chosen["seed"]
    other = next(row for row in rows if row["replicate"] == "1")
    with pytest.raises(InputError, match="do not have the same people"):
        stored_panels(results, chosen["run_id"], other["run_id"])
    with pytest.raises(InputError, match="no run 'zzz'"):
        stored_panels(results, "zzz")
    with pytest.raises(InputError, match="no replicate 9"):
        stored_panels(results, replicate=9)
    with pytest.raises(InputError, match=r"no manifest\.json"):
        stored_panels(results / "nothing")
