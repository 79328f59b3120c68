"""The arguments of a movement, which are checked and turned into a scenario and strategies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from numbers import Integral
from types import EllipsisType
from typing import Any

import numpy as np

from movementsim.errors import InputError, nearest
from movementsim.plugins.discovery import find_rules
from movementsim.plugins.schema import all_indicators, indicators_of
from movementsim.rules.base import Rule
from movementsim.scenario.scenario import Scenario
from movementsim.state.observed import Indicator
from movementsim.strategies.base import Strategy

type Mixture = Mapping[Any, Any]
"""Shares of the members by strategy, which is an object or a name."""


def chosen_seed(seed: int | EllipsisType | None, rng: int | EllipsisType | None) -> int | None:
    """Return the seed that was given, under one of its two names; None if there was none.

    Parameters
    ----------
    seed, rng
        The seed, a new one if None, or `...` if not given.

    Returns
    -------
    int | None
        The seed, None if none was given.

    Raises
    ------
    InputError
        When both are given.
    """
    if seed is not ... and rng is not ...:
        raise InputError("give seed or rng, not both: they are two names of one thing")
    asked = rng if seed is ... else seed
    if asked is ...:
        return None
    if asked is None:
        return int(np.random.SeedSequence().generate_state(1, np.uint64)[0] >> np.uint64(1))
    return asked


def refuse_misplaced(scenario: object, following: object) -> None:
    """Refuse arguments of the wrong type here, before they cause an obscure error elsewhere.

    Parameters
    ----------
    scenario
        A scenario or None.
    following
        A mapping of strategies to shares, or None.

    Raises
    ------
    InputError
        When one of them is something else.
    """
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


def check_record_every(record_every: object) -> None:
    """Refuse a number of weeks between records that is not a whole number, 1 or more.

    Raises
    ------
    InputError
        When it is something else.
    """
    whole = isinstance(record_every, Integral) and not isinstance(record_every, bool)
    if not whole or record_every < 1:  # type: ignore[operator]
        raise InputError(
            f"record_every={record_every!r}: must be a whole number of weeks, 1 or more"
        )


def checked_rules(rules: object) -> list[Rule]:
    """Return a list of the rules that were given as objects.

    Returns
    -------
    list[Rule]
        The rules.

    Raises
    ------
    InputError
        When one of them is not a rule.
    """
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


def plan_scenario(
    scenario: Scenario | None,
    following: Mixture | None,
    seed: int | None,
    settings: dict[str, Any],
) -> tuple[Scenario, dict[str, Strategy]]:
    """Return the scenario of a movement, and the strategies that were given as objects.

    Parameters
    ----------
    scenario
        The scenario that was given, or None.
    following
        Shares of the members by strategy, objects or names; those of the scenario if None.
    seed
        The seed; that of the scenario if None.
    settings
        Other fields of the scenario by name.

    Returns
    -------
    Scenario
    dict of str to Strategy
        The strategies given as objects, by name of the class.

    Raises
    ------
    InputError
        When a field, strategy or share cannot be used.
    """
    values = scenario.model_dump() if scenario is not None else {}
    values.update(settings)
    if seed is not None:
        values["seed"] = seed
    own: dict[str, Strategy] = {}
    if following is not None:
        shares: dict[str, Any] = {}
        for strategy, share in following.items():
            if isinstance(strategy, Strategy):
                name = _name_of(strategy, shares)
                own[name] = strategy
                shares[name] = {**strategy.values(), "share": share}
            elif isinstance(strategy, str):
                shares[strategy] = share
            else:
                raise InputError(_strategy_error(strategy))
        values["following"] = shares
    if scenario is not None and len(values) and not settings and following is None and seed is None:
        return scenario, {}
    return Scenario.from_values(values, "Movement", own), own


def _strategy_error(given: object) -> str:
    if isinstance(given, type) and issubclass(given, Strategy):
        name = given.__name__
        return f"following has the class {name}: write {name}() or {name!r}"
    return f"following has {given!r}: name a strategy, as in 'Organiser' or Organiser()"


def _name_of(strategy: Strategy, taken: Mapping[str, Any]) -> str:
    name = type(strategy).__name__
    if name in taken:
        raise InputError(
            f"following has {name} twice; each strategy class can be followed once (give the other "
            "a class of its own)"
        )
    return name


def reporters(
    record: Iterable[str | Indicator] | None, rules: Sequence[Rule]
) -> dict[str, Indicator | None]:
    """Return the indicators to record, by name.

    Parameters
    ----------
    record
        Indicators, by name or as objects; all that are not costly if None.
    rules
        The rules of the week.

    Returns
    -------
    dict of str to Indicator or None
        Indicators by name; None for those of rules that are left out.

    Raises
    ------
    InputError
        When there is no indicator of that name.
    """
    present = indicators_of(rules)
    if record is None:
        return {name: about for name, about in present.items() if not about.costly}
    known = all_indicators() | present
    found: dict[str, Indicator | None] = {}
    for about in record:
        if isinstance(about, Indicator):
            found[about.name] = about
            continue
        if about not in known:
            raise InputError(unknown_indicator_error(about, known))
        found[about] = present.get(about)
    return found


def missing_indicator_error(name: str, present: Iterable[str]) -> str:
    """Return the error for an indicator that a movement does not have.

    Parameters
    ----------
    name
        The name asked for.
    present
        Names of the indicators that the movement has.

    Returns
    -------
    str
        The text of the error.
    """
    for rule, found in find_rules().items():
        if name in [about.name for about in found.kind.brings.indicators]:
            return (
                f"the indicator {name!r} comes with the rule {rule!r}, which is left out of "
                "this movement's week"
            )
    return unknown_indicator_error(name, present)


def unknown_indicator_error(name: str, known: Iterable[str]) -> str:
    """Return the error for an indicator that does not exist.

    Parameters
    ----------
    name
        The name asked for.
    known
        The names that exist.

    Returns
    -------
    str
        The text of the error.
    """
    return f"no indicator {name!r}{nearest(name, known)} There are: {', '.join(known)}."
