"""Institutions: rules that act in several phases of a week, such as ballots and meetings."""
