"""New processes begin with what they need loaded, and do not hear what a terminal says."""

from __future__ import annotations

import json
import subprocess
import sys

BEGUN = """
import json, multiprocessing, os, signal
from movementsim.processes import begin

before = dict(os.environ)
how = begin(["fractions"], {"GIVEN": "yes"})
with multiprocessing.get_context(how).Pool(1) as pool:
    told = {
        "how": how,
        "environ": dict(os.environ) == before,
        "given": pool.apply(os.getenv, ("GIVEN",)),
        "threads": pool.apply(os.getenv, ("OPENBLAS_NUM_THREADS",)),
        "loaded": pool.apply(eval, ("'fractions' in __import__('sys').modules",)),
        "deaf": signal.SIGINT in pool.apply(signal.pthread_sigmask, (signal.SIG_BLOCK, [])),
    }
print(json.dumps(told))
"""


def test_processes_are_forked_off_one_that_has_loaded_and_leave_ours_as_it_was() -> None:
    run = subprocess.run(
        [sys.executable, "-c", BEGUN], capture_output=True, text=True, check=True, timeout=60
    )
    told = json.loads(run.stdout)
    assert told["environ"], "our own environment has changed"
    if told["how"] == "forkserver":
        assert told == {
            "how": "forkserver",
            "environ": True,
            "given": "yes",
            "threads": "1",
            "loaded": True,
            "deaf": True,
        }
