"""Networks are converted from and to networkx, and made by its generators."""

from __future__ import annotations

import re
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given

from movementsim.errors import InputError
from movementsim.networks import (
    LIKING,
    RESPECT,
    Network,
    from_networkx,
    generate,
    to_networkx,
)
from tests.networks.examples import assert_same, networks


def built(graph: nx.Graph) -> set[tuple[str, str]]:
    return {(min(a, b), max(a, b)) for a, b in graph.edges()}


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("watts_strogatz_graph", {"k": 4, "p": 0.3}),
        ("barabasi_albert_graph", {"m": 2}),
        ("powerlaw_cluster_graph", {"m": 2, "p": 0.5}),
        ("gnp_random_graph", {"p": 0.1}),
        ("random_geometric_graph", {"radius": 0.2}),
    ],
)
def test_generators_are_seeded(name: str, parameters: dict[str, Any]) -> None:
    one, again, other = (generate(name, 60, seed, **parameters) for seed in (7, 7, 8))
    assert one.ids == [str(k) for k in range(60)]
    assert_same(one, again)
    assert one.pairs.tolist() != other.pairs.tolist()
    assert built(to_networkx(one)) == {
        (min(a, b), max(a, b))
        for a, b in (map(str, e) for e in getattr(nx, name)(60, **parameters, seed=7).edges())
    }


def test_karate_club_has_its_clubs_and_weights() -> None:
    karate = generate("karate_club_graph", 34, 1)
    assert karate.uid.tolist() == list(range(34))
    assert len(karate.pairs) == 78
    assert set(karate.people["club"].tolist()) == {"Mr. Hi", "Officer"}
    heaviest = max(weight for _, _, weight in nx.karate_club_graph().edges(data="weight"))
    first = karate.pairs.tolist().index([0, 1])
    weight = nx.karate_club_graph().edges[0, 1]["weight"]
    assert karate.liking[first].tolist() == [weight / heaviest] * 2
    assert_same(karate, generate("karate_club_graph", None, 2))


@pytest.mark.parametrize(
    ("name", "people", "parameters", "says"),
    [
        ("karate_clubgraph", 34, {}, "'karate_clubgraph'; did you mean 'karate_club_graph'?"),
        ("karate_club_graph", 50, {}, "made 34 people where 50 were asked for"),
        ("watts_strogatz_graph", 9, {"k": 2, "prob": 1}, "no parameter 'prob'"),
        ("watts_strogatz_graph", 9, {"k": 2}, "needs 'p'; it takes 'n', 'k', 'p', 'seed'"),
        ("barabasi_albert_graph", None, {"m": 2}, "needs 'n'"),
        ("barabasi_albert_graph", 9, {"m": 20}, "cannot work with {'m': 20"),
        ("barabasi_albert_graph", 9, {"m": "two"}, "cannot work with {'m': 'two'"),
        ("watts_strogatz_graph", 9, {"k": 2, "p": 0, "create_using": nx.DiGraph}, "create_using"),
        ("gn_graph", 9, {}, "gn_graph is directed"),
        ("gnp_random_graph", 9, {"p": 0.5, "directed": True}, "is directed"),
        ("configuration_model", None, {"deg_sequence": [2, 2, 2]}, "is a multigraph"),
        ("graph_atlas_g", None, {}, "returns a list, not a graph"),
        ("empty_graph", 0, {}, "has no people"),
        ("from_networkx", 9, {}, "no generator 'from_networkx'"),
        ("read_gml", 9, {}, "no generator 'read_gml'"),
    ],
)
def test_unsuitable_generator_is_refused_with_the_reason(
    name: str, people: int | None, parameters: dict[str, Any], says: str
) -> None:
    with pytest.raises(InputError, match=re.escape(says)):
        generate(name, people, 1, **parameters)


def test_ties_without_values_get_the_default_values() -> None:
    network = from_networkx(nx.path_graph(3))
    assert (network.liking == LIKING).all()
    assert (network.respect == RESPECT).all()


