"""TODO."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

RUNS = "runs"
RUN_TABLES = ("series", "staying", "people", RUNS)
"""A block counts when its last table, the runs, is there."""

LAST_LABEL = "seed"


@dataclass(frozen=True)
class TableFiles:
    """Files that hold the same runs, one a table: a block, or the whole tables of a sweep."""

    folder: Path
    prefix: str = ""

    def file(self, table: str) -> Path:
        """Return where a table of it is, or would be."""
        return self.folder / f"{self.prefix}{table}.parquet"

    @property
    def counts(self) -> bool:
        """Whether all its tables are there."""
        return self.file(RUNS).exists()

    def files(self) -> list[Path]:
        """Return its files, the table that makes it count first."""
        return [self.file(table) for table in RUN_TABLES[::-1] if self.file(table).exists()]

    def remove(self) -> None:
        """Remove its files, so that it stops counting first."""
        for file in self.files():
            file.unlink(missing_ok=True)
