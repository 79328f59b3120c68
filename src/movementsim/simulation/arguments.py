"""The arguments of a movement: checked, and turned into a scenario and strategies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from numbers import Integral
from types import EllipsisType
from typing import Any

import numpy as np

from movementsim.errors import InputError, nearest
from movementsim.plugins.schema import all_indicators, indicators_of
from movementsim.rules.base import Rule
from movementsim.scenario.scenario import Scenario
from movementsim.state.observed import Indicator, Observed
from movementsim.strategies.base import Strategy

type Mixture = Mapping[Any, Any]
"""Shares of the members by strategy, an object or a name (a Mapping's keys are invariant)."""


def chosen_seed(seed: int | EllipsisType | None, rng: int | EllipsisType | None) -> int | None:
    """Return the seed asked for, None if none was."""
    if seed is not ... and rng is not ...:
        raise InputError("give seed or rng, not both: they are two names of one thing")
    asked = rng if seed is ... else seed
    if asked is ...:
        return None
    if asked is None:
        return int(np.random.SeedSequence().generate_state(1, np.uint64)[0] >> np.uint64(1))
    return asked


def refuse_misplaced(scenario: object, following: object) -> None:
    """Refuse what is no scenario and no mixture, whose names would be asked for much later."""
    if scenario is not None and not isinstance(scenario, Scenario):
        raise InputError(
            f"Movement({scenario!r}): the first argument is a Scenario, such as "
            "Scenario.from_toml('file.toml'); fields go by name, such as members=200"
        )
    if following is not None and not isinstance(following, Mapping):
        raise InputError(
            f"following={following!r}: must be a mapping of strategy to share, such as "
            "{Organiser(): 0.03} or {'Organiser': 0.03}"
        )


def refuse_period(record_every: object) -> None:
    whole = isinstance(record_every, Integral) and not isinstance(record_every, bool)
    if not whole or record_every < 1:  # type: ignore[operator]
        raise InputError(
            f"record_every={record_every!r}: must be a whole number of weeks, 1 or more"
        )


def checked_rules(rules: object) -> list[Rule]:
    """Return the rules given as objects, once it is sure that they are."""
    given: list[Any] = (
        list(rules) if isinstance(rules, Iterable) and not isinstance(rules, str) else [rules]
    )
    for rule in given:
        if not isinstance(rule, Rule):
            raise InputError(
                f"rules has {rule!r}: must be rules themselves, such as [Leave(), ...], or "
                "parameters of rules by name, such as {'leave': {'lag': 4}}"
            )
    return given


def planned(
    scenario: Scenario | None,
    following: Mixture | None,
    seed: int | None,
    settings: dict[str, Any],
) -> tuple[Scenario, dict[str, Strategy]]:
    """Return the scenario, and strategies given as objects by class name."""
    values = scenario.model_dump() if scenario is not None else {}
    values.update(settings)
    if seed is not None:
        values["seed"] = seed
    own: dict[str, Strategy] = {}
    if following is not None:
        shares: dict[str, Any] = {}
        for strategy, share in following.items():
            if isinstance(strategy, Strategy):
                name = _label(strategy, shares)
                own[name] = strategy
                shares[name] = {**strategy.values(), "share": share}
            elif isinstance(strategy, str):
                shares[strategy] = share
            else:
                raise InputError(_no_strategy(strategy))
        values["following"] = shares
    if scenario is not None and len(values) and not settings and following is None and seed is None:
        return scenario, {}
    return Scenario.from_values(values, "Movement", own), own


def _no_strategy(given: object) -> str:
    if isinstance(given, type) and issubclass(given, Strategy):
        name = given.__name__
        return f"following has the class {name}: write {name}() or {name!r}"
    return f"following has {given!r}: name a strategy, as in 'Organiser' or Organiser()"


def _label(strategy: Strategy, taken: Mapping[str, Any]) -> str:
    name = type(strategy).__name__
    if name in taken:
        raise InputError(
            f"following has {name} twice; one strategy class can be in play once (give the other "
            "a class of its own)"
        )
    return name


def reporters(
    record: Iterable[str | Indicator] | None, rules: Sequence[Rule]
) -> dict[str, Callable[[Observed], float]]:
    """Return the functions that record indicators, by name.

    Parameters
    ----------
    record
        Indicators, by name or as objects; all that are not costly if None. One that a left-out
        rule would bring is NaN throughout.
    rules
        The rules of the week.

    Raises
    ------
    InputError
        When no rule and no measure brings an indicator of that name.
    """
    there = indicators_of(rules)
    if record is None:
        return {name: about.read for name, about in there.items() if not about.costly}
    known = all_indicators() | there
    found: dict[str, Callable[[Observed], float]] = {}
    for name in record:
        if isinstance(name, Indicator):
            found[name.name] = name.read
            continue
        if name not in known:
            raise InputError(no_indicator(name, known))
        found[name] = there[name].read if name in there else _nothing
    return found


def _nothing(movement: Observed) -> float:
    return float("nan")


def no_indicator(name: str, known: Iterable[str]) -> str:
    """Return the error for an indicator that is not there.

    Parameters
    ----------
    name
        The name asked for.
    known
        The names that exist.
    """
    return f"no indicator {name!r}{nearest(name, known)} There are: {', '.join(known)}."
