"""Arrays: columns, tables, ties, keyed random draws and declared parameters.

The kernel knows nothing of people or rules. Everything above it is built from these parts.
"""
