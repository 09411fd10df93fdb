"""The project store: SQLite as the index of what the folders say."""
