"""The world in which one act did not happen, beside the one in which it did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from movementsim.app.record import Record
from movementsim.app.recording import Shown, recording
from movementsim.app.story import told_of
from movementsim.app.words import story_words
from movementsim.columns import Mask, Whole

TRUST = 0.1
"""Difference in trust, at the end, that counts as a change."""
POWER = 0.5
"""Difference in power, in votes, that counts as a change."""


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


def with_and_without(
    happened: Record, without: Record, row: int, *, seed: int, members: int, name: str = ""
) -> dict[str, Any]:
    """Return the recording of a run beside its twin without one act, and who was changed by it.

    Parameters
    ----------
    happened, without
        The two runs.
    row
        The act's row among the events of the first.
    seed, members
        What both share.
    name
        What the run is called.
    """
    words = story_words()["twin"]
    shown = [
        Shown(happened, words["as_it_happened"], name),
        Shown(without, words["without"], words["lead"]),
    ]
    together = recording(shown, seed=seed, members=members, title=words["title"])
    uids = np.array([int(uid) for uid in together["people"]["uid"]], np.uint64)
    found = difference(happened, without, uids)
    text = told_of(happened, together, row)
    together["twin"] = {
        "act": row,
        "text": text,
        "changed": found.changed,
        "line": _line(found),
    }
    return together


def difference(happened: Record, without: Record, uids: np.ndarray) -> Difference:
    """Return who was changed by what sets two runs apart, among these people."""
    here = [_at_the_end(record, uids) for record in (happened, without)]
    first, second = here
    there = (first["status"] == 1) | (second["status"] == 1)
    both = (first["status"] == 1) & (second["status"] == 1)
    ways: dict[str, Mask] = {
        "stayed": (first["status"] >= 2) & (second["status"] == 1),
        "gone": (first["status"] == 1) & (second["status"] >= 2),
        "joined": (first["status"] == 0) & (second["status"] > 0),
        "missed": (first["status"] > 0) & (second["status"] == 0),
        "sides": both & (first["leader"] != second["leader"]),
        "trust": both & (np.abs(first["trust"] - second["trust"]) >= TRUST),
        "power": both & (np.abs(first["power"] - second["power"]) >= POWER),
    }
    weight = sum(
        (8.0 if way in ("stayed", "gone") else 4.0 if way in ("joined", "missed") else 1.0) * mask
        for way, mask in ways.items()
    )
    weight = weight + both * there * np.abs(first["trust"] - second["trust"])
    touched = np.any(list(ways.values()), axis=0)
    order = np.argsort(-weight, kind="stable")
    return Difference(
        [int(place) for place in order if touched[place]],
        {way: int(mask.sum()) for way, mask in ways.items()},
    )


def _at_the_end(record: Record, uids: np.ndarray) -> dict[str, np.ndarray]:
    """Return the last week's state of these people; who is not in the record was never there."""
    row: Whole = np.searchsorted(uids, record.uid)
    led = record.leader[-1]
    # a leader as the permanent number of the person, which both runs share
    leader = np.where(led >= 0, record.uid[np.maximum(led, 0)].astype(np.float64), -1.0)
    state = {}
    for name, values in (
        ("status", record.status[-1]),
        ("trust", record.trust[-1]),
        ("power", record.power[-1]),
        ("leader", leader),
    ):
        state[name] = np.zeros(len(uids))
        state[name][row] = values
    return state


def _line(found: Difference) -> str:
    words: dict[str, str] = story_words()["twin"]
    said = [words[way].format(count=count) for way, count in found.counts.items() if count]
    return words["changed"].format(ways="; ".join(said)) if said else words["nobody"]
