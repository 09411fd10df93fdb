"""Tables, templates, label words, examples: from a file to what a model reads."""
