"""Reading and writing tables as Parquet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import pandas as pd

from movementsim.errors import InputError
from movementsim.lab.store.layout import FORMER_TABLES, RUN_TABLES, TableFiles
from movementsim.lab.store.sql import (
    Query,
    copy_to_parquet,
    database_session,
    files_query,
    run_query,
)


class Tables(Mapping[str, pd.DataFrame]):
    """The whole tables of finished results, each read when it is first used.

    `runs`, with labels, in the order of the plan; `series`, `retention`, and `people` if there are
    any, to be joined on `run_id`.
    """

    def __init__(self, folder: Path) -> None:
        self._part = TableFiles(folder)
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, table: str) -> pd.DataFrame:
        if table not in self:
            raise KeyError(table)
        if table not in self._read:
            file = self._part.stored(table) or self._part.file(table)
            former = FORMER_TABLES.get(table, table)
            self._read[table] = read_table(file).rename(columns={former: table})
        return self._read[table]

    def __contains__(self, table: object) -> bool:
        return table in RUN_TABLES and self._part.stored(str(table)) is not None

    def __iter__(self) -> Iterator[str]:
        return (table for table in RUN_TABLES if table in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def write_table(rows: pd.DataFrame, path: Path) -> None:
    """Write a table as Parquet, atomically.

    Parameters
    ----------
    rows
        The table.
    path
        The file to write.
    """
    with database_session() as database:
        database.register("rows", rows)
        copy_to_parquet(database, Query("FROM rows"), path)


def read_table(path: Path) -> pd.DataFrame:
    """Read a Parquet table.

    Returns
    -------
    pandas.DataFrame
        All rows and columns of the file.

    Raises
    ------
    InputError
        When the file cannot be read as Parquet.
    """
    try:
        with database_session() as database:
            return run_query(database, files_query([path])).df()
    except duckdb.Error as error:
        raise InputError(f"{path}: cannot be read as Parquet: {error}; move it away") from error


def write_if_any(rows: pd.DataFrame | None, path: Path) -> None:
    """Write a table as Parquet if there is one.

    Parameters
    ----------
    rows
        The table, or None.
    path
        Where it goes.
    """
    if rows is not None:
        write_table(rows, path)


def is_readable(file: Path) -> bool:
    """Whether every value of a Parquet file can be read."""
    try:
        with database_session() as database:
            checked = files_query([file]).within("SELECT sum(hash(COLUMNS(*))) FROM ({query})")
            run_query(database, checked).fetchall()
    except duckdb.Error:
        return False
    return True
