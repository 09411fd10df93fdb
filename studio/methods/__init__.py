"""Soft-prompt methods, one folder each, and the seam they stand behind."""
