"""Pictures drawn from the data."""
