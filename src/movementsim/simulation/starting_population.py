"""The people and ties with which movements start, grown from branches or read from networks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from movementsim import networks
from movementsim.errors import InputError, prefix_errors
from movementsim.inputs import as_text
from movementsim.kernel.columns import Array, Floats, Mask, Whole
from movementsim.kernel.draws import Draws, Keys, Uids, keys
from movementsim.kernel.segments import rank_in_runs
from movementsim.kernel.ties import Ties
from movementsim.scenario.roles import LEADER
from movementsim.scenario.scenario import Scenario
from movementsim.state.events import EVERY_LEADER

RESERVED_IDS = (LEADER, EVERY_LEADER)
"""Ids that stand for leaders in roles and events, so that no person may have them."""
MEMBER_STATUSES = ("", "member", "leaving")
"""Values of the column `status` that mean somebody is a member at the start. There are more than
one so that the people of a movement that was written out can start another."""
OUTSIDE_STATUSES = ("outside", "supporter", "left")
"""Values of the column `status` that mean somebody is outside the movement at the start."""
_STANDING_COLUMNS = ("status", "branch", "faction")
"""What a node table says of people in words; it may also set the columns that allow it."""


@dataclass(frozen=True, slots=True)
class NodeTable:
    """What a file or generator says of the people of one movement.

    Attributes
    ----------
    ids
        Names of the people, in the order of their slots.
    columns
        Columns by name, each of shape (people,).
    origin
        The file or generator that they come from, for errors.
    """

    ids: tuple[str, ...]
    columns: dict[str, Array]
    origin: str


@dataclass(frozen=True, slots=True)
class StartingPopulation:
    """The people and ties with which movements start, before anybody has a role.

    Attributes
    ----------
    run
        The movement that each person is part of, shape (people,); ascending.
    uid, key
        Permanent numbers, and keys of random draws, shape (people,).
    branch
        Numbers of the branches in their movement that people belong to or live near, (people,).
    members
        Whether each person is a member, shape (people,).
    ties
        The ties between them.
    tables
        What files or generators say of the people, for each movement; None for one that was grown.
    """

    run: Whole
    uid: Uids
    key: Keys
    branch: Whole
    members: Mask
    ties: Ties
    tables: tuple[NodeTable | None, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """The people and ties of one movement, or of several that are grown together."""

    run: Whole
    uid: Uids
    branch: Whole
    members: Mask
    pairs: Whole
    liking: Floats
    respect: Floats


def starting_population(
    scenarios: Sequence[Scenario], settable: Sequence[str]
) -> StartingPopulation:
    """Return the people and ties with which scenarios start.

    Parameters
    ----------
    scenarios
        The scenario of each movement.
    settable
        Names of the columns that a file may set, to suggest one for a misspelt name.

    Returns
    -------
    StartingPopulation
        The people and ties of all of them.

    Raises
    ------
    InputError
        When a network cannot be read or generated, or nobody in it is a member.
    """
    tables: list[NodeTable | None] = [None] * len(scenarios)
    grown = [run for run, each in enumerate(scenarios) if each.network.kind == "branches"]
    parts = [_grown([scenarios[run] for run in grown], np.array(grown))] if grown else []
    read: dict[Any, networks.Network] = {}
    for run, scenario in enumerate(scenarios):
        if scenario.network.kind != "branches":
            with prefix_errors(scenario.origin):
                part, tables[run] = _from_network(scenario, run, settable, read)
            parts.append(part)
    return _joined(scenarios, parts, tuple(tables))


def _joined(
    scenarios: Sequence[Scenario], parts: Sequence[_Part], tables: tuple[NodeTable | None, ...]
) -> StartingPopulation:
    """Put the parts into one set of arrays, in the order of movements."""
    run = np.concatenate([part.run for part in parts])
    order = np.argsort(run, kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    sizes = [len(part.run) for part in parts]
    first = np.cumsum([0, *sizes[:-1]])
    pairs = [place[part.pairs + begin] for part, begin in zip(parts, first, strict=True)]
    uid = np.concatenate([part.uid for part in parts])[order]
    run = run[order]
    return StartingPopulation(
        run,
        uid,
        keys([scenario.seed for scenario in scenarios], uid, run),
        np.concatenate([part.branch for part in parts])[order],
        np.concatenate([part.members for part in parts])[order],
        Ties.from_pairs(
            len(run),
            np.concatenate(pairs),
            np.concatenate([part.liking for part in parts]),
            np.concatenate([part.respect for part in parts]),
            run=run,
        ),
        tables,
    )


def _grown(scenarios: Sequence[Scenario], number: Whole) -> _Part:
    """Grow branches as small worlds of members and people around them, tied to one another."""
    members = np.array([scenario.members for scenario in scenarios])
    around = np.array([round(each.members * each.outside) for each in scenarios])
    total = members + around
    branches = np.array(
        [max(1, round(each.members / each.network.branch_size)) for each in scenarios]
    )
    each = np.arange(len(scenarios)).repeat(total)
    place = rank_in_runs(each)
    is_member = place < members[each]
    # members come first and are assigned to branches in turn; then the people around, likewise
    branch = np.where(is_member, place, place - members[each]) % branches[each]
    uid = place.astype(np.uint64)
    key = keys([scenario.seed for scenario in scenarios], uid, each)
    first = np.cumsum(branches) - branches
    settings = {
        name: np.array([getattr(scenario.network, name) for scenario in scenarios])
        for name in ("ties", "rewire", "between", "liking", "respect")
    }
    pairs = networks.small_worlds(
        branch + first[each],
        key,
        each,
        ties=settings["ties"],
        rewire=settings["rewire"],
        between=settings["between"],
    )
    layers = {}
    inside = is_member[pairs].all(axis=1)
    of_pair = each[pairs[:, 0]]
    for layer in ("liking", "respect"):
        mean = settings[layer][of_pair]
        views = np.column_stack(
            [
                Draws(-1).uniform(
                    f"{layer} at the start", key[pairs[:, side]], key[pairs[:, 1 - side]]
                )
                for side in (0, 1)
            ]
        )
        # ties to people around are weaker, and only members respect one another
        scale = np.where(inside, 2 * mean, mean if layer == "liking" else 0.0)
        layers[layer] = np.minimum(views * scale[:, None], 1.0)
    return _Part(number[each], uid, branch, is_member, pairs, layers["liking"], layers["respect"])


def _from_network(
    scenario: Scenario, run: int, settable: Sequence[str], read: dict[Any, networks.Network]
) -> tuple[_Part, NodeTable]:
    """Return the people and ties of a file or generator; `read` holds the files read so far."""
    found = _network(scenario, read)
    columns = dict(found.people)
    origin = _origin(scenario)
    networks.refuse_misspelt(columns, (*_STANDING_COLUMNS, *settable), origin)
    _refuse_reserved_ids(found.ids, origin)
    count = len(found.ids)
    branch = np.zeros(count, np.int64)
    if "branch" in columns:
        branch = np.unique(columns["branch"], return_inverse=True)[1].astype(np.int64)
    status = columns.get("status", np.full(count, ""))
    columns["status"] = np.array([as_text(cell) for cell in status.tolist()])
    members = _members(columns["status"], found.ids, origin)
    if not members.any():
        raise InputError(f"{origin}: nobody in it is a member")
    part = _Part(
        np.full(count, run), found.uid, branch, members, found.pairs, found.liking, found.respect
    )
    return part, NodeTable(tuple(found.ids), columns, origin)


def _network(scenario: Scenario, read: dict[Any, networks.Network]) -> networks.Network:
    network = scenario.network
    if network.kind == "file":
        assert network.ties_file is not None  # the scenario has checked it
        files = (network.ties_file, network.people_file)
        if files not in read:
            read[files] = networks.read_network(*files)
        return read[files]
    assert network.generator is not None
    with prefix_errors("network.generator"):
        return networks.generate(
            network.generator, scenario.members, scenario.seed, **network.parameters
        )


def _origin(scenario: Scenario) -> str:
    """Return the file or generator that people come from, for errors."""
    network = scenario.network
    if network.kind != "file":
        return f"the generator {network.generator}"
    return str(networks.files_of(str(network.ties_file), network.people_file)[-1])


def _refuse_reserved_ids(ids: list[str], origin: str) -> None:
    for word in RESERVED_IDS:
        if word in ids:
            raise InputError(
                f"{origin}: somebody has the id {word!r}, which stands for the leader of a branch "
                "where roles and events name people; give this person another id"
            )


def _members(status: np.ndarray, ids: list[str], origin: str) -> Mask:
    for name, cell in zip(ids, status.tolist(), strict=True):
        if cell not in MEMBER_STATUSES + OUTSIDE_STATUSES:
            raise InputError(f"{origin}: status = {cell!r} of {name!r}: must be member or outside")
    return np.isin(status, MEMBER_STATUSES)
