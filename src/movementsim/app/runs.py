"""What the processes are asked to do, named without loading the model where it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from movementsim.app.acts import Act
    from movementsim.app.record import Record
    from movementsim.scenario import Scenario

type Ends = dict[str, float]


def recorded(scenario: Scenario, without: Act | None = None) -> Record:
    """Run a scenario, and return its record; see :func:`movementsim.app.watch.record`."""
    from movementsim.app.watch import record

    return record(scenario, without)


def opened(panel: int) -> tuple[Scenario, Record]:
    """Run a panel (0 or 1) of the pair that the page opens with; return it with its record."""
    from movementsim.app.asked import opening

    panels = opening()
    scenario = (panels.a, panels.b)[panel]
    return scenario, recorded(scenario)


def pair_of_ends(a: Scenario, b: Scenario) -> tuple[Ends, Ends]:
    """Run both, and return the numbers each ended with."""
    from movementsim.app.watch import ended

    return ended(a), ended(b)


def ready() -> None:
    """Load the model, so that the first run need not."""
    from movementsim.app import watch

    del watch
