"""Plug-ins: strategies, rules and indicators are found in packages and files, and built."""
