"""Where webs of ties come from and go to: small worlds, networkx generators, and files.

Everything arrives as a `Network`, checked: people without ties and several components are
allowed, also no ties at all; directed graphs, double ties and ties to oneself are not.
"""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from os import PathLike
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd

from movementsim.draws import hashed_uid, uniform
from movementsim.errors import InputError

type Ints = npt.NDArray[np.integer]
type Floats = npt.NDArray[np.float64]
type Mask = npt.NDArray[np.bool_]
type Source = str | PathLike[str]

LIKING = 0.5
"""Liking in a tie about which nothing is known, 0-1 [assumed]."""
RESPECT = 0.3
"""Respect in a tie about which nothing is known, 0-1 [assumed]."""

_BIRTH = -1
_TIE_COLUMNS = ("liking", "respect", "liking_back", "respect_back", "weight")


@dataclass(frozen=True, eq=False)
class Network:
    """People, their attributes and their ties, before they become a movement.

    Attributes
    ----------
    ids : list of str
        Names of people, in order.
    uid : (n,) uint64
        Permanent numbers, see `uids`.
    pairs : (m, 2) int64
        Rows of the two people of each tie; first < second, sorted.
    liking, respect : (m, 2) float64
        0-1; column 0 is the view that the first has of the second, column 1 the view back.
    people : dict of str to (n,) array
        Attributes of people: int64, float64 (missing: NaN) or text (missing: "").
    """

    ids: list[str]
    uid: npt.NDArray[np.uint64]
    pairs: npt.NDArray[np.int64]
    liking: Floats
    respect: Floats
    people: dict[str, npt.NDArray[Any]]


def uids(ids: Sequence[str]) -> npt.NDArray[np.uint64]:
    """Give names permanent numbers, on which all luck is keyed.

    A whole number below 2**32, written plainly ("7", not "007"), keeps itself; any other name
    gets a hash of its text with bit 62 set, the same on every machine.

    Raises
    ------
    InputError
        If two people would share a number.
    """
    numbers = np.array([_uid(name) for name in ids], np.uint64)
    order = np.argsort(numbers, kind="stable")
    clash = np.flatnonzero(np.diff(numbers[order]) == 0)
    if len(clash):
        one, other = (ids[order[k]] for k in (clash[0], clash[0] + 1))
        raise InputError(f"people {one!r} and {other!r} get the same number; rename one of them.")
    return numbers


def _uid(name: str) -> int:
    if name.isascii() and name.isdecimal() and str(int(name)) == name and int(name) < 2**32:
        return int(name)
    return int(hashed_uid(name))


