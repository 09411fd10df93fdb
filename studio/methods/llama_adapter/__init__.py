"""LLaMA-Adapter."""
