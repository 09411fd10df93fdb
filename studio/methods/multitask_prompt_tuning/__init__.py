"""Multitask prompt tuning."""
