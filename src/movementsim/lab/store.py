"""Results on disk: finished runs in blocks at once, whole tables at the end, nothing half written.

A file is written beside its place, flushed to the disk, and moved there in one step. What is there
is therefore whole, and a sweep goes on from it: what to do is the plan less the ids found.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pandas as pd

from movementsim.errors import InputError
from movementsim.lab.design import Plan, column, label
from movementsim.lab.runs import Finished

RUNS = "runs"
TABLES = ("series", "staying", "people", RUNS)
"""A block counts when its last table, the runs, is there."""

LAST_LABEL = "seed"
PROBE = 4096
SPARE = 20_000_000  # bytes for figures and the report


class Store:
    """The folder of one experiment's results.

    Parameters
    ----------
    folder
        Where it is; made if it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.blocks = folder / "blocks"

    def open(self, need: int = 0) -> None:
        """Make sure that results can be written here.

        Parameters
        ----------
        need
            Bytes that are going to be written, as far as one can tell.

        Raises
        ------
        InputError
            When the folder cannot be made or written, or the disk is full; leaves nothing behind.
        """
        missing = [path for path in (self.folder, *self.folder.parents) if not path.exists()]
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(self.folder).free
            if free < need + SPARE:
                raise InputError(
                    f"{self.folder}: about {(need + SPARE) / 1e6:.0f} MB are needed and "
                    f"{free / 1e6:.0f} MB are free; free some space or name another folder with "
                    "--results"
                )
            with whole(self.folder / "probe") as path:
                path.write_bytes(bytes(PROBE))
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
        for name in TABLES:
            (self.folder / f"{name}.parquet").unlink(missing_ok=True)

    def known(self) -> set[str]:
        """Return the ids of the runs that are there."""
        runs = self.read(RUNS)
        return set() if runs is None else set(runs["run_id"])

    def keep(self, finished: Sequence[Finished]) -> None:
        """Write finished runs as a block, at once.

        Raises
        ------
        InputError
            When the disk is full or the folder cannot be written; what was there stays.
        """
        if not finished:
            return
        name = hashlib.sha256("".join(run.id for run in finished).encode()).hexdigest()[:16]
        parts = {
            table: pd.concat([run.tables[table] for run in finished], ignore_index=True)
            for table in TABLES
            if table in finished[0].tables
        }
        self._block(name, parts)

    def _block(self, name: str, parts: dict[str, pd.DataFrame]) -> None:
        try:
            self.blocks.mkdir(exist_ok=True)
            for table in TABLES:
                if table in parts:
                    write(parts[table], self.blocks / f"{name}.{table}.parquet")
        except (OSError, duckdb.Error) as error:
            raise InputError(
                f"{self.blocks}: finished runs cannot be written any more: {error}; free some "
                "space; the same command goes on from the runs that are there"
            ) from error

    def read(self, table: str) -> pd.DataFrame | None:
        """Return all rows of a table, without labels, or None if there are none."""
        own = self.folder / f"{table}.parquet"
        files = sorted(self.blocks.glob(f"*.{table}.parquet"))
        parts = [read(file) for file in files]
        if own.exists():
            parts.append(_unlabelled(read(own)))
        if not parts:
            return None
        return pd.concat(parts, ignore_index=True).drop_duplicates(ignore_index=True)

    def close(self, plan: Plan) -> dict[str, pd.DataFrame]:
        """Bring the plan's runs together in whole tables, and return them.

        Runs that are there but not in the plan (another number of replicates, an arm left out)
        are kept in a block of their own.

        Returns
        -------
        `runs`, with labels, in the order of the plan; `series`, `staying`, and `people` if there
        are any, to be joined on `run_id`.
        """
        labels = labelled(plan)
        old = list(self.blocks.glob("*.parquet"))  # what another process adds from here on stays
        planned = set(labels["run_id"])
        tables: dict[str, pd.DataFrame] = {}
        spare: dict[str, pd.DataFrame] = {}
        for table in TABLES:
            rows = self.read(table)
            if rows is None:
                continue
            ours = rows["run_id"].isin(planned)
            tables[table] = rows[ours]
            if not ours.all():
                spare[table] = rows[~ours].reset_index(drop=True)
        tables[RUNS] = labels.merge(tables[RUNS], on="run_id")
        place = {run: number for number, run in enumerate(labels["run_id"])}
        for table, rows in tables.items():
            order = rows["run_id"].map(place)
            tables[table] = rows.loc[order.sort_values(kind="stable").index].reset_index(drop=True)
        # strategies that are not in play in a run did nothing there
        runs = tables[RUNS]
        tallies = [name for name in list(runs)[len(list(labels)) :] if "." in name]
        others = [name for name in runs if name not in tallies]
        runs[tallies] = runs[tallies].fillna(0.0)
        tables[RUNS] = runs[[*others, *sorted(tallies)]]
        self._finish(tables, spare, old)
        return tables

    def _finish(
        self, tables: dict[str, pd.DataFrame], spare: dict[str, pd.DataFrame], old: list[Path]
    ) -> None:
        try:
            if spare:
                self._block("kept", spare)
            for table, rows in tables.items():
                write(rows, self.folder / f"{table}.parquet")
            with whole(self.folder / "runs.csv") as path:
                tables[RUNS].to_csv(path, index=False, float_format="%.10g")
        except (OSError, duckdb.Error) as error:
            raise InputError(f"{self.folder}: tables cannot be written: {error}") from error
        kept = {self.blocks / f"kept.{table}.parquet" for table in spare}
        for file in old:
            if file not in kept:
                file.unlink()
        with suppress(OSError):  # not empty: runs of another plan are in it
            self.blocks.rmdir()


def labelled(plan: Plan) -> pd.DataFrame:
    """Return what names each run of a plan: id, design, arm, point, replicate, seed."""
    rows = [
        {
            "run_id": run.id,
            "design": run.cell.design,
            "arm": run.cell.arm,
            **{column(name): label(run.cell.point.get(name, "")) for name in plan.parameters},
            "replicate": run.replicate,
            LAST_LABEL: run.seed,
        }
        for run in plan.runs
    ]
    table = pd.DataFrame(rows)
    for name in map(column, plan.parameters):  # what another design varies has no value here
        if (numbers := pd.to_numeric(table[name].replace("", None), errors="coerce")).notna().any():
            table[name] = numbers
    return table


def _unlabelled(rows: pd.DataFrame) -> pd.DataFrame:
    if LAST_LABEL not in rows:
        return rows
    first = list(rows).index(LAST_LABEL) + 1
    return rows[["run_id", *list(rows)[first:]]]


def write(rows: pd.DataFrame, path: Path) -> None:
    """Write a table as Parquet, whole or not at all."""
    with whole(path) as file, duckdb.connect() as database:
        database.execute("SET threads = 1")
        database.register("given", rows)
        database.execute(f"COPY given TO {_quoted(file)} (FORMAT parquet, COMPRESSION zstd)")


def read(path: Path) -> pd.DataFrame:
    """Read a Parquet table.

    Raises
    ------
    InputError
        When it is not one.
    """
    try:
        with duckdb.connect() as database:
            return database.execute(f"SELECT * FROM read_parquet({_quoted(path)})").df()
    except duckdb.Error as error:
        raise InputError(f"{path}: cannot be read as Parquet: {error}; move it away") from error


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Yield a place beside `path`; what is written there takes the place of `path` in one step."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        yield beside
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
