"""Networks are read from files and written to them; wrong files are refused."""

from __future__ import annotations

import re
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings

from movementsim.errors import InputError
from movementsim.networks import (
    RESPECT,
    Network,
    from_networkx,
    generate,
    read_network,
    write_network,
)
from tests.networks.examples import assert_same, networks

SUFFIXES = (".graphml", ".gexf", ".csv")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_written_network_is_read_back(
    suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("nets")

    @settings(max_examples=40)
    @given(networks())
    def survives(network: Network) -> None:
        path = folder / f"net{suffix}"
        write_network(network, path)
        assert_same(network, read_network(path))

    survives()
    left = {path.name for path in folder.iterdir()}
    assert left == ({"net.csv", "net.people.csv"} if suffix == ".csv" else {f"net{suffix}"})


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_networkx_graph_can_be_written(suffix: str, tmp_path: Path) -> None:
    write_network(nx.karate_club_graph(), tmp_path / f"karate{suffix}")
    assert_same(read_network(tmp_path / f"karate{suffix}"), generate("karate_club_graph", 34, 1))


def test_refused_network_leaves_no_files(tmp_path: Path) -> None:
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
            write_network(network, path)
    assert not list(tmp_path.iterdir())


def test_failed_write_leaves_no_partial_files(tmp_path: Path) -> None:
    (tmp_path / "net.people.csv").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        write_network(nx.path_graph(3), tmp_path / "net.csv")
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]


def csv(folder: Path, ties: str, people: str | None = None) -> Path:
    path = folder / "net.csv"
    path.write_text(ties, encoding="utf-8")
    if people is not None:
        (folder / "net.people.csv").write_text(people, encoding="utf-8")
    return path


def test_csv_keeps_names_as_written_and_people_in_order_of_appearance(tmp_path: Path) -> None:
    path = csv(tmp_path, "\ufeffsource, target\n007, NA\n\nnull,7\nÉva ,007\n\n")
    network = read_network(path)
    assert network.ids == ["007", "NA", "null", "7", "Éva"]
    assert network.pairs.tolist() == [[0, 1], [0, 4], [2, 3]]
    assert network.uid[3] == 7


def test_csv_views_are_those_of_source_and_target(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        "target,source,liking,liking_back\na,b,.1,.2\n",
        "id,age,club,note,size\nc,,x,,1\na,30,,,2\nb,31.5,7,,3\n",
    )
    network = read_network(path)
    assert network.ids == ["c", "a", "b"]
    assert network.pairs.tolist() == [[1, 2]]
    assert network.liking.tolist() == [[0.2, 0.1]]
    assert network.respect.tolist() == [[RESPECT, RESPECT]]
    np.testing.assert_array_equal(network.people["age"], [np.nan, 30, 31.5])
    assert network.people["club"].tolist() == ["x", "", "7"]
    assert network.people["size"].dtype == np.int64


def test_table_of_people_can_be_another_file(tmp_path: Path) -> None:
    path = csv(tmp_path, "source,target\na,b\n", "id\na\n")
    table = tmp_path / "others.csv"
    table.write_text("id\nb\na\nc\n")
    assert read_network(path, people=table).ids == ["b", "a", "c"]


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
        ("source,target\na,b\nb,a\n", None, "net.csv, line 3: the tie 'b' - 'a' appears more"),
        ("source,target,liking\na,b,2\n", None, "line 2: the tie 'a' - 'b' has liking '2'"),
        ("source,target,liking\na,b,\n", None, "has liking ''; it must be a number from 0 to 1"),
        ("source,target,respect\na,b,nan\n", None, "has respect 'nan'"),
        ("source,target,respect\na,b,inf\n", None, "has respect 'inf'"),
        ("source,target,liking\na,b,high\n", None, "has liking 'high'"),
        ("source,target,weight\na,b,-3\n", None, "has weight '-3'; it must be a finite number"),
        ("source,target,liking_back\na,b,1\n", None, "no 'liking'"),
        ("source,target\na,b\nb,x\n", "id\na\nb\n", "net.csv, line 3: the tie 'b' - 'x' names"),
        ("source,target\na,b\n", "id\na\nb\na\n", "net.people.csv: the id 'a' appears more than"),
        ("source,target\na,b\n", "id,age\na,1\n,2\n", "net.people.csv, line 3: the id is empty"),
        ("source,target\na,b\n", "name\na\nb\n", "net.people.csv: there is no column 'id'"),
    ],
)
def test_error_in_csv_names_line_and_value(
    ties: str, people: str | None, says: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=re.escape(says)):
        read_network(csv(tmp_path, ties, people))


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
        (graphml("undirected", AB + AB + TIE), "the id 'a' appears more than once"),
        (graphml("undirected", '<node id="a"/>' + TIE), "a tie leads to 'b'"),
        (graphml("undirected", AB + '<edge source="a" target="a"/>'), "to themselves"),
        (
            graphml("undirected", AB + TIE.replace("/>", '><data key="d0">-0.5</data></edge>')),
            "net.graphml: the tie 'a' - 'b' has liking",
        ),
    ],
)
def test_wrong_graph_file_is_refused(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "net.graphml"
    path.write_text(text)
    with pytest.raises(InputError, match=re.escape(says)):
        read_network(path)


def test_missing_or_unknown_file_is_refused(tmp_path: Path) -> None:
    path = csv(tmp_path, "source,target\na,b\n")
    (tmp_path / "net.txt").write_text("a b")
    (tmp_path / "net.gexf").write_text("<gexf")
    (tmp_path / "latin.csv").write_bytes("source,target\nÉva,b\n".encode("latin-1"))
    (tmp_path / "long.csv").write_text("source,target\na,b\na,b,c\n")
    write_network(nx.path_graph(2), tmp_path / "path.gexf")
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
            read_network(tmp_path / name)
    with pytest.raises(InputError, match="there is no file"):
        read_network(path, people=tmp_path / "people.csv")
    with pytest.raises(InputError, match="already contains the people"):
        read_network(tmp_path / "path.gexf", people=path)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file nobody can read")
@pytest.mark.parametrize("suffix", ["graphml", "gexf", "csv"])
def test_unreadable_file_is_refused(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"net.{suffix}"
    path.symlink_to("/proc/self/mem")
    with pytest.raises(InputError, match="cannot be read"):
        read_network(path)
