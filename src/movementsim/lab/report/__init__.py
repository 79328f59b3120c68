"""Reports: sections rendered from templates, and figures with captions and tables."""
