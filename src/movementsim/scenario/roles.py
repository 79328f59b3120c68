"""TODO."""

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
"""Whom a role may name besides people: the leader of every branch."""


class StrategyShare(Strict):
    """A share of the members who follow a strategy, and its parameters."""

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
    with prefix_errors(key):
        kind = strategy_class(name)
    return build(kind, values, place)
