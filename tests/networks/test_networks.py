"""Networks from generators and files: what comes in, what is refused, and what goes out again."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from movementsim.errors import InputError
from movementsim.networks import (
    LIKING,
    RESPECT,
    Network,
    from_networkx,
    generate,
    read,
    small_worlds,
    to_networkx,
    uids,
    write,
)

SUFFIXES = (".graphml", ".gexf", ".csv")


def assert_same(one: Network, other: Network) -> None:
    assert one.ids == other.ids
    assert list(one.people) == list(other.people)
    for name in ("uid", "pairs", "liking", "respect"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)
    for name, column in one.people.items():
        assert column.dtype.kind == other.people[name].dtype.kind
        np.testing.assert_array_equal(column, other.people[name])


def built(graph: nx.Graph) -> set[tuple[str, str]]:
    return {(min(a, b), max(a, b)) for a, b in graph.edges()}


# --- people and their numbers ---


def test_whole_numbers_keep_themselves_and_names_get_a_lasting_number() -> None:
    numbers = uids(["0", "33", "4294967295", "4294967296", "007", "Ada", "-1"])
    assert numbers[:3].tolist() == [0, 33, 2**32 - 1]
    assert (numbers[3:] >= 2**62).all()
    assert (numbers[3:] < 2**63).all()
    assert uids(["Ada"])[0] == numbers[5]


def test_numbers_are_the_same_in_another_process_with_another_hash_seed() -> None:
    ask = "from movementsim.networks import uids; print(uids(['Ada', 'B', 'é']).tolist())"
    source = str(Path(__file__).parents[2] / "src")
    environment = {**os.environ, "PYTHONHASHSEED": "17", "PYTHONPATH": source}
    told = subprocess.run(
        [sys.executable, "-c", ask], env=environment, capture_output=True, text=True, check=True
    )
    assert json.loads(told.stdout) == uids(["Ada", "B", "é"]).tolist()


def test_two_people_with_one_name_are_refused() -> None:
    with pytest.raises(InputError, match="'a' and 'a' get the same number"):
        uids(["a", "b", "a"])
    graph = nx.Graph([(1, "1")])
    with pytest.raises(InputError, match="the id '1' comes more than once"):
        from_networkx(graph)


# --- small worlds ---


@given(
    sizes=st.lists(st.integers(1, 14), min_size=0, max_size=5),
    ties=st.floats(0, 20),
    chances=st.tuples(st.floats(0, 0.5), st.floats(0, 0.5)),
    seed=st.integers(0, 2**40),
)
def test_small_worlds_have_no_loops_or_double_ties_and_ignore_the_order_of_rows(
    sizes: list[int], ties: float, chances: tuple[float, float], seed: int
) -> None:
    branch = np.repeat(np.arange(len(sizes)), sizes)
    uid = np.arange(100, 100 + len(branch), dtype=np.uint64)

    def wired(branch: Any, uid: Any) -> Any:
        rewire, between = chances
        return small_worlds(branch, uid, ties=ties, rewire=rewire, between=between, seed=seed)

    pairs = wired(branch, uid)
    assert (pairs[:, 0] < pairs[:, 1]).all()
    assert len(np.unique(pairs, axis=0)) == len(pairs)
    assert pairs.size == 0 or (pairs.min() >= 0 and pairs.max() < len(branch))
    if chances[1] == 0:
        assert (branch[pairs[:, 0]] == branch[pairs[:, 1]]).all()
    shuffled = np.random.default_rng(seed).permutation(len(branch))
    again = np.sort(uid[shuffled][wired(branch[shuffled], uid[shuffled])], axis=1)
    assert set(map(tuple, again.tolist())) == set(map(tuple, uid[pairs].tolist()))


@pytest.mark.parametrize(
    ("size", "ties"), [(1, 4), (2, 4), (2, 1), (4, 3), (5, 4), (6, 6), (9, 100)]
)
def test_unmoved_ties_are_a_ring_lattice_or_everybody(size: int, ties: int) -> None:
    branch = np.repeat([4, 9], size)
    uid = np.arange(2 * size, dtype=np.uint64)
    pairs = small_worlds(branch, uid, ties=ties, rewire=0, between=0, seed=1)
    degree = np.bincount(pairs.ravel(), minlength=2 * size)
    assert set(degree.tolist()) == {min(ties, size - 1)}
    components = list(nx.connected_components(nx.Graph(pairs.tolist())))
    assert len(components) == (2 if size > 1 else 0)


def test_two_people_share_one_tie_also_when_it_is_moved() -> None:
    branch = np.repeat(np.arange(500), 2)
    uid = np.arange(1_000, dtype=np.uint64)
    pairs = small_worlds(branch, uid, ties=1, rewire=0, between=0.5, seed=2)
    far = branch[pairs[:, 0]] != branch[pairs[:, 1]]
    assert 495 <= len(pairs) <= 500  # of some 250 moved ties, about 250**2 / 1000**2 meet
    assert abs(far.sum() - 250) < 5 * np.sqrt(500 * 0.25)


def test_shares_of_moved_ties_are_those_asked_for() -> None:
    # 400 branches of 50; every count is binomial, so 5 standard errors bound it
    branch = np.arange(20_000) % 400
    uid = np.arange(20_000, dtype=np.uint64)
    plain = small_worlds(branch, uid, ties=7, rewire=0, between=0, seed=5)
    lucky = 20_000 * 0.5  # of the fourth distance, 20,000 ties with chance one half
    assert abs(len(plain) - (60_000 + lucky)) < 5 * np.sqrt(20_000 * 0.25)

    mixed = small_worlds(branch, uid, ties=7, rewire=0.2, between=0.1, seed=5)
    lost = 1 - len(mixed) / len(plain)
    assert 0 < lost < 0.2 * 7 / 50 * 1.5  # the docstring's estimate, and room for both moved
    far = (branch[mixed[:, 0]] != branch[mixed[:, 1]]).mean()
    expected = 0.1 * (1 - 1 / 400)
    error = np.sqrt(expected * (1 - expected) / len(mixed))
    assert abs(far - expected / (1 - lost)) < 5 * error
    ring = set(map(tuple, plain.tolist()))
    stayed = np.mean([tuple(pair) in ring for pair in mixed.tolist()])
    # of those moved inside, some 7/49 fall on a neighbour, and most of these are dropped
    assert abs(stayed - 0.7 / (1 - lost)) < 0.2 * 7 / 49


@pytest.mark.parametrize(
    "wrong",
    [{"ties": -1}, {"ties": np.inf}, {"rewire": -0.1}, {"between": 1.1}, {"rewire": np.nan}],
)
def test_small_worlds_refuse_impossible_numbers(wrong: dict[str, float]) -> None:
    parameters = {"ties": 4.0, "rewire": 0.5, "between": 0.5, **wrong}
    with pytest.raises(InputError, match=str(next(iter(wrong.values())))):
        small_worlds(np.zeros(5, int), np.arange(5, dtype=np.uint64), seed=1, **parameters)


# --- generators ---


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


def test_the_karate_club_comes_with_its_clubs_and_weights() -> None:
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
        ("graph_atlas_g", None, {}, "makes no graph but list"),
        ("empty_graph", 0, {}, "has no people"),
        ("from_networkx", 9, {}, "no generator 'from_networkx'"),
        ("read_gml", 9, {}, "no generator 'read_gml'"),
    ],
)
def test_a_generator_that_cannot_serve_says_why(
    name: str, people: int | None, parameters: dict[str, Any], says: str
) -> None:
    with pytest.raises(InputError, match=re.escape(says)):
        generate(name, people, 1, **parameters)


# --- graphs ---


def test_ties_about_which_nothing_is_known_get_the_assumed_values() -> None:
    network = from_networkx(nx.path_graph(3))
    assert (network.liking == LIKING).all()
    assert (network.respect == RESPECT).all()


def test_a_layer_that_is_given_goes_before_the_weight() -> None:
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


def test_attributes_become_columns_where_missing_ones_can_be_shown() -> None:
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
def test_a_graph_that_cannot_be_a_web_of_ties_is_refused(graph: nx.Graph, says: str) -> None:
    with pytest.raises(InputError, match=re.escape(says)):
        from_networkx(graph)


# --- round trips ---

SHARES = st.floats(0, 1)
WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=6)
NUMBERS = st.floats(allow_infinity=False, allow_subnormal=False)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Any people, views and attributes; some without ties, some with equal views."""
    ids = draw(st.lists(WORDS, min_size=1, max_size=8, unique=True))
    graph = nx.Graph()
    for name in ids:
        graph.add_node(name, age=draw(st.integers(0, 2**40)), power=draw(NUMBERS))
        graph.nodes[name]["club"] = f"of {draw(WORDS)}"  # never a number: CSV has no types
    mutual = draw(st.booleans())
    for k, a in enumerate(ids):
        for b in ids[:k]:
            if draw(st.booleans()):
                graph.add_edge(a, b, liking=draw(SHARES), respect=draw(SHARES))
                if not mutual:
                    back = {"liking_back": draw(SHARES), "respect_back": draw(SHARES)}
                    graph.edges[a, b].update(back, first=a)
    return from_networkx(graph)


