"""The implementations of the sub-model, each loaded when it is first used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import cast

from benchmarks.submodel.spec import SubModel


@dataclass(frozen=True, slots=True)
class Implementation:
    """One implementation of the sub-model.

    Attributes
    ----------
    title
        What it is called in tables.
    module, model
        Its module in this folder, and the class of its movements.
    also
        Another module of this folder that is part of it.
    stacks
        Whether its class simulates the movements of several seeds together.
    needs
        A package that it needs beside those of the project.
    """

    title: str
    module: str
    model: str
    also: str = ""
    stacks: bool = False
    needs: str = ""

    @property
    def installed(self) -> bool:
        """Whether the package that it needs is there."""
        return not self.needs or find_spec(self.needs) is not None

    def start(self, members: int, seeds: Sequence[int]) -> SubModel:
        """Make a movement, or a stack of them.

        Parameters
        ----------
        members, seeds
            Members of each movement, and the seed of each; one seed unless it stacks.

        Returns
        -------
        SubModel
            The movements.
        """
        module = import_module(f"benchmarks.submodel.{self.module}")
        return cast(SubModel, getattr(module, self.model)(members, seeds))

    def groups(self, seeds: Sequence[int]) -> list[list[int]]:
        """Return seeds in groups that are simulated together."""
        return [list(seeds)] if self.stacks else [[seed] for seed in seeds]


OURS = "movementsim"
IMPLEMENTATIONS = {
    OURS: Implementation("movementsim", "movementsim_rules", "Movements", stacks=True),
    "plain": Implementation("plain Mesa", "mesa_plain", "Movement"),
    "agentset": Implementation("Mesa, AgentSet", "mesa_agentset", "Movement"),
    "ambr": Implementation(
        "AMBER, columns", "amber_columns", "Movement", "padded_ties", needs="ambr"
    ),
    "numpy": Implementation("NumPy by hand", "numpy_csr", "Movements", "padded_ties", stacks=True),
}
