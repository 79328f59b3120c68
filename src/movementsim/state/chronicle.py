"""What happened, by act: the chronicle, and the ledger of grievances that points into it."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from movementsim.kernel.columns import Whole


class Kind(IntEnum):
    """The kinds of act that are remembered."""

    EXCLUSION = 0
    CLAW_BACK = 1
    OUTVOTED = 2
    ORDER = 3
    ANGRY_VOICE = 4
    FAILED_TASK = 5
    VOICE = 6
    WIN = 7
    LOSS = 8
    DECISION = 9
    BALLOT = 10
    THREAT = 11
    RESIGNATION = 12
    DEFENCE = 13
    FACTION = 14
    LEAK = 15
    SURGE = 16
    REMOVAL = 17
    QUARREL = 18


_FIELDS = {
    "kind": np.int8,
    "week": np.int32,
    "who": np.int32,
    "whom": np.int32,
    "branch": np.int32,
    "cause": np.int64,
    "root": np.int64,
}


class Chronicle:
    """Acts in the order they happened; an act's id is its place.

    Each act knows its cause (another act's id, or -1) and its root: the act at the start of the
    chain. So hostility can be traced to whoever began it (S2.W3).
    """

    def __init__(self) -> None:
        self.count = 0
        self._store = {name: np.empty(256, dtype) for name, dtype in _FIELDS.items()}

    def __len__(self) -> int:
        return self.count

    def __getattr__(self, name: str) -> Whole:
        if name not in _FIELDS:
            raise AttributeError(f"no field {name!r}; there are {list(_FIELDS)}")
        return self._store[name][: self.count]

    def extend(
        self, kind: Whole, week: int, who: Whole, whom: Whole, branch: Whole, cause: Whole
    ) -> None:
        """Write down acts of one week."""
        first, self.count = self.count, self.count + len(who)
        room = len(self._store["kind"])
        if self.count > room:
            more = max(self.count - room, room // 2)
            for name, column in self._store.items():
                self._store[name] = np.concatenate([column, np.empty(more, column.dtype)])
        new = slice(first, self.count)
        for name, values in (
            ("kind", kind),
            ("week", week),
            ("who", who),
            ("whom", whom),
            ("branch", branch),
            ("cause", cause),
        ):
            self._store[name][new] = values
        ids = np.arange(first, self.count)
        known = cause >= 0
        self._store["root"][new] = np.where(known, self._store["root"][np.maximum(cause, 0)], ids)
