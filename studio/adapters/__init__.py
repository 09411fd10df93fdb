"""Adapters as folders, in PEFT's format wherever PEFT can represent them."""
