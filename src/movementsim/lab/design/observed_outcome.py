"""What really happened to the people of a network: who left, and who stayed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from movementsim import networks
from movementsim.errors import InputError, nearest
from movementsim.inputs import as_text
from movementsim.kernel.columns import Mask, Whole
from movementsim.lab.config.outcome import OutcomeConfig
from movementsim.scenario.scenario import Scenario
from movementsim.simulation.starting_population import OUTSIDE_STATUSES


@dataclass(frozen=True, eq=False)
class Truth:
    """What happened to the people of a network.

    Attributes
    ----------
    network
        The people, in n rows, and their ties.
    left, known
        Who left, and for whom that is known, shape (n,).
    leaders
        Rows of the two leaders, first the one who left; empty if none are named. The reference
        method is given what they did, so they count as classified correctly, and nowhere else.
    """

    network: networks.Network
    left: Mask
    known: Mask
    leaders: Whole

    @property
    def judged(self) -> Whole:
        """Rows of those whose fate is known, without the leaders."""
        return np.setdiff1d(np.flatnonzero(self.known), self.leaders)


def read_truth(outcome: OutcomeConfig, scenario: Scenario) -> Truth:
    """Return what happened to the scenario's people, read from their network or a separate file.

    Parameters
    ----------
    outcome
        The `[outcome]` section, its `file` located.
    scenario
        The scenario whose people it is about.

    Returns
    -------
    Truth
        The people in the order of their network, with what happened to each.

    Raises
    ------
    InputError
        If people have no names, the column or file is missing, a person in the file is not in the
        network, a value is neither `left` nor `stayed`, nobody left or nobody stayed, or a leader
        did not do as stated.
    """
    network = _people_of(scenario)
    cells = _from_file(outcome, network) if outcome.file else _from_network(outcome, network)
    known = np.array([cell != "" for cell in cells])
    for name, cell in zip(network.ids, cells, strict=True):
        if cell and cell not in (*outcome.left, *outcome.stayed):
            raise InputError(
                f"outcome: {outcome.column} = {cell!r} of {name!r} is neither in left = "
                f"{list(outcome.left)} nor in stayed = {list(outcome.stayed)}"
                f"{nearest(cell, [*outcome.left, *outcome.stayed])} Add it to one of them, or "
                "leave the cell empty where nothing is known."
            )
    outside = known & np.isin(
        network.people.get("status", np.full(len(cells), "")), OUTSIDE_STATUSES
    )
    if outside.any():
        raise InputError(
            f"outcome: {network.ids[int(np.argmax(outside))]!r} is outside the movement and "
            "can neither leave nor stay; empty the cell"
        )
    left = np.isin(np.array(cells), outcome.left)
    truth = Truth(network, left, known, _rows_of_leaders(outcome, network, left, known))
    for mask, word in ((left, "left"), (~left, "stayed")):
        if not mask[truth.judged].any():
            raise InputError(
                f"outcome: by the column {outcome.column!r} nobody {word} apart from the leaders, "
                f"so there is nothing to predict; check {word} = {list(getattr(outcome, word))}"
            )
    return truth


def located_outcome(outcome: OutcomeConfig | None, folder: Path) -> OutcomeConfig | None:
    """Return the section with the path of its file resolved against the folder of the config.

    Parameters
    ----------
    outcome
        The `[outcome]` section, if the config has one.
    folder
        The folder of the config.

    Returns
    -------
    OutcomeConfig | None
        The section with the resolved path; None if the config has no such section.
    """
    if outcome is None or not outcome.file:
        return outcome
    return outcome.model_copy(update={"file": str(folder / outcome.file)})


def _from_network(outcome: OutcomeConfig, network: networks.Network) -> list[str]:
    if outcome.column not in network.people:
        raise InputError(
            f"outcome.column = {outcome.column!r}: people have no such column"
            f"{nearest(outcome.column, network.people)} There are: "
            f"{', '.join(network.people) or 'none'}."
        )
    return [as_text(value) for value in network.people[outcome.column].tolist()]


def _from_file(outcome: OutcomeConfig, network: networks.Network) -> list[str]:
    table = _read_table(Path(str(outcome.file)), ("id", outcome.column))
    strangers = ~table["id"].isin(network.ids)
    doubled = table["id"].duplicated()
    for wrong, what in (
        (strangers, "is not among the people; an outcome needs somebody it happened to"),
        (doubled, "appears more than once; keep one line"),
    ):
        if wrong.any():
            row = int(np.argmax(wrong))
            raise InputError(
                f"outcome.file = {outcome.file}, line {row + 2}: {table['id'].iloc[row]!r} {what}"
            )
    return list(table.set_index("id")[outcome.column].reindex(network.ids, fill_value=""))


def _rows_of_leaders(
    outcome: OutcomeConfig, network: networks.Network, left: Mask, known: Mask
) -> Whole:
    rows = []
    for name, goes in zip(outcome.leaders or (), (True, False), strict=False):
        if name not in network.ids:
            raise InputError(
                f"outcome.leaders: nobody is called {name!r}{nearest(name, network.ids)}"
            )
        row = network.ids.index(name)
        if not known[row] or left[row] != goes:
            raise InputError(
                f"outcome.leaders: {name!r} must have {'left' if goes else 'stayed'} by the "
                f"column {outcome.column!r}; name first who goes, then who stays"
            )
        rows.append(row)
    return np.array(rows, np.int64)


def _people_of(scenario: Scenario) -> networks.Network:
    """Return the people of a scenario, who must have names."""
    network = scenario.network
    if network.kind == "file" and network.ties_file:
        return networks.read_network(network.ties_file, network.people_file)
    if network.kind == "generator" and network.generator:
        return networks.generate(
            network.generator, scenario.members, scenario.seed, **network.parameters
        )
    raise InputError(
        f'outcome: people of network.kind = "{network.kind}" have no names, so nothing can have '
        'happened to them; use kind = "file" or "generator"'
    )


def _read_table(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    """Read a table of text; names stay as they are written."""
    if not path.is_file():
        raise InputError(f"outcome.file = {path}: there is no such file")
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (ValueError, OSError) as error:
        raise InputError(f"outcome.file = {path}: cannot be read as CSV: {error}") from error
    for column in columns:
        if column not in table:
            raise InputError(
                f"outcome.file = {path}: there is no column {column!r}"
                f"{nearest(column, table.columns)} There are: {', '.join(table.columns)}."
            )
    return table.apply(lambda cells: cells.str.strip())
