"""Tables of equally long columns, for the acts that members ask for and the facts of a week.

Columns are read as attributes, as in `acts.talk.who` and `facts.excluded.whom`; a table is empty
where nothing of its kind happened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from movementsim.kernel.columns import Array
from movementsim.kernel.segments import common_length, filled


class Rows:
    """Equally long named columns, read as attributes.

    Parameters
    ----------
    columns
        Arrays of equal length by name.
    """

    def __init__(self, columns: Mapping[str, Array]) -> None:
        self.__dict__.update(columns)  # so that columns are read as quickly as can be
        self._length = len(next(iter(columns.values()), ()))

    def __len__(self) -> int:
        return self._length

    def __getattr__(self, name: str) -> Array:
        # reached only for columns that do not exist
        raise AttributeError(f"there is no column {name!r}; the columns are {list(self.columns())}")

    def columns(self) -> Mapping[str, Array]:
        """Return the columns.

        Returns
        -------
        mapping of str to (rows,) array
            Columns by name.
        """
        return {name: column for name, column in self.__dict__.items() if name != "_length"}

    def take(self, which: Array) -> Rows:
        """Return the rows that are selected by a mask or by positions."""
        return Rows({name: column[which] for name, column in self.columns().items()})


@dataclass(frozen=True)
class Layout:
    """The columns of a table.

    Attributes
    ----------
    names
        Their names, in order.
    whole
        Names of those that hold whole numbers, such as slots; the others hold floats.
    """

    names: tuple[str, ...]
    whole: frozenset[str] = frozenset()

    @cached_property
    def keys(self) -> frozenset[str]:
        """The names as a set."""
        return frozenset(self.names)

    @cached_property
    def empty(self) -> Rows:
        """Rows of length zero with these columns; the same object every time."""
        return Rows(
            {
                name: np.empty(0, np.int64 if name in self.whole else np.float64)
                for name in self.names
            }
        )


class TableSet:
    """Tables by name, with a fixed set of names, such as a week's acts or its facts.

    Parameters
    ----------
    layouts
        The columns of every table, by the table's name.
    """

    def __init__(self, layouts: Mapping[str, Layout]) -> None:
        self._layouts = layouts
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
        layout = self._layouts[name]
        if columns.keys() != layout.keys:
            raise KeyError(f"{name} has the columns {layout.names}, not {tuple(columns)}")
        length = common_length(columns.values())
        if length:
            self.append(name, Rows({key: filled(columns[key], length) for key in layout.names}))

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

    def extend(self, other: TableSet) -> None:
        """Add all rows of another set of tables with the same columns."""
        for name in other:
            self.append(name, getattr(other, name))

    def __getattr__(self, name: str) -> Rows:
        # called only while the parts of the table have not been joined
        if name.startswith("_") or name not in self._layouts:
            raise AttributeError(
                f"there is no table {name!r}; the tables are {sorted(self._layouts)}"
            )
        whole = _joined(self._parts.get(name, []), self._layouts[name])
        self.__dict__[name] = whole
        return whole

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)


def _joined(parts: list[Rows], layout: Layout) -> Rows:
    if not parts:
        return layout.empty
    if len(parts) == 1:
        return parts[0]
    return Rows(
        {name: np.concatenate([part.columns()[name] for part in parts]) for name in layout.names}
    )
