"""Convert networks from and to networkx graphs, and generate them with its generators."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from movementsim.errors import InputError, nearest
from movementsim.networks.network import Network, assemble, listed, refuse_ties, tie_table

if TYPE_CHECKING:  # loaded where they are used: reading a scenario needs neither
    import networkx as nx
    import pandas as pd


def generate(name: str, people: int | None, seed: int, **parameters: Any) -> Network:
    """Make a network by any generator of networkx, always seeded if it takes a seed.

    Parameters
    ----------
    name : str
        For example "watts_strogatz_graph", "barabasi_albert_graph" or "karate_club_graph".
    people : int or None
        Number of people, handed on as the generator's `n`. None if the generator (or a
        parameter `n`) decides it.
    seed : int
        Handed on as `seed`, modulo 2**32 as numpy asks.
    **parameters
        The generator's other parameters, by name.

    Returns
    -------
    Network
        The checked network.

    Raises
    ------
    InputError
        If there is no such generator, a parameter is unknown, missing or out of range, the
        graph is none that we can use, or the number of people is not the one asked for.
    """
    import networkx as nx

    generator = _generator(name)
    given = _arguments(generator, name, people, seed, parameters)
    try:
        graph = generator(**given)
    except (nx.NetworkXException, TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise InputError(f"{name} cannot work with {given}: {error}") from error
    if not isinstance(graph, nx.Graph):
        kind = type(graph).__name__
        raise InputError(f"{name} returns a {kind}, not a graph; choose another generator.")
    if people is not None and len(graph) != people:
        raise InputError(
            f"{name} made {len(graph)} people where {people} were asked for; "
            f"ask for {len(graph)}, or change its parameters."
        )
    return from_graph(graph, name)


def _arguments(
    generator: Callable[..., Any],
    name: str,
    people: int | None,
    seed: int,
    parameters: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the arguments for the generator; unknown and missing ones are refused."""
    takes = {
        key: value
        for key, value in inspect.signature(generator).parameters.items()
        if key not in ("create_using", "backend", "backend_kwargs")
    }
    given = dict(parameters)
    if "seed" in takes:
        given["seed"] = seed % 2**32
    if "n" in takes and people is not None:
        given.setdefault("n", people)
    unknown = [key for key in given if key not in takes]
    if unknown:
        raise InputError(
            f"{name} has no parameter {unknown[0]!r}{nearest(unknown[0], takes)} "
            f"It takes {listed(takes)}."
        )
    missing = [k for k, v in takes.items() if v.default is v.empty and k not in given]
    if missing:
        raise InputError(f"{name} needs {listed(missing)}; it takes {listed(takes)}.")
    return given


def _generator(name: str) -> Callable[..., Any]:
    import networkx as nx

    generators = {
        key: value
        for key, value in vars(nx).items()
        if callable(value) and getattr(value, "__module__", "").startswith("networkx.generators")
    }
    if name not in generators:
        raise InputError(
            f"networkx has no generator {name!r}{nearest(name, generators)} "
            "See the networkx reference, chapter Graph generators."
        )
    found: Callable[..., Any] = generators[name]
    return found


def from_networkx(graph: nx.Graph) -> Network:
    """Make a network of an undirected simple graph.

    Edges may carry `liking` and `respect` (0-1). Without them both are the edge's `weight`, as a
    share of the largest; without that they are `LIKING` and `RESPECT`. Where the two views of a
    tie differ, `liking_back` and `respect_back` are those of the other end, and `first` names
    the person whose views `liking` and `respect` are.

    Node attributes that are numbers or text become columns (see `Network`; yes and no become 1
    and 0, numbers mixed with text become text); others, such as coordinates, are left out.

    Parameters
    ----------
    graph : networkx.Graph
        People as nodes, ties as edges.

    Returns
    -------
    Network
        The checked network.

    Raises
    ------
    InputError
        If the graph is directed or a multigraph, has no people, names two people alike, ties
        somebody to themselves, or a liking, respect or weight is missing or out of range.
    """
    return from_graph(graph, "the graph")


def to_networkx(network: Network) -> nx.Graph:
    """Convert a network to a graph; the inverse of `from_networkx`.

    Returns
    -------
    networkx.Graph
        Nodes are named by their ids (text). Edges have `liking_back`, `respect_back` and `first`
        only if some views differ.
    """
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(network.ids)
    for name, column in network.people.items():
        values = dict(zip(network.ids, column.tolist(), strict=True))
        nx.set_node_attributes(graph, values, name)
    ties = tie_table(network)
    back = ["liking_back", "respect_back"]
    if (ties[["liking", "respect"]].to_numpy() == ties[back].to_numpy()).all():
        ties = ties.drop(columns=back)
    else:
        ties["first"] = ties["source"]
    for tie in ties.to_dict("records"):
        graph.add_edge(tie.pop("source"), tie.pop("target"), **tie)
    return graph


def from_graph(graph: nx.Graph, origin: str) -> Network:
    """Make a network of a graph, as `from_networkx` does, with errors that name the origin.

    Parameters
    ----------
    graph : networkx.Graph
        People as nodes, ties as edges.
    origin : str
        Where the graph comes from, for errors.

    Returns
    -------
    Network
        The checked network.

    Raises
    ------
    InputError
        As in `from_networkx`.
    """
    import pandas as pd

    if graph.is_directed():
        raise InputError(f"{origin} is directed; make it undirected (graph.to_undirected()).")
    if graph.is_multigraph():
        twice = [(a, b) for a, b in graph.edges() if graph.number_of_edges(a, b) > 1]
        which = f"; {twice[0][0]!r} and {twice[0][1]!r} are tied twice" if twice else ""
        raise InputError(f"{origin} is a multigraph{which}. Keep one tie a pair (nx.Graph).")
    nodes = [data for _, data in graph.nodes(data=True)]
    names = dict.fromkeys(str(name) for data in nodes for name in data)
    ties = pd.DataFrame([data for _, _, data in graph.edges(data=True)])
    ties["source"] = [str(a) for a, _ in graph.edges()]
    ties["target"] = [str(b) for _, b in graph.edges()]
    if any(back in ties for back in ("liking_back", "respect_back")):
        ties = _turned(ties, origin)
    columns = {name: [data.get(name) for data in nodes] for name in names}
    return assemble([str(node) for node in graph], columns, ties, origin)


def _turned(ties: pd.DataFrame, origin: str) -> pd.DataFrame:
    """Turn each tie of a graph, which has no direction, so that it starts from `first`."""
    if "first" not in ties:
        raise InputError(
            f"{origin}: ties have liking_back or respect_back but no 'first'; "
            "name in 'first' the person whose liking is in 'liking'."
        )
    first = ties["first"].astype(str)
    stranger = (first != ties["source"]) & (first != ties["target"])
    refuse_ties(stranger.to_numpy(), ties, origin, "must name one of the two", "first")
    turn = first == ties["target"]
    other = ties["target"].where(~turn, ties["source"])
    return ties.assign(source=first, target=other)
