"""Experiments are read and written; mistakes are named."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from movementsim.errors import InputError
from movementsim.lab.config.experiment import Experiment
from movementsim.lab.config.overrides import with_settings
from movementsim.lab.design.planning import make_plan
from tests.lab.experiments import VALUES, cells


def changed(setting: str) -> Experiment:
    return Experiment.from_values(with_settings(VALUES, [setting]), "file.toml")


def test_written_experiment_is_read_back() -> None:
    experiment = Experiment.from_values(VALUES)
    again = Experiment.from_values(tomllib.loads(experiment.to_toml()))
    assert again == experiment
    assert again.hash() == experiment.hash()


@pytest.mark.parametrize("path", sorted(Path("experiments").glob("*.toml")), ids=str)
def test_shipped_experiments_can_be_run(path: Path) -> None:
    experiment = Experiment.from_toml(path)
    assert experiment.experiment.name == path.stem
    assert Experiment.from_values(tomllib.loads(experiment.to_toml())) == experiment
    assert make_plan(experiment, path.parent, str(path)).runs


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("movement.network.tis=5", ["'network.tis'", "did you mean 'ties'?"]),
        (
            "arms.organisers.folowing={Organiser=0.1}",
            ["'folowing'", "did you mean 'following'?", "organisers"],
        ),
        ("arms.organisers.following={Orgniser=0.1}", ["'Orgniser'", "did you mean 'Organiser'?"]),
        ("movement.rules.balot.t0=1.0", ["'balot'", "did you mean 'ballot'?"]),
        (
            "movement.rules.ballot.office_shar=0.1",
            ["'office_shar'", "did you mean 'office_share'?"],
        ),
        ("movement.rules.ballot.held=0.1", ["'held' is now called 'office_share'"]),
        ('record.metrics=["membrs"]', ["'membrs'", "did you mean 'members'?"]),
        ('movement.members="many"', ["members", "'many'", "whole number"]),
        ("experiment.weeks=0", ["experiment.weeks = 0", "greater than or equal to 1"]),
        ("movement.rules.trust.gain=nan", ["gain", "nan"]),
        ('design.parameters."rules.ballot.turnout_base"=[nan]', ["turnout_base", "nan"]),
        ('design.parameters."rules.ballot.tt"=[1.0]', ["'tt'", "rules.ballot.tt = 1.0"]),
        ('design.parameters."members.x"=[1]', ["members.x", "single value"]),
        ("design.parameters.waves=[]", ["design.0.parameters.waves"]),
        ("design.parameters.waves=[1, 1]", ["twice"]),
        ("movement.seed=3", ["'seed' belongs to [experiment]"]),
        ('report.reference="nobody"', ["'nobody' is not an arm", "organisers"]),
        ('report.over_time=["skill"]', ["'skill'", "record.metrics"]),
        ('experiment.name="../away"', ["experiment.name"]),
        ('design={kind="table"}', ["points"]),
        ("outcome={column='club', left=['a'], stayed=['b']}", ["people"]),
    ],
)
def test_mistake_is_named_with_the_nearest_word(setting: str, words: list[str]) -> None:
    with pytest.raises(InputError) as refused:
        cells(changed(setting))
    for word in [*words, "file.toml"]:
        assert word in str(refused.value)
