"""From an experiment to its plan: every cell as a checked scenario, and every run by name."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any

from movementsim.discovery import find_rules, find_strategies
from movementsim.errors import InputError
from movementsim.lab.experiment import Design, Experiment, content_hash
from movementsim.lab.outcome import Outcome
from movementsim.lab.overrides import Values, overlaid, put
from movementsim.movement import MODEL_VERSION
from movementsim.scenario import Scenario
from movementsim.week import standard_rules

OURS = "movementsim "


@dataclass(frozen=True, slots=True)
class Cell:
    """One arm at one point of a design.

    Attributes
    ----------
    arm, design
        Their names.
    point
        The values that vary, by dotted name.
    scenario
        What is run, but for the seed.
    content
        Hash of everything that decides a run in this cell, but for the seed.
    """

    arm: str
    design: str
    point: Values
    scenario: Scenario
    content: str

    @property
    def title(self) -> str:
        """The cell in words."""
        values = ", ".join(f"{name} = {label(value)}" for name, value in self.point.items())
        return f"{self.arm} ({values})" if values else self.arm


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
    """All runs of an experiment, replicate by replicate.

    So what is there when a sweep is cut short is the whole design with fewer replicates.
    """

    experiment: Experiment
    cells: tuple[Cell, ...]
    outcome: Outcome | None = None

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """The runs in the order in which they are started."""
        seeds = self.seeds
        return tuple(
            Run(content_hash([cell.content, seeds[number]])[:16], cell, number, seeds[number])
            for number in range(self.experiment.replicates.number)
            for cell in self.cells
        )

    @cached_property
    def seeds(self) -> list[int]:
        """The seed of each replicate."""
        asked = self.experiment
        return [seed(asked.experiment.seed, number) for number in range(asked.replicates.number)]

    @property
    def parameters(self) -> list[str]:
        """Dotted names of all parameters that vary in some design."""
        return list(dict.fromkeys(name for cell in self.cells for name in cell.point))


def seed(root: int, replicate: int) -> int:
    """Return the seed of a replicate: the same in every arm and at every point.

    It comes from names, so that more replicates, arms or points change nobody's luck; it is below
    2^53, so that any reader of tables keeps it exact.
    """
    name = hashlib.sha256(f"{root}/replicate {replicate}".encode()).digest()
    return int.from_bytes(name[:8]) >> 11


def label(value: Any) -> Any:
    """Return a value as it stands in a table: numbers and words themselves, others as JSON."""
    return value if isinstance(value, int | float | str) else json.dumps(value, sort_keys=True)


def column(parameter: str) -> str:
    """Return what a table calls a parameter that varies, apart from any indicator: `members`."""
    return parameter if "." in parameter else f"movement.{parameter}"


def points(design: Design) -> list[Values]:
    """Return the points of a design, in its own order."""
    if design.kind == "list":
        return list(design.points)
    names = list(design.parameters)
    combined = product(*design.parameters.values())
    return [dict(zip(names, values, strict=True)) for values in combined]


def plan(experiment: Experiment, folder: Path, origin: str) -> Plan:
    """Return the plan of an experiment, every scenario of it checked.

    Parameters
    ----------
    experiment
        What to plan.
    folder
        Where the paths in it start from: the folder of the config.
    origin
        What to call the config in errors.

    Raises
    ------
    InputError
        For anything that cannot be run, naming the arm and the point.
    """
    base = {
        **experiment.movement,
        "weeks": experiment.experiment.weeks,
        "seed": experiment.experiment.seed,
    }
    Scenario.from_values(base, f"{origin} [movement]")
    arms = experiment.arms or {"movement": {}}
    outcome = _located_outcome(experiment.outcome, folder)
    cells = []
    for design in experiment.design or (Design(name="design"),):
        for point in points(design):
            for arm in experiment.arm_names:
                values = _at(base, arms[arm], point, f"{origin} [arms.{arm}]")
                place = Cell(arm, design.name, point, Scenario(), "").title
                scenario = Scenario.from_values(_located(values, folder), f"{origin}: {place}")
                if outcome is not None:
                    _check(outcome, scenario, origin)
                content = _content(experiment, Scenario.from_values(values), scenario, outcome)
                cells.append(Cell(arm, design.name, point, scenario, content))
    _all_different(cells, origin)
    return Plan(experiment, tuple(cells), outcome)


def _check(outcome: Outcome, scenario: Scenario, origin: str) -> None:
    try:
        outcome.check(scenario)
    except InputError as error:
        raise InputError(f"{origin}: {error}") from error


def _at(base: Values, arm: Values, point: Values, origin: str) -> Values:
    try:
        values = overlaid(base, arm)
        for name, value in point.items():
            values = put(values, name.split("."), value)
    except InputError as error:
        raise InputError(f"{origin}: {error}") from error
    return values


def _located(values: Values, folder: Path) -> Values:
    """Let files be found from the folder of the config."""
    for name in ("ties_file", "people_file"):
        named = values.get("network", {}).get(name)
        if named:
            values = put(values, ["network", name], str(folder / named))
    return values


def _located_outcome(outcome: Outcome | None, folder: Path) -> Outcome | None:
    if outcome is None or not outcome.file:
        return outcome
    return outcome.model_copy(update={"file": str(folder / outcome.file)})


def _content(
    experiment: Experiment, scenario: Scenario, located: Scenario, outcome: Outcome | None
) -> str:
    """Hash what decides a run: no path of this machine, but the bytes of the files."""
    network = located.network
    files = [network.ties_file, network.people_file, outcome.file if outcome else None]
    rules = standard_rules(scenario.rules, scenario.without)
    named = [role.strategy for role in scenario.roles if role.strategy]
    return content_hash(
        {
            "model": MODEL_VERSION,
            "scenario": scenario.model_dump(mode="json", exclude={"seed"}),
            "files": [_digest(Path(file)) for file in files if file],
            # with all their parameters, so that a changed default is another run
            "rules": [repr(rule) for rule in rules],
            "strategies": [
                repr(strategy)
                for strategy in (
                    *scenario.strategies(),
                    *(role.follows() for role in scenario.roles),
                )
            ],
            "origins": origins([scenario.others, *scenario.following, *named], rules),
            "record": experiment.record.model_dump(mode="json"),
            "outcome": experiment.outcome.model_dump(mode="json") if experiment.outcome else None,
        }
    )


def origins(strategies: list[str], rules: list[Any]) -> dict[str, str]:
    """Return which package and version strategies and rules come from that are not ours."""
    found = {name: find_strategies()[name].origin for name in strategies}
    found |= {rule.name(): find_rules()[rule.name()].origin for rule in rules}
    return {name: origin for name, origin in found.items() if not origin.startswith(OURS)}


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error


def _all_different(cells: list[Cell], origin: str) -> None:
    seen: dict[tuple[str, str, str], Cell] = {}
    for cell in cells:
        place = cell.arm, cell.design, content_hash(cell.point)
        if place in seen:
            raise InputError(f"{origin}: the design has {cell.title} twice; leave one out")
        seen[place] = cell
