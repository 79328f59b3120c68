"""Recordings of a run: acts, what caused them, and reruns without an act or an event."""
