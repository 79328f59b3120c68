"""Making a world from a scenario: people, ties and branches, and who follows what."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from movementsim import networks
from movementsim.errors import InputError, InputWarning, prefix_errors
from movementsim.inputs import as_text
from movementsim.kernel.columns import NOBODY, Floats, Mask, Whole
from movementsim.kernel.draws import Draws, Uids
from movementsim.kernel.ties import Ties
from movementsim.scenario.roles import LEADER
from movementsim.scenario.scenario import Scenario
from movementsim.simulation import roles
from movementsim.state.birth import birth
from movementsim.state.branches import Branches
from movementsim.state.events import EVERY_LEADER
from movementsim.state.people import People, Status
from movementsim.state.schema import Schema
from movementsim.state.world import World

# people who are named in roles and events without their ids
WORDS = (LEADER, EVERY_LEADER)
# Columns that a node table may set; everything else in it is kept aside.
FROM_FILE = ("opinion", "energy", "skill", "charisma", "trust", "stake", "power", "loyalty")
# what a file may say of somebody: in the movement, or around it; not only `member` and `outside`,
# so that the people of a movement that was written out can begin another
INSIDE = ("", "member", "leaving")
AROUND = ("outside", "supporter", "left")
# the names that a column must not look like without being it
KNOWN = ("status", "branch", "faction", *FROM_FILE)
FIRST_LOYALTY = 0.6
"""Loyalty of somebody whose faction is known and no more, 0-1: that at which people join one."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """People and ties before anybody has a role, and the file they come from."""

    ids: tuple[str, ...] | None
    uid: Uids
    branch: Whole
    members: np.ndarray
    columns: dict[str, np.ndarray]
    fabric: Ties
    origin: str = ""


def create_world(scenario: Scenario, schema: Schema) -> World:
    """Return the world of a scenario in week 0.

    Parameters
    ----------
    scenario
        What the movement is made of.
    schema
        What its state is made of.

    Raises
    ------
    InputError
        When a network cannot be read or generated, or an event or role names nobody.
    """
    with prefix_errors(scenario.origin):
        return _begun(scenario, schema)


def _begun(scenario: Scenario, schema: Schema) -> World:
    start = _from_network(scenario) if scenario.network.kind != "branches" else _grown(scenario)
    people = People(start.uid, schema)
    for name, values in birth(scenario.seed, start.uid).items():
        people.open(name)[:] = values
    people.open("branch")[:] = start.branch
    _place(people, start, scenario)
    count = int(start.branch.max()) + 1
    ids = {name: slot for slot, name in enumerate(start.ids)} if start.ids else {}
    world = World(
        seed=scenario.seed,
        people=people,
        ties=start.fabric,
        branches=Branches(count, schema),
        schema=schema,
        events=tuple(sorted(scenario.events, key=lambda event: event.week)),
        ids=ids,
    )
    roles.check(world, scenario)
    roles.dress(world, scenario.roles)
    if scenario.standing:
        roles.seat(world, scenario)
    return world


def _grown(scenario: Scenario) -> Beginning:
    """Grow branches as small worlds with long ties between them, members and people around."""
    members = scenario.members
    total = members + round(members * scenario.outside)
    network = scenario.network
    count = max(1, round(members / network.branch_size))
    uid = np.arange(total, dtype=np.uint64)
    # members first, dealt to branches in turn, and the people around them likewise
    branch = np.concatenate([np.arange(members) % count, np.arange(total - members) % count])
    pairs = networks.small_worlds(
        branch,
        uid,
        ties=network.ties,
        rewire=network.rewire,
        between=network.between,
        seed=scenario.seed,
    )
    born = Draws(scenario.seed, -1)
    layers = {}
    inside = (pairs < members).all(axis=1)
    for layer, mean in (("liking", network.liking), ("respect", network.respect)):
        views = np.column_stack(
            [
                born.uniform(f"{layer} at the start", uid[pairs[:, side]], uid[pairs[:, 1 - side]])
                for side in (0, 1)
            ]
        )
        # ties to people around are weaker; respect is for members alone
        scale = np.where(inside, 2 * mean, mean if layer == "liking" else 0.0)
        layers[layer] = np.minimum(views * scale[:, None], 1.0)
    fabric = Ties.from_pairs(total, pairs, layers["liking"], layers["respect"])
    is_member = np.arange(total) < members
    return Beginning(None, uid, branch, is_member, {}, fabric)


def _from_network(scenario: Scenario) -> Beginning:
    network = scenario.network
    if network.kind == "file":
        assert network.ties_file is not None  # the scenario has checked it
        web = networks.read_network(network.ties_file, network.people_file)
    else:
        assert network.generator is not None
        with prefix_errors("network.generator"):
            web = networks.generate(
                network.generator, scenario.members, scenario.seed, **network.parameters
            )
    fabric = Ties.from_pairs(len(web.ids), web.pairs, web.liking, web.respect)
    columns = dict(web.people)
    origin = _origin(scenario)
    networks.refuse_misspelt(columns, KNOWN, origin)
    _refuse_words(web.ids, origin)
    branch = np.zeros(len(web.ids), np.int64)
    if "branch" in columns:
        branch = np.unique(columns["branch"], return_inverse=True)[1].astype(np.int64)
    status = columns.get("status", np.full(len(web.ids), ""))
    columns["status"] = np.array([as_text(cell) for cell in status.tolist()])
    members = _members(columns["status"], web.ids, origin)
    if not members.any():
        raise InputError(f"{origin}: nobody in it is a member")
    return Beginning(tuple(web.ids), web.uid, branch, members, columns, fabric, origin)


def _origin(scenario: Scenario) -> str:
    """Return where people come from, for whoever has to put it right."""
    network = scenario.network
    if network.kind != "file":
        return f"the generator {network.generator}"
    return str(networks.files_of(str(network.ties_file), network.people_file)[-1])


def _refuse_words(ids: list[str], origin: str) -> None:
    for word in WORDS:
        if word in ids:
            raise InputError(
                f"{origin}: somebody has the id {word!r}, which stands for whoever leads a branch "
                "where roles and events name people; give this person another id"
            )


def _members(status: np.ndarray, ids: list[str], origin: str) -> Mask:
    for name, cell in zip(ids, status.tolist(), strict=True):
        if cell not in INSIDE + AROUND:
            raise InputError(f"{origin}: status = {cell!r} of {name!r}: must be member or outside")
    return np.isin(status, INSIDE)


def _place(people: People, start: Beginning, scenario: Scenario) -> None:
    members = start.members
    born = Draws(scenario.seed, -1)
    near = born.uniform("supporter", start.uid) < 0.3
    people.open("status")[:] = np.where(
        members, Status.MEMBER, np.where(near, Status.SUPPORTER, Status.OUTSIDE)
    )
    for name, column in people.specification.items():
        if column.founders is not None:
            people.open(name)[members] = column.founders
    # founders joined over the two years before, so nobody is new by having been there first
    people.open("joined")[members] = -1 - (104 * born.uniform("tenure", start.uid[members])).astype(
        int
    )
    for name in FROM_FILE:
        if name in start.columns:
            people.open(name)[:] = _numbers(start.columns[name], name, people, start)
    if "power" in start.columns:
        _weigh(people, start)
    _take_sides(people, start)
    people.open("hours")[:] = people.energy


def _weigh(people: People, start: Beginning) -> None:
    """Scale the power of each branch's members to a mean of 1; nobody else holds any."""
    held = np.where(start.members, people.power, 0.0)
    members = np.bincount(start.branch, start.members)
    total = np.bincount(start.branch, held)
    if ((total == 0) & (members > 0)).any():
        raise InputError(
            f"{start.origin}: power is 0 for all members of a branch; give somebody some"
        )
    people.open("power")[:] = held * (members / np.where(total, total, 1.0))[start.branch]


