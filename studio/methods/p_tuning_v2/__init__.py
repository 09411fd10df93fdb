"""P-tuning v2."""
