"""A web of ties with its people, checked: what every origin comes to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from movementsim.errors import InputError
from movementsim.kernel.columns import Floats, Mask
from movementsim.kernel.draws import hashed_uid

LIKING = 0.5
"""Liking in a tie about which nothing is known, 0-1 [assumed]."""
RESPECT = 0.3
"""Respect in a tie about which nothing is known, 0-1 [assumed]."""


@dataclass(frozen=True, eq=False)
class Network:
    """People, their attributes and their ties, before they become a movement.

    Attributes
    ----------
    ids : list of str
        Names of people, in order.
    uid : (n,) uint64
        Permanent numbers, see `uids`.
    pairs : (m, 2) int64
        Rows of the two people of each tie; first < second, sorted.
    liking, respect : (m, 2) float64
        0-1; column 0 is the view that the first has of the second, column 1 the view back.
    people : dict of str to (n,) array
        Attributes of people: int64, float64 (missing: NaN) or text (missing: "").
    """

    ids: list[str]
    uid: npt.NDArray[np.uint64]
    pairs: npt.NDArray[np.int64]
    liking: Floats
    respect: Floats
    people: dict[str, npt.NDArray[Any]]


def uids(ids: Sequence[str]) -> npt.NDArray[np.uint64]:
    """Give names permanent numbers, on which all luck is keyed.

    A whole number below 2**32, written plainly ("7", not "007"), keeps itself; any other name
    gets a hash of its text with bit 62 set, the same on every machine.

    Raises
    ------
    InputError
        If two people would share a number.
    """
    numbers = np.array([_uid(name) for name in ids], np.uint64)
    order = np.argsort(numbers, kind="stable")
    clash = np.flatnonzero(np.diff(numbers[order]) == 0)
    if len(clash):
        one, other = (ids[order[k]] for k in (clash[0], clash[0] + 1))
        raise InputError(f"people {one!r} and {other!r} get the same number; rename one of them.")
    return numbers


def _uid(name: str) -> int:
    if name.isascii() and name.isdecimal() and str(int(name)) == name and int(name) < 2**32:
        return int(name)
    return int(hashed_uid(name))


def assemble(
    ids: list[str], columns: Mapping[str, list[Any]], ties: pd.DataFrame, origin: str
) -> Network:
    """Check everything that all origins have in common, and bring ties into their order.

    Parameters
    ----------
    ids, columns
        People's names and attributes.
    ties
        A row a tie: `source`, `target`, and the layers or a weight, where known.
    origin
        Where they come from, for errors.

    Raises
    ------
    InputError
        Says what is wrong, of whom, and where.
    """
    if not ids:
        raise InputError(f"{origin} has no people; a network needs at least one.")
    refuse_doubles(ids, origin)
    index = pd.Index(ids)
    rows = [index.get_indexer(ties[end]) for end in ("source", "target")]
    ends = np.column_stack(rows).astype(np.int64)
    strange = (ends < 0).any(axis=1)
    advice = "names somebody who is not in the table of people; add the person or remove the tie"
    refuse(strange, ties, origin, advice)
    refuse(ends[:, 0] == ends[:, 1], ties, origin, "ties somebody to themselves; remove it")
    turn = ends[:, 0] > ends[:, 1]
    pairs = np.sort(ends, axis=1)
    doubled = pd.DataFrame(pairs).duplicated().to_numpy()
    refuse(doubled, ties, origin, "comes a second time (either order counts); keep one")
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    liking, respect = (
        np.where(turn[:, np.newaxis], views[:, ::-1], views)[order]
        for views in (
            _views(ties, "liking", LIKING, origin),
            _views(ties, "respect", RESPECT, origin),
        )
    )
    people = {name: _column(values) for name, values in columns.items()}
    known = {name: column for name, column in people.items() if column is not None}
    return Network(ids, uids(ids), pairs[order], liking, respect, known)


def _views(ties: pd.DataFrame, layer: str, default: float, origin: str) -> Floats:
    """One layer as (m, 2): the view of the source, the view of the target."""
    back = f"{layer}_back"
    if layer in ties:
        there = _share(ties, layer, origin)
    elif back in ties:
        raise InputError(f"{origin}: there is {back!r} but no {layer!r}; give both or neither.")
    elif "weight" in ties:
        weight = _numbers(ties["weight"])
        wrong = ~((weight > 0) & (weight < np.inf))
        refuse(wrong, ties, origin, "must be a finite number above 0", "weight")
        there = weight / weight.max(initial=0)
    else:
        there = np.full(len(ties), default)
    return np.column_stack((there, _share(ties, back, origin) if back in ties else there))


def _share(ties: pd.DataFrame, column: str, origin: str) -> Floats:
    share = _numbers(ties[column])
    wrong = ~((share >= 0) & (share <= 1))
    refuse(wrong, ties, origin, "must be a number from 0 to 1", column)
    return share


def _numbers(values: pd.Series) -> Floats:
    """Numbers, NaN where there is none, whatever the values are."""
    numbers = pd.to_numeric(values.astype(str), errors="coerce")
    return np.asarray(numbers, np.float64)


def _column(values: list[Any]) -> npt.NDArray[Any] | None:
    """Whole numbers, numbers or text, the first that holds all; None if the values are neither."""
    present = [value for value in values if value is not None]
    if all(isinstance(value, Real | np.bool_) for value in present):
        whole = all(isinstance(v, Integral | np.bool_) and abs(int(v)) < 2**63 for v in values)
        if whole:
            return np.array(values, np.int64)
        return np.array([np.nan if value is None else value for value in values], np.float64)
    if all(isinstance(value, str | Real | np.bool_) for value in present):
        return np.array(["" if value is None else str(value) for value in values], np.str_)
    return None


def tie_table(network: Network) -> pd.DataFrame:
    """One line a tie, the columns of a CSV list of ties."""
    source, target = np.array(network.ids, object)[network.pairs].T
    return pd.DataFrame(
        {
            "source": source,
            "target": target,
            "liking": network.liking[:, 0],
            "respect": network.respect[:, 0],
            "liking_back": network.liking[:, 1],
            "respect_back": network.respect[:, 1],
        }
    )


def refuse(
    wrong: Mask, ties: pd.DataFrame, origin: str, complaint: str, column: str | None = None
) -> None:
    """Refuse ties that are wrong.

    Raises
    ------
    InputError
        Names the first of them, by line where the table has lines.
    """
    if not wrong.any():
        return
    k = int(np.argmax(wrong))
    line = f", line {ties.index[k]}" if ties.index.name == "line" else ""
    value = f" has {column} {ties[column].iloc[k]!r}; it" if column else ""
    ends = f"{ties['source'].iloc[k]!r} - {ties['target'].iloc[k]!r}"
    raise InputError(f"{origin}{line}: the tie {ends}{value} {complaint}.")


def refuse_doubles(ids: Sequence[str], origin: str) -> None:
    """Refuse two people of one id.

    Raises
    ------
    InputError
        Names the first id that comes again.
    """
    twice = pd.Index(ids).duplicated()
    if twice.any():
        name = ids[int(np.argmax(twice))]
        raise InputError(f"{origin}: the id {name!r} comes more than once; give each its own.")


def listed(words: Iterable[str]) -> str:
    """Return these words in quotation marks, for an error."""
    return ", ".join(repr(word) for word in words) or "nothing"
