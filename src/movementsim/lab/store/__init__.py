"""Results on disk: tables, manifests, locks, merging and publishing."""
