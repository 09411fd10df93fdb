"""Answers from a frozen model with any number of adapters."""
