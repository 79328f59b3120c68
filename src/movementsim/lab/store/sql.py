"""Queries on the Parquet files of a result: values are bound, and identifiers quoted in one place.

The files and values of a query are bound parameters (`$files`); only names of columns stand in
its text, each quoted by :func:`_identifier`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from movementsim.lab.store.atomic import atomic_write
from movementsim.lab.store.layout import FORMER_TABLES, LAST_LABEL, RUNS, TableFiles

ROW_PLACE = ("filename", "file_row_number")
"""Columns that DuckDB adds: the file that a row comes from, and its place there."""


@dataclass(frozen=True)
class Query:
    """A query and the values bound in it.

    Attributes
    ----------
    text
        SQL, with a parameter such as `$files` for each value.
    values
        The values, by name of the parameter.
    """

    text: str
    values: dict[str, Any] = field(default_factory=dict)

    def within(self, text: str) -> Query:
        """Return a query with other text around this one, whose place in it is `{query}`."""
        return Query(text.replace("{query}", self.text), self.values)


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})  # starting one takes as long as writing a table


def database_session() -> duckdb.DuckDBPyConnection:
    """Return a session of its own: what it registers and its temporary tables end with it."""
    return _engine().cursor()


def run_query(database: duckdb.DuckDBPyConnection, query: Query) -> duckdb.DuckDBPyConnection:
    """Run a query with its values bound.

    Parameters
    ----------
    database
        A session.
    query
        The query.

    Returns
    -------
    duckdb.DuckDBPyConnection
        The session, from which the rows can be fetched.
    """
    return database.execute(query.text, query.values)


def files_query(files: Sequence[Path]) -> Query:
    """Return the query of all rows of some Parquet files, as they are stored."""
    return Query("SELECT * FROM read_parquet($files)", _bound(files))


def rows_query(
    database: duckdb.DuckDBPyConnection,
    table: str,
    parts: Sequence[TableFiles],
    where: str = "true",
) -> Query | None:
    """Return the query of a table's rows, each run once, without labels.

    Parameters
    ----------
    database
        A session, which is asked for the columns of the files.
    table
        The table.
    parts
        Blocks and whole tables; if two have the same run, the first one counts.
    where
        A condition in SQL on `run_id`, free of values.

    Returns
    -------
    Query | None
        The query, with the columns of `ROW_PLACE`; None if no part has the table.
    """
    files = [file for part in parts if (file := part.stored(table)) is not None]
    if not files:
        return None
    labels = [] if table != RUNS else _labels(database, files[-1])
    leave_out = f"EXCLUDE ({', '.join(map(_identifier, labels))})" if labels else ""
    source = "read_parquet($files, union_by_name=true, filename=true, file_row_number=true)"
    once = ""
    if table == RUNS and _twice(database, files):
        once = f"QUALIFY 1 = row_number() OVER (PARTITION BY run_id ORDER BY {_listed(ROW_PLACE)})"
    elif table != RUNS and _in_two(database, files):
        once = "QUALIFY filename = min(filename) OVER (PARTITION BY run_id)"
    query = Query(f"SELECT * {leave_out} FROM {source} WHERE {where} {once}", _bound(files))
    return _under_present_name(database, table, query)


def planned_query(
    database: duckdb.DuckDBPyConnection, table: str, parts: Sequence[TableFiles]
) -> Query | None:
    """Return the query of a table in the order of the plan, the runs with their labels.

    Parameters
    ----------
    database
        A session with the temporary table `planned`: the labels of each run, and its `place`.
    table, parts
        See :func:`rows_query`.

    Returns
    -------
    Query | None
        The query; None if no part has the table.
    """
    rows = rows_query(database, table, parts)
    if rows is None:
        return None
    names = [name for name in _columns(database, rows) if name not in ("run_id", *ROW_PLACE)]
    shown, first = _listed(names), "run_id"
    planned = "(SELECT run_id, min(place) AS place FROM planned GROUP BY run_id)"
    if table == RUNS:
        # strategies that are not in play in a run did nothing there
        tallies = sorted(name for name in names if "." in name)
        others = [name for name in names if name not in tallies]
        zero = [f"coalesce({_identifier(name)}, 0.0) AS {_identifier(name)}" for name in tallies]
        shown = ", ".join([*map(_identifier, others), *zero])
        first, planned = "planned.* EXCLUDE (place)", "planned"
    return rows.within(
        f"SELECT {first}, {shown} FROM {planned} AS planned JOIN ({{query}}) USING (run_id) "
        "ORDER BY place, file_row_number"
    )


def in_stored_order(rows: Query) -> Query:
    """Return the query of the same rows, in the order of files and rows, without `ROW_PLACE`."""
    leave_out = f"EXCLUDE ({_listed(ROW_PLACE)})"
    return rows.within(f"SELECT * {leave_out} FROM ({{query}}) ORDER BY {_listed(ROW_PLACE)}")


def copy_to_parquet(database: duckdb.DuckDBPyConnection, query: Query | None, path: Path) -> None:
    """Write what a query finds as Parquet, in one step; nothing if there is no query.

    Parameters
    ----------
    database
        A session.
    query
        What to write; rows with `ROW_PLACE` are put in their stored order.
    path
        Where the table goes.
    """
    if query is None:
        return
    if all(name in _columns(database, query) for name in ROW_PLACE):
        query = in_stored_order(query)
    copied = query.within("COPY ({query}) TO $target (FORMAT parquet, COMPRESSION zstd)")
    with atomic_write(path) as file:
        run_query(database, Query(copied.text, {**copied.values, "target": str(file)}))


def copy_to_csv(database: duckdb.DuckDBPyConnection, query: Query, path: Path) -> None:
    """Write what a query finds as CSV with a header, in one step.

    Parameters
    ----------
    database, query, path
        A session, what to write, and where it goes.
    """
    copied = query.within("COPY ({query}) TO $target (FORMAT csv, HEADER)")
    with atomic_write(path) as file:
        run_query(database, Query(copied.text, {**copied.values, "target": str(file)}))


def _under_present_name(database: duckdb.DuckDBPyConnection, table: str, query: Query) -> Query:
    """Rename a column that was written under a former name."""
    former = FORMER_TABLES.get(table)
    if former is None or former not in (names := _columns(database, query)):
        return query
    new, old = _identifier(table), _identifier(former)
    if table in names:  # folders of both kinds at once
        return query.within(
            f"SELECT * EXCLUDE ({old}) REPLACE (coalesce({new}, {old}) AS {new}) FROM ({{query}})"
        )
    return query.within(f"SELECT * RENAME ({old} AS {new}) FROM ({{query}})")


def _columns(database: duckdb.DuckDBPyConnection, query: Query) -> list[str]:
    found = run_query(database, query.within("DESCRIBE {query}"))
    return [row[0] for row in found.fetchall()]


def _labels(database: duckdb.DuckDBPyConnection, file: Path) -> list[str]:
    """Return the labels in a whole table of runs; a block has none."""
    names = _columns(database, files_query([file]))
    return names[1 : names.index(LAST_LABEL) + 1] if LAST_LABEL in names else []


def _twice(database: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> bool:
    """Whether a run has two rows in these tables of runs."""
    count = "SELECT count(*) > count(DISTINCT run_id) FROM read_parquet($files)"
    (twice,) = run_query(database, Query(count, _bound(files))).fetchone() or (False,)
    return bool(twice)


def _in_two(database: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> bool:
    """Whether two files have rows of the same run."""
    if len(files) < 2:
        return False
    runs = (
        "SELECT run_id FROM read_parquet($files, filename=true) "
        "GROUP BY run_id HAVING min(filename) < max(filename) LIMIT 1"
    )
    return run_query(database, Query(runs, _bound(files))).fetchone() is not None


def _bound(files: Sequence[Path]) -> dict[str, Any]:
    return {"files": [str(file) for file in files]}


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(map(_identifier, columns))


def _identifier(column: str) -> str:
    """Return the name of a column as SQL takes any name: in quotation marks."""
    return '"' + column.replace('"', '""') + '"'
