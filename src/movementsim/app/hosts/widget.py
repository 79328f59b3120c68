"""The viewer in a notebook: Jupyter, marimo, and whatever else shows an anywidget."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from movementsim.app.hosts.page import style, widget_script
from movementsim.app.lessons.levers import Settings, scenario
from movementsim.app.lessons.panels import Panels
from movementsim.app.pages.encode import together
from movementsim.app.server.start import start_of
from movementsim.errors import InputError
from movementsim.recordings.recorder import record
from movementsim.scenario.scenario import Scenario


class Viewer(anywidget.AnyWidget):
    """Two movements side by side, week by week, in a cell.

    Attributes
    ----------
    start
        What the viewer shows: see :func:`movementsim.app.server.start.start_of`.
    """

    _esm = widget_script()
    _css = style()
    start = traitlets.Dict().tag(sync=True)


def side_by_side(
    a: Scenario | Settings,
    b: Scenario | Settings,
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
        Scenarios of one's own, or settings of the levers. Scenarios bring their own members, weeks
        and seed, which must be the same in both.
    names
        What to call them.
    members, weeks, seed
        What both share, where levers are given.
    title
        What to call both together.

    Raises
    ------
    InputError
        When the two are not of the same people for the same time, or cannot be run.

    Examples
    --------
    >>> from movementsim.app.lessons.levers import Settings
    >>> viewer = side_by_side(Settings(giving=0), Settings(giving=0.5), members=60, weeks=8)
    >>> viewer.start["recording"]["weeks"]
    8
    """
    common = {"members": members, "weeks": weeks, "seed": seed}
    first, second = (
        one if isinstance(one, Scenario) else scenario(one, members=members, weeks=weeks, seed=seed)
        for one in (a, b)
    )
    for name in ("members", "outside", "network", "seed", "weeks"):
        if getattr(first, name) != getattr(second, name):
            raise InputError(
                f"{name} differs ({getattr(first, name)} and {getattr(second, name)}); two panels "
                f"show the same people for the same time ({common} where levers are given)"
            )
    settings = tuple(one if isinstance(one, Settings) else None for one in (a, b))
    panels = Panels(first, second, names=names, settings=(settings[0], settings[1]), title=title)
    return Viewer(start=_start(panels))


def _start(panels: Panels) -> dict[str, Any]:
    recorded = together(panels, [record(panels.a), record(panels.b)])
    return {**start_of("widget", {}), "recording": recorded}


__all__ = ["Viewer", "side_by_side"]
