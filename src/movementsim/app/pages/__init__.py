"""What the pages show: recordings, names, positions, stories and words, as plain JSON values."""
