"""Looking back on a movement: tables of people, survival, hostility and ties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from movementsim import measures
from movementsim.kernel.columns import Whole
from movementsim.simulation.following import Following
from movementsim.state.observed import Observed
from movementsim.state.people import Post, Status

if TYPE_CHECKING:  # loaded where they are used: a run needs neither
    import networkx as nx
    import pandas as pd


class Past(Observed, Protocol):
    """A movement to look back on: its state, and who followed which strategy."""

    @property
    def following(self) -> Following:
        """Who follows which strategy."""


def names(movement: Past) -> list[str]:
    """Return everybody's name: from the file they came from, else their uid."""
    world = movement.world
    named = [str(uid) for uid in world.people.uid]
    for name, slot in world.ids.items():
        named[slot] = name
    return named


def people(movement: Past) -> pd.DataFrame:
    """Return everybody in and around the movement, a row a person.

    Slots of other people (`patron`, `faction`, `followed`) are given by name; `strategy` is the
    name of the class followed.
    """
    import pandas as pd

    world = movement.world
    table = pd.DataFrame(dict(world.people.table()))
    named = np.array(names(movement), dtype=object)
    for column in ("patron", "faction", "followed"):
        if column not in table:
            continue
        slots = table[column].to_numpy()
        table[column] = np.where(slots >= 0, named[np.maximum(slots, 0)], "")
    table["status"] = [Status(code).name.lower() for code in table["status"]]
    table["post"] = [Post(code).name.lower() for code in table["post"]]
    classes = [type(strategy).__name__ for strategy in movement.following.strategies]
    member = world.people.status >= Status.MEMBER
    followed = np.array(classes, dtype=object)[movement.following.index]
    table["strategy"] = np.where(member, followed, "")
    table.insert(0, "id", named)
    return table


def stays(movement: Past) -> tuple[Whole, Whole, Whole]:
    """Return who was ever a member, from which week on, and when they decided to go.

    Returns
    -------
    Slots; weeks of joining, 0 for founders, who are watched from then on; and weeks of deciding to
    go, `STILL_HERE` for those who stay.
    """
    everybody = movement.world.people
    ever = (everybody.status >= Status.MEMBER).nonzero()[0]
    decided = everybody.leaving.astype(np.int64)
    # the decision of people who were removed is put long before, so that they are off at once
    acts = movement.world.chronicle
    removed = acts.of_kind("removal")
    decided[acts.whom[removed]] = acts.week[removed]
    gone = everybody.status[ever] >= Status.LEAVING
    left = np.where(gone, decided[ever], measures.STILL_HERE)
    return ever, np.maximum(everybody.joined[ever], 0), left


def survival(movement: Past) -> pd.DataFrame:
    """Return the Kaplan-Meier curve with 95% intervals; see `measures.retention_curve`."""
    return measures.retention_curve(*stays(movement)[1:], movement.week)


def retention(movement: Past, width: int = 52) -> pd.DataFrame:
    """Return the Kaplan-Meier curve of staying by joining cohort of so many weeks."""
    return measures.retention_by_cohort(*stays(movement)[1:], movement.week, width)


def hostility(movement: Past) -> pd.DataFrame:
    """Return who caused what hostility: angry voices by what began the chain, and who began it.

    Returns
    -------
    Columns `root` (kind of act, `unknown` where nobody remembers), `by` (strategy of whoever
    began it), `voices` and `share`. Source: S2.W3.
    """
    import pandas as pd

    chronicle = movement.world.chronicle
    angry = chronicle.of_kind("angry_voice").nonzero()[0]
    root = chronicle.root[angry]
    known = root != angry
    kind = [chronicle.kinds[code] for code in chronicle.kind[root]]
    who = chronicle.who[root]
    classes = [type(strategy).__name__ for strategy in movement.following.strategies]
    by = [
        classes[movement.following.index[slot]] if slot >= 0 and sure else "nobody"
        for slot, sure in zip(who, known, strict=True)
    ]
    table = pd.DataFrame({"root": np.where(known, kind, "unknown"), "by": by})
    counted = table.value_counts(sort=True).rename("voices").reset_index()
    counted["share"] = counted["voices"] / max(len(angry), 1)
    return counted


def graph(movement: Past) -> nx.Graph:
    """Return people and ties as a networkx graph.

    Nodes carry every column of :func:`people`; edges carry `liking` and `respect`, the view of the
    node named `first`, and `liking_back` and `respect_back`, that of the other.
    """
    import networkx as nx

    named = names(movement)
    table = people(movement).drop(columns="id")
    web = nx.Graph(week=movement.week)
    web.add_nodes_from(zip(named, table.to_dict("records"), strict=True))
    ties = movement.world.ties
    pairs, edge = ties.pairs()
    back = ties.reverse[edge]
    layers = zip(
        ties.liking(edge), ties.liking(back), ties.respect[edge], ties.respect[back], strict=True
    )
    for (one, other), (liking, liking_back, respect, respect_back) in zip(
        pairs, layers, strict=True
    ):
        web.add_edge(
            named[one],
            named[other],
            first=named[one],
            liking=float(liking),
            liking_back=float(liking_back),
            respect=float(respect),
            respect_back=float(respect_back),
        )
    return web
