"""A movement is a Mesa model and works as one."""

from __future__ import annotations

import inspect
from typing import Any

import mesa
import numpy as np
import pandas as pd
import pytest

from movementsim import Factionalist, InputError, Movement, Organiser
from movementsim.plugins.schema import all_indicators
from movementsim.simulation.agents import Member
from movementsim.state.people import Post, Status
from movementsim.strategies.rank_and_file import RankAndFile


@pytest.fixture
def movement() -> Movement:
    return Movement(
        members=80,
        following={Organiser(): 0.1, Factionalist(): 0.1},
        seed=2,
        record=("members", "power_gini", "trust"),
        rules={"leave": {"base_hazard": 0.05, "lag": 0}},
    )


# -- the model


def test_has_a_clock_and_random_numbers(movement: Movement) -> None:
    assert isinstance(movement, mesa.Model)
    assert isinstance(movement.rng, np.random.Generator)
    assert movement.steps == movement.week == 0
    assert movement.running


def test_step_is_a_week(movement: Movement) -> None:
    movement.step()
    movement.step()
    assert movement.steps == movement.week == movement.time == 2
    assert movement.run(weeks=3) is movement
    assert movement.week == 5


def test_same_seed_gives_the_same_mesa_random_numbers() -> None:
    first, second = Movement(members=20, seed=5), Movement(members=20, rng=5)
    assert first.rng.random() == second.rng.random()
    assert first.setup == second.setup


def test_seed_defaults_to_the_scenario_and_none_is_random() -> None:
    assert Movement(members=20).setup.seed == Movement(members=20).setup.seed
    assert Movement(members=20, seed=None).setup.seed != Movement(members=20, rng=None).setup.seed
    with pytest.raises(InputError, match="not both"):
        Movement(members=20, seed=1, rng=1)


def test_run_ends_when_everybody_has_left() -> None:
    movement = Movement(
        members=20,
        outside=0.0,
        seed=2,
        without=("join",),
        rules={"leave": {"background_hazard": 1.0, "lag": 2}},
    )
    weeks = 0
    while movement.running:
        movement.step()
        weeks += 1
    assert weeks == 3  # they decide in the first week and are off the roll two weeks later
    assert len(movement.agents) == 0
    movement.step()  # an empty movement can be stepped, and nothing happens
    assert movement.read("members") == {"members": 0.0}


# -- agents


def test_agents_are_the_members_on_the_roll(movement: Movement) -> None:
    movement.run(20)
    people = movement.world.people
    assert sorted(member.slot for member in movement.agents) == people.roll.tolist()
    assert [member.unique_id for member in movement.agents] == people.uid[
        [member.slot for member in movement.agents]
    ].tolist()
    assert movement.agents_by_type[Member] is not None


def test_agents_have_the_attributes_of_their_members(movement: Movement) -> None:
    movement.run(5)
    people = movement.world.people
    for member in movement.agents:
        assert isinstance(member, mesa.Agent)
        assert member.model is movement
        assert member.trust == people.trust[member.slot]
        assert isinstance(member.status, Status)
        assert isinstance(member.post, Post)
        assert isinstance(member.strategy, Organiser | Factionalist | RankAndFile)
        assert all(isinstance(comrade, Member) for comrade in member.comrades)
    with pytest.raises(AttributeError, match="no 'pwoer'"):
        _ = next(iter(movement.agents)).pwoer


def test_agents_hold_no_state(movement: Movement) -> None:
    member = next(iter(movement.agents))
    before = set(vars(member))
    movement.run(3)
    assert member.hours == movement.world.people.hours[member.slot]
    assert set(vars(member)) == before
    columns = set(movement.world.people.table())
    assert not columns & before
    # nor on the class, which other movements share
    assert not columns - {"status", "post", "brief"} & set(vars(Member))


def test_methods_of_agent_sets_work(movement: Movement) -> None:
    movement.run(10)
    agents, people = movement.agents, movement.world.people
    strong = agents.select(lambda member: member.power > 1)
    assert len(strong) == (people.power[people.roll] > 1).sum()
    assert agents.agg("power", sum) == pytest.approx(len(agents))
    assert np.mean(agents.get("trust")) == pytest.approx(movement.read("trust")["trust"])
    by_branch = agents.groupby("branch").count()
    assert sum(by_branch.values()) == len(agents)
    assert len(agents.select(at_most=5)) == 5
    assert agents.sort("power").to_list()[0].power == people.power[people.roll].max()
    assert len(agents.shuffle()) == len(agents)


