"""Changed copies of published results, shared by tests of the store."""

import json
import shutil
from pathlib import Path

from movementsim.lab.store.manifest import MANIFEST
from movementsim.lab.store.result_folder import ResultFolder

PUBLISHED = Path(__file__).parents[2] / "results" / "quickstart"


def copied(place: Path, **changed: object) -> ResultFolder:
    """Return a folder with the runs of finished results and their manifest, with these changes."""
    about = json.loads((PUBLISHED / MANIFEST).read_text("utf-8"))
    place.mkdir()
    shutil.copy(PUBLISHED / "runs.parquet", place)
    (place / MANIFEST).write_text(json.dumps(about | changed), "utf-8")
    return ResultFolder(place)
