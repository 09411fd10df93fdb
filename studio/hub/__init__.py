"""The Hugging Face hub: how it is asked, and how its files come here. No torch, no Qt."""
