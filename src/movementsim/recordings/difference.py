"""TODO."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from movementsim.kernel.columns import Array, Mask, Whole
from movementsim.kernel.draws import Uids
from movementsim.recordings.record import Record

TRUST = 0.05
"""Difference in trust, at any time, that counts as a change."""
POWER = 0.5
"""Difference in power, in votes, at any time, that counts as a change."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What one act changed for each person, at the end of the run.

    Attributes
    ----------
    changed
        People by place, those most changed first.
    counts
        How many changed in each way, by the name of the way.
    """

    changed: list[int]
    counts: dict[str, int]


def difference(happened: Record, without: Record, uids: Uids) -> Difference:
    """Return who was changed by what sets two runs apart, among these people.

    Who is there, and with whom, is compared at the end; trust and power week by week, wherever
    somebody is a member in both.
    """
    first, second = (_spread(record, uids) for record in (happened, without))
    both = (first["status"] == 1) & (second["status"] == 1)
    trust = np.where(both, np.abs(first["trust"] - second["trust"]), 0).max(axis=0)
    power = np.where(both, np.abs(first["power"] - second["power"]), 0).max(axis=0)
    then, now = first["status"][-1], second["status"][-1]
    ways: dict[str, Mask] = {
        "stayed": (then >= 2) & (now == 1),
        "gone": (then == 1) & (now >= 2),
        "joined": (then == 0) & (now > 0),
        "missed": (then > 0) & (now == 0),
        "sides": both[-1] & (first["leader"][-1] != second["leader"][-1]),
        "trust": trust >= TRUST,
        "power": power >= POWER,
    }
    # coming and going weighs most, then sides, then by how much trust and power moved
    fate = np.any([ways[way] for way in ("stayed", "gone", "joined", "missed")], axis=0)
    weight = 100.0 * fate + 10.0 * ways["sides"] + 10 * trust + power
    touched = np.any(list(ways.values()), axis=0)
    order = np.argsort(-weight, kind="stable")
    counts = {way: int(mask.sum()) for way, mask in ways.items()}
    angry = round(without.metrics["angry"][-1] - happened.metrics["angry"][-1])
    counts["angrier" if angry > 0 else "calmer"] = abs(angry)
    return Difference([int(place) for place in order if touched[place]], counts)


def _spread(record: Record, uids: Uids) -> dict[str, Array]:
    """Return week by week the state of these people; who is not in the record is never there."""
    row: Whole = np.searchsorted(uids, record.uid)
    leader = np.where(record.leader >= 0, row[np.maximum(record.leader, 0)], -1)
    state = {}
    for name, values in (
        ("status", record.status),
        ("trust", record.trust),
        ("power", record.power),
        ("leader", leader),
    ):
        state[name] = np.zeros((len(values), len(uids)), values.dtype)
        state[name][:, row] = values
    return state
