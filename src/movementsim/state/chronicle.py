"""The chronicle: the acts that happened in a movement, and what caused each."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from movementsim.errors import nearest
from movementsim.kernel.columns import Mask, Whole

_FIELDS = {
    "kind": np.int8,
    "week": np.int32,
    "run": np.int32,
    "who": np.int32,
    "whom": np.int32,
    "branch": np.int32,
    "cause": np.int64,
    "root": np.int64,
}


class Chronicle:
    """Acts in the order in which they happened; an act's id is its position.

    Each act knows its cause (another act's id, or -1) and its root, the act at the start of the
    chain of causes. Hostility can therefore be traced to the person who began it (S2.W3).

    Parameters
    ----------
    kinds
        Names of the kinds of acts; `kind` holds their positions in this order.

    Attributes
    ----------
    kinds
        The names of the kinds.
    count
        Number of acts.
    kind, week, run, who, whom, branch, cause, root
        One value per act, shape (acts,): the kind's number, the week, the movement, slots of the
        person who acts and of the person affected, the branch, and the ids of the cause and the
        root.
    """

    def __init__(self, kinds: Iterable[str] = ()) -> None:
        self.kinds = tuple(kinds)
        self.count = 0
        self._store = {name: np.empty(256, dtype) for name, dtype in _FIELDS.items()}

    def __len__(self) -> int:
        return self.count

    def __getattr__(self, name: str) -> Whole:
        if name not in _FIELDS:
            raise AttributeError(
                f"the chronicle has no field {name!r}; its fields are {list(_FIELDS)}"
            )
        return self._store[name][: self.count]

    def code(self, kind: str) -> int:
        """Return the number that stands for a kind of act.

        Returns
        -------
        int
            The number.

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
        """Return which acts are of a kind.

        Returns
        -------
        (acts,) bool
            True for the acts of this kind; false for all where no rule declares the kind.
        """
        return np.asarray(
            self.kind == self.code(kind) if kind in self.kinds else np.zeros(self.count, np.bool_)
        )

    def extend(
        self,
        kind: Whole,
        week: int,
        run: Whole,
        who: Whole,
        whom: Whole,
        branch: Whole,
        cause: Whole,
        root: Whole | None = None,
    ) -> None:
        """Append the acts of one week.

        Parameters
        ----------
        kind
            Numbers of the kinds of acts, see :meth:`code`; like all arrays here of shape (acts,).
        week
            The week.
        run
            The movements in which they happened.
        who, whom
            Slots of the people who act and of the people affected; `NOBODY` where there is none.
        branch
            Slots of the branches; `NOBODY` where there is none.
        cause
            Ids of the acts that caused these; -1 where there is none.
        root
            Ids of the acts at the start of the chains of causes; found from the causes if None.
        """
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
            ("run", run),
            ("who", who),
            ("whom", whom),
            ("branch", branch),
            ("cause", cause),
        ):
            self._store[name][new] = values
        if root is None:
            ids, begun = np.arange(first, self.count), self._store["root"]
            root = np.where(cause >= 0, begun[np.maximum(cause, 0)], ids)
        self._store["root"][new] = root
