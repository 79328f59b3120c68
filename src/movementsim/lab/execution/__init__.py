"""Making the runs of a plan: workers, blocks of runs, progress, verification."""
