"""What is measured of any movement, whatever its rules; a rule brings indicators of its own."""
