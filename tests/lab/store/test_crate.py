"""Results are packed as an RO-Crate."""

import json
from pathlib import Path

import pytest

from movementsim.errors import InputError
from movementsim.lab.store.crate import write_crate
from movementsim.lab.store.manifest import MANIFEST
from tests.lab.stored import PUBLISHED, copied


def test_crate_needs_an_existing_folder(tmp_path: Path) -> None:
    folder = copied(tmp_path / "a")
    with pytest.raises(InputError, match=r"there is no folder .*deep; create it"):
        write_crate(folder, tmp_path / "nowhere" / "deep" / "c.zip")
    assert list(tmp_path.iterdir()) == [folder.path]


def test_input_files_are_packed_and_no_licence_is_assumed(tmp_path: Path) -> None:
    config = json.loads((PUBLISHED / MANIFEST).read_text("utf-8"))["config"]
    config["movement"]["network"] = {"kind": "file", "ties_file": "club/ties.csv"}
    config["arms"]["organisers"]["network.people_file"] = "people.csv"
    config["arms"]["factionalists"]["network"] = {"ties_file": "ties.csv"}
    asked = {"from": "..", "plug-in files": ["../own.py"], "config": config}
    folder = copied(tmp_path / "a", **asked)
    (tmp_path / "club").mkdir()
    for name in ("club/ties.csv", "club/ties.people.csv", "people.csv", "ties.csv"):
        (tmp_path / name).write_text(name)
    with pytest.raises(InputError, match=r"own\.py: .* does not exist any more"):
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
