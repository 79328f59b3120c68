"""The budget of hours: requests are fitted to the hours that members have in hand."""

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
    requested: Sequence[Sequence[Request]], in_hand: Floats, schema: Schema
) -> tuple[TableSet, Floats, list[Request]]:
    """Select the requests that members have the hours for, and collect them as acts.

    Parameters
    ----------
    requested
        The requests of each cohort; no member is in two cohorts.
    in_hand
        Hours in hand by slot, shape (people,); not changed.
    schema
        The schema, which gives the columns of each verb's table.

    Returns
    -------
    TableSet
        The acts, sorted by the members who ask, so that the order of cohorts does not matter.
    (people,) float64
        Hours that the acts take from each person.
    list of Request
        The requests that only concern the strategies (`remember` and `switch`).
    """
    left = in_hand.copy()
    affordable: dict[str, list[dict[str, Any]]] = {}
    private: list[Request] = []
    for requests in requested:
        for request in requests:
            if request.verb in PRIVATE:
                private.append(request)
            else:
                _spend(request, left, affordable)
    acts = schema.new_acts()
    for verb, pieces in affordable.items():
        acts.append(verb, _sorted_by_member(pieces, schema.verbs[verb].columns))
    return acts, in_hand - left, private


def _spend(request: Request, left: Floats, accepted: dict[str, list[dict[str, Any]]]) -> None:
    """Deduct the hours of a request and list it, for the members who have the hours for it."""
    who = request.cohort.slots[request.owner]
    columns = request.columns
    in_hand = left[who]
    several = "whom" in columns and bool((request.owner[1:] == request.owner[:-1]).any())
    cost: Any = request.hours
    if request.rest_of_hours:
        affordable: NDArray[Any] = in_hand > 0
        columns = columns | {"hours": in_hand}
        cost = in_hand
    elif several:  # a member with several targets pays for each in turn
        affordable = in_hand - cost * rank_in_runs(request.owner) >= cost - 1e-12
    else:
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
        elif isinstance(cost, np.ndarray) or cost:
            left[who] -= cost
        accepted.setdefault(request.verb, []).append(columns | {"who": who})


def _sorted_by_member(pieces: list[dict[str, Any]], names: tuple[str, ...]) -> Rows:
    lengths = [len(piece["who"]) for piece in pieces]
    columns = {
        name: [filled(piece[name], length) for piece, length in zip(pieces, lengths, strict=True)]
        for name in names
    }
    if len(pieces) == 1:
        return Rows({name: column for name, (column,) in columns.items()})
    joined = Rows({name: np.concatenate(arrays) for name, arrays in columns.items()})
    return joined.take(joined.who.argsort(kind="stable"))
