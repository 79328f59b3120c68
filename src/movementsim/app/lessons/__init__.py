"""Levers, pairs of panels, and lessons that are built from them."""
