"""TODO."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import Column, Columns
from movementsim.state.people import NEVER, NOBODY

BRANCHES = (
    Column("world", "mean opinion of the people around, drifting", 0.0, low=-1.0, unit="position"),
    Column("position", "the standing decision", 0.0, low=-1.0, unit="position"),
    Column("decided", "week of the standing decision", NEVER, "int32", "week", NEVER, 2**31),
    Column("author", "slot of whose decision it is", NOBODY, "int32", "slot", NOBODY, 2**31),
    Column(
        "pending",
        "week in which the open room concludes, or never",
        NEVER,
        "int32",
        "week",
        NEVER,
        2**31,
    ),
    Column(
        "opened", "week in which the open room was opened", NEVER, "int32", "week", NEVER, 2**31
    ),
    Column("proposal", "position the open room will take", 0.0, low=-1.0, unit="position"),
    Column("convener", "slot of who called the open room", NOBODY, "int32", "slot", NOBODY, 2**31),
    Column("leader", "slot of the top officer, or nobody", NOBODY, "int32", "slot", NOBODY, 2**31),
    Column(
        "threatened",
        "week until which a threat lasts",
        NEVER,
        "int32",
        "week",
        NEVER,
        2**31,
        source="S2.P4",
    ),
    Column(
        "private",
        "whether the norm of credit has flipped to each for oneself",
        0,
        "bool",
        "yes/no",
        source="S2.O6",
    ),
    Column(
        "openness",
        "fading sum of skilled open work, a cause of surges",
        0.0,
        high=np.inf,
        unit="wins",
        source="S2.P1",
    ),
    # an outward campaign and an inside motion may run side by side, one of each
    Column("outward_size", "worth of the open outward campaign", 0.0, high=np.inf, unit="worth"),
    Column("outward_need", "effort it needs", 0.0, high=np.inf, unit="hours"),
    Column("outward_effort", "effort gathered so far", 0.0, high=np.inf, unit="hours"),
    Column(
        "outward_until", "last week of its window, or never", NEVER, "int32", "week", NEVER, 2**31
    ),
    Column("outward_loss", "loss if missed (a threat)", 0.0, high=np.inf, unit="worth"),
    Column("inside_size", "worth of the open motion or selection", 0.0, high=np.inf, unit="worth"),
    Column("inside_need", "effort it needs", 0.0, high=np.inf, unit="hours"),
    Column(
        "inside_opened", "week in which it opened, or never", NEVER, "int32", "week", NEVER, 2**31
    ),
    Column(
        "inside_until", "last week of its window, or never", NEVER, "int32", "week", NEVER, 2**31
    ),
)


class Branches(Columns):
    """The columns of every branch."""

    def __init__(self, count: int) -> None:
        super().__init__(BRANCHES, count)
