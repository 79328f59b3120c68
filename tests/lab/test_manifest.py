"""A manifest says who made the runs, and nobody else is taken for them."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from movementsim.errors import InputError
from movementsim.lab.conduct import rewrite_report
from movementsim.lab.config.replicates import Replicates
from movementsim.lab.report.status import status_text
from movementsim.lab.report.two_sweeps import SweepTables
from movementsim.lab.store.manifest import MANIFEST, Provenance, makers
from movementsim.lab.store.parquet import read_table, write_table
from movementsim.lab.store.publish import write_crate
from movementsim.lab.store.result_folder import ResultFolder

PUBLISHED = Path(__file__).parents[2] / "results" / "quickstart"
SOMEBODY = {"source": {"commit": "1" * 40}, "versions": {"model": "1"}, "platform": "elsewhere"}
OTHERS = {**SOMEBODY, "platform": "here"}


@pytest.mark.parametrize(
    ("before", "anew", "after"),
    [
        ([], True, [SOMEBODY]),
        ([], False, []),
        ([SOMEBODY], True, [SOMEBODY]),
        ([OTHERS], True, [OTHERS, SOMEBODY]),
        ([OTHERS], False, [OTHERS]),
    ],
)
def test_only_who_makes_runs_is_added_and_once(
    before: list[dict[str, object]], anew: bool, after: list[dict[str, object]]
) -> None:
    assert makers(before, {**SOMEBODY, "command": "movementsim run a.toml"}, anew) == after


@pytest.mark.parametrize(
    ("said", "asked", "now"),
    [
        ("run a.toml", Replicates(number=9), "run a.toml --set replicates.number=9"),
        (
            "run a.toml --set replicates.number=4 --set experiment.weeks=8 --plugin b.py",
            Replicates(number=9),
            "run a.toml --set experiment.weeks=8 --plugin b.py --set replicates.number=9",
        ),
        (
            "ablate a.toml --set 'replicates.max = 40'",
            Replicates(metric="members", half_width=2, max=60),
            "ablate a.toml --set replicates.max=60",
        ),
        ("resume results/a", Replicates(number=9), "resume results/a"),
    ],
)
def test_the_command_asks_for_what_is_planned(said: str, asked: Replicates, now: str) -> None:
    assert Provenance(f"movementsim {said}").asking(asked).command == f"movementsim {now}"


def copied(place: Path, **told: object) -> ResultFolder:
    """Return a folder with the runs of finished results, and their manifest, changed."""
    about = json.loads((PUBLISHED / MANIFEST).read_text("utf-8"))
    place.mkdir()
    shutil.copy(PUBLISHED / "runs.parquet", place)
    (place / MANIFEST).write_text(json.dumps(about | told), "utf-8")
    return ResultFolder(place)


def test_a_sweep_that_lost_runs_is_not_called_finished(tmp_path: Path) -> None:
    folder = copied(tmp_path / "a", runs={"planned": 90, "there": 78, "failed": 12})
    assert re.search(r"ended \S+, 12 failed; digest", status_text(folder))
    with pytest.raises(InputError, match="12 of 90 runs are missing"):
        write_crate(folder, tmp_path / "a.zip")
    assert "finished 20" in status_text(copied(tmp_path / "b"))


def cut(runs: pd.DataFrame) -> pd.DataFrame:
    return runs[3:]


def changed(runs: pd.DataFrame) -> pd.DataFrame:
    return runs.assign(members=runs["members"] + 1)


def grown(runs: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([runs, runs[:1].assign(run_id="another")])


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (cut, r"3 of 90 runs are missing from runs\.parquet; `movementsim resume"),
        (changed, "a table was changed"),
        (grown, r"runs\.parquet has 91 runs, and manifest\.json tells of 90"),
    ],
)
def test_runs_that_are_not_those_that_were_made_are_neither_compared_nor_packed(
    how: Callable[[pd.DataFrame], pd.DataFrame], words: str, tmp_path: Path
) -> None:
    folder = copied(tmp_path / "a")
    table = folder.path / "runs.parquet"
    write_table(how(read_table(table)), table)
    with pytest.raises(InputError, match=words):
        SweepTables.of(folder, "a")
    with pytest.raises(InputError, match=words):
        write_crate(folder, tmp_path / "a.zip")
    table.unlink()
    with pytest.raises(InputError, match=r"runs\.parquet is missing"):
        write_crate(folder, tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == [folder.path]


def test_a_crate_goes_into_a_folder_that_is_there(tmp_path: Path) -> None:
    folder = copied(tmp_path / "a")
    with pytest.raises(InputError, match=r"there is no folder .*deep; make it"):
        write_crate(folder, tmp_path / "nowhere" / "deep" / "c.zip")
    assert list(tmp_path.iterdir()) == [folder.path]


def test_what_runs_were_made_from_is_packed_and_no_licence_made_up(tmp_path: Path) -> None:
    config = json.loads((PUBLISHED / MANIFEST).read_text("utf-8"))["config"]
    config["movement"]["network"] = {"kind": "file", "ties_file": "club/ties.csv"}
    config["arms"]["organisers"]["network.people_file"] = "people.csv"
    config["arms"]["factionalists"]["network"] = {"ties_file": "ties.csv"}
    asked = {"from": "..", "plug-in files": ["../own.py"], "config": config}
    folder = copied(tmp_path / "a", **asked)
    (tmp_path / "club").mkdir()
    for name in ("club/ties.csv", "club/ties.people.csv", "people.csv", "ties.csv"):
        (tmp_path / name).write_text(name)
    with pytest.raises(InputError, match=r"own\.py: .* is not there any more"):
        write_crate(folder, tmp_path / "a.zip")
    (tmp_path / "own.py").write_text("pass\n")
    crate = write_crate(folder, tmp_path / "crate")
    assert {path.name: path.read_text("utf-8") for path in (crate / "inputs").iterdir()} == {
        "own.py": "pass\n",
        "ties.csv": "club/ties.csv",
        "ties.people.csv": "club/ties.people.csv",
        "people.csv": "people.csv",
        "ties-2.csv": "ties.csv",
    }
    about = (crate / "ro-crate-metadata.json").read_text("utf-8")
    assert '"license"' not in about
    write_crate(folder, tmp_path / "licensed", "CC-BY-4.0")
    about = (tmp_path / "licensed" / "ro-crate-metadata.json").read_text("utf-8")
    assert '"license": "CC-BY-4.0"' in about


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("{}", "command is missing"),
        ("[]", "command is missing"),
        ("5", "command is missing"),
        ('{"command": "movementsim run a.toml", "config": 1}', "config.experiment.name is missing"),
        ("{", "cannot be read"),
    ],
)
def test_a_damaged_manifest_is_named(tmp_path: Path, text: str, lacking: str) -> None:
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(InputError, match=f"manifest.json: .*{lacking}"):
        status_text(ResultFolder(tmp_path))


@pytest.mark.slow
def test_who_tells_results_again_did_not_make_them(tmp_path: Path) -> None:
    copy, other = tmp_path / "copy", tmp_path / "other"
    for place, who in ((copy, SOMEBODY), (other, OTHERS)):
        shutil.copytree(PUBLISHED, place)
        about = json.loads((place / MANIFEST).read_text("utf-8"))
        (place / MANIFEST).write_text(json.dumps(about | {"made by": [who]}), "utf-8")
    there = ResultFolder(copy)
    rewrite_report(there.plan, there, [ResultFolder(other)])
    told = json.loads((copy / MANIFEST).read_text("utf-8"))
    assert told["made by"] == [SOMEBODY, OTHERS]
    assert told["digest"] == there.manifest["digest"]
