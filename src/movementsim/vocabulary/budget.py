"""TODO."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from movementsim.kernel.columns import Floats
from movementsim.kernel.segments import filled, rank_in_runs
from movementsim.kernel.tables import Rows, TableSet
from movementsim.vocabulary.intents import Part
from movementsim.vocabulary.verbs import ACTS


def fit(meant: Sequence[Sequence[Part]], in_hand: Floats) -> tuple[TableSet, Floats, list[Part]]:
    """Fit what is meant to the hours in hand and write down what will be asked for.

    Parameters
    ----------
    meant
        What each cohort means to do; no member is in two of them.
    in_hand
        Hours in hand by slot; not changed.

    Returns
    -------
    The acts, sorted by who asks (so that no order of cohorts can matter); the hours they take, by
    slot; and the parts that are the strategies' own affair (`remember` and `switch`).
    """
    left = in_hand.copy()
    wanted: dict[str, list[dict[str, Any]]] = {}
    private: list[Part] = []
    for parts in meant:
        for part in parts:
            if part.verb in ("remember", "switch"):
                private.append(part)
            else:
                _take(part, left, wanted)
    acts = TableSet(ACTS)
    for verb, pieces in wanted.items():
        acts.append(verb, _by_member(pieces, ACTS[verb]))
    return acts, in_hand - left, private


def _take(part: Part, left: Floats, wanted: dict[str, list[dict[str, Any]]]) -> None:
    who = part.cohort.slots[part.owner]
    columns = dict(part.columns, who=who)
    in_hand = left[who]
    several = "whom" in columns and (part.owner[1:] == part.owner[:-1]).any()
    if part.rest_of_hours:
        affordable: NDArray[Any] = in_hand > 0
        columns["hours"] = in_hand
        cost: Any = in_hand
    else:
        cost = part.hours
        if several:  # targets of one member: each is paid in turn
            in_hand = in_hand - cost * rank_in_runs(part.owner)
        affordable = in_hand >= cost - 1e-12
    if not affordable.all():
        who = who[affordable]
        columns = {
            name: value[affordable] if isinstance(value, np.ndarray) else value
            for name, value in columns.items()
        }
        cost = cost[affordable] if isinstance(cost, np.ndarray) else cost
    if len(who):
        if several:
            np.subtract.at(left, who, cost)
        else:
            left[who] -= cost
        wanted.setdefault(part.verb, []).append(columns)


def _by_member(pieces: list[dict[str, Any]], names: tuple[str, ...]) -> Rows:
    lengths = [len(piece["who"]) for piece in pieces]
    columns = {
        name: [filled(piece[name], length) for piece, length in zip(pieces, lengths, strict=True)]
        for name in names
    }
    if len(pieces) == 1:
        return Rows({name: column for name, (column,) in columns.items()})
    joined = Rows({name: np.concatenate(parts) for name, parts in columns.items()})
    return joined.take(joined.who.argsort(kind="stable"))
