"""Where the tables of a result lie: one file per table, for a block of runs or a whole sweep."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

RESULTS = Path("runs")
"""The folder that holds folders of results by default; git ignores it."""

RUNS = "runs"
RETENTION = "retention"
RUN_TABLES = ("series", RETENTION, "people", RUNS)
"""The tables of a block, in the order of writing: a block is complete once the last one exists."""

LAST_LABEL = "seed"
"""The last of the columns of `runs` that name a run; the indicators follow."""

FORMER_TABLES = {RETENTION: "staying"}
"""Former names of tables, and of the columns in them, in folders that earlier versions wrote."""


@dataclass(frozen=True)
class TableFiles:
    """Files that hold the same runs, one per table: a block, or the whole tables of a sweep.

    Attributes
    ----------
    folder
        Where the files are.
    prefix
        What their names begin with, before the name of the table.
    """

    folder: Path
    prefix: str = ""

    def file(self, table: str) -> Path:
        """Return the path to which a table is written."""
        return self.folder / f"{self.prefix}{table}.parquet"

    def stored(self, table: str) -> Path | None:
        """Return the file of a table, under its former name too; None if there is none."""
        places = (self.file(name) for name in (table, FORMER_TABLES.get(table)) if name)
        return next((place for place in places if place.exists()), None)

    @property
    def counts(self) -> bool:
        """Whether all its tables are stored."""
        return self.file(RUNS).exists()

    def files(self) -> list[Path]:
        """Return the existing files, first the one that makes a block complete."""
        return [file for table in RUN_TABLES[::-1] if (file := self.stored(table)) is not None]

    def remove(self) -> None:
        """Remove the files, first the one that makes a block complete."""
        for file in self.files():
            file.unlink(missing_ok=True)

    def remove_former(self) -> None:
        """Remove tables under a former name whose successor has been written."""
        for table, former in FORMER_TABLES.items():
            if self.file(table).exists():
                self.file(former).unlink(missing_ok=True)
