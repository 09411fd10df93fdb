"""Threads and children that the window talks to."""
