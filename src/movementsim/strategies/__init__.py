"""Strategies: one file each. Add one by adding a file here, or by an entry point of yours."""
