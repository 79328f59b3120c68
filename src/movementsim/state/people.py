"""People: everybody in and around the movement, in columns with permanent slots.

Outsiders and supporters are here too: joiners come from among them. Somebody who leaves keeps the
slot and the uid; nobody else ever gets either.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any

import numpy as np

from movementsim.kernel.columns import Array, Column, Columns, Floats, Mask, Whole
from movementsim.kernel.draws import Uids


class Status(IntEnum):
    """Where somebody stands towards the movement."""

    OUTSIDE = 0
    SUPPORTER = 1
    MEMBER = 2
    LEAVING = 3
    LEFT = 4


class Post(IntEnum):
    """The office somebody holds in the branch."""

    NONE = 0
    OFFICER = 1
    LEADER = 2


class Brief(IntEnum):
    """What a post is for (S2.Q1, S2.Q2): the work outside, or the fight inside."""

    NONE = 0
    OUTWARD = 1
    INSIDE = 2


NOBODY = -1
NEVER = -10_000

PEOPLE = (
    Column("uid", "permanent number; all luck is keyed on it", 0, "uint64", "number", 0, 2**63),
    Column("status", "outside, supporter, member, leaving, left", 0, "int8", "code", 0, 4),
    Column("branch", "local party", 0, "int32", "slot", 0, 2**31),
    Column("post", "office held: none, officer, leader", 0, "int8", "code", 0, 2),
    Column("brief", "what the post is for: none, outward, inside", 0, "int8", "code", 0, 2),
    Column("seated", "week of taking office, or never", NEVER, "int32", "week", NEVER, 2**31),
    Column(
        "power", "weight of a vote in the room; mean 1 over members", 0, high=np.inf, unit="votes"
    ),
    Column(
        "granted",
        "part of power the patron can take back",
        0,
        high=np.inf,
        unit="votes",
        source="S3.E1",
    ),
    Column(
        "office", "part of power that the office lends for the year", 0, high=np.inf, unit="votes"
    ),
    Column(
        "patron",
        "slot of who can take the granted part back",
        NOBODY,
        "int32",
        "slot",
        NOBODY,
        2**31,
    ),
    Column("revocability", "how revocable granted power feels", 1.0, source="S3.E1"),
    Column("skill", "capacity to get work done and to lead", 0.0),
    Column("done", "tasks done, in public", 0, "int32", "count", 0, 2**31),
    Column("failed", "tasks failed, in public", 0, "int32", "count", 0, 2**31),
    Column("charisma", "drawn at birth, apart from any strategy", 0.0, source="S2.F1"),
    Column("trust", "trust in the movement", 0.5, source="S2.O5"),
    Column("stake", "felt say", 0.0, source="S2.W1"),
    Column(
        "heard",
        "listening received, a fading sum over a quarter",
        0.0,
        high=np.inf,
        unit="conversations",
    ),
    Column(
        "built",
        "skill times power put to use, over a quarter",
        0.0,
        high=np.inf,
        unit="votes",
        source="S3.E2",
    ),
    Column(
        "grievance",
        "sum of the ledger of grievances",
        0.0,
        high=np.inf,
        unit="wrongs",
        source="S2.W2",
    ),
    Column("fear", "fading memory of exclusions witnessed", 0.0, source="S2.F1"),
    Column("opinion", "ideal position", 0.0, low=-1.0, unit="position"),
    Column("stubborn", "whether talk leaves the opinion alone", 0, "bool", "yes/no"),
    Column("energy", "hours a week somebody has for the movement", 0.0, high=40.0, unit="hours"),
    Column("hours", "hours in hand, saved up from earlier weeks", 0.0, high=np.inf, unit="hours"),
    Column("worked", "hours a week put in, over a month", 0.0, high=np.inf, unit="hours"),
    Column("burnout", "exhaustion", 0.0, source="S2.O8"),
    Column(
        "faction",
        "slot of the faction's leader, or nobody",
        NOBODY,
        "int32",
        "slot",
        NOBODY,
        2**31,
        source="S2.F6",
    ),
    Column("loyalty", "loyalty to the faction", 0.0, source="S2.F6"),
    Column("owed", "favours owed to the faction", 0.0, high=np.inf, unit="favours", source="S2.F6"),
    Column(
        "barred",
        "week until which the room is closed to somebody",
        NEVER,
        "int32",
        "week",
        NEVER,
        2**31,
        source="S2.F4",
    ),
    Column(
        "leaked",
        "week in which the plans somebody leads last leaked",
        NEVER,
        "int32",
        "week",
        NEVER,
        2**31,
        source="S2.F3",
    ),
    Column(
        "campaign_effort",
        "effort put into the branch's open campaign",
        0,
        high=np.inf,
        unit="hours",
        source="S2.O6",
    ),
    Column(
        "motion_side",
        "slot of whose side somebody worked for in the open motion, or nobody",
        NOBODY,
        "int32",
        "slot",
        NOBODY,
        2**31,
    ),
    Column(
        "motion_effort",
        "effort somebody's side has put into the branch's open motion",
        0,
        high=np.inf,
        unit="hours",
    ),
    Column(
        "wronged",
        "week of the last wrong done to somebody",
        NEVER,
        "int32",
        "week",
        NEVER,
        2**31,
        source="S2.W2",
    ),
    Column("contacted", "week somebody was last talked to", NEVER, "int32", "week", NEVER, 2**31),
    Column(
        "drive", "week until which a recruiter's drive lasts", NEVER, "int32", "week", NEVER, 2**31
    ),
    Column(
        "credit",
        "credit received for campaigns won",
        0.0,
        high=np.inf,
        unit="credit",
        source="S2.O6",
    ),
    Column("keep", "share of credit kept when leading a campaign", 0.2, source="S2.O6"),
    Column(
        "entrusted",
        "week of the last task handed over",
        NEVER,
        "int32",
        "week",
        NEVER,
        2**31,
        source="S2.O7",
    ),
    Column("joined", "week of joining", NEVER, "int32", "week", NEVER, 2**31),
    Column("leaving", "week of the decision to leave", NEVER, "int32", "week", NEVER, 2**31),
    Column("voiced", "whether the exit was voiced", 0, "bool", "yes/no"),
    Column(
        "followed",
        "slot of whom somebody left with, or nobody",
        NOBODY,
        "int32",
        "slot",
        NOBODY,
        2**31,
    ),
)


class People(Columns):
    """The columns of everybody in and around the movement.

    Parameters
    ----------
    uid
        Permanent numbers, one a person, all different.
    """

    def __init__(self, uid: Uids) -> None:
        super().__init__(PEOPLE, len(uid))
        self.open("uid")[:] = uid

        self._standing: dict[str, Any] = {}

    def open(self, name: str) -> Array:
        """Return the column for writing; what is derived from status is worked out anew."""
        if name in ("status", "branch"):
            self._standing.clear()
        return super().open(name)

    def grow(self, count: int) -> Whole:
        """Append people at birth values and return their slots."""
        self._standing.clear()
        return super().grow(count)

    def _derived(self, name: str, work_out: Callable[[], Array]) -> Array:
        if name not in self._standing:
            value = work_out()
            value.flags.writeable = False
            self._standing[name] = value
        found: Array = self._standing[name]
        return found

    @property
    def on_roll(self) -> Mask:
        """Whoever counts as a member: members, and the leaving until they are off the roll."""
        return self._derived(
            "on_roll", lambda: (self.status == Status.MEMBER) | (self.status == Status.LEAVING)
        )

    @property
    def roll(self) -> Whole:
        """Slots of everybody on the roll, in order."""
        return self._derived("roll", lambda: self.on_roll.nonzero()[0])

    @property
    def active(self) -> Whole:
        """Slots of the members who have not decided to leave, in order."""
        return self._derived("active", lambda: (self.status == Status.MEMBER).nonzero()[0])

    def count_on_roll(self, branches: int) -> Floats:
        """Count the members of each branch, shape (branches,)."""
        return self._derived(
            "count",
            lambda: np.bincount(self.branch[self.roll], minlength=branches).astype(np.float64),
        )
