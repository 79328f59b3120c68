"""TODO."""

from __future__ import annotations

from dataclasses import dataclass

# What may be asked for in a week, by verb, and what every request says.
ACTS: dict[str, tuple[str, ...]] = {
    "talk": ("who", "whom", "edge", "listening", "courting"),
    "recruit": ("who", "whom", "edge"),
    "train": ("who", "whom", "edge"),
    "support": ("who", "whom", "edge"),
    "delegate": ("who", "whom", "share"),
    "grant": ("who", "whom", "share"),
    "reclaim": ("who", "whom"),
    "favour": ("who", "whom", "edge"),
    "exclude": ("who", "whom"),
    "defend": ("who", "whom"),
    "ask": ("who", "whom", "edge"),
    "convene": ("who", "invited"),
    "caucus": ("who", "size"),
    "attend": ("who",),
    "order": ("who", "share", "span", "inside", "attend", "decide"),
    "campaign": ("who", "hours", "inside"),
    "credit": ("who", "keep"),
    "stand": ("who",),
    "slate": ("who", "size", "loyalty"),
    "rest": ("who",),
    # not asked for by anybody: what the acts take of the hours in hand
    "spent": ("who", "hours"),
}


@dataclass(frozen=True, slots=True)
class Verb:
    """What one verb costs, in hours, and what may vary with whom it is aimed at."""

    hours: float
    aimed: bool
    source: str


# Hours are starts (assumed): see `model.md`, Verbs.
VERBS: dict[str, Verb] = {
    "talk": Verb(0.5, True, "S2.O1, S2.O5"),
    "recruit": Verb(0.5, True, "S2.O1"),
    "train": Verb(1.0, True, "S2.O9"),
    "support": Verb(1.0, True, "S2.O8"),
    "delegate": Verb(0.25, True, "S2.O3"),
    "grant": Verb(0.25, True, "S3.E1"),
    "reclaim": Verb(0.25, True, "S3.E1"),
    "favour": Verb(0.25, True, "S2.F6"),
    "exclude": Verb(0.5, True, "S2.F4"),
    "defend": Verb(0.5, True, "S2.B5"),
    "ask": Verb(0.1, True, "S2.O4"),
    "convene": Verb(2.0, False, "S2.O4"),
    "caucus": Verb(1.0, False, "S2.F3"),
    "attend": Verb(2.0, False, "S2.F10"),
    "order": Verb(0.25, False, "S2.F5"),
    "campaign": Verb(0.0, False, "S2.O10"),
    "credit": Verb(0.0, False, "S2.O6"),
    "stand": Verb(1.0, False, "S2.F8"),
    "slate": Verb(1.0, False, "S2.F8"),
    "rest": Verb(0.0, False, "S2.O8"),
    "remember": Verb(0.0, False, "architecture"),
    "switch": Verb(0.0, False, "architecture"),
}
