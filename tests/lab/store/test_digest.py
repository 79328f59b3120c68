"""The digest of a result."""

from __future__ import annotations

from pathlib import Path

from movementsim.lab.design.plan import Plan
from movementsim.lab.store.digest import runs_digest
from movementsim.lab.store.finished import BlockResult, combine_results
from movementsim.lab.store.parquet import read_table
from movementsim.lab.store.store import Store


def test_digest_ignores_order_and_the_last_digits(
    small: Plan, finished: list[BlockResult], tmp_path: Path
) -> None:
    found = set()
    for number, order in enumerate((finished, finished[::-1])):
        store = Store(tmp_path / str(number))
        store.open()
        store.keep(combine_results(order[:4]))
        store.keep(combine_results(order[4:]))
        found.add(runs_digest(store.close(small)["runs"]))
    assert len(found) == 1
    runs = read_table(tmp_path / "0" / "runs.parquet")
    assert runs_digest(runs.sample(frac=1, random_state=1)) in found
    assert runs_digest(runs.assign(trust=runs["trust"] * (1 + 1e-13))) in found
    assert runs_digest(runs.assign(trust=runs["trust"] * (1 + 1e-6))) not in found
    assert runs_digest(runs.assign(members=runs["members"] + 1)) not in found
    assert runs_digest(runs.drop(columns="cell")) in found
