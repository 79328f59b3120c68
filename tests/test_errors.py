"""Error messages name the origin of an error and the nearest known word."""

from __future__ import annotations

import pytest

from movementsim.errors import InputError, nearest, prefix_errors


def test_origin_is_put_before_a_message_once() -> None:
    with (
        pytest.raises(InputError, match=r"^file\.toml: it is wrong$"),
        prefix_errors("file.toml"),
        prefix_errors("file.toml"),
    ):
        raise InputError("it is wrong")


def test_nearest_word_is_suggested_if_it_is_similar() -> None:
    assert nearest("memmbers", ["members", "weeks"]) == "; did you mean 'members'?"
    assert nearest("xyz", ["members", "weeks"]) == "."
