"""The manifest describes a result and records who made its runs."""

import json
import shutil
from pathlib import Path

import pytest

from movementsim.errors import InputError
from movementsim.lab.conduct import rewrite_report
from movementsim.lab.config.replicates import Replicates
from movementsim.lab.report.status import status_text
from movementsim.lab.store.manifest import MANIFEST, Provenance, makers
from movementsim.lab.store.result_folder import ResultFolder
from tests.lab.stored import PUBLISHED

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
def test_makers_of_runs_are_added_once(
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
def test_stored_command_repeats_the_whole_plan(said: str, asked: Replicates, now: str) -> None:
    assert Provenance(f"movementsim {said}").asking(asked).command == f"movementsim {now}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "command is missing"),
        ("[]", "command is missing"),
        ("5", "command is missing"),
        ('{"command": "movementsim run a.toml", "config": 1}', "config.experiment.name is missing"),
        ("{", "cannot be read"),
    ],
)
def test_damaged_manifest_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(InputError, match=f"manifest.json: .*{message}"):
        status_text(ResultFolder(tmp_path))


@pytest.mark.slow
def test_rewriting_a_report_does_not_change_the_makers(tmp_path: Path) -> None:
    copy, other = tmp_path / "copy", tmp_path / "other"
    for place, who in ((copy, SOMEBODY), (other, OTHERS)):
        shutil.copytree(PUBLISHED, place)
        about = json.loads((place / MANIFEST).read_text("utf-8"))
        (place / MANIFEST).write_text(json.dumps(about | {"made by": [who]}), "utf-8")
    there = ResultFolder(copy)
    rewrite_report(there.plan, there, [ResultFolder(other)])
    manifest = json.loads((copy / MANIFEST).read_text("utf-8"))
    assert manifest["made by"] == [SOMEBODY, OTHERS]
    assert manifest["digest"] == there.manifest["digest"]
