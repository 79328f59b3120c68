"""What a movement is made of, as typed inputs that read and write TOML."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import tomli_w
from pydantic import Field, PrivateAttr, ValidationError, ValidationInfo, model_validator

from movementsim.errors import InputError, prefix_errors
from movementsim.inputs import Strict
from movementsim.plugins.build import standard_rules
from movementsim.scenario.messages import explain
from movementsim.scenario.network import Network
from movementsim.scenario.roles import LEADER, Role, StrategyShare, _made
from movementsim.scenario.toml import read_toml
from movementsim.state.events import Event
from movementsim.strategies.base import Strategy


class Scenario(Strict):
    """Everything that decides a run, except who runs it.

    Attributes
    ----------
    members, outside
        Members at the start, and people around them for each member.
    following
        Shares of members who follow a strategy: `{Organiser = 0.03}` or
        `{Organiser = {share = 0.03, listening = 0.5}}`. Taken in the order of one lottery, so that
        equal totals are the same people whatever the strategies. A share above 0 that comes to
        nobody at the start is warned of, not refused: joiners may follow it yet.
    others, joiners
        What everybody else follows; whether joiners follow the same mixture (`same`) or what
        others follow (`others`).
    network, roles, events, rules, without
        The ties, the people named, what is scheduled, rules' parameters, and rules left out.
    waves
        In how many random waves members act within a week.
    switching
        Whether `switch` takes effect.
    standing
        Whether branches begin with officers.
    seed, weeks
        The seed, and how long a run is.
    """

    _origin: str = PrivateAttr(default="scenario")

    members: int = Field(200, ge=1, le=5_000_000)
    outside: float = Field(1.0, ge=0, le=20, allow_inf_nan=False)
    following: dict[str, StrategyShare] = Field(default_factory=dict)
    others: str = "RankAndFile"
    joiners: Literal["same", "others"] = "same"
    network: Network = Field(default_factory=Network)
    roles: tuple[Role, ...] = ()
    events: tuple[Event, ...] = ()
    rules: dict[str, dict[str, Any]] = Field(default_factory=dict)
    without: tuple[str, ...] = ()
    waves: int = Field(1, ge=1, le=52)
    switching: bool = False
    standing: bool = True
    seed: int = Field(1, ge=0, lt=2**63)
    weeks: int = Field(520, ge=1, le=20_000)

    @model_validator(mode="after")
    def _known(self, info: ValidationInfo) -> Scenario:
        total = sum(follow.share for follow in self.following.values())
        if total > 1 + 1e-9:
            raise ValueError(
                f"following: the shares add up to {total:g}; at most 1 is possible, lower them"
            )
        self.strategies(info.context)
        standard_rules(self.rules, self.without)
        self._check_roles()
        if (
            self.network.kind == "file"
            and self.members != type(self).model_fields["members"].default
        ):
            raise ValueError('members are those in the file (network.kind = "file"); leave it out')
        for number, event in enumerate(self.events):
            if event.week >= self.weeks:
                raise ValueError(
                    f"events.{number}.week = {event.week}: the run ends before, after "
                    f"{self.weeks} weeks counted from 0; raise weeks, or put the event earlier"
                )
        return self

    def _check_roles(self) -> None:
        named = [role.who for role in self.roles]
        for number, role in enumerate(self.roles):
            with prefix_errors(f"roles.{number}"):
                role.follows()
            if role.who in named[:number]:
                raise ValueError(
                    f"roles.{number}.who = {role.who!r}: this is the role of roles."
                    f"{named.index(role.who)} already; put both into one"
                )
            seated = role.who == LEADER or role.post or role.brief
            if seated and not self.standing:
                raise ValueError(
                    f"roles.{number}: {role.who!r} has an office, but with standing = false nobody "
                    "begins in office; leave out standing, or the role"
                )

    def strategies(self, own: Mapping[str, Strategy] | None = None) -> list[Strategy]:
        """Return the strategies in play: everybody's first, then in the order of `following`.

        Parameters
        ----------
        own
            Strategies given as objects, by class name; they need not be found anywhere.
        """
        own = own or {}
        listed = [_made(self.others, {}, "others", "others")]
        for name, follow in self.following.items():
            place = f"following.{name}"
            listed.append(own.get(name) or _made(name, follow.parameters(), place, place))
        return listed

    @classmethod
    def from_values(
        cls,
        values: dict[str, Any],
        origin: str = "scenario",
        own: Mapping[str, Strategy] | None = None,
    ) -> Scenario:
        """Make a scenario from plain values, and strategies given as objects.

        Raises
        ------
        InputError
            For any key or value that is wrong; says which, what is allowed, and what is near.
        """
        try:
            scenario = cls.model_validate(values, context=own)
        except ValidationError as error:
            raise InputError(explain(error, cls, origin)) from error
        scenario._origin = origin
        return scenario

    @property
    def origin(self) -> str:
        """The file or place it was read from, for errors that only its people bring to light."""
        return self._origin

    def __eq__(self, other: object) -> bool:
        """Whether all values are the same, wherever they were read from."""
        return isinstance(other, Scenario) and dict(self) == dict(other)

    def __hash__(self) -> int:
        return hash(self.to_toml())

    @classmethod
    def from_toml(cls, path: str | Path) -> Scenario:
        """Read a scenario from a TOML file."""
        return cls.from_values(read_toml(path), str(path))

    def to_toml(self) -> str:
        """Return the scenario as TOML; reading it gives an equal scenario."""
        return tomli_w.dumps(self.model_dump(mode="json", exclude_none=True))


# the laboratory builds its own inputs on the same base
__all__ = ["StrategyShare", "Network", "Role", "Scenario", "Strict", "read_toml"]
