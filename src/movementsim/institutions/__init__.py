"""Institutions: the rules of ballots, open meetings and closed meetings.

Each file holds one rule, or a part of one that is large enough to stand alone.
"""
