"""Holding a model against what happened: who left a real organisation, and who stayed.

An experiment with an `[outcome]` section names a column of the people that says where each one
went. Every run is read person by person; over the replicates the predictions are scored, beside
a reference method and chance. Nothing is fitted to the score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import pandas as pd
from pydantic import BeforeValidator, Field, model_validator

from movementsim import networks
from movementsim.errors import InputError, nearest
from movementsim.inputs import Strict
from movementsim.kernel.columns import Array, Floats, Mask, Whole
from movementsim.lab.analysis.outcome_score import Score
from movementsim.measures import Interval, mean_interval
from movementsim.scenario.scenario import Scenario
from movementsim.simulation.population import AROUND, as_text
from movementsim.state.people import Status

if TYPE_CHECKING:
    from movementsim.simulation.movement import Movement

MARKS = ("right", "auc", "log_loss")
RESAMPLES = 999


def _texts(values: Any) -> Any:
    return [as_text(value) for value in values] if isinstance(values, list | tuple) else values


Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]


@dataclass(frozen=True, eq=False)
class Truth:
    """What happened to the people of a network.

    Attributes
    ----------
    network
        The people, in n rows, and their ties.
    left, known
        (n,) masks: who left, and of whom it is known.
    leaders
        Rows of the two leaders, first who goes; empty if none are named. The reference method is
        told their fate, so they count among those told right, and nowhere else.
    """

    network: networks.Network
    left: Mask
    known: Mask
    leaders: Whole

    @property
    def judged(self) -> Whole:
        """Rows of those whose fate is known, without the leaders."""
        return np.setdiff1d(np.flatnonzero(self.known), self.leaders)


class Outcome(Strict):
    """The `[outcome]` section of an experiment: what happened, and how it is scored.

    Attributes
    ----------
    column
        The people's column that says where each one went; an empty cell is an unknown fate.
    left, stayed
        The values of it that mean having left, and having stayed.
    file
        A table of its own, columns `id` and the one named; without it the column comes with the
        network's people.
    leaders
        Ids of the two leaders: who goes, and who stays.
    reference
        Whether to report the reference method too (see `stubborn_averaging`); needs `leaders`.
    clip
        Probabilities are held this far from 0 and 1 in the log-loss.
    """

    column: str
    left: Texts = Field(min_length=1)
    stayed: Texts = Field(min_length=1)
    file: str | None = None
    leaders: tuple[str, str] | None = None
    reference: bool = False
    clip: float = Field(0.01, gt=0, lt=0.5, allow_inf_nan=False)

    @model_validator(mode="after")
    def _sensible(self) -> Outcome:
        both = [value for value in self.left if value in self.stayed]
        if both:
            raise ValueError(f"{both[0]!r} cannot mean both left and stayed")
        if self.leaders and self.leaders[0] == self.leaders[1]:
            raise ValueError(f"leaders: {self.leaders[0]!r} is named twice; name two")
        if self.reference and not self.leaders:
            raise ValueError('reference = true needs leaders = ["who goes", "who stays"]')
        return self

    # -- what happened

    def check(self, scenario: Scenario) -> Truth:
        """Return what happened to the scenario's people.

        Raises
        ------
        InputError
            If people have no names, the column or file is missing, somebody is not there, a value
            is neither `left` nor `stayed`, nobody left or nobody stayed, or a leader did not do
            as said.
        """
        network = _people_of(scenario)
        cells = self._from_file(network) if self.file else self._from_network(network)
        known = np.array([cell != "" for cell in cells])
        for name, cell in zip(network.ids, cells, strict=True):
            if cell and cell not in (*self.left, *self.stayed):
                raise InputError(
                    f"outcome: {self.column} = {cell!r} of {name!r} is neither in left = "
                    f"{list(self.left)} nor in stayed = {list(self.stayed)}"
                    f"{nearest(cell, [*self.left, *self.stayed])} Add it to one of them, or leave "
                    "the cell empty where nothing is known."
                )
        outside = known & np.isin(network.people.get("status", np.full(len(cells), "")), AROUND)
        if outside.any():
            raise InputError(
                f"outcome: {network.ids[int(np.argmax(outside))]!r} is outside the movement and "
                "can neither leave nor stay; empty the cell"
            )
        left = np.isin(np.array(cells), self.left)
        truth = Truth(network, left, known, self._rows_of_leaders(network, left, known))
        for mask, word in ((left, "left"), (~left, "stayed")):
            if not mask[truth.judged].any():
                raise InputError(
                    f"outcome: by the column {self.column!r} nobody {word} (leaders apart), so "
                    f"there is nothing to tell apart; check {word} = {list(getattr(self, word))}"
                )
        return truth

    def _from_network(self, network: networks.Network) -> list[str]:
        if self.column not in network.people:
            raise InputError(
                f"outcome.column = {self.column!r}: people have no such column"
                f"{nearest(self.column, network.people)} There are: "
                f"{', '.join(network.people) or 'none'}."
            )
        return [as_text(value) for value in network.people[self.column].tolist()]

    def _from_file(self, network: networks.Network) -> list[str]:
        table = _read_table(Path(str(self.file)), ("id", self.column))
        strangers = ~table["id"].isin(network.ids)
        doubled = table["id"].duplicated()
        for wrong, what in (
            (strangers, "is not among the people; an outcome needs somebody it happened to"),
            (doubled, "comes a second time; keep one line"),
        ):
            if wrong.any():
                row = int(np.argmax(wrong))
                raise InputError(
                    f"outcome.file = {self.file}, line {row + 2}: {table['id'].iloc[row]!r} {what}"
                )
        return list(table.set_index("id")[self.column].reindex(network.ids, fill_value=""))

    def _rows_of_leaders(self, network: networks.Network, left: Mask, known: Mask) -> Whole:
        rows = []
        for name, goes in zip(self.leaders or (), (True, False), strict=False):
            if name not in network.ids:
                raise InputError(
                    f"outcome.leaders: nobody is called {name!r}{nearest(name, network.ids)}"
                )
            row = network.ids.index(name)
            if not known[row] or left[row] != goes:
                raise InputError(
                    f"outcome.leaders: {name!r} must have {'left' if goes else 'stayed'} by the "
                    f"column {self.column!r}; name first who goes, then who stays"
                )
            rows.append(row)
        return np.array(rows, np.int64)

    # -- what the model says

    def collect(self, movement: Movement) -> dict[str, Array]:
        """Return where everybody named is at the end of a run, in the order of the network.

        Returns
        -------
        `id`; `left`, whether somebody has decided to leave; `followed`, whom they followed out,
        or ""; `side`, the leader followed, else the leader of the faction they are in, else of
        the two leaders the one nearer in opinion, or ""; `opinion`.
        """
        people, ids = movement.world.people, np.array(list(movement.world.ids))
        names = np.append(ids, "")  # the last one stands for nobody, and for people without names
        rows = np.arange(len(ids))

        def named(slots: Array) -> Array:
            return names[np.where((slots >= 0) & (slots < len(ids)), slots, -1)]

        followed = named(people.followed[rows])
        opinion = people.opinion[rows].copy()
        side = np.where(followed != "", followed, named(people.faction[rows]))
        if self.leaders:
            goes, stays = (movement.world.ids[name] for name in self.leaders)
            nearer = np.abs(opinion - opinion[goes]) < np.abs(opinion - opinion[stays])
            side = np.where(np.isin(side, self.leaders), side, ids[np.where(nearer, goes, stays)])
            side[[goes, stays]] = self.leaders
        return {
            "id": ids,
            "left": people.status[rows] >= Status.LEAVING,
            "followed": followed,
            "side": side,
            "opinion": opinion,
        }

    def score(self, runs: Sequence[Mapping[str, Array]], truth: Truth) -> Score:
        """Return how well these runs, each as `collect` gives it, tell what happened."""
        if not runs:
            raise InputError("outcome: there are no runs to score")
        for run in runs:
            if list(run["id"]) != truth.network.ids:
                raise InputError("outcome: a run is about other people than those of the outcome")
        left = np.array([run["left"] for run in runs], np.float64)
        judged = truth.judged
        gone = left[:, judged].sum()
        followed = sum((run["followed"][judged] != "").sum() for run in runs)
        leaning = {}
        if self.leaders:
            side = np.array([run["side"] == self.leaders[0] for run in runs], np.float64)
            leaning = self._pooled(side, truth)
        each = self.marks(left, truth)
        return Score(
            runs=len(runs),
            people=int(truth.known.sum()),
            each={name: mean_interval(values) for name, values in each.items()},
            pooled=self._pooled(left, truth),
            probability=left.mean(axis=0),
            leaning=leaning,
            followed=float(followed / gone) if gone else float("nan"),
        )

    def marks(self, probability: Floats, truth: Truth) -> dict[str, Floats]:
        """Mark predictions, shape (..., n), by what happened.

        Returns
        -------
        `right`: people told right, counting above one half as left (leaders included); `auc`:
        chance that somebody who left was given a higher probability than somebody who stayed;
        `log_loss`: mean -log of the probability, clipped, given to what happened (both without
        the leaders).
        """
        from scipy import stats  # half a second to load, and workers do not need it

        known = np.flatnonzero(truth.known)
        right = ((probability[..., known] > 0.5) == truth.left[known]).sum(axis=-1)
        said, left = probability[..., truth.judged], truth.left[truth.judged]
        gone = left.sum()
        ranks = stats.rankdata(said, axis=-1)[..., left].sum(axis=-1)
        auc = (ranks - gone * (gone + 1) / 2) / (gone * (len(left) - gone))
        held = np.clip(said, self.clip, 1 - self.clip)
        log_loss = -np.log(np.where(left, held, 1 - held)).mean(axis=-1)
        return {"right": right.astype(np.float64), "auc": auc, "log_loss": log_loss}

    def _pooled(self, said: Floats, truth: Truth) -> dict[str, Interval]:
        """Mark the mean over runs, shape (runs, n), with intervals by resampling the runs."""
        return {name: self._resampled(said, truth, name) for name in MARKS}

    def _resampled(self, said: Floats, truth: Truth, name: str) -> Interval:
        from scipy import stats

        def mark(run: Array, axis: int = -1) -> Floats:
            return self.marks(said[run].mean(axis=axis - 1), truth)[name]

        whole = float(mark(np.arange(len(said))))
        if len(said) == 1:
            return Interval(whole, float("nan"), float("nan"))
        drawn = stats.bootstrap(
            (np.arange(len(said)),),
            mark,
            n_resamples=RESAMPLES,
            batch=100,
            method="percentile",
            vectorized=True,
            rng=np.random.default_rng(0),
        )
        return Interval(whole, *map(float, drawn.confidence_interval))

    # -- what is shown

    def report(self, scores: Mapping[str, Score], truth: Truth) -> str:
        """Return the section of a report, in Markdown; see :func:`movementsim.lab.report.outcome_section.table`.

        Parameters
        ----------
        scores
            By the name of the arm; the first is the one the experiment is about.
        """
        from movementsim.lab.report import outcome_section as verdict

        return verdict.table(self, scores, truth)

    def figure(self, path: Path, score: Score, truth: Truth) -> list[Path]:
        """Draw who went where; see :func:`movementsim.lab.report.outcome_section.picture`."""
        from movementsim.lab.report import outcome_section as verdict

        return verdict.picture(self, path, score, truth)


def _people_of(scenario: Scenario) -> networks.Network:
    """Return the people of a scenario, who must have names."""
    network = scenario.network
    if network.kind == "file" and network.ties_file:
        return networks.read(network.ties_file, network.people_file)
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