def test_people_who_left_are_not_among_the_agents(movement: Movement) -> None:
    before = {member.unique_id: member for member in movement.agents}
    movement.run(40)
    left = movement.world.people.status == Status.LEFT
    gone = set(movement.world.people.uid[left].tolist())
    assert gone
    now = {member.unique_id for member in movement.agents}
    assert not gone & now
    # those who stay are the same objects
    stayed = {member.unique_id: member for member in movement.agents}
    assert all(stayed[uid] is member for uid, member in before.items() if uid in stayed)
    assert not movement.agents.select(lambda member: member.status == Status.LEFT)
    # a reference that was kept shows the new status
    assert all(before[uid].status == Status.LEFT for uid in gone & set(before))


def test_agents_of_two_movements_are_separate(movement: Movement) -> None:
    other = Movement(members=30, seed=9, record=())
    assert len(other.agents) == 30
    assert len(movement.agents) == 80
    movement.run(10)
    assert len(other.agents) == 30
    assert all(member.model is other for member in other.agents)


# -- collected data


def test_data_collector_gives_frames(movement: Movement) -> None:
    movement.run(12)
    frame = movement.datacollector.get_model_vars_dataframe()
    assert list(frame.columns) == ["members", "power_gini", "trust"]
    assert len(frame) == 13  # the start and each week
    assert frame["members"].iloc[-1] == movement.read("members")["members"]
    assert frame["members"].iloc[0] == 80


def test_recording_interval() -> None:
    movement = Movement(members=20, seed=1, record=("members",), record_every=4).run(9)
    assert len(movement.datacollector.get_model_vars_dataframe()) == 3


def test_standard_data_collector_works(movement: Movement) -> None:
    collector = mesa.DataCollector(
        model_reporters={"week": "week", "strongest": lambda m: m.agents.agg("power", max)},
        agent_reporters={"power": "power", "strategy": lambda a: type(a.strategy).__name__},
    )
    for _ in range(3):
        movement.step()
        collector.collect(movement)
    model = collector.get_model_vars_dataframe()
    agents = collector.get_agent_vars_dataframe()
    assert model["week"].tolist() == [1, 2, 3]
    assert agents["power"].groupby("Step").max().tolist() == model["strongest"].tolist()
    assert set(agents["strategy"]) == {"Organiser", "Factionalist", "RankAndFile"}


def test_unknown_indicator_gets_a_suggestion() -> None:
    with pytest.raises(InputError, match="did you mean 'members'"):
        Movement(members=20, record=("member",))


def test_every_indicator_has_a_unit_and_a_meaning(movement: Movement) -> None:
    values = movement.run(3).read()
    assert set(values) == set(all_indicators())
    assert all(about.unit and about.meaning for about in all_indicators().values())


# -- batches


def batch(processes: int) -> pd.DataFrame:
    rows = mesa.batch_run(
        Movement,
        {"members": [30, 40], "following": [{"Organiser": 0.1}], "record": [("power_gini",)]},
        rng=[1, 2, 3],
        max_steps=6,
        display_progress=False,
        number_processes=processes,
    )
    return pd.DataFrame(rows).sort_values("RunId").drop(columns="following")


def test_batch_run_works() -> None:
    frame = batch(1)
    assert len(frame) == 6
    assert sorted(set(frame["members"])) == [30, 40]
    assert (frame["Step"] == 6).all()
    assert frame["power_gini"].nunique() == 6
    alone = Movement(members=40, following={"Organiser": 0.1}, seed=2).run(6)
    row = frame[(frame["members"] == 40) & (frame["seed"] == 2)]
    assert row["power_gini"].item() == alone.read("power_gini")["power_gini"]


@pytest.mark.slow
def test_batch_run_with_two_processes_gives_the_same() -> None:
    pd.testing.assert_frame_equal(batch(1).reset_index(drop=True), batch(2).reset_index(drop=True))


@pytest.mark.filterwarnings("ignore:The `iterations` keyword:DeprecationWarning")
def test_iterations_of_a_batch_differ() -> None:
    rows = mesa.batch_run(
        Movement,
        {"members": [30], "record": [("power_gini",)]},
        iterations=4,
        max_steps=3,
        display_progress=False,
        number_processes=1,
    )
    assert len({row["power_gini"] for row in rows}) == 4


def test_can_be_subclassed() -> None:
    class Campaigning(Movement):
        def step(self) -> None:
            super().step()
            self.strongest = self.agents.agg("power", max)

    movement = Campaigning(members=20, seed=1, record=())
    movement.run(2)
    assert movement.week == 2
    assert movement.strongest == movement.world.people.power.max()


def test_solara_viz_can_read_its_parameters() -> None:
    # the browser makes the model again from keyword values
    names = inspect.signature(Movement).parameters
    assert {"seed", "following"} <= set(names)
    values: dict[str, Any] = {"members": 25, "seed": 3, "following": {"Organiser": 0.1}}
    again = Movement(**values)
    assert again.read("members") == {"members": 25.0}
