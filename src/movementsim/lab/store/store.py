"""Results on disk: blocks of finished runs during a sweep, whole tables at its end.

A file is written beside its place, flushed to the disk, and moved there in one step. So every
stored file is complete, and a sweep continues from the stored runs: it makes the planned runs whose
ids are not stored.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pandas as pd

from movementsim.errors import InputError
from movementsim.lab.config.hashing import text_hash
from movementsim.lab.design.plan import Plan, parameter_column, table_value
from movementsim.lab.store.atomic import atomic_write
from movementsim.lab.store.finished import BlockResult
from movementsim.lab.store.layout import LAST_LABEL, RUN_TABLES, RUNS, TableFiles
from movementsim.lab.store.parquet import Tables, is_readable, write_if_any
from movementsim.lab.store.sql import (
    copy_to_csv,
    copy_to_parquet,
    database_session,
    files_query,
    in_stored_order,
    planned_query,
    rows_query,
    run_query,
)

_PROBE_BYTES = 4096
_SPARE_BYTES = 20_000_000  # bytes for figures and the report
_MOST_BLOCKS = 64
"""Number of blocks of a process at which they are combined, so that reading stays fast."""


class Store:
    """The folder of one experiment's results.

    Parameters
    ----------
    folder
        The folder; created if it does not exist.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.blocks = folder / "blocks"
        self._small: list[TableFiles] = []

    def open(self, need: int = 0) -> None:
        """Make sure that results can be written here.

        Parameters
        ----------
        need
            Approximate number of bytes that are going to be written.

        Raises
        ------
        InputError
            When the folder cannot be made or written, or the disk is full; leaves nothing behind.
        """  # noqa: DOC501  # an OSError is never raised again
        missing = [path for path in (self.folder, *self.folder.parents) if not path.exists()]
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(self.folder).free
            if free < need + _SPARE_BYTES:
                raise InputError(
                    f"{self.folder}: about {(need + _SPARE_BYTES) / 1e6:.0f} MB are needed and "
                    f"{free / 1e6:.0f} MB are free; free some space or name another folder with "
                    "--results"
                )
            with atomic_write(self.folder / "probe") as path:
                path.write_bytes(bytes(_PROBE_BYTES))
            (self.folder / "probe").unlink()
        except (OSError, InputError) as error:
            for path in missing:
                with suppress(OSError):
                    path.rmdir()
            if isinstance(error, InputError):
                raise
            raise InputError(
                f"{self.folder}: results cannot be written here: {error.strerror}; name another "
                "folder with --results"
            ) from error

    def forget(self) -> None:
        """Remove all runs, to make them again."""
        if self.blocks.exists():
            shutil.rmtree(self.blocks)
        TableFiles(self.folder).remove()

    # -- what is stored

    def parts(self) -> list[TableFiles]:
        """Return the blocks and whole tables; where two have the same run, the first one counts."""
        names = sorted(file.name for file in self.blocks.glob(f"*.{RUNS}.parquet"))
        blocks = [TableFiles(self.blocks, name.removesuffix(f"{RUNS}.parquet")) for name in names]
        return [part for part in (*blocks, TableFiles(self.folder)) if part.counts]

    def known(self) -> set[str]:
        """Return the ids of the stored runs."""
        parts = self.parts()
        if not parts:
            return set()
        rows = files_query([part.file(RUNS) for part in parts])
        ids = rows.within("SELECT DISTINCT run_id FROM ({query})")
        with self._reading() as database:
            return {run for (run,) in run_query(database, ids).fetchall()}

    def read(self, table: str) -> pd.DataFrame | None:
        """Return all rows of a table, each run once, without labels.

        Parameters
        ----------
        table
            The name of the table, one of `RUN_TABLES`.

        Returns
        -------
        pandas.DataFrame | None
            The rows in the order in which they were stored; None if no run has the table.
        """
        with self._reading() as database:
            rows = rows_query(database, table, self.parts())
            if rows is None:
                return None
            return run_query(database, in_stored_order(rows)).df()

    @contextmanager
    def _reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        try:
            with database_session() as database:
                yield database
        except duckdb.Error as error:
            raise InputError(
                f"{self.folder}: a table cannot be read as Parquet: {error}; `movementsim resume "
                f"{self.folder}` moves it aside and repeats its runs"
            ) from error

    def mend(self) -> list[Path]:
        """Move parts aside that cannot be read, and return their files; their runs are lost."""
        torn = []
        for part in self.parts():
            if not all(is_readable(file) for file in part.files()):
                for file in part.files():
                    file.replace(file.with_name(f"{file.name}.torn"))
                    torn.append(file)
        return torn

    # -- writing

    def keep(self, result: BlockResult) -> None:
        """Write finished runs as a block, without delay.

        Parameters
        ----------
        result
            The runs and their tables.

        Raises
        ------
        InputError
            When the disk is full or the folder cannot be written; runs that were stored earlier
            stay.
        """
        if not result.ids:
            return
        name = text_hash("".join(result.ids))[:16]
        part = TableFiles(self.blocks, f"{name}.")
        try:
            self._block(part, lambda table, file: write_if_any(result.tables.get(table), file))
            self._small.append(part)
            if len(self._small) >= _MOST_BLOCKS:
                self._compact()
        except (OSError, duckdb.Error) as error:
            raise InputError(
                f"{self.blocks}: finished runs cannot be written any more: {error}; free some "
                "space. The same command continues from the stored runs"
            ) from error

    def _block(self, part: TableFiles, write_table: Callable[[str, Path], None]) -> None:
        self.blocks.mkdir(exist_ok=True)
        try:
            for table in RUN_TABLES:
                write_table(table, part.file(table))
        finally:
            if not part.counts:
                part.remove()

    def _compact(self) -> None:
        """Combine the blocks of this process in one."""
        small, self._small = self._small, []
        name = text_hash("".join(part.prefix for part in small))[:16]
        with database_session() as database:
            self._block(
                TableFiles(self.blocks, f"all-{name}."),
                lambda table, file: copy_to_parquet(
                    database, rows_query(database, table, small), file
                ),
            )
        for part in small:
            part.remove()

    def close(self, plan: Plan) -> Tables:
        """Combine the runs of a plan in whole tables.

        Runs that are stored but not planned, for instance of an arm that has been removed, are kept
        in a block of their own.

        Parameters
        ----------
        plan
            The plan; its order is that of the rows, and its labels are added to `runs`.

        Returns
        -------
        Tables
            The tables by name, each read when it is first used.

        Raises
        ------
        InputError
            When the tables cannot be written, for instance because the disk is full.
        """
        parts = self.parts()  # what another process adds from here on stays
        here = TableFiles(self.folder)
        try:
            with database_session() as database:
                labels = run_labels(plan)
                database.register("given", labels.assign(place=range(len(labels))))
                database.execute("CREATE TEMP TABLE planned AS SELECT * FROM given")
                kept = self._keep_others(database, parts)
                for table in RUN_TABLES:
                    copy_to_parquet(
                        database, planned_query(database, table, parts), here.file(table)
                    )
                here.remove_former()
                whole = files_query([here.file(RUNS)])
                copy_to_csv(database, whole, self.folder / "runs.csv")
        except (OSError, duckdb.Error) as error:
            raise InputError(f"{self.folder}: tables cannot be written: {error}") from error
        for part in parts:
            if part not in (here, kept):
                part.remove()
        self._small = []
        with suppress(OSError):  # not empty: runs of another plan are in it
            self.blocks.rmdir()
        return Tables(self.folder)

    def _keep_others(
        self, database: duckdb.DuckDBPyConnection, parts: list[TableFiles]
    ) -> TableFiles | None:
        """Write runs that are not planned to a block that their ids name, so only once."""
        other = "run_id NOT IN (SELECT run_id FROM planned)"
        rows = rows_query(database, RUNS, parts)
        if rows is None:
            return None
        ids_of = f"SELECT string_agg(run_id ORDER BY run_id) FROM ({{query}}) WHERE {other}"
        (ids,) = run_query(database, rows.within(ids_of)).fetchone() or (None,)
        if ids is None:
            return None
        kept = TableFiles(self.blocks, f"kept-{text_hash(ids)[:16]}.")
        if kept not in parts:
            self._block(
                kept,
                lambda table, file: copy_to_parquet(
                    database, rows_query(database, table, parts, other), file
                ),
            )
        return kept


def run_labels(plan: Plan) -> pd.DataFrame:
    """Return the labels of all runs of a plan.

    Returns
    -------
    pandas.DataFrame
        One row per run and design: `run_id`, `cell`, `design`, `arm`, one column per parameter that
        varies (empty where the design does not vary it), `replicate` and `seed`.
    """
    parameters = plan.parameters  # loops over all cells, so is read once
    rows = [
        {
            "run_id": run.id,
            "cell": run.cell.name,
            "design": run.cell.design,
            "arm": run.cell.arm,
            **{
                parameter_column(name): table_value(run.cell.point.get(name, ""))
                for name in parameters
            },
            "replicate": run.replicate,
            LAST_LABEL: run.seed,
        }
        for run in plan.runs
    ]
    table = pd.DataFrame(rows)  # two designs may share a run, which then has two rows
    for name in map(parameter_column, parameters):  # what another design varies has no value here
        if (numbers := pd.to_numeric(table[name].replace("", None), errors="coerce")).notna().any():
            table[name] = numbers
    return table
