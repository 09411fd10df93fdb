"""A classification head alone."""
