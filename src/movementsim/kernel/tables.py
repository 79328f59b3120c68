"""Rows of arrays: what members ask for in a week, and what came of it.

`acts.talk.who` and `facts.excluded.whom` read alike: a table of equally long columns, empty where
nothing of the kind happened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np

from movementsim.kernel.columns import Array
from movementsim.kernel.segments import common_length, filled


class Rows:
    """Equally long named columns; read as attributes.

    Columns named `who`, `whom`, `edge`, `back`, `branch`, `act` and `cause` are whole numbers, all
    others floats unless given otherwise.
    """

    __slots__ = ("_columns", "_length")

    def __init__(self, columns: Mapping[str, Array]) -> None:
        self._columns = columns
        self._length = len(next(iter(columns.values()), ()))

    def __len__(self) -> int:
        return self._length

    def __getattr__(self, name: str) -> Array:
        try:
            return self._columns[name]
        except KeyError:
            raise AttributeError(f"no column {name!r}; there are {list(self._columns)}") from None

    def columns(self) -> Mapping[str, Array]:
        """Return the columns.

        Returns
        -------
        mapping of str to (rows,) array
            Columns by name.
        """
        return self._columns

    def take(self, which: Array) -> Rows:
        """Return the rows chosen by a mask or by positions."""
        return Rows({name: column[which] for name, column in self._columns.items()})


_WHOLE = frozenset(("who", "whom", "edge", "back", "branch", "act", "cause", "post", "kind"))


@cache
def empty(names: tuple[str, ...]) -> Rows:
    """Return rows of length zero with these columns; the same ones every time."""
    return Rows({name: np.empty(0, np.int64 if name in _WHOLE else np.float64) for name in names})


class TableSet:
    """Tables by name with a fixed set of names: a week's acts, or its facts.

    Parameters
    ----------
    schema
        The columns of every table that may be written.
    """

    def __init__(self, schema: Mapping[str, tuple[str, ...]]) -> None:
        self._schema = schema
        self._parts: dict[str, list[Rows]] = {}

    def add(self, name: str, **columns: Any) -> None:
        """Add rows to a table.

        Parameters
        ----------
        name : str
            The table's name.
        **columns : scalar or (rows,) array
            All columns of the table by name; single values are repeated.

        Raises
        ------
        KeyError
            If there is no such table, or the columns are not those of the table.
        """
        names = self._schema[name]
        if len(columns) != len(names) or not all(key in columns for key in names):
            raise KeyError(f"{name} has the columns {names}, not {tuple(columns)}")
        length = common_length(columns.values())
        if length:
            self.append(name, Rows({key: filled(columns[key], length) for key in names}))

    def append(self, name: str, rows: Rows) -> None:
        """Add rows to a table.

        Parameters
        ----------
        name : str
            The table's name.
        rows : Rows
            Rows with all columns of the table.
        """
        self._parts.setdefault(name, []).append(rows)
        self.__dict__.pop(name, None)

    def __getattr__(self, name: str) -> Rows:
        # only asked when the table has not been put together yet
        if name.startswith("_") or name not in self._schema:
            raise AttributeError(f"no table {name!r}; there are {sorted(self._schema)}")
        whole = _joined(self._parts.get(name, []), self._schema[name])
        self.__dict__[name] = whole
        return whole

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)


def _joined(parts: list[Rows], names: tuple[str, ...]) -> Rows:
    if not parts:
        return empty(names)
    if len(parts) == 1:
        return parts[0]
    return Rows({name: np.concatenate([part.columns()[name] for part in parts]) for name in names})
