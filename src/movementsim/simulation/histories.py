"""The history of a movement: tables of its people, retention and hostility, and its network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from movementsim import measures
from movementsim.kernel.columns import Whole
from movementsim.simulation.following import Following
from movementsim.state.observed import Observed
from movementsim.state.people import Post, Status

if TYPE_CHECKING:  # imported where they are used, because a run needs neither
    import networkx as nx
    import pandas as pd


class WithHistory(Observed, Protocol):
    """A movement as its history is read: its state, and who follows which strategy."""

    @property
    def following(self) -> Following:
        """Who follows which strategy."""


class HistoryMixin:
    """The methods of a movement that return its history."""

    def people(self: WithHistory) -> pd.DataFrame:
        """Return everybody as a table.

        Returns
        -------
        pandas.DataFrame
            See :func:`population_table`.
        """
        return population_table(self)

    def survival(self: WithHistory) -> pd.DataFrame:
        """Return the Kaplan-Meier curve of retention.

        Returns
        -------
        pandas.DataFrame
            See :func:`survival_table`.
        """
        return survival_table(self)

    def retention(self: WithHistory, width: int = 52) -> pd.DataFrame:
        """Return the Kaplan-Meier curve of retention for each cohort of `width` joining weeks.

        Returns
        -------
        pandas.DataFrame
            See :func:`cohort_retention_table`.
        """
        return cohort_retention_table(self, width)

    def hostility(self: WithHistory) -> pd.DataFrame:
        """Return what caused hostility, and who began it (S2.W3).

        Returns
        -------
        pandas.DataFrame
            See :func:`hostility_table`.
        """
        return hostility_table(self)

    def to_networkx(self: WithHistory) -> nx.Graph:
        """Return people and ties as a networkx graph; see :func:`people_graph`."""
        return people_graph(self)


def people_names(movement: WithHistory) -> list[str]:
    """Return the names of all people by slot: those from their file, else their uids."""
    world = movement.world
    named = [str(uid) for uid in world.people.uid]
    for name, slot in world.ids[0].items():
        named[slot] = name
    return named


def population_table(movement: WithHistory) -> pd.DataFrame:
    """Return everybody in and around the movement as a table.

    Returns
    -------
    pandas.DataFrame
        One row per person, with all columns of people. `id` is the person's name; columns that
        refer to other people, such as `patron` and `faction`, hold names; `strategy` is the name of
        the class that the person follows.
    """
    import pandas as pd

    world = movement.world
    table = pd.DataFrame(dict(world.people.table()))
    named = np.array(people_names(movement), dtype=object)
    for name, column in world.people.specification.items():
        if column.refers == "people":
            slots = table[name].to_numpy()
            table[name] = np.where(slots >= 0, named[np.maximum(slots, 0)], "")
    table["status"] = [Status(code).name.lower() for code in table["status"]]
    table["post"] = [Post(code).name.lower() for code in table["post"]]
    classes = [type(strategy).__name__ for strategy in movement.following.strategies]
    member = world.people.status >= Status.MEMBER
    followed = np.array(classes, dtype=object)[movement.following.index]
    table["strategy"] = np.where(member, followed, "")
    table.insert(0, "id", named)
    return table


def membership_spells(movement: WithHistory) -> tuple[Whole, Whole, Whole]:
    """Return who was ever a member, since when, and when they decided to leave.

    Returns
    -------
    (people,) int64
        Slots of all who were ever members.
    (people,) int64
        Weeks of joining; 0 for founders, who are observed from then on.
    (people,) int64
        Weeks of the decision to leave; `STILL_HERE` for those who are still members.
    """
    everybody = movement.world.people
    ever = (everybody.status >= Status.MEMBER).nonzero()[0]
    decided = everybody.leaving.astype(np.int64)
    # people who were removed have an early date of leaving, so that they are off the roll at once
    acts = movement.world.chronicle
    removed = acts.of_kind("removal")
    decided[acts.whom[removed]] = acts.week[removed]
    gone = everybody.status[ever] >= Status.LEAVING
    left = np.where(gone, decided[ever], measures.STILL_HERE)
    return ever, np.maximum(everybody.joined[ever], 0), left


def survival_table(movement: WithHistory) -> pd.DataFrame:
    """Return the Kaplan-Meier curve of retention.

    Returns
    -------
    pandas.DataFrame
        The curve with 95% intervals; see :func:`movementsim.measures.retention_curve`.
    """
    return measures.retention_curve(*membership_spells(movement)[1:], movement.week)


def cohort_retention_table(movement: WithHistory, width: int = 52) -> pd.DataFrame:
    """Return the Kaplan-Meier curve of retention by joining cohort.

    Parameters
    ----------
    movement
        The movement.
    width
        Number of joining weeks in a cohort.

    Returns
    -------
    pandas.DataFrame
        The curves; see :func:`movementsim.measures.retention_by_cohort`.
    """
    return measures.retention_by_cohort(*membership_spells(movement)[1:], movement.week, width)


def hostility_table(movement: WithHistory) -> pd.DataFrame:
    """Count angry voices by the act at the start of their chain of causes, and by its author.

    Returns
    -------
    pandas.DataFrame
        Columns `root` (kind of act, `unknown` where the cause is forgotten), `by` (strategy of the
        person who began it), `voices` and `share`. Source: S2.W3.
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
        classes[movement.following.index[slot]] if slot >= 0 and traced else "nobody"
        for slot, traced in zip(who, known, strict=True)
    ]
    table = pd.DataFrame({"root": np.where(known, kind, "unknown"), "by": by})
    counted = table.value_counts(sort=True).rename("voices").reset_index()
    counted["share"] = counted["voices"] / max(len(angry), 1)
    return counted


def people_graph(movement: WithHistory) -> nx.Graph:
    """Return people and ties as a networkx graph.

    Nodes have all columns of :func:`population_table`. Edges have `liking` and `respect`, as the
    node named `first` feels them, and `liking_back` and `respect_back`, as the other node does.

    Returns
    -------
    nx.Graph
        The graph.
    """
    import networkx as nx

    named = people_names(movement)
    table = population_table(movement).drop(columns="id")
    network = nx.Graph(week=movement.week)
    network.add_nodes_from(zip(named, table.to_dict("records"), strict=True))
    ties = movement.world.ties
    pairs, edge = ties.pairs()
    back = ties.reverse[edge]
    layers = zip(
        ties.liking(edge), ties.liking(back), ties.respect[edge], ties.respect[back], strict=True
    )
    for (one, other), (liking, liking_back, respect, respect_back) in zip(
        pairs, layers, strict=True
    ):
        network.add_edge(
            named[one],
            named[other],
            first=named[one],
            liking=float(liking),
            liking_back=float(liking_back),
            respect=float(respect),
            respect_back=float(respect_back),
        )
    return network
