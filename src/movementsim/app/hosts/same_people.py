"""Checks that two scenarios can be shown side by side."""

from __future__ import annotations

from movementsim.errors import InputError
from movementsim.scenario.scenario import Scenario

LARGEST = 5000
"""Most members of a run whose people can be shown one by one."""

SHARED = ("members", "outside", "network", "seed", "weeks")
"""Values that must be equal for two scenarios to have the same people for the same time."""


def check_same_people(a: Scenario, b: Scenario, place: str = "") -> None:
    """Refuse two scenarios that do not have the same people for the same time.

    Parameters
    ----------
    a, b
        The scenarios.
    place
        Where they come from, as the beginning of the message.

    Raises
    ------
    InputError
        If one of the shared values differs.
    """
    for name in SHARED:
        first, second = getattr(a, name), getattr(b, name)
        if first != second:
            raise InputError(
                f"{place}{name} differs ({first} and {second}); two panels show the same people "
                "for the same time"
            )
