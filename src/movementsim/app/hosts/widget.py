"""The viewer in a notebook: Jupyter, marimo, and every other host of an anywidget."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from movementsim.app.hosts.page import style, widget_script
from movementsim.app.hosts.same_people import check_same_people
from movementsim.app.lessons.levers import LeverSettings, lever_scenario
from movementsim.app.lessons.panels import Panels
from movementsim.app.pages.encode import encode_pair
from movementsim.app.pages.start import viewer_start
from movementsim.recordings.recorder import record_runs
from movementsim.scenario.scenario import Scenario


class Viewer(anywidget.AnyWidget):
    """Two movements side by side, week by week, in a cell.

    Attributes
    ----------
    start
        What the viewer starts with: see :func:`movementsim.app.pages.start.viewer_start`.
    """

    _esm = widget_script()
    _css = style()
    start = traitlets.Dict().tag(sync=True)


def side_by_side(
    a: Scenario | LeverSettings,
    b: Scenario | LeverSettings,
    *,
    names: tuple[str, str] = ("A", "B"),
    members: int = 200,
    weeks: int = 120,
    seed: int = 1,
    title: str = "",
) -> Viewer:
    """Run two movements on the same people, and return the viewer that shows them.

    Parameters
    ----------
    a, b
        Scenarios, whose own members, weeks and seed must be equal; or values of the levers.
    names, title
        Names of the panels, and title of the pair.
    members, weeks, seed
        Values that both share, where levers are given.

    Returns
    -------
    Viewer
        The viewer, with the recording of both runs in it.

    Raises
    ------
    InputError
        If the two do not have the same people for the same time, or cannot be run.

    Examples
    --------
    >>> from movementsim.app.lessons.levers import LeverSettings
    >>> keeping, giving = LeverSettings(giving=0), LeverSettings(giving=0.5)
    >>> viewer = side_by_side(keeping, giving, members=60, weeks=8)
    >>> viewer.start["recording"]["weeks"]
    8
    """
    first, second = (
        one
        if isinstance(one, Scenario)
        else lever_scenario(one, members=members, weeks=weeks, seed=seed)
        for one in (a, b)
    )
    check_same_people(first, second)
    settings = tuple(one if isinstance(one, LeverSettings) else None for one in (a, b))
    panels = Panels(first, second, names=names, settings=(settings[0], settings[1]), title=title)
    return Viewer(start=_start(panels))


def _start(panels: Panels) -> dict[str, Any]:
    recorded = encode_pair(panels, record_runs([panels.a, panels.b]))
    return {**viewer_start("widget", {}), "recording": recorded}


__all__ = ["Viewer", "side_by_side"]
