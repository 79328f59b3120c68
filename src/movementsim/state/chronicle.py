"""What happened, by act: the chronicle, and the ledger of grievances that points into it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from movementsim.errors import nearest
from movementsim.kernel.columns import Mask, Whole

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

    Parameters
    ----------
    kinds
        Names of the kinds of acts; `kind` holds their positions in this order.

    Attributes
    ----------
    kinds
        The names of the kinds.
    kind, week, who, whom, branch, cause, root
        One value per act, shape (acts,).
    """

    def __init__(self, kinds: Iterable[str] = ()) -> None:
        self.kinds = tuple(kinds)
        self.count = 0
        self._store = {name: np.empty(256, dtype) for name, dtype in _FIELDS.items()}

    def __len__(self) -> int:
        return self.count

    def __getattr__(self, name: str) -> Whole:
        if name not in _FIELDS:
            raise AttributeError(f"no field {name!r}; there are {list(_FIELDS)}")
        return self._store[name][: self.count]

    def code(self, kind: str) -> int:
        """Return the number that stands for a kind of act.

        Raises
        ------
        AttributeError
            When no rule declares that kind.
        """
        try:
            return self.kinds.index(kind)
        except ValueError:
            raise AttributeError(
                f"there is no kind of act {kind!r}{nearest(kind, self.kinds)}"
            ) from None

    def of_kind(self, kind: str) -> Mask:
        """Return which acts are of a kind, shape (acts,)."""
        return np.asarray(
            self.kind == self.code(kind) if kind in self.kinds else np.zeros(self.count, np.bool_)
        )

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
