"""A test that needs a missing program fails in CI and is skipped elsewhere."""

from __future__ import annotations

import pytest

from tests import needed


def test_missing_program_that_is_required_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv(needed.NEEDED, "chromium no_such_extra")
    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium"):
        needed.chromium()
    with pytest.raises(pytest.fail.Exception, match="No_such_extra is not installed"):
        needed.needed("no_such_extra")


def test_missing_program_that_is_optional_skips_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv(needed.NEEDED, "solara")
    with pytest.raises(pytest.skip.Exception, match="apt-get install chromium"):
        needed.chromium()
