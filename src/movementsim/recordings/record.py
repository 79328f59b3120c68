"""The record of a run: everybody's state week by week, ties, acts and numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy import uint64
from numpy.typing import NDArray

from movementsim.kernel.columns import Array, Whole
from movementsim.recordings.acts import Act, RecordedKind


@dataclass(frozen=True, slots=True)
class Record:
    """One run, for all people who were ever members.

    Attributes
    ----------
    weeks, founders
        Number of weeks, and number of members at the start.
    uid, slot, branch, role : (people,)
        Permanent number, slot in the run, branch, and role (0 member, 1 organiser,
        2 factionalist, 3 otherwise active).
    status, office, leader, patron : (weeks + 1, people)
        Status (0 absent, 1 member, 2 leaving, 3 left); office (0 none, 1 officer, 2 leader); and
        places in this record of the leader of the faction and of the patron, -1 for none.
    trust, power, stake : (weeks + 1, people)
        As in the model: shares from 0 to 1, power in votes.
    ties : (ties, 3)
        Places of the two people, and the week in which the tie began.
    events : (events, 6)
        Week, kind (place in `kinds`), who, whom (places here, -1 for nobody), branch, and the row
        of the event that began the chain (its own row, where it began one).
    kinds
        The kinds of acts.
    slots : (events, 2)
        Who and whom again, as slots of the run.
    turnout
        Share of the members of the branch who voted, by row of the ballot's event.
    metrics
        For each of `RECORDED_METRICS` one number a week.
    """

    weeks: int
    founders: int
    uid: NDArray[uint64]
    slot: Whole
    branch: Whole
    role: Whole
    status: Whole
    office: Whole
    leader: Whole
    patron: Whole
    trust: Array
    power: Array
    stake: Array
    ties: Whole
    events: Whole
    kinds: tuple[RecordedKind, ...]
    slots: Whole
    turnout: dict[int, float]
    metrics: dict[str, list[float]]

    def act(self, row: int) -> Act | None:
        """Return the act in this row of `events`, None where no act can be left out."""
        if not 0 <= row < len(self.events) or not self.kind_of(row).removable:
            return None
        week, _, _, _, branch, _ = (int(value) for value in self.events[row])
        who, whom = (int(value) for value in self.slots[row])
        return Act(week, self.kind_of(row).name, who, whom, branch)

    def kind_of(self, row: int) -> RecordedKind:
        """Return the kind of the act in this row of `events`."""
        return self.kinds[int(self.events[row, 1])]

    def code(self, kind: str) -> int:
        """Return the number that stands for a kind of act in `events`; -1 for an unknown kind."""
        return next((code for code, known in enumerate(self.kinds) if known.name == kind), -1)

    def rows(self, kind: str) -> list[int]:
        """Return the rows of the acts of a kind, in the order in which they happened."""
        found: list[int] = np.flatnonzero(self.events[:, 1] == self.code(kind)).tolist()
        return found
