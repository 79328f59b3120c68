"""Random holdings, ties and histories of membership for tests of measures."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from movementsim import measures

type Array = npt.NDArray[Any]
type TiesExample = tuple[Any, Array, Array, Array, Array]
type History = tuple[Array, Array, int]


amounts = st.one_of(st.just(0.0), st.floats(1e-3, 1e6))
holdings = st.lists(amounts, min_size=1, max_size=60)
scales = st.floats(1e-6, 1e6)
orders = st.randoms(use_true_random=False)


@st.composite
def tie_examples(draw: st.DrawFn) -> TiesExample:
    """Draw undirected ties between a few people, as a graph and as arrays."""
    people = draw(st.integers(2, 12))
    every = [(i, j) for i in range(people) for j in range(i)]
    pairs = np.array(draw(st.lists(st.sampled_from(every), unique=True, min_size=1)))
    weight = np.array(draw(st.lists(st.floats(0.1, 9), min_size=len(pairs), max_size=len(pairs))))
    group = np.array(draw(st.lists(st.integers(0, 3), min_size=people, max_size=people)))
    graph = nx.Graph()
    graph.add_nodes_from(range(people))
    graph.add_weighted_edges_from(
        (int(i), int(j), w) for (i, j), w in zip(pairs, weight, strict=True)
    )
    return graph, pairs[:, 0], pairs[:, 1], weight, group


@st.composite
def histories(draw: st.DrawFn, censored: bool = True) -> History:
    """Draw weeks of entering and leaving, and the week in which the record ends."""
    now = draw(st.integers(0, 200))
    entered = np.array(draw(st.lists(st.integers(0, now), min_size=1, max_size=60)))
    left = np.array([draw(st.integers(week, now)) for week in entered])
    if censored:
        here = draw(st.lists(st.booleans(), min_size=len(left), max_size=len(left)))
        left[np.array(here)] = measures.STILL_HERE
    return entered, left, now