@given(networks())
def test_to_networkx_is_the_inverse_of_from_networkx(network: Network) -> None:
    assert_same(network, from_networkx(to_networkx(network)))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_network_survives_a_file(suffix: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("nets")

    @settings(max_examples=40)
    @given(networks())
    def survives(network: Network) -> None:
        path = folder / f"net{suffix}"
        write(network, path)
        assert_same(network, read(path))

    survives()
    left = {path.name for path in folder.iterdir()}
    assert left == ({"net.csv", "net.people.csv"} if suffix == ".csv" else {f"net{suffix}"})


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_graph_of_networkx_can_be_written_as_it_is(suffix: str, tmp_path: Path) -> None:
    write(nx.karate_club_graph(), tmp_path / f"karate{suffix}")
    assert_same(read(tmp_path / f"karate{suffix}"), generate("karate_club_graph", 34, 1))


def test_writing_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    fine = from_networkx(nx.path_graph(3))
    graph = nx.path_graph(2)
    nx.set_node_attributes(graph, 1, "id")
    for network, path, says in (
        (fine, tmp_path / "net.txt", "not '.txt'"),
        (fine, tmp_path / "nowhere" / "net.csv", "there is no folder"),
        (nx.DiGraph([(1, 2)]), tmp_path / "net.csv", "directed"),
        (graph, tmp_path / "net.csv", "an attribute 'id'"),
    ):
        with pytest.raises(InputError, match=says):
            write(network, path)
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_put_in_place_leaves_no_parts(tmp_path: Path) -> None:
    (tmp_path / "net.people.csv").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        write(nx.path_graph(3), tmp_path / "net.csv")
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]


