"""What the processes are asked to do, named without loading the model where it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from movementsim.recordings.acts import Act
    from movementsim.recordings.record import Record
    from movementsim.scenario.scenario import Scenario

type Ends = dict[str, float]


def recorded(scenario: Scenario, without: Act | None = None) -> Record:
    """Run a scenario, and return its record; see :func:`movementsim.recordings.recorder.record`."""
    from movementsim.recordings.recorder import record

    return record(scenario, without)


def opened(panel: int) -> tuple[Scenario, Record]:
    """Run a panel (0 or 1) of the pair that the page opens with; return it with its record."""
    from movementsim.app.lessons.panels import opening

    panels = opening()
    scenario = (panels.a, panels.b)[panel]
    return scenario, recorded(scenario)


def pair_of_ends(a: Scenario, b: Scenario) -> tuple[Ends, Ends]:
    """Run both, and return the numbers each ended with."""
    from movementsim.recordings.recorder import ended

    return ended(a), ended(b)


def ready() -> None:
    """Load the model, so that the first run need not."""
    from movementsim.recordings import recorder as watch

    del watch
