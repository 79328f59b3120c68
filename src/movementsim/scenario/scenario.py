"""The scenario: everything that describes a movement and its run, read from and written to TOML."""

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
from movementsim.scenario.network import NetworkConfig
from movementsim.scenario.roles import LEADER, Role, StrategyShare, make_strategy
from movementsim.scenario.toml import read_toml
from movementsim.state.events import Event
from movementsim.strategies.base import Strategy


class Scenario(Strict):
    """Everything that determines a run.

    Attributes
    ----------
    members
        Members at the start.
    outside
        People around the movement for each member.
    following
        Shares of members who follow a strategy: `{Organiser = 0.03}` or
        `{Organiser = {share = 0.03, listening = 0.5}}`. All shares are taken from one random order
        of the members, so arms with the same total share select the same people, whatever the
        strategies. A share above 0 that is nobody at the start raises a warning and no error, as
        joiners may follow the strategy later.
    others
        The strategy of all other members.
    joiners
        Whether joiners follow the same mixture (`same`) or the strategy `others` (`others`).
    network
        Where people and ties come from.
    roles
        People with roles.
    events
        Scheduled events.
    rules
        Parameters of rules, by rule.
    without
        Rules that are left out.
    waves
        The number of random waves in which members act within a week.
    switching
        Whether the verb `switch` takes effect.
    standing
        Whether branches begin with officers.
    seed
        The seed of the random draws.
    weeks
        Length of a run in weeks.
    """

    _origin: str = PrivateAttr(default="scenario")

    members: int = Field(200, ge=1, le=5_000_000)
    outside: float = Field(1.0, ge=0, le=20, allow_inf_nan=False)
    following: dict[str, StrategyShare] = Field(default_factory=dict)
    others: str = "RankAndFile"
    joiners: Literal["same", "others"] = "same"
    network: NetworkConfig = Field(default_factory=NetworkConfig)
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
                    f"roles.{number}.who = {role.who!r}: roles."
                    f"{named.index(role.who)} names the same person; put both into one"
                )
            seated = role.who == LEADER or role.post or role.brief
            if seated and not self.standing:
                raise ValueError(
                    f"roles.{number}: {role.who!r} has an office, but with standing = false nobody "
                    "begins in office; leave out standing, or the role"
                )

    def strategies(self, own: Mapping[str, Strategy] | None = None) -> list[Strategy]:
        """Return the strategies in use: that of `others` first, then those of `following` in order.

        Parameters
        ----------
        own : mapping of str to Strategy, optional
            Strategies given as objects, by class name; they need not be installed.

        Returns
        -------
        list of Strategy
            One per entry of `following`, after the first.

        Raises
        ------
        InputError
            For an unknown strategy or parameter, or a value out of range.
        """
        own = own or {}
        listed = [make_strategy(self.others, {}, "others", "others")]
        for name, follow in self.following.items():
            place = f"following.{name}"
            listed.append(own.get(name) or make_strategy(name, follow.parameters(), place, place))
        return listed

    @classmethod
    def from_values(
        cls,
        values: dict[str, Any],
        origin: str = "scenario",
        own: Mapping[str, Strategy] | None = None,
    ) -> Scenario:
        """Make a scenario from plain values, and strategies given as objects.

        Parameters
        ----------
        values : dict
            Fields by name, as in TOML.
        origin : str
            The file or place they come from, for errors.
        own : mapping of str to Strategy, optional
            Strategies given as objects, by class name.

        Returns
        -------
        Scenario
            The validated scenario.

        Raises
        ------
        InputError
            For any wrong key or value. Says which, what is allowed, and the nearest name.
        """
        try:
            scenario = cls.model_validate(values, context=own)
        except ValidationError as error:
            raise InputError(explain(error, cls, origin)) from error
        scenario._origin = origin
        return scenario

    @property
    def origin(self) -> str:
        """The file or place it was read from, for errors found only when people are made."""
        return self._origin

    def __eq__(self, other: object) -> bool:
        """Compare the values, whatever file they were read from."""
        return isinstance(other, Scenario) and dict(self) == dict(other)

    def __hash__(self) -> int:
        return hash(self.to_toml())

    @classmethod
    def from_toml(cls, path: str | Path) -> Scenario:
        """Read a scenario from a TOML file.

        Returns
        -------
        Scenario
            The validated scenario; its `origin` is the file.

        Raises
        ------
        InputError
            If the file is missing or unreadable, or for any wrong key or value.
        """
        return cls.from_values(read_toml(path), str(path))

    def to_toml(self) -> str:
        """Return the scenario as TOML; reading it gives an equal scenario."""
        return tomli_w.dumps(self.model_dump(mode="json", exclude_none=True))
