"""Columns: the state as one array per property, read-only unless opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
"""An array of any type."""
Floats = NDArray[np.float64]
"""An array of floating-point numbers."""
Whole = NDArray[np.signedinteger[Any]]
"""An array of integers, such as slots or weeks."""
Mask = NDArray[np.bool_]
"""An array of true and false."""


@dataclass(frozen=True, slots=True)
class Column:
    """One property of every person or branch.

    Attributes
    ----------
    name, meaning, unit
        Its name, what it stands for and in what unit.
    default
        Its value at birth.
    dtype
        NumPy type of the column.
    low, high
        Its range.
    source
        The essay proposition or design page it comes from.
    """

    name: str
    meaning: str
    default: float = 0.0
    dtype: str = "float64"
    unit: str = "share"
    low: float = 0.0
    high: float = 1.0
    source: str = "model"


class Columns:
    """A growing table of columns with permanent rows (*slots*).

    Every column is an attribute: a read-only view. Whoever may write asks for `open(name)`.

    Parameters
    ----------
    specification
        The columns.
    count
        How many rows to begin with.
    """

    def __init__(self, specification: Iterable[Column], count: int) -> None:
        self.specification = {column.name: column for column in specification}
        self.count = count
        self._room = count
        self._store: dict[str, Array] = {
            name: np.full(count, column.default, column.dtype)
            for name, column in self.specification.items()
        }
        self._views: dict[str, Array] = {}
        self._expose()

    def _expose(self) -> None:
        for name, whole in self._store.items():
            self._views[name] = whole[: self.count]
            shown = self._views[name].view()
            shown.flags.writeable = False
            self.__dict__[name] = shown

    def __getattr__(self, name: str) -> Array:  # only for the type checker and for wrong names
        raise AttributeError(f"no column {name!r}; there are {', '.join(self.specification)}")

    def __len__(self) -> int:
        return self.count

    def __contains__(self, name: str) -> bool:
        return name in self.specification

    def open(self, name: str) -> Array:
        """Return the column for writing.

        Returns
        -------
        (rows,) array
            A view of the column; what is written to it changes the state.
        """
        return self._views[name]

    def declare(self, column: Column) -> None:
        """Add one more column."""
        self.specification[column.name] = column
        self._store[column.name] = np.full(self._room, column.default, column.dtype)
        self._expose()

    def grow(self, count: int) -> Whole:
        """Append `count` rows at birth values.

        Returns
        -------
        (count,) int64
            The slots of the new rows.
        """
        first, self.count = self.count, self.count + count
        if self.count > self._room:
            self._room = max(self.count, self._room + self._room // 4)
            for name, whole in self._store.items():
                wider = np.full(self._room, self.specification[name].default, whole.dtype)
                wider[:first] = whole[:first]
                self._store[name] = wider
        self._expose()
        return np.arange(first, self.count)

    def table(self) -> Mapping[str, Array]:
        """Return all columns.

        Returns
        -------
        mapping of str to (rows,) array
            Read-only arrays by column name.
        """
        return {name: self.__dict__[name] for name in self.specification}
