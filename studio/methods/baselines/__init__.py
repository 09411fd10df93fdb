"""Yardsticks that train nothing: the commonest class, and the base model asked in words."""
