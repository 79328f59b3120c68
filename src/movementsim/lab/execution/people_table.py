"""The table `people` of a run: the state of every named person at its end."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import Array
from movementsim.lab.config.outcome import OutcomeConfig
from movementsim.simulation.histories import WithHistory
from movementsim.state.people import Status


def people_table(outcome: OutcomeConfig, movement: WithHistory) -> dict[str, Array]:
    """Return the state of every named person at the end of a run, in the order of the network.

    Parameters
    ----------
    outcome
        The `[outcome]` section, which names the leaders.
    movement
        A movement whose run has ended.

    Returns
    -------
    dict of str to (n,) array
        Columns with a value for each person: `id`; `left`, whether the person has decided to leave;
        `followed`, whom they followed out, or ""; `side`, the leader followed, else the leader of
        the faction they are in, else of the two leaders the one nearer in opinion, or "";
        `opinion`, from -1 to 1.
    """
    world = movement.world
    people, ids = world.people, np.array(list(world.ids[0]))
    names = np.append(ids, "")  # the last one stands for nobody, and for people without names
    rows = np.arange(len(ids))

    def named(slots: Array) -> Array:
        return names[np.where((slots >= 0) & (slots < len(ids)), slots, -1)]

    followed = named(people.followed[rows])
    opinion = people.opinion[rows].copy()
    side = np.where(followed != "", followed, named(people.faction[rows]))
    if outcome.leaders:
        goes, stays = (world.ids[0][name] for name in outcome.leaders)
        nearer = np.abs(opinion - opinion[goes]) < np.abs(opinion - opinion[stays])
        side = np.where(np.isin(side, outcome.leaders), side, ids[np.where(nearer, goes, stays)])
        side[[goes, stays]] = outcome.leaders
    return {
        "id": ids,
        "left": people.status[rows] >= Status.LEAVING,
        "followed": followed,
        "side": side,
        "opinion": opinion,
    }
