"""Analyses of finished runs: estimates, sensitivity, claims, regions, ablation and outcomes."""
