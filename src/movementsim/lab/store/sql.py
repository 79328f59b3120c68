"""TODO."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import duckdb

from movementsim.lab.store.atomic import atomic_write
from movementsim.lab.store.layout import LAST_LABEL, RUNS, TableFiles

# SQL ----------------------------------------------------------------------------------------------


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})  # starting one takes as long as writing a table


def database_session() -> duckdb.DuckDBPyConnection:
    """Return a session of its own: what it registers and its temporary tables go with it."""
    return _engine().cursor()


def rows_query(
    database: duckdb.DuckDBPyConnection,
    table: str,
    parts: Sequence[TableFiles],
    where: str = "true",
) -> str | None:
    """Return the query of a table's rows, each run once, without labels; None if there are none."""
    files = [part.file(table) for part in parts if part.file(table).exists()]
    if not files:
        return None
    labels = [] if table != RUNS else _labels(database, files[-1])
    leave_out = f"EXCLUDE ({', '.join(map(_named, labels))})" if labels else ""
    source = (
        f"read_parquet({_listed(files)}, union_by_name=true, filename=true, file_row_number=true)"
    )
    once = ""
    if table == RUNS and _twice(database, files):
        once = (
            f"QUALIFY 1 = row_number() OVER (PARTITION BY run_id ORDER BY {', '.join(ROW_PLACE)})"
        )
    elif table != RUNS and _in_two(database, files):
        once = "QUALIFY filename = min(filename) OVER (PARTITION BY run_id)"
    return f"SELECT * {leave_out} FROM {source} WHERE {where} {once}"


def planned_query(
    database: duckdb.DuckDBPyConnection, table: str, parts: Sequence[TableFiles]
) -> str | None:
    """Return the query of a table in the order of the plan, the runs with their labels."""
    rows = rows_query(database, table, parts)
    if rows is None:
        return None
    names = [name for name in _columns(database, rows) if name not in ("run_id", *ROW_PLACE)]
    shown, first = ", ".join(map(_named, names)), "run_id"
    planned = "(SELECT run_id, min(place) AS place FROM planned GROUP BY run_id)"
    if table == RUNS:
        # strategies that are not in play in a run did nothing there
        tallies = sorted(name for name in names if "." in name)
        others = [name for name in names if name not in tallies]
        nought = [f"coalesce({_named(name)}, 0.0) AS {_named(name)}" for name in tallies]
        shown = ", ".join([*map(_named, others), *nought])
        first, planned = "planned.* EXCLUDE (place)", "planned"
    return (
        f"SELECT {first}, {shown} FROM {planned} AS planned JOIN ({rows}) USING (run_id) "
        "ORDER BY place, file_row_number"
    )


ROW_PLACE = ("filename", "file_row_number")


def _columns(database: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    return [row[0] for row in database.execute(f"DESCRIBE {query}").fetchall()]


def _labels(database: duckdb.DuckDBPyConnection, file: Path) -> list[str]:
    """Return the labels in a whole table of runs; a block has none."""
    names = _columns(database, f"SELECT * FROM read_parquet({_quoted(file)})")
    return names[1 : names.index(LAST_LABEL) + 1] if LAST_LABEL in names else []


def _twice(database: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> bool:
    query = f"SELECT count(*) > count(DISTINCT run_id) FROM read_parquet({_listed(files)})"
    (twice,) = database.execute(query).fetchone() or (False,)
    return bool(twice)


def _in_two(database: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> bool:
    """Whether two files have rows of one run."""
    if len(files) < 2:
        return False
    runs = (
        f"SELECT run_id FROM read_parquet({_listed(files)}, filename=true) "
        "GROUP BY run_id HAVING min(filename) < max(filename) LIMIT 1"
    )
    return database.execute(runs).fetchone() is not None


def copy_to_parquet(database: duckdb.DuckDBPyConnection, query: str | None, path: Path) -> None:
    """Write what a query finds as Parquet, whole or not at all; nothing if there is no query."""
    if query is None:
        return
    shown = query
    if all(name in _columns(database, query) for name in ROW_PLACE):
        shown = (
            f"SELECT * EXCLUDE ({', '.join(ROW_PLACE)}) FROM ({query}) "
            "ORDER BY filename, file_row_number"
        )
    with atomic_write(path) as file:
        database.execute(f"COPY ({shown}) TO {_quoted(file)} (FORMAT parquet, COMPRESSION zstd)")


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _listed(paths: Sequence[Path]) -> str:
    return f"[{', '.join(map(_quoted, paths))}]"


def _named(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'
