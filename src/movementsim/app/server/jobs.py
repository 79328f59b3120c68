"""What the processes of the server run. The model is imported in the processes, not here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from movementsim.recordings.acts import Act
    from movementsim.recordings.record import Record
    from movementsim.scenario.scenario import Scenario

type FinalMetrics = dict[str, float]


def recorded(scenarios: Sequence[Scenario], without: Act | None = None) -> list[Record]:
    """Run scenarios together, and return their records.

    Parameters
    ----------
    scenarios
        The scenarios.
    without
        An act to leave out of each, None to leave out nothing.

    Returns
    -------
    list of Record
        The records of the runs, week by week.
    """
    from movementsim.recordings.recorder import record_runs

    return record_runs(scenarios, [without] * len(scenarios))


def opening_runs() -> list[tuple[Scenario, Record]]:
    """Run the pair with which the page opens; return both scenarios with their records."""
    from movementsim.app.lessons.panels import opening_panels

    panels = opening_panels()
    pair = (panels.a, panels.b)
    return list(zip(pair, recorded(pair), strict=True))


def final_pairs(
    pairs: Sequence[tuple[Scenario, Scenario]],
) -> list[tuple[FinalMetrics, FinalMetrics]]:
    """Run pairs of scenarios together, and return the metrics of each after its last week.

    Parameters
    ----------
    pairs
        Pairs of scenarios.

    Returns
    -------
    list of tuple of FinalMetrics
        The metrics of A and of B by name, for each pair.
    """
    from movementsim.recordings.recorder import final_metrics

    found = final_metrics([scenario for pair in pairs for scenario in pair])
    return list(zip(found[::2], found[1::2], strict=True))


def load_model() -> None:
    """Import the model, so that the first run need not wait for it."""
    from movementsim.recordings import recorder

    del recorder
