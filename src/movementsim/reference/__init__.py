"""Reference tables of rules, strategies, verbs and indicators, for the terminal and the docs."""
