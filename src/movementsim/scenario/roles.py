"""Who follows what: shares of members by strategy, and people with a role of their own."""

from __future__ import annotations

from numbers import Real
from typing import Any, Literal

from pydantic import ConfigDict, Field, model_validator

from movementsim.errors import prefix_errors
from movementsim.inputs import Fraction, Strict
from movementsim.plugins.build import build
from movementsim.plugins.discovery import strategy_class
from movementsim.strategies.base import Strategy

LEADER = "leader"
"""The name that gives a role to the leader of every branch, in place of a person's id."""


class StrategyShare(Strict):
    """A share of the members who follow a strategy, and its parameters.

    Attributes
    ----------
    share
        Share of the members, 0-1. All other keys are parameters of the strategy.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    share: Fraction

    @model_validator(mode="before")
    @classmethod
    def _plain_share(cls, value: Any) -> Any:
        if isinstance(value, Real) and not isinstance(value, bool):
            return {"share": value}
        if not isinstance(value, dict | StrategyShare):
            raise ValueError(
                "must be a share of the members from 0 to 1, or a table with share and parameters"
            )
        return value

    def parameters(self) -> dict[str, Any]:
        """Return the strategy's own parameters."""
        return dict(self.model_extra or {})


class Role(Strict):
    """A person with a role: a strategy, a post and its brief, an opinion.

    Attributes
    ----------
    who
        A person's id, or `leader`: the first officer of every branch.
    strategy
        The strategy that this person follows.
    parameters
        Parameters of the strategy.
    post
        Whether this person begins as officer or leader.
    brief
        What the post is for; a post with a brief is not up for election.
    stubborn
        Whether talk leaves the opinion unchanged.
    opinion
        The person's opinion, -1 to 1.
    energy
        Hours a week for the movement.
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
        return make_strategy(self.strategy, dict(self.parameters), key, "parameters")


def make_strategy(name: str, values: dict[str, Any], key: str, place: str) -> Strategy:
    """Make a strategy from its name and the values of its parameters.

    Parameters
    ----------
    name : str
        The strategy's name.
    values : dict
        Its parameters.
    key : str
        The key of the config that names the strategy, for errors about the name.
    place : str
        The place of the config where the values are, for errors about them.

    Returns
    -------
    Strategy
        The strategy.

    Raises
    ------
    InputError
        For an unknown strategy or parameter, or a value out of range.
    """
    with prefix_errors(key):
        kind = strategy_class(name)
    return build(kind, values, place)
