"""The schedule: the events of all movements of a stack, equal ones together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from movementsim.kernel.columns import Whole
from movementsim.state.events import EVERY_LEADER, Event


@dataclass(frozen=True, slots=True)
class Scheduled:
    """One event, and the movements in which it is scheduled.

    Attributes
    ----------
    event
        The event.
    runs
        Positions of the movements, ascending.
    whom
        Slots of the people named in `event.who`, ascending; empty where it names all leaders.
    authors
        Slots of the people named in `event.by`, shape (movements, authors).
    """

    event: Event
    runs: Whole
    whom: Whole
    authors: Whole


def schedule(
    events: Sequence[Sequence[Event]], ids: Sequence[Mapping[str, int]]
) -> tuple[Scheduled, ...]:
    """Return the events of several movements by week, and within a week as each lists them.

    Parameters
    ----------
    events
        The events of each movement.
    ids
        Slots of people by their names, for each movement.

    Returns
    -------
    tuple of Scheduled
        The events; those that are equal, and equally placed in their lists, are one.
    """
    runs: dict[tuple[int, int, Event], list[int]] = {}
    for run, listed in enumerate(events):
        for place, event in enumerate(listed):
            runs.setdefault((event.week, place, event), []).append(run)
    return tuple(
        _scheduled(event, where, [ids[run] for run in where])
        for (_, _, event), where in sorted(runs.items(), key=lambda item: item[0][:2])
    )


def _scheduled(event: Event, runs: Sequence[int], ids: Sequence[Mapping[str, int]]) -> Scheduled:
    named = () if event.who == (EVERY_LEADER,) else event.who
    whom = {names[name] for names in ids for name in named}
    authors = [[names[name] for name in event.by] for names in ids]
    return Scheduled(
        event,
        np.array(runs, np.int64),
        np.array(sorted(whom), np.int64),
        np.array(authors, np.int64).reshape(len(runs), len(event.by)),
    )
