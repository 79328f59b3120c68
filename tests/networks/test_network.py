"""Permanent numbers of people."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

from movementsim.errors import InputError
from movementsim.networks import (
    from_networkx,
    uids,
)


def test_whole_numbers_are_kept_and_names_get_a_permanent_number() -> None:
    numbers = uids(["0", "33", "4294967295", "4294967296", "007", "Ada", "-1"])
    assert numbers[:3].tolist() == [0, 33, 2**32 - 1]
    assert (numbers[3:] >= 2**62).all()
    assert (numbers[3:] < 2**63).all()
    assert uids(["Ada"])[0] == numbers[5]


def test_numbers_do_not_depend_on_the_process_or_hash_seed() -> None:
    script = "from movementsim.networks import uids; print(uids(['Ada', 'B', 'é']).tolist())"
    source = str(Path(__file__).parents[2] / "src")
    environment = {**os.environ, "PYTHONHASHSEED": "17", "PYTHONPATH": source}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == uids(["Ada", "B", "é"]).tolist()


def test_two_people_with_the_same_name_are_refused() -> None:
    with pytest.raises(InputError, match="'a' and 'a' get the same number"):
        uids(["a", "b", "a"])
    graph = nx.Graph([(1, "1")])
    with pytest.raises(InputError, match="the id '1' appears more than once"):
        from_networkx(graph)
