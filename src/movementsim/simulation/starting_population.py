"""The people and ties with which a movement starts, grown from branches or read from a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from movementsim import networks
from movementsim.errors import InputError, prefix_errors
from movementsim.inputs import as_text
from movementsim.kernel.columns import Mask, Whole
from movementsim.kernel.draws import Draws, Uids
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
class StartingPopulation:
    """The people and ties with which a movement starts, before anybody has a role.

    Attributes
    ----------
    ids
        Names of the people, in the order of their slots; None where they have none.
    uid
        Permanent numbers, shape (people,).
    branch
        Slots of the branches they belong to or live near, shape (people,).
    members
        Whether each person is a member, shape (people,).
    columns
        Columns of a node table by name, each of shape (people,).
    ties
        The ties between them.
    origin
        The file or generator that they come from, for errors.
    """

    ids: tuple[str, ...] | None
    uid: Uids
    branch: Whole
    members: Mask
    columns: dict[str, np.ndarray]
    ties: Ties
    origin: str = ""


def starting_population(scenario: Scenario, settable: Sequence[str]) -> StartingPopulation:
    """Return the people and ties with which a scenario starts.

    Parameters
    ----------
    scenario
        The scenario.
    settable
        Names of the columns that a file may set, to suggest one for a misspelt name.

    Returns
    -------
    StartingPopulation
        The people and ties.

    Raises
    ------
    InputError
        When a network cannot be read or generated, or nobody in it is a member.
    """
    if scenario.network.kind == "branches":
        return _grown(scenario)
    return _from_network(scenario, settable)


def _grown(scenario: Scenario) -> StartingPopulation:
    """Grow branches as small worlds of members and people around them, tied to one another."""
    members = scenario.members
    total = members + round(members * scenario.outside)
    network = scenario.network
    count = max(1, round(members / network.branch_size))
    uid = np.arange(total, dtype=np.uint64)
    # members come first and are assigned to branches in turn; then the people around, likewise
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
        # ties to people around are weaker, and only members respect one another
        scale = np.where(inside, 2 * mean, mean if layer == "liking" else 0.0)
        layers[layer] = np.minimum(views * scale[:, None], 1.0)
    ties = Ties.from_pairs(total, pairs, layers["liking"], layers["respect"])
    is_member = np.arange(total) < members
    return StartingPopulation(None, uid, branch, is_member, {}, ties)


def _from_network(scenario: Scenario, settable: Sequence[str]) -> StartingPopulation:
    network = scenario.network
    if network.kind == "file":
        assert network.ties_file is not None  # the scenario has checked it
        found = networks.read_network(network.ties_file, network.people_file)
    else:
        assert network.generator is not None
        with prefix_errors("network.generator"):
            found = networks.generate(
                network.generator, scenario.members, scenario.seed, **network.parameters
            )
    ties = Ties.from_pairs(len(found.ids), found.pairs, found.liking, found.respect)
    columns = dict(found.people)
    origin = _origin(scenario)
    networks.refuse_misspelt(columns, (*_STANDING_COLUMNS, *settable), origin)
    _refuse_reserved_ids(found.ids, origin)
    branch = np.zeros(len(found.ids), np.int64)
    if "branch" in columns:
        branch = np.unique(columns["branch"], return_inverse=True)[1].astype(np.int64)
    status = columns.get("status", np.full(len(found.ids), ""))
    columns["status"] = np.array([as_text(cell) for cell in status.tolist()])
    members = _members(columns["status"], found.ids, origin)
    if not members.any():
        raise InputError(f"{origin}: nobody in it is a member")
    return StartingPopulation(tuple(found.ids), found.uid, branch, members, columns, ties, origin)


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
