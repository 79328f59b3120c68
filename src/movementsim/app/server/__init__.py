"""The local web server: it serves the pages, runs movements for them, and limits requests."""
