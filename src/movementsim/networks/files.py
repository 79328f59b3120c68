"""Read and write networks: GraphML, GEXF, and tables of ties and people in CSV."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from movementsim.errors import InputError, nearest
from movementsim.networks.graphs import from_graph, from_networkx, to_networkx
from movementsim.networks.network import (
    Network,
    assemble,
    listed,
    refuse_doubles,
    refuse_ties,
    tie_table,
)

if TYPE_CHECKING:  # loaded where they are used: reading a scenario needs neither
    import networkx as nx
    import pandas as pd

type NetworkPath = str | PathLike[str]

_TIE_COLUMNS = ("liking", "respect", "liking_back", "respect_back", "weight")

# networkx's names for the formats of whole graphs: `read_graphml`, `write_gexf`
_GRAPH_FORMATS = {".graphml": "graphml", ".gexf": "gexf"}


def read_network(path: NetworkPath, people: NetworkPath | None = None) -> Network:
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

    Returns
    -------
    Network
        The checked network.

    Raises
    ------
    InputError
        Says which file and line or tie, the value, and what to do.
    """
    path = _existing(path)
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return _read_csv(*map(_existing, files_of(path, people)))
    if suffix not in _GRAPH_FORMATS:
        raise InputError(_wrong_suffix(path))
    if people is not None:
        raise InputError(f"{path.name} already contains the people; omit {people}.")
    import networkx as nx

    return _read_graph(path, getattr(nx, f"read_{_GRAPH_FORMATS[suffix]}"))


def files_of(path: NetworkPath, people: NetworkPath | None = None) -> list[Path]:
    """Return the files that `read_network` reads.

    Parameters
    ----------
    path, people : path
        As in `read_network`.

    Returns
    -------
    list of Path
        The file itself, and that of its people if there is one.
    """
    path = Path(path)
    if people is not None:
        return [path, Path(people)]
    beside = path.with_name(f"{path.stem}.people.csv")
    return [path, beside] if path.suffix.lower() == ".csv" and beside.exists() else [path]


