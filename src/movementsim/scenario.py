"""What a movement is made of, as typed inputs that read and write TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from numbers import Real
from pathlib import Path
from typing import Any, Literal

import tomli_w
from pydantic import (
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from movementsim.complaints import explain
from movementsim.discovery import strategy_class
from movementsim.errors import InputError, told_of
from movementsim.events import Event
from movementsim.strategies.base import Strategy
from movementsim.strict import Fraction, Strict
from movementsim.week import build, standard_rules

LEADER = "leader"
"""Whom a role may name besides people: the leader of every branch."""


class Follow(Strict):
    """A share of the members who follow a strategy, and its parameters."""

    model_config = ConfigDict(extra="allow", frozen=True)

    share: Fraction

    @model_validator(mode="before")
    @classmethod
    def _plain_share(cls, value: Any) -> Any:
        if isinstance(value, Real) and not isinstance(value, bool):
            return {"share": value}
        if not isinstance(value, dict | Follow):
            raise ValueError(
                "must be a share of the members from 0 to 1, or a table with share and parameters"
            )
        return value

    def parameters(self) -> dict[str, Any]:
        """Return the strategy's own parameters."""
        return dict(self.model_extra or {})


# What each kind of network reads.
READS = {
    "branches": ("branch_size", "ties", "rewire", "between", "liking", "respect"),
    "generator": ("generator", "parameters"),
    "file": ("ties_file", "people_file"),
}


class Network(Strict):
    """Where the ties come from.

    Attributes
    ----------
    kind
        `branches`: small worlds with long ties between them; `generator`: any networkx generator;
        `file`: people and ties from files.
    ties, rewire, between
        Mean ties a person, fewer where a branch is too small; share of them rewired inside the
        branch, and to anywhere.
    branch_size
        Members a branch.
    generator, parameters
        The networkx generator's name and its own parameters.
    ties_file, people_file
        Files of ties and of people.
    liking, respect
        Where ties carry no layers: their mean at the start.
    """

    kind: Literal["branches", "generator", "file"] = "branches"
    branch_size: int = Field(50, ge=2, le=1_000_000)
    ties: float = Field(10.0, ge=0, le=1000, allow_inf_nan=False)
    rewire: Fraction = 0.1
    between: Fraction = 0.05
    generator: str | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)
    ties_file: str | None = None
    people_file: str | None = None
    liking: Fraction = 0.4
    respect: Fraction = 0.3

    @model_validator(mode="after")
    def _complete(self) -> Network:
        if self.kind == "generator" and not self.generator:
            raise ValueError('kind = "generator" needs generator = "a networkx generator"')
        if self.kind == "file" and not self.ties_file:
            raise ValueError('kind = "file" needs ties_file = "..."')
        for kind, names in READS.items():
            for name in names if kind != self.kind else ():
                # told by value: a scenario that was written out names every key
                usual = type(self).model_fields[name].get_default(call_default_factory=True)
                if getattr(self, name) != usual:
                    raise ValueError(
                        f'{name} belongs to kind = "{kind}", not to "{self.kind}"; leave it out'
                    )
        return self


class Role(Strict):
    """Somebody named: a strategy, a post and its brief, stubbornness.

    Attributes
    ----------
    who
        A person's id, or `leader`: the first officer of every branch.
    strategy, parameters
        What this person follows.
    post, brief
        Whether this person is seated as officer or leader, and what the post is for; a post with
        a brief is not up for election.
    stubborn, opinion
        Whether talk leaves the opinion alone, and the opinion itself.
    """

    who: str
    strategy: str | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)
    post: Literal["officer", "leader"] | None = None
    brief: Literal["outward", "inside"] | None = None
    stubborn: bool = False
    opinion: float | None = Field(None, ge=-1, le=1, allow_inf_nan=False)
    energy: float | None = Field(None, ge=0, le=40, allow_inf_nan=False)

    @model_validator(mode="after")
    def _whole(self) -> Role:
        if self.parameters and self.strategy is None:
            raise ValueError("parameters belong to a strategy; name it: strategy = ...")
        if self.who == LEADER and self.post == "officer":
            raise ValueError('post = "officer": who = "leader" leads a branch; leave post out')
        if self.who == LEADER and self.energy == 0:
            raise ValueError("energy = 0: only members with energy above 0 can lead; raise it")
        return self

    def follows(self) -> Strategy | None:
        """Return the strategy of this person, None where the scenario names none."""
        if self.strategy is None:
            return None
        key = f"strategy = {self.strategy!r}"
        return _made(self.strategy, dict(self.parameters), key, "parameters")


def _made(name: str, values: dict[str, Any], key: str, place: str) -> Strategy:
    """Make a strategy; errors say by which key it is named, or at which place its values stand."""
    with told_of(key):
        kind = strategy_class(name)
    return build(kind, values, place)


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
    following: dict[str, Follow] = Field(default_factory=dict)
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
            with told_of(f"roles.{number}"):
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


def read_toml(path: str | Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises
    ------
    InputError
        When it is missing, unreadable or not TOML; says where.
    """
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: is not TOML: {error}") from error


# the laboratory builds its own inputs on the same base
__all__ = ["Follow", "Network", "Role", "Scenario", "Strict", "read_toml"]
