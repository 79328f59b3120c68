"""Columns: the state as one array per property, read-only unless opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from movementsim.errors import nearest

Array = NDArray[Any]
"""An array of any type."""
Floats = NDArray[np.float64]
"""An array of floating-point numbers."""
Whole = NDArray[np.signedinteger[Any]]
"""An array of integers, such as slots or weeks."""
Mask = NDArray[np.bool_]
"""An array of true and false."""


NOBODY = -1
"""The slot that stands for no person."""
NEVER = -10_000
"""The week that stands for something that has not happened."""
_LARGEST = 2**31

type AtExit = Literal["kept", "reset"]
"""What happens to a person's value when the membership ends."""


@dataclass(frozen=True, slots=True)
class Column:
    """One property of every person, of every branch, or of every row of a table.

    Attributes
    ----------
    name, meaning, unit
        Its name, what it stands for, and its unit.
    default
        Its value at birth.
    dtype
        NumPy type of the column.
    low, high
        Its range.
    source
        The essay proposition or design page it comes from.
    at_exit
        What happens to a person's value when the membership ends: `kept`, or `reset` to the value
        at birth.
    founders
        The value of those who are members at the start, where it differs from the value at birth.
    in_files
        Whether a file of people may set it.
    refers
        What its values are slots of, if they are slots.
    """

    name: str
    meaning: str
    default: float = 0.0
    dtype: str = "float64"
    unit: str = "share"
    low: float = 0.0
    high: float = 1.0
    source: str = "model"
    at_exit: AtExit = "kept"
    founders: float | None = None
    in_files: bool = False
    refers: Literal["", "people", "branches"] = ""


def week_column(
    name: str, meaning: str, *, source: str = "model", founders: float | None = None
) -> Column:
    """Declare a column of weeks; its value at birth is `NEVER`.

    Parameters
    ----------
    name, meaning, source, founders
        As in :class:`Column`.

    Returns
    -------
    Column
        The declaration.
    """
    return Column(name, meaning, NEVER, "int32", "week", NEVER, _LARGEST, source, founders=founders)


def slot_column(
    name: str, meaning: str, *, source: str = "model", at_exit: AtExit = "kept"
) -> Column:
    """Declare a column of people's slots; its value at birth is `NOBODY`.

    Parameters
    ----------
    name, meaning, source, at_exit
        As in :class:`Column`.

    Returns
    -------
    Column
        The declaration.
    """
    return Column(
        name, meaning, NOBODY, "int32", "slot", NOBODY, _LARGEST, source, at_exit, refers="people"
    )


def flag_column(name: str, meaning: str, *, source: str = "model") -> Column:
    """Declare a column of truth values; its value at birth is false.

    Parameters
    ----------
    name, meaning, source
        As in :class:`Column`.

    Returns
    -------
    Column
        The declaration.
    """
    return Column(name, meaning, 0, "bool", "yes/no", source=source)


def amount_column(
    name: str, meaning: str, unit: str, *, source: str = "model", at_exit: AtExit = "kept"
) -> Column:
    """Declare a column of amounts, 0 or more; its value at birth is 0.

    Parameters
    ----------
    name, meaning, unit, source, at_exit
        As in :class:`Column`.

    Returns
    -------
    Column
        The declaration.
    """
    return Column(name, meaning, 0.0, "float64", unit, 0.0, np.inf, source, at_exit)


class Columns:
    """A growing table of columns with permanent rows (*slots*).

    Every column is an attribute: a read-only view. Writers ask for `open(name)`. A column that is
    known but not present (its rule is left out of the week) reads as its value at birth in every
    row, and becomes present when it is opened.

    Parameters
    ----------
    specification
        The columns that are present.
    count
        Number of rows to begin with.
    known
        Columns that may be read though they are not present.

    Attributes
    ----------
    specification
        The columns that are present, by name.
    known
        All columns that can be read, by name.
    count
        Number of rows.
    """

    _watched: ClassVar[frozenset[str]] = frozenset()
    """Columns from which other values are derived, which are forgotten when one is opened."""

    def __init__(
        self, specification: Iterable[Column], count: int, known: Iterable[Column] = ()
    ) -> None:
        self._derived_values: dict[str, Any] = {}
        self.specification = {column.name: column for column in specification}
        self.known = {column.name: column for column in known} | self.specification
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

    def __getattr__(self, name: str) -> Array:
        # reached only for columns that are not present, and for wrong names
        if name.startswith("__") or "known" not in self.__dict__:
            raise AttributeError(name)
        column = self.known.get(name)
        if column is None:
            raise AttributeError(f"there is no column {name!r}{nearest(name, self.known)}")
        return np.broadcast_to(np.array(column.default, column.dtype), self.count)

    def __len__(self) -> int:
        return self.count

    def __contains__(self, name: str) -> bool:
        return name in self.known

    def open(self, name: str) -> Array:
        """Return the column for writing.

        Returns
        -------
        (rows,) array
            A view of the column; what is written to it changes the state.

        Raises
        ------
        AttributeError
            When there is no such column.
        """
        if name in self._watched:
            self._derived_values.clear()
        view = self._views.get(name)
        if view is None:
            if name not in self.known:
                raise AttributeError(f"there is no column {name!r}{nearest(name, self.known)}")
            self.declare(self.known[name])
            view = self._views[name]
        return view

    def declare(self, column: Column) -> None:
        """Add one more column, at its value at birth."""
        self.known[column.name] = self.specification[column.name] = column
        self._store[column.name] = np.full(self._room, column.default, column.dtype)
        self._expose()

    def grow(self, count: int) -> Whole:
        """Append `count` rows at birth values.

        Returns
        -------
        (count,) int64
            The slots of the new rows.
        """
        self._derived_values.clear()
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