def write_network(network: Network | nx.Graph, path: NetworkPath) -> None:
    """Write a network as GraphML, GEXF or CSV.

    CSV makes two files, the ties and <stem>.people.csv. Files appear only when complete.

    Parameters
    ----------
    network : Network or networkx.Graph
        What to write.
    path : path
        Where to; its suffix decides the format.

    Raises
    ------
    InputError
        If the suffix is unknown, the folder does not exist, or the graph is refused by
        `from_networkx`.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in (".csv", *_GRAPH_FORMATS):
        raise InputError(_wrong_suffix(path))
    if not path.parent.is_dir():
        raise InputError(f"there is no folder {path.parent} for {path.name}; make it first.")
    if not isinstance(network, Network):
        network = from_networkx(network)
    if suffix != ".csv":
        _save({path: to_networkx(network)})
        return
    if "id" in network.people:
        raise InputError("people have an attribute 'id', the name of the id column; rename it.")
    import pandas as pd

    table = pd.DataFrame({"id": network.ids, **network.people})
    _save({path: tie_table(network), path.with_name(f"{path.stem}.people.csv"): table})


def _save(contents: Mapping[Path, pd.DataFrame | nx.Graph]) -> None:
    """Write each file under a temporary name beside its place, then rename all of them."""
    import networkx as nx
    import pandas as pd

    parts = {path: path.with_name(f".{path.name}.part") for path in contents}
    try:
        for path, content in contents.items():
            if isinstance(content, pd.DataFrame):
                content.to_csv(parts[path], index=False)
            else:
                writer = getattr(nx, f"write_{_GRAPH_FORMATS[path.suffix.lower()]}")
                writer(content, parts[path])
        for path, part in parts.items():
            part.replace(path)
    except OSError as error:
        raise InputError(f"{', '.join(map(str, contents))} cannot be written: {error}.") from error
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def _read_graph(path: Path, reader: Callable[..., Any]) -> Network:
    import networkx as nx

    try:
        graph = reader(path)
        declared = [
            element.get("id", "")
            for _, element in ElementTree.iterparse(path)
            if element.tag.rpartition("}")[2] == "node"
        ]
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error}. Check its permissions.") from error
    except (ElementTree.ParseError, nx.NetworkXException, ValueError, LookupError) as error:
        kind = path.suffix[1:]
        raise InputError(
            f"{path.name} cannot be read as {kind}: {error}. Correct the file."
        ) from error
    # networkx merges people named twice, and makes up those whom only a tie names
    refuse_doubles(declared, path.name)
    strangers = [node for node in graph if str(node) not in set(declared)]
    if strangers:
        raise InputError(
            f"{path.name}: a tie leads to {strangers[0]!r}, who is not among the nodes; "
            "add the node or remove the tie."
        )
    if all(data.get("label") == node for node, data in graph.nodes(data=True)):
        for data in graph.nodes.values():  # GEXF always has labels; these say nothing new
            data.pop("label", None)
    return from_graph(graph, path.name)


def _read_csv(path: Path, people: Path | None = None) -> Network:
    ties = _table(path, ("source", "target"))
    refuse_misspelt(ties.columns, _TIE_COLUMNS, path.name)
    unnamed = (ties["source"] == "") | (ties["target"] == "")
    refuse_ties(unnamed.to_numpy(), ties, path.name, "lacks a name; give both")
    if people is None:
        named = ties[["source", "target"]].to_numpy().ravel().tolist()
        return assemble(list(dict.fromkeys(named)), {}, ties, path.name)
    table = _table(people, ("id",))
    if (table["id"] == "").any():
        line = table.index[table["id"] == ""][0]
        raise InputError(f"{people.name}, line {line}: the id is empty; name the person.")
    ids = table.pop("id").tolist()
    refuse_doubles(ids, people.name)
    columns = {str(name): _cells(cells) for name, cells in table.items()}
    return assemble(ids, columns, ties, path.name)


def refuse_misspelt(columns: Iterable[str], known: Sequence[str], origin: str) -> None:
    """Refuse a column that looks like a misspelling of a known one; any other is accepted.

    Parameters
    ----------
    columns : iterable of str
        Names of columns as they came.
    known : sequence of str
        Names of the columns that mean something.
    origin : str
        The file they come from, for the message.

    Raises
    ------
    InputError
        If a name is close to a known one that is missing. Names both.
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
    """Return all cells as text, so that names stay as written; the index counts file lines."""
    import pandas as pd

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
        raise InputError(f"{path.name} cannot be read as CSV: {said}. Correct the file.") from error
    if not isinstance(table.index, pd.RangeIndex):
        raise InputError(f"{path.name}: rows have more cells than the header; name each column.")
    table.columns = table.columns.str.strip()
    for column in needed:
        if column not in table:
            raise InputError(
                f"{path.name}: there is no column {column!r}{nearest(column, table.columns)} "
                f"Found {listed(table.columns)}; cells are separated by commas."
            )
    table.index = pd.RangeIndex(2, len(table) + 2, name="line")
    table = table.fillna("").apply(lambda cells: cells.str.strip())
    return table[(table != "").any(axis=1)]


def _cells(cells: pd.Series) -> list[Any]:
    """Return numbers if all cells that are not empty are numbers, else the text as it came."""
    import pandas as pd

    there = cells != ""
    numbers = pd.to_numeric(cells[there], errors="coerce")
    if numbers.isna().any():
        return list(cells)
    return [numbers.get(line) for line in cells.index]


def _existing(path: NetworkPath) -> Path:
    path = Path(path)
    if path.is_dir():
        raise InputError(f"{path} is a folder; name a file in it.")
    if not path.is_file():
        near = nearest(path.name, (p.name for p in path.parent.glob("*")))
        raise InputError(f"there is no file {path}{near}")
    return path


def _wrong_suffix(path: Path) -> str:
    return f"{path.name}: networks are files .graphml, .gexf or .csv, not {path.suffix!r}."
