"""The plan of an experiment: its cells (arms at points), and the runs of each cell."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from movementsim.lab.config.claims import Claim
from movementsim.lab.config.designs import SAMPLED, Design
from movementsim.lab.config.experiment import Experiment
from movementsim.lab.config.hashing import hashed_number, text_hash
from movementsim.lab.config.outcome import OutcomeConfig
from movementsim.lab.config.overrides import Values, with_value
from movementsim.lab.design.identity import located
from movementsim.scenario.scenario import Scenario

_NAME_LENGTH = 12
"""Characters of a cell's hash that name it in tables."""


@dataclass(frozen=True)
class Setup:
    """An arm before anything varies: shared by all its cells.

    Attributes
    ----------
    values
        The movement with the arm's overrides.
    folder
        The folder in which its files are looked for.
    origin
        What errors call the arm's place in the config.
    """

    values: Values
    folder: Path
    origin: str

    def at(self, point: Values) -> Values:
        """Return the values at a point of a design."""
        values = self.values
        for name, value in point.items():
            values = with_value(values, name.split("."), value)
        return values


@dataclass(frozen=True, slots=True)
class Cell:
    """One arm at one point of a design.

    Attributes
    ----------
    arm, design
        The names of the arm and of the design.
    point
        The values that vary, by dotted name.
    setup
        The arm before the point's values.
    content
        Hash of everything that decides a run in this cell, except the seed.
    """

    arm: str
    design: str
    point: Values
    setup: Setup = field(repr=False)
    content: str

    @property
    def name(self) -> str:
        """The name of the cell in tables; cells with the same name have the same runs."""
        return self.content[:_NAME_LENGTH]

    @property
    def title(self) -> str:
        """The cell in words."""
        return cell_title(self.arm, self.point)

    @property
    def origin(self) -> str:
        """What errors call the cell."""
        return cell_origin(self.setup, self.point)

    @property
    def scenario(self) -> Scenario:
        """The scenario with the experiment's seed, built anew at each access to save memory."""
        values = located(self.setup.at(self.point), self.setup.folder)
        return Scenario.from_values(values, self.origin)


@dataclass(frozen=True, slots=True)
class Run:
    """One run: a cell and a replicate. Its id is a hash of what decides it, and of nothing else."""

    id: str
    cell: Cell
    replicate: int
    seed: int

    @property
    def scenario(self) -> Scenario:
        """The scenario with the seed of this replicate."""
        return self.cell.scenario.model_copy(update={"seed": self.seed})


@dataclass(frozen=True)
class Plan:
    """All runs that an experiment may need, replicate by replicate.

    An interrupted sweep therefore covers the whole design, with fewer replicates.

    Attributes
    ----------
    experiment, outcome
        The experiment; and its `[outcome]` section with resolved paths, if it has one.
    cells
        Each arm at each point; the arms of a point are adjacent.
    origins
        Package and version of third-party rules and strategies in use, by name.
    """

    experiment: Experiment
    cells: tuple[Cell, ...]
    outcome: OutcomeConfig | None = None
    origins: dict[str, str] = field(default_factory=dict)

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """The runs in the order in which they are started."""
        return tuple(
            Run(_run_id(cell.content, seed), cell, number, seed)
            for number, seed in enumerate(self.seeds)
            for cell in self.cells
        )

    @cached_property
    def seeds(self) -> list[int]:
        """The seed of each replicate."""
        asked = self.experiment
        return [
            replicate_seed(asked.experiment.seed, number) for number in range(asked.replicates.most)
        ]

    @property
    def parameters(self) -> list[str]:
        """Dotted names of all parameters that vary in some design."""
        firsts = {cell.design: cell for cell in reversed(self.cells)}
        return list(dict.fromkeys(name for one in reversed(firsts.values()) for name in one.point))

    @property
    def trial_cells(self) -> tuple[Cell, ...]:
        """A cell of each mixture of people, strategies and events, for the trial run."""
        seen: dict[str, Cell] = {}
        for cell in self.cells:
            kinds = {name: value for name, value in cell.point.items() if _makes_a_kind(value)}
            seen.setdefault(repr((cell.arm, cell.design, kinds)), cell)
        return tuple(seen.values())

    @property
    def designs(self) -> tuple[Design, ...]:
        """The designs that are run; see :func:`designs_of`."""
        return designs_of(self.experiment)


def designs_of(experiment: Experiment) -> tuple[Design, ...]:
    """Return the config's designs, and one for each claim about values that none of them has."""
    listed = experiment.design or (Design(name="design"),)
    more = [claim for claim in experiment.claims if _needs_a_design(claim, listed)]
    return (*listed, *map(_claimed, more))


def _needs_a_design(claim: Claim, designs: tuple[Design, ...]) -> bool:
    contrast = claim.contrast
    return (
        contrast is not None
        and contrast.parameter is not None
        and claim.across is None
        and not any(varies(design, contrast.parameter) for design in designs)
    )


def varies(design: Design, parameter: str) -> bool:
    """Return whether a design gives a parameter values that can be compared with each other.

    Grids, lists and tables do; samples do not.

    Parameters
    ----------
    design
        The design.
    parameter
        The dotted name of the parameter.

    Returns
    -------
    bool
        True for a parameter that a grid, a list or the points of a table name.
    """
    if design.kind in SAMPLED:
        return False
    return parameter in design.parameters or any(parameter in point for point in design.points)


def _claimed(claim: Claim) -> Design:
    assert claim.contrast is not None
    assert claim.contrast.parameter is not None
    ends = claim.contrast.before, claim.contrast.after
    return Design(
        name=f"claim {claim.id}",
        kind="table",
        points=tuple({claim.contrast.parameter: end} for end in ends),
    )


def _makes_a_kind(value: Any) -> bool:
    return isinstance(value, bool) or not isinstance(value, int | float)


def _run_id(content: str, seed: int) -> str:
    return text_hash(f"{content}/{seed}")[:16]


def cell_title(arm: str, point: Values) -> str:
    """Return a cell in words: `organisers (members = 60)`.

    Parameters
    ----------
    arm
        The name of the arm, or of the place in the config.
    point
        The values that vary, by dotted name.

    Returns
    -------
    str
        The name of the arm, followed by the values in brackets if there are any.
    """
    values = ", ".join(f"{name} = {table_value(value)}" for name, value in point.items())
    return f"{arm} ({values})" if values else arm


def cell_origin(setup: Setup, point: Values) -> str:
    """Return the place of a cell in the config: `file.toml [arms.a] (members = 60)`.

    Parameters
    ----------
    setup
        The arm, whose `origin` is the place in the config.
    point
        The values that vary, by dotted name.

    Returns
    -------
    str
        The place, followed by the values in brackets if there are any.
    """
    return cell_title(setup.origin, point)


def replicate_seed(root: int, replicate: int) -> int:
    """Return the seed of a replicate: the same in every arm and at every point.

    The seed depends on the two numbers alone, so that more replicates, arms or points change no
    random draws.

    Parameters
    ----------
    root
        The seed of the experiment.
    replicate
        The number of the replicate, counted from 0.

    Returns
    -------
    int
        A whole number below 2^53, which any reader of tables keeps exactly.
    """
    return hashed_number(f"{root}/replicate {replicate}", 8) >> 11


def table_value(value: Any) -> Any:
    """Return a value as it stands in a table: numbers and words themselves, others as JSON."""
    return value if isinstance(value, int | float | str) else json.dumps(value, sort_keys=True)


def parameter_column(parameter: str) -> str:
    """Return the column of a parameter in tables, which has a dot, unlike those of indicators."""
    return parameter if "." in parameter else f"movement.{parameter}"
