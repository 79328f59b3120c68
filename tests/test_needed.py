"""A test that misses what CI has installed fails there; at the desk it is left out."""

from __future__ import annotations

import pytest

from tests import needed


def test_what_must_be_there_and_is_missing_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv(needed.NEEDED, "chromium no_such_extra")
    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium"):
        needed.chromium()
    with pytest.raises(pytest.fail.Exception, match="no_such_extra"):
        needed.needed("no_such_extra")


def test_what_may_be_missing_leaves_a_test_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv(needed.NEEDED, "solara")
    with pytest.raises(pytest.skip.Exception, match="apt-get install chromium"):
        needed.chromium()
