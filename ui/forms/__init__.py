"""Forms made from settings models."""
