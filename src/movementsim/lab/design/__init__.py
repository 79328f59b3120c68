"""From an experiment to its plan: every run, its id and its seed, checked before any run."""
