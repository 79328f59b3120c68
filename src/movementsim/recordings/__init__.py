"""Records of runs: what happened to whom each week, and what one act changed."""
