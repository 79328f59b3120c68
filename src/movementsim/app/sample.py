"""A real recording to try the viewer with: `python -m movementsim.app.sample > sample.json`."""

from __future__ import annotations

import json
import sys

from movementsim.app.levers import PRESETS, scenario
from movementsim.app.recording import Shown, recording
from movementsim.app.watch import record


def sample(members: int = 200, weeks: int = 120, seed: int = 1) -> str:
    """Return the recording of an organising movement beside a faction fight, as JSON."""
    shown = []
    for name, key in (("Organising", "organising"), ("Faction fight", "faction_fight")):
        settings = PRESETS[key]
        run = record(scenario(settings, members=members, weeks=weeks, seed=seed))
        shown.append(Shown(run, name, settings=settings.model_dump()))
    together = recording(shown, seed=seed, members=members, title="Organise or divide?")
    return json.dumps(together, separators=(",", ":"), allow_nan=False)


if __name__ == "__main__":
    sys.stdout.write(sample(*map(int, sys.argv[1:])))
