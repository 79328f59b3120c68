"""Members as Mesa agents: views of the columns, made only when they are asked for."""

from __future__ import annotations

from typing import Any, Protocol

import mesa

from movementsim.simulation.histories import WithHistory
from movementsim.state.people import Brief, Post, Status
from movementsim.strategies.base import Strategy


class AgentHost(WithHistory, Protocol):
    """A movement whose members can be read one by one."""

    def view(self, slot: int) -> Member | None:
        """Return the member in this slot; None for people who are not members."""


class Member(mesa.Agent[Any]):
    """One member, as a view of the movement's columns without state of its own.

    Columns are read as attributes: `member.trust`, `member.power`.

    Parameters
    ----------
    model
        The movement.
    slot
        The member's position in the columns.

    Attributes
    ----------
    slot
        As given.
    unique_id
        The member's uid.
    """

    def __init__(self, model: AgentHost, slot: int) -> None:
        self.slot = slot
        super().__init__(model)
        self.unique_id = int(model.world.people.uid[slot])

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name in ("model", "slot"):
            raise AttributeError(name)
        people = self.model.world.people
        if name in people:
            return getattr(people, name)[self.slot].item()
        memory = self.model.following.memory(self.strategy)
        if name in memory:
            return memory[name][self.slot].item()
        raise AttributeError(f"a member has no {name!r}")

    @property
    def status(self) -> Status:
        """The member's relation to the movement."""
        return Status(self.model.world.people.status[self.slot])

    @property
    def post(self) -> Post:
        """The office held."""
        return Post(self.model.world.people.post[self.slot])

    @property
    def brief(self) -> Brief:
        """What the post is meant for."""
        return Brief(self.model.world.people.brief[self.slot])

    @property
    def strategy(self) -> Strategy:
        """The strategy that the member follows."""
        movement: AgentHost = self.model
        return movement.following.strategy_of(self.slot)

    @property
    def comrades(self) -> list[Member]:
        """The members to whom this one has ties."""
        host: AgentHost = self.model
        edge = host.world.ties.ties_of([self.slot])[1]
        return [
            member
            for slot in host.world.ties.head[edge]
            if (member := host.view(int(slot))) is not None
        ]

    def __repr__(self) -> str:
        return f"Member({self.unique_id}, {type(self.strategy).__name__})"
