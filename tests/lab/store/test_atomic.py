"""Files are written atomically."""

from __future__ import annotations

from pathlib import Path

import pytest

from movementsim.errors import InputError
from movementsim.lab.store.atomic import atomic_write
from movementsim.lab.store.store import Store


def test_file_is_complete_or_absent(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("before")

    def interrupted() -> None:
        with atomic_write(path) as beside:
            beside.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]
    (tmp_path / "runs.parquet").write_text("no table")
    with pytest.raises(InputError, match="cannot be read"):
        Store(tmp_path).known()
