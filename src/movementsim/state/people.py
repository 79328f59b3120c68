"""People: everybody in and around the movement, in columns with permanent slots.

Outsiders and supporters are included, because new members come from among them. People who leave
keep their slot and uid, which are never given to anybody else.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

import numpy as np

from movementsim.kernel.columns import (
    Array,
    Column,
    Columns,
    Floats,
    Mask,
    Whole,
    amount_column,
    flag_column,
    week_column,
)
from movementsim.kernel.draws import Keys, Uids
from movementsim.state.schema import Schema
from movementsim.state.stacked import STACKED


class Status(IntEnum):
    """A person's relation to the movement."""

    OUTSIDE = 0
    SUPPORTER = 1
    MEMBER = 2
    LEAVING = 3
    LEFT = 4


class Post(IntEnum):
    """The office that a person holds in the branch."""

    NONE = 0
    OFFICER = 1
    LEADER = 2


class Brief(IntEnum):
    """What a post is meant for (S2.Q1, S2.Q2): work outside the movement, or the fight inside."""

    NONE = 0
    OUTWARD = 1
    INSIDE = 2


CORE_PEOPLE = (
    Column("uid", "permanent number within the movement", 0, "uint64", "number", 0, 2**63),
    *STACKED,
    Column("status", "outside, supporter, member, leaving, left", 0, "int8", "code", 0, 4),
    Column(
        "branch",
        "branch the person belongs to or lives near",
        0,
        "int32",
        "slot",
        0,
        2**31,
        refers="branches",
    ),
    week_column("joined", "week of joining"),
    week_column("leaving", "week of the decision to leave"),
    Column("post", "office held: none, officer, leader", 0, "int8", "code", 0, 2),
    Column("brief", "what the post is meant for: none, outward, inside", 0, "int8", "code", 0, 2),
    week_column("seated", "week of taking office"),
    Column(
        "power",
        "weight of the person's vote at meetings; mean 1 over members",
        high=np.inf,
        unit="votes",
        founders=1.0,
        in_files=True,
    ),
    amount_column(
        "office",
        "part of power that the office lends until the next ballot",
        "votes",
        at_exit="reset",
    ),
    Column("skill", "capacity to get work done and to lead", in_files=True),
    Column(
        "charisma", "drawn at birth, independent of any strategy", source="S2.F1", in_files=True
    ),
    Column("trust", "trust in the movement", 0.5, source="S2.O5", in_files=True),
    Column("opinion", "ideal position", low=-1.0, unit="position", in_files=True),
    flag_column("stubborn", "whether talk leaves the opinion unchanged"),
    Column(
        "energy",
        "hours a week the person has for the movement",
        high=40.0,
        unit="hours",
        in_files=True,
    ),
    amount_column("hours", "hours in hand, including those saved from earlier weeks", "hours"),
)
"""The columns of everybody, whatever the rules: identity, membership, post and traits."""


class People(Columns):
    """The columns of everybody in and around the movement.

    Parameters
    ----------
    uid
        Permanent numbers, one per person, all different within a movement; shape (people,).
    key
        Keys of their random draws, shape (people,).
    run
        The movement that each person is part of; all of the only one if None.
    schema
        What the state is made of; only the core columns if None.

    Attributes
    ----------
    on_roll, roll, active
        Who is a member: a mask and slots, derived from `status`.
    """

    _watched = frozenset(("status", "branch"))

    def __init__(
        self, uid: Uids, key: Keys, run: Whole | None = None, schema: Schema | None = None
    ) -> None:
        present = CORE_PEOPLE if schema is None else schema.people.values()
        super().__init__(present, len(uid), schema.known_people.values() if schema else ())
        self.open("uid")[:] = uid
        self.open("key")[:] = key
        if run is not None:
            self.open("run")[:] = run

    def _derived(self, name: str, compute: Callable[[], Array]) -> Array:
        if name not in self._derived_values:
            value = compute()
            value.flags.writeable = False
            self._derived_values[name] = value
        found: Array = self._derived_values[name]
        return found

    @property
    def on_roll(self) -> Mask:
        """Whether each person counts as a member, shape (people,).

        People who have decided to leave count until they are off the roll.
        """
        return self._derived(
            "on_roll", lambda: (self.status == Status.MEMBER) | (self.status == Status.LEAVING)
        )

    @property
    def roll(self) -> Whole:
        """Slots of everybody on the roll, in ascending order, shape (members,)."""
        return self._derived("roll", lambda: self.on_roll.nonzero()[0])

    @property
    def active(self) -> Whole:
        """Slots of the members who have not decided to leave, in ascending order."""
        return self._derived("active", lambda: (self.status == Status.MEMBER).nonzero()[0])

    @property
    def run_of_roll(self) -> Whole:
        """The movement of everybody on the roll, shape (members,)."""
        return self._derived("run_of_roll", lambda: self.run[self.roll])

    def members_by_run(self, runs: int) -> Floats:
        """Count the members on the roll of each movement.

        Returns
        -------
        (runs,) float64
            Numbers of members.
        """
        return self._derived(
            "members",
            lambda: np.bincount(self.run_of_roll, minlength=runs).astype(np.float64),
        )

    def count_on_roll(self, branches: int) -> Floats:
        """Count the members on the roll of each branch.

        Returns
        -------
        (branches,) float64
            Numbers of members.
        """
        return self._derived(
            "count",
            lambda: np.bincount(self.branch[self.roll], minlength=branches).astype(np.float64),
        )
