"""What a rule may declare beside its columns: facts, kinds of acts, verbs and tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from movementsim.kernel.columns import Column, Whole
from movementsim.kernel.tables import Layout, TableSet

WHOLE_COLUMNS = frozenset(("who", "whom", "branch", "edge", "act"))
"""Columns of facts and acts that hold whole numbers in every table: slots, ties and acts."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a rule reports about the week, for later rules, indicators and stories.

    Attributes
    ----------
    name
        Its name: `world.facts.<name>`.
    columns
        The columns of its table. `who` and `whom` hold slots of people, `branch` slots of branches,
        `edge` positions of ties and `act` ids of acts; all others hold floats.
    whole
        Other columns that hold whole numbers, such as the slots of a lender and a borrower.
    """

    name: str
    columns: tuple[str, ...]
    whole: tuple[str, ...] = ()

    @property
    def layout(self) -> Layout:
        """The columns of its table, and which of them hold whole numbers."""
        return Layout(self.columns, WHOLE_COLUMNS.union(self.whole))


@dataclass(frozen=True, slots=True)
class Requests:
    """The requests without which an act does not happen.

    Attributes
    ----------
    verbs
        The verbs that ask for it.
    same_who, same_whom
        Whether only requests count that the person who acts has made, and only those that are aimed
        at the person affected.
    where
        Name of an argument that is above 0 in the requests that count; all count if empty.
    """

    verbs: tuple[str, ...]
    same_who: bool = True
    same_whom: bool = True
    where: str = ""


@dataclass(frozen=True, slots=True)
class Chance:
    """The random draws on which an act depends.

    Attributes
    ----------
    draws
        Names of the draws.
    whose
        Whether they are draws of the person who acts, of the person affected or of the branch.
    """

    draws: tuple[str, ...]
    whose: Literal["who", "whom", "branch"] = "who"


@dataclass(frozen=True, slots=True)
class ActKind:
    """A kind of act, and what has to be left out so that an act of this kind does not happen.

    Attributes
    ----------
    name, meaning
        Its name in tables and stories, and what the act is.
    requests, chance
        The requests, or the random draws, that bring it about; None where there are none.
    scheduled
        The kind of the scenario's events that bring it about; empty where there is none.
    read
        A function that reads such acts from a week's facts, as the people who act and the people
        affected; None for acts that the rule enters into the chronicle.
    """

    name: str
    meaning: str
    requests: Requests | None = None
    chance: Chance | None = None
    scheduled: str = ""
    read: Callable[[TableSet], tuple[Whole, Whole | int]] | None = None

    @property
    def removable(self) -> bool:
        """Whether an act of this kind can be left out of a run."""
        return bool(self.requests or self.chance or self.scheduled)


@dataclass(frozen=True, slots=True)
class Argument:
    """A value that a request carries besides who makes it and whom it is aimed at.

    Attributes
    ----------
    name, meaning
        Its name, which is also its column in the table of acts, and what it stands for.
    default
        Its value where the strategy gives none; `...` makes it required. The range of truth values
        is not checked.
    high
        The largest value allowed (the smallest is 0); None where any finite amount is allowed.
    whole
        Whether it is a whole number, such as the slot of a person.
    """

    name: str
    meaning: str
    default: Any = ...
    high: float | None = 1.0
    whole: bool = False


@dataclass(frozen=True)
class Verb:
    """Something that members can ask to do.

    Attributes
    ----------
    name, meaning, source
        Its name (`acts.<name>` for rules), what is asked for, and the proposition it comes from.
    hours
        Hours in hand that one request takes from the member.
    aimed
        Whether it is aimed at somebody: if so, its table has the column `whom`.
    along_tie
        Whether its table also has the column `edge`, the position of the tie to that person.
    arguments
        The values that a request carries.
    cost
        A function of the members who ask and of the arguments by name, for a verb whose hours
        depend on them; it returns one number or one per member. `hours` if None.
    columns
        The columns of its table of acts.
    """

    name: str
    meaning: str
    hours: float
    source: str
    aimed: bool = True
    along_tie: bool = False
    arguments: tuple[Argument, ...] = ()
    cost: Callable[[Any, Mapping[str, Any]], Any] | None = None

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns of its table of acts."""
        target = (("whom",) if self.aimed else ()) + (("edge",) if self.along_tie else ())
        return ("who", *target, *(argument.name for argument in self.arguments))

    @cached_property
    def layout(self) -> Layout:
        """The columns of its table of acts, and which of them hold whole numbers."""
        whole = (argument.name for argument in self.arguments if argument.whole)
        return Layout(self.columns, WHOLE_COLUMNS.union(whole))

    @cached_property
    def known(self) -> Mapping[str, Argument]:
        """Its arguments by name."""
        return {argument.name: argument for argument in self.arguments}


@dataclass(frozen=True, slots=True)
class Table:
    """A table that a rule declares, such as loans; rows are appended and never removed.

    Attributes
    ----------
    name, meaning
        Its name (`world.tables[name]`), and what a row stands for.
    columns
        Its columns. Rules refer to them as `<table>.<column>` in `reads`, `writes` and changes.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
