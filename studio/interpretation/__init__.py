"""What a trained soft prompt is: near which words, how alike, and what each virtual token does."""
