"""The ablation of an experiment: each rule and each trait switched off by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from movementsim.errors import InputError
from movementsim.lab.config.designs import Design
from movementsim.lab.config.experiment import Experiment
from movementsim.lab.config.overrides import ABLATED, MIXTURE, NOTHING
from movementsim.plugins.discovery import find_rules, find_strategies, rule_class


def ablation_experiment(experiment: Experiment, only: Sequence[str] = ()) -> Experiment:
    """Return the experiment that switches off each rule and each trait of another, by itself.

    Its arms, people, seeds and record are the same, so runs in which nothing is switched off have
    the ids they had.

    Parameters
    ----------
    experiment
        The experiment to ablate; its designs and claims are not used.
    only
        Names of what to switch off, `rules.<rule>` or `<strategy>.<trait>`; everything if empty.

    Returns
    -------
    Experiment
        An experiment with one design, a table of points, of which the first switches off nothing.

    Raises
    ------
    InputError
        When `only` names something that cannot be switched off here.
    """
    able = list(_able(experiment))
    unknown = [name for name in only if name not in able]
    if unknown:
        raise InputError(
            f"{', '.join(unknown)}: cannot be switched off in this experiment; these can: "
            f"{', '.join(able)}"
        )
    asked = experiment.experiment
    question = f"Which rules and traits carry the answer? ({asked.question})"
    name = f"{asked.name[: 80 - len('-ablation')]}-ablation"
    return Experiment.model_validate(
        {
            **experiment.model_dump(by_alias=True, exclude_none=True),
            "experiment": {
                **asked.model_dump(),
                "name": name,
                "question": question,
                "expectation": "",
            },
            "design": [_table_of_switches([NOTHING, *(only or able)])],
            "claims": [],
        }
    )


def _table_of_switches(switches: Sequence[str]) -> dict[str, Any]:
    """Return the design that has one point for each thing to switch off."""
    points = [{ABLATED: switch} for switch in switches]
    design = Design.model_validate({"name": "ablation", "kind": "table", "points": points})
    return design.model_dump(exclude_none=True)


def _able(experiment: Experiment) -> Iterator[str]:
    """Yield what can be switched off: rules of the week, and traits of strategies in play."""
    settings = [experiment.movement, *experiment.arms.values()]
    left_out = set(experiment.movement.get("without", ()))
    for name in left_out:
        rule_class(name)
    for rule in sorted(find_rules()):
        if rule not in left_out:
            yield f"rules.{rule}"
    played = dict.fromkeys(name for values in settings for name in _strategies(values))
    for name in played:
        found = find_strategies().get(name)
        for about in found.kind.parameters() if found else ():
            if about.neutral is not None:
                yield f"{name}.{about.name}"


def _strategies(values: dict[str, object]) -> Iterator[str]:
    """Yield the strategies that a table of settings puts in play."""
    for name, value in values.items():
        if name == MIXTURE and isinstance(value, dict):
            yield from value
        elif name.startswith(f"{MIXTURE}."):
            yield name.split(".")[1]
        elif name.endswith("strategy") and isinstance(value, str):
            yield value
        elif name == "roles" and isinstance(value, list | tuple):
            yield from (str(role["strategy"]) for role in value if role.get("strategy"))
