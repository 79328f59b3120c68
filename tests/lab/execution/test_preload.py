"""Worker processes start with libraries loaded and ignore interrupts from the terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import json, multiprocessing, os, signal
from movementsim.lab.execution.preload import start_server

before = dict(os.environ)
how = start_server(["fractions"], {"GIVEN": "yes"})
found = {"how": how, "environ": dict(os.environ) == before}
if how == "forkserver":
    with multiprocessing.get_context(how).Pool(1) as pool:
        found |= {
            name: pool.apply(os.getenv, (name,))
            for name in ("GIVEN", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
        }
        found["loaded"] = pool.apply(eval, ("'fractions' in __import__('sys').modules",))
        blocked = pool.apply(signal.pthread_sigmask, (signal.SIG_BLOCK, []))
        found["ignores interrupts"] = signal.SIGINT in blocked
print(json.dumps(found))
"""


def test_processes_are_forked_from_a_preloaded_server(
    tmp_path: Path,
) -> None:
    (tmp_path / "fractions.py").write_text("raise RuntimeError('not the library')\n")
    environ = os.environ | {"OMP_NUM_THREADS": "2"}
    environ.pop("OPENBLAS_NUM_THREADS", None)
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found = json.loads(run.stdout)
    assert found["environ"], "the environment of the main process has changed"
    if found["how"] == "forkserver":
        assert found == {
            "how": "forkserver",
            "environ": True,
            "GIVEN": "yes",
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "2",  # a value set by the user is kept
            "loaded": True,
            "ignores interrupts": True,
        }