def _take_sides(people: People, start: Beginning) -> None:
    """Put people into the factions that the column `faction` names them in, by leader's id."""
    named = [as_text(cell) for cell in start.columns.get("faction", np.empty(0)).tolist()]
    ids = start.ids or ()
    slots = {name: slot for slot, name in enumerate(ids)}
    # a movement that is written out settles the factions of those who left in the week after
    if not any(named) and "faction" not in people.specification:
        return  # no rule of this week knows factions, and the file names none
    left = set(np.array(ids)[start.columns.get("status", np.full(len(ids), "")) == "left"].tolist())
    faction = people.open("faction")
    for slot, name in enumerate(named):
        if not name or not left.isdisjoint((name, ids[slot])):
            continue
        leader = slots.get(name, NOBODY)
        wrong = (
            "nobody has that id"
            if leader == NOBODY
            else "both must be members"
            if not start.members[[slot, leader]].all()
            else f"{name!r} is in the faction of {named[leader]!r}"
            if named[leader] not in ("", name)
            else ""
        )
        if wrong:
            raise InputError(
                f"{start.origin}: faction = {name!r} of {ids[slot]!r}: {wrong}; a faction "
                "is named by the id of its leader"
            )
        faction[[slot, leader]] = leader
    loyalty = people.open("loyalty")
    if "loyalty" not in start.columns:
        loyalty[:] = np.where(faction == np.arange(len(people)), 0.0, FIRST_LOYALTY)
    loyalty[faction == NOBODY] = 0.0


