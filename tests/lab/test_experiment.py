from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from movementsim.errors import InputError
from movementsim.lab.config.experiment import Experiment
from movementsim.lab.config.hashing import content_hash
from movementsim.lab.config.overrides import with_overrides, with_settings, with_value
from movementsim.lab.design.plan import replicate_seed
from movementsim.lab.design.planning import make_plan

VALUES: dict[str, Any] = {
    "experiment": {"name": "one", "question": "Why?", "weeks": 8, "seed": 3},
    "movement": {"members": 40, "rules": {"ballot": {"office_share": 0.3}}},
    "arms": {
        "organisers": {"following": {"Organiser": 0.1}},
        "factionalists": {
            "following": {"Factionalist": 0.1},
            "rules": {"ballot": {"turnout_base": -1.0}},
        },
    },
    "design": {"parameters": {"rules.opportunities.window": [2, 8], "waves": [1, 2]}},
    "replicates": {"number": 3},
}


def changed(setting: str) -> Experiment:
    return Experiment.from_values(with_settings(VALUES, [setting]), "file.toml")


def cells(experiment: Experiment) -> list[Any]:
    return list(make_plan(experiment, Path(), "file.toml").cells)


def test_it_reads_what_it_writes() -> None:
    whole = Experiment.from_values(VALUES)
    again = Experiment.from_values(tomllib.loads(whole.to_toml()))
    assert again == whole
    assert again.hash() == whole.hash()


@pytest.mark.parametrize("path", sorted(Path("experiments").glob("*.toml")), ids=str)
def test_the_experiments_that_come_with_it_can_be_run(path: Path) -> None:
    whole = Experiment.from_toml(path)
    assert whole.experiment.name == path.stem
    assert Experiment.from_values(tomllib.loads(whole.to_toml())) == whole
    assert make_plan(whole, path.parent, str(path)).runs


def test_arms_and_points_override_the_movement() -> None:
    whole = Experiment.from_values(VALUES)
    found = {(cell.arm, *cell.point.values()): cell.scenario for cell in cells(whole)}
    assert len(found) == 2 * 2 * 2
    scenario = found["factionalists", 8, 2]
    assert scenario.rules["ballot"] == {
        "office_share": 0.3,
        "turnout_base": -1.0,
    }  # tables are merged
    assert scenario.rules["opportunities"] == {"window": 8}
    assert scenario.waves == 2
    assert list(scenario.following) == ["Factionalist"]
    assert found["organisers", 2, 1].rules["ballot"] == {"office_share": 0.3}


def test_all_cells_share_the_seeds_of_the_replicates() -> None:
    runs = make_plan(Experiment.from_values(VALUES), Path(), "file.toml").runs
    assert [run.replicate for run in runs] == sorted(run.replicate for run in runs)
    assert len({run.id for run in runs}) == len(runs) == 24
    by_replicate = {run.replicate: run.seed for run in runs}
    assert all(run.seed == by_replicate[run.replicate] for run in runs)
    assert len(set(by_replicate.values())) == 3


def test_ids_come_from_what_decides_a_run_and_nothing_else() -> None:
    def ids(*settings: str) -> set[str]:
        experiment = Experiment.from_values(with_settings(VALUES, list(settings)))
        return {run.id for run in make_plan(experiment, Path(), "file.toml").runs}

    first = ids()
    assert ids('experiment.question="Other words"', "report.metrics=['trust']") == first
    assert ids("replicates.number=4") > first
    assert ids("movement.members=40") == first
    for other in ("experiment.weeks=9", "experiment.seed=4", "movement.rules.trust.gain=0.06"):
        assert not ids(other) & first


@given(some.integers(0, 2**62), some.integers(0, 10**6))
def test_seeds_are_exact_in_any_table(root: int, replicate: int) -> None:
    found = replicate_seed(root, replicate)
    assert 0 <= found < 2**53
    assert int(float(found)) == found
    assert found == replicate_seed(root, replicate) != replicate_seed(root, replicate + 1)


def test_a_hash_forgets_order_and_rounding_and_nothing_else() -> None:
    assert content_hash({"a": 1, "b": 0.1 + 0.2}) == content_hash({"b": 0.3, "a": 1.0})
    assert content_hash([0.1]) != content_hash([0.1 + 1e-9])
    assert content_hash([1, 2]) != content_hash([2, 1])


def test_settings_are_toml_by_dotted_name() -> None:
    values = {"a": {"b": 1}, "roles": [{"who": "leader", "brief": "inside"}]}
    found = with_settings(values, ["a.c=[1, 2]", "roles.0.brief=outward", 'a."x.y"=2.5', "d=true"])
    assert found == {
        "a": {"b": 1, "c": [1, 2], "x.y": 2.5},
        "d": True,
        "roles": [{"who": "leader", "brief": "outward"}],
    }
    assert values["a"] == {"b": 1}  # the values given stay as they were


def test_a_share_keeps_its_parameters() -> None:
    values = {"following": {"Organiser": {"share": 0.1, "listening": 0.5}, "Factionalist": 0.2}}
    more = with_value(values, ["following", "Organiser"], 0.3)
    assert more["following"]["Organiser"] == {"share": 0.3, "listening": 0.5}
    with_more = with_value(values, ["following", "Factionalist", "span"], 3)
    assert with_more["following"]["Factionalist"] == {"share": 0.2, "span": 3}
    replaced = with_overrides(values, {"following": {"Organiser": 0.4}})
    assert replaced["following"] == {"Organiser": 0.4}


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
        ('movement.members="many"', ["members", "'many'", "integer"]),
        ("experiment.weeks=0", ["experiment.weeks = 0", "greater than or equal to 1"]),
        ("movement.rules.trust.gain=nan", ["gain", "nan"]),
        ('design.parameters."rules.ballot.turnout_base"=[nan]', ["turnout_base", "nan"]),
        ('design.parameters."rules.ballot.tt"=[1.0]', ["'tt'", "rules.ballot.tt = 1.0"]),
        ('design.parameters."members.x"=[1]', ["members.x", "single value"]),
        ("design.parameters.waves=[]", ["design.0.parameters.waves"]),
        ("design.parameters.waves=[1, 1]", ["twice"]),
        ("movement.seed=3", ["'seed' belongs to [experiment]"]),
        ('report.reference="nobody"', ["'nobody' is no arm", "organisers"]),
        ('report.over_time=["skill"]', ["'skill'", "record.metrics"]),
        ('experiment.name="../away"', ["experiment.name"]),
        ('design={kind="table"}', ["points"]),
        ("outcome={column='club', left=['a'], stayed=['b']}", ["people"]),
    ],
)
def test_what_is_wrong_is_named_with_what_is_near(setting: str, words: list[str]) -> None:
    with pytest.raises(InputError) as refused:
        cells(changed(setting))
    for word in [*words, "file.toml"]:
        assert word in str(refused.value)


@pytest.mark.parametrize("setting", ["experiment.weeks", "=3", "a b=1", "a=]", "roles.1.brief=x"])
def test_a_setting_that_is_none_is_refused(setting: str) -> None:
    with pytest.raises(InputError):
        with_settings({"roles": [{}]}, [setting])
