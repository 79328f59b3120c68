"""A small model in five implementations that dock with one another; `spec` says what it does."""
