"""Keyed random numbers: a draw belongs to a person, a week and a named decision.

Nothing is drawn in sequence. A number is a hash of (seed, name, week, person[, other person]), so
adding a person, a rule or a strategy changes nobody else's draws, and two runs with one seed share
common random numbers: they differ only by what was changed between them.

The hash is the SplitMix64 finaliser (Steele, Lea and Flood 2014) on a Weyl step per person, with
one more round for the other person of a pair.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from movementsim.kernel.columns import Floats, Mask

Uids = NDArray[np.uint64]


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


def _name_key(seed: int, name: str) -> int:
    digest = blake2b(f"{seed}\x1f{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


@lru_cache(maxsize=1024)
def _week_keys(seed: int, name: str, block: int) -> list[Uids]:
    """Return the keys of a block of weeks; the cache serves all other weeks of the block."""
    weeks = np.arange(block * _BLOCK, (block + 1) * _BLOCK).astype(np.uint64)
    keys = (weeks + _constant(1)) * _GOLDEN + _constant(_name_key(seed, name))
    _finalise(keys)
    return [_constant(key) for key in keys.tolist()]


def bits(seed: int, name: str, week: int, uid: Uids, other: Uids | None = None) -> Uids:
    """Return 64 random bits for each person or pair.

    Parameters
    ----------
    seed : int
        The run's seed.
    name : str
        The decision's name.
    week : int
        The week, from -1 for birth.
    uid : (n,) uint64
        Permanent numbers of the persons.
    other : (n,) uint64, optional
        Permanent numbers of the other person of each pair.

    Returns
    -------
    (n,) uint64
        The same arguments always give the same bits, whatever was drawn before.
    """
    mixed = uid * _GOLDEN
    block, place = divmod(week, _BLOCK)
    mixed += _week_keys(seed, name, block)[place]
    _finalise(mixed)
    if other is not None:
        mixed += other * _OTHER
        _finalise(mixed)
    return mixed


def uniform(seed: int, name: str, week: int, uid: Uids, other: Uids | None = None) -> Floats:
    """Return a uniform number for each person or pair.

    Parameters
    ----------
    seed, name, week, uid, other
        As in :func:`bits`.

    Returns
    -------
    (n,) float64
        In [0, 1).
    """
    return np.asarray((bits(seed, name, week, uid, other) >> _11) * _TO_UNIT, np.float64)


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


@dataclass(frozen=True, slots=True)
class Draws:
    """The random draws of one run in one week.

    Attributes
    ----------
    seed
        The run's seed.
    week
        The week, counted from 0; -1 is birth.
    """

    seed: int
    week: int

    def uniform(self, name: str, uid: Uids, other: Uids | None = None) -> Floats:
        """Return a uniform number for each person or pair.

        Parameters
        ----------
        name : str
            The decision's name.
        uid, other : (n,) uint64
            Permanent numbers of the persons, and of the other one of each pair.

        Returns
        -------
        (n,) float64
            In [0, 1).
        """
        drawn = bits(self.seed, name, self.week, uid, other)
        drawn >>= _11
        unit: Floats = drawn * _TO_UNIT
        return unit

    def chance(
        self, name: str, probability: float | Floats, uid: Uids, other: Uids | None = None
    ) -> Mask:
        """Draw for each person or pair whether an event happens.

        Parameters
        ----------
        name : str
            The decision's name.
        probability : float or (n,) float64
            Probability of the event.
        uid, other : (n,) uint64
            Permanent numbers of the persons, and of the other one of each pair.

        Returns
        -------
        (n,) bool
            True where it happens.
        """
        return self.uniform(name, uid, other) < probability

    def normal(self, name: str, uid: Uids) -> Floats:
        """Return a standard normal number for each person.

        Parameters
        ----------
        name : str
            The decision's name.
        uid : (n,) uint64
            Permanent numbers of the persons.

        Returns
        -------
        (n,) float64
            Always finite.
        """
        from scipy.special import ndtri  # half a second to load, and reading a scenario draws none

        # one bit fewer, shifted by half a step: never 0 nor 1, whose normal is infinite
        inside = (bits(self.seed, name, self.week, uid) >> _12) * 2.0**-52 + 2.0**-53
        return np.asarray(ndtri(inside), dtype=np.float64)

    def order(self, name: str, uid: Uids, other: Uids | None = None) -> Uids:
        """Return random bits by which equals are put in a fair order.

        Parameters
        ----------
        name : str
            The decision's name.
        uid, other : (n,) uint64
            Permanent numbers of the persons, and of the other one of each pair.

        Returns
        -------
        (n,) uint64
            Sort keys.
        """
        return bits(self.seed, name, self.week, uid, other)
