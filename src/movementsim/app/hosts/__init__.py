"""Other places that show the viewer: an exported file, a notebook, and Mesa's own page."""
