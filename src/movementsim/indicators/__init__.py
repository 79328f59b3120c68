"""Indicators of every movement, whatever its rules; rules declare indicators of their own."""