# --- files from elsewhere ---


def csv(folder: Path, ties: str, people: str | None = None) -> Path:
    path = folder / "net.csv"
    path.write_text(ties, encoding="utf-8")
    if people is not None:
        (folder / "net.people.csv").write_text(people, encoding="utf-8")
    return path


def test_csv_keeps_names_as_written_and_people_in_order_of_appearance(tmp_path: Path) -> None:
    path = csv(tmp_path, "\ufeffsource, target\n007, NA\n\nnull,7\nÉva ,007\n\n")
    network = read(path)
    assert network.ids == ["007", "NA", "null", "7", "Éva"]
    assert network.pairs.tolist() == [[0, 1], [0, 4], [2, 3]]
    assert network.uid[3] == 7


def test_csv_views_belong_to_source_and_target(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        "target,source,liking,liking_back\na,b,.1,.2\n",
        "id,age,club,note,size\nc,,x,,1\na,30,,,2\nb,31.5,7,,3\n",
    )
    network = read(path)
    assert network.ids == ["c", "a", "b"]
    assert network.pairs.tolist() == [[1, 2]]
    assert network.liking.tolist() == [[0.2, 0.1]]
    assert network.respect.tolist() == [[RESPECT, RESPECT]]
    np.testing.assert_array_equal(network.people["age"], [np.nan, 30, 31.5])
    assert network.people["club"].tolist() == ["x", "", "7"]
    assert network.people["size"].dtype == np.int64


