"""The network of a scenario: generated branches, a networkx generator, or files."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from movementsim.inputs import Fraction, Strict

# the keys that each kind of network reads
_READS = {
    "branches": ("branch_size", "ties", "rewire", "between", "liking", "respect"),
    "generator": ("generator", "parameters"),
    "file": ("ties_file", "people_file"),
}


class NetworkConfig(Strict):
    """Where the people and ties of a movement come from.

    Attributes
    ----------
    kind
        `branches`: small worlds with long ties between them; `generator`: any networkx generator;
        `file`: people and ties from files.
    branch_size
        Members per branch.
    ties
        Mean ties per person; fewer where a branch is too small.
    rewire
        Share of ties rewired inside the branch, 0-1.
    between
        Share of ties rewired to any branch, 0-1.
    generator
        Name of the networkx generator.
    parameters
        Parameters of the networkx generator.
    ties_file
        File of ties.
    people_file
        File of people.
    liking
        Mean liking at the start, 0-1, for ties that carry no layers.
    respect
        Mean respect at the start, 0-1, for ties that carry no layers.
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
    def _complete(self) -> NetworkConfig:
        if self.kind == "generator" and not self.generator:
            raise ValueError('kind = "generator" needs generator = "a networkx generator"')
        if self.kind == "file" and not self.ties_file:
            raise ValueError('kind = "file" needs ties_file = "..."')
        for kind, names in _READS.items():
            for name in names if kind != self.kind else ():
                # compared by value, because a scenario that was written out names every key
                usual = type(self).model_fields[name].get_default(call_default_factory=True)
                if getattr(self, name) != usual:
                    raise ValueError(
                        f'{name} belongs to kind = "{kind}", not to "{self.kind}"; leave it out'
                    )
        return self
