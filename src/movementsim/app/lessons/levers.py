"""The few levers of the pages, and the scenario they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from movementsim.errors import InputError
from movementsim.lab.config.overrides import with_overrides
from movementsim.scenario.scenario import Scenario

BRANCH_SIZE = 40
"""Members of a branch on the pages: small enough to see each, large enough for two bands."""

MEMBERS = (20, 1000)
WEEKS = (4, 520)
SEEDS = (0, 2**31 - 1)

Share = Annotated[float, Field(ge=0, le=0.3, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True)
class Lever:
    """One lever: its range, its step, and where it stands when nobody has touched it.

    Attributes
    ----------
    key
        Its name; what the page calls it stands in the words file.
    low, high, step, default
        Its range in `unit`.
    unit
        `share` (0-1), `people` or `times` (a year).
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


class Settings(BaseModel):
    """Where the levers of one panel stand.

    Attributes
    ----------
    organisers, factionalists
        Shares of the members. Equal totals are the same people, whatever they do.
    giving, listening
        The organisers' parameters of these names (S2.O3, S2.O5).
    exclusion, circle
        The factionalists' parameters of these names (S2.F4, S2.F3).
    turnout
        How many would vote with no say, no trust and no contest to bring them (S2.W4).
    threat
        Threats to a branch a year (S2.P4).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    organisers: Share = 0.03
    factionalists: Share = 0.03
    giving: float = Field(0.1, ge=0, le=1, allow_inf_nan=False)
    listening: float = Field(0.7, ge=0, le=1, allow_inf_nan=False)
    exclusion: float = Field(0.02, ge=0, le=1, allow_inf_nan=False)
    circle: int = Field(12, ge=0, le=100)
    turnout: float = Field(0.12, ge=0.02, le=0.98, allow_inf_nan=False)
    threat: float = Field(0.25, ge=0, le=12, allow_inf_nan=False)

    def values(self) -> dict[str, Any]:
        """Return the scenario's values that these levers stand for."""
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
        if self.turnout != Settings().turnout:  # the model's own default is -2 to the digit
            rules["ballot"] = {"turnout_base": log(self.turnout / (1 - self.turnout))}
        return {"following": following, "rules": rules, "network": {"branch_size": BRANCH_SIZE}}

    def differs(self, other: Settings) -> list[str]:
        """Return the levers that stand elsewhere than in `other`."""
        return [
            lever.key for lever in LEVERS if getattr(self, lever.key) != getattr(other, lever.key)
        ]


PRESETS: dict[str, Settings] = {
    "organising": Settings(organisers=0.06, factionalists=0),
    "faction_fight": Settings(organisers=0, factionalists=0.06),
    "both": Settings(),
    "left_alone": Settings(organisers=0, factionalists=0),
    "closed_circle": Settings(organisers=0.03, factionalists=0.03, circle=4, exclusion=0.2),
    "generous": Settings(organisers=0.06, factionalists=0, giving=0.5),
    "hoarding": Settings(organisers=0.06, factionalists=0, giving=0),
    "few_vote": Settings(turnout=0.02),
    "under_threat": Settings(threat=4),
}
"""Starting points by name; what the page calls them stands in the words file."""

OPENING = ("organising", "faction_fight")
"""The presets of A and B that a page opens with: the first two."""


def scenario(
    settings: Settings,
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
        Where the levers stand.
    members, weeks, seed
        How many people, for how long, and their luck.
    more
        Values of a lesson laid over those of the levers: events, posts, other parameters.

    Raises
    ------
    InputError
        Where the levers ask for more active people than have time, or `more` is wrong.
    """
    if settings.organisers + settings.factionalists > 0.5:
        raise InputError("organisers and factionalists may make up half of the members at most")
    values = {**settings.values(), "members": members, "weeks": weeks, "seed": seed}
    return Scenario.from_values(with_overrides(values, more or {}), "the levers")
