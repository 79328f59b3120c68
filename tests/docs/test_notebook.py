"""The notebook in docs/ gives the output that it shows."""

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebook.ipynb"
MOST = 300_000


def shown(notebook: Any) -> list[str]:
    """Return the text output of a notebook; pictures are not compared."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            picture = "image/png" in data
            found.append(
                "a picture" if picture else data.get("text/plain") or output.get("text") or "error"
            )
    return found


@pytest.mark.slow
def test_notebook_output_is_up_to_date(tmp_path: Path) -> None:
    kept = nbformat.read(NOTEBOOK, as_version=4)
    again = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(
        again, timeout=240, resources={"metadata": {"path": str(tmp_path)}}, kernel_name="python3"
    ).execute()
    assert shown(again) == shown(kept), (
        "execute it again: jupyter execute --inplace docs/notebook.ipynb"
    )
    assert shown(kept).count("a picture") == 2


def test_notebook_is_small_and_names_no_local_path() -> None:
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert len(text) < MOST
    assert not re.search(r"(?<![\w.])/(home|tmp|root|work|Users)/", text)
