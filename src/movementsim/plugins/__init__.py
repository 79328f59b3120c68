"""Plug-ins: rules and strategies are found in packages and files, and built from values."""
