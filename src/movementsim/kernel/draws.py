"""Keyed random numbers: a draw belongs to a person, a week and a named decision.

Nothing is drawn in sequence. Each person has a *key* from birth, a hash of the run's seed and the
person's permanent number, and a number is a hash of (name, week, key[, key of another person]).
So adding a person, a rule or a strategy changes nobody else's draws; it does not matter who else
is in the arrays; and two runs with one seed share common random numbers: they differ only by what
was changed between them. Branches have keys too, for what happens to a branch as a whole.

The hash is the SplitMix64 finaliser (Steele, Lea and Flood 2014) on the sum of two hashed keys,
with one more round for the other person of a pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from movementsim.kernel.columns import Floats, Mask, Whole

Uids = NDArray[np.uint64]
"""Permanent numbers of people, or of branches."""
Keys = NDArray[np.uint64]
"""Keys by which people or branches draw random numbers; see :func:`keys`."""


def _constant(bits: int) -> Uids:
    return np.array(bits, np.uint64)  # ufuncs take arrays of no dimension quicker than scalars


_GOLDEN = _constant(0x9E3779B97F4A7C15)
_OTHER = _constant(0xD1B54A32D192ED03)
_MIX_A = _constant(0xBF58476D1CE4E5B9)
_MIX_B = _constant(0x94D049BB133111EB)
_30, _27, _31, _11, _12 = map(_constant, (30, 27, 31, 11, 12))
_TO_UNIT = np.array(2.0**-53)
_BLOCK = 64


def _finalise(bits: Uids) -> None:
    """Scramble in place: the SplitMix64 finaliser."""
    bits ^= bits >> _30
    bits *= _MIX_A
    bits ^= bits >> _27
    bits *= _MIX_B
    bits ^= bits >> _31


def _hashed(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


@lru_cache(maxsize=4096)
def _week_keys(name: str, block: int) -> list[Uids]:
    """Return the keys of a name in a block of weeks; all runs of a process share them."""
    weeks = np.arange(block * _BLOCK, (block + 1) * _BLOCK).astype(np.uint64)
    keys = (weeks + _constant(1)) * _GOLDEN + _constant(_hashed(name))
    _finalise(keys)
    return [_constant(key) for key in keys.tolist()]


@lru_cache(maxsize=4096)
def _seed_key(seed: int, kind: str) -> int:
    return _hashed(f"{seed}\x1f{kind}")


def keys(
    seed: int | Sequence[int], uid: Uids, run: Whole | None = None, kind: str = "person"
) -> Keys:
    """Return the keys by which people or branches draw random numbers.

    Parameters
    ----------
    seed : int or sequence of int
        The run's seed; or the seeds of several runs, of which `run` says which.
    uid : (n,) uint64
        Permanent numbers.
    run : (n,) int, optional
        The position in `seed` of each one's run.
    kind : str
        What they are, so that person 3 and branch 3 of a run draw different numbers.

    Returns
    -------
    (n,) uint64
        The same arguments always give the same keys.
    """
    mixed = uid * _GOLDEN
    if isinstance(seed, int):
        mixed += _constant(_seed_key(seed, kind))
    else:
        mixed += np.array([_seed_key(each, kind) for each in seed], np.uint64)[run]
    _finalise(mixed)
    return mixed


def bits(name: str, week: int, key: Keys, other: Keys | None = None) -> Keys:
    """Return 64 random bits for each person or pair.

    Parameters
    ----------
    name : str
        The decision's name.
    week : int
        The week, from -1 for birth.
    key : (n,) uint64
        Keys of the persons (or branches).
    other : (n,) uint64, optional
        Keys of the other person of each pair.

    Returns
    -------
    (n,) uint64
        The same arguments always give the same bits, whatever was drawn before.
    """
    block, place = divmod(week, _BLOCK)
    mixed = key + _week_keys(name, block)[place]
    _finalise(mixed)
    if other is not None:
        mixed += other * _OTHER
        _finalise(mixed)
    return mixed


def uniform(name: str, week: int, key: Keys, other: Keys | None = None) -> Floats:
    """Return a uniform number for each person or pair.

    Parameters
    ----------
    name, week, key, other
        As in :func:`bits`.

    Returns
    -------
    (n,) float64
        In [0, 1).
    """
    if not len(key):
        return np.empty(0)
    drawn = bits(name, week, key, other)
    drawn >>= _11
    unit: Floats = drawn * _TO_UNIT
    return unit


def hashed_uid(*parts: int | str) -> np.uint64:
    """Return a permanent number for somebody who is named, not counted.

    Parameters
    ----------
    *parts : int or str
        What names the person.

    Returns
    -------
    uint64
        A hash in [2**62, 2**63). Numbers below 2**62 are left to people counted from zero, so
        the two kinds never collide.
    """
    digest = blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).digest()
    return np.uint64((int.from_bytes(digest, "little") >> 2) | (1 << 62))


def stranger_uids(cause: str, week: int, branch: Whole, place: Whole) -> Uids:
    """Return permanent numbers for people who come into the world during a run.

    Parameters
    ----------
    cause : str
        Why they come.
    week : int
        When they come.
    branch, place : (n,) int
        Where they come to, and the place of each among those who come there that week.

    Returns
    -------
    (n,) uint64
        Hashes in [2**62, 2**63), as of :func:`hashed_uid`.
    """
    mixed = bits(f"uid {cause}", week, branch.astype(np.uint64), place.astype(np.uint64))
    return np.asarray((mixed >> _constant(2)) | _constant(1 << 62))


@dataclass(frozen=True, slots=True)
class Draws:
    """The random draws of one week.

    Attributes
    ----------
    week
        The week, counted from 0; -1 is birth.
    """

    week: int

    def uniform(self, name: str, key: Keys, other: Keys | None = None) -> Floats:
        """Return a uniform number for each person or pair.

        Parameters
        ----------
        name : str
            The decision's name.
        key, other : (n,) uint64
            Keys of the persons (or branches), and of the other one of each pair.

        Returns
        -------
        (n,) float64
            In [0, 1).
        """
        return uniform(name, self.week, key, other)

    def chance(
        self, name: str, probability: float | Floats, key: Keys, other: Keys | None = None
    ) -> Mask:
        """Draw for each person or pair whether an event happens.

        Parameters
        ----------
        name : str
            The decision's name.
        probability : float or (n,) float64
            Probability of the event.
        key, other : (n,) uint64
            Keys of the persons (or branches), and of the other one of each pair.

        Returns
        -------
        (n,) bool
            True where it happens.
        """
        return self.uniform(name, key, other) < probability

    def normal(self, name: str, key: Keys) -> Floats:
        """Return a standard normal number for each person.

        Parameters
        ----------
        name : str
            The decision's name.
        key : (n,) uint64
            Keys of the persons (or branches).

        Returns
        -------
        (n,) float64
            Always finite.
        """
        from scipy.special import ndtri  # half a second to load, and reading a scenario draws none

        # one bit fewer, shifted by half a step: never 0 nor 1, whose normal is infinite
        inside = (bits(name, self.week, key) >> _12) * 2.0**-52 + 2.0**-53
        return np.asarray(ndtri(inside), dtype=np.float64)

    def order(self, name: str, key: Keys, other: Keys | None = None) -> Keys:
        """Return random bits by which equals are put in a fair order.

        Parameters
        ----------
        name : str
            The decision's name.
        key, other : (n,) uint64
            Keys of the persons (or branches), and of the other one of each pair.

        Returns
        -------
        (n,) uint64
            Sort keys.
        """
        return bits(name, self.week, key, other)
