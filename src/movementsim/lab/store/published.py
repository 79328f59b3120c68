"""Published results: finished ones copied to the folder that the repository keeps."""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from movementsim.errors import InputError
from movementsim.lab.store.crate import belongs_to_results
from movementsim.lab.store.manifest import MANIFEST, manifest_json, relative_to_results
from movementsim.lab.store.overwrite_guard import PUBLISHED
from movementsim.lab.store.result_folder import ResultFolder


def publish_into(folder: ResultFolder, into: Path) -> str:
    """Copy finished results to a folder of published ones, in place of those of the same name.

    Parameters
    ----------
    folder
        The results.
    into
        The folder that holds published results, such as `results`; made if it does not exist.

    Returns
    -------
    str
        What has changed, for the reader: the new folder, and the digests of the old and new runs.

    Raises
    ------
    InputError
        When the results are not finished, were changed, or are already there; when something else
        than results has the name of the new folder.
    """
    folder.sound_tables()
    place = into / folder.path.name
    if place.resolve() == folder.path.resolve():
        raise InputError(f"{folder.path}: is the published folder itself; publish a copy of it")
    before = ResultFolder(place).manifest if (place / MANIFEST).is_file() else None
    if before is None and place.exists():
        raise InputError(f"{place}: exists, and holds no results; move it away")
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into, prefix=".publishing-") as beside:
        copy = Path(beside) / place.name
        copy.mkdir()
        for path in folder.path.iterdir():
            if belongs_to_results(path):
                shutil.copy2(path, copy)
        _address(folder, copy, place)
        if before is not None:
            place.replace(Path(beside) / "before")
        copy.replace(place)
    digest = str(folder.manifest["digest"])[:16]
    if before is None:
        return f"{place} is new (digest {digest})"
    old = str(before.get("digest", "none"))[:16]
    change = "the same runs" if old == digest else f"digest {old} before"
    return f"{place} is replaced (digest {digest}, {change})"


def _address(folder: ResultFolder, copy: Path, place: Path) -> None:
    """Write the manifest with paths as seen from the new place, and the mark of publication."""
    source = folder.source
    about = folder.manifest | {
        "from": relative_to_results(place, source.folder),
        "plug-in files": [relative_to_results(place, file) for file in source.plugins],
    }
    (copy / MANIFEST).write_text(manifest_json(about), encoding="utf-8")
    mark = {"published": datetime.now(UTC).isoformat(timespec="seconds"), "digest": about["digest"]}
    (copy / PUBLISHED).write_text(json.dumps(mark, indent=2) + "\n", encoding="utf-8")
