"""Prompt ensembles."""