def test_a_table_of_people_may_lie_elsewhere(tmp_path: Path) -> None:
    path = csv(tmp_path, "source,target\na,b\n", "id\na\n")
    table = tmp_path / "others.csv"
    table.write_text("id\nb\na\nc\n")
    assert read(path, people=table).ids == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("ties", "people", "says"),
    [
        ("", None, "net.csv cannot be read as CSV"),
        ("source,target\n", None, "net.csv has no people"),
        ("source;target\na;b\n", None, "no column 'source'; did you mean 'source;target'?"),
        ("sorce,target\na,b\n", None, "did you mean 'sorce'? Found 'sorce', 'target'"),
        ("source,target,likng\na,b,1\n", None, "'likng' is not known. Did you mean 'liking'?"),
        ("source,target\na,b,c\n", None, "more cells than the header"),
        ("source,target\na,b\nb,c,d\n", None, "cannot be read as CSV"),
        ("source,target\na,b\na,\n", None, "net.csv, line 3: the tie 'a' - '' lacks a name"),
        ("source,target\na\n", None, "net.csv, line 2: the tie 'a' - '' lacks a name"),
        ("source,target\na,b\n\nc,c\n", None, "net.csv, line 4: the tie 'c' - 'c' ties somebody"),
        ("source,target\na,b\nb,a\n", None, "net.csv, line 3: the tie 'b' - 'a' comes a second"),
        ("source,target,liking\na,b,2\n", None, "line 2: the tie 'a' - 'b' has liking '2'"),
        ("source,target,liking\na,b,\n", None, "has liking ''; it must be a number from 0 to 1"),
        ("source,target,respect\na,b,nan\n", None, "has respect 'nan'"),
        ("source,target,respect\na,b,inf\n", None, "has respect 'inf'"),
        ("source,target,liking\na,b,high\n", None, "has liking 'high'"),
        ("source,target,weight\na,b,-3\n", None, "has weight '-3'; it must be a finite number"),
        ("source,target,liking_back\na,b,1\n", None, "no 'liking'"),
        ("source,target\na,b\nb,x\n", "id\na\nb\n", "net.csv, line 3: the tie 'b' - 'x' names"),
        ("source,target\na,b\n", "id\na\nb\na\n", "net.people.csv: the id 'a' comes more than"),
        ("source,target\na,b\n", "id,age\na,1\n,2\n", "net.people.csv, line 3: the id is empty"),
        ("source,target\na,b\n", "name\na\nb\n", "net.people.csv: there is no column 'id'"),
    ],
)
def test_a_wrong_csv_is_refused_by_line_and_value(
    ties: str, people: str | None, says: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=re.escape(says)):
        read(csv(tmp_path, ties, people))


def graphml(edgedefault: str, body: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
        '<key id="d0" for="edge" attr.name="liking" attr.type="double"/>'
        f'<graph edgedefault="{edgedefault}">{body}</graph></graphml>'
    )


AB = '<node id="a"/><node id="b"/>'
TIE = '<edge source="a" target="b"/>'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("not xml", "net.graphml cannot be read as graphml"),
        (graphml("directed", AB + TIE), "net.graphml is directed"),
        (graphml("undirected", ""), "net.graphml has no people"),
        (graphml("undirected", AB + TIE + TIE), "'a' and 'b' are tied twice"),
        (graphml("undirected", AB + AB + TIE), "the id 'a' comes more than once"),
        (graphml("undirected", '<node id="a"/>' + TIE), "a tie leads to 'b'"),
        (graphml("undirected", AB + '<edge source="a" target="a"/>'), "to themselves"),
        (
            graphml("undirected", AB + TIE.replace("/>", '><data key="d0">-0.5</data></edge>')),
            "net.graphml: the tie 'a' - 'b' has liking",
        ),
    ],
)
def test_a_wrong_graph_file_is_refused(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "net.graphml"
    path.write_text(text)
    with pytest.raises(InputError, match=re.escape(says)):
        read(path)


def test_a_file_that_is_not_there_or_not_ours_is_refused(tmp_path: Path) -> None:
    path = csv(tmp_path, "source,target\na,b\n")
    (tmp_path / "net.txt").write_text("a b")
    (tmp_path / "net.gexf").write_text("<gexf")
    (tmp_path / "latin.csv").write_bytes("source,target\nÉva,b\n".encode("latin-1"))
    (tmp_path / "long.csv").write_text("source,target\na,b\na,b,c\n")
    write(nx.path_graph(2), tmp_path / "path.gexf")
    for name, says in (
        ("nets.csv", "did you mean 'net.csv'?"),
        ("nowhere/net.csv", "there is no file"),
        ("net.txt", "not '.txt'"),
        ("net.gexf", "net.gexf cannot be read as gexf"),
        ("latin.csv", "latin.csv cannot be read as CSV"),
        ("long.csv", "long.csv cannot be read as CSV: Expected 2 fields in line 3, saw 3"),
        ("", "is a folder; name a file in it"),
    ):
        with pytest.raises(InputError, match=re.escape(says)):
            read(tmp_path / name)
    with pytest.raises(InputError, match="there is no file"):
        read(path, people=tmp_path / "people.csv")
    with pytest.raises(InputError, match="names its people itself"):
        read(tmp_path / "path.gexf", people=path)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file nobody can read")
@pytest.mark.parametrize("suffix", ["graphml", "gexf", "csv"])
def test_a_file_that_cannot_be_read_is_refused(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"net.{suffix}"
    path.symlink_to("/proc/self/mem")
    with pytest.raises(InputError, match="cannot be read"):
        read(path)


def test_several_components_and_people_without_ties_are_welcome() -> None:
    graph = nx.Graph([(1, 2), (3, 4)])
    graph.add_node(5)
    assert len(from_networkx(graph).ids) == 5
    assert generate("empty_graph", 4, 1).pairs.shape == (0, 2)