def small_worlds(
    branch: Ints,
    uid: npt.NDArray[np.uint64],
    *,
    ties: float,
    rewire: float,
    between: float,
    seed: int,
) -> npt.NDArray[np.int64]:
    """Tie branches as small worlds, with long ties between them.

    Within a branch people sit on a ring in random order, each tied to the nearest ``ties / 2``
    on either side (a fraction by chance; fewer in a branch too small for it). Each tie is then
    moved to a random person of any branch with chance `between`, or of the same branch with
    chance `rewire`. A moved tie that would double another is dropped, which costs about
    ``rewire * ties / size`` of the ties of a branch. After Watts and Strogatz (1998).

    Luck is keyed on people, so the order of the rows does not matter.

    Parameters
    ----------
    branch : (n,) int
        The branch of each person, any numbers.
    uid : (n,) uint64
        Their permanent numbers.
    ties : float
        Mean number of ties a person, 0 or more.
    rewire, between : float
        Chances, 0-1, together at most 1.
    seed : int
        The run's seed.

    Returns
    -------
    pairs : (m, 2) int64
        Rows, first < second, sorted.
    """
    if not (0 <= ties < np.inf):
        raise InputError(f"ties {ties} must be a number of ties per person, 0 or more.")
    if not (rewire >= 0 and between >= 0 and rewire + between <= 1):
        raise InputError(
            f"rewire {rewire} and between {between} are chances: 0 or more, together at most 1."
        )
    rings = _seated(branch, uid, seed)
    furthest = int(min(np.ceil(ties / 2), rings.size.max(initial=0) // 2))
    return _once(
        [
            _tied_at(rings, distance, ties / 2 - (distance - 1), rewire, between)
            for distance in range(1, furthest + 1)
        ],
        len(branch),
    )


@dataclass(frozen=True, slots=True)
class _Rings:
    """Who sits where on the rings of the branches, one value a seat.

    Attributes
    ----------
    row, uid
        Row and number of the person on each seat.
    begin, size, place
        First seat and number of seats of the ring, and the place on it.
    seed
        The run's seed.
    """

    row: npt.NDArray[np.int64]
    uid: npt.NDArray[np.uint64]
    begin: npt.NDArray[np.int64]
    size: npt.NDArray[np.int64]
    place: npt.NDArray[np.int64]
    seed: int

    def luck(self, what: str, distance: int) -> Floats:
        return uniform(self.seed, f"small world {what} {distance}", _BIRTH, self.uid)


def _seated(branch: Ints, uid: npt.NDArray[np.uint64], seed: int) -> _Rings:
    """Seat the people of each branch on a ring, in random order."""
    row = np.lexsort((uniform(seed, "small world seat", _BIRTH, uid), branch))
    _, begin, size = np.unique(branch[row], return_index=True, return_counts=True)
    begin, size = np.repeat(begin, size), np.repeat(size, size)
    return _Rings(row, uid[row], begin, size, np.arange(len(row)) - begin, seed)


def _tied_at(
    rings: _Rings, distance: int, chance: float, rewire: float, between: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Tie people so many seats apart with this chance, and move some of the ties; the two rows."""
    size, place, people = rings.size, rings.place, len(rings.row)
    # across an even ring both sides are one tie: half of the seats make it, twice as surely
    across = (2 * distance == size) & (place < distance)
    tied = (2 * distance < size) | across
    tied &= rings.luck("tie", distance) < np.where(across, 2 * chance, chance)
    moved, whither = rings.luck("move", distance), rings.luck("whither", distance)
    inside = rings.begin + (place + 1 + (whither * (size - 1)).astype(np.int64)) % size
    anywhere = (np.arange(people) + 1 + (whither * (people - 1)).astype(np.int64)) % people
    other = rings.begin + (place + distance) % size
    other = np.where(moved < between + rewire, inside, other)
    other = np.where(moved < between, anywhere, other)
    return rings.row[tied], rings.row[other[tied]]


def _once(
    ties: list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]], people: int
) -> npt.NDArray[np.int64]:
    """Return each of these ties once, first < second, sorted."""
    keys = [np.minimum(one, other) * people + np.maximum(one, other) for one, other in ties]
    key = np.sort(np.concatenate(keys)) if keys else np.empty(0, np.int64)
    key = key[np.diff(key, prepend=-1) > 0]  # np.unique hashes first, seven times slower here
    return np.column_stack(np.divmod(key, max(people, 1)))


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

    Raises
    ------
    InputError
        If there is no such generator, a parameter is unknown, missing or out of range, the
        graph is none that we can use, or the number of people is not the one asked for.
    """
    generator = _generator(name)
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
            f"{name} has no parameter {unknown[0]!r}{_suggest(unknown[0], takes)} "
            f"It takes {_listed(takes)}."
        )
    missing = [k for k, v in takes.items() if v.default is v.empty and k not in given]
    if missing:
        raise InputError(f"{name} needs {_listed(missing)}; it takes {_listed(takes)}.")
    try:
        graph = generator(**given)
    except (nx.NetworkXException, TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise InputError(f"{name} cannot work with {given}: {error}") from error
    if not isinstance(graph, nx.Graph):
        raise InputError(f"{name} makes no graph but {type(graph).__name__}; choose another.")
    if people is not None and len(graph) != people:
        raise InputError(
            f"{name} made {len(graph)} people where {people} were asked for; "
            f"ask for {len(graph)}, or change its parameters."
        )
    return _from_graph(graph, name)


def _generator(name: str) -> Callable[..., Any]:
    generators = {
        key: value
        for key, value in vars(nx).items()
        if callable(value) and getattr(value, "__module__", "").startswith("networkx.generators")
    }
    if name not in generators:
        raise InputError(
            f"networkx has no generator {name!r}{_suggest(name, generators)} "
            "See the networkx reference, chapter Graph generators."
        )
    found: Callable[..., Any] = generators[name]
    return found


def from_networkx(graph: nx.Graph) -> Network:
    """Take over an undirected simple graph.

    Edges may carry `liking` and `respect` (0-1). Without them both are the edge's `weight`, as a
    share of the largest; without that they are `LIKING` and `RESPECT`. Where the two views of a
    tie differ, `liking_back` and `respect_back` are those of the other end, and `first` names
    the person whose views `liking` and `respect` are.

    Node attributes that are numbers or text become columns (see `Network`; yes and no become 1
    and 0, numbers mixed with text become text); others, such as coordinates, are left out.

    Raises
    ------
    InputError
        If the graph is directed or a multigraph, has no people, names two people alike, ties
        somebody to themselves, or a liking, respect or weight is missing or out of range.
    """
    return _from_graph(graph, "the graph")


def to_networkx(network: Network) -> nx.Graph:
    """Return the network as a graph; the inverse of `from_networkx`.

    Nodes are named by their ids (text). `liking_back`, `respect_back` and `first` are written
    only if some views differ.
    """
    graph = nx.Graph()
    graph.add_nodes_from(network.ids)
    for name, column in network.people.items():
        values = dict(zip(network.ids, column.tolist(), strict=True))
        nx.set_node_attributes(graph, values, name)
    ties = _tie_table(network)
    back = ["liking_back", "respect_back"]
    if (ties[["liking", "respect"]].to_numpy() == ties[back].to_numpy()).all():
        ties = ties.drop(columns=back)
    else:
        ties["first"] = ties["source"]
    for tie in ties.to_dict("records"):
        graph.add_edge(tie.pop("source"), tie.pop("target"), **tie)
    return graph


def read(path: Source, people: Source | None = None) -> Network:
    """Read a network from GraphML, GEXF or CSV.

    Parameters
    ----------
    path : path
        A file .graphml or .gexf (see `from_networkx` for its attributes), or a .csv list of
        ties: columns source and target, and where known liking, respect (the view of the
        source), liking_back, respect_back (of the target), or weight.
    people : path, optional
        For CSV: a table of people, column id and any attributes; people without ties are
        allowed. If not given, <stem>.people.csv beside `path` is read if it exists, and
        otherwise people are those named in ties. Columns of numbers become numbers.

    Raises
    ------
    InputError
        Says which file and line or tie, the value, and what to do.
    """
    path = _existing(path)
    suffix = path.suffix.lower()
    if suffix == ".csv":
        beside = path.with_name(f"{path.stem}.people.csv")
        return _read_csv(path, _existing(people) if people else beside)
    if suffix not in _GRAPH_FILES:
        raise InputError(_wrong_suffix(path))
    if people is not None:
        raise InputError(f"{path.name} names its people itself; leave {people} out.")
    return _read_graph(path, _GRAPH_FILES[suffix][0])


def write(network: Network | nx.Graph, path: Source) -> None:
    """Write a network as GraphML, GEXF or CSV, by the suffix of `path`.

    CSV makes two files, the ties and <stem>.people.csv. Files appear only when complete.

    Raises
    ------
    InputError
        If the suffix is unknown, the folder does not exist, or the graph is refused by
        `from_networkx`.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in (".csv", *_GRAPH_FILES):
        raise InputError(_wrong_suffix(path))
    if not path.parent.is_dir():
        raise InputError(f"there is no folder {path.parent} for {path.name}; make it first.")
    if isinstance(network, nx.Graph):
        network = from_networkx(network)
    if suffix == ".csv":
        if "id" in network.people:
            raise InputError("people have an attribute 'id', the name of the id column; rename it.")
        table = pd.DataFrame({"id": network.ids, **network.people})
        _save({path: _tie_table(network), path.with_name(f"{path.stem}.people.csv"): table})
    else:
        _save({path: to_networkx(network)})


_GRAPH_FILES: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    ".graphml": (nx.read_graphml, nx.write_graphml),
    ".gexf": (nx.read_gexf, nx.write_gexf),
}


def _save(contents: Mapping[Path, pd.DataFrame | nx.Graph]) -> None:
    """Write all files beside their places, then move all of them in."""
    parts = {path: path.with_name(f".{path.name}.part") for path in contents}
    try:
        for path, content in contents.items():
            if isinstance(content, pd.DataFrame):
                content.to_csv(parts[path], index=False)
            else:
                _GRAPH_FILES[path.suffix.lower()][1](content, parts[path])
        for path, part in parts.items():
            part.replace(path)
    except OSError as error:
        raise InputError(f"{', '.join(map(str, contents))} cannot be written: {error}.") from error
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def _tie_table(network: Network) -> pd.DataFrame:
    """One line a tie, the columns of a CSV list of ties."""
    source, target = np.array(network.ids, object)[network.pairs].T
    return pd.DataFrame(
        {
            "source": source,
            "target": target,
            "liking": network.liking[:, 0],
            "respect": network.respect[:, 0],
            "liking_back": network.liking[:, 1],
            "respect_back": network.respect[:, 1],
        }
    )


def _read_graph(path: Path, reader: Callable[..., Any]) -> Network:
    try:
        graph = reader(path)
        declared = [
            element.get("id", "")
            for _, element in ElementTree.iterparse(path)
            if element.tag.rpartition("}")[2] == "node"
        ]
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error}. See to its permissions.") from error
    except (ElementTree.ParseError, nx.NetworkXException, ValueError, LookupError) as error:
        kind = path.suffix[1:]
        raise InputError(f"{path.name} cannot be read as {kind}: {error}. Repair it.") from error
    # networkx merges people named twice, and makes up those whom only a tie names
    _refuse_doubles(declared, path.name)
    strangers = [node for node in graph if str(node) not in set(declared)]
    if strangers:
        raise InputError(
            f"{path.name}: a tie leads to {strangers[0]!r}, who is not among the nodes; "
            "add the node or remove the tie."
        )
    if all(data.get("label") == node for node, data in graph.nodes(data=True)):
        for data in graph.nodes.values():  # GEXF always has labels; these say nothing new
            data.pop("label", None)
    return _from_graph(graph, path.name)


def _from_graph(graph: nx.Graph, origin: str) -> Network:
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
    return _assemble([str(node) for node in graph], columns, ties, origin)


def _turned(ties: pd.DataFrame, origin: str) -> pd.DataFrame:
    """Turn each tie of a graph, which has no direction, so that it starts from `first`."""
    if "first" not in ties:
        raise InputError(
            f"{origin}: ties have liking_back or respect_back but no 'first'; "
            "name in 'first' the person whose liking is in 'liking'."
        )
    first = ties["first"].astype(str)
    stranger = (first != ties["source"]) & (first != ties["target"])
    _refuse(stranger.to_numpy(), ties, origin, "must name one of the two", "first")
    turn = first == ties["target"]
    other = ties["target"].where(~turn, ties["source"])
    return ties.assign(source=first, target=other)


def _read_csv(path: Path, people: Path) -> Network:
    ties = _table(path, ("source", "target"))
    refuse_misspelt(ties.columns, _TIE_COLUMNS, path.name)
    unnamed = (ties["source"] == "") | (ties["target"] == "")
    _refuse(unnamed.to_numpy(), ties, path.name, "lacks a name; give both")
    if not people.exists():
        named = ties[["source", "target"]].to_numpy().ravel().tolist()
        return _assemble(list(dict.fromkeys(named)), {}, ties, path.name)
    table = _table(people, ("id",))
    if (table["id"] == "").any():
        line = table.index[table["id"] == ""][0]
        raise InputError(f"{people.name}, line {line}: the id is empty; name the person.")
    ids = table.pop("id").tolist()
    _refuse_doubles(ids, people.name)
    columns = {str(name): _cells(cells) for name, cells in table.items()}
    return _assemble(ids, columns, ties, path.name)


def refuse_misspelt(columns: Iterable[str], known: Sequence[str], origin: str) -> None:
    """Refuse a column that looks like one of the known ones misspelt; any other is let be.

    Raises
    ------
    InputError
        Names the column and the near one, where there is none of that name.
    """
    columns = list(columns)
    for column in columns:
        near = difflib.get_close_matches(column, known, 1, 0.8)
        if column not in known and near and near[0] not in columns:
            raise InputError(
                f"{origin}: the column {column!r} is not known. Did you mean {near[0]!r}? "
                "Rename or remove it."
            )


def _table(path: Path, needed: Sequence[str]) -> pd.DataFrame:
    """All cells as text, so that names stay as written; the index counts lines of the file."""
    try:
        table = pd.read_csv(
            path,
            dtype=str,
            keep_default_na=False,  # people may be called NA
            skip_blank_lines=False,
            encoding="utf-8-sig",
        )
    except (ValueError, OSError) as error:  # pandas' parser errors and bad encodings too
        said = " ".join(str(error).split()).removeprefix("Error tokenizing data. C error: ")
        raise InputError(f"{path.name} cannot be read as CSV: {said}. Repair it.") from error
    if not isinstance(table.index, pd.RangeIndex):
        raise InputError(f"{path.name}: rows have more cells than the header; name each column.")
    table.columns = table.columns.str.strip()
    for column in needed:
        if column not in table:
            raise InputError(
                f"{path.name}: there is no column {column!r}{_suggest(column, table.columns)} "
                f"Found {_listed(table.columns)}; cells are parted by commas."
            )
    table.index = pd.RangeIndex(2, len(table) + 2, name="line")
    table = table.fillna("").apply(lambda cells: cells.str.strip())
    return table[(table != "").any(axis=1)]


def _cells(cells: pd.Series) -> list[Any]:
    """Numbers if all cells that are not empty are numbers, else the text as it came."""
    there = cells != ""
    numbers = pd.to_numeric(cells[there], errors="coerce")
    if numbers.isna().any():
        return list(cells)
    return [numbers.get(line) for line in cells.index]


def _assemble(
    ids: list[str], columns: Mapping[str, list[Any]], ties: pd.DataFrame, origin: str
) -> Network:
    """Check everything that all origins have in common, and bring ties into their order."""
    if not ids:
        raise InputError(f"{origin} has no people; a network needs at least one.")
    _refuse_doubles(ids, origin)
    index = pd.Index(ids)
    rows = [index.get_indexer(ties[end]) for end in ("source", "target")]
    ends = np.column_stack(rows).astype(np.int64)
    strange = (ends < 0).any(axis=1)
    advice = "names somebody who is not in the table of people; add the person or remove the tie"
    _refuse(strange, ties, origin, advice)
    _refuse(ends[:, 0] == ends[:, 1], ties, origin, "ties somebody to themselves; remove it")
    turn = ends[:, 0] > ends[:, 1]
    pairs = np.sort(ends, axis=1)
    doubled = pd.DataFrame(pairs).duplicated().to_numpy()
    _refuse(doubled, ties, origin, "comes a second time (either order counts); keep one")
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    liking, respect = (
        np.where(turn[:, np.newaxis], views[:, ::-1], views)[order]
        for views in (
            _views(ties, "liking", LIKING, origin),
            _views(ties, "respect", RESPECT, origin),
        )
    )
    people = {name: _column(values) for name, values in columns.items()}
    known = {name: column for name, column in people.items() if column is not None}
    return Network(ids, uids(ids), pairs[order], liking, respect, known)


def _views(ties: pd.DataFrame, layer: str, default: float, origin: str) -> Floats:
    """One layer as (m, 2): the view of the source, the view of the target."""
    back = f"{layer}_back"
    if layer in ties:
        there = _share(ties, layer, origin)
    elif back in ties:
        raise InputError(f"{origin}: there is {back!r} but no {layer!r}; give both or neither.")
    elif "weight" in ties:
        weight = _numbers(ties["weight"])
        wrong = ~((weight > 0) & (weight < np.inf))
        _refuse(wrong, ties, origin, "must be a finite number above 0", "weight")
        there = weight / weight.max(initial=0)
    else:
        there = np.full(len(ties), default)
    return np.column_stack((there, _share(ties, back, origin) if back in ties else there))


def _share(ties: pd.DataFrame, column: str, origin: str) -> Floats:
    share = _numbers(ties[column])
    wrong = ~((share >= 0) & (share <= 1))
    _refuse(wrong, ties, origin, "must be a number from 0 to 1", column)
    return share


def _numbers(values: pd.Series) -> Floats:
    """Numbers, NaN where there is none, whatever the values are."""
    numbers = pd.to_numeric(values.astype(str), errors="coerce")
    return np.asarray(numbers, np.float64)


def _column(values: list[Any]) -> npt.NDArray[Any] | None:
    """Whole numbers, numbers or text, the first that holds all; None if the values are neither."""
    present = [value for value in values if value is not None]
    if all(isinstance(value, Real | np.bool_) for value in present):
        whole = all(isinstance(v, Integral | np.bool_) and abs(int(v)) < 2**63 for v in values)
        if whole:
            return np.array(values, np.int64)
        return np.array([np.nan if value is None else value for value in values], np.float64)
    if all(isinstance(value, str | Real | np.bool_) for value in present):
        return np.array(["" if value is None else str(value) for value in values], np.str_)
    return None


def _refuse(
    wrong: Mask, ties: pd.DataFrame, origin: str, complaint: str, column: str | None = None
) -> None:
    """Name the first tie that is wrong, by line where the table has lines."""
    if not wrong.any():
        return
    k = int(np.argmax(wrong))
    line = f", line {ties.index[k]}" if ties.index.name == "line" else ""
    value = f" has {column} {ties[column].iloc[k]!r}; it" if column else ""
    ends = f"{ties['source'].iloc[k]!r} - {ties['target'].iloc[k]!r}"
    raise InputError(f"{origin}{line}: the tie {ends}{value} {complaint}.")


def _refuse_doubles(ids: Sequence[str], origin: str) -> None:
    twice = pd.Index(ids).duplicated()
    if twice.any():
        name = ids[int(np.argmax(twice))]
        raise InputError(f"{origin}: the id {name!r} comes more than once; give each its own.")


def _existing(path: Source) -> Path:
    path = Path(path)
    if path.is_dir():
        raise InputError(f"{path} is a folder; name a file in it.")
    if not path.is_file():
        near = _suggest(path.name, (p.name for p in path.parent.glob("*")))
        raise InputError(f"there is no file {path}{near}")
    return path


def _wrong_suffix(path: Path) -> str:
    return f"{path.name}: networks are files .graphml, .gexf or .csv, not {path.suffix!r}."


def _suggest(word: str, choices: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(choices), 1)
    return f". Did you mean {near[0]!r}?" if near else "."


def _listed(words: Iterable[str]) -> str:
    return ", ".join(repr(word) for word in words) or "nothing"
