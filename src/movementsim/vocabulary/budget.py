"""The budget of hours: what is meant is fitted to the hours that members have in hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from movementsim.kernel.columns import Floats
from movementsim.kernel.segments import filled, rank_in_runs
from movementsim.kernel.tables import Rows, TableSet
from movementsim.state.schema import Schema
from movementsim.vocabulary.intents import PRIVATE, Request


def fit_to_hours(
    meant: Sequence[Sequence[Request]], in_hand: Floats, schema: Schema
) -> tuple[TableSet, Floats, list[Request]]:
    """Fit what is meant to the hours in hand and write down what will be asked for.

    Parameters
    ----------
    meant
        What each cohort means to do; no member is in two of them.
    in_hand
        Hours in hand by slot, shape (people,); not changed.
    schema
        What the verbs' tables look like.

    Returns
    -------
    The acts, sorted by who asks (so that no order of cohorts can matter); the hours they take, by
    slot; and the requests that are the strategies' own affair (`remember` and `switch`).
    """
    left = in_hand.copy()
    wanted: dict[str, list[dict[str, Any]]] = {}
    private: list[Request] = []
    for requests in meant:
        for request in requests:
            if request.verb in PRIVATE:
                private.append(request)
            else:
                _take(request, left, wanted)
    acts = schema.new_acts()
    for verb, pieces in wanted.items():
        acts.append(verb, _by_member(pieces, schema.verbs[verb].columns))
    return acts, in_hand - left, private


def _take(request: Request, left: Floats, wanted: dict[str, list[dict[str, Any]]]) -> None:
    who = request.cohort.slots[request.owner]
    columns = dict(request.columns, who=who)
    in_hand = left[who]
    several = "whom" in columns and (request.owner[1:] == request.owner[:-1]).any()
    if request.rest_of_hours:
        affordable: NDArray[Any] = in_hand > 0
        columns["hours"] = in_hand
        cost: Any = in_hand
    else:
        cost = request.hours
        if several:  # targets of one member: each is paid in turn
            in_hand = in_hand - cost * rank_in_runs(request.owner)
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
        wanted.setdefault(request.verb, []).append(columns)


def _by_member(pieces: list[dict[str, Any]], names: tuple[str, ...]) -> Rows:
    lengths = [len(piece["who"]) for piece in pieces]
    columns = {
        name: [filled(piece[name], length) for piece, length in zip(pieces, lengths, strict=True)]
        for name in names
    }
    if len(pieces) == 1:
        return Rows({name: column for name, (column,) in columns.items()})
    joined = Rows({name: np.concatenate(requests) for name, requests in columns.items()})
    return joined.take(joined.who.argsort(kind="stable"))
