"""A scenario accepts valid values, and names what is wrong with all others."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

from movementsim import Movement, Organiser, Strategy, networks
from movementsim.errors import InputError, InputWarning
from movementsim.rules.membership.leaving import Leave
from movementsim.scenario.scenario import Scenario


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"members": True}, "members = True: must be a whole number, not true or false"),
        ({"members": "60"}, "members = '60': must be a whole number, not text"),
        ({"outside": "1"}, "outside = '1': must be a number, not text"),
        ({"network": {"rewire": False}}, "network.rewire = False: must be a number"),
        ({"events": [{"week": True, "kind": "shock"}]}, "events.0.week = True: must be a whole"),
        ({"roles": [{"who": "a", "opinion": "1"}]}, "roles.0.opinion = '1': must be a number"),
        ({"following": {"Organiser": True}}, "following.Organiser = True: must be a share"),
        ({"following": {"Organiser": "a"}}, "from 0 to 1, or a table with share"),
        ({"following": {"Organiser": {"share": True}}}, "share = True: must be a number"),
        (
            {"roles": [{"who": "a"}, {"who": "a"}]},
            "roles.1.who = 'a': roles.0 names the same person",
        ),
        ({"roles": [{"who": "leader"}], "standing": False}, "standing = false"),
        ({"roles": [{"who": "a", "post": "officer"}], "standing": False}, "standing = false"),
        ({"roles": [{"who": "a", "parameters": {"giving": 1}}]}, "parameters belong to a strategy"),
        (
            {"roles": [{"who": "a", "strategy": "Organiser", "parameters": {"givin": 1}}]},
            "roles.0: parameters: no parameter 'givin'; did you mean 'giving'? There are: out",
        ),
        (
            {"roles": [{"who": "a", "strategy": "Organiser", "parameters": {"giving": 7}}]},
            "roles.0: parameters: Organiser.giving = 7: must be a finite number in 0 to 1",
        ),
        (
            {"roles": [{"who": "a", "strategy": "Organizer"}]},
            "roles.0: strategy = 'Organizer': no strategy 'Organizer'; did you mean 'Organiser'?",
        ),
        ({"roles": [{"strategy": "Organiser"}]}, "the key 'roles.0.who' is missing; add it"),
        ({"roles": [{"who": 0}]}, "roles.0.who = 0: must be text, in quotes"),
        ({"roles": [{"who": "a", "post": "chief"}]}, "= 'chief': must be 'officer' or 'leader'"),
        ({"roles": [{"who": "a", "brief": "outwards"}]}, "did you mean 'outward'?"),
        ({"roles": [{"who": "a", "stubborn": 1}]}, "roles.0.stubborn = 1: must be true or false"),
        ({"roles": [{"who": "a", "opinion": 2}]}, "roles.0.opinion = 2: must be less than or eq"),
        ({"roles": [{"who": "a", "energy": -1}]}, "(allowed: 0 to 40)"),
        ({"roles": [{"who": "a", "parameters": 3}]}, "roles.0.parameters = 3: must be a table"),
        ({"roles": {"who": "a"}}, "roles = {'who': 'a'}: must be a list of tables"),
        ({"roles": ["a"]}, "roles.0 = 'a': must be a table"),
        ({"roles": [{"who": "leader", "post": "officer"}]}, "leave post out"),
        ({"roles": [{"who": "leader", "energy": 0}]}, "roles.0: energy = 0: only members with"),
        ({"switching": "no"}, "switching = 'no': must be true or false"),
        ({"others": "Rank"}, "others: no strategy 'Rank'; did you mean 'RankAndFile'?"),
        ({"following": {"Organizer": 0.1}}, "following.Organizer: no strategy 'Organizer'"),
        (
            {"rules": {"ballot": {"office_share": 2}}},
            "rules.ballot: Ballot.office_share = 2: must be",
        ),
        ({"rules": {"balot": {}}}, "rules: no rule 'balot'; did you mean 'ballot'?"),
        ({"without": ["balot"]}, "without: no rule 'balot'; did you mean 'ballot'?"),
        ({"following": {"Organiser": 0.7, "Factionalist": 0.7}}, "following: the shares add up to"),
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
        ({"events": [{"kind": "shock"}]}, "'events.0.week' is missing; add it (allowed: 0 to"),
        ({"events": [{"week": 1}]}, "'events.0.kind' is missing; add it ('threat' or "),
        ({"events": [{"week": 1, "kind": "shok"}]}, "'opportunity'; did you mean 'shock'?"),
        ({"events": [{"week": 1.5, "kind": "shock"}]}, "events.0.week = 1.5: must be a whole num"),
        ({"events": [{"week": 1, "kind": "threat", "size": -1}]}, "size = -1: must be 0 or more"),
        (
            {"events": [{"week": 1, "kind": "causes"}]},
            "needs at least one of discontent, weak_rivals",
        ),
        ({"events": [{"week": 1, "kind": "remove"}]}, 'events.0: kind = "remove" needs who'),
        ({"events": [{"week": 1, "kind": "remove", "who": "leaders"}]}, "must be a list: [...]"),
        (
            {"events": [{"week": 1, "kind": "remove", "who": ["leaders", "a"]}]},
            "who = ['leaders', 'a']: \"leaders\" stands for itself",
        ),
        (
            {"events": [{"week": 1, "kind": "exclude", "who": ["a"], "by": ["a"]}]},
            "by = ['a']: 'a' is among who",
        ),
    ],
)
def test_wrong_value_is_refused_with_the_reason(values: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as error:
        Scenario.from_values(values)
    assert words in str(error.value)


def test_whole_numbers_and_floats_are_interchangeable() -> None:
    plan = Scenario.from_values({"members": 60.0, "outside": 1, "following": {"Organiser": 1}})
    assert (plan.members, plan.outside, plan.following["Organiser"].share) == (60, 1.0, 1.0)
    assert Scenario.from_values(plan.model_dump()) == plan


def test_role_applies_to_the_leader_of_every_branch() -> None:
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
        ("id,power\nann,1\nbob,inf\n", "power = inf of 'bob': must be 0 to inf, but finite"),
        ("id,status\nann,guest\nbob,\n", "status = 'guest' of 'ann'"),
        ("id\nann\nbob\nleader\n", "somebody has the id 'leader', which stands for the leader"),
        ("id\nann\nbob\nleaders\n", "somebody has the id 'leaders', which stands for"),
        ("id,power\nann,0\nbob,0\n", "power is 0 for all members of a branch"),
        ("id,faction\nann,bob\nbob,eve\n", "faction = 'bob' of 'ann'"),
        ("id,status\nann,outside\nbob,outside\n", "nobody in it is a member"),
    ],
)
def test_error_in_a_table_of_people_is_named(people: str, words: str, tmp_path: Path) -> None:
    ties, named = tmp_path / "ties.csv", tmp_path / "those.csv"
    ties.write_text("source,target\nann,bob\n", encoding="utf-8")
    named.write_text(people, encoding="utf-8")
    network = {"kind": "file", "ties_file": str(ties), "people_file": str(named)}
    with pytest.raises(InputError) as error:
        Movement(network=network)
    assert "those.csv" in str(error.value)
    assert words in str(error.value)


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "remove", "who": ["bob"]},
        {"kind": "exclude", "who": ["ann", "bob"]},
        {"kind": "exclude", "who": ["ann"], "by": ["bob"]},
    ],
)
@pytest.mark.parametrize("status", ["outside", "supporter"])
def test_event_for_somebody_outside_is_refused(
    event: dict[str, Any], status: str, tmp_path: Path
) -> None:
    (tmp_path / "ties.csv").write_text("source,target\nann,bob\n", encoding="utf-8")
    people = f"id,status\nann,member\nbob,{status}\n"
    (tmp_path / "ties.people.csv").write_text(people, encoding="utf-8")
    network = {"kind": "file", "ties_file": str(tmp_path / "ties.csv")}
    key = "by" if "by" in event else "who"
    with pytest.raises(InputError, match=rf"events.0.{key} = 'bob': 'bob' is outside"):
        Movement(network=network, events=[{"week": 3, **event}])


@pytest.mark.parametrize("suffix", [".graphml", ".gexf", ".csv"])
def test_written_movement_can_be_the_start_of_another(suffix: str, tmp_path: Path) -> None:
    ran = Movement(
        members=90,
        outside=0.5,
        network={"branch_size": 30},
        following={"Factionalist": 0.1},
        roles=[{"who": "leader", "strategy": "Factionalist"}],  # so that they lead factions
        events=[{"week": 25, "kind": "exclude", "who": ["leaders"]}],
        seed=2,
        record=(),
    ).run(26)
    before = ran.people().set_index("id")
    assert set(before["status"]) == {"outside", "supporter", "member", "leaving", "left"}
    networks.write_network(ran.to_networkx(), tmp_path / f"now{suffix}")
    network = {"kind": "file", "ties_file": str(tmp_path / f"now{suffix}")}
    again = Movement(network=network, record=())
    after = again.people().set_index("id").loc[before.index]
    inside = before["status"].isin(["member", "leaving"])
    assert ((after["status"] == "member") == inside).all()
    for name in ("opinion", "energy", "trust", "branch"):
        assert after[name].tolist() == before[name].tolist()
    left = before.index[before["status"] == "left"]
    unsettled = before.index.isin(left) | before["faction"].isin(left)
    assert before["faction"][unsettled].ne("").any()
    assert before["faction"][~unsettled].ne("").any()
    assert after["faction"].tolist() == before["faction"].mask(unsettled, "").tolist()
    assert nx.utils.edges_equal(again.to_networkx().edges, ran.to_networkx().edges)


def test_default_status_is_member(tmp_path: Path) -> None:
    (tmp_path / "ties.csv").write_text("source,target\nann,bob\n", encoding="utf-8")
    (tmp_path / "ties.people.csv").write_text("id,status\nann,\nbob,\n", encoding="utf-8")
    movement = Movement(network={"kind": "file", "ties_file": str(tmp_path / "ties.csv")})
    assert movement.people()["status"].tolist() == ["member", "member"]


@pytest.mark.parametrize(
    ("cells", "branches"),
    [(("north", "", "", "south"), [1, 0, 0, 2]), (("7", "", "", "8"), [0, 2, 2, 1])],
)
def test_people_without_a_branch_form_one_branch(
    cells: tuple[str, ...], branches: list[int], tmp_path: Path
) -> None:
    names = ("ann", "bob", "cem", "dot")
    (tmp_path / "ties.csv").write_text("source,target\nann,bob\n", encoding="utf-8")
    rows = "".join(f"{name},{cell}\n" for name, cell in zip(names, cells, strict=True))
    (tmp_path / "ties.people.csv").write_text(f"id,branch\n{rows}", encoding="utf-8")
    network = {"kind": "file", "ties_file": str(tmp_path / "ties.csv")}
    world = Movement(network=network, record=()).world
    assert world.people.branch.tolist() == branches


def test_error_of_a_movement_gives_the_reason() -> None:
    movement = Movement(members=20, record=())
    for weeks in (1.5, -1, True, "4"):
        with pytest.raises(InputError, match="must be a whole number of weeks, 0 or more"):
            movement.run(weeks)  # type: ignore[arg-type]
    assert movement.run(0).week == 0
    with pytest.raises(InputError, match="no indicator 'membrs'; did you mean 'members'"):
        movement.read("membrs")
    with pytest.raises(InputError, match=r"the class Organiser: write Organiser\(\)"):
        Movement(members=20, following={Organiser: 0.1})


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"record_every": 0}, "record_every=0: must be a whole number of weeks, 1 or more"),
        ({"record_every": -1}, "record_every=-1: must be a whole number"),
        ({"record_every": 2.5}, "record_every=2.5: must be a whole number"),
        ({"record_every": True}, "record_every=True: must be a whole number"),
        ({"rules": [1]}, "rules has 1: must be rules themselves"),
        ({"rules": ["leave"]}, "rules has 'leave': must be rules themselves"),
        ({"rules": "leave"}, "rules has 'leave': must be rules themselves"),
        ({"rules": 7}, "rules has 7: must be rules themselves"),
        ({"rules": [Leave]}, "must be rules themselves, such as [Leave(), ...]"),
        ({"scenario": "x.toml"}, "Movement('x.toml'): the first argument is a Scenario"),
        ({"scenario": 200}, "fields go by name, such as members=200"),
        ({"following": [Organiser()]}, "must be a mapping of strategy to share"),
        ({"following": "Organiser"}, "following='Organiser': must be a mapping"),
    ],
)
def test_argument_of_the_wrong_type_is_named(given: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as error:
        Movement(**given)
    assert words in str(error.value)


def test_share_that_gives_nobody_causes_a_warning() -> None:
    words = r"following.Organiser = 0.02: of 20 members that is nobody .* raise it above 0.025"
    with pytest.warns(InputWarning, match=words) as warned:
        Movement(members=20, following={"Organiser": 0.02}, record=())
    assert warned[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Movement(members=20, following={"Organiser": 0.026, "Broker": 0}, record=())


def test_rules_can_be_any_iterable() -> None:
    movement = Movement(members=20, rules=(rule for rule in [Leave()]), record=(), record_every=2)
    assert [rule.name() for rule in movement.weeks.rules] == ["leave"]
    assert not Movement(members=20, rules=[], record=()).weeks.rules


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"roles": [{"who": "ann"}]}, ["roles.0.who = 'ann': nobody", 'use who = "leader"']),
        (
            {"events": [{"week": 1, "kind": "remove", "who": ["ann"]}]},
            ["events.0.who = 'ann': nobody", 'use who = ["leaders"]'],
        ),
        (
            {"events": [{"week": 1, "kind": "exclude", "who": ["leaders"], "by": ["ann"]}]},
            ["events.0.by = 'ann': nobody is called"],
        ),
        (
            {"events": [{"week": 1, "kind": "shock", "branch": 9}]},
            ["events.0.branch = 9: there are 1 branches"],
        ),
        (
            {"network": {"kind": "generator", "generator": "path_graph"}, "roles": [{"who": "20"}]},
            ["roles.0.who = '20': nobody", "There are 20 people: 0, 1, 2, 3, 4, ..."],
        ),
        (
            {"network": {"kind": "generator", "generator": "path_grph"}},
            ["network.generator: ", "did you mean 'path_graph'?"],
        ),
        ({"following": {"Organiser": 1.0}}, ["following.Organiser = 1: 20 members are asked for"]),
    ],
)
def test_error_found_with_the_people_names_the_file(
    values: dict[str, Any], words: list[str]
) -> None:
    with pytest.raises(InputError) as error:
        Movement(Scenario.from_values({"members": 20, **values}, "some.toml"))
    for word in ("some.toml: ", *words):
        assert word in str(error.value)


def test_parameter_without_a_range_must_be_a_number() -> None:
    class Keen(Strategy):
        zeal: float = 1.0

    assert Keen(zeal=-70).zeal == -70
    with pytest.raises(InputError) as error:
        Keen(zeal=float("nan"))
    assert str(error.value) == "Keen.zeal = nan: must be a finite number"
