"""Softprompt Studio: train, compare and export soft prompts. Knows nothing of Qt."""

__version__ = "0.1.0"
