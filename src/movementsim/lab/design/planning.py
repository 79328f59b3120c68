"""From an experiment to its plan: every cell is checked before any run, every run has an id."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from movementsim.errors import InputError, prefix_errors
from movementsim.lab.config.designs import COMBINED, SAMPLED, Design
from movementsim.lab.config.experiment import Experiment
from movementsim.lab.config.outcome import OutcomeConfig
from movementsim.lab.config.overrides import Values, with_overrides
from movementsim.lab.design.claim_places import check_claims
from movementsim.lab.design.identity import Identities
from movementsim.lab.design.observed_outcome import located_outcome, read_truth
from movementsim.lab.design.plan import Cell, Plan, Setup, cell_origin, cell_title, designs_of
from movementsim.lab.design.sampling import design_points
from movementsim.scenario.scenario import Scenario


def make_plan(experiment: Experiment, folder: Path, origin: str) -> Plan:
    """Return the plan of an experiment, after checking every cell of it.

    Parameters
    ----------
    experiment
        The experiment.
    folder
        The folder of the config, from which paths in it start.
    origin
        What errors call the config, such as the path of its file.

    Returns
    -------
    Plan
        The plan, with a hash for every cell.

    Raises
    ------
    InputError
        When a cell cannot be run, a point occurs twice, or a claim cannot be tested; names the arm
        and the point.
    """
    base = {
        **experiment.movement,
        "weeks": experiment.experiment.weeks,
        "seed": experiment.experiment.seed,
    }
    Scenario.from_values(base, f"{origin} [movement]")
    outcome = located_outcome(experiment.outcome, folder)
    identities = Identities(folder, _kept(experiment), lambda setup: _check(outcome, setup))
    setups = {
        arm: _setup(base, overrides, folder, f"{origin} [arms.{arm}]")
        for arm, overrides in experiment.arms.items()
    } or {"movement": _setup(base, {}, folder, f"{origin} [movement]")}
    cells = tuple(_cells(experiment, setups, identities, folder, origin))
    planned = Plan(experiment, cells, outcome, identities.origins)
    with prefix_errors(origin):
        check_claims(planned)
    return planned


def _cells(
    experiment: Experiment,
    setups: dict[str, Setup],
    identities: Identities,
    folder: Path,
    origin: str,
) -> Iterator[Cell]:
    for design in designs_of(experiment):
        found = design_points(design, experiment.experiment.seed, folder)
        for point in _once(found, design, origin):
            for arm in experiment.arm_names:
                place = cell_origin(setups[arm], point)
                values = _at(setups[arm], point)
                yield Cell(arm, design.name, point, setups[arm], identities.of(values, place))


def _once(found: list[Values], design: Design, origin: str) -> Iterator[Values]:
    """Yield each point once; a sample may contain a point twice, a list may not."""
    seen = set()
    for point in found:
        name = json.dumps(point, sort_keys=True, default=str)
        if name not in seen:
            seen.add(name)
            yield point
        elif design.kind not in SAMPLED:
            named = cell_title("the point", point)
            kinds = ", ".join((*COMBINED, "table"))
            raise InputError(
                f"{origin}: the design {design.name!r} has {named} twice; leave one out (a {kinds} "
                "has each point once)"
            )


def _setup(base: Values, overrides: Values, folder: Path, origin: str) -> Setup:
    try:
        return Setup(with_overrides(base, overrides), folder, origin)
    except InputError as error:
        raise InputError(f"{origin}: {error}") from error


def _at(setup: Setup, point: Values) -> Values:
    try:
        return setup.at(point)
    except InputError as error:
        raise InputError(f"{setup.origin}: {error}") from error


def _kept(experiment: Experiment) -> Values:
    """Return the settings that decide what a run stores."""
    outcome = experiment.outcome
    return {
        "record": experiment.record.model_dump(mode="json"),
        "outcome": outcome.model_dump(mode="json") if outcome else None,
    }


def _check(outcome: OutcomeConfig | None, scenario: Scenario) -> None:
    if outcome is not None:
        read_truth(outcome, scenario)
