"""Strategies, one file each; add one as a file here, or by an entry point of your package."""
