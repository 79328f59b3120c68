"""New processes begin with what they need loaded, and do not hear what a terminal says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

BEGUN = """
import json, multiprocessing, os, signal
from movementsim.lab.execution.preload import start_server

before = dict(os.environ)
how = start_server(["fractions"], {"GIVEN": "yes"})
told = {"how": how, "environ": dict(os.environ) == before}
if how == "forkserver":
    with multiprocessing.get_context(how).Pool(1) as pool:
        told |= {
            name: pool.apply(os.getenv, (name,))
            for name in ("GIVEN", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
        }
        told["loaded"] = pool.apply(eval, ("'fractions' in __import__('sys').modules",))
        told["deaf"] = signal.SIGINT in pool.apply(signal.pthread_sigmask, (signal.SIG_BLOCK, []))
print(json.dumps(told))
"""


def test_processes_are_forked_off_one_that_has_loaded_and_leave_ours_as_it_was(
    tmp_path: Path,
) -> None:
    (tmp_path / "fractions.py").write_text("raise RuntimeError('not the library')\n")
    environ = os.environ | {"OMP_NUM_THREADS": "2"}
    environ.pop("OPENBLAS_NUM_THREADS", None)
    run = subprocess.run(
        [sys.executable, "-c", BEGUN],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    told = json.loads(run.stdout)
    assert told["environ"], "our own environment has changed"
    if told["how"] == "forkserver":
        assert told == {
            "how": "forkserver",
            "environ": True,
            "GIVEN": "yes",
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "2",  # whoever sets it means it
            "loaded": True,
            "deaf": True,
        }
