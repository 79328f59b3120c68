"""What is kept of a run to show it: everybody's state week by week, ties, acts and numbers."""

from __future__ import annotations

from dataclasses import dataclass

from numpy import uint64
from numpy.typing import NDArray

from movementsim.kernel.columns import Array, Whole
from movementsim.recordings.acts import KINDS, REMOVABLE, Act

EVENT_FIELDS = ("week", "kind", "who", "whom", "branch", "root")


@dataclass(frozen=True, slots=True)
class Record:
    """One run, of all who were ever members of it, as a page shows it.

    Attributes
    ----------
    weeks, founders
        How long it ran, and how many members it began with.
    uid, slot, branch, role : (people,)
        Who they are: permanent number, slot in the run, branch, and what they do (0 member,
        1 organiser, 2 factionalist, 3 otherwise active).
    status, office, leader, patron : (weeks + 1, people)
        Week by week: 0 not there, 1 member, 2 leaving, 3 left; none, officer, leader; and places
        (in this record) of the leader of the faction and of the patron, -1 for none.
    trust, power, stake : (weeks + 1, people)
        Week by week, as the model has them.
    ties : (ties, 3)
        Places of the two, and the week from which they are tied.
    events : (events, 6)
        Week, kind (place in `KINDS`), who, whom (places here, -1 for nobody), branch, and the row
        of the event at the root of the chain (itself, where it is one).
    slots : (events, 2)
        Who and whom once more, as slots of the run.
    turnout
        Share of the members of the branch who voted, by row of the ballot's event.
    metrics
        A number a week each.
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
    slots: Whole
    turnout: dict[int, float]
    metrics: dict[str, list[float]]

    def act(self, row: int) -> Act | None:
        """Return the act of this row, None where there is none that can be left out."""
        if not 0 <= row < len(self.events) or self.events[row, 1] not in REMOVABLE:
            return None
        week, kind, _, _, branch, _ = (int(value) for value in self.events[row])
        who, whom = (int(value) for value in self.slots[row])
        return Act(week, KINDS[kind], who, whom, branch)
