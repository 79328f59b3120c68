"""The levers of the pages, and the scenario that they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from movementsim.errors import InputError
from movementsim.lab.config.overrides import with_overrides
from movementsim.scenario.scenario import Scenario

BRANCH_SIZE = 40
"""Members of a branch on the pages: few enough to see each, enough for two factions."""

MEMBERS = (20, 1000)
"""Fewest and most members at the start of a run."""
WEEKS = (4, 520)
"""Fewest and most weeks of a run."""
SEEDS = (0, 2**31 - 1)
"""Smallest and largest seed."""

_Share = Annotated[float, Field(ge=0, le=0.3, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True)
class Lever:
    """One lever: its range, its step, and its default.

    Attributes
    ----------
    key
        Name of the lever; its label on the page is in `words.toml`.
    low, high, step, default
        Range, step and default, in `unit`.
    unit
        `share` (0 to 1), `people` or `times` (a year).
    """

    key: str
    low: float
    high: float
    step: float
    default: float
    unit: str


LEVERS = (
    Lever("organisers", 0, 0.15, 0.01, 0.03, "share"),
    Lever("factionalists", 0, 0.15, 0.01, 0.03, "share"),
    Lever("giving", 0, 1, 0.05, 0.1, "share"),
    Lever("listening", 0, 1, 0.05, 0.7, "share"),
    Lever("exclusion", 0, 1, 0.02, 0.02, "share"),
    Lever("circle", 0, 40, 1, 12, "people"),
    Lever("turnout", 0.02, 0.9, 0.02, 0.12, "share"),
    Lever("threat", 0, 12, 0.25, 0.25, "times"),
)


class LeverSettings(BaseModel):
    """The values of the levers of one panel.

    Attributes
    ----------
    organisers
        Share of the members who are organisers. Arms with the same total share select the same
        people, whatever the strategies.
    factionalists
        Share of the members who are factionalists.
    giving
        The organisers' parameter of this name (S2.O3).
    listening
        The organisers' parameter of this name (S2.O5).
    exclusion
        The factionalists' parameter of this name (S2.F4).
    circle
        The factionalists' parameter of this name (S2.F3).
    turnout
        Share of members who would vote without felt efficacy, trust or a contest (S2.W4).
    threat
        Threats to a branch a year (S2.P4).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    organisers: _Share = 0.03
    factionalists: _Share = 0.03
    giving: float = Field(0.1, ge=0, le=1, allow_inf_nan=False)
    listening: float = Field(0.7, ge=0, le=1, allow_inf_nan=False)
    exclusion: float = Field(0.02, ge=0, le=1, allow_inf_nan=False)
    circle: int = Field(12, ge=0, le=100)
    turnout: float = Field(0.12, ge=0.02, le=0.98, allow_inf_nan=False)
    threat: float = Field(0.25, ge=0, le=12, allow_inf_nan=False)

    def values(self) -> dict[str, Any]:
        """Return the values of a scenario that these levers stand for."""
        following: dict[str, Any] = {}
        if self.organisers:
            following["Organiser"] = {
                "share": self.organisers,
                "giving": self.giving,
                "listening": self.listening,
            }
        if self.factionalists:
            following["Factionalist"] = {
                "share": self.factionalists,
                "exclusion": self.exclusion,
                "circle": self.circle,
            }
        rules: dict[str, Any] = {"opportunities": {"threat_rate": self.threat}}
        if self.turnout != LeverSettings().turnout:  # the model's own default is -2 to the digit
            rules["ballot"] = {"turnout_base": log(self.turnout / (1 - self.turnout))}
        return {"following": following, "rules": rules, "network": {"branch_size": BRANCH_SIZE}}


PRESETS: dict[str, LeverSettings] = {
    "organising": LeverSettings(organisers=0.06, factionalists=0),
    "faction_fight": LeverSettings(organisers=0, factionalists=0.06),
    "both": LeverSettings(),
    "left_alone": LeverSettings(organisers=0, factionalists=0),
    "closed_circle": LeverSettings(organisers=0.03, factionalists=0.03, circle=4, exclusion=0.2),
    "generous": LeverSettings(organisers=0.06, factionalists=0, giving=0.5),
    "hoarding": LeverSettings(organisers=0.06, factionalists=0, giving=0),
    "few_vote": LeverSettings(turnout=0.02),
    "under_threat": LeverSettings(threat=4),
}
"""Starting points by name; their labels on the page are in `words.toml`."""

OPENING = ("organising", "faction_fight")
"""The presets of A and B with which the page opens: the first two."""


def lever_scenario(
    settings: LeverSettings,
    *,
    members: int,
    weeks: int,
    seed: int,
    more: dict[str, Any] | None = None,
) -> Scenario:
    """Return the scenario of one panel.

    Parameters
    ----------
    settings
        Values of the levers.
    members, weeks, seed
        Members at the start, number of weeks, and the seed of the random draws.
    more
        Values of a lesson that override those of the levers: events, roles, other parameters.

    Returns
    -------
    Scenario
        The scenario, validated.

    Raises
    ------
    InputError
        If organisers and factionalists together exceed half of the members, or `more` cannot be
        used.
    """
    if settings.organisers + settings.factionalists > 0.5:
        raise InputError("organisers and factionalists may make up half of the members at most")
    values = {**settings.values(), "members": members, "weeks": weeks, "seed": seed}
    return Scenario.from_values(with_overrides(values, more or {}), "the levers")
