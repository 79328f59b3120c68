"""Results are not overwritten by another experiment, and published results not at all."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from movementsim.errors import InputError
from movementsim.lab.conduct import conduct
from movementsim.lab.execution.progress import SilentReporter
from movementsim.lab.execution.workers import WorkerSettings
from movementsim.lab.store.lock import locked_folder
from movementsim.lab.store.manifest import (
    MANIFEST,
    Provenance,
    manifest_at_start,
    manifest_json,
)
from movementsim.lab.store.overwrite_guard import PUBLISHED, refuse_other_experiment
from tests.lab.made_up import planned


def begun(folder: Path, **sections: Any) -> None:
    """Write the manifest of an experiment that has been started in this folder."""
    about = manifest_at_start(planned(**sections), Provenance("movementsim run x.toml"), folder)
    (folder / MANIFEST).write_text(manifest_json(about), encoding="utf-8")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"movement": {"members": 60}}, "movement.members is 60 and was 40"),
        ({"movement": {}}, "movement.members is not given and was 40"),
        ({"report": {"metrics": ["trust"]}}, 'report.metrics is ["trust"] and was ["members"]'),
        ({"arms": {"a": {"members": 50}}}, 'arms.a is {"members": 50} and was not given'),
    ],
)
def test_other_config_is_refused_and_the_difference_named(
    tmp_path: Path, changed: dict[str, Any], words: str
) -> None:
    begun(tmp_path)
    with pytest.raises(InputError, match=re.escape(words)) as refused:
        refuse_other_experiment(tmp_path, planned(**changed))
    assert "--results" in str(refused.value)
    assert "--fresh" in str(refused.value)


@pytest.mark.parametrize(
    "changed",
    [{}, {"replicates": {"number": 9}}, {"limits": {"run_seconds": 10.0}}],
    ids=["the same", "more replicates", "other limits"],
)
def test_same_experiment_is_allowed(tmp_path: Path, changed: dict[str, Any]) -> None:
    refuse_other_experiment(tmp_path, planned(**changed))  # any experiment can use an empty folder
    begun(tmp_path)
    refuse_other_experiment(tmp_path, planned(**changed))


def test_same_config_with_another_model_or_other_files_is_refused(tmp_path: Path) -> None:
    begun(tmp_path)
    about = json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))
    (tmp_path / MANIFEST).write_text(json.dumps(about | {"design_sha256": "0"}), encoding="utf-8")
    with pytest.raises(InputError, match="plug-ins, default values, or the model"):
        refuse_other_experiment(tmp_path, planned())


def test_refusal_writes_nothing(tmp_path: Path) -> None:
    begun(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    other = planned(movement={"members": 41})
    with pytest.raises(InputError, match="another experiment"):
        conduct(other, tmp_path, WorkerSettings(), SilentReporter(), Provenance("x"))
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_published_results_are_read_only(tmp_path: Path) -> None:
    begun(tmp_path)
    (tmp_path / PUBLISHED).write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="movementsim publish"), locked_folder(tmp_path):
        pass
    with pytest.raises(InputError, match="movementsim publish"):
        conduct(
            planned(), tmp_path, WorkerSettings(), SilentReporter(), Provenance("x"), fresh=True
        )
