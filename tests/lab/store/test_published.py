"""Published results change only by publishing, and name their origin."""

import json
import shutil
from pathlib import Path

import pytest

from movementsim.errors import InputError
from movementsim.lab.store.manifest import MANIFEST
from movementsim.lab.store.overwrite_guard import PUBLISHED
from movementsim.lab.store.parquet import Tables
from movementsim.lab.store.published import publish_into
from movementsim.lab.store.result_folder import ResultFolder

FINISHED = Path(__file__).parents[3] / "results" / "quickstart"


@pytest.fixture
def finished(tmp_path: Path) -> ResultFolder:
    """A copy of finished results, in the folder where a run leaves them."""
    folder = tmp_path / "runs" / "quickstart"
    shutil.copytree(FINISHED, folder, ignore=shutil.ignore_patterns(PUBLISHED))
    (folder / ".whole.lock").touch()
    return ResultFolder(folder)


def test_results_are_published_with_a_mark(finished: ResultFolder, tmp_path: Path) -> None:
    said = publish_into(finished, tmp_path / "deep" / "results")
    place = tmp_path / "deep" / "results" / "quickstart"
    assert "is new" in said
    assert finished.manifest["digest"][:16] in said
    assert Tables(place)["runs"].equals(Tables(finished.path)["runs"])
    mark = json.loads((place / PUBLISHED).read_text(encoding="utf-8"))
    assert mark["digest"] == finished.manifest["digest"]
    assert not (place / ".whole.lock").exists()
    experiments = finished.source.folder.resolve()
    assert ResultFolder(place).source.folder.resolve() == experiments
    assert list(place.parent.iterdir()) == [place]


def test_results_of_the_same_name_are_replaced_with_a_message(
    finished: ResultFolder, tmp_path: Path
) -> None:
    into = tmp_path / "results"
    publish_into(finished, into)
    left = into / "quickstart" / "left-over.csv"
    left.touch()
    assert "the same runs" in publish_into(finished, into)
    assert not left.exists()
    about = json.loads((into / "quickstart" / MANIFEST).read_text(encoding="utf-8"))
    (into / "quickstart" / MANIFEST).write_text(json.dumps(about | {"digest": "abc"}))
    assert "digest abc before" in publish_into(finished, into)


def test_results_that_cannot_be_published_are_refused(
    finished: ResultFolder, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="the published folder itself"):
        publish_into(finished, finished.path.parent)
    (tmp_path / "quickstart").mkdir()
    with pytest.raises(InputError, match="holds no results"):
        publish_into(finished, tmp_path)
    (finished.path / "runs.parquet").unlink()
    with pytest.raises(InputError, match=r"runs\.parquet is missing"):
        publish_into(finished, tmp_path / "results")
