"""The ablation of an experiment switches off everything in play."""

from __future__ import annotations

import pytest

from movementsim.errors import InputError
from movementsim.lab.config.ablation import ablation_experiment
from movementsim.lab.config.experiment import Experiment
from tests.lab.made_up import ARMS, BASE


def test_everything_in_play_can_be_switched_off() -> None:
    apart = ablation_experiment(Experiment.from_values({**BASE, "arms": ARMS}))
    whats = [point["ablated"] for point in apart.design[0].points]
    assert whats[0] == "nothing"
    assert {"rules.ballot", "Organiser.giving", "Factionalist.circle"} <= set(whats)
    assert not any(what.startswith("Imitator") for what in whats)
    with pytest.raises(InputError, match=r"Imitator\.slowness: cannot be switched off"):
        ablation_experiment(Experiment.from_values(BASE), ["Imitator.slowness"])