def _is_number(cell: str) -> bool:
    try:
        float(cell or "nan")
    except ValueError:
        return False
    return True


def _numbers(values: np.ndarray, name: str, people: People, start: Beginning) -> Floats:
    column = people.known[name]
    given = np.asarray(values)
    ids = start.ids or ()
    if given.dtype.kind not in "if":
        text = [not _is_number(cell) for cell in given.tolist()]
        first = text.index(True) if True in text else 0
        raise InputError(
            f"{start.origin}: the column {name!r} must hold numbers from {column.low:g} to "
            f"{column.high:g}; that of {ids[first]!r} is {str(given[first])!r}"
        )
    given = given.astype(np.float64)
    missing = np.isnan(given)
    given = np.where(missing, getattr(people, name), given)
    within = np.isfinite(given) & (given >= column.low) & (given <= column.high)
    wrong = (~within).nonzero()[0]
    if len(wrong):
        raise InputError(
            f"{start.origin}: {name} = {given[wrong[0]]:g} of {ids[wrong[0]]!r}: must be "
            f"{column.low:g} to {column.high:g}{'' if np.isfinite(column.high) else ', but finite'}"
        )
    return given


def assign_strategies(world: World, scenario: Scenario, energetic_only: list[bool]) -> Whole:
    """Return the number of everybody's strategy: 0 for others, then in the order of `following`.

    One lottery decides the order in which people are taken, so that equal totals are the same
    people, whatever the strategies. Strategies that are active go to people with time alone.

    Raises
    ------
    InputError
        When there are fewer people with time than the shares ask for.

    Warns
    -----
    InputWarning
        When a share above 0 rounds to nobody; those who join may still be given that strategy.
    """
    people = world.people
    number = np.zeros(len(people), np.int64)
    members = (people.status == Status.MEMBER).nonzero()[0]
    lots = Draws(scenario.seed, -1).order("who is active", people.uid[members])
    members = members[np.argsort(lots, kind="stable")]
    taken = np.zeros(len(people), np.bool_)
    for index, (name, follow) in enumerate(scenario.following.items(), start=1):
        wanted = round(follow.share * len(members))
        if follow.share > 0 and not wanted:
            warnings.warn(_nobody(scenario, name, follow.share, len(members)), stacklevel=3)
        free = members[~taken[members]]
        if energetic_only[index]:
            free = free[people.energy[free] > 0]
        if wanted > len(free):
            raise InputError(
                f"{scenario.origin}: following.{name} = {follow.share:g}: {wanted} members are "
                f"asked for, but only {len(free)} are left who have time for the movement; lower "
                "the share"
            )
        chosen = free[:wanted]
        number[chosen] = index
        taken[chosen] = True
    return number


def _nobody(scenario: Scenario, name: str, share: float, members: int) -> InputWarning:
    """Say that a share is nobody's, and what to do; a sweep may well start from such shares."""
    return InputWarning(
        f"{scenario.origin}: following.{name} = {share:g}: of {members} members that is nobody at "
        f"the start; raise it above {0.5 / members:.3g}, or have more members"
    )
