"""Networks: people with attributes and the ties between them, checked.

Generators, graphs and files all become a :class:`Network` by :func:`assemble`, which makes the
checks that they have in common.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from movementsim.errors import InputError
from movementsim.kernel.columns import Floats, Mask
from movementsim.kernel.draws import Uids, hashed_uid

if TYPE_CHECKING:  # pandas takes half a second to load, and generated branches do not need it
    import pandas as pd

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
    uid: Uids
    pairs: npt.NDArray[np.int64]
    liking: Floats
    respect: Floats
    people: dict[str, npt.NDArray[Any]]


def uids(ids: Sequence[str]) -> Uids:
    """Give each name a permanent number, the key of the person's random draws.

    A whole number below 2**32, written plainly ("7", not "007"), keeps itself; any other name
    gets a hash of its text with bit 62 set, the same on every machine.

    Parameters
    ----------
    ids : sequence of str
        Names of people.

    Returns
    -------
    (n,) uint64
        One number per name, in the same order.

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
    """Check people and ties of any origin, and sort the ties.

    Parameters
    ----------
    ids : list of str
        Names of people.
    columns : mapping of str to list
        Attributes of people, one value per person.
    ties : pandas.DataFrame
        One row per tie: `source`, `target`, and the layers or a weight, where known.
    origin : str
        Where people and ties come from, for errors.

    Returns
    -------
    Network
        The checked network, its ties sorted by row.

    Raises
    ------
    InputError
        If there are no people, a name appears more than once, a tie names a stranger, joins
        somebody to themselves or appears more than once, or a layer or weight is out of range. The
        message names the origin and the first wrong tie.
    """
    if not ids:
        raise InputError(f"{origin} has no people; a network needs at least one.")
    refuse_doubles(ids, origin)
    ends = _ends(ids, ties, origin)
    turn = ends[:, 0] > ends[:, 1]
    pairs = np.sort(ends, axis=1)
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


def _ends(ids: list[str], ties: pd.DataFrame, origin: str) -> npt.NDArray[np.int64]:
    """Return the rows of source and target of each tie, (m, 2), checked."""
    import pandas as pd

    index = pd.Index(ids)
    rows = [index.get_indexer(ties[end]) for end in ("source", "target")]
    ends = np.column_stack(rows).astype(np.int64)
    strange = (ends < 0).any(axis=1)
    advice = "names somebody who is not in the table of people; add the person or remove the tie"
    refuse_ties(strange, ties, origin, advice)
    refuse_ties(ends[:, 0] == ends[:, 1], ties, origin, "ties somebody to themselves; remove it")
    doubled = pd.DataFrame(np.sort(ends, axis=1)).duplicated().to_numpy()
    refuse_ties(doubled, ties, origin, "appears more than once (either order counts); keep one")
    return ends


def _views(ties: pd.DataFrame, layer: str, default: float, origin: str) -> Floats:
    """Return one layer as (m, 2): the view of the source, the view of the target."""
    back = f"{layer}_back"
    if layer in ties:
        there = _share(ties, layer, origin)
    elif back in ties:
        raise InputError(f"{origin}: there is {back!r} but no {layer!r}; give both or neither.")
    elif "weight" in ties:
        weight = _numbers(ties["weight"])
        wrong = ~((weight > 0) & (weight < np.inf))
        refuse_ties(wrong, ties, origin, "must be a finite number above 0", "weight")
        there = weight / weight.max(initial=0)
    else:
        there = np.full(len(ties), default)
    return np.column_stack((there, _share(ties, back, origin) if back in ties else there))


def _share(ties: pd.DataFrame, column: str, origin: str) -> Floats:
    share = _numbers(ties[column])
    wrong = ~((share >= 0) & (share <= 1))
    refuse_ties(wrong, ties, origin, "must be a number from 0 to 1", column)
    return share


def _numbers(values: pd.Series) -> Floats:
    """Return values of any type as numbers, NaN where a value is not a number."""
    import pandas as pd

    numbers = pd.to_numeric(values.astype(str), errors="coerce")
    return np.asarray(numbers, np.float64)


def _column(values: list[Any]) -> npt.NDArray[Any] | None:
    """Return integers, numbers or text, whichever holds all values first; None for neither."""
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
    """Return the ties as a table.

    Returns
    -------
    pandas.DataFrame
        One row per tie, with the columns of a CSV list of ties.
    """
    import pandas as pd

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


def refuse_ties(
    wrong: Mask, ties: pd.DataFrame, origin: str, complaint: str, column: str | None = None
) -> None:
    """Refuse the ties if any of them is wrong.

    Parameters
    ----------
    wrong : (m,) bool
        Which ties are wrong.
    ties : pandas.DataFrame
        One row per tie, with `source` and `target`.
    origin : str
        Where the ties come from.
    complaint : str
        What is wrong and what to do, as the end of a sentence.
    column : str, optional
        The column whose value the message quotes.

    Raises
    ------
    InputError
        If any tie is wrong. Names the first, by line where the table has lines.
    """
    if not wrong.any():
        return
    k = int(np.argmax(wrong))
    line = f", line {ties.index[k]}" if ties.index.name == "line" else ""
    value = f" has {column} {ties[column].iloc[k]!r}; it" if column else ""
    ends = f"{ties['source'].iloc[k]!r} - {ties['target'].iloc[k]!r}"
    raise InputError(f"{origin}{line}: the tie {ends}{value} {complaint}.")


def refuse_doubles(ids: Sequence[str], origin: str) -> None:
    """Refuse ids of which one appears more than once.

    Parameters
    ----------
    ids : sequence of str
        Names of people.
    origin : str
        Where they come from, for the message.

    Raises
    ------
    InputError
        Names the first id that comes again.
    """
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise InputError(
                f"{origin}: the id {name!r} appears more than once; give each its own."
            )
        seen.add(name)


def listed(words: Iterable[str]) -> str:
    """Return these words in quotation marks, for an error message."""
    return ", ".join(repr(word) for word in words) or "nothing"
