"""Base models: finding them, loading them, and the one place that inserts a prompt."""