def test_given_layer_takes_precedence_over_the_weight() -> None:
    graph = nx.Graph()
    graph.add_edge("a", "b", weight=1, respect=0.9)
    graph.add_edge("b", "c", weight=4, respect=0.1)
    network = from_networkx(graph)
    assert network.liking.tolist() == [[0.25, 0.25], [1, 1]]
    assert network.respect.tolist() == [[0.9, 0.9], [0.1, 0.1]]


def test_each_end_of_a_tie_keeps_its_own_view_whatever_the_order_of_nodes() -> None:
    graph = nx.Graph()
    graph.add_nodes_from(["b", "a"])
    graph.add_edge("a", "b", liking=0.1, liking_back=0.9, respect=0.2, first="a")
    network = from_networkx(graph)
    assert network.ids == ["b", "a"]
    assert network.liking.tolist() == [[0.9, 0.1]]
    assert network.respect.tolist() == [[0.2, 0.2]]


def test_attributes_become_columns_with_a_type_for_missing_values() -> None:
    graph = nx.Graph()
    graph.add_node("a", age=40, club="left", power=1, founder=True, code=7, pos=(0.5, 0.5))
    graph.add_node("b", age=50, founder=False, code="x", power=2.5, pos=(0.1, 0.5))
    graph.add_node("c", age=60, founder=True, club="right")
    people = from_networkx(graph).people
    assert people["age"].dtype == np.int64
    np.testing.assert_array_equal(people["power"], [1, 2.5, np.nan])
    assert people["club"].tolist() == ["left", "", "right"]
    assert people["code"].tolist() == ["7", "x", ""]
    assert people["founder"].tolist() == [1, 0, 1]
    assert "pos" not in people


@pytest.mark.parametrize(
    ("graph", "says"),
    [
        (nx.Graph(), "has no people"),
        (nx.DiGraph([(1, 2)]), "is directed"),
        (nx.MultiGraph([(1, 2), (2, 1)]), "1 and 2 are tied twice"),
        (nx.Graph([(1, 2), (3, 3)]), "the tie '3' - '3' ties somebody to themselves"),
        (nx.Graph([(1, 2, {"liking": 1.2})]), "the tie '1' - '2' has liking"),
        (nx.Graph([(1, 2, {"respect": float("nan")})]), "from 0 to 1"),
        (nx.Graph([(1, 2, {"liking": 0.2}), (2, 3, {})]), "the tie '2' - '3' has liking"),
        (nx.Graph([(1, 2, {"weight": -1})]), "the tie '1' - '2' has weight"),
        (nx.Graph([(1, 2, {"weight": float("inf")})]), "finite number above 0"),
        (nx.Graph([(1, 2, {"weight": 0})]), "finite number above 0"),
        (nx.Graph([(1, 2, {"liking": [1]})]), "from 0 to 1"),
        (nx.Graph([(1, 2, {"liking": 1, "liking_back": 1})]), "no 'first'"),
        (nx.Graph([(1, 2, {"liking": 1, "liking_back": 1, "first": 3})]), "one of the two"),
        (nx.Graph([(1, 2, {"liking_back": 1, "first": 1})]), "no 'liking'"),
    ],
)
def test_unsuitable_graph_is_refused(graph: nx.Graph, says: str) -> None:
    with pytest.raises(InputError, match=re.escape(says)):
        from_networkx(graph)


@given(networks())
def test_to_networkx_is_the_inverse_of_from_networkx(network: Network) -> None:
    assert_same(network, from_networkx(to_networkx(network)))


def test_several_components_and_people_without_ties_are_allowed() -> None:
    graph = nx.Graph([(1, 2), (3, 4)])
    graph.add_node(5)
    assert len(from_networkx(graph).ids) == 5
    assert generate("empty_graph", 4, 1).pairs.shape == (0, 2)
