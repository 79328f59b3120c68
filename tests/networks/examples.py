"""Random networks for tests, and their comparison."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from movementsim.networks import (
    Network,
    from_networkx,
)


def assert_same(one: Network, other: Network) -> None:
    assert one.ids == other.ids
    assert list(one.people) == list(other.people)
    for name in ("uid", "pairs", "liking", "respect"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)
    for name, column in one.people.items():
        assert column.dtype.kind == other.people[name].dtype.kind
        np.testing.assert_array_equal(column, other.people[name])


SHARES = st.floats(0, 1)
WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=6)
NUMBERS = st.floats(allow_infinity=False, allow_subnormal=False)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Draw a network with any people, views and attributes; some have no ties or equal views."""
    ids = draw(st.lists(WORDS, min_size=1, max_size=8, unique=True))
    graph = nx.Graph()
    for name in ids:
        graph.add_node(name, age=draw(st.integers(0, 2**40)), power=draw(NUMBERS))
        graph.nodes[name]["club"] = f"of {draw(WORDS)}"  # never a number, since CSV has no types
    mutual = draw(st.booleans())
    for k, a in enumerate(ids):
        for b in ids[:k]:
            if draw(st.booleans()):
                graph.add_edge(a, b, liking=draw(SHARES), respect=draw(SHARES))
                if not mutual:
                    back = {"liking_back": draw(SHARES), "respect_back": draw(SHARES)}
                    graph.edges[a, b].update(back, first=a)
    return from_networkx(graph)
