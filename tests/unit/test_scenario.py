"""A scenario takes what it can use, and says of everything else what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from movementsim import Movement, Organiser, Strategy
from movementsim.errors import InputError
from movementsim.scenario import Scenario


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"members": True}, "members = True: must be an integer, not true or false"),
        ({"members": "60"}, "members = '60': must be an integer, not text"),
        ({"outside": "1"}, "outside = '1': must be a number, not text"),
        ({"network": {"rewire": False}}, "network.rewire = False: must be a number"),
        ({"events": [{"week": True, "kind": "shock"}]}, "events.0.week = True: must be an int"),
        ({"roles": [{"who": "a", "opinion": "1"}]}, "roles.0.opinion = '1': must be a number"),
        ({"following": {"Organiser": True}}, "following.Organiser = True: must be a share"),
        ({"following": {"Organiser": "a"}}, "from 0 to 1, or a table with share"),
        ({"following": {"Organiser": {"share": True}}}, "share = True: must be a number"),
        ({"roles": [{"who": "a"}, {"who": "a"}]}, "roles: 'a' has more than one"),
        ({"roles": [{"who": "leader"}], "standing": False}, "standing = false"),
        ({"roles": [{"who": "a", "post": "officer"}], "standing": False}, "standing = false"),
        ({"roles": [{"who": "a", "parameters": {"giving": 1}}]}, "parameters belong to a strategy"),
        (
            {"roles": [{"who": "a", "strategy": "Organiser", "parameters": {"givin": 1}}]},
            "roles.a has no parameter 'givin'; did you mean 'giving'?",
        ),
        ({"roles": [{"who": "leader", "post": "officer"}]}, "leave post out"),
        ({"roles": [{"who": "leader", "energy": 0}]}, "energy above 0"),
        ({"network": {"ties_file": "a.csv"}}, 'ties_file belongs to kind = "file", not to "br'),
        ({"network": {"generator": "path_graph"}}, 'generator belongs to kind = "generator"'),
        (
            {"network": {"kind": "file", "ties_file": "a.csv", "ties": 4}},
            'ties belongs to kind = "branches", not to "file"',
        ),
        (
            {"network": {"kind": "file", "ties_file": "a.csv"}, "members": 60},
            "members are those in the file",
        ),
        ({"events": [{"week": 12, "kind": "threat"}], "weeks": 12}, "events.0.week = 12: the run"),
        (
            {"events": [{"week": 1, "kind": "opportunity", "discontent": 0.5}]},
            'discontent belongs to kind = "causes", not to "opportunity"',
        ),
        ({"events": [{"week": 1, "kind": "remove", "by": ["a"]}]}, "by belongs to"),
    ],
)
def test_what_is_refused(values: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as told:
        Scenario.from_values(values)
    assert words in str(told.value)


def test_numbers_are_taken_as_they_are_written() -> None:
    told = Scenario.from_values({"members": 60.0, "outside": 1, "following": {"Organiser": 1}})
    assert (told.members, told.outside, told.following["Organiser"].share) == (60, 1.0, 1.0)
    assert Scenario.from_values(told.model_dump()) == told


def test_the_leader_of_every_branch_is_what_their_role_says() -> None:
    role = {"who": "leader", "stubborn": True, "opinion": 0.9, "energy": 7, "brief": "outward"}
    movement = Movement(members=90, network={"branch_size": 30}, roles=[role], record=())
    people, chiefs = movement.world.people, movement.world.branches.leader
    assert len(chiefs) == 3
    assert people.stubborn[chiefs].all()
    assert (people.opinion[chiefs] == 0.9).all()
    assert (people.energy[chiefs] == 7).all()
    assert (people.hours[chiefs] == 7).all()
    others = np.setdiff1d(np.arange(len(people)), chiefs)
    assert not people.stubborn[others].any()
    assert (people.opinion[others] != 0.9).all()


@pytest.mark.parametrize(
    ("people", "words"),
    [
        ("id,opinon\nann,0.5\nbob,\n", "the column 'opinon' is not known. Did you mean 'opinion'"),
        ("id,trust\nann,0.5\nbob,much\n", "must hold numbers from 0 to 1; that of 'bob' is 'much'"),
        ("id,trust\nann,0.5\nbob,2\n", "trust = 2 of 'bob': must be 0 to 1"),
        ("id,status\nann,guest\nbob,\n", "status = 'guest' of 'ann'"),
        ("id,power\nann,0\nbob,0\n", "power is 0 for all members of a branch"),
        ("id,faction\nann,bob\nbob,eve\n", "faction = 'bob' of 'ann'"),
        ("id,status\nann,outside\nbob,outside\n", "nobody in it is a member"),
    ],
)
def test_a_wrong_table_of_people_is_named(people: str, words: str, tmp_path: Path) -> None:
    ties, named = tmp_path / "ties.csv", tmp_path / "those.csv"
    ties.write_text("source,target\nann,bob\n", encoding="utf-8")
    named.write_text(people, encoding="utf-8")
    network = {"kind": "file", "ties_file": str(ties), "people_file": str(named)}
    with pytest.raises(InputError) as told:
        Movement(network=network)
    assert "those.csv" in str(told.value)
    assert words in str(told.value)


def test_a_movement_says_what_it_cannot_do() -> None:
    movement = Movement(members=20, record=())
    for weeks in (1.5, -1, True, "4"):
        with pytest.raises(InputError, match="must be a whole number of weeks, 0 or more"):
            movement.run(weeks)  # type: ignore[arg-type]
    assert movement.run(0).week == 0
    with pytest.raises(InputError, match="no indicator 'membrs'; did you mean 'members'"):
        movement.read("membrs")
    with pytest.raises(InputError, match=r"the class Organiser: write Organiser\(\)"):
        Movement(members=20, following={Organiser: 0.1})
    with pytest.raises(InputError, match=r'use who = \["leaders"\]'):
        Movement(members=20, events=[{"week": 1, "kind": "remove", "who": ["ann"]}])
    with pytest.raises(InputError, match='use who = "leader"'):
        Movement(members=20, roles=[{"who": "ann"}])


def test_a_parameter_without_a_range_must_still_be_a_number() -> None:
    class Keen(Strategy):
        zeal: float = 1.0

    assert Keen(zeal=-70).zeal == -70
    with pytest.raises(InputError) as told:
        Keen(zeal=float("nan"))
    assert str(told.value) == "Keen.zeal = nan: must be a finite number"
