"""TODO."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from movementsim.inputs import Fraction, Strict

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
