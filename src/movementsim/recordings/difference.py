"""What one act changed: the run in which it happened beside the run without it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from movementsim.kernel.columns import Array, Mask, Whole
from movementsim.kernel.draws import Uids
from movementsim.recordings.record import Record

TRUST_CHANGE = 0.05
"""Difference in trust, in any week, that counts as a change."""
POWER_CHANGE = 0.5
"""Difference in power (votes), in any week, that counts as a change."""


@dataclass(frozen=True, slots=True)
class ActEffect:
    """Whom one act changed, and in how many cases in which way.

    Attributes
    ----------
    changed
        Places of the people who were changed, those most changed first.
    counts
        Number of people changed, by the way in which they were changed.
    """

    changed: list[int]
    counts: dict[str, int]


def act_effect(happened: Record, without: Record, uids: Uids) -> ActEffect:
    """Return who was changed by the act in which two runs differ.

    Membership and factions are compared at the end of the runs; trust and power are compared in
    every week in which a person is a member in both.

    Parameters
    ----------
    happened, without
        The run in which the act happened, and the run without it.
    uids : (people,)
        Permanent numbers of the people to compare, ascending; they include everybody in either
        record.

    Returns
    -------
    ActEffect
        The effect, with people by their place in `uids`.
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
        "trust": trust >= TRUST_CHANGE,
        "power": power >= POWER_CHANGE,
    }
    # joining and leaving weigh most, then factions, then the changes of trust and power
    fate = np.any([ways[way] for way in ("stayed", "gone", "joined", "missed")], axis=0)
    weight = 100.0 * fate + 10.0 * ways["sides"] + 10 * trust + power
    touched = np.any(list(ways.values()), axis=0)
    order = np.argsort(-weight, kind="stable")
    counts = {way: int(mask.sum()) for way, mask in ways.items()}
    angry = round(without.metrics["angry"][-1] - happened.metrics["angry"][-1])
    counts["angrier" if angry > 0 else "calmer"] = abs(angry)
    return ActEffect([int(place) for place in order if touched[place]], counts)


def _spread(record: Record, uids: Uids) -> dict[str, Array]:
    """Return the states of these people, (weeks + 1, people); those not recorded are absent."""
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
