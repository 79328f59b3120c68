"""Digests of a few small movements: integers exact, floats to 8 significant digits.

Run as a program to print the digests of the named scenarios (of all by default) as JSON, or with
`--write` to store them beside this file.
"""

from __future__ import annotations

import json
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from movementsim import MODEL_VERSION, Movement, Scenario
from movementsim.kernel.columns import Array

HERE = Path(__file__).parent
SMALL: dict[str, Any] = {"members": 80, "seed": 20, "network": {"branch_size": 27}, "weeks": 70}
SCENARIOS: dict[str, dict[str, Any]] = {
    "organisers": SMALL | {"following": {"Organiser": 0.1}},
    "factionalists": SMALL | {"following": {"Factionalist": 0.1}},
    "both": SMALL
    | {
        "following": {"Organiser": 0.1, "Factionalist": 0.1},
        "waves": 2,
        "events": [
            {"week": 10, "kind": "threat"},
            {"week": 20, "kind": "causes", "discontent": 1, "weak_rivals": 1, "squeezed_unions": 1},
        ],
    },
    "karate": {
        "members": 34,
        "outside": 0,
        "seed": 20,
        "weeks": 40,
        "network": {"kind": "generator", "generator": "karate_club_graph"},
        "roles": [
            {"who": "0", "strategy": "Organiser", "stubborn": True, "opinion": 0.8, "energy": 6},
            {
                "who": "33",
                "strategy": "Factionalist",
                "stubborn": True,
                "opinion": -0.8,
                "energy": 6,
            },
        ],
        "events": [{"week": 26, "kind": "exclude", "who": ["0"], "by": ["33"]}],
    },
}


def state(movement: Movement) -> dict[str, Array]:
    """Return every column of a movement by name."""
    world = movement.world
    state = {f"people.{name}": column for name, column in world.people.table().items()}
    state |= {f"branches.{name}": column for name, column in world.branches.table().items()}
    state |= {f"movements.{name}": column for name, column in world.movements.table().items()}
    pairs, edge = world.ties.pairs()
    back = world.ties.reverse[edge]
    state |= {"ties.pairs": pairs, "ties.met": world.ties.met[edge]}
    for side, at in (("there", edge), ("back", back)):
        state[f"ties.liking.{side}"] = world.ties.liking(at)
        state[f"ties.respect.{side}"] = world.ties.respect[at]
    ledger, chronicle = world.ledger, world.chronicle
    state |= {f"ledger.{name}": getattr(ledger, name) for name in ("person", "act", "amount")}
    state["chronicle.kind"] = np.array(chronicle.kinds)[chronicle.kind]
    acts = ("week", "who", "whom", "branch", "cause", "root")
    return state | {f"chronicle.{name}": getattr(chronicle, name) for name in acts}


def significant(value: float) -> str:
    """Return a number with 8 significant digits; below 1e-12 it counts as rounding, and as zero."""
    return f"{value if abs(value) >= 1e-12 else 0.0:.7e}"


def digest(values: Array) -> str:
    """Return a short digest: integers as they are, floats to 8 significant digits."""
    written = (
        [significant(value) for value in values.ravel().tolist()]
        if values.dtype.kind == "f"
        else [str(value) for value in values.ravel().tolist()]
    )
    return sha256(" ".join([str(values.shape), *written]).encode()).hexdigest()[:16]


def run_digests(name: str) -> dict[str, Any]:
    """Run a scenario and return its digests, with indicators that show what has changed."""
    movement = Movement(Scenario.from_values(SCENARIOS[name], name)).run()
    recorded = movement.datacollector.get_model_vars_dataframe()
    readings = {key: float(significant(value)) for key, value in movement.read().items()}
    return {
        "indicators": {key: None if np.isnan(value) else value for key, value in readings.items()},
        "series": {key: digest(recorded[key].to_numpy(np.float64)) for key in recorded},
        "state": {key: digest(values) for key, values in sorted(state(movement).items())},
    }


def digest_file(name: str) -> Path:
    """Return the file of a scenario's digests."""
    return HERE / f"{name}.json"


def main(words: list[str]) -> None:
    """Print the digests, or store them."""
    names = [word for word in words if word != "--write"] or list(SCENARIOS)
    found = {name: {"model_version": MODEL_VERSION} | run_digests(name) for name in names}
    if "--write" not in words:
        print(json.dumps(found))
        return
    for name, digests in found.items():
        digest_file(name).write_text(json.dumps(digests, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
