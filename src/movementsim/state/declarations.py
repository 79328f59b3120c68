"""What a rule may declare of the state: facts, kinds of acts, verbs and tables of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from movementsim.kernel.columns import Column


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a rule reports of the week, for later rules, indicators and stories to read.

    Attributes
    ----------
    name
        Its name: `world.facts.<name>`.
    columns
        The columns of its table. `who`, `whom`, `branch`, `act` and the like hold whole numbers
        (see :class:`movementsim.kernel.tables.Rows`), all others floats.
    """

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActKind:
    """A kind of act that the chronicle remembers.

    Attributes
    ----------
    name, meaning
        Its name in tables and stories, and what was done.
    """

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Argument:
    """What a request says besides who makes it and at whom it is aimed.

    Attributes
    ----------
    name, meaning
        Its name, which is also its column in the table of acts, and what it stands for.
    default
        Its value where the strategy gives none; `...` makes it required. Truth values are not
        checked for a range.
    high
        The largest value allowed (the smallest is 0); None where any finite amount will do.
    """

    name: str
    meaning: str
    default: Any = ...
    high: float | None = 1.0


@dataclass(frozen=True, slots=True)
class Verb:
    """Something members can ask to do.

    Attributes
    ----------
    name, meaning, source
        Its name, `acts.<name>` for rules; what is asked for; the proposition it comes from.
    hours
        What one request takes of the member's hours in hand.
    aimed
        Whether it is aimed at somebody: then its table has the column `whom`.
    along_tie
        Whether its table has the column `edge` too, the position of the tie to that person.
    arguments
        What else a request says.
    """

    name: str
    meaning: str
    hours: float
    source: str
    aimed: bool = True
    along_tie: bool = False
    arguments: tuple[Argument, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its table of acts."""
        target = (("whom",) if self.aimed else ()) + (("edge",) if self.along_tie else ())
        return ("who", *target, *(argument.name for argument in self.arguments))


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a rule's own, such as loans or agreements: rows are appended and never removed.

    Attributes
    ----------
    name, meaning
        Its name, `world.tables[name]`, and what a row stands for.
    columns
        Its columns. Rules name them `<table>.<column>` in `reads`, `writes` and changes.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
