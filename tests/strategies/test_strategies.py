"""Shipped strategies are short, use no raw arrays, and do what they say."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections import Counter

import numpy as np
import pytest

from movementsim import Movement, Scenario, Strategy
from movementsim.kernel.columns import NOBODY, Whole
from movementsim.plugins.discovery import find_strategies
from movementsim.simulation.stack import Stack
from movementsim.state.events import Event
from movementsim.state.schedule import schedule
from movementsim.strategies.broker import Broker
from movementsim.strategies.burning_out import BurningOut
from movementsim.strategies.careerist import Careerist
from movementsim.strategies.factionalist import Factionalist
from movementsim.strategies.grudge_keeper import GrudgeKeeper
from movementsim.strategies.imitator import Imitator
from movementsim.strategies.organiser import Organiser

SHIPPED = [
    found.kind
    for found in find_strategies().values()
    if found.kind.__module__.startswith("movementsim.strategies")
]


def run(
    strategy: Strategy, seed: int = 3, weeks: int = 60, beside: Strategy | None = None
) -> Movement:
    following: dict[Strategy | str, float] = {strategy: 0.06}
    if beside:
        following[beside] = 0.06
    movement = Movement(members=200, following=following, seed=seed, record=())
    movement.stack.recorded_acts = []
    return movement.run(weeks)


def done(movement: Movement) -> Counter[str]:
    """Count what the followers of the first strategy did, by verb."""
    assert movement.stack.recorded_acts is not None
    counted: Counter[str] = Counter()
    for acts in movement.stack.recorded_acts:
        for verb in acts:
            counted[verb] += int((movement.following.index[getattr(acts, verb).who] == 1).sum())
    return counted


def followers(movement: Movement) -> Whole:
    return movement.following.members(movement.world, 1)


# -- the vocabulary


@pytest.mark.parametrize("kind", SHIPPED, ids=lambda kind: kind.__name__)
def test_decide_is_short(kind: type[Strategy]) -> None:
    source = textwrap.dedent(inspect.getsource(kind.decide))
    decide = ast.parse(source).body[0]
    assert isinstance(decide, ast.FunctionDef)
    assert ast.get_docstring(decide)
    after_docstring = decide.body[0].end_lineno
    assert after_docstring is not None
    assert len(source.rstrip().splitlines()) - after_docstring <= 25


@pytest.mark.parametrize("kind", SHIPPED, ids=lambda kind: kind.__name__)
def test_strategies_use_no_raw_arrays(kind: type[Strategy]) -> None:
    module = inspect.getmodule(kind)
    assert module is not None
    tree = ast.parse(inspect.getsource(module))
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert imported == set()
    # a strategy uses the vocabulary, not the world, ties, slots and draws behind it
    reached = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not reached & {"world", "people", "ties", "slots", "draws", "owner", "edge"}
    decide = ast.parse(textwrap.dedent(inspect.getsource(kind.decide)))
    assert not [node for node in ast.walk(decide) if isinstance(node, ast.Subscript | ast.For)]


@pytest.mark.parametrize("kind", [Organiser, Factionalist])
def test_organiser_and_factionalist_have_ten_traits_with_neutral_values(
    kind: type[Strategy],
) -> None:
    traits = kind.parameters()
    assert len(traits) == 10
    letter = "O" if kind is Organiser else "F"
    assert [trait.source for trait in traits] == [f"S2.{letter}{n}" for n in range(1, 11)]
    assert all(trait.neutral is not None and trait.neutral != trait.default for trait in traits)


# -- the other strategies


def test_imitator_copies_the_share_of_credit_kept() -> None:
    grabbers = run(Imitator(), beside=Factionalist())
    world = grabbers.world
    world.people.open("keep")[:] = 0.6
    grabbers.run(2)
    assert (world.people.keep[followers(grabbers)] == 0.6).mean() > 0.9


def test_imitator_becomes_less_open_among_factionalists() -> None:
    among = {kind: run(Imitator(), weeks=104, beside=kind()) for kind in (Organiser, Factionalist)}
    openness = {
        kind: movement.following.memory(Imitator())["openness"][followers(movement)].mean()
        for kind, movement in among.items()
    }
    assert openness[Organiser] > 0.95 > openness[Factionalist]


def test_grudge_keeper_pays_back_once() -> None:
    movement = run(GrudgeKeeper(occasions=1.0), weeks=20)
    memory = movement.following.memory(GrudgeKeeper())
    keeper, foe = followers(movement)[:2]
    energy = movement.world.people.open("hours")
    memory["foe"][keeper], energy[keeper] = foe, 5.0
    movement.stack.recorded_acts = []
    movement.run(2)
    talks = [acts.talk for acts in movement.stack.recorded_acts]
    shut_out = [acts.exclude for acts in movement.stack.recorded_acts]
    paid = [int(((rows.who == keeper) & (rows.whom == foe)).sum()) for rows in (*talks, *shut_out)]
    assert sum(paid) == 1
    assert memory["foe"][keeper] != foe


def test_grudge_keeper_remembers_the_wrongdoer() -> None:
    """A person who is excluded by somebody remembers who did it."""
    movement = Movement(members=60, following={GrudgeKeeper(occasions=0.0): 0.3}, seed=1, record=())
    world = movement.world
    victim, author = followers(movement)[:2]
    world.ids = ({"victim": int(victim), "author": int(author)},)
    event = Event(week=2, kind="exclude", who=("victim",), by=("author",))
    world.events = schedule([[event]], world.ids)
    # an exclusion by the scenario is an expulsion, so make the victim a member again
    movement.run(3)
    world.people.open("status")[victim] = world.people.status[author]
    movement.run(1)
    assert movement.following.memory(GrudgeKeeper())["foe"][victim] == author


def test_broker_connects_the_branches() -> None:
    apart, together = run(Broker(talks=0.0, meets=0.0)), run(Broker())
    assert together.read("ei_index")["ei_index"] > apart.read("ei_index")["ei_index"] + 0.01


def test_careerist_gets_posts_and_keeps_the_credit() -> None:
    movement = run(Careerist(), weeks=156)
    people = movement.world.people
    mine, others = followers(movement), np.setdiff1d(people.active, followers(movement))
    assert (people.keep[mine] == 0.5).all()
    assert (people.post[mine] > 0).mean() > 3 * (people.post[others] > 0).mean()
    assert done(movement)["favour"] > 0


def test_burning_out_rests_until_fit_and_not_before() -> None:
    """At the same burnout the member works while it rises, and rests while it falls."""
    movement = run(BurningOut(worn=0.5, fit=0.1), weeks=5)
    people, memory = movement.world.people, movement.following.memory(BurningOut())
    mine = followers(movement)
    seen = []
    for burnout in (0.3, 0.6, 0.3, 0.05, 0.3):
        people.open("burnout")[mine] = burnout
        movement.stack.recorded_acts = []
        movement.run(1)
        rest = movement.stack.recorded_acts[0].rest.who
        seen.append(float(np.isin(mine, rest).mean()))
    assert seen == [0, 1, 1, 0, 0]
    assert (memory["resting"][mine] == 0).all()


def test_guide_finds_newcomers_and_gives_them_tasks() -> None:

    def newcomers(**parameters: float) -> tuple[float, float]:
        """Return the shares of all newcomers of eight runs who were contacted and entrusted."""
        following = {"GuideOfNewcomers": {"share": 0.06, **parameters}}
        stack = Stack(
            [
                Scenario.from_values({"members": 200, "following": following, "seed": seed})
                for seed in range(8)
            ]
        )
        for _ in range(104):
            stack.step()
        people = stack.world.people
        new = people.joined >= 0
        return (people.contacted[new] >= 0).mean(), (people.entrusted[new] >= 0).mean()

    contacted, entrusted = newcomers()
    by_others, entrusted_by_others = newcomers(talks=0.0, tasks=0.0)
    assert contacted > by_others + 0.2
    assert entrusted > 0.2 > entrusted_by_others


def test_grudge_keeper_without_a_grudge_excludes_nobody() -> None:
    movement = run(GrudgeKeeper(), weeks=1)
    foe = movement.following.memory(GrudgeKeeper())["foe"]
    assert (foe == NOBODY).all()
    assert done(movement)["exclude"] == 0
