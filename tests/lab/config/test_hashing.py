"""The hash of a config."""

from __future__ import annotations

from movementsim.lab.config.hashing import content_hash


def test_hash_ignores_only_order_and_rounding() -> None:
    assert content_hash({"a": 1, "b": 0.1 + 0.2}) == content_hash({"b": 0.3, "a": 1.0})
    assert content_hash([0.1]) != content_hash([0.1 + 1e-9])
    assert content_hash([1, 2]) != content_hash([2, 1])
