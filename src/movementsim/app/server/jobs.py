"""What the processes of the server run. The model is imported in the processes, not here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from movementsim.recordings.acts import Act
    from movementsim.recordings.record import Record
    from movementsim.scenario.scenario import Scenario

type FinalMetrics = dict[str, float]


def recorded(scenario: Scenario, without: Act | None = None) -> Record:
    """Run a scenario, and return its record.

    Parameters
    ----------
    scenario
        The scenario.
    without
        An act to leave out, None to leave out nothing.

    Returns
    -------
    Record
        The record of the run, week by week.
    """
    from movementsim.recordings.recorder import record_run

    return record_run(scenario, without)


def opening_run(panel: int) -> tuple[Scenario, Record]:
    """Run panel 0 or 1 of the pair with which the page opens; return it with its record."""
    from movementsim.app.lessons.panels import opening_panels

    panels = opening_panels()
    scenario = (panels.a, panels.b)[panel]
    return scenario, recorded(scenario)


def final_pair(a: Scenario, b: Scenario) -> tuple[FinalMetrics, FinalMetrics]:
    """Run two scenarios, and return the metrics of each after its last week.

    Parameters
    ----------
    a, b
        The scenarios.

    Returns
    -------
    tuple[FinalMetrics, FinalMetrics]
        The metrics of A and of B, by name.
    """
    from movementsim.recordings.recorder import final_metrics

    return final_metrics(a), final_metrics(b)


def load_model() -> None:
    """Import the model, so that the first run need not wait for it."""
    from movementsim.recordings import recorder

    del recorder
