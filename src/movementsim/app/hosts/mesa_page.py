"""A page in Mesa's own style: `solara run movementsim.app.hosts.mesa_page`.

The pages of `movementsim show` are made for a class; this one is for modellers who know SolaraViz
and want its sliders and plots. It needs the extra `solara`, which pins compatible versions.
"""

from __future__ import annotations

from typing import Any

import matplotlib.figure
import numpy as np
import solara
from mesa.visualization import SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter

from movementsim.app.lessons.levers import BRANCH_SIZE
from movementsim.app.pages.layout import GOLDEN_ANGLE, map_of_branches, places
from movementsim.simulation.movement import Movement

NEUTRAL, FACTIONS = "#C8CDD3", ("#D55E00", "#1B3A6B")


class LedMovement(Movement):
    """A movement whose mixture of strategies is given by two numbers, as sliders need it.

    Parameters
    ----------
    organisers, factionalists
        Shares of the members, 0 to 0.15.
    members
        Members at the start.
    seed
        Seed of the random draws.
    """

    def __init__(
        self,
        organisers: float = 0.03,
        factionalists: float = 0.03,
        members: int = 200,
        seed: int = 1,
    ) -> None:
        following = {"Organiser": organisers, "Factionalist": factionalists}
        super().__init__(
            following={name: share for name, share in following.items() if share},
            members=members,
            network={"branch_size": BRANCH_SIZE},
            seed=seed,
            record=["members", "trust", "stake", "in_factions", "power_gini"],
        )


def positions(movement: Movement) -> tuple[np.ndarray, np.ndarray]:
    """Return the slots and the positions of the members; nobody ever moves.

    Returns
    -------
    (members,) int64
        Slots of the members.
    (members, 2) float64
        Their positions: each branch is a disc, and each person has a place on its spiral.
    """
    people = movement.world.people
    spots = 6 * map_of_branches(movement.setup.seed, len(movement.world.branches))
    arrival = np.maximum(people.joined, 0) + 10_000 * (people.status < 2)
    place = places(people.branch.astype(np.int64), arrival, people.uid)
    radius, angle = 0.1 * np.sqrt(place + 0.5), place * GOLDEN_ANGLE
    spiral = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    roll = people.roll
    return roll, spots[people.branch[roll]] + spiral[roll]


@solara.component
def MemberMap(movement: Movement) -> Any:
    """Draw all members: fuller for more trust, larger for more power, coloured by faction."""
    update_counter.get()  # so that it is drawn again each week
    figure = matplotlib.figure.Figure(figsize=(6, 3.6), layout="constrained")
    axes = figure.subplots()
    people = movement.world.people
    roll, spots = positions(movement)
    leader = people.faction[roll]
    hue = [NEUTRAL if one < 0 else FACTIONS[int(one) % 2] for one in leader.tolist()]
    across, up = spots.T
    axes.scatter(
        across,
        up,
        s=40 * np.minimum(people.power[roll], 8) + 4,
        c=hue,
        alpha=0.15 + 0.85 * people.trust[roll],
        edgecolors="#444444",
        linewidths=0.5,
    )
    axes.set(aspect="equal")
    axes.set_axis_off()
    trust = 100 * people.trust[roll].mean()
    solara.Text(f"Week {movement.week}: {len(roll)} members, average trust {trust:.1f}%")
    solara.FigureMatplotlib(figure)


def _whole_shares(axes: Any) -> None:
    """Show shares from 0 to 1, with room for the legend."""
    axes.set_ylim(0, 1)


PARAMETERS: dict[str, Any] = {
    "organisers": {
        "type": "SliderFloat",
        "value": 0.03,
        "label": "Organisers (share)",
        "min": 0.0,
        "max": 0.15,
        "step": 0.01,
    },
    "factionalists": {
        "type": "SliderFloat",
        "value": 0.03,
        "label": "Factionalists (share)",
        "min": 0.0,
        "max": 0.15,
        "step": 0.01,
    },
    "members": {
        "type": "SliderInt",
        "value": 200,
        "label": "Members",
        "min": 40,
        "max": 1000,
        "step": 20,
    },
    "seed": {"type": "InputText", "value": 1, "label": "Seed"},
}


@solara.component
def Page() -> Any:
    """Return the page, with a movement of its own for every visitor."""
    movement = solara.use_memo(LedMovement, dependencies=[])
    SolaraViz(
        movement,
        components=[
            MemberMap,
            make_plot_component("members"),
            make_plot_component(
                {"trust": "#1B3A6B", "stake": "#D55E00", "in_factions": "#777777"},
                post_process=_whole_shares,
            ),
        ],
        model_params=PARAMETERS,
        name="A movement, in Mesa's own style",
        play_interval=200,
    )
