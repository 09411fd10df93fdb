"""P-tuning."""
