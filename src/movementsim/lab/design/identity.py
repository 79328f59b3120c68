"""What decides a run, checked and hashed in parts, so that thousands of points take seconds.

A design changes a few numbers from point to point; the other rules, strategies and fields are the
same as before, so they are checked and described once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from movementsim import networks
from movementsim.errors import InputError
from movementsim.lab.config.hashing import content_hash, file_hash, text_hash
from movementsim.lab.config.overrides import MIXTURE, WITHOUT, Values, with_value
from movementsim.plugins.build import build
from movementsim.plugins.discovery import find_rules, find_strategies, rule_class, strategy_class
from movementsim.scenario.roles import StrategyShare
from movementsim.scenario.scenario import Scenario
from movementsim.simulation.movement import MODEL_VERSION

_OURS = "movementsim "
_RULES = "rules"
_MOST_REMEMBERED = 5000
_PARTS = (_RULES, WITHOUT, MIXTURE, "seed")


class Identities:
    """Gives scenarios their content hashes, and records the origin of their rules and strategies.

    Parameters
    ----------
    folder
        The folder in which files of people and ties are looked for.
    about
        What else decides what a run stores: what is recorded over time, and at its end.
    check
        Called with one scenario of each kind of people; raises where the scenario cannot be run.
    """

    def __init__(
        self, folder: Path, about: Values, check: Callable[[Scenario], None] = lambda _: None
    ) -> None:
        self.origins: dict[str, str] = {}
        self._folder = folder
        self._about = content_hash({"model": MODEL_VERSION, **about})
        self._check = check
        self._frames: dict[str, str] = {}
        self._rules: dict[str, str] = {}
        self._followed: dict[str, tuple[float, str]] = {}

    def of(self, values: Values, origin: str) -> str:
        """Return the hash of everything that decides a run, except the seed.

        Paths and names do not enter it, nor how a value was given: files enter by their bytes, and
        rules and strategies with all their parameters, so that a changed default makes another run.

        Parameters
        ----------
        values
            The fields of the scenario, as plain values.
        origin
            What errors call the place of these values in the config.

        Returns
        -------
        str
            64 hexadecimal digits.

        Raises
        ------
        InputError
            When no movement can be made of these values; names `origin`.
        """
        try:
            parts = [self._about, self._frame(values, origin), *self._week(values)]
            parts += self._mixture(values)
        except (InputError, ValidationError, TypeError, ValueError, AttributeError) as error:
            self._refuse(values, origin)  # says all that is wrong, with its place
            raise InputError(f"{origin}: {error}") from error
        return text_hash("\n".join(parts))

    def _refuse(self, values: Values, origin: str) -> None:
        Scenario.from_values(located(values, self._folder), origin)

    def _frame(self, values: Values, origin: str) -> str:
        """Return the hash of all fields except the rules and the shares of strategies."""
        frame = {name: value for name, value in values.items() if name not in _PARTS}
        key = _written(frame)
        _bounded(self._frames)
        if key not in self._frames:
            scenario = Scenario.from_values(located(frame, self._folder), origin)
            self._check(scenario)
            named = [role.strategy for role in scenario.roles if role.strategy]
            followed = [scenario.strategies()[0], *(role.follows() for role in scenario.roles)]
            for name in (scenario.others, *named):
                self._note(name, find_strategies()[name].origin)
            ties, people = scenario.network.ties_file, scenario.network.people_file
            files = networks.files_of(ties, people) if ties else []
            bare = Scenario.from_values(frame).model_dump(mode="json", exclude=set(_PARTS))
            self._frames[key] = content_hash(
                [bare, [repr(one) for one in followed], [file_hash(file) for file in files]]
            )
        return self._frames[key]

    def _week(self, values: Values) -> list[str]:
        """Return the rules in force, each with all its parameters."""
        settings, without = values.get(_RULES, {}), set(values.get(WITHOUT, ()))
        for name in (*settings, *sorted(without)):
            rule_class(name)
        return [
            self._rule(name, settings.get(name, {}))
            for name in sorted(find_rules())
            if name not in without
        ]

    def _rule(self, name: str, settings: Mapping[str, Any]) -> str:
        key = f"{name} {_written(settings)}" if settings else name
        _bounded(self._rules)
        if key not in self._rules:
            found = find_rules()[name]
            self._rules[key] = repr(build(found.kind, dict(settings), f"{_RULES}.{name}"))
            self._note(name, found.origin)
        return self._rules[key]

    def _mixture(self, values: Values) -> list[str]:
        """Return the strategies, each with its share and all its parameters."""
        followed = [self._follow(name, given) for name, given in values.get(MIXTURE, {}).items()]
        total = sum(share for share, _ in followed)
        if total > 1 + 1e-9:
            raise InputError(f"the shares of following add up to {total:g}; at most 1 is possible")
        return [text for _, text in followed]

    def _follow(self, name: str, given: Any) -> tuple[float, str]:
        key = f"{name} {_written(given)}"
        _bounded(self._followed)
        if key not in self._followed:
            kind = strategy_class(name)
            follow = StrategyShare.model_validate(
                given if isinstance(given, dict) else {"share": given}
            )
            strategy = build(kind, follow.parameters(), f"{MIXTURE}.{name}")
            self._followed[key] = follow.share, f"{content_hash(follow.share)} {strategy!r}"
            self._note(name, find_strategies()[name].origin)
        return self._followed[key]

    def _note(self, name: str, origin: str) -> None:
        if not origin.startswith(_OURS):
            self.origins[name] = origin


def _bounded(known: dict[str, Any]) -> None:
    """Empty a cache that a sample of very many different values has filled."""
    if len(known) > _MOST_REMEMBERED:
        known.clear()


def _written(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def located(values: Values, folder: Path) -> Values:
    """Resolve the paths of a network's files against the folder of the config.

    Parameters
    ----------
    values
        The fields of a scenario, as plain values; they stay as they are.
    folder
        The folder of the config.

    Returns
    -------
    Values
        A copy of the values in which `network.ties_file` and `network.people_file` start with the
        folder, where they are given.
    """
    for name in ("ties_file", "people_file"):
        named = values.get("network", {}).get(name)
        if named:
            values = with_value(values, ["network", name], str(folder / named))
    return values
